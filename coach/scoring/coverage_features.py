"""What a run of clauses says of a selling point, as features by name; the decision's weights go by the same names."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from coach.scoring.clauses import Clauses
from coach.scoring.hearing import Heard, Units
from coach.scoring.selling_points import Alternative

# a unit heard this strongly counts as heard; below this weight a clause is empty
OFTEN, EMPTY_CLAUSE = 0.6, 0.3
# how much of a point of one or two units that weigh must be heard; how near the heaviest unit a key one weighs
SOLO_ENOUGH, PAIR_ENOUGH, NEAR_HEAVIEST = 0.85, 0.75, 0.1
ALL_BUT = 0.999
TOPIC_MOST = 0.65  # of a point more than this heard is not only its topic
FLAGS = ("asked", "viewer", "elsewhere", "unsure", "anecdote")
ASKED = frozenset(("asked", "viewer"))
_FIGURE = re.compile("[0-9二两三四五六七八九十百千半](?![起样边下干身路])")
_OTHERS = re.compile("别[家的]|隔壁|其[他它]|市面|外[面头]|人家|有的(?:牌子|店|家)")
_TURN = re.compile("但|不过|可是|只是")
_NOTHING: Units = {}


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
    features["only_asked"] = float(
        not said and framed.get("asked", 0.0) >= ALL_BUT * mass and "asked" not in alternative.frames
    )
    features["clean_amount"] = math.log1p(said)
    features["clean"] = said / sum(weights)
    near: set[str] = set()
    turned = _TURN.match(cut.text, cut.starts[found.first])  # 隔壁没有，但我们这个有: what stands before is over
    for index in cut.sentence_of(found.first, found.last):
        if index < found.first and turned:
            continue
        if index <= found.last or not _OTHERS.match(cut.text, cut.starts[index]):  # ours has none, 别家的有
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
        "topic": float(alternative.heavy > 2 and share < TOPIC_MOST and _only_the_topic(alternative, match, body)),
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


def _only_the_topic(alternative: Alternative, match: Units, body: str) -> bool:
    """Tell whether of a point without numbers only what it speaks of is heard, with a number: 灯臂四十五公分."""
    if alternative.numbers or not _FIGURE.search(body):
        return False
    heard = [match.get(unit, 0.0) >= OFTEN for unit in alternative.words]
    return bool(heard) and heard[0] and heard == sorted(heard, reverse=True) and not heard[-1]


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
