"""Say which selling points a text conveys, by meaning, with the shortest clauses that carry each."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from coach.scoring.clauses import Clauses, Cut, clauses, words_and_negations
from coach.scoring.meaning import Synonyms
from coach.scoring.model import Coverage, PointResult, Product
from coach.scoring.normalise import Folded
from coach.scoring.spoken import Quantity, quantities
from coach.scoring.tokens import Words
from coach.scoring.units import COUNTED, Alternative, Plan, bound, plan

COVERED, PERHAPS_FROM, PERHAPS_TO = 0.5, 0.35, 0.65
WINDOW_CLAUSES, WINDOW_CHARS, SEEDS, FINALISTS = 5, 90, 4, 4
_FLAGS = ("asked", "viewer", "elsewhere", "unsure", "anecdote")
OFTEN, DAMP = 0.6, 0.15
FEATURES = (
    "bias", "cov", "conflict", "num_hit", "num_miss", "num_conflict", "weak_part", "best_part", "fuzzy", "chars",
    "amount", "clean_amount", "clean", "key",
    "asked", "viewer", "elsewhere", "unsure", "anecdote", "near_elsewhere", "near_unsure", "short", "allow", "forbid_miss", "spread", "empty", "cross", "twopart", "solo", "tiny",
)

Hits = dict[int, dict[int, tuple[float, float]]]
"""Clause -> unit -> (best match, best conflict), 0-1 each."""


def state(result: PointResult) -> str:
    """Return "said", "perhaps" (confidence 0.35 up to 0.65) or "missing"."""
    if PERHAPS_FROM <= result.confidence < PERHAPS_TO:
        return "perhaps"
    return "said" if result.confidence >= PERHAPS_TO else "missing"


def cover(
    folded: Folded,
    product: Product,
    words: Words,
    synonyms: Synonyms,
    *,
    tokens: Cut | None = None,
    numbers: Sequence[Quantity] | None = None,
) -> Coverage:
    """Return what ``folded`` conveys of the points of ``product``; offsets are code points of the raw text.

    ``tokens`` are ``words.cut(folded.text)`` and ``numbers`` ``quantities(folded.text)`` where the caller has them.
    """
    if not product.points:
        return Coverage(score=None)
    wanted = plan(product.points, product.name, words, synonyms)
    tokens = words_and_negations(words.cut(folded.text) if tokens is None else tokens)
    cut = clauses(folded.text, tokens)
    best: list[Candidate | None] = [None] * len(product.points)
    for number, hits in enumerate(find(wanted, cut, tokens, numbers)):
        alternative = wanted.alternatives[number]
        found = decide(alternative, hits, cut, synonyms.decision)
        rival = best[alternative.point]
        if found and (rival is None or found.confidence > rival.confidence):
            best[alternative.point] = found
    results = tuple(
        _result(point.id, point.say, point.must, found, cut, folded)
        for point, found in zip(product.points, best, strict=True)
    )
    total = sum(1 + result.must for result in results)
    return Coverage(score=round(sum(1 + r.must for r in results if r.covered) / total, 4), points=results)


def _result(id: str, say: str, must: bool, found: Candidate | None, cut: Clauses, folded: Folded) -> PointResult:
    confidence = round(found.confidence, 4) if found else 0.0
    if found is None or confidence < COVERED:
        return PointResult(id=id, say=say, must=must, covered=False, confidence=confidence)
    start, end = folded.span(cut.starts[found.first], cut.ends[found.last])
    return PointResult(
        id=id, say=say, must=must, covered=True, start=start, end=end, quote=folded.raw[start:end], confidence=confidence
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run of clauses that may carry a point, and how surely it does."""

    first: int
    last: int
    confidence: float
    features: tuple[float, ...]


def find(wanted: Plan, cut: Clauses, tokens: Cut, numbers: Sequence[Quantity] | None = None) -> list[Hits]:
    """Find the units of every alternative in one pass over the text."""
    hits: list[Hits] = [{} for _ in wanted.alternatives]
    starts = {start for _, start, _ in tokens}
    ends = {end for _, _, end in tokens}
    if wanted.automaton is not None:
        for pattern, start, end in wanted.automaton.find_matches_as_indexes(cut.text, overlapping=True):
            if end - start > 2 or start in starts or end in ends:
                _note(hits, wanted.targets[pattern], cut, start, end)
    words, chars = wanted.words, wanted.chars
    for word, start, end in tokens:
        if end - start == 1:
            if word in words:
                _note(hits, words[word], cut, start, end)
        else:
            for offset, char in enumerate(word):
                if char in chars:
                    _note(hits, chars[char], cut, start + offset, start + offset + 1)
    for quantity in quantities(cut.text) if numbers is None else numbers:
        kind = "" if quantity.unit in COUNTED else quantity.unit
        if kind in wanted.numbers:
            _note_number(hits, wanted.numbers[kind], cut, quantity)
        if quantity.unit == "" and quantity.low >= 5:
            for other, targets in wanted.numbers.items():
                if other:
                    _note_number(hits, targets, cut, quantity)
    return hits


