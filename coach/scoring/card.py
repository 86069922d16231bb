"""Findings to score, verdict and what to fix first: arithmetic only, every deduction names its finding and its policy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from coach.scoring.model import Check, Coverage, Deduction, FactResult, Finding, Flow, Severity, Step, Verdict
from coach.scoring.rules import Policy

STEPS = 3
"""How many things to fix first are named."""
FINDINGS, MISSING, FACTS, FLOW = "findings", "missing", "facts", "flow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What one thing takes off before limits, and how it is put right: what to do and what to say instead."""

    deduction: Deduction
    action: str
    say: str | None = None


def due(
    findings: Sequence[Finding], coverage: Coverage, facts: Sequence[FactResult], flow: Flow, policy: Policy
) -> dict[str, list[Due]]:
    """List what each finding, missing point, wrong fact and remark on the flow takes off, by sort, before limits."""
    return {
        FINDINGS: list(_for_findings(findings, policy)),
        MISSING: list(_for_points(coverage, policy)),
        FACTS: list(_for_facts(facts, policy)),
        FLOW: list(_for_flow(flow, policy)),
    }


def deductions(owed: Mapping[str, Sequence[Due]], policy: Policy) -> tuple[Deduction, ...]:
    """Return what is taken off within the policy's limits."""
    return tuple(item for sort, items in owed.items() for item in _capped(items, sort, policy))


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


def fix_first(owed: Mapping[str, Sequence[Due]], policy: Policy) -> tuple[Step, ...]:
    """Return up to three steps by what they gain in points, each counted on top of those before it.

    A step lifts all deductions of one cause: every place of a rule, a missing point, a wrong fact, a remark on the
    flow. Where limits swallow the gain, what takes off more comes first, then the earlier place.
    """
    sums = {sort: sum(item.deduction.points for item in items) for sort, items in owed.items()}
    causes: dict[tuple[str, str], list[Due]] = {}
    for sort, items in owed.items():
        for item in items:
            if item.deduction.points:
                causes.setdefault((sort, item.deduction.because), []).append(item)
    worth = {cause: sum(item.deduction.points for item in items) for cause, items in causes.items()}
    steps: list[Step] = []
    reached = _total(sums, policy)
    while causes and len(steps) < STEPS:
        ranked = [
            (_total({**sums, cause[0]: sums[cause[0]] - worth[cause]}, policy), worth[cause], -number, cause)
            for number, cause in enumerate(causes)
        ]
        after, _, _, best = max(ranked)
        sums[best[0]] -= worth[best]
        steps.append(_step(causes.pop(best), after - reached, after))
        reached = after
    return tuple(steps)


def checks(
    findings: Sequence[Finding],
    coverage: Coverage,
    facts: Sequence[FactResult],
    flow: Flow,
    others: Sequence[Check] = (),
) -> tuple[Check, ...]:
    """Return the score card as yes/no questions with their evidence; ``others`` are those of pace."""
    standing = [finding for finding in findings if finding.suppressed is None]
    asked = [_asked("findings/block", "没有会被断播的话吗？", [f for f in standing if f.severity is Severity.BLOCK])]
    asked.append(_asked("findings/warn", "没有要改的话吗？", [f for f in standing if f.severity is Severity.WARN]))
    for point in coverage.points:
        if point.must:
            asked.append(
                Check(
                    id=f"coverage/{point.id}",
                    ask=f"讲到必讲卖点“{point.say}”了吗？",
                    met=point.covered,
                    start=point.start,
                    end=point.end,
                    text=point.quote,
                )
            )
    for fact in facts:
        asked.append(
            Check(
                id=f"facts/{fact.fact}",
                ask=f"{fact.fact}和商品卡一致吗？",
                met=fact.agrees,
                start=fact.start,
                end=fact.end,
                text=fact.text,
            )
        )
    asked += flow.checks
    for one in flow.addressed:
        what = f"对“{one.name}”说话了吗？" if one.sort == "audience" else f"讲到场景“{one.name}”了吗？"
        asked.append(
            Check(id=f"flow/{one.sort}/{one.name}", ask=what, met=one.met, start=one.start, end=one.end, text=one.quote)
        )
    return (*asked, *others)


