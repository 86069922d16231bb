"""What a hand-in must show to pass its drill, each with how it stands in a report: what the drill page ticks off."""

from __future__ import annotations

from dataclasses import dataclass

from coach.scoring import Report, Severity
from coach.training.drill import PART_NAMES
from coach.training.programme import Drill


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One condition: what is needed, how it stands (empty: not checked yet), and whether it is met (None: not checked)."""

    name: str
    have: str = ""
    met: bool | None = None


def goals_of(drill: Drill, report: Report | None) -> tuple[Goal, ...]:
    """Return the conditions of a drill; with a report, how each stands."""
    goals = [_score(drill, report), _clean(report)]
    if drill.chars_least or drill.chars_most:
        goals.append(_length(drill, report))
    if drill.coverage:
        goals.append(_coverage(drill, report))
    heard = {part.id for part in report.flow.parts if part.present} if report else set()
    for part in drill.parts:
        met = part in heard if report else None
        goals.append(Goal(name=f"听得出“{PART_NAMES[part]}”", have=_heard(met), met=met))
    return tuple(goals)


def _heard(met: bool | None) -> str:
    return "" if met is None else "有了" if met else "还没有"


def _score(drill: Drill, report: Report | None) -> Goal:
    name = f"得分不低于 {drill.score}"
    return Goal(name=name, have=f"{report.score} 分", met=report.score >= drill.score) if report else Goal(name=name)


def _clean(report: Report | None) -> Goal:
    name = "没有不能播的话"
    if report is None:
        return Goal(name=name)
    bad = sum(one.severity is Severity.BLOCK and one.suppressed is None for one in report.findings)
    return Goal(name=name, have=f"还有 {bad} 处" if bad else "没有", met=not bad)


def _length(drill: Drill, report: Report | None) -> Goal:
    least, most = drill.chars_least, drill.chars_most
    name = f"{least}–{most} 字" if least and most else f"不少于 {least} 字" if least else f"不超过 {most} 字"
    if report is None:
        return Goal(name=name)
    return Goal(name=name, have=f"{report.chars} 字", met=report.chars >= least and (not most or report.chars <= most))


def _coverage(drill: Drill, report: Report | None) -> Goal:
    name = f"卖点讲到 {drill.coverage:.0%}"
    if report is None:
        return Goal(name=name)
    share = report.coverage.score or 0.0
    return Goal(name=name, have=f"{share:.0%}", met=share >= drill.coverage)
