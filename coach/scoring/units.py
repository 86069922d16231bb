"""Turn a card's selling points into content units, and find those units in a text in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import ahocorasick_rs

from coach.scoring.clauses import Clauses, Cut, clauses, words_and_negations
from coach.scoring.meaning import Synonyms
from coach.scoring.model import Point
from coach.scoring.normalise import fold
from coach.scoring.spoken import Quantity, quantities
from coach.scoring.tokens import Words

Target = tuple[int, int, float, int]
"""Alternative, unit, strength of the match (0-1), polarity it must have (1, -1; 0 any)."""

LIGHT, PLAIN, LONG, NUMBER, LONE, FORBID = 0.3, 1.0, 1.2, 1.6, 0.2, 0.8
AGAIN, SHARED = 0.4, 0.3
IN_NAME = 0.6
INSIDE, CHAR, LOOSE_CHAR = 0.6, 0.5, 0.35
COUNTED = frozenset(
    "包 袋 盒 片 瓶 个 条 件 颗 支 枝 只 罐 箱 桶 份 双 套 张 本 根 粒 枚 杯 碗 听 排 板 卷 提 组 串 对 筒 管 种 样 款 味 块 盖 层 把 口 勺".split()
) | {""}

COMMON = frozenset(
    "一是人了不在有大中国和为这上他个地年来我会以到时要出的生学说道民家子也成行下们于后就发自之对得主长可过天作分方用多你着部能市等业全里工公经本都而高政法面门动日进区事代那去心小同北定开产前其军还然起种所如现理机体表力好外与"
    "文当两实重新三么只山关明从化平建又制南内西没此将员名手最东头者月间无安看见各城十相但已些正通想度加第她合院物性战由位常点您吃喝拍买给吗呢吧啊把被让跟很"
)


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
    frames: frozenset[str] = frozenset()
    chars: dict[str, float] = field(default_factory=dict)
    pairs: set[str] = field(default_factory=set)

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
    numbers: dict[str, list[tuple[float, float, str, int, int, int]]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    targets: list[list[Target]] = field(default_factory=list)
    automaton: ahocorasick_rs.AhoCorasick | None = None
    name: str = ""
    shared: dict[str, int] = field(default_factory=dict)

    def close(self) -> Plan:
        """Build the automaton over the patterns gathered."""
        self.names = list(self.patterns)
        self.targets = list(self.patterns.values())
        self.automaton = ahocorasick_rs.AhoCorasick(self.names) if self.names else None
        return self


@lru_cache(maxsize=128)
def plan(points: tuple[Point, ...], name: str, words: Words, synonyms: Synonyms) -> Plan:
    """Compile ``points`` of the product called ``name``; the same card is compiled once."""
    made = Plan(name=fold(name).text)
    known = frozenset(word for word, _, _ in words.cut(made.name))
    made.shared = _shared(points, words)
    for number, point in enumerate(points):
        for said in dict.fromkeys((point.say, *point.aliases)):
            _compile(made, number, fold(said).text, known, words, synonyms)
    return made.close()


def _shared(points: tuple[Point, ...], words: Words) -> dict[str, int]:
    """Count in how many points of the card each word stands: what stands in several tells them apart badly."""
    counts: dict[str, int] = {}
    for point in points:
        said = fold("\n".join((point.say, *point.aliases))).text
        for word in {word for word, _, _ in words.cut(said)}:
            counts[word] = counts.get(word, 0) + 1
    return counts


def _compile(made: Plan, point: int, text: str, known: frozenset[str], words: Words, synonyms: Synonyms) -> None:
    tokens = words_and_negations(words.cut(text))
    cut = clauses(text, tokens)
    if not cut.starts:
        return
    alternative = Alternative(point, text)
    number = len(made.alternatives)
    alternative.chars = {
        char: 0.25 if char in COMMON or char in synonyms.light or char in synonyms.stop else 1.0
        for char in text
        if char.isalnum()
    }
    alternative.pairs = {text[i : i + 2] for i in range(len(text) - 1) if text[i : i + 2].isalnum()}
    made.alternatives.append(alternative)
    alternative.frames = cut.frames()
    taken = _add_numbers(made, number, alternative, cut)
    spans: list[tuple[int, int, int]] = []
    for word, start, end in tokens:
        index = cut.at(start)
        if not _is_content(word, start, end, index, cut, taken, synonyms):
            continue
        weight = _weight(word, synonyms) * (IN_NAME if word in known else 1.0)
        weight *= AGAIN if word in alternative.labels else 1.0
        weight /= 1 + SHARED * (made.shared.get(word, 1) - 1)
        unit = alternative.add(word, weight, index)
        spans.append((start, end, unit))
        _add_word(made, number, unit, word, cut.polarity(index, start, end, topics=False), synonyms)
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
    return LONG if len(word) > 2 else PLAIN if len(word) == 2 else 0.9


def _add_numbers(made: Plan, number: int, alternative: Alternative, cut: Clauses) -> list[tuple[int, int]]:
    """Add the quantities of a point as units; return the spans they take."""
    taken = []
    for quantity in quantities(cut.text):
        lone = quantity.unit in COUNTED and quantity.low == quantity.high == 1
        unit = alternative.add(quantity.text, LONE if lone else NUMBER, cut.at(quantity.start))
        if not lone:
            alternative.numbers.append(unit)
        made.numbers.setdefault(_kind(quantity), []).append(
            (quantity.low, quantity.high, quantity.unit, bound(cut.text, quantity.end), number, unit)
        )
        taken.append((quantity.start, quantity.end))
    return taken


def bound(text: str, end: int) -> int:
    """Return 1 where the quantity that ends at ``end`` is a least (以上), -1 where it is a most (以下), else 0."""
    after = text[end : end + 2]
    return 1 if after in ("以上", "往上", "起步") else -1 if after == "以下" else 0


def _kind(quantity: Quantity) -> str:
    return "" if quantity.unit in COUNTED else quantity.unit


def _put(made: Plan, table: dict[str, list[Target]], pattern: str, target: Target) -> None:
    if pattern in made.name and target[2] < 1.0:
        target = (target[0], target[1], target[2] * IN_NAME, target[3])
    targets = table.setdefault(pattern, [])
    for i, (alternative, unit, strength, sign) in enumerate(targets):
        if (alternative, unit, sign) == (target[0], target[1], target[3]):
            targets[i] = (alternative, unit, max(strength, target[2]), sign)
            return
    targets.append(target)


def _add_word(made: Plan, number: int, unit: int, word: str, sign: int, synonyms: Synonyms) -> None:
    if len(word) == 1:
        _put(made, made.words, word, (number, unit, 1.0, sign))
        if word not in synonyms.light:
            whole = 1.0 if word == made.alternatives[number].text else CHAR
            _put(made, made.chars, word, (number, unit, whole, sign))
        return
    _put(made, made.patterns, word, (number, unit, 1.0, sign))
    if word in synonyms.light or word.isascii():
        return
    for piece in {word[i : i + 2] for i in range(len(word) - 1)} - {word}:
        if piece not in synonyms.light and piece not in synonyms.stop:
            _put(made, made.patterns, piece, (number, unit, INSIDE, sign))
    for char in word:
        if char not in synonyms.light and char not in synonyms.stop and not char.isdigit():
            strength = CHAR if len(word) == 2 else LOOSE_CHAR
            _put(made, made.words, char, (number, unit, strength, sign))
            _put(made, made.chars, char, (number, unit, LOOSE_CHAR, sign))


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
        covered = [
            unit for a, b, unit in spans if start <= a and b <= end or a <= start and end <= b and 2 * (end - start) > b - a
        ]
        if not covered:
            if any(a < end and start < b for a, b, _ in spans) or len(phrase) < 2 or phrase in synonyms.stop:
                continue
            if alternative.forbid >= 0 and cut.forbids(index):
                continue
            covered = [alternative.add(phrase, 0.6, index)]
            spans.append((start, end, covered[0]))
            _put(made, made.patterns, phrase, (number, covered[0], 1.0, cut.polarity(index, start, end, topics=False)))
        sign = cut.polarity(index, start, end, topics=False)
        banned = alternative.forbid >= 0 and cut.forbids(index)
        if len(phrase) > 1 and not banned and sum(alternative.weights[unit] for unit in covered) < 0.8:
            alternative.weights[covered[0]] = 0.8
        for other, strength in synonyms.others(phrase):
            table = made.patterns if len(other) > 1 else made.words
            for unit in covered:
                _put(made, table, other, (number, unit, strength, sign))


def aligned(phrase: str, start: int, end: int, tokens: Cut) -> bool:
    """Tell whether a short phrase begins or ends with a word (one character: is a word); longer ones always fit."""
    if len(phrase) > 2:
        return True
    if len(phrase) == 1:
        return any(a == start and b == end for _, a, b in tokens)
    return any(a == start or b == end for _, a, b in tokens)
