"""Facts of any other name: numbers beside their own words, codes, ratios, school years, and attributes denied."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from coach.scoring.facts_measure import TOLERANCE, answer, same, unit_factor
from coach.scoring.facts_talk import Fact, Statement, Talk
from coach.scoring.spoken import Quantity, parse_number

_LABEL = re.compile(r"[一-龥]{2,6}$|[a-z]{2,8}$")
_FOLLOWS = re.compile(r"(?:的)?([一-龥]{2,3})")
_TAIL = re.compile(
    "(?:版本|含量|年份|范围|材质|容量|直径|高度|长度|厚度|宽度|重量|大小|期限|时间|后期限|数量|等级|尺寸|参数|数)$"
)
_RARE = frozenset(("瓦", "毫安时", "伏", "分贝", "赫兹"))
_NEAR, _FAR, _HEAD = 8, 5, 6


def labelled(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield statements of a fact known only by its own words (功率, 蓝牙版本): a number of its unit beside them."""
    yield from _numbers(talk, fact)
    yield from _codes(talk, fact)
    yield from _exclusives(talk, fact)
    yield from _denials(talk, fact)
    yield from _wholes(talk, fact)
    yield from _absences(talk, fact)
    yield from _kept_warm(talk, fact)


def _numbers(talk: Talk, fact: Fact) -> Iterator[Statement]:
    words = _words(fact, talk.table.said_of(fact.name))
    for unit in dict.fromkeys(amount.unit for amount in fact.amounts):
        likes = [q for q in fact.amounts if q.unit == unit and fact.value[q.start - 1 : q.start] != "每"]
        if not likes:
            continue
        if unit == "" and not any(_named(fact.value, like) for like in likes):
            continue
        for amount in talk.of(unit):
            if talk.text[amount.start - 1 : amount.start] == "每":
                continue
            span = _beside(talk, fact, words[unit], amount)
            if span is None or not talk.asserted(amount.start, amount.end):
                continue
            if (amount.per and amount.per[-1] in "天次日个顿") or (
                len(unit) == 1 and unit not in "克元秒%" and amount.high < 2
            ):
                continue
            agrees = any(_meets(fact.value, like, _end_of(talk, like, amount)) for like in likes)
            yield answer(amount, likes[0], agrees, span, 2 if unit == "" else 1)
    yield from _unit_left_out(talk, fact)
    yield from _tiers(talk, fact)
    if "×" in fact.value or "*" in fact.value or "x" in fact.value:
        yield from _sides(talk, fact)


_STILL = re.compile(
    "[^，,。！!？?；;]{0,4}[，,]?[^，,。！!？?；;]{0,4}(?:还[有在能是]|剩|都有|仍)[^，,。！!？?；;]{0,3}"
)


