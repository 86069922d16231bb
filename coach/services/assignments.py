"""Assignments: give drills to anchors in bulk, practise by oneself, open, move, cancel, list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from coach.services.desk import Desk, use_case
from coach.services.view import view_of
from coach.storage.repositories import FIRST_PAGE, Window
from coach.storage.unit_of_work import UnitOfWork
from coach.training import drill as rules
from coach.training.access import Act, allow
from coach.training.drill import AssignmentState
from coach.training.model import Assignment, AssignmentId, DrillId, RoomId, User, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An assignment, where it stands, how often it was handed in, and the best score so far."""

    assignment: Assignment
    state: AssignmentState
    attempts: int
    best: int | None


@use_case(Act.ASSIGNMENT_CREATE)
def assign(
    desk: Desk,
    actor: User,
    *,
    drills: Iterable[DrillId],
    anchors: Iterable[UserId],
    room: RoomId,
    at: datetime,
    due: datetime | None = None,
    note: str = "",
) -> tuple[Assignment, ...]:
    """Give each of these drills to each of these anchors, all or none.

    Raises:
        ForbiddenError: the actor may not in this room.
        NotFoundError: there is no such drill, person or room.
        RefusedError: one of them can't take it; the message names who.
    """
    allow(actor, Act.ASSIGNMENT_CREATE, room=room)
    wanted = [desk.programme.get_drill(drill) for drill in dict.fromkeys(drills)]
    made: list[Assignment] = []
    with desk.writing() as uow:
        place = uow.rooms.get(room)
        for person in dict.fromkeys(anchors):
            anchor = uow.users.get(person)
            for drill in wanted:
                record, entry = rules.assign(
                    drill, anchor, place, id=AssignmentId(desk.new_id()), by=actor, at=at, due=due, note=note
                )
                uow.assignments.add(record)
                uow.record(entry)
                made.append(record)
        uow.commit()
    return tuple(made)


@use_case(Act.ASSIGNMENT_PRACTISE)
def practise(desk: Desk, actor: User, drill: DrillId, *, room: RoomId, at: datetime) -> Assignment:
    """Take a drill for oneself.

    Raises:
        ForbiddenError: the actor is no anchor.
        NotFoundError: there is no such drill or room.
        RefusedError: the actor can't train in this room.
    """
    allow(actor, Act.ASSIGNMENT_PRACTISE, owner=actor.id)
    wanted = desk.programme.get_drill(drill)
    with desk.writing() as uow:
        record, entry = rules.assign(
            wanted, actor, uow.rooms.get(room), id=AssignmentId(desk.new_id()), by=actor, at=at
        )
        uow.assignments.add(record)
        uow.record(entry)
        uow.commit()
    return record


@use_case(Act.ASSIGNMENT_OPEN)
def open_assignment(desk: Desk, actor: User, assignment_id: AssignmentId, *, at: datetime) -> Assignment:
    """Open a drill: its time limit runs from here to the next hand-in.

    Raises:
        ForbiddenError: it is somebody else's.
        RefusedError: it is cancelled, or open already with nothing handed in since.
    """
    with desk.writing() as uow:
        record = uow.assignments.get(assignment_id)
        allow(actor, Act.ASSIGNMENT_OPEN, owner=record.anchor)
        drill, earlier = desk.programme.get_drill(record.drill), uow.attempts.list(assignment=record.id)
        record, entry = rules.open_assignment(record, drill, earlier, by=actor, at=at)
        saved = uow.assignments.save(record)
        uow.record(entry)
        uow.commit()
    return saved


@use_case(Act.ASSIGNMENT_MOVE)
def move_assignment(
    desk: Desk, actor: User, assignment_id: AssignmentId, *, due: datetime, seen: int, at: datetime
) -> Assignment:
    """Set another due time for an assignment that stands at version ``seen``.

    Raises:
        ForbiddenError: the actor may not in this room.
        RefusedError: it is cancelled, or the new time is past.
        ConflictError: somebody saved in between.
    """
    with desk.writing() as uow:
        record = uow.assignments.get(assignment_id)
        allow(actor, Act.ASSIGNMENT_MOVE, room=record.room, owner=record.anchor)
        uow.refuse_stale(record.id, now=record.version, seen=seen)
        record, entry = rules.move(record, desk.programme.get_drill(record.drill), by=actor, at=at, due=due)
        saved = uow.assignments.save(record)
        uow.record(entry)
        uow.commit()
    return saved


@use_case(Act.ASSIGNMENT_CANCEL)
def cancel_assignment(desk: Desk, actor: User, assignment_id: AssignmentId, *, at: datetime) -> Assignment:
    """Take an assignment back before anything was handed in.

    Raises:
        ForbiddenError: the actor may not in this room.
        RefusedError: it is cancelled already, or something was handed in.
    """
    with desk.writing() as uow:
        record = uow.assignments.get(assignment_id)
        allow(actor, Act.ASSIGNMENT_CANCEL, room=record.room, owner=record.anchor)
        attempts = uow.attempts.list(assignment=record.id)
        record, entry = rules.cancel(record, desk.programme.get_drill(record.drill), attempts, by=actor, at=at)
        saved = uow.assignments.save(record)
        uow.record(entry)
        uow.commit()
    return saved


@use_case(Act.ASSIGNMENT_LIST)
def list_assignments(
    desk: Desk,
    actor: User,
    *,
    at: datetime,
    anchor: UserId | None = None,
    room: RoomId | None = None,
    window: Window = FIRST_PAGE,
) -> tuple[Standing, ...]:
    """Return assignments this person may see and where each stands, the newest first; of an anchor or room if given.

    Raises:
        ForbiddenError: the actor may not see those.
    """
    with desk.reading() as uow:
        view = view_of(uow, actor, Act.ASSIGNMENT_LIST, room=room, person=anchor)
        found = uow.assignments.newest(window, rooms=view.rooms, **view.person_filter("anchor"))
        return _standings(desk, uow, found, at)


@use_case(Act.ASSIGNMENT_SHOW)
def get_assignment(desk: Desk, actor: User, assignment_id: AssignmentId, *, at: datetime) -> Standing:
    """Return one assignment and where it stands.

    Raises:
        ForbiddenError: the actor may not see it.
        NotFoundError: there is none.
    """
    with desk.reading() as uow:
        record = uow.assignments.get(assignment_id)
        allow(actor, Act.ASSIGNMENT_SHOW, room=record.room, owner=record.anchor)
        return _standings(desk, uow, [record], at)[0]


def _standings(desk: Desk, uow: UnitOfWork, found: Sequence[Assignment], at: datetime) -> tuple[Standing, ...]:
    attempts = uow.attempts.gists.list_for("assignment", [one.id for one in found])
    reviews = uow.reviews.list_for("attempt", [one.id for one in attempts])
    standings: list[Standing] = []
    for one in found:
        own = [attempt for attempt in attempts if attempt.assignment == one.id]
        drill = desk.programme.find_drill(one.drill)
        if drill is None:  # the programme has dropped it since: what was handed in still counts as handed in
            state = AssignmentState.CANCELLED if one.cancelled_at else AssignmentState.WAITING
        else:
            state = rules.state_of(one, drill, own, reviews, at=at)
        best = max((attempt.score for attempt in own), default=None)
        standings.append(Standing(assignment=one, state=state, attempts=len(own), best=best))
    return tuple(standings)
