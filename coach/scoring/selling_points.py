"""Turn a card's selling points into weighted content units and the patterns that find them in speech."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import ahocorasick_rs

from coach.scoring.clauses import Clauses, Cut, clauses, split_denials
from coach.scoring.meaning import Synonyms
from coach.scoring.model import Point
from coach.scoring.normalise import fold
from coach.scoring.spoken import Quantity, quantities
from coach.scoring.tokens import Words

Target = tuple[int, int, float, int]
"""Alternative, unit, strength of the match (0-1), polarity it must have (1, -1; 0 any)."""
Hit = tuple[int, int, float]
"""Alternative, unit, strength."""
Meaning = tuple[tuple[Hit, ...], tuple[Hit, ...]]
"""What a pattern speaks for and what it contradicts, at one polarity."""
Meanings = tuple[Meaning, Meaning, Meaning]
"""The meanings of a pattern, to be indexed with the polarity: 0, 1, -1."""

# What a unit weighs: a light word, a character, a word of two, of three or more, a number, "one of it", a warning.
LIGHT, SINGLE, PLAIN, LONG, NUMBER, LONE, WARNING, IDIOM = 0.3, 0.9, 1.0, 1.2, 1.6, 0.2, 0.8, 0.6
# What takes weight away: a word of the product's name, said before in the point, standing in other points too.
IN_NAME, AGAIN, SHARED = 0.6, 0.4, 0.3
# How much of a word is matched by a piece of it, a character of a word of two, of a longer one or inside another word.
PIECE, CHAR, LOOSE_CHAR = 0.6, 0.5, 0.35
COMMON_CHAR, SLACK = 0.25, 0.01
DOUBTFUL = 0.5  # a match no stronger than this contradicts nothing
HEAVY = 0.5  # a unit that weighs
MARK = re.compile(
    r"(?<![a-z0-9.])(?:ph|upf|spf)(?P<number>\d+(?:\.\d+)?)|(?<![a-z0-9.])(?P<lines>\d{3,4})p(?![a-z0-9])"
)
MARKED = "mark"  # the unit of such a number
SORT_CHARS = 5  # so long is the name of one sort of a thing (插肩袖, 西装面料)
TERSE = 3  # in a point this short (中腰, 配线) every character counts
COUNTED = frozenset(
    "包袋盒片瓶个条件颗支枝只罐箱桶份双套张本根粒枚杯碗听排板卷提组串对筒管种样款味块盖层把口勺台档挡部辆"
) | {""}


@dataclass(slots=True)
class Alternative:
    """One way to say a point (its ``say`` or an alias): its units with their weights and the clause each stands in."""

    point: int
    text: str
    labels: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    words: list[int] = field(default_factory=list)
    warning: int = -1
    frames: frozenset[str] = frozenset()
    chars: dict[str, float] = field(default_factory=dict)
    heavy: int = 0
    char_total: float = 0.0
    char_values: tuple[tuple[str, float], ...] = ()
    one_part: bool = True
    kind_of: bool = False

    def close(self) -> None:
        """Add up what stays the same for every text."""
        self.heavy = sum(weight >= HEAVY for weight in self.weights)
        self.char_total = sum(self.chars.values())
        self.char_values = tuple(self.chars.items())
        self.one_part = len(set(self.parts)) == 1
        named = 1 + (len(self.labels) == 1) < len(self.text) <= SORT_CHARS and len(self.labels) < 4
        self.kind_of = named and "".join(self.labels) == self.text

    def add(self, label: str, weight: float, part: int) -> int:
        """Add a unit and return its number."""
        self.labels.append(label)
        self.weights.append(weight)
        self.parts.append(part)
        return len(self.weights) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number of a point: inclusive range with some slack, unit, 1 for a least (以上) and -1 for a most (以下)."""

    least: float
    most: float
    unit: str
    bound: int
    alternative: int
    number: int


NumberMeaning = tuple[tuple[tuple[Amount, float], ...], tuple[Amount, ...]]
"""The numbers of a plan that a quantity states, with how strongly, and those that it contradicts."""


