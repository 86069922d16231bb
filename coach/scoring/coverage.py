"""Say which selling points a text conveys, by meaning, with the shortest clauses that carry each."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import fuzz

from coach.scoring.clauses import Clauses, Cut, clauses
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
# weight of a clause to count, to begin a run; what a clause costs; below it is empty; what a longer run must gain
LEAST_MASS, SEED_MASS, CLAUSE_COST, EMPTY_CLAUSE, LONGER_MUST_GAIN = 0.15, 0.31, 0.05, 0.3, 0.005
# a unit heard this strongly counts as heard; each time more than once in so many characters damps its weight
OFTEN, DAMP, USUAL_CHARS = 0.6, 0.15, 350
# how much of a point of one or two units that weigh must be heard; how near the heaviest unit a key one weighs
SOLO_ENOUGH, PAIR_ENOUGH, NEAR_HEAVIEST = 0.85, 0.75, 0.1
FLAGS = ("asked", "viewer", "elsewhere", "unsure", "anecdote")
ASKED = frozenset(("asked", "viewer"))
_NOTHING: Units = {}
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


class Tally(NamedTuple):
    """What a window holds of an alternative: best match and contradiction of each unit, weight heard by clause."""

    first: int
    last: int
    match: Units
    against: Units
    mass: tuple[float, ...]
    said: float


def tally(weights: Sequence[float], heard: Heard, first: int, last: int) -> Tally:
    """Add up the clauses ``first`` to ``last``."""
    match: Units = {}
    against: Units = {}
    mass = []
    for index in range(first, last + 1):
        here = 0.0
        for unit, value in heard.match.get(index, _NOTHING).items():
            here += weights[unit] * value
            if value > match.get(unit, 0.0):
                match[unit] = value
        for unit, value in heard.against.get(index, _NOTHING).items():
            if value > against.get(unit, 0.0):
                against[unit] = value
        mass.append(here)
    said = 0.0
    for unit, value in match.items():
        said += weights[unit] * value
    return Tally(first, last, match, against, tuple(mass), said)


def plain(found: Tally, total: float) -> dict[str, float]:
    """Return the features of how a window is meant as if every clause simply said what it says."""
    return {"clean_amount": math.log1p(found.said), "clean": found.said / total}


def meant(
    alternative: Alternative, weights: Sequence[float], heard: Heard, cut: Clauses, found: Tally
) -> dict[str, float]:
    """Return the features of how a window is meant; frames that the point itself has do not count."""
    clean: Units = {}
    framed: dict[str, float] = {}
    allows = False
    for index, here in enumerate(found.mass, found.first):
        names = cut.frame(index) - alternative.frames
        allows = allows or "allows" in names
        flags = [name for name in FLAGS if name in names] if names else ()
        for name in flags:
            framed[name] = framed.get(name, 0.0) + here
        for unit, value in () if flags else heard.match.get(index, _NOTHING).items():
            if value > clean.get(unit, 0.0):
                clean[unit] = value
    said = 0.0
    for unit, value in clean.items():
        said += weights[unit] * value
    mass = sum(found.mass)
    features = {name: value / mass for name, value in framed.items() if mass}
    features["clean_amount"] = math.log1p(said)
    features["clean"] = said / sum(weights)
    near: set[str] = set()
    for index in cut.sentence_of(found.first, found.last):
        near |= cut.frame(index)
    near -= alternative.frames
    after = range(found.first + 1, cut.sentence_of(found.last, found.last).stop)
    features["near_viewer"] = float(any("viewer" in cut.frame(index) for index in after))
    features["near_elsewhere"] = float("elsewhere" in near)
    features["near_unsure"] = float("unsure" in near)
    features["allow"] = float(allows and alternative.warning >= 0 and alternative.warning not in found.match)
    return features


def measure(
    alternative: Alternative, weights: Sequence[float], heard: Heard, cut: Clauses, found: Tally
) -> dict[str, float]:
    """Return the features of what a window says, by name; the weights of the decision go by the same names."""
    first, last, match, total = found.first, found.last, found.match, sum(weights)
    share = found.said / total
    body = cut.text[cut.starts[first] : cut.ends[last]]
    features = {
        "bias": 1.0,
        "fuzzy": fuzz.partial_ratio(alternative.text, body) / 100,
        "chars": _shared_chars(alternative, body),
        "key": _key(weights, match),
        "short": 1 / (1 + total),
        "warning_miss": float(alternative.warning >= 0 and alternative.warning not in match),
        "spread": float(last - first),
        "empty": float(sum([here < EMPTY_CLAUSE for here in found.mass])),
        "cross": float(cut.sentence[last] - cut.sentence[first]),
        "solo": float(alternative.heavy <= 1 and share < SOLO_ENOUGH),
        "pair": float(alternative.heavy == 2 and share < PAIR_ENOUGH),
        "sibling": float(alternative.kind_of and _only_the_head(alternative, match, body)),
    }
    if alternative.one_part:
        features["weak_part"] = features["best_part"] = share
    else:
        features["weak_part"], features["best_part"] = _parts(alternative, weights, match)
        features["twopart"] = 1.0
    if found.against:
        features["conflict"] = _contradicted(alternative, weights, found) / total
    if alternative.numbers:
        features.update(_numbers(alternative, found, heard, cut))
    return features


def _only_the_head(alternative: Alternative, match: Units, body: str) -> bool:
    """Tell whether of "one sort of a thing" only the thing is heard, not the sort: 一字领 is not said by V字领."""
    labels, sort = alternative.labels, alternative.text[:2]
    if len(labels) == 1:
        return match.get(0, 0.0) <= OFTEN and sort[0] not in body
    if sort in body:
        return False
    apart = len(labels) == len(alternative.text) > 2 and alternative.text[1:] not in body
    if apart or len(labels[0]) == 1:  # 插 肩 袖: characters that stand anywhere say nothing
        return apart or any(match.get(unit, 0.0) < OFTEN for unit in range(len(labels)))
    return match.get(0, 0.0) < OFTEN


def _key(weights: Sequence[float], match: Units) -> float:
    """Return how much is heard of the unit that weighs most, or of one that weighs nearly as much."""
    heaviest = max(weights) - NEAR_HEAVIEST
    key = 0.0
    for unit, value in match.items():
        weight = weights[unit]
        if weight >= heaviest and weight * value > key:
            key = weight * value
    return key


def _contradicted(alternative: Alternative, weights: Sequence[float], found: Tally) -> float:
    """Return the weight of the units of which the window says the contrary more strongly than the thing itself."""
    return sum(
        weights[unit] * (value - found.match.get(unit, 0.0))
        for unit, value in found.against.items()
        if unit not in alternative.numbers and value > found.match.get(unit, 0.0)
    )


def _numbers(alternative: Alternative, found: Tally, heard: Heard, cut: Clauses) -> dict[str, float]:
    """Return the shares of the point's numbers that are said, left out, and said otherwise in the same sentence."""
    numbers, around = alternative.numbers, cut.sentence_of(found.first, found.last)
    said = sum(unit in found.match for unit in numbers)
    if said == len(numbers):
        return {"num_conflict": 1.0} if _answered_otherwise(numbers, heard, cut, around) else {"num_hit": 1.0}
    other = 0
    for unit in numbers:
        near = any(heard.match.get(index, _NOTHING).get(unit) for index in around)
        other += not near and any(unit in heard.against.get(index, _NOTHING) for index in around)
    count = len(numbers)
    return {
        "num_hit": said / count,
        "num_miss": max(0, count - said - other) / count,
        "num_conflict": other / count,
    }


