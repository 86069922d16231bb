"""Findings to score and verdict: arithmetic only, every deduction names its finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from coach.scoring.model import Coverage, Deduction, FactResult, Finding, Flow, Severity, Verdict
from coach.scoring.rules import Policy


def deductions(
    findings: Sequence[Finding], coverage: Coverage, facts: Sequence[FactResult], flow: Flow, policy: Policy
) -> tuple[Deduction, ...]:
    """List what each finding, missing point, wrong fact and missing part takes off, within the policy's limits."""
    return (
        *_capped(_for_findings(findings, policy), policy.most["findings"]),
        *_capped(_for_points(coverage, policy), policy.most["missing"]),
        *_capped(_for_facts(facts, policy), policy.most["facts"]),
        *_capped(_for_flow(flow, policy), policy.most["flow"]),
    )


def score(taken: Sequence[Deduction], policy: Policy) -> int:
    """Return 0–100: where the policy starts less what was taken off."""
    return max(0, policy.start - sum(deduction.points for deduction in taken))


def verdict(findings: Sequence[Finding], facts: Sequence[FactResult], points: int, policy: Policy) -> Verdict:
    """Return block with any standing block finding; pass at the pass line without warnings and wrong facts; else revise."""
    standing = {finding.severity for finding in findings if finding.suppressed is None}
    if Severity.BLOCK in standing:
        return Verdict.BLOCK
    wrong = any(fact.agrees is False for fact in facts)
    if Severity.WARN in standing or wrong or points < policy.pass_line:
        return Verdict.REVISE
    return Verdict.PASS


def _capped(items: list[Deduction], most: int) -> list[Deduction]:
    kept: list[Deduction] = []
    left = most
    for item in items:
        points = min(item.points, left)
        if points > 0:
            kept.append(
                Deduction(points=points, because=item.because, message=item.message, start=item.start, end=item.end)
            )
            left -= points
    return kept


def _for_findings(findings: Sequence[Finding], policy: Policy) -> list[Deduction]:
    seen: Counter[str] = Counter()
    items = []
    ordered = sorted(findings, key=lambda f: (-f.severity.rank, f.start))
    for finding in ordered:
        if finding.suppressed is not None:
            continue
        points = policy.severity[finding.severity]
        if seen[finding.rule]:
            points = round(points * policy.repeat_share)
        seen[finding.rule] += 1
        message = f"说了“{finding.text}”：{finding.message}"
        items.append(
            Deduction(points=points, because=finding.rule, message=message, start=finding.start, end=finding.end)
        )
    return items


def _for_points(coverage: Coverage, policy: Policy) -> list[Deduction]:
    missed = sorted((p for p in coverage.points if not p.covered), key=lambda p: not p.must)
    return [
        Deduction(
            points=policy.missing_must if point.must else policy.missing_point,
            because=f"coverage/{point.id}",
            message=f"没讲到{'必讲' if point.must else ''}卖点：{point.say}",
        )
        for point in missed
    ]


def _for_facts(facts: Sequence[FactResult], policy: Policy) -> list[Deduction]:
    return [
        Deduction(
            points=policy.wrong_fact,
            because=f"facts/{fact.fact}",
            message=f"{fact.fact}说成了“{fact.said}”，商品卡上是“{fact.expected}”",
            start=fact.start,
            end=fact.end,
        )
        for fact in facts
        if fact.agrees is False
    ]


def _for_flow(flow: Flow, policy: Policy) -> list[Deduction]:
    return [
        Deduction(points=policy.flow_part, because=f"flow/{part.id}", message=f"没听到“{part.name}”这一环")
        for part in flow.parts
        if part.expected and not part.present
    ]