def _asked(check_id: str, ask: str, found: Sequence[Finding]) -> Check:
    if not found:
        return Check(id=check_id, ask=ask, met=True)
    return Check(id=check_id, ask=ask, met=False, start=found[0].start, end=found[0].end, text=found[0].text)


def _capped(items: Sequence[Due], sort: str, policy: Policy) -> Iterator[Deduction]:
    left = policy.most[sort]
    for item in items:
        points = min(item.deduction.points, left)
        if points == item.deduction.points > 0:
            yield item.deduction
        elif points > 0:
            yield replace(item.deduction, points=points, policy=(*item.deduction.policy, f"most.{sort}"))
        left -= points


def _for_findings(findings: Sequence[Finding], policy: Policy) -> Iterator[Due]:
    seen: Counter[str] = Counter()
    for finding in sorted(findings, key=lambda f: (-f.severity.rank, f.start)):
        if finding.suppressed is not None:
            continue
        points: int = policy.severity[finding.severity]
        keys: tuple[str, ...] = (f"severity.{finding.severity}",)
        if seen[finding.rule]:
            points, keys = round(points * policy.repeat_share), (*keys, "repeat_share")
        seen[finding.rule] += 1
        yield Due(
            deduction=Deduction(
                points=points,
                because=finding.rule,
                message=f"说了“{finding.text}”：{finding.message}",
                start=finding.start,
                end=finding.end,
                policy=keys,
            ),
            action=f"改掉“{finding.text}”",
            say=finding.suggestions[0] if finding.suggestions else None,
        )


def _for_points(coverage: Coverage, policy: Policy) -> Iterator[Due]:
    for point in sorted((p for p in coverage.points if not p.covered), key=lambda p: not p.must):
        must = "必讲" if point.must else ""
        yield Due(
            deduction=Deduction(
                points=policy.missing_must if point.must else policy.missing_point,
                because=f"coverage/{point.id}",
                message=f"没讲到{must}卖点：{point.say}",
                policy=("missing.must" if point.must else "missing.point",),
            ),
            action=f"补讲{must}卖点",
            say=point.say,
        )


def _for_facts(facts: Sequence[FactResult], policy: Policy) -> Iterator[Due]:
    for fact in facts:
        if fact.agrees is False:
            yield Due(
                deduction=Deduction(
                    points=policy.wrong_fact,
                    because=f"facts/{fact.fact}",
                    message=f"{fact.fact}说成了“{fact.said}”，商品卡上是“{fact.expected}”",
                    start=fact.start,
                    end=fact.end,
                    policy=("facts.wrong",),
                ),
                action=f"{fact.fact}说错了：“{fact.text}”",
                say=f"{fact.fact}：{fact.expected}",
            )


def _for_flow(flow: Flow, policy: Policy) -> Iterator[Due]:
    weights = {"part": policy.flow_part, "style": policy.flow_style, "rule": policy.flow_rule}
    for remark in flow.remarks:
        if remark.sort not in weights:
            continue  # a hint that costs nothing
        yield Due(
            deduction=Deduction(
                points=weights[remark.sort],
                because=remark.id,
                message=remark.message,
                start=remark.start,
                end=remark.end,
                policy=(f"flow.{remark.sort}",),
            ),
            action=remark.message,
            say=remark.example or remark.advice,
        )


def _total(sums: Mapping[str, int], policy: Policy) -> int:
    return max(0, policy.start - sum(min(points, policy.most[sort]) for sort, points in sums.items()))


def _step(items: Sequence[Due], gain: int, reached: int) -> Step:
    first = min(items, key=lambda item: -1 if item.deduction.start is None else item.deduction.start)
    return Step(
        action=first.action,
        gain=gain,
        score=reached,
        because=first.deduction.because,
        count=len(items),
        start=first.deduction.start,
        end=first.deduction.end,
        say=first.say,
    )
