"""For whom the goods are said to be, beside the card: school years and ages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from coach.scoring.facts_talk import Fact, Statement, Talk
from coach.scoring.spoken import Quantity, parse_number

_YEARS = re.compile(r"([一二三四五六1-6])(?:年级)?[^，,。！!？?；;]{0,4}?(?:到|至|[-~—–])([一二三四五六1-6])年级")
_CHILD = "宝宝|孩子|小朋友|娃|小孩|小?奶[狗猫]|幼[犬猫]|小[狗猫]|狗狗|猫咪|[狗猫]"
_BOUND = re.compile(rf"(?:以上|起|以下|以内)(?!的?货)|(?:的?(?:{_CHILD})(?:断了?奶)?)?(?:就|都|也)?(?:可以|能)")
_BABY = re.compile(_CHILD)
_NEWBORN = re.compile(
    "(?:新生儿|(?:出生|落地|生下来)的?(?:宝宝|孩子|娃娃?|小孩|婴儿)?)(?:也|就|都|直接)+(?:能|可以|行|适合)"
)
_FOR = re.compile("适合|适用|给|针对")
_USES = re.compile(f"的?(?:{_CHILD})?(?:才|[用吃喝穿玩])")
_WARNS = re.compile("别|不要|不能|不建议|不可|不适合|慎|禁")
_MAY = re.compile("能|可以|适合|[用吃喝穿玩]")
_YEAR_OLD = 360 * 86_400


def ages(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield for whom the goods are said to be: school years (一到三年级) or an age (3岁以上, 6个月以上)."""
    yield from _school_years(talk, fact)
    years, months = fact.first("岁"), fact.first("秒")
    like = years or months
    if like is None:
        return
    if years and months and months.start < years.start:  # 6个月-3岁
        like = years._replace(low=months.low / _YEAR_OLD)
    if like.low > 0:
        yield from _newborns(talk)
    for amount in map(partial(_from_months, talk), talk.of("岁", "秒")):
        bound = _BOUND.match(talk.text, amount.end)
        if _is_age(talk, like, amount, bound) and talk.asserted(amount.start, amount.end):
            yield from _compared(talk, like, amount, bound.end() if bound else amount.end)


def _school_years(talk: Talk, fact: Fact) -> Iterator[Statement]:
    card = _YEARS.search(fact.value)
    for match in _YEARS.finditer(talk.text) if card else ():
        if card and talk.asserted(*match.span()):
            agrees = [_year(year) for year in match.groups()] == [_year(year) for year in card.groups()]
            yield Statement(said=match[0], agrees=agrees, start=match.start(), end=match.end())


def _year(text: str) -> float:
    number = parse_number(text)
    return number.low if number else 0.0


def _newborns(talk: Talk) -> Iterator[Statement]:
    for match in _NEWBORN.finditer(talk.text):
        if talk.asserted(*match.span()):
            yield Statement(said=match[0], agrees=False, start=match.start(), end=match.end())


def _from_months(talk: Talk, amount: Quantity) -> Quantity:
    """Return 三个月到三岁 as one range, where the amount is its end."""
    first = talk.just_before(amount, 1) if amount.unit == "岁" else None
    if first is None or first.unit != "秒" or not _TO.fullmatch(talk.text, first.end, amount.start):
        return amount
    return amount._replace(start=first.start, text=talk.text[first.start : amount.end], low=first.low / _YEAR_OLD)


_TO = re.compile("[到至~—–-]")


def _is_age(talk: Talk, like: Quantity, amount: Quantity, bound: re.Match[str] | None) -> bool:
    """Tell whether the amount says from or up to which age; 三岁以下别用 is a warning, 六个月 alone a time."""
    if amount.unit == "秒":
        return bound is not None and bool(_BABY.search(talk.text, amount.end, amount.end + 6))
    if amount.low != amount.high and _WARNS.search(talk.text, amount.end, talk.clause(amount.start)[1]):
        return False
    if amount.low != amount.high:
        return like.low != like.high or bool(_FOR.search(talk.text, max(0, amount.start - 6), amount.start))
    if bound is None:
        return False
    below = bound[0].startswith(("以下", "以内"))
    if not below:
        return True
    last = talk.clause(amount.start)[1]
    return not _WARNS.search(talk.in_clause(amount.start)) and bool(_MAY.search(talk.text, amount.end, last))


def _compared(talk: Talk, like: Quantity, amount: Quantity, end: int) -> Iterator[Statement]:
    said, card, ranged = _age(amount), _age(like), amount.low != amount.high
    if said > card and not ranged and not _USES.match(talk.text, end):
        return  # 二十岁以上的姐妹 of goods for adults narrows, and contradicts nothing
    last = amount.high * (_YEAR_OLD if amount.unit == "岁" else 1)
    end_of_card = like.high * (_YEAR_OLD if like.unit == "岁" else 1)
    agrees = said == card and (not ranged or like.low == like.high or last == end_of_card)
    yield Statement(said=amount.text, agrees=agrees, start=amount.start, end=end)


def _age(amount: Quantity) -> float:
    return amount.low * _YEAR_OLD if amount.unit == "岁" else amount.low
