"""Precision and recall on labelled sets, the same definitions for every set."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from coach.library import parse_product
from coach.scoring import Kind, Platform, Report, Rulebook, check


@dataclass(slots=True)
class Tally:
    """Counts over one labelled set; ratios are None where there is nothing to divide by."""

    golds: int = 0
    found: int = 0
    category: int = 0
    findings: int = 0
    right: int = 0
    traps: int = 0
    alarms: int = 0
    cover: list[int] = field(default_factory=lambda: [0, 0, 0])
    facts: list[int] = field(default_factory=lambda: [0, 0, 0, 0])

    def row(self) -> dict[str, float | None]:
        """Return precision, recall, F1, category accuracy, trap alarms, coverage F1 and facts F1."""
        precision, recall = share(self.right, self.findings), share(self.found, self.golds)
        hit, wrong, missed = self.cover
        return {
            "precision": precision,
            "recall": recall,
            "f1": f1(precision, recall),
            "category": share(self.category, self.found),
            "traps": share(self.alarms, self.traps),
            "coverage": f1(share(hit, hit + wrong), share(hit, hit + missed)),
            "facts": f1(share(self.facts[0], self.facts[1]), share(self.facts[2], self.facts[3])),
        }


def share(part: int, whole: int) -> float | None:
    """Return part / whole, or None of nothing."""
    return part / whole if whole else None


def f1(precision: float | None, recall: float | None) -> float | None:
    """Return the harmonic mean, or None when either is unknown."""
    if precision is None or recall is None:
        return None
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def rows(path: Path) -> Iterator[dict[str, object]]:
    """Yield the objects of a JSON-lines file; nothing when it is not there."""
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield json.loads(line)


def spans(text: str, quote: str) -> list[tuple[int, int]]:
    """Return every place of ``quote`` in ``text``."""
    found, at = [], text.find(quote)
    while at >= 0:
        found.append((at, at + len(quote)))
        at = text.find(quote, at + 1)
    return found


def judge(folder: Path, rulebook: Rulebook) -> Tally:
    """Check every line and script of a labelled folder and count."""
    tally = Tally()
    for row in rows(folder / "forbidden.jsonl"):
        report = check(str(row["text"]), None, rulebook, kind=Kind(row["kind"]), platform=Platform(row["platform"]))
        _count_findings(row, report, tally)
        if row["group"] == "trap":
            tally.traps += 1
            tally.alarms += any(f.severity.rank > 1 for f in report.findings)
    cards = {card["id"]: parse_product({**card}) for card in rows(folder / "products.jsonl")}
    for row in rows(folder / "scripts.jsonl"):
        card = cards[row["product"]]
        report = check(str(row["text"]), card, rulebook, platform=Platform(row["platform"]))
        _count_findings(row, report, tally)
        _count_script(row, report, tally)
    return tally


def _count_findings(row: dict[str, object], report: Report, tally: Tally) -> None:
    text = str(row["text"])
    counted = [f for f in report.findings if f.severity.rank > 1 and f.suppressed is None]
    places = []
    for hit in row["hits"]:
        where = spans(text, hit["quote"])
        places += where
        near = [f for f in counted if any(f.start < b and a < f.end for a, b in where)]
        tally.golds += 1
        tally.found += bool(near)
        tally.category += any(f.category == hit["category"] for f in near)
    tally.findings += len(counted)
    tally.right += sum(any(f.start < b and a < f.end for a, b in places) for f in counted)


def _count_script(row: dict[str, object], report: Report, tally: Tally) -> None:
    said = {point.id: point.covered for point in report.coverage.points}
    for point, quote in row["covered"].items():
        tally.cover[0] += quote is not None and said[point]
        tally.cover[1] += quote is None and said[point]
        tally.cover[2] += quote is not None and not said[point]
    wrong = [fact for fact in report.facts if fact.agrees is False]
    places = [spans(str(row["text"]), m["quote"]) for m in row["mismatches"]]
    tally.facts[0] += sum(any(f.start < b and a < f.end for w in places for a, b in w) for f in wrong)
    tally.facts[1] += len(wrong)
    tally.facts[2] += sum(any(f.start < b and a < f.end for f in wrong for a, b in w) for w in places)
    tally.facts[3] += len(places)
