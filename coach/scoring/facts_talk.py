"""A text prepared for fact checking: its clauses and quantities, and whether a stretch speaks of our goods."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coach.scoring.facts_table import FactKind, FactTable
from coach.scoring.model import Product
from coach.scoring.places import Mention
from coach.scoring.spoken import Quantity

_STOP = re.compile(r"[，。！!？?；;\n…,.]")
_COMMA = re.compile(r",(?!\d{3}(?!\d))")
_POINT = re.compile(r"(?<![0-9a-z])\.|\.(?![0-9a-z])")
_SENTENCE_END = frozenset("。！!？?；;\n….")
_OPEN_QUESTION = re.compile(r"(?:多少|多久|多长|几[个支袋包]|多重|多大|哪里|哪儿|什么)[^，,。？?]{0,6}$|[呢啊吧嘛哈]$")
# Said while looking it up: 保质期我看一下啊三年; 质保，呃，六个月
_HESITATION = re.compile(
    "(?:呃|嗯|额|哦|唉|诶|哎|啊|哈|那个|这个|就是|是多少来着|多少来着|怎么说呢?|稍?等一?下|等等"
    "|(?:让|容)?我(?:先|再|给[你您大家们]{1,3})?[看想翻找查瞄瞧数念](?:一下|一眼|看|想|翻|找|查|下|着)?[^，,。！!？?；;]{0,3}?)+$"
)
_SLIP = re.compile(
    "(?:[哦噢啊哎诶呃嗯]|那个)*(?:不对|不是(?=[，,。！!写]|我)|不不|(?:我)?(?:说|讲|看|念|记)错|口误|嘴瓢)"
)
_LONG = 40  # characters without any mark
_SOFT = re.compile("[啊呢嘛吗吧哈](?![，,。！!？?；;])")  # … break after these
_TOPIC = frozenset("啊呢嘛哈")  # after these a long run is cut, and nothing is asked: 颗粒嘛不大不小
_CONTRAST = re.compile("不是|并非|不再是")
_FOLLOW_GAP = 6
_REACH = 12
_SIGHT = 12  # in a clause of more than _LONG characters, words further off speak of something else
_TIGHT = 3
_NEAR = 30  # in speech without marks a question so far away asks of something else
_CARRY = 5  # clauses over which a sentence stays with the goods it turned to

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact of the card: its name, its folded value, the quantities in it, and the card it stands on."""

    name: str
    value: str
    kind: FactKind | None
    amounts: tuple[Quantity, ...]
    product: Product

    def first(self, *units: str) -> Quantity | None:
        """Return the first quantity of the value in one of ``units``."""
        return next((amount for amount in self.amounts if amount.unit in units), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a stretch of folded text says about a fact; ``weight`` is how surely it is about that fact (1 to 3)."""

    said: str
    agrees: bool | None
    start: int
    end: int
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """The stretch from the words that tie a quantity to a fact to the end of the quantity.

    ``strong`` words name the fact, others may; they are ``tight`` when they stand right beside the quantity.
    """

    start: int
    end: int
    strong: bool
    tight: bool = False


class Talk:
    """Folded text with its clause borders and quantities; answers who and what a stretch is about."""

    __slots__ = (
        "_asserted", "_by_unit", "_hints", "_markers", "_mentions", "_starts", "_stops", "amounts", "table", "text",
    )  # fmt: skip

    def __init__(self, text: str, amounts: Sequence[Quantity], table: FactTable) -> None:
        self.text = text
        self.amounts = tuple(amounts)
        self.table = table
        self._starts = [amount.start for amount in amounts]
        self._stops = [-1, *_stops(text), len(text)]
        self._asserted: dict[Span, bool] = {}
        self._markers: dict[Span, bool | None] = {}
        self._hints: dict[int, set[int]] = {}
        self._mentions: tuple[Mention, ...] | None = None
        self._by_unit: dict[str, list[Quantity]] = {}
        for amount in amounts:
            self._by_unit.setdefault(amount.unit, []).append(amount)

    def of(self, *units: str) -> list[Quantity]:
        """Return the quantities in one of ``units``."""
        if len(units) == 1:
            return self._by_unit.get(units[0], [])
        return [amount for unit in units for amount in self._by_unit.get(unit, [])]

    def clause(self, at: int) -> Span:
        """Return the half-open span of the clause that holds position ``at``, without its punctuation."""
        i = min(bisect_right(self._stops, at), len(self._stops) - 1)
        return self._stops[i - 1] + 1, self._stops[i]

    def may(self, pattern: re.Pattern[str], clause: Span) -> bool:
        """Tell whether ``pattern``, one of the table's sieve, may match in ``clause`` or its end mark at all."""
        hints = self._hints.get(clause[0])
        if hints is None:
            hints = self._hints[clause[0]] = self.table.sieve.of(self.text[clause[0] : clause[1] + 1])
        return id(pattern) in hints

    def mentions(self) -> tuple[Mention, ...]:
        """Return the places named in the text (kept once worked out)."""
        if self._mentions is None:
            self._mentions = tuple(self.table.places.mentions(self.text))
        return self._mentions

    def in_clause(self, at: int) -> str:
        """Return the clause that holds position ``at``."""
        start, end = self.clause(at)
        return self.text[start:end]

    def before(self, clause: Span) -> Span | None:
        """Return the clause before ``clause`` in the same sentence or, across a question mark, the question."""
        i = bisect_right(self._stops, clause[0] - 1) - 1
        if i < 1:
            return None
        stop = self.text[self._stops[i]]
        if stop in _SENTENCE_END and stop not in "？?":
            return None
        return self._stops[i - 1] + 1, self._stops[i]

    def after(self, clause: Span) -> Span | None:
        """Return the clause after ``clause``, across a question mark too; None at the end of the sentence."""
        stop = self.text[clause[1] : clause[1] + 1]
        if not stop or (stop in _SENTENCE_END and stop not in "？?"):
            return None
        return self.clause(clause[1] + 1)

    def beside(self, clause: Span) -> Iterator[str]:
        """Yield the clauses next to ``clause``, across the ends of sentences too."""
        i = bisect_right(self._stops, clause[0] - 1) - 1
        if i >= 1:
            yield self.text[self._stops[i - 1] + 1 : self._stops[i]]
        if i + 2 < len(self._stops):
            yield self.text[self._stops[i + 1] + 1 : self._stops[i + 2]]

    # --- is it said of our goods? ------------------------------------------------------------------------------------

    def asserted(self, start: int, end: int) -> bool:
        """Tell whether the span is the host's own positive statement about the goods on the card."""
        known = self._asserted.get((start, end))
        if known is None:
            known = self._asserted[start, end] = self._is_asserted(start, end)
        return known

    def _is_asserted(self, start: int, end: int) -> bool:
        clause = self.clause(start)
        denied = self.table.talk.denied.search(self.text, max(clause[0], start - 8), start)
        denied = denied or _SLIP.match(self.text, end, clause[1] + 1)
        return not (denied or self.questioned(clause, start) or self.taken_back(clause) or self.elsewhere(start, end))

    def questioned(self, clause: Span, start: int) -> bool:
        """Tell whether the clause asks, or repeats what somebody else says."""
        text, words = self.text, self.table.talk
        stop = text[clause[1] : clause[1] + 1]
        if stop and stop in "？?" and not _OPEN_QUESTION.search(text, clause[0], start):
            return True
        low = max(clause[0], start - _NEAR)
        if self.may(words.asked, clause):
            asked = words.asked.search(text, low, clause[1] + (stop not in _TOPIC))
            if asked and asked.start() <= start + _NEAR:
                return True
        if self.may(words.hearsay, clause) and words.hearsay.search(text, low, start):
            return True
        before = self.before(clause)
        if before is None or not self.may(words.hearsay, before):
            return False
        return bool(words.hearsay.search(text, max(before[0], before[1] - 3), before[1]))

    def taken_back(self, clause: Span) -> bool:
        """Tell whether the next clause takes this one back: 不对, 那是隔壁的, 跟这个没关系."""
        start, end = clause
        while end < len(self.text) and (end == clause[1] or start == end):  # the stops of …… hold nothing
            start, end = self.clause(end + 1)
        if end == clause[1]:
            return False
        return bool(self.table.talk.retracted.match(self.text, start, min(len(self.text), end + 1)))

    def elsewhere(self, start: int, end: int) -> bool:
        """Follow the speech back: the last marker of our goods or of others' before the span decides."""
        text, words = self.text, self.table.talk
        clause = self.clause(start)
        here = self._last_marker(clause, start, aside=True)
        if here is not None:
            return here
        behind = words.other.search(text, end, clause[1]) if self.may(words.other, clause) else None
        if behind and not words.ours.search(text, end, behind.start()):
            return True
        earlier: Span | None = clause
        for _ in range(_CARRY):
            earlier = self.before(earlier) if earlier else None
            if earlier is None:
                return False
            if earlier not in self._markers:
                self._markers[earlier] = self._last_marker(earlier, earlier[1], aside=False)
            there = self._markers[earlier]
            if there is not None:
                return there
        return False

    def _last_marker(self, clause: Span, end: int, *, aside: bool) -> bool | None:
        """Return True when the last marker of the clause up to ``end`` points to other goods, False to ours, or None."""
        words, start = self.table.talk, clause[0]
        past = self._last_of(words.past, clause, start, end)
        other = self._last_of(words.other, clause, start, end)
        if aside:
            other = max(other, self._last_of(words.aside, clause, start, end))
        away = max(past, other)
        home = self._last_of(words.now, clause, max(start, away), end)
        if (home < 0 and past < away) or away < 0:
            home = max(home, self._last_of(words.ours, clause, max(start, away), end))
        return None if away == home == -1 else away > home

    def _last_of(self, pattern: re.Pattern[str], clause: Span, start: int, end: int) -> int:
        return _last_end(pattern, self.text, start, end) if self.may(pattern, clause) else -1

    # --- which fact does a quantity state? ---------------------------------------------------------------------------

    def cue(self, kind: FactKind, amount: Quantity) -> Cue | None:
        """Find the words that make ``amount`` state a fact of ``kind``: before it, after it, or in a clause before."""
        clause = self.clause(amount.start)
        found = self._cue_before(kind.before, clause, amount, strong=True) or self._cue_after(kind, clause, amount)
        found = found or self._cue_earlier(kind, clause, amount)
        found = found or self._cue_before(kind.weak, clause, amount, strong=False)
        around = self.around(clause, amount)
        if found is None or (self.may(kind.block, clause) and kind.block.search(self.text, *around)):
            return None
        return None if not found.tight and kind.loose.search(self.text, *around) else found

    def around(self, clause: Span, amount: Quantity) -> Span:
        """Return the clause up to the next amount of its unit; of one without any mark for long only what stands near."""
        after = self.starting(amount.end, _SIGHT)
        last = after.start if after and after.unit == amount.unit else clause[1]
        if clause[1] - clause[0] <= _LONG:
            return clause[0], min(clause[1], last)
        first = self.previous_end(amount)
        return max(clause[0], first, amount.start - _SIGHT), min(clause[1], last, amount.end + _SIGHT)

    def _cue_before(self, pattern: re.Pattern[str], clause: Span, amount: Quantity, *, strong: bool) -> Cue | None:
        if not self.may(pattern, clause):
            return None
        low = max(clause[0], amount.start - _REACH, self.previous_end(amount))
        start, end = _last(pattern, self.text, low, amount.start)
        if start < 0:
            return None
        return Cue(
            start=start,
            end=amount.end,
            strong=strong,
            tight=strong and self.before_hesitation((end, amount.start)) - end <= _TIGHT,
        )

    def _cue_after(self, kind: FactKind, clause: Span, amount: Quantity) -> Cue | None:
        if not self.may(kind.after, clause):
            return None
        match = kind.after.match(self.text, amount.end, min(len(self.text), clause[1] + 1))
        if match is None:
            return None
        return Cue(
            start=amount.start,
            end=min(match.end(), clause[1]),
            strong=True,
            tight=match.end() - amount.end <= _TIGHT + 3,
        )

    def _cue_earlier(self, kind: FactKind, clause: Span, amount: Quantity) -> Cue | None:
        """Take a cue from up to two clauses before: 保质期呢，十八个月 / 空包多重？一斤都不到，四百五十克."""
        if amount.start - clause[0] > _FOLLOW_GAP:
            return None
        before, direct = self.before(clause), True
        for _ in range(3):
            if before is None or (self.may(kind.block, before) and kind.block.search(self.text, *before)):
                return None
            if not self.may(kind.before, before):
                direct = direct and before[1] - before[0] <= _REACH and self.before_hesitation(before) <= before[0]
                before = self.before(before)
                continue
            question = _OPEN_QUESTION.search(self.text, before[0], before[1])
            contrast = _CONTRAST.search(self.text, before[0], before[1])
            close = self.before_hesitation(before)
            if close <= before[0]:
                before = self.before(before)
                continue
            end = _last_end(kind.before, self.text, max(before[0], close - _REACH), before[1])
            if end >= 0 and (question or contrast or (direct and close - end <= 2)):
                held = self.previous_end(amount) > before[0]
                return (
                    None
                    if held and not contrast and not question
                    else Cue(start=amount.start, end=amount.end, strong=True)
                )
            direct, before = False, self.before(before)
        return None

    def before_hesitation(self, clause: Span) -> int:
        """Return where the clause ends without the words said while looking something up."""
        match = _HESITATION.search(self.text, max(clause[0], clause[1] - _REACH), clause[1])
        return match.start() if match else clause[1]

    def previous_end(self, amount: Quantity) -> int:
        """Return where the nearest earlier quantity of the same unit ends, 0 without one close by."""
        at = bisect_right(self._starts, amount.start) - 2
        while at >= 0 and amount.start - self.amounts[at].end < 2 * _REACH:
            if self.amounts[at].unit == amount.unit and self.text[self.amounts[at].start - 1 :][:1] != "每":
                return self.amounts[at].end
            at -= 1
        return 0

    def starting(self, at: int, reach: int) -> Quantity | None:
        """Return the first quantity that starts at ``at`` or up to ``reach`` characters later."""
        i = bisect_right(self._starts, at - 1)
        return self.amounts[i] if i < len(self.amounts) and self._starts[i] <= at + reach else None

    def ending(self, at: int) -> Quantity | None:
        """Return the quantity that ends at ``at``."""
        i = bisect_right(self._starts, at - 1) - 1
        return self.amounts[i] if i >= 0 and self.amounts[i].end == at else None

    def just_before(self, amount: Quantity, gap: int = 4) -> Quantity | None:
        """Return the quantity that ends at most ``gap`` characters before ``amount``."""
        at = bisect_right(self._starts, amount.start) - 2
        if at < 0 or amount.start - self.amounts[at].end > gap:
            return None
        return self.amounts[at]


def _stops(text: str) -> list[int]:
    """Return where clauses end; the marks inside 1,200 and 29.9 end none."""
    stops = [match.start() for match in _STOP.finditer(text)]
    if "," in text or "." in text:
        inner = {",": _COMMA, ".": _POINT}
        stops = [at for at in stops if (mark := inner.get(text[at])) is None or mark.match(text, at)]
    runs = [(a + 1, b) for a, b in zip([-1, *stops], [*stops, len(text)], strict=True) if b - a > _LONG]
    soft = [match.start() for run in runs for match in _SOFT.finditer(text, *run)]
    return sorted((*stops, *soft)) if soft else stops


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> Span:
    last = (-1, -1)
    for match in pattern.finditer(text, start, end):
        last = match.span()
    return last


def _last_end(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    return _last(pattern, text, start, end)[1]
