"""Drills and who has been given them: read, give, take back."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from coach.scoring import Kind, Platform
from coach.services import assignments, drills
from coach.services.assignments import Standing
from coach.training.drill import AssignmentState
from coach.training.model import Assignment, AssignmentId, DrillId, RoomId, UserId
from coach.training.model.tokens import TokenScope
from coach.training.programme import DrillType
from coach.web import clock
from coach.web.api.operation import Call, operation
from coach.web.api.values import (
    Given,
    Moment,
    Page,
    PageQuery,
    RecordId,
    Text,
    Told,
    page_by_id,
    page_by_time,
    window,
)


class DrillTold(Told):
    """An exercise."""

    id: str
    title: str
    course: str
    type: DrillType
    level: int
    task: str
    platform: Platform
    product: str | None
    kind: Kind | None


class AssignmentTold(Told):
    """An exercise given to an anchor."""

    id: str
    drill: str
    anchor: str
    room: str
    by: str
    at: AwareDatetime
    due: AwareDatetime | None
    limit: int | None
    note: str
    started_at: AwareDatetime | None
    cancelled_at: AwareDatetime | None
    version: int


class AssignmentStanding(Told):
    """An assignment, where it stands, how often it was handed in, and the best score so far."""

    assignment: AssignmentTold
    state: AssignmentState
    attempts: int
    best: int | None


class Assigned(Told):
    """What was given."""

    items: tuple[AssignmentTold, ...]


class AnchorQuery(PageQuery):
    """Whose, or of which room."""

    anchor: RecordId | None = None
    room: RecordId | None = None


class NewAssignments(Given):
    """Each of these drills for each of these anchors: all are given, or none."""

    drills: Annotated[tuple[RecordId, ...], Field(min_length=1, max_length=20)]
    anchors: Annotated[tuple[RecordId, ...], Field(min_length=1, max_length=200)]
    room: RecordId
    due: Moment | None = None
    note: Annotated[Text, StringConstraints(max_length=2000)] = ""


@operation("GET", "/drills", "练习目录", scope=TokenScope.ASSIGNMENTS_READ)
def list_drills(call: Call, query: PageQuery) -> Page[DrillTold]:
    """Return all drills, by id."""
    shown, onward = page_by_id(drills.list_drills(call.desk, call.user), query, lambda one: one.id)
    return Page(items=tuple(map(DrillTold.model_validate, shown)), next=onward)


@operation("GET", "/assignments", "练习安排", scope=TokenScope.ASSIGNMENTS_READ)
def list_assignments(call: Call, query: AnchorQuery) -> Page[AssignmentStanding]:
    """Return assignments the token's owner may see, the newest first."""
    found = assignments.list_assignments(
        call.desk,
        call.user,
        at=clock.now(),
        anchor=UserId(query.anchor) if query.anchor is not None else None,
        room=RoomId(query.room) if query.room is not None else None,
        window=window(query),
    )
    shown, onward = page_by_time(found, query, lambda one: (one.assignment.at, one.assignment.id))
    return Page(items=tuple(map(_told, shown)), next=onward)


@operation("GET", "/assignments/<assignment>", "一条练习安排", scope=TokenScope.ASSIGNMENTS_READ)
def get_assignment(call: Call, assignment: str) -> AssignmentStanding:
    """Return one assignment and where it stands."""
    return _told(assignments.get_assignment(call.desk, call.user, AssignmentId(assignment), at=clock.now()))


@operation("POST", "/assignments", "布置练习", scope=TokenScope.ASSIGNMENTS_WRITE, status=201, writes=True)
def add_assignments(call: Call, body: NewAssignments) -> Assigned:
    """Give drills to anchors, all or none."""
    made = assignments.assign(
        call.desk,
        call.user,
        drills=[DrillId(one) for one in body.drills],
        anchors=[UserId(one) for one in body.anchors],
        room=RoomId(body.room),
        due=body.due,
        note=body.note,
        at=clock.now(),
    )
    return Assigned(items=tuple(map(_assignment, made)))


@operation("POST", "/assignments/<assignment>/cancel", "取消练习", scope=TokenScope.ASSIGNMENTS_WRITE, writes=True)
def cancel_assignment(call: Call, assignment: str) -> AssignmentTold:
    """Take an assignment back before anything was handed in."""
    return _assignment(assignments.cancel_assignment(call.desk, call.user, AssignmentId(assignment), at=clock.now()))


def _assignment(one: Assignment) -> AssignmentTold:
    return AssignmentTold.model_validate(one)


def _told(one: Standing) -> AssignmentStanding:
    return AssignmentStanding.model_validate(one)
