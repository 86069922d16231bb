"""Say which selling points a text conveys, by meaning, with the shortest clauses that carry each."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coach.scoring.clauses import Clauses, Cut, clauses
from coach.scoring.coverage_features import OFTEN, meant, measure, plain, tally
from coach.scoring.hearing import Heard, Units, hear
from coach.scoring.meaning import Synonyms
from coach.scoring.model import Coverage, Point, PointResult, Product
from coach.scoring.normalise import Folded
from coach.scoring.selling_points import Alternative, plan
from coach.scoring.spoken import Quantity, quantities
from coach.scoring.tokens import Words

# confidence: said from here on; "perhaps" between; an alternative this sure ends the search for its point
COVERED, PERHAPS_FROM, PERHAPS_TO, SURE = 0.5, 0.35, 0.65, 0.97
# windows: clauses and characters at most; runs grown from, and runs judged; share of the weight to be worth judging
WINDOW_CLAUSES, WINDOW_CHARS, SEEDS, FINALISTS, HOPELESS = 5, 90, 3, 2, 0.15
# weight of a clause to count, to begin a run; what a clause costs; what a longer run must gain
LEAST_MASS, SEED_MASS, CLAUSE_COST, LONGER_MUST_GAIN = 0.15, 0.31, 0.05, 0.005
DAMP, USUAL_CHARS = 0.15, 350  # each time more than once in so many characters damps the weight of a unit
Window = tuple[float, int, int]
"""Less the weight that a run of clauses gathers, its first clause, its last."""


def state(result: PointResult) -> str:
    """Return "said", "perhaps" (confidence from 0.35 up to 0.65) or "missing"."""
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
    cut = clauses(folded.text, words.cut(folded.text) if tokens is None else tokens, synonyms.cues)
    heard = hear(wanted, cut, quantities(folded.text) if numbers is None else numbers)
    best: dict[int, Candidate] = {}
    for alternative, found in zip(wanted.alternatives, heard, strict=True):
        rival = best.get(alternative.point)
        if rival is None or rival.confidence < SURE:
            candidate = decide(alternative, found, cut, synonyms.decision)
            if candidate and (rival is None or candidate.confidence > rival.confidence):
                best[alternative.point] = candidate
    results = tuple(_result(point, best.get(i), cut, folded) for i, point in enumerate(product.points))
    total = sum(1 + result.must for result in results)
    return Coverage(score=round(sum(1 + r.must for r in results if r.covered) / total, 4), points=results)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run of clauses that may carry a point, and how surely it does."""

    first: int
    last: int
    confidence: float


def _result(point: Point, found: Candidate | None, cut: Clauses, folded: Folded) -> PointResult:
    confidence = round(found.confidence, 4) if found else 0.0
    if found is None or confidence < COVERED:
        return PointResult(id=point.id, say=point.say, must=point.must, covered=False, confidence=confidence)
    start, end = folded.span(cut.starts[found.first], cut.ends[found.last])
    return PointResult(
        id=point.id,
        say=point.say,
        must=point.must,
        covered=True,
        start=start,
        end=end,
        quote=folded.raw[start:end],
        confidence=confidence,
    )


def decide(alternative: Alternative, heard: Heard, cut: Clauses, decision: Mapping[str, float]) -> Candidate | None:
    """Return the run of clauses that most surely carries ``alternative``, or None where nothing of it is heard."""
    best: Candidate | None = None
    weights = damped(alternative, heard, cut)
    total = sum(weights)
    for first, last in windows(weights, heard, cut):
        found = tally(weights, heard, first, last)
        if found.said < HOPELESS * total:
            continue
        least = best.confidence + LONGER_MUST_GAIN if best else 0.0
        score = _score(measure(alternative, weights, heard, cut, found), decision)
        confidence = _sigmoid(score + _score(plain(found, total), decision))
        if confidence > max(least, PERHAPS_FROM):  # how the clauses are meant can only take away
            confidence = _sigmoid(score + _score(meant(alternative, weights, heard, cut, found), decision))
        if confidence > least:
            best = Candidate(first, last, confidence)
    return best


