"""A report arranged for reading: repeated findings together, points by state, facts by agreement."""

from __future__ import annotations

from dataclasses import dataclass

from coach.scoring.coverage import state
from coach.scoring.model import Deduction, FactResult, Finding, PointResult, Report, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The same words caught by the same rule, once or several times; ``id`` is the entry's id on the page."""

    id: str
    first: Finding
    places: tuple[Finding, ...]

    @property
    def severity(self) -> Severity:
        """Return how bad each of them is."""
        return self.first.severity


@dataclass(frozen=True, slots=True, kw_only=True)
class PointEntry:
    """A selling point, its state (``said``, ``perhaps`` or ``missing``) and its id on the page."""

    id: str
    result: PointResult
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactEntry:
    """A fact as said and its id on the page."""

    id: str
    result: FactResult


@dataclass(frozen=True, slots=True, kw_only=True)
class DeductionEntry:
    """Points taken off, the id of the entry that explains them, and the finding behind it, if it is on the page."""

    result: Deduction
    target: str | None = None
    finding: Finding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the page shows of a report, in order."""

    report: Report
    groups: tuple[Group, ...]
    let_stand: tuple[Finding, ...]
    points: tuple[PointEntry, ...]
    wrong_facts: tuple[FactEntry, ...]
    right_facts: tuple[FactResult, ...]
    open_facts: tuple[FactResult, ...]
    deductions: tuple[DeductionEntry, ...]

    def count(self, severity: Severity) -> int:
        """Return how many places have findings of this severity."""
        return sum(len(group.places) for group in self.groups if group.severity is severity)

    @property
    def finding_count(self) -> int:
        """Return how many places have findings."""
        return sum(len(group.places) for group in self.groups)

    @property
    def said_count(self) -> int:
        """Return how many selling points were surely said."""
        return sum(point.state == "said" for point in self.points)


def read(report: Report) -> Reading:
    """Arrange a report for the page."""
    groups = _groups(tuple(finding for finding in report.findings if finding.suppressed is None))
    points = tuple(
        PointEntry(id=f"point-{number}", result=result, state=state(result))
        for number, result in enumerate(report.coverage.points, 1)
    )
    wrong = tuple(fact for fact in report.facts if fact.agrees is False)
    wrong_facts = tuple(FactEntry(id=f"fact-{number}", result=fact) for number, fact in enumerate(wrong, 1))
    return Reading(
        report=report,
        groups=groups,
        let_stand=tuple(finding for finding in report.findings if finding.suppressed is not None),
        points=points,
        wrong_facts=wrong_facts,
        right_facts=tuple(fact for fact in report.facts if fact.agrees),
        open_facts=tuple(fact for fact in report.facts if fact.agrees is None),
        deductions=tuple(_deduction(item, groups, points, wrong_facts) for item in report.deductions),
    )


def _groups(findings: tuple[Finding, ...]) -> tuple[Group, ...]:
    """Put equal findings together, the worst first, then in text order."""
    together: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        together.setdefault((finding.rule, finding.text, finding.severity), []).append(finding)
    ordered = sorted(together.values(), key=lambda places: (-places[0].severity.rank, places[0].start))
    return tuple(
        Group(id=f"finding-{number}", first=places[0], places=tuple(places)) for number, places in enumerate(ordered, 1)
    )


def _deduction(
    item: Deduction, groups: tuple[Group, ...], points: tuple[PointEntry, ...], facts: tuple[FactEntry, ...]
) -> DeductionEntry:
    """Find the entry a deduction speaks of: its ``because`` is a rule's id, or names a point or a fact of the card."""
    for group in groups:
        if group.first.rule == item.because and any(place.start == item.start for place in group.places):
            return DeductionEntry(result=item, target=group.id, finding=group.first)
    name = item.because.partition("/")[2]
    for fact in facts:
        if fact.result.fact == name and fact.result.start == item.start:
            return DeductionEntry(result=item, target=fact.id)
    for point in points:
        if point.result.id == name:
            return DeductionEntry(result=item, target=point.id)
    return DeductionEntry(result=item)
