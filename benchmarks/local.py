"""Text that may be measured on but not distributed: neutral text and real host segments, where a folder has them."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.quality import counted, rows
from coach.scoring import Kind, Platform, Point, Product, Rulebook, check
from coach.scoring.coverage import cover
from coach.scoring.normalise import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Local:
    """Shares of neutral text flagged, agreement with the labels of real segments, and the rules that fire there.

    ``attributes``: the shares of a product's own and of another product's attribute values that its copy covers.
    """

    reviews: float
    adverts: float
    mcc: float
    clean_flagged: float
    attributes: tuple[float, float]
    firing: tuple[tuple[str, int], ...]


def measure(folder: Path, rulebook: Rulebook) -> Local | None:
    """Measure on ``neutral/`` and ``real/`` below ``folder``; None when they are not there."""
    reviews, adverts = folder / "neutral" / "reviews_3000.txt", folder / "neutral" / "advertisegen_500.jsonl"
    segments = folder / "real" / "host_segments.jsonl"
    if not (reviews.exists() and adverts.exists() and segments.exists()):
        return None
    firing: Counter[str] = Counter()
    lines = [line.strip() for line in reviews.read_text(encoding="utf-8").splitlines()]
    said = [_flagged(line, Kind.FOOD, rulebook, firing) for line in lines]
    copy = [
        _flagged(json.loads(line)["summary"], Kind.APPAREL, rulebook, firing) for line in adverts.open(encoding="utf-8")
    ]
    table = Counter(
        (bool(row["violation"]), _flagged(row["text"], Kind.HEALTH_FOOD, rulebook, None)) for row in rows(segments)
    )
    tp, fn, fp, tn = table[True, True], table[True, False], table[False, True], table[False, False]
    below = math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
    return Local(
        reviews=sum(said) / len(said),
        adverts=sum(copy) / len(copy),
        mcc=(tp * tn - fp * fn) / below if below else 0.0,
        clean_flagged=fp / (fp + tn),
        attributes=_attributes(list(rows(adverts)), rulebook),
        firing=tuple(firing.most_common()),
    )


def _attributes(adverts: list[dict[str, str]], rulebook: Rulebook) -> tuple[float, float]:
    """Take each advert's attribute values as points, and beside each the next other advert's value of the same key."""
    values = [[pair.split("#") for pair in advert["content"].split("*")] for advert in adverts]
    own: list[bool] = []
    other: list[bool] = []
    for number, advert in enumerate(adverts):
        mine = [value for _, value in values[number]]
        rivals = [_another(values[number + 1 :] + values[:number], key, mine) for key, _ in values[number]]
        points = tuple(Point(id=f"p{i}", say=say) for i, say in enumerate([*mine, *filter(None, rivals)]))
        card = Product(id="advert", name="", kind=Kind.APPAREL, points=points)
        said = [
            point.covered
            for point in cover(fold(advert["summary"]), card, rulebook.words, rulebook.pack.synonyms).points
        ]
        own += said[: len(mine)]
        other += said[len(mine) :]
    return sum(own) / len(own), sum(other) / len(other)


def _another(rest: list[list[list[str]]], key: str, mine: list[str]) -> str | None:
    return next((value for row in rest for name, value in row if name == key and value not in mine), None)


def _flagged(text: str, kind: Kind, rulebook: Rulebook, firing: Counter[str] | None) -> bool:
    platform = Platform.DOUYIN if kind is Kind.HEALTH_FOOD else Platform.ANY
    report = check(text, None, rulebook, kind=kind, platform=platform)
    if firing is not None:
        firing.update(f.rule for f in report.findings if f.severity.rank > 1)
    return bool(counted(report))
