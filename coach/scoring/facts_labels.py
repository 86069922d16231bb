"""Facts of any other name: numbers beside their own words, codes, ratios, school years, and attributes denied."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coach.scoring.facts_measure import answer, same
from coach.scoring.facts_talk import Fact, Statement, Talk
from coach.scoring.spoken import Quantity, parse_number

_LABEL = re.compile(r"[一-龥]{2,6}$|[a-z]{2,8}$")
_FOLLOWS = re.compile(r"(?:的)?([一-龥]{2,3})")
_TAIL = re.compile("(?:版本|含量|重量|大小|期限|时间|后期限|数量|等级|尺寸|参数)$")
_RARE = frozenset(("瓦", "毫安时", "伏", "分贝", "赫兹"))
_NEAR, _FAR, _HEAD = 8, 5, 6


def labelled(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield statements of a fact known only by its own words (功率, 蓝牙版本, 腰头): a number of its unit beside them."""
    yield from _numbers(talk, fact)
    yield from _codes(talk, fact)
    yield from _denials(talk, fact)


def _numbers(talk: Talk, fact: Fact) -> Iterator[Statement]:
    words = _words(fact)
    for unit in dict.fromkeys(amount.unit for amount in fact.amounts):
        likes = [amount for amount in fact.amounts if amount.unit == unit]
        if unit == "" and not any(_named(fact.value, like) for like in likes):
            continue
        for amount in talk.of(unit):
            span = _beside(talk, words[unit], amount)
            if span is None or not talk.asserted(amount.start, amount.end):
                continue
            if amount.per and amount.per[-1] in "天次日个顿":
                continue
            agrees = any(same(amount, like.low, like.high) for like in likes)
            yield answer(amount, likes[0], agrees, span, 1)


def _named(value: str, bare: Quantity) -> bool:
    return bool(_LABEL.search(value, 0, bare.start) or _FOLLOWS.match(value, bare.end))


def _words(fact: Fact) -> dict[str, re.Pattern[str]]:
    """Return, for each unit, the words that name its number: the fact's name and what stands beside it on the card."""
    base = _TAIL.sub("", fact.name) or fact.name
    words: dict[str, set[str]] = {}
    for amount in fact.amounts:
        mine = words.setdefault(amount.unit, set())
        label = _LABEL.search(fact.value, 0, amount.start)
        if label:
            mine.add(label[0])
        follows = _FOLLOWS.match(fact.value, amount.end)
        if follows:
            mine.add(follows[1])
        if amount.unit != "":
            mine.update((base, fact.name.lower()))
        elif not label and not follows:
            mine.add(base)
    return {unit: re.compile("|".join(map(re.escape, sorted(mine, key=len, reverse=True)))) for unit, mine in words.items()}


def _beside(talk: Talk, words: re.Pattern[str], amount: Quantity) -> tuple[int, int] | None:
    """Return the span of the amount with the fact's words beside it, None when they aren't there."""
    clause = talk.clause(amount.start)
    taken = talk.previous_end(amount)
    near = words.search(talk.text, max(clause[0], amount.start - _NEAR), amount.start)
    if near and taken <= near.start():
        return near.start(), amount.end
    before = talk.before(clause) if amount.start - clause[0] <= _HEAD and amount.unit != "" else None
    if before and taken <= before[0] and words.search(talk.text, max(before[0], before[1] - _HEAD), before[1]):
        return amount.start, amount.end
    reach = 2 if amount.unit == "" else _FAR
    far = words.search(talk.text, amount.end, min(clause[1], amount.end + reach + 4))
    if far and far.start() - amount.end <= reach:
        return amount.start, far.end()
    return (amount.start, amount.end) if amount.unit in _RARE else None


_CODE = re.compile(r"(?<![a-z0-9])([a-z]{2,6})[ -]?(\d+(?:\.\d+)?)(?![\d.]*[a-z])")


