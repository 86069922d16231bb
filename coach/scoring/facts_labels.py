"""Facts of any other name: numbers beside their own words, codes, ratios, school years, and attributes denied."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coach.scoring.facts_measure import TOLERANCE, answer, same, unit_factor
from coach.scoring.facts_talk import Fact, Statement, Talk
from coach.scoring.spoken import Quantity, parse_number

_LABEL = re.compile(r"[一-龥]{2,6}$|[a-z]{2,8}$")
_FOLLOWS = re.compile(r"(?:的)?([一-龥]{2,3})")
_TAIL = re.compile("(?:版本|含量|重量|大小|期限|时间|后期限|数量|等级|尺寸|参数|数)$")
_RARE = frozenset(("瓦", "毫安时", "伏", "分贝", "赫兹"))
_NEAR, _FAR, _HEAD = 8, 5, 6


def labelled(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield statements of a fact known only by its own words (功率, 蓝牙版本): a number of its unit beside them."""
    yield from _numbers(talk, fact)
    yield from _codes(talk, fact)
    yield from _exclusives(talk, fact)
    yield from _denials(talk, fact)
    yield from _wholes(talk, fact)


def _numbers(talk: Talk, fact: Fact) -> Iterator[Statement]:
    words = _words(fact)
    for unit in dict.fromkeys(amount.unit for amount in fact.amounts):
        likes = [amount for amount in fact.amounts if amount.unit == unit]
        if unit == "" and not any(_named(fact.value, like) for like in likes):
            continue
        for amount in talk.of(unit):
            span = _beside(talk, fact, words[unit], amount)
            if span is None or not talk.asserted(amount.start, amount.end):
                continue
            if (amount.per and amount.per[-1] in "天次日个顿") or (
                len(unit) == 1 and unit not in "克元秒%" and amount.high < 2
            ):
                continue
            agrees = any(_meets(fact.value, like, amount) for like in likes)
            yield answer(amount, likes[0], agrees, span, 2 if unit == "" else 1)
    yield from _unit_left_out(talk, fact)