def _answered_otherwise(numbers: Sequence[int], heard: Heard, cut: Clauses, around: range) -> bool:
    """Tell whether a number is only asked about and the answer gives another (是不是五百流明, 实测三百)."""
    for unit in numbers:
        against = [index for index in around if unit in heard.against.get(index, _NOTHING)]
        if against and all(
            index < against[-1] and (cut.answers.get(index) == -1 or not ASKED.isdisjoint(cut.frame(index)))
            for index in around
            if heard.match.get(index, _NOTHING).get(unit)
        ):
            return True
    return False


def _parts(alternative: Alternative, weights: Sequence[float], match: Units) -> tuple[float, float]:
    """Return how well the worst and the best clause of the point are covered."""
    gained: dict[int, float] = {}
    whole: dict[int, float] = {}
    for unit, (part, weight) in enumerate(zip(alternative.parts, weights, strict=True)):
        gained[part] = gained.get(part, 0.0) + weight * match.get(unit, 0.0)
        whole[part] = whole.get(part, 0.0) + weight
    shares = [gained[part] / whole[part] for part in whole]
    return min(shares), max(shares)


def _shared_chars(alternative: Alternative, body: str) -> float:
    """Return the share of the point's characters that stand in ``body``."""
    total = 0.0
    for char, value in alternative.char_values:
        if char in body:
            total += value
    return total / alternative.char_total if alternative.char_total else 0.0