def _note(hits: list[Hits], targets: list[tuple[int, int, float, int]], cut: Clauses, start: int, end: int) -> None:
    index = cut.at(start)
    sign = cut.polarity(index, start, end) if index in cut.negators or index in cut.answers else 1
    for alternative, unit, strength, wanted in targets:
        units = hits[alternative].setdefault(index, {})
        match, conflict = units.get(unit, (0.0, 0.0))
        if sign * wanted >= 0:
            match = max(match, strength)
        elif strength >= 0.6:
            conflict = max(conflict, strength)
        units[unit] = (match, conflict)


def _note_number(
    hits: list[Hits], targets: list[tuple[float, float, str, int, int, int]], cut: Clauses, quantity: Quantity
) -> None:
    index = cut.at(quantity.start)
    side = bound(cut.text, quantity.end)
    for low, high, measure_word, wanted, alternative, unit in targets:
        units = hits[alternative].setdefault(index, {})
        match, conflict = units.get(unit, (0.0, 0.0))
        slack = 0.01 * abs(high)
        if quantity.low <= high + slack and low - slack <= quantity.high:
            clear = quantity.high <= 2 * quantity.low or quantity.low < 0
            match = max(match, 0.3 if side * wanted < 0 else 1.0) if clear else match
        elif measure_word == quantity.unit and not (measure_word in COUNTED and quantity.high == 1):
            conflict = 1.0
        units[unit] = (match, conflict)


def decide(
    alternative: Alternative, hits: Hits, cut: Clauses, decision: Mapping[str, float]
) -> Candidate | None:
    """Return the window of clauses that most surely carries ``alternative``, or None where nothing of it is said."""
    best: Candidate | None = None
    warn(alternative, hits, cut)
    weights = damped(alternative, hits, cut)
    for first, last in windows(weights, hits, cut):
        features = measure(alternative, weights, hits, cut, first, last)
        score = sum(decision.get(name, 0.0) * value for name, value in zip(FEATURES, features, strict=True))
        confidence = 1 / (1 + math.exp(-score))
        if best is None or confidence > best.confidence + 0.005:
            best = Candidate(first, last, confidence, features)
    return best


def warn(alternative: Alternative, hits: Hits, cut: Clauses) -> None:
    """Note the warnings (别买, 少吃) that stand in or just after clauses that speak of the point."""
    if alternative.forbid < 0:
        return
    for index in sorted(hits):
        for near in range(index, min(index + 3, len(cut.starts))):
            if cut.forbids(near):
                hits.setdefault(near, {})[alternative.forbid] = (1.0, 0.0)


def damped(alternative: Alternative, hits: Hits, cut: Clauses) -> list[float]:
    """Return the weights of the units in this text: what is heard all the time says little about a point."""
    heard = [0] * len(alternative.weights)
    for units in hits.values():
        for unit, (match, _) in units.items():
            heard[unit] += match >= OFTEN
    usual = max(1.0, len(cut.text) / 350)
    return [
        weight / (1 + DAMP * max(0.0, count / usual - 1)) for weight, count in zip(alternative.weights, heard, strict=True)
    ]


def windows(weights: Sequence[float], hits: Hits, cut: Clauses) -> list[tuple[int, int]]:
    """Return the most promising runs of clauses, shortest first."""
    mass = {index: sum(weights[unit] * match for unit, (match, _) in units.items()) for index, units in hits.items()}
    order = sorted(index for index, value in mass.items() if value >= 0.15)
    seeds = []
    for position, first in enumerate(order):
        total = 0.0
        for last in order[position : position + WINDOW_CLAUSES]:
            if last - first >= WINDOW_CLAUSES:
                break
            total += mass[last]
        seeds.append((-total, position))
    found: dict[tuple[int, int], float] = {}
    for _, position in sorted(seeds)[:SEEDS]:
        first = order[position]
        best: dict[int, float] = {}
        for last in order[position : position + WINDOW_CLAUSES]:
            if last - first >= WINDOW_CLAUSES or cut.ends[last] - cut.starts[first] > WINDOW_CHARS and last > first:
                break
            for unit, (match, _) in hits[last].items():
                if match > best.get(unit, 0.0):
                    best[unit] = match
            found[first, last] = sum(weights[unit] * match for unit, match in best.items()) - 0.05 * (last - first)
    top = sorted(found, key=lambda window: (-found[window], window))[:FINALISTS]
    return sorted(top, key=lambda window: (window[1] - window[0], window))


