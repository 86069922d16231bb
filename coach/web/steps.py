"""The path as the pages show it: its parts in order, how much of each is met, and where the anchor stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coach.training.evidence import Requirement
from coach.training.model import Stage
from coach.training.names import STAGES
from coach.training.programme import Programme
from coach.training.readiness import Readiness

PARTS: Mapping[str, str] = {
    "course": "五门课",
    Stage.REHEARSAL.value: STAGES[Stage.REHEARSAL],
    Stage.PAIRED.value: STAGES[Stage.PAIRED],
    "scope": "这个平台和品类的练习",
    Stage.MONITORED.value: STAGES[Stage.MONITORED],
    "signoff": "签字前的核对",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One part of the path: ``here`` marks the first that is not finished."""

    part: str
    name: str
    goal: str
    needs: tuple[Requirement, ...]
    here: bool

    @property
    def met(self) -> int:
        """Return how many of its requirements are met."""
        return sum(need.met for need in self.needs)

    @property
    def done(self) -> bool:
        """Return whether all of them are."""
        return self.met == len(self.needs)


def steps_of(readiness: Readiness, programme: Programme) -> tuple[Step, ...]:
    """Return the parts of the path in their order."""
    goals = {gate.stage.value: gate.goal for gate in programme.gates}
    return tuple(
        Step(
            part=part,
            name=name,
            goal=goals.get(part, ""),
            needs=tuple(need for need in readiness.requirements if need.part == part),
            here=readiness.step == part,
        )
        for part, name in PARTS.items()
    )
