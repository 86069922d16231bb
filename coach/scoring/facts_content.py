"""How much is in the goods: net content, capacity, pieces in a pack, weight of one piece."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coach.scoring.facts_labels import labelled
from coach.scoring.facts_measure import TOLERANCE, answer, card_amounts, card_texts, same
from coach.scoring.facts_talk import Fact, Statement, Talk
from coach.scoring.spoken import Quantity

_WEIGHED = ("克", "毫升")
_MEASURED = frozenset(("毫米", "毫安时", "瓦", "平方米"))
_NOT_COUNTED = frozenset("克元秒%度折瓦伏卡焦岁倍送发减") | {
    "毫升",
    "毫米",
    "日期",
    "时刻",
    "平方米",
    "毫安时",
    "分贝",
    "赫兹",
    "",
}
_CONTAINERS = "袋包盒罐瓶桶箱件杯碗听支管筒"
_PIECES = _CONTAINERS + "条颗粒片根枚块个只"
_ALIKE = ("个枚只", "支根条", "颗粒", "包袋", "张片抽")
_LINK = (
    r"[是有装称都呢啊呃嗯额就才，？,?]|里面?|里头|多少|的?净?重|足足|整整|得有|下来|倒出来|大概|差不多|给到?你?|那个"
)
_PACK_BEFORE = re.compile(
    rf"(?:(?P<whole>[这每整]|正装|单)(?:一)?|一)(?P<size>[大小整满]?)(?P<pack>[{_PIECES}])(?:{_LINK})*$"
)
_PACK_AFTER = re.compile(
    rf"的?(?:(?:装|规格|大包装|家庭装|量贩装|[袋罐瓶盒桶]装|大[袋包盒罐瓶桶杯壶锅碗缸箱盆])"
    rf"|(?:每|一|/)(?P<size>[大小整]?)(?P<pack>[{_PIECES}]))"
)
_SMALL = re.compile("小[包袋条盒罐瓶支]|独立|单[包袋条]")
_PER_HUNDRED = re.compile("里面?|里头|[含中]|馅|的?(?:奶粉|粉|肉|果)?里|当中|能|热量")
_DOSE = re.compile("[挖倒加兑配舀冲吃喝用]|勺|每次|一次|含|蛋白|鲜|体重|瘦|小样|送")
_NAMED = re.compile("净含量|净重|规格|容量|装")
_BARE_CAPACITY = re.compile("容量(?:是|有|呢|足足|才)?$")


@dataclass(frozen=True, slots=True)
class _Content:
    """The amount as written, the total, every other amount the card names, the main pack's words, the pieces."""

    like: Quantity
    total: float
    known: tuple[Quantity, ...]
    packs: frozenset[str]
    count: float
    noun: str

    def agrees(self, amount: Quantity, times: float = 1.0) -> bool:
        """Tell whether ``amount`` is ``times`` what the card says, for one piece or in all."""
        low, high = self.like.low * times, self.like.high * times
        return same(amount, low, high) or same(amount, low * self.count, high * self.count)

    def knows(self, amount: Quantity) -> bool:
        """Tell whether the card names this amount anywhere."""
        return any(same(amount, other.low, other.high) for other in self.known)


def _content_of(fact: Fact) -> _Content | None:
    like = fact.first(*_WEIGHED)
    if like is None:
        return None
    texts = card_texts(fact)
    known = tuple(q for q in card_amounts(texts) if q.unit == like.unit and q.low > 0)
    packs = {
        match[2]
        for text in texts
        for match in re.finditer(rf"一(大|整)?([{_CONTAINERS}])", text)
        if match[1] or not _SMALL.search(text)
    }
    counted = next((q for q in fact.amounts if q.unit not in _NOT_COUNTED), None)
    times = bool(re.search(r"[×x*]", fact.value))
    count = counted.low if counted and times else 1.0
    noun = counted.unit if counted and times else ""
    return _Content(like, like.low * count, known, frozenset(packs), count, noun)