def _unit_left_out(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield a bare number right after the fact's name, in the card's own unit: 功率一千六, 裤长九十八."""
    like = next((q for q in fact.amounts if q.unit and q.unit not in "元秒"), None)
    for match in re.finditer(re.escape(fact.name), talk.text) if like else ():
        amount = talk.starting(match.end(), 3)
        if like is None or amount is None or amount.unit or not _COPULA.fullmatch(talk.text, match.end(), amount.start):
            continue
        said = amount._replace(low=amount.low * unit_factor(like), high=amount.high * unit_factor(like))
        if talk.asserted(amount.start, amount.end):
            yield answer(said, like, _meets(fact.value, like, said), (match.start(), amount.end), 1)


def _meets(value: str, like: Quantity, said: Quantity) -> bool:
    """Compare with the card's number, or its bound where it says 以上, 不低于."""
    if re.match("以上|起|往上", value[like.end :]) or re.search("不低于|不少于|至少|≥$", value[: like.start]):
        return said.high >= like.low * (1 - TOLERANCE)
    if re.match("以下|之下", value[like.end :]) or re.search("不超过|不高于|低于|≤$", value[: like.start]):
        return said.low <= like.high * (1 + TOLERANCE)
    return same(said, like.low, like.high)


def _named(value: str, bare: Quantity) -> bool:
    return bool(_LABEL.search(value, 0, bare.start) or _FOLLOWS.match(value, bare.end))


def _words(fact: Fact) -> dict[str, re.Pattern[str]]:
    """Return, for each unit, the words that name its number: the fact's name and what stands beside it on the card."""
    base = re.escape(_TAIL.sub("", fact.name) or fact.name)
    words: dict[str, set[str]] = {}
    for amount in fact.amounts:
        mine = words.setdefault(amount.unit, set())
        mine.update((base, re.escape(fact.name.lower())))
        if fact.name.endswith("量") and len(fact.name) >= 3:
            mine.add(re.escape(fact.name[:-1]))  # 充绒量 is said 充绒八十克
        for beside in (_LABEL.search(fact.value, 0, amount.start), _FOLLOWS.match(fact.value, amount.end)):
            if beside:
                mine.add(re.escape(beside[beside.lastindex or 0]))
        tail = _LAST.match(fact.value, amount.end) if amount.unit == "" else None
        if tail:
            mine.add(re.escape(tail[1]))
        if fact.name.endswith("含量"):
            mine.update((f"含{base}", f"含{base[-1]}量"))
        if amount.unit == "毫米" and (side := _SIDE.search(fact.name)):
            mine.add(f"{side[1][-1]}(?:[长宽高厚深径围])?(?:有|是|才|足足|达到|能到)?$")  # 线长: 电线有三米
    return {unit: re.compile("|".join(sorted(mine, key=len, reverse=True))) for unit, mine in words.items()}


_LAST = re.compile(r"[一-龥]*([一-龥]{2})(?=$|[，,、；;])")
_SIDE = re.compile("(.)[长宽高厚深径围]度?$")


def _beside(talk: Talk, fact: Fact, words: re.Pattern[str], amount: Quantity) -> tuple[int, int] | None:
    """Return the span of the amount with the fact's words beside it, None when they aren't there."""
    clause = talk.clause(amount.start)
    taken = talk.previous_end(amount)
    near = words.search(talk.text, max(clause[0], amount.start - _NEAR), amount.start)
    if near and taken <= near.start() and (amount.unit or _COPULA.fullmatch(talk.text, near.end(), amount.start)):
        return near.start(), amount.end
    before = talk.before(clause) if amount.start - clause[0] <= _HEAD and amount.unit else None
    if before and taken <= before[0]:
        early = words.search(talk.text, max(before[0], before[1] - _HEAD), before[1])
        if early and before[1] - early.end() <= 2:
            return amount.start, amount.end
    reach = 2 if amount.unit == "" else _FAR
    far = words.search(talk.text, amount.end, min(clause[1], amount.end + reach + 4))
    if far and far.start() - amount.end <= reach:
        return amount.start, far.end()
    device = _DEVICE.search(talk.in_clause(amount.start))
    own = amount.unit in _RARE and not (device and device[0] not in fact.product.name)
    steps = amount.unit in fact.name and amount.unit and _STEPS.match(talk.text, amount.end)
    return (amount.start, amount.end) if own or steps else None


_COPULA = re.compile("(?:是|用|版本?|的|有|都|为|用的?|到|达到|就|才|呢|，|一个|每[一-龥])*")
_STEPS = re.compile("可调|调节|调速|变速|切换|可选")
_DEVICE = re.compile("手机|充电宝|音箱|电脑|平板|相机|空调|冰箱|插座|吸尘器|电饭煲|[的]话$")
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


def _wholes(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield speech that gives all of what the card gives a share of: 牛肉含量 93%, and 百分百牛肉."""
    like = fact.first("%")
    if like is None or like.high >= 100 or not fact.name.endswith("含量"):
        return
    stuff = re.escape(fact.name.removesuffix("含量"))
    for match in re.finditer(f"(?:百分(?:之)?百|100%)(?:的|是|都是|全是|纯)*{stuff}", talk.text):
        if talk.asserted(*match.span()):
            yield Statement(said="100%", agrees=False, start=match.start(), end=match.end(), weight=2)


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


def _exclusives(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield a word that excludes the card's: 深度烘焙 beside 中度烘焙, 短袖 beside 袖长 长袖."""
    for words in talk.table.exclusive:
        mine = [word for word in words if word in fact.value]
        if len(mine) != 1:
            continue
        tail = fact.value[fact.value.index(mine[0]) + len(mine[0]) :][:2]
        for match in re.finditer("|".join(word for word in words if word != mine[0]), talk.text):
            lead = talk.text[talk.clause(match.start())[0] : match.start()]
            end = match.end() + len(tail) if tail and talk.text.startswith(tail, match.end()) else match.end()
            named = fact.name[:2] in lead or end > match.end()
            if named and not re.search("[非不没无别未]", lead) and talk.asserted(*match.span()):
                yield Statement(said=match[0], agrees=False, start=match.start(), end=end)


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
