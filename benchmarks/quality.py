"""Precision and recall on labelled sets, the same definitions for every set and every way of reading."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coach.library import parse_product
from coach.scoring import Kind, Platform, Report, Rulebook, check

Span = tuple[int, int, str]
"""Start, end and category of something flagged."""


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
    groups: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    categories: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
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


def rows(path: Path) -> Iterator[dict[str, Any]]:
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


def counted(report: Report) -> list[Span]:
    """Return the findings that count: block or warn, not suppressed."""
    return [(f.start, f.end, str(f.category)) for f in report.findings if f.severity.rank > 1 and f.suppressed is None]


def judge(folder: Path, rulebook: Rulebook) -> Tally:
    """Check every line and script of a labelled folder and count."""
    tally = Tally()
    judge_lines(rows(folder / "forbidden.jsonl"), lambda row: counted(_checked(row, rulebook)), tally)
    cards = {card["id"]: parse_product({**card}) for card in rows(folder / "products.jsonl")}
    for row in rows(folder / "scripts.jsonl"):
        report = check(row["text"], cards[row["product"]], rulebook, platform=Platform(row["platform"]))
        _count(row, counted(report), tally)
        _count_script(row, report, tally)
    return tally


def judge_lines(
    lines: Iterable[dict[str, Any]], read: Callable[[dict[str, Any]], list[Span]], tally: Tally | None = None
) -> Tally:
    """Count what ``read`` flags in labelled lines."""
    tally = Tally() if tally is None else tally
    for row in lines:
        found = read(row)
        _count(row, found, tally)
        if row["group"] == "trap":
            tally.traps += 1
            tally.alarms += bool(found)
    return tally


def plain_substrings(rulebook: Rulebook) -> Callable[[dict[str, Any]], list[Span]]:
    """Return a reader that flags every fixed word of a block or warn rule wherever its characters stand."""
    words = {
        (word, str(rule.category))
        for rule in rulebook.rules
        if rule.severity.rank > 1
        for phrase in rule.phrases
        for word in phrase.literals
    }

    def read(row: dict[str, Any]) -> list[Span]:
        text = row["text"]
        return [(a, b, category) for word, category in words for a, b in spans(text, word)]

    return read


def disguise(folder: Path, rulebook: Rulebook) -> tuple[int, int]:
    """Return (disguised words caught, disguised words whose plain form is caught) over the evasion lines."""
    caught = plain = 0
    for row in rows(folder / "forbidden.jsonl"):
        if row["group"] != "evasion":
            continue
        here = counted(_checked(row, rulebook))
        for hit in row["hits"]:
            spoken = {**row, "text": row["text"].replace(hit["quote"], hit["term"])}
            where = spans(spoken["text"], hit["term"])
            if not any(f[0] < b and a < f[1] for f in counted(_checked(spoken, rulebook)) for a, b in where):
                continue
            plain += 1
            caught += any(f[0] < b and a < f[1] for f in here for a, b in spans(row["text"], hit["quote"]))
    return caught, plain


def _checked(row: dict[str, Any], rulebook: Rulebook) -> Report:
    return check(row["text"], None, rulebook, kind=Kind(row["kind"]), platform=Platform(row["platform"]))


def _count(row: dict[str, Any], found: list[Span], tally: Tally) -> None:
    places = []
    for hit in row["hits"]:
        where = spans(row["text"], hit["quote"])
        places += where
        near = [f for f in found if any(f[0] < b and a < f[1] for a, b in where)]
        tally.golds += 1
        tally.found += bool(near)
        tally.category += any(f[2] == hit["category"] for f in near)
        for counts in (tally.groups[row.get("group", "script")], tally.categories[hit["category"]]):
            counts[0] += bool(near)
            counts[1] += 1
    tally.findings += len(found)
    tally.right += sum(any(f[0] < b and a < f[1] for a, b in places) for f in found)


def _count_script(row: dict[str, Any], report: Report, tally: Tally) -> None:
    said = {point.id: point.covered for point in report.coverage.points}
    for point, quote in row["covered"].items():
        tally.cover[0] += quote is not None and said[point]
        tally.cover[1] += quote is None and said[point]
        tally.cover[2] += quote is not None and not said[point]
    wrong = [fact for fact in report.facts if fact.agrees is False]
    places = [spans(row["text"], m["quote"]) for m in row["mismatches"]]
    tally.facts[0] += sum(any(f.start < b and a < f.end for w in places for a, b in w) for f in wrong)
    tally.facts[1] += len(wrong)
    tally.facts[2] += sum(any(f.start < b and a < f.end for f in wrong for a, b in w) for w in places)
    tally.facts[3] += len(places)
