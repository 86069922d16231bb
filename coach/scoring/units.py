"""Turn a card's selling points into content units, and find those units in a text in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import ahocorasick_rs

from coach.scoring.clauses import Clauses, Cut, clauses
from coach.scoring.meaning import Synonyms
from coach.scoring.model import Point
from coach.scoring.normalise import fold
from coach.scoring.spoken import Quantity, quantities
from coach.scoring.tokens import Words

Target = tuple[int, int, float, int]
"""Alternative, unit, strength of the match (0-1), polarity it must have (1, -1; 0 any)."""

LIGHT, PLAIN, LONG, NUMBER, LONE, FORBID = 0.3, 1.0, 1.2, 1.2, 0.2, 0.8
IN_NAME = 0.6
INSIDE, CHAR, LOOSE_CHAR = 0.6, 0.5, 0.35
COUNTED = frozenset(
    "包 袋 盒 片 瓶 个 条 件 颗 支 枝 只 罐 箱 桶 份 双 套 张 本 根 粒 枚 杯 碗 听 排 板 卷 提 组 串 对 筒 管 种 样 款 味 块 盖 层 把 口 勺".split()
) | {""}


@dataclass(slots=True)
class Alternative:
    """One way to say a point (its ``say`` or an alias): weights of its units and what kind of unit each is."""

    point: int
    text: str
    weights: list[float] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    forbid: int = -1

    def add(self, label: str, weight: float, part: int) -> int:
        """Add a unit and return its number."""
        self.labels.append(label)
        self.weights.append(weight)
        self.parts.append(part)
        return len(self.weights) - 1


@dataclass(slots=True)
class Plan:
    """What to look for in a text: patterns of two characters or more, lone characters, numbers by unit."""

    alternatives: list[Alternative] = field(default_factory=list)
    patterns: dict[str, list[Target]] = field(default_factory=dict)
    words: dict[str, list[Target]] = field(default_factory=dict)
    chars: dict[str, list[Target]] = field(default_factory=dict)
    numbers: dict[str, list[tuple[float, float, str, int, int]]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    targets: list[list[Target]] = field(default_factory=list)
    automaton: ahocorasick_rs.AhoCorasick | None = None

    def close(self) -> Plan:
        """Build the automaton over the patterns gathered."""
        self.names = list(self.patterns)
        self.targets = list(self.patterns.values())
        self.automaton = ahocorasick_rs.AhoCorasick(self.names) if self.names else None
        return self


@lru_cache(maxsize=128)
def plan(points: tuple[Point, ...], name: str, words: Words, synonyms: Synonyms) -> Plan:
    """Compile ``points`` of the product called ``name``; the same card is compiled once."""
    made = Plan()
    known = frozenset(word for word, _, _ in words.cut(fold(name).text)) if name else frozenset()
    for number, point in enumerate(points):
        for said in dict.fromkeys((point.say, *point.aliases)):
            _compile(made, number, fold(said).text, known, words, synonyms)
    return made.close()


def _compile(made: Plan, point: int, text: str, known: frozenset[str], words: Words, synonyms: Synonyms) -> None:
    tokens = words.cut(text)
    cut = clauses(text, tokens)
    if not cut.starts:
        return
    alternative = Alternative(point, text)
    number = len(made.alternatives)
    made.alternatives.append(alternative)
    taken = _add_numbers(made, number, alternative, cut)
    spans: list[tuple[int, int, int]] = []
    for word, start, end in tokens:
        index = cut.at(start)
        if not _is_content(word, start, end, index, cut, taken, synonyms):
            continue
        weight = _weight(word, synonyms) * (IN_NAME if word in known else 1.0)
        unit = alternative.add(word, weight, index)
        spans.append((start, end, unit))
        _add_word(made, number, unit, word, cut.polarity(index, start, end), synonyms)
    _add_forbid(alternative, cut)
    _add_phrases(made, number, spans, cut, tokens, synonyms)


def _is_content(
    word: str, start: int, end: int, index: int, cut: Clauses, taken: Sequence[tuple[int, int]], synonyms: Synonyms
) -> bool:
    if not any(char.isalnum() for char in word) or word in synonyms.stop:
        return False
    if any(start < b and a < end for a, b in taken):
        return False
    return not any(start == a for a, _, _ in cut.negators.get(index, ()))


def _weight(word: str, synonyms: Synonyms) -> float:
    if word in synonyms.light:
        return LIGHT
    return LONG if len(word) > 2 else PLAIN if len(word) == 2 else 0.8


def _add_numbers(made: Plan, number: int, alternative: Alternative, cut: Clauses) -> list[tuple[int, int]]:
    """Add the quantities of a point as units; return the spans they take."""
    taken = []
    for quantity in quantities(cut.text):
        lone = quantity.unit in COUNTED and quantity.low == quantity.high == 1
        unit = alternative.add(quantity.text, LONE if lone else NUMBER, cut.at(quantity.start))
        if not lone:
            alternative.numbers.append(unit)
        made.numbers.setdefault(_kind(quantity), []).append(
            (quantity.low, quantity.high, quantity.unit, number, unit)
        )
        taken.append((quantity.start, quantity.end))
    return taken


def _kind(quantity: Quantity) -> str:
    return "" if quantity.unit in COUNTED else quantity.unit


def _put(table: dict[str, list[Target]], pattern: str, target: Target) -> None:
    targets = table.setdefault(pattern, [])
    for i, (alternative, unit, strength, sign) in enumerate(targets):
        if (alternative, unit, sign) == (target[0], target[1], target[3]):
            targets[i] = (alternative, unit, max(strength, target[2]), sign)
            return
    targets.append(target)


def _add_word(made: Plan, number: int, unit: int, word: str, sign: int, synonyms: Synonyms) -> None:
    if len(word) == 1:
        _put(made.words, word, (number, unit, 1.0, sign))
        if word not in synonyms.light:
            _put(made.chars, word, (number, unit, CHAR, sign))
        return
    _put(made.patterns, word, (number, unit, 1.0, sign))
    if word in synonyms.light or word.isascii():
        return
    for piece in {word[i : i + 2] for i in range(len(word) - 1)} - {word}:
        if piece not in synonyms.light and piece not in synonyms.stop:
            _put(made.patterns, piece, (number, unit, INSIDE, sign))
    for char in word:
        if char not in synonyms.light and char not in synonyms.stop and not char.isdigit():
            strength = CHAR if len(word) == 2 else LOOSE_CHAR
            _put(made.words, char, (number, unit, strength, sign))
            _put(made.chars, char, (number, unit, LOOSE_CHAR, sign))


def _add_forbid(alternative: Alternative, cut: Clauses) -> None:
    for index in range(len(cut.starts)):
        if cut.forbids(index):
            alternative.forbid = alternative.add("别", FORBID, index)
            return


def _add_phrases(
    made: Plan, number: int, spans: list[tuple[int, int, int]], cut: Clauses, tokens: Cut, synonyms: Synonyms
) -> None:
    alternative = made.alternatives[number]
    for phrase, start, end in synonyms.found(cut.text):
        if not aligned(phrase, start, end, tokens):
            continue
        index = cut.at(start)
        covered = [unit for a, b, unit in spans if start <= a and b <= end]
        if not covered:
            if any(a < end and start < b for a, b, _ in spans) or len(phrase) < 2 or phrase in synonyms.stop:
                continue
            if alternative.forbid >= 0 and cut.forbids(index):
                continue
            covered = [alternative.add(phrase, 0.6, index)]
            spans.append((start, end, covered[0]))
            _put(made.patterns, phrase, (number, covered[0], 1.0, cut.polarity(index, start, end)))
        sign = cut.polarity(index, start, end)
        if len(phrase) > 1 and sum(alternative.weights[unit] for unit in covered) < 0.8:
            alternative.weights[covered[0]] = 0.8
        for other, strength in synonyms.others(phrase):
            table = made.patterns if len(other) > 1 else made.words
            for unit in covered:
                _put(table, other, (number, unit, strength, sign))


def aligned(phrase: str, start: int, end: int, tokens: Cut) -> bool:
    """Tell whether a short phrase begins or ends with a word (one character: is a word); longer ones always fit."""
    if len(phrase) > 2:
        return True
    if len(phrase) == 1:
        return any(a == start and b == end for _, a, b in tokens)
    return any(a == start or b == end for _, a, b in tokens)
