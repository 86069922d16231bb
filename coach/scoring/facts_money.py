"""Prices, deals and postage as said beside the card's; never a coupon, an old price, a part, another shop's price."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coach.scoring.facts_measure import card_amounts, card_texts, same, unit_factor
from coach.scoring.facts_talk import Fact, Statement, Talk
from coach.scoring.spoken import Quantity, parse_number

_PACKS = "盒袋罐瓶包条件支箱副双只套桶杯份单提个台部辆把床口张顶"
_COUNT = rf"([一两二三四五六七八九十\d]+|俩|仨)[大整]?[{_PACKS}](?:装)?"
_COUNT_AFTER = re.compile(_COUNT)
_COUNT_BEFORE = re.compile(_COUNT + r"(?:一起|一共|拿|拍|只要|就|才|到手|是|卖|也就|要)*$")
_BOUGHT = re.compile(rf"[拍买发拿带]{_COUNT}$")
_PER_SMALL = frozenset("斤两克颗粒片口次天根碗餐顿")
_SINGLE = re.compile(rf"(?:钱?这?(?:一[大整]?|单)|/)[{_PACKS}]|这一?[{_PACKS}]")
_LEAD = 14  # characters before an amount in which its words stand
_NEAR_THE_WHOLE = 0.6  # of the price
_BARE = re.compile(r"[块元]?钱?[啊呀哈呢嘛的了哦]{0,2}$")
_BARE_BEFORE = re.compile(
    r"(?:就|才|只|是|啊|呢|都|来|好|我们|今天|给你们?|总共|一共|大家|直接|家人们|姐妹们|宝宝们|兄弟们)*$"
)
_SAVING = re.compile("(?:[减省补送返券费]|优惠|便宜|立减)$")
_SURE_WORD = re.compile(
    "价|到手|只要|卖|收|花|给|[打干炸做杀降]到|单[盒袋罐瓶包条件支箱个]|正装|这[儿里]|券|[两三四五六七八九十]"
)
_FIGURES = re.compile(
    "价|到手|块|元|拍|克|毫升|[一每两][盒袋罐瓶包支条件]|发|保质|质保|链接|券|福利|带走|包邮|什么价|S到|码"
)
_AFTER_BARE = "，。！？,.!?；;、 \n一两三包拿带就给到上"


@dataclass(frozen=True, slots=True)
class _Prices:
    """The main price, prices by how many are bought (0 where the card doesn't say), and every amount the card names."""

    main: float
    by_count: dict[float, float]
    known: frozenset[float]
    packs: frozenset[str]
    figures: frozenset[float]


def prices(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield what the text says the goods cost, and the deals (第二件半价, 买二送一, 三包立减20)."""
    yield from _deals(talk, fact)
    card = _prices_of(fact)
    if card is None:
        return
    for amount in talk.of("元", ""):
        weight = _stated(talk, card, amount) if amount.low > 0 else 0
        if weight == 0:
            continue
        agrees = _compare(talk, card, amount)
        if agrees is None or (not agrees and weight < 2) or not talk.asserted(amount.start, amount.end):
            continue
        yield Statement(said=f"{_written(amount)}元", agrees=agrees, start=amount.start, end=amount.end, weight=weight)


def _prices_of(fact: Fact) -> _Prices | None:
    money = [q for q in fact.amounts if q.unit == "元" and not _SAVING.search(fact.value, 0, q.start)]
    price = fact.product.price
    if not money and price is None:
        return None
    main = money[0].low if money else float(price or 0)
    by_count = {_count_of(fact.value, q): q.low for q in reversed(money)}
    known = {q.low for q in card_amounts(card_texts(fact)) if q.unit == "元"}
    if price is not None:
        known.add(float(price))
    packs = frozenset(filter(None, (_pack_of(fact.value, q) for q in money)))
    figures = frozenset(q.low / unit_factor(q) for q in card_amounts(card_texts(fact)) if q.unit not in ("元", ""))
    return _Prices(main, by_count, frozenset(known), packs, figures)


def _count_of(text: str, amount: Quantity) -> float:
    """Return how many packs an amount in the text is for, 0 when nothing says so."""
    match = _COUNT_AFTER.match(text, amount.end) or _COUNT_BEFORE.search(text, max(0, amount.start - 10), amount.start)
    if match is None:
        return 0.0
    number = parse_number({"俩": "二", "仨": "三"}.get(match[1], match[1]))
    return number.low if number else 0.0


def _pack_of(text: str, amount: Quantity) -> str:
    """Return the measure word of the packs an amount is for, empty when nothing says so."""
    match = _COUNT_AFTER.match(text, amount.end) or _COUNT_BEFORE.search(text, max(0, amount.start - 10), amount.start)
    return next((char for char in reversed(match[0]) if char in _PACKS), "") if match else ""


def _written(amount: Quantity) -> str:
    low, high = f"{amount.low:.8g}", f"{amount.high:.8g}"
    return low if low == high else f"{low}–{high}"


def _compare(talk: Talk, card: _Prices, amount: Quantity) -> bool | None:
    """Compare with the price for as many packs as are said; None where the card has nothing to compare with."""
    count = _count_of(talk.text, amount) or _bought_before(talk, amount)
    if count == 1 and card.packs and _pack_of(talk.text, amount) not in card.packs:
        count = 0.0  # 四十九块九一箱 beside 49.9元6罐
    if count >= 2:
        if count in card.by_count:
            return _close(amount, card.by_count[count])
        return False if 1.0 in card.by_count and _close(amount, card.main) else None
    if _close(amount, card.main):
        return not (count == 1 and 0.0 not in card.by_count and 1.0 not in card.by_count)
    if any(_close(amount, known) for known in card.known) or _times(amount, card.main):
        return None
    if amount.unit == "" and amount.low in card.figures:
        return None  # 水箱一百八 of a card that says 180毫升
    return False if amount.high >= 0.25 * card.main and amount.low <= 4 * card.main else None


def _bought_before(talk: Talk, amount: Quantity) -> float:
    """Return how many are bought in the clause before: 你拍两瓶，九十八块钱."""
    before = talk.before(talk.clause(amount.start))
    match = _BOUGHT.search(talk.text, *before) if before else None
    number = parse_number(match[1]) if match else None
    return number.low if number and number.low >= 2 else 0.0


def _times(amount: Quantity, price: float) -> bool:
    """Tell whether the amount is the price of several: 两瓶九十八 beside 49元."""
    times = amount.low / price
    return 1.5 < times < 10 and abs(times - round(times)) < 0.001


def _close(amount: Quantity, price: float) -> bool:
    if amount.approximate:
        return amount.low <= price * 1.001 and price <= amount.high * 1.001
    return abs(amount.low - price) < 0.005


def _stated(talk: Talk, card: _Prices, amount: Quantity) -> int:
    """Return 0 where the amount isn't the price, 1 where it may be, 2 or 3 where words say it is."""
    text, words = talk.text, talk.table.price
    clause = talk.clause(amount.start)
    low = max(clause[0], amount.start - _LEAD)
    behind = words.block_after.match(text, amount.end, clause[1])
    if behind and behind[0].endswith("个") and amount.low >= _NEAR_THE_WHOLE * card.main:
        behind = None  # 一百九十九一个 of a suitcase; 三块五一个 of a box of twenty is a part
    if behind or words.block_before.search(text, low, amount.start):
        return 0
    if words.block_clause.search(text, *talk.around(clause, amount)) or amount.per[-1:] in _PER_SMALL:
        return 1 if _close(amount, card.main) else 0
    before = words.before.search(text, low, amount.start)
    after = words.after.match(text, amount.end, min(len(text), clause[1] + 1))
    if amount.unit == "":
        return _stated_bare(talk, card, amount, before, after)
    if before and after:
        return 3
    alone = _BARE_BEFORE.match(text, clause[0], amount.start) and _BARE.match(text, amount.end, clause[1])
    return 2 if before or after or _SINGLE.match(text, amount.end) or (alone and not amount.approximate) else 1


def _stated_bare(
    talk: Talk, card: _Prices, amount: Quantity, before: re.Match[str] | None, after: re.Match[str] | None
) -> int:
    """Weigh a number without 块 or 元: it needs surer words, or a place among the goods' figures."""
    if not _moneylike(talk.text, amount):
        named = _NAMED_PRICE.search(talk.text, max(0, amount.start - 8), amount.start)
        return 2 if named and amount.low >= 10 and talk.text[amount.end : amount.end + 1] not in _MORE_OR_LESS else 0
    packed = (_count_of(talk.text, amount) or -1) in card.by_count or _SINGLE.match(talk.text, amount.end)
    sure = after or (before and (packed or _SURE_WORD.search(before[0])))
    return 2 if sure or _listed(talk, amount) or _this_one(talk, amount) else 1


_MORE_OR_LESS = tuple("少差多出不左上还")
_NAMED_PRICE = re.compile("(?:价[格钱]|售价|到手价?|直播价)(?:是|就是|就|只要|才|呢|啊|今天)*$")


def _this_one(talk: Talk, amount: Quantity) -> bool:
    """Tell whether a clause says nothing but a number of these goods: 我们这个两百三十九."""
    clause = talk.clause(amount.start)
    lead = talk.text[clause[0] : amount.start]
    return amount.end == clause[1] and amount.low >= 10 and not amount.approximate and bool(_THESE.fullmatch(lead))


_THESE = re.compile(
    f"(?:那|来)?(?:我们|咱们?|我)(?:家|今天|现在)*(?:的?这(?:一)?[{_PACKS}款件个身])(?:就|才|只要|只|是|呢|啊|今天)*"
    f"|(?:那|来)?(?:今天|现在)?(?:一|单)[{_PACKS}](?:装)?(?:就|才|只要|是)*"
    "|(?:那|来)?(?:今[天晚儿]|现在|(?:我们|咱们?)?直播间)+(?:我们|咱们?|这里|里面?|就|才|只要|只|是|呢|啊|给(?:你们?|大家))*"
)


def _listed(talk: Talk, amount: Quantity) -> bool:
    """Tell whether a bare number is a clause of its own among the goods' figures: 正装五十克，一百二十九."""
    clause = talk.clause(amount.start)
    if (amount.start, amount.end) != clause or amount.approximate or amount.low < 5:
        return False
    return any(_FIGURES.search(words) for words in talk.beside(clause))


def _moneylike(text: str, amount: Quantity) -> bool:
    """Tell whether a bare number may be money: nothing countable follows it."""
    following = text[amount.end : amount.end + 1]
    return not following or following in _AFTER_BARE or not "一" <= following <= "龥"


# --- the price of several: 两瓶价 159元 --------------------------------------------------------------------------------

BUNDLE = re.compile(rf"(?P<count>[两二三四五六七八九十2-9])(?P<pack>[{_PACKS}])(?:装)?的?(?:价格?|到手价?|一起)")


def bundles(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield the price said for as many packs as the fact's name tells."""
    name, like = BUNDLE.search(fact.name), fact.first("元")
    wanted = parse_number(name["count"]) if name else None
    if name is None or like is None or wanted is None:
        return
    for amount in talk.of("元", ""):
        count = _count_of(talk.text, amount)
        if count != wanted.low or _pack_of(talk.text, amount) != name["pack"] or not _moneylike(talk.text, amount):
            continue
        if talk.asserted(amount.start, amount.end):
            agrees = _close(amount, like.low)
            yield Statement(said=f"{_written(amount)}元", agrees=agrees, start=amount.start, end=amount.end, weight=2)


# --- deals -----------------------------------------------------------------------------------------------------------

_STRAIGHT_OFF = re.compile(
    rf"({_COUNT[1 : _COUNT.index(')')]})[{_PACKS}][^，,。！!？?；;\d]{{0,6}}?(?:立|再|就|自动)*减$"
)


def _deals(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield deals that differ from the card's: another discount on the second, another gift, another saving."""
    for unit in ("折", "送", "发", "减"):
        likes = [q for q in fact.amounts if q.unit == unit and q.per]
        for amount in talk.of(unit) if likes else ():
            if not amount.per or amount.per[:1] != likes[0].per[:1] or not talk.asserted(amount.start, amount.end):
                continue
            agrees = any((q.low, q.per[1:2]) == (amount.low, amount.per[1:2]) for q in likes)
            yield Statement(said=amount.text, agrees=agrees, start=amount.start, end=amount.end, weight=2)
    savings = {count: q.low for q in fact.amounts if q.unit == "元" and (count := _saving_count(fact.value, q))}
    for amount in talk.of("元", "") if savings else ():
        count = _saving_count(talk.text, amount)
        if count in savings and talk.asserted(amount.start, amount.end):
            agrees = amount.low == savings[count]
            said = f"减{_written(amount)}元"
            yield Statement(said=said, agrees=agrees, start=amount.start, end=amount.end, weight=1)


def _saving_count(text: str, amount: Quantity) -> float:
    match = _STRAIGHT_OFF.search(text, max(0, amount.start - 14), amount.start)
    number = parse_number(match[1]) if match else None
    return number.low if number else 0.0


# --- postage ---------------------------------------------------------------------------------------------------------

_FAR = re.compile("新疆|西藏|偏远|内蒙|青海|宁夏|海南|全国(?=[^，,。]{0,6}(?:不管|所有|统统|任何|偏远))")
_FREE = re.compile(
    "(?<!不)(?<!不能)包邮|(?:也|都|照样|一样|照|全|统统|一律|通通)(?:给(?:[你您]|大家)?)?包(?![装含括])"
    "|不用补|不补|不用掏|不收|免运费|免邮|不要运费|不要邮费|一分钱不用|不加钱|不额外"
)


_LEFT_OUT = re.compile(
    "(?:新疆|西藏|偏远|内蒙|青海|宁夏|海南)[^；;]{0,12}(?:除外|不发|不包|另算|另付|补|加)|除(?:了)?(?:新疆|西藏|偏远)"
)
_EXCEPT = re.compile("除了|以外|之外|除外")


def _not_free(talk: Talk) -> Iterator[Statement]:
    """Yield the promise of free postage to far places that the card leaves out."""
    for match in _FAR.finditer(talk.text):
        clause = talk.clause(match.start())
        free = _FREE.search(talk.text, match.end(), clause[1])
        if free and talk.asserted(match.start(), free.end()) and not _EXCEPT.search(talk.text, *clause):
            yield Statement(said=free[0], agrees=False, start=match.start(), end=free.end(), weight=2)


def postages(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield promises about postage to far places beside the card's fee."""
    fee = fact.first("元")
    if fee is None and _LEFT_OUT.search(fact.value):
        yield from _not_free(talk)
    if fee is None or not _FAR.search(fact.value):
        return
    for match in _FAR.finditer(talk.text):
        clause = talk.clause(match.start())
        free = _FREE.search(talk.text, match.end(), clause[1])
        paid = next((q for q in talk.of("元") if clause[0] <= q.start < clause[1]), None)
        if (paid is None and free is None) or not talk.asserted(match.start(), match.end()):
            continue
        agrees = paid is not None and free is None and same(paid, fee.low, fee.high)
        end = free.end() if free else paid.end if paid else clause[1]
        said = free[0] if free else f"{_written(paid)}元" if paid else ""
        yield Statement(said=said, agrees=agrees, start=match.start(), end=end)