@dataclass(slots=True)
class Plan:
    """What to look for in a text: patterns with their targets as a whole word and inside another, numbers by kind.

    ``numbers`` remembers what quantities met in texts mean for the plan.
    """

    name: str
    shared: dict[str, int]
    alternatives: list[Alternative] = field(default_factory=list)
    whole: dict[str, list[Target]] = field(default_factory=dict)
    inside: dict[str, list[Target]] = field(default_factory=dict)
    amounts: dict[str, list[Amount]] = field(default_factory=dict)
    numbers: dict[tuple[float, float, str], NumberMeaning] = field(default_factory=dict)
    whole_meanings: list[Meanings | None] = field(default_factory=list)
    inside_meanings: list[Meanings | None] = field(default_factory=list)
    automaton: ahocorasick_rs.AhoCorasick | None = None

    def put(self, pattern: str, target: Target, *, inside: bool = False) -> None:
        """Let ``pattern`` speak for a unit; of two targets for the same unit and polarity the stronger stays."""
        alternative, unit, strength, sign = target
        if strength < 1.0 and pattern in self.name:
            strength *= IN_NAME
        targets = (self.inside if inside else self.whole).setdefault(pattern, [])
        for i, (other, its_unit, its_strength, its_sign) in enumerate(targets):
            if (other, its_unit, its_sign) == (alternative, unit, sign):
                targets[i] = (alternative, unit, max(strength, its_strength), sign)
                return
        targets.append((alternative, unit, strength, sign))

    def close(self) -> Plan:
        """Build the automaton over the patterns gathered."""
        names = list(dict.fromkeys((*self.whole, *self.inside)))
        self.whole_meanings = [_meanings(self.whole.get(name, [])) for name in names]
        self.inside_meanings = [_meanings(self.inside.get(name, [])) for name in names]
        for alternative in self.alternatives:
            alternative.close()
        self.automaton = ahocorasick_rs.AhoCorasick(names) if names else None
        return self


@lru_cache(maxsize=128)
def plan(points: tuple[Point, ...], name: str, words: Words, synonyms: Synonyms) -> Plan:
    """Compile ``points`` of the product called ``name``; the same card is compiled once."""
    made = Plan(fold(name).text, _shared(points, words))
    for number, point in enumerate(points):
        for said in dict.fromkeys((point.say, *point.aliases)):
            _Compiler(made, number, fold(said).text, words, synonyms).run()
    return made.close()


def kind(unit: str) -> str:
    """Return the kind of a quantity's unit; all counted nouns are one kind (三十袋 and 30小包)."""
    return "" if unit in COUNTED else unit


def bound(text: str, end: int) -> int:
    """Return 1 where the quantity that ends at ``end`` is a least (以上), -1 where it is a most (以下), else 0."""
    after = text[end : end + 2]
    return 1 if after in ("以上", "往上", "起步") else -1 if after == "以下" else 0


def aligned(start: int, end: int, borders: set[int]) -> bool:
    """Tell whether a pattern stands on word borders: one character is a word, two begin or end with one."""
    if end - start == 1:
        return start in borders and end in borders
    return end - start > 2 or start in borders or end in borders


def _meanings(targets: Sequence[Target]) -> Meanings | None:
    """Sort the targets of a pattern by what they mean at each polarity; None without any."""
    if not targets:
        return None
    return _at_polarity(targets, 0), _at_polarity(targets, 1), _at_polarity(targets, -1)


def _at_polarity(targets: Sequence[Target], sign: int) -> Meaning:
    said = tuple((alternative, unit, strength) for alternative, unit, strength, its in targets if sign * its >= 0)
    denied = tuple(
        (alternative, unit, strength)
        for alternative, unit, strength, its in targets
        if sign * its < 0 and strength > DOUBTFUL
    )
    return said, denied


def _shared(points: tuple[Point, ...], words: Words) -> dict[str, int]:
    """Count in how many points of the card each word stands: what stands in several tells them apart badly."""
    counts: dict[str, int] = {}
    for point in points:
        said = fold("\n".join((point.say, *point.aliases))).text
        for word in sorted({word for word, _, _ in words.cut(said)}):
            counts[word] = counts.get(word, 0) + 1
    return counts