def _score(features: Mapping[str, float], decision: Mapping[str, float]) -> float:
    total = 0.0
    for name, value in features.items():
        if value and name in decision:
            total += decision[name] * value
    return total


def _sigmoid(score: float) -> float:
    return 1 / (1 + math.exp(-score))


def damped(alternative: Alternative, heard: Heard, cut: Clauses) -> list[float]:
    """Return the weights of the units in this text: what is heard all the time says little about a point."""
    usual = max(1.0, len(cut.text) / USUAL_CHARS)
    if len(heard.match) <= usual:
        return alternative.weights
    times = [0] * len(alternative.weights)
    for units in heard.match.values():
        for unit, match in units.items():
            if match >= OFTEN:
                times[unit] += 1
    if max(times) <= usual:
        return alternative.weights
    return [
        weight / (1 + DAMP * (count / usual - 1)) if count > usual else weight
        for weight, count in zip(alternative.weights, times, strict=True)
    ]


def windows(weights: Sequence[float], heard: Heard, cut: Clauses) -> list[tuple[int, int]]:
    """Return the most promising runs of clauses, shortest first: where most of the weight lies close together."""
    mass = _masses(weights, heard)
    order = sorted(mass)
    found: list[Window] = []
    for total, position in _seeds(order, mass):
        if len(found) >= FINALISTS and total > found[FINALISTS - 1][0] + 1e-5:
            break  # no run that begins here gathers as much
        _grow(order[position : position + WINDOW_CLAUSES], weights, heard, cut, mass, found)
        found.sort()
    top = [(first, last) for _, first, last in found[:FINALISTS]]
    if len(top) > 1:
        top.sort(key=_by_length)
    return top


def _by_length(window: tuple[int, int]) -> tuple[int, int]:
    return window[1] - window[0], window[0]


def _masses(weights: Sequence[float], heard: Heard) -> dict[int, float]:
    """Return the weight heard in each clause where it is worth counting."""
    mass: dict[int, float] = {}
    for index, units in heard.match.items():
        value = 0.0
        for unit, match in units.items():
            value += weights[unit] * match
        if value >= LEAST_MASS:
            mass[index] = value
    return mass


def _seeds(order: Sequence[int], mass: Mapping[int, float]) -> list[tuple[float, int]]:
    """Return where the best runs may begin: less the weight of the clauses in reach, position in ``order``."""
    seeds = []
    ahead, total, count = 0, 0.0, len(order)
    masses = [mass[index] for index in order]
    for position, first in enumerate(order):
        while ahead < count and order[ahead] - first < WINDOW_CLAUSES:
            total += masses[ahead]
            ahead += 1
        here = masses[position]
        if here >= SEED_MASS:
            seeds.append((-total, position))
        total -= here
    seeds.sort()
    if len(seeds) > SEEDS and seeds[SEEDS][0] - seeds[SEEDS - 1][0] < 1e-5:  # as good as equal: the first ones count
        seeds = sorted([(round(total, 6), position) for total, position in seeds])
    return seeds[:SEEDS]


def _grow(
    order: list[int],
    weights: Sequence[float],
    heard: Heard,
    cut: Clauses,
    mass: Mapping[int, float],
    found: list[Window],
) -> None:
    """Add the windows that begin at ``order[0]`` with the weight each gathers, less a little for its length."""
    first = order[0]
    found.append((-mass[first], first, first))
    best: Units = {}
    for last in order[1:]:
        if last - first >= WINDOW_CLAUSES or cut.ends[last] - cut.starts[first] > WINDOW_CHARS:
            return
        best = best or dict(heard.match[first])
        for unit, match in heard.match[last].items():
            if match > best.get(unit, 0.0):
                best[unit] = match
        gathered = 0.0
        for unit, match in best.items():
            gathered += weights[unit] * match
        found.append((CLAUSE_COST * (last - first) - gathered, first, last))
