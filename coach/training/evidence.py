"""What readiness is computed from: an anchor's records, the fingerprints of today, and one requirement's answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from coach.scoring import Kind, Platform
from coach.training.drill import lacks
from coach.training.model import (
    Attempt,
    AttemptId,
    Card,
    CardId,
    DrillId,
    Incident,
    Review,
    RoomId,
    StageSession,
    User,
)
from coach.training.programme import Drill, DrillType, Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All records of one anchor; the order within each does not matter."""

    anchor: User
    attempts: tuple[Attempt, ...] = ()
    reviews: tuple[Review, ...] = ()
    sessions: tuple[StageSession, ...] = ()
    incidents: tuple[Incident, ...] = ()

    def reviews_of(self) -> Mapping[AttemptId, list[Review]]:
        """Return the reviews by attempt."""
        found: dict[AttemptId, list[Review]] = {}
        for one in self.reviews:
            found.setdefault(one.attempt, []).append(one)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """What holds today: the rulebook's fingerprint and the product cards as they are now.

    ``room_rules`` are the fingerprints of the rules of those rooms that have some of their own.
    """

    rulebook: str
    cards: Mapping[CardId, Card]
    room_rules: Mapping[RoomId, str] = field(default_factory=dict)

    def rules_of(self, room: RoomId) -> str:
        """Return the fingerprint of the rules that hold in a room."""
        return self.room_rules.get(room, self.rulebook)

    def as_in(self, room: RoomId) -> Current:
        """Return what holds where the rules of this room are asked for, wherever a record was made."""
        return replace(self, rulebook=self.rules_of(room), room_rules={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One requirement: what is needed, what there is, the ids that prove it, and what to do next (empty when met).

    ``id`` is ``<part>.<what>``; the part is course, scope, signoff or a stage.
    """

    id: str
    title: str
    need: str
    have: str
    met: bool
    evidence: tuple[str, ...]
    next: str

    @property
    def part(self) -> str:
        """Return the part of the path it belongs to."""
        return self.id.partition(".")[0]


def requirement(
    id: str,  # noqa: A002 - the id of the requirement
    title: str,
    *,
    need: str,
    have: str,
    met: bool,
    evidence: tuple[str, ...],
    next: str,  # noqa: A002 - what to do next
) -> Requirement:
    """Return a requirement; one that is met has nothing to do next."""
    return Requirement(id=id, title=title, need=need, have=have, met=met, evidence=evidence, next="" if met else next)


def passing(programme: Programme, evidence: Evidence) -> Mapping[DrillId, tuple[Attempt, ...]]:
    """Return the attempts that pass their drill, oldest first; drills no longer in the programme count for nothing."""
    reviews = evidence.reviews_of()
    found: dict[DrillId, list[Attempt]] = {}
    for attempt in sorted(evidence.attempts, key=lambda one: (one.at, one.id)):
        drill = programme.find_drill(attempt.drill)
        if drill is not None and not lacks(attempt, drill, reviews.get(attempt.id, ())):
            found.setdefault(attempt.drill, []).append(attempt)
    return {drill: tuple(attempts) for drill, attempts in found.items()}


def kind_of(drill: Drill, current: Current) -> Kind | None:
    """Return the kind of goods a drill is about: its card's, else its own, else None (any)."""
    if drill.product is not None and drill.product in current.cards:
        return current.cards[drill.product].product.kind
    return drill.kind


def suits(drill: Drill, current: Current, *, platform: Platform, kind: Kind) -> bool:
    """Return whether a text handed in for this drill is practice for the platform and the kind of goods."""
    spoken = drill.type is not DrillType.QUIZ
    return spoken and drill.platform in (platform, Platform.ANY) and kind_of(drill, current) is kind
