"""A report arranged for reading: repeated findings share one number, and marks in the text never overlap."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from coach.formats.labels import SURE
from coach.scoring.model import Cue, FactResult, Finding, PointResult, Report, Severity

FACT = "fact"
_WORST = ("block", "warn", FACT, "hint")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class PointState(StrEnum):
    """How a selling point stands: said, perhaps said (listen again), not said."""

    SAID = "said"
    MAYBE = "maybe"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A numbered entry: the same words caught by the same rule (``finding``) or a fact told wrong (``fact``)."""

    number: int
    spans: tuple[tuple[int, int], ...]
    finding: Finding | None = None
    fact: FactResult | None = None

    @property
    def layer(self) -> str:
        """Return ``block``, ``warn``, ``hint`` or ``fact``: how the mark looks."""
        return FACT if self.finding is None else self.finding.severity.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A stretch of the text (code points, half-open), the numbers that meet in it and its worst layer."""

    start: int
    end: int
    numbers: tuple[int, ...]
    layer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader sees of a report, in order."""

    report: Report
    findings: tuple[Item, ...]
    wrong_facts: tuple[Item, ...]
    suppressed: tuple[Finding, ...]
    open_facts: tuple[FactResult, ...]
    marks: tuple[Mark, ...]

    def count(self, severity: Severity) -> int:
        """Return how many places have standing findings of this severity."""
        return sum(len(item.spans) for item in self.findings if item.layer == severity)


def read(report: Report) -> Reading:
    """Number and arrange a report: findings in text order, then facts told wrong."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in report.findings:
        if finding.suppressed is None:
            groups.setdefault((finding.rule, finding.text, finding.message), []).append(finding)
    ordered = sorted(groups.values(), key=lambda places: (places[0].start, places[0].end))
    findings = tuple(
        Item(number=number, spans=tuple((place.start, place.end) for place in places), finding=places[0])
        for number, places in enumerate(ordered, 1)
    )
    wrong = [fact for fact in report.facts if fact.agrees is False]
    facts = tuple(
        Item(number=number, spans=((fact.start, fact.end),), fact=fact)
        for number, fact in enumerate(wrong, len(findings) + 1)
    )
    return Reading(
        report=report,
        findings=findings,
        wrong_facts=facts,
        suppressed=tuple(finding for finding in report.findings if finding.suppressed is not None),
        open_facts=tuple(fact for fact in report.facts if fact.agrees is None),
        marks=_marks((*findings, *facts)),
    )


def _marks(items: Sequence[Item]) -> tuple[Mark, ...]:
    """Join spans that share characters into one mark with all their numbers."""
    spans = [(start, end, item) for item in items for start, end in item.spans if start < end]
    spans.sort(key=lambda span: span[:2])
    joined: list[tuple[int, int, list[Item]]] = []
    for start, end, item in spans:
        if joined and start < joined[-1][1]:
            first, last, members = joined[-1]
            joined[-1] = (first, max(last, end), [*members, item])
        else:
            joined.append((start, end, [item]))
    return tuple(
        Mark(
            start=start,
            end=end,
            numbers=tuple(sorted({item.number for item in members})),
            layer=min((item.layer for item in members), key=_WORST.index),
        )
        for start, end, members in joined
    )


def pieces(text: str, marks: Sequence[Mark]) -> Iterator[tuple[str, Mark | None]]:
    """Cut the text at its marks: each piece with its mark, or None where nothing is marked."""
    at = 0
    for mark in marks:
        if mark.start > at:
            yield text[at : mark.start], None
        yield text[mark.start : mark.end], mark
        at = mark.end
    if at < len(text):
        yield text[at:], None


def state(point: PointResult) -> PointState:
    """Return whether a point was surely said, perhaps said, or not said."""
    if point.covered:
        return PointState.SAID if point.confidence >= SURE else PointState.MAYBE
    return PointState.MAYBE if point.quote else PointState.MISSING


def printable(text: str) -> str:
    """Replace, one for one, what a terminal or an encoder would choke on: controls, lone surrogates, bidi overrides."""
    return _UNPRINTABLE.sub("\ufffd", text)


class Places:
    """Say where an offset is, for people: line and column, and the time when there are cues."""

    def __init__(self, text: str, cues: Sequence[Cue] = ()) -> None:
        self._starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]
        self._cues = cues
        self._cue_starts = [cue.start for cue in cues]

    def line_column(self, offset: int) -> tuple[int, int]:
        """Return line and column, both from 1, in code points."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def seconds(self, offset: int) -> float | None:
        """Return when the cue that holds the offset was spoken; None without one."""
        index = bisect_right(self._cue_starts, offset) - 1
        if index < 0 or offset >= self._cues[index].end:
            return None
        return self._cues[index].start_s

    @property
    def many_lines(self) -> bool:
        """Tell whether naming the line helps."""
        return len(self._starts) > 1