def measure(
    alternative: Alternative, weights: Sequence[float], hits: Hits, cut: Clauses, first: int, last: int
) -> tuple[float, ...]:
    """Return the features of a window, in the order of FEATURES."""
    total = sum(weights)
    match: dict[int, float] = {}
    conflict: dict[int, float] = {}
    flagged = {name: 0.0 for name in _FLAGS if name not in alternative.frames}
    mass = clean = 0.0
    cleaned: dict[int, float] = {}
    empty = 0
    allows = False
    for index in range(first, last + 1):
        units = hits.get(index)
        frame = cut.frame(index)
        allows = allows or frame.allows
        here = 0.0
        plain = not any(getattr(frame, name) for name in flagged)
        for unit, (good, bad) in (units or {}).items():
            here += weights[unit] * good
            if good > match.get(unit, 0.0):
                match[unit] = good
            if bad > conflict.get(unit, 0.0):
                conflict[unit] = bad
            if plain and good > cleaned.get(unit, 0.0):
                cleaned[unit] = good
        mass += here
        empty += here < 0.3
        for name in flagged:
            if getattr(frame, name):
                flagged[name] += here
    forbids = alternative.forbid in match
    if alternative.forbid >= 0 and allows and not forbids:
        conflict[alternative.forbid] = 1.0
    got = {unit: weights[unit] * value for unit, value in match.items()}
    cov = sum(got.values()) / total
    against = sum(
        weights[unit] * (value - match.get(unit, 0.0))
        for unit, value in conflict.items()
        if unit not in alternative.numbers and value > match.get(unit, 0.0)
    )
    numbers = alternative.numbers
    num_hit = sum(1 for unit in numbers if match.get(unit, 0.0) > 0)
    before, after = cut.around(first, last)
    wide = [hits[index] for index in (*before, *range(first, last + 1), *after) if index in hits]
    num_conflict = sum(
        1
        for unit in numbers
        if not any(units.get(unit, (0, 0))[0] for units in wide) and any(units.get(unit, (0, 0))[1] for units in wide)
    )
    parts: dict[int, list[float]] = {}
    for unit, part in enumerate(alternative.parts):
        parts.setdefault(part, [0.0, 0.0])
        parts[part][0] += got.get(unit, 0.0)
        parts[part][1] += weights[unit]
    shares = [a / b for a, b in parts.values()]
    near = [cut.frame(index) for index in (*before, *range(first, last + 1), *after)]
    body = cut.text[cut.starts[first] : cut.ends[last]]
    mine = alternative.chars
    heard = set(body)
    count = len(numbers) or 1
    share = {name: flagged.get(name, 0.0) / mass if mass else 0.0 for name in _FLAGS}
    key = max(weights)
    return (
        1.0,
        cov,
        against / total,
        num_hit / count if numbers else 0.0,
        max(0, len(numbers) - num_hit - num_conflict) / count if numbers else 0.0,
        num_conflict / count if numbers else 0.0,
        min(shares),
        max(shares),
        fuzz.partial_ratio(alternative.text, body) / 100,
        sum(value for char, value in mine.items() if char in heard) / (sum(mine.values()) or 1.0),
        math.log1p(sum(got.values())),
        math.log1p(sum(weights[unit] * value for unit, value in cleaned.items())),
        sum(weights[unit] * value for unit, value in cleaned.items()) / total,
        max((got.get(unit, 0.0) for unit in range(len(weights)) if weights[unit] >= key - 0.1), default=0.0),
        share["asked"],
        share["viewer"],
        share["elsewhere"],
        share["unsure"],
        share["anecdote"],
        float("elsewhere" in flagged and any(frame.elsewhere for frame in near)),
        float("unsure" in flagged and any(frame.unsure for frame in near)),
        1 / (1 + total),
        float(alternative.forbid >= 0 and allows and not forbids),
        float(alternative.forbid >= 0 and not forbids),
        float(last - first),
        float(empty),
        float(cut.sentence[last] - cut.sentence[first]),
        float(len(parts) > 1),
        float(sum(weight >= 0.5 for weight in alternative.weights) <= 1 and cov < 0.85),
        float(sum(weight >= 0.5 for weight in alternative.weights) == 2 and cov < 0.75),
    )
