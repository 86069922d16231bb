"""Read a report (format version 1, plain values) the way training needs it: findings, points, facts, parts, pace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A place in a text: what was found there and the words; offsets are None where nothing stands in the text."""

    what: str
    text: str
    message: str = ""
    start: int | None = None
    end: int | None = None


Report = Mapping[str, object]


def score_of(report: Report) -> int:
    """Return the score, 0–100."""
    value = report["score"]
    assert isinstance(value, int)
    return value


def findings_of(report: Report) -> tuple[Mapping[str, object], ...]:
    """Return the findings that stand: none that a person let pass."""
    return tuple(finding for finding in _tables(report, "findings") if finding.get("suppressed") is None)


def blocks_of(report: Report) -> tuple[Mark, ...]:
    """Return the findings that may cut the room off, also those let pass: no gate opens on the anchor's own word."""
    return tuple(
        Mark(what=str(found["rule"]), text=str(found["text"]), start=_place(found, "start"), end=_place(found, "end"))
        for found in _tables(report, "findings")
        if found["severity"] == "block"
    )


def coverage_of(report: Report) -> float | None:
    """Return the share of selling points conveyed, None without a card."""
    coverage = report.get("coverage")
    value = coverage.get("score") if isinstance(coverage, Mapping) else None
    return float(value) if isinstance(value, (int, float)) else None


def points_of(report: Report) -> Mapping[str, Mapping[str, object]]:
    """Return the selling points by id, as the report has them."""
    coverage = report.get("coverage")
    points = _tables(coverage, "points") if isinstance(coverage, Mapping) else ()
    return {str(point["id"]): point for point in points}


def wrong_facts_of(report: Report) -> Mapping[str, Mapping[str, object]]:
    """Return the facts said that contradict the card, by the name of the fact (the first of each)."""
    wrong: dict[str, Mapping[str, object]] = {}
    for fact in _tables(report, "facts"):
        if fact.get("agrees") is False:
            wrong.setdefault(str(fact["fact"]), fact)
    return wrong


def parts_of(report: Report) -> Mapping[str, str]:
    """Return the parts of the flow that were heard: id → name."""
    flow = report.get("flow")
    parts = _tables(flow, "parts") if isinstance(flow, Mapping) else ()
    return {str(part["id"]): str(part["name"]) for part in parts if part.get("present") is True}


def gist_of(report: Report) -> Report:
    """Return what gates, readiness and boards read of a report, in its own shape; a fraction of its size."""
    blocks = [
        {key: found.get(key) for key in ("rule", "severity", "text", "start", "end")}
        for found in _tables(report, "findings")
        if found["severity"] == "block"
    ]
    parts = [{"id": id_, "name": name, "present": True} for id_, name in parts_of(report).items()]
    kept = {key: report[key] for key in ("score", "verdict", "rulebook") if key in report}
    return {**kept, "findings": blocks, "coverage": {"score": coverage_of(report)}, "flow": {"parts": parts}}


def per_minute_of(report: Report) -> int | None:
    """Return the syllables a minute, measured or estimated, None where nothing is known."""
    pace = report.get("pace")
    value = pace.get("per_minute") if isinstance(pace, Mapping) else None
    return value if isinstance(value, int) else None


def _tables(owner: Mapping[str, object], key: str) -> tuple[Mapping[str, object], ...]:
    value = owner.get(key)
    return tuple(item for item in value if isinstance(item, Mapping)) if isinstance(value, (list, tuple)) else ()


def _place(found: Mapping[str, object], key: str) -> int | None:
    value = found.get(key)
    return value if isinstance(value, int) else None


def mark(found: Mapping[str, object], *, what: str, text: str, message: str = "") -> Mark:
    """Return the place of one table of a report."""
    return Mark(what=what, text=text, message=message, start=_place(found, "start"), end=_place(found, "end"))