def contents(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield what the text says about net content, capacity or specification."""
    if fact.kind is not None and fact.kind.id == "mass":
        yield from _masses(talk, fact)
        return
    card = _content_of(fact)
    if card is not None:
        for amount in talk.of(card.like.unit):
            yield from _content(talk, fact, card, amount)
        if card.like.unit == "毫升":
            yield from _bare_capacity(talk, card)
    yield from _counts(talk, fact)
    if _COUNT_OF.search(fact.name) or any(
        q.unit not in _WEIGHED and (q.unit in _MEASURED or q.unit == "") for q in fact.amounts
    ):
        yield from labelled(talk, fact)


_COUNT_OF = re.compile("[一-龥]{2}(?:数量|个数|支数|片数|(?<!电池)容量)$")


def _content(talk: Talk, fact: Fact, card: _Content, amount: Quantity) -> Iterator[Statement]:
    statement = _content_said(talk, fact, card, amount)
    if statement is not None and talk.asserted(amount.start, amount.end):
        yield statement


def _content_said(talk: Talk, fact: Fact, card: _Content, amount: Quantity) -> Statement | None:
    text, kind = talk.text, fact.kind
    hundred = amount.low == 100 and _PER_HUNDRED.match(text, amount.end)
    if kind is None or hundred or text[amount.start - 1 : amount.start] == "每":
        return None
    packs = _packs_before(talk, amount)
    agrees = card.agrees(amount) or (packs >= 2 and card.agrees(amount, packs))
    cue = talk.cue(kind, amount)
    if cue is not None:
        named = _NAMED.search(text, cue.start, cue.end)
        sure = agrees or named or (not card.knows(amount) and amount.high > card.total)
        return answer(amount, card.like, agrees, (cue.start, cue.end), 3) if sure else None
    clause = talk.clause(amount.start)
    if kind.block.search(text, *clause) or kind.loose.search(text, *clause):
        return None
    before = _PACK_BEFORE.search(text, max(0, amount.start - 16), amount.start)
    after = _PACK_AFTER.match(text, amount.end, clause[1])
    part = before or after
    if part is None and packs >= 2 and not agrees and _packs_alone(talk, card, amount):
        return answer(amount, card.like, False, (clause[0], amount.end), 2)
    if part is None:
        return answer(amount, card.like, agrees, (amount.start, amount.end), 1) if _alone(talk, card, amount) else None
    if not agrees and (card.knows(amount) or packs >= 2 or not _main_pack(card, amount, part)):
        return None
    start = before.start() if before and before.start() >= clause[0] else amount.start
    return answer(amount, card.like, agrees, (start, after.end() if after else amount.end), 2)


def _packs_alone(talk: Talk, card: _Content, amount: Quantity) -> bool:
    """Tell whether a clause says nothing but how much so many of the card's packs hold: 两袋一斤半."""
    before, clause = talk.just_before(amount), talk.clause(amount.start)
    if before is None or before.end != amount.start or card.knows(amount) or amount.approximate:
        return False
    if card.packs and before.unit not in card.packs:
        return False
    return bool(_SUBJECT.fullmatch(talk.text, clause[0], before.start)) and amount.end == clause[1]


_SUBJECT = re.compile("(?:这|它|是|个|款|杯子?|瓶子?|罐子?|就|一共)*")
_BESIDE_SPEC = re.compile("产地|发货?|保质|价|到手|块|元|米九")


def _alone(talk: Talk, card: _Content, amount: Quantity) -> bool:
    """Tell whether the amount is a clause of its own (五十克，广州发): a figure of the goods, among others."""
    clause = talk.clause(amount.start)
    lead, tail = talk.text[clause[0] : amount.start], talk.text[amount.end : clause[1]]
    if not _SUBJECT.fullmatch(lead) or tail not in ("", "的", "的呢", "的哈", "呢"):
        return False
    if card.agrees(amount):
        return True
    if amount.approximate or card.knows(amount):
        return False
    beside = tuple(talk.beside(clause))
    vessel = card.like.unit == "毫升" and (amount.low >= 1000 or tail.startswith("的"))  # litres are no dose
    listed = vessel or any(_BESIDE_SPEC.search(words) for words in beside)
    return listed and not any(_DOSE.search(words) for words in beside)


def _main_pack(card: _Content, amount: Quantity, part: re.Match[str]) -> bool:
    """Decide whether the pack spoken of is the one on the card, not a smaller or larger one."""
    groups = part.groupdict()
    size, pack, whole = groups.get("size") or "", groups.get("pack") or "", groups.get("whole") or ""
    if size == "小":
        return False
    if amount.low > card.total * (1 + TOLERANCE):
        return pack not in "箱件条颗粒片根枚块个只" or pack in card.packs or pack == card.noun
    if pack in card.packs or size in ("大", "整") or whole in ("整", "正装") or not pack:
        return True
    if (card.count > 1 and pack == card.noun) or whole == "这":
        return True
    return pack != "" and pack in "袋罐瓶盒桶" and not _divides(amount.low, card.total)


def _divides(part: float, total: float) -> bool:
    return abs(total / part - round(total / part)) < 0.02 * total / part if part else True


def _packs_before(talk: Talk, amount: Quantity) -> float:
    """Return how many packs the amount is for: 2 in 两袋一斤, 1 otherwise."""
    before = talk.just_before(amount)
    if before is None or len(before.unit) != 1 or before.unit not in _CONTAINERS or before.low != before.high:
        return 1.0
    if "每" in talk.text[before.end : amount.start]:
        return 1.0
    return before.low


def _bare_capacity(talk: Talk, card: _Content) -> Iterator[Statement]:
    """Read 容量四百八, 容量是600: a bare number right after the cue."""
    for amount in talk.of(""):
        cued = _BARE_CAPACITY.search(talk.text, max(0, amount.start - 5), amount.start)
        if cued and talk.asserted(amount.start, amount.end):
            yield answer(amount, card.like, card.agrees(amount), (amount.start - 2, amount.end), 3)


# --- pieces in a pack ------------------------------------------------------------------------------------------------

_COUNT_CUE = re.compile(
    rf"(?:一[大小整]?[{_CONTAINERS}单份套提排板]|[这每整](?:一)?[大小]?[{_CONTAINERS}单份套提]|里面|里头|(?<=[盒瓶包袋罐箱桶])头|内含|[全整一]套|一共|总共|共|给到|到手|今天|规格|装|整整|足足)"
    r"(?:[内就是有装共头的了呢啊您发呃嗯额]|里面?|里头|一共|总共|足足|整整|给到?|你们?|大家|直接|独立|那个|都是|到手)*$"
)
_ENDS = re.compile(r"$|[，,。！!？?；;、啊哦哈呢的装带有还]")
_PARTICLE = re.compile("[啊哦哈呢的呀]?")
_COUNT_AFTER = re.compile(rf"装|的?一[大整]?[{_CONTAINERS}]")
_COUNT_BLOCK = re.compile(
    "一天|每天|每次|一次|一人|一顿|吃|喝|用|买|拍|囤|回购|只剩|还剩|剩|送|赠|撕|掉|各|第|加|再|多|少|换|洗|限|坏|卖|库存|数|拆|拿|尝|试|抢|挑|选|配|兑"
)


def _counts(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield how many pieces a pack is said to hold, beside the card's count (20支, 6包, 2个装)."""
    known = card_amounts(card_texts(fact))
    for like in fact.amounts:
        if like.unit in _NOT_COUNTED or like.low < 2:
            continue
        others = {q.low for q in known if q.unit == like.unit}
        for amount in talk.of(*_alike(like.unit)):
            if amount.high >= 2 and (amount.unit == like.unit or _ENDS.match(talk.text, amount.end)):
                yield from _count(talk, like, amount, others)


def _alike(unit: str) -> str:
    """Return the measure words that count the same pieces as ``unit``: 8枚 is said 八个."""
    return next((group for group in _ALIKE if unit in group), unit) if len(unit) == 1 else ""


def _count(talk: Talk, like: Quantity, amount: Quantity, others: set[float]) -> Iterator[Statement]:
    clause = talk.clause(amount.start)
    before = _COUNT_CUE.search(talk.text, max(clause[0], amount.start - 16), amount.start)
    after = _COUNT_AFTER.match(talk.text, amount.end, clause[1])
    if (not before and not after and not _listed(talk, amount)) or _COUNT_BLOCK.search(
        talk.text, max(clause[0], amount.start - 6), amount.start
    ):
        return
    if not talk.asserted(amount.start, amount.end):
        return
    agrees, packs = same(amount, like.low, like.high), _packs_before(talk, amount)
    if not agrees and (packs >= 2 or any(same(amount, other, other) for other in others)):
        return
    start = before.start() if before else amount.start
    yield answer(amount, like, agrees, (start, after.end() if after else amount.end), 2)


def _listed(talk: Talk, amount: Quantity) -> bool:
    """Tell whether a count is a clause of its own in a list of figures: 八包啊，一包一百抽."""
    clause = talk.clause(amount.start)
    if amount.start != clause[0] or not _PARTICLE.fullmatch(talk.text, amount.end, clause[1]):
        return False
    after = talk.after(clause)
    return bool(after and re.match("[一每]", talk.text[after[0] : after[1]]))


# --- weight of one piece ---------------------------------------------------------------------------------------------


_LIGHT = re.compile("[轻重沉拎]|单手")


def _masses(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield what the text says the goods weigh (重量, 单只重量)."""
    like = fact.first("克")
    if like is None or fact.kind is None:
        return
    for amount in talk.of("克"):
        cue = talk.cue(fact.kind, amount)
        if cue is None or not talk.asserted(amount.start, amount.end):
            continue
        agrees = same(amount, like.low, like.high)
        light = any(_LIGHT.search(words) for words in talk.beside(talk.clause(amount.start)))
        if agrees or cue.strong or light:
            yield answer(amount, like, agrees, (cue.start, cue.end), 2)