def _codes(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield codes with another number than the card's: ipx4, spf50, usb3.0, wifi6."""
    card = {match[1]: match[2] for match in _CODE.finditer(fact.value)}
    if not card:
        return
    for match in _CODE.finditer(talk.text):
        if match[1] in card and talk.asserted(match.start(), match.end()):
            agrees = float(match[2]) == float(card[match[1]])
            yield Statement(said=match[0], agrees=agrees, start=match.start(), end=match.end())


# --- attributes the card denies or affirms: 非油炸 -------------------------------------------------------------------

_NOT = re.compile("非([一-龥]{2,3})")


def _denials(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield speech that affirms of the fact what the card denies: 面饼 非油炸, and 面饼是油炸的."""
    for denied in _NOT.finditer(fact.value):
        word = denied[1][:2]
        for match in re.finditer(f"{word[0]}过?{word[1]}", talk.text):
            clause = talk.clause(match.start())
            lead = talk.text[clause[0] : match.start()]
            if fact.name[:2] not in lead or re.search("[非不没无别未]|低温", lead):
                continue
            if talk.asserted(match.start(), match.end()):
                start = clause[0] + lead.index(fact.name[:2])
                yield Statement(said=match[0], agrees=False, start=start, end=match.end())


# --- ratios: 二肥八瘦, 三比七, 三七开 --------------------------------------------------------------------------------

_RATIO = re.compile(r"([一二三四五六七八九\d])(?:分|成)?([一-龥])([一二三四五六七八九\d])(?:分|成)?([一-龥])")
_TO = re.compile(r"([一二三四五六七八九\d])(?:比|:|：)([一二三四五六七八九\d])")
_SPLIT = re.compile("([一二三四])([六七八九])开")


def ratios(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield ratios beside the card's: 三分肥七分瘦 beside 二肥八瘦, 三七开, 三比七."""
    card = _RATIO.search(fact.value)
    if card is None:
        return
    mine = (_digit(card[1]), _digit(card[3]))
    named = re.compile(f"{card[2]}{card[4]}|{fact.name}")
    for match in _RATIO.finditer(talk.text):
        if (match[2], match[4]) in ((card[2], card[4]), (card[4], card[2])) and talk.asserted(*match.span()):
            said = (_digit(match[1]), _digit(match[3]))
            said = said if match[2] == card[2] else (said[1], said[0])
            yield Statement(said=match[0], agrees=said == mine, start=match.start(), end=match.end(), weight=2)
    for pattern in (_TO, _SPLIT):
        for match in pattern.finditer(talk.text):
            lead = talk.text[talk.clause(match.start())[0] : match.start()]
            if named.search(lead) and talk.asserted(*match.span()):
                agrees = sorted(mine) == sorted((_digit(match[1]), _digit(match[2])))
                yield Statement(said=match[0], agrees=agrees, start=match.start(), end=match.end())


def _digit(text: str) -> float:
    number = parse_number(text)
    return number.low if number else -1.0


# --- who it is for: school years and ages ----------------------------------------------------------------------------

_YEARS = re.compile(r"([一二三四五六1-6])(?:年级)?[^，,。！!？?；;]{0,4}?(?:到|至|[-~—–])([一二三四五六1-6])年级")
_AGE = re.compile(r"(?P<from>以上|起|就(?:可以|能)|都(?:可以|能))|(?P<to>以下|以内)")


def grades(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield for whom the goods are said to be: school years (一到三年级) or an age (3岁以上)."""
    card = _YEARS.search(fact.value)
    if card:
        mine = (_digit(card[1]), _digit(card[2]))
        for match in _YEARS.finditer(talk.text):
            if talk.asserted(*match.span()):
                agrees = (_digit(match[1]), _digit(match[2])) == mine
                yield Statement(said=match[0], agrees=agrees, start=match.start(), end=match.end())
    like = fact.first("岁")
    if like is None:
        return
    for amount in talk.of("岁"):
        match = _AGE.match(talk.text, amount.end)
        ranged = amount.low != amount.high and like.low != like.high
        if (match or ranged) and talk.asserted(amount.start, amount.end):
            agrees = amount.low == like.low and (not ranged or amount.high == like.high)
            yield answer(amount, like, agrees, (amount.start, match.end() if match else amount.end), 1)
