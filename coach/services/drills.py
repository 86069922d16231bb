"""Drills: what there is to practise, and what an anchor should practise next."""

from __future__ import annotations

from datetime import datetime

from coach.services.desk import Desk, use_case
from coach.services.evidence import evidence_of
from coach.storage.unit_of_work import UnitOfWork
from coach.training.access import Act, allow, shared_room, sight
from coach.training.drill import AssignmentState, state_of
from coach.training.evidence import Evidence, passing
from coach.training.model import DrillId, SessionState, Stage, User, UserId
from coach.training.programme import Drill
from coach.training.schedule import Suggestion, next_drills

_BUSY = frozenset({AssignmentState.OPEN, AssignmentState.OVERDUE, AssignmentState.WAITING, AssignmentState.AGAIN})


@use_case(Act.DRILL_LIST)
def list_drills(desk: Desk, actor: User) -> tuple[Drill, ...]:
    """Return all drills in the order of the courses.

    Raises:
        ForbiddenError: the actor may not see them.
    """
    sight(actor, Act.DRILL_LIST)
    return desk.programme.list_drills()


@use_case(Act.DRILL_SHOW)
def get_drill(desk: Desk, actor: User, drill_id: DrillId) -> Drill:
    """Return one drill.

    Raises:
        ForbiddenError: the actor may not see it.
        NotFoundError: there is none.
    """
    allow(actor, Act.DRILL_SHOW)
    return desk.programme.get_drill(drill_id)


@use_case(Act.DRILL_NEXT)
def suggest_drills(
    desk: Desk, actor: User, anchor_id: UserId, *, at: datetime, most: int = 3
) -> tuple[Suggestion, ...]:
    """Return what an anchor should practise next, the most pressing first, each with its reason.

    Raises:
        ForbiddenError: the actor may not see this anchor's.
        NotFoundError: there is no such person.
    """
    with desk.reading() as uow:
        anchor = uow.users.get(anchor_id)
        allow(actor, Act.DRILL_NEXT, room=shared_room(actor, anchor), owner=anchor_id)
        evidence = evidence_of(uow, anchor)
        rooms = uow.rooms.get_many(anchor.rooms)
        busy = _busy(desk, uow, evidence, at)
    return next_drills(
        desk.programme,
        evidence.attempts,
        at=at,
        platforms=frozenset(room.platform for room in rooms.values()),
        passed=passing(desk.programme, evidence),
        busy=busy,
        stage=_stage(evidence),
        most=most,
    )


def _busy(desk: Desk, uow: UnitOfWork, evidence: Evidence, at: datetime) -> set[DrillId]:
    """Return the drills the anchor has been given and not finished yet."""
    busy: set[DrillId] = set()
    for one in uow.assignments.list(anchor=evidence.anchor.id, cancelled_at=None):
        drill = desk.programme.find_drill(one.drill)
        attempts = [attempt for attempt in evidence.attempts if attempt.assignment == one.id]
        if drill is not None and state_of(one, drill, attempts, evidence.reviews, at=at) in _BUSY:
            busy.add(one.drill)
    return busy


def _stage(evidence: Evidence) -> Stage:
    """Return the furthest stage the anchor has had a session of."""
    reached = {one.stage for one in evidence.sessions if one.state is not SessionState.CANCELLED}
    return next((stage for stage in reversed(Stage) if stage in reached), Stage.REHEARSAL)