def _kept_warm(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield a heat kept for longer than 6小时后不低于50℃ says: 放十二个小时还有六十度."""
    time, heat = fact.first("秒"), fact.first("度")
    for hours in talk.of("秒") if time and heat else ():
        degrees = next((q for q in talk.of("度") if 0 < q.start - hours.end <= 2 * _NEAR), None)
        if time is None or heat is None or degrees is None or not _STILL.fullmatch(talk.text, hours.end, degrees.start):
            continue
        longer = hours.low > time.high * (1 + TOLERANCE) and degrees.high >= heat.low
        if longer and talk.asserted(hours.start, hours.end):
            yield answer(hours, time, False, (hours.start, degrees.end), 2)


_ROOM = re.compile("以内|以上|以下|的?(?:墙|地方|空|缝|位置|房|门|床|人|柜子|台面)")
_OF_A_SIDE = re.compile(
    "(?:整体|整个|总|它|[桌柜箱架]子)?(?:的)?[长宽高深]度?(?:是|有|才|就|足足|大概|差不多|一共|达到)*$"
)


def _sides(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield a length, width or height that is none of 60×35×120厘米: 高一米五."""
    likes = [amount for amount in fact.amounts if amount.unit == "毫米"]
    for amount in talk.of("毫米") if len(likes) > 1 else ():
        clause = talk.clause(amount.start)
        if not _OF_A_SIDE.fullmatch(talk.text, clause[0], amount.start) or _ROOM.match(talk.text, amount.end):
            continue
        if not talk.asserted(amount.start, amount.end):
            continue
        like = next((like for like in likes if same(amount, like.low, like.high)), likes[0])
        yield answer(amount, like, same(amount, like.low, like.high), (clause[0], amount.end), 1)


_LEAST_BARE = 100
_BIG = re.compile("的?[超大强]{1,3}$|的$")
_ENDS_SAID = "(?:的|能|可以|也|就|调|升|降|到|有|是|坐|达到|拉|伸)*$"
_MOST, _LEAST = re.compile(f"最[高大长宽多重远]{_ENDS_SAID}"), re.compile(f"最[低小短窄少近]{_ENDS_SAID}")


def _end_of(talk: Talk, like: Quantity, amount: Quantity) -> Quantity:
    """Return the amount, or, where one end of a range is said (最高六十), a range that meets the card's only there."""
    if amount.low != amount.high or like.low >= like.high:
        return amount
    low = max(0, amount.start - _NEAR)
    if _MOST.search(talk.text, low, amount.start) and not same(amount, like.high, like.high):
        return amount._replace(low=math.inf, high=math.inf)
    if _LEAST.search(talk.text, low, amount.start) and not same(amount, like.low, like.low):
        return amount._replace(low=math.inf, high=math.inf)
    return amount


_TIER_BEFORE = re.compile("(?:^|是|有|做了?|全是?|都是?|足足|给到?你?|加到|用了?|升级到?)$")
_TIER_AFTER = re.compile("加厚|加固|的(?=$|[，,。！!纸布面料])|$|防|保[温暖]|竹|原|设计|结构|复合|压合|过滤|可调")


def _tiers(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield the number of a fact named after its measure word: 五层加厚 beside 层数 4层, 档位 三档."""
    like = fact.amounts[0] if len(fact.amounts) == 1 else None
    if like is None or len(like.unit) != 1 or fact.name[-2:] not in (f"{like.unit}数", f"{like.unit}位"):
        return
    for amount in talk.of(like.unit):
        clause = talk.clause(amount.start)
        if amount.low < 2 or amount.approximate or not talk.asserted(amount.start, amount.end):
            continue
        named = len(fact.name) > 3 and talk.text.startswith(fact.name[:-2], amount.end)
        tail = _TIER_AFTER.match(talk.text, amount.end, clause[1])
        if named or (tail and (tail[0] or _TIER_BEFORE.search(talk.text[clause[0] : amount.start]))):
            yield answer(amount, like, _meets(fact.value, like, amount), (amount.start, amount.end), 1)


def _unit_left_out(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield a bare number right after the fact's name, in the card's own unit: 功率一千六, 裤长九十八."""
    like = next((q for q in fact.amounts if q.unit and q.unit not in "元秒"), None)
    names = (fact.name, *(word for word in talk.table.said_of(fact.name) if word.isalpha() and len(word) > 1))
    for match in re.finditer("|".join(map(re.escape, names)), talk.text) if like else ():
        amount = talk.starting(match.end(), 3)
        if like is None or amount is None or amount.unit or not _COPULA.fullmatch(talk.text, match.end(), amount.start):
            continue
        said = amount._replace(low=amount.low * unit_factor(like), high=amount.high * unit_factor(like))
        if talk.asserted(amount.start, amount.end):
            yield answer(said, like, _meets(fact.value, like, said), (match.start(), amount.end), 1)
    if like is not None:
        yield from _before_the_name(talk, fact, like)


def _before_the_name(talk: Talk, fact: Fact, like: Quantity) -> Iterator[Statement]:
    """Yield a bare number right before the fact's name: 一万二的大吸力."""
    for match in re.finditer(re.escape(fact.name), talk.text):
        lead = _BIG.search(talk.text, max(0, match.start() - 4), match.start())
        amount = talk.ending(lead.start() if lead else match.start())
        if amount is None or amount.unit or amount.low < _LEAST_BARE or not talk.asserted(amount.start, match.end()):
            continue
        said = amount._replace(low=amount.low * unit_factor(like), high=amount.high * unit_factor(like))
        yield answer(said, like, _meets(fact.value, like, said), (amount.start, match.end()), 1)


def _meets(value: str, like: Quantity, said: Quantity) -> bool:
    """Compare with the card's number, or its bound where it says 以上, 不低于."""
    if re.match("以上|起|往上", value[like.end :]) or re.search("不低于|不少于|至少|≥$", value[: like.start]):
        return said.high >= like.low * (1 - TOLERANCE)
    if re.match("以下|之下", value[like.end :]) or re.search("不超过|不高于|低于|≤$", value[: like.start]):
        return said.low <= like.high * (1 + TOLERANCE)
    return same(said, like.low, like.high)


def _named(value: str, bare: Quantity) -> bool:
    return bool(_LABEL.search(value, 0, bare.start) or _FOLLOWS.match(value, bare.end))


def _words(fact: Fact, said: tuple[str, ...]) -> dict[str, re.Pattern[str]]:
    """Return, for each unit, the words that name its number: the fact's name, what ``said`` knows, what stands beside it."""
    base = re.escape(_TAIL.sub("", fact.name) or fact.name)
    words: dict[str, set[str]] = {}
    for amount in fact.amounts:
        mine = words.setdefault(amount.unit, set())
        mine.update((base, re.escape(fact.name.lower()), *said))
        if (measure := _MEASURE.search(fact.name)) and amount.unit:
            mine.add(measure[0])  # 鞋跟厚度 is said 厚度六公分
        if fact.name.endswith("量") and len(fact.name) >= 3:
            mine.add(re.escape(fact.name[:-1]))  # 充绒量 is said 充绒八十克
        for beside in (_LABEL.search(fact.value, 0, amount.start), _FOLLOWS.match(fact.value, amount.end)):
            label = _ABOUT.sub("", beside[beside.lastindex or 0]) if beside else ""
            if label and not label.startswith("每"):
                mine.add(re.escape(label))
        tail = _LAST.match(fact.value, amount.end) if amount.unit == "" else None
        if tail:
            mine.add(re.escape(tail[1]))
        if fact.name.endswith("含量"):
            mine.update((f"含{base}", f"含{base[-1]}量"))
        if amount.unit == "毫米" and (side := _SIDE.search(fact.name)):
            noun = side[1]
            mine.add(f"{noun}[位椅子身]?{side[2]}?{_REACHES}")  # 线长: 电线有三米
            if side[0].endswith(("径", "围")):
                mine.add(noun)  # 轮径: 十四寸的大轮
        if amount.unit == "毫米" and fact.name in _SIDES:
            mine.add(f"{fact.name[0]}(?:的|度|这边|那边|一面)?{_REACHES}")  # 高度 10/8厘米: 高的十二公分
    return {unit: re.compile("|".join(sorted(mine, key=len, reverse=True))) for unit, mine in words.items()}


_LAST = re.compile(r"[一-龥]*([一-龥]{2})(?=$|[，,、；;])")
_SIDE = re.compile("(.)([长宽高厚深径围])度?(?:范围)?$")
_SIDES = frozenset(("长度", "宽度", "高度", "厚度", "深度"))
_REACHES = "(?:最[高低大小长短宽]|可以|能|调|升|降|有|是|才|足足|达|到)*$"
_MEASURE = re.compile("(?:厚度|高度|长度|宽度|深度|直径|重量|水温|温度|浓度|频率|功率|转速|密度)$")
_ABOUT = re.compile("大?约$|大概$|不?[低高少超]于$|至少$")


def _beside(talk: Talk, fact: Fact, words: re.Pattern[str], amount: Quantity) -> tuple[int, int] | None:
    """Return the span of the amount with the fact's words beside it, None when they aren't there."""
    clause = talk.clause(amount.start)
    if amount.unit == "分贝" and _NOISY.search(talk.text, *clause):
        return None
    taken = talk.previous_end(amount)
    near = words.search(talk.text, max(clause[0], amount.start - _NEAR), amount.start)
    if near and taken <= near.start() and (amount.unit or _COPULA.fullmatch(talk.text, near.end(), amount.start)):
        return near.start(), amount.end
    before = talk.before(clause) if amount.start - clause[0] <= _HEAD and amount.unit else None
    if before and taken <= before[0] and _LEAD_IN.fullmatch(talk.text, clause[0], amount.start):
        early = words.search(talk.text, max(before[0], before[1] - _HEAD), before[1])
        if early and before[1] - early.end() <= 2:
            return amount.start, amount.end
    reach = 2 if amount.unit == "" else _FAR
    far = words.search(talk.text, amount.end, min(clause[1], amount.end + reach + 4))
    if far and far.start() - amount.end <= reach and not _DEFINES.search(talk.text, amount.end, far.start()):
        return amount.start, far.end()
    device = _DEVICE.search(talk.in_clause(amount.start))
    own = amount.unit in _RARE and not (device and device[0] not in fact.product.name)
    own = own and not _CHARGER.match(talk.text, amount.end)
    steps = amount.unit in fact.name and amount.unit and _STEPS.match(talk.text, amount.end)
    return (amount.start, amount.end) if own or steps else None


_LEAD_IN = re.compile(
    "(?:[呢是就才要能有到得给做用啊呃嗯哦我这那一]|大概|差不多|只要|只需|一般|建议|也就|可以|达到|足足|整整|那个|最多|最少|至少|不到|将近|快|大约|基本|自己"
    "|含量|浓度|纯度|占比?|高达|里面|里头|版本)*"
)
_DEFINES = re.compile("[才叫算]")  # 三年才够格叫陈皮
_COPULA = re.compile("(?:是|用|版本?|的|有|都|为|用的?|到|达到|就|才|呢|，|一个|每[一-龥])*")
_STEPS = re.compile("可调|调节|调速|变速|切换|可选")
_NOISY = re.compile("楼上|装修|图书馆|吹风机|马路|说话|地铁|商场|办公室|邻居|街上|工地|放鞭炮")
_CHARGER = re.compile("的?(?:充电|老|快充|原装)*(?:头|插头|适配器)")
_DEVICE = re.compile("手机|充电宝|笔记本|充电头|音箱|电脑|平板|相机|空调|冰箱|插座|吸尘器|电饭煲|[的]话$")
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
    for match in re.finditer(re.escape(fact.name), talk.text) if len(card) == 1 else ():
        amount = talk.starting(match.end(), 3)  # 显色指数九十九 beside Ra97
        if amount and not amount.unit and _COPULA.fullmatch(talk.text, match.end(), amount.start):
            agrees = amount.low == float(*card.values())
            if talk.asserted(amount.start, amount.end):
                yield Statement(said=amount.text, agrees=agrees, start=match.start(), end=amount.end)


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


_DOSED = frozenset(("克", "%"))
_NONE = re.compile("不含|无|未|没有|0|零")


def _absences(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield speech that says there is none of what the card gives an amount of: 一点咖啡因都没有."""
    stuff = re.escape(fact.name.removesuffix("含量"))
    if len(stuff) < 2 or not any(q.low > 0 and q.unit in _DOSED for q in fact.amounts) or _NONE.match(fact.value):
        return
    said = f"(?:一点|半点|一丁点|任何){stuff}(?:都|也)?(?:没有|没|不含|不放|不加)|(?:不含|零|0|无|没有任何){stuff}"
    for match in re.finditer(said, talk.text):
        if not talk.elsewhere(*match.span()) and not talk.questioned(talk.clause(match.start()), match.start()):
            yield Statement(said="没有", agrees=False, start=match.start(), end=match.end(), weight=2)


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