class _Compiler:
    """Compiles one alternative into the plan; lives for that long."""

    def __init__(self, made: Plan, point: int, text: str, words: Words, synonyms: Synonyms) -> None:
        self.made, self.synonyms = made, synonyms
        self.tokens: Cut = split_denials(words.cut(text), synonyms.cues)
        self.cut: Clauses = clauses(text, self.tokens, synonyms.cues)
        self.known = frozenset(word for word, _, _ in words.cut(made.name))
        self.alternative = Alternative(point, text, frames=self.cut.frames(), chars=self._chars(text))
        self.number = len(made.alternatives)
        self.spans: list[tuple[int, int, int]] = []

    def run(self) -> None:
        """Add units for numbers, words, warnings and phrases, with all that speaks for them."""
        if not self.cut.starts:
            return
        self.made.alternatives.append(self.alternative)
        taken = [self._add_number(quantity) for quantity in quantities(self.cut.text)]
        taken += [self._add_mark(mark) for mark in MARK.finditer(self.cut.text)]
        for word, start, end in self.tokens:
            if self._has_content(word, start, end, taken):
                self._add_word(word, start, end)
        self._add_warning()
        for phrase, start, end in self.synonyms.found(self.cut.text):
            if aligned(start, end, self.cut.borders):
                self._add_phrase(phrase, start, end)

    def _add_mark(self, mark: re.Match[str]) -> tuple[int, int]:
        """Add a number written against letters (ph5.5, 1080p, upf50): heard as written, or as the bare number."""
        value = float(mark["number"] or mark["lines"])
        unit = self.alternative.add(mark[0], NUMBER, self.cut.at(mark.start()))
        self.alternative.numbers.append(unit)
        self.made.put(mark[0], (self.number, unit, 1.0, 0))
        slack = SLACK * value
        self.made.amounts.setdefault(MARKED, []).append(
            Amount(least=value - slack, most=value + slack, unit=MARKED, bound=0, alternative=self.number, number=unit)
        )
        return mark.span()

    def _chars(self, text: str) -> dict[str, float]:
        little = self.synonyms.common | self.synonyms.light | self.synonyms.stop
        return {char: COMMON_CHAR if char in little else 1.0 for char in text if char.isalnum()}

    def _add_number(self, quantity: Quantity) -> tuple[int, int]:
        lone = quantity.unit in COUNTED and quantity.low == quantity.high == 1
        unit = self.alternative.add(quantity.text, LONE if lone else NUMBER, self.cut.at(quantity.start))
        if not lone:
            self.alternative.numbers.append(unit)
        amount = Amount(
            least=quantity.low - SLACK * abs(quantity.high),
            most=quantity.high + SLACK * abs(quantity.high),
            unit=quantity.unit,
            bound=bound(self.cut.text, quantity.end),
            alternative=self.number,
            number=unit,
        )
        self.made.amounts.setdefault(kind(quantity.unit), []).append(amount)
        tenths, rest = divmod(quantity.low, 10)
        if quantity.unit == "%" and quantity.low == quantity.high and not rest and 0 < tenths < 10:  # 九成 is 90%
            self.made.put("一二三四五六七八九"[int(tenths) - 1] + "成", (self.number, unit, 1.0, 0))
        return quantity.start, quantity.end

    def _has_content(self, word: str, start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
        if not any(char.isalnum() for char in word):
            return False
        if word in self.synonyms.stop and (len(word) > 1 or len(self.cut.text) > TERSE):
            return False
        if any(start < b and a < end for a, b in taken):
            return False
        return not any(start == a for a, _, _ in self.cut.negators.get(self.cut.at(start), ()))

    def _weight(self, word: str) -> float:
        weight = LONG if len(word) > 2 else PLAIN if len(word) == 2 else SINGLE
        if word in self.synonyms.light and len(self.cut.text) > TERSE:
            weight = LIGHT
        if word in self.known:
            weight *= IN_NAME
        if word in self.alternative.labels:
            weight *= AGAIN
        return weight / (1 + SHARED * (self.made.shared.get(word, 1) - 1))

    def _add_word(self, word: str, start: int, end: int) -> None:
        index = self.cut.at(start)
        unit = self.alternative.add(word, self._weight(word), index)
        self.spans.append((start, end, unit))
        if word not in self.synonyms.light:
            self.alternative.words.append(unit)
        sign = self.cut.polarity(index, start, end, topics=False)
        self.made.put(word, (self.number, unit, 1.0, sign))
        if word in self.synonyms.light:
            return
        if len(word) == 1:
            alone = word == self.alternative.text
            self.made.put(word, (self.number, unit, 1.0 if alone else CHAR, sign), inside=True)
        elif not word.isascii():
            self._add_pieces(word, unit, sign)

    def _add_pieces(self, word: str, unit: int, sign: int) -> None:
        little = self.synonyms.light | self.synonyms.stop
        for i in range(len(word) - 1):
            piece = word[i : i + 2]
            if piece != word and piece not in little:
                self.made.put(piece, (self.number, unit, PIECE, sign))
        for char in word:
            if char not in little and not char.isdigit():
                self.made.put(char, (self.number, unit, CHAR if len(word) == 2 else LOOSE_CHAR, sign))
                self.made.put(char, (self.number, unit, LOOSE_CHAR, sign), inside=True)

    def _add_warning(self) -> None:
        for index in range(len(self.cut.starts)):
            if index in self.cut.warnings:
                self.alternative.warning = self.alternative.add("别", WARNING, index)
                return

    def _add_phrase(self, phrase: str, start: int, end: int) -> None:
        alternative, index = self.alternative, self.cut.at(start)
        warning = alternative.warning >= 0 and index in self.cut.warnings
        covered = self._covered(start, end)
        sign = self.cut.polarity(index, start, end, topics=False)
        if not covered:
            touched = any(a < end and start < b for a, b, _ in self.spans)
            if touched or warning or len(phrase) < 2 or phrase in self.synonyms.stop:
                return
            covered = [alternative.add(phrase, IDIOM, index)]
            self.spans.append((start, end, covered[0]))
            self.made.put(phrase, (self.number, covered[0], 1.0, sign))
        if len(phrase) > 1 and not warning and sum(alternative.weights[unit] for unit in covered) < WARNING:
            alternative.weights[covered[0]] = WARNING
        for other, strength in self.synonyms.others(phrase):
            for unit in covered:
                self.made.put(other, (self.number, unit, strength, sign))

    def _covered(self, start: int, end: int) -> list[int]:
        """Return the units inside ``start:end``, or the one word that a phrase is more than half of (糖尿病人)."""
        return [
            unit
            for a, b, unit in self.spans
            if (start <= a and b <= end) or (a <= start and end <= b and 2 * (end - start) > b - a)
        ]
