"""The cohort at a glance: one page of anchors with their courses, stages and open work, and who is stuck on what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from coach.services.desk import Desk, use_case
from coach.services.path import Path, get_path
from coach.services.view import View, view_of
from coach.storage.boards import Filter, Held, Missed, Order, Who, Work
from coach.storage.nouns import AttemptLine
from coach.storage.repositories import Window
from coach.training.access import Act, allow, shared_room
from coach.training.drill import AssignmentState
from coach.training.model import (
    CourseId,
    DrillId,
    Incident,
    Room,
    RoomId,
    Stage,
    StageSession,
    StageVerdict,
    User,
    UserId,
)
from coach.training.outcome import Lack, Outcome, passes
from coach.training.programme import Drill, Gate, Programme
from coach.training.stage import OpenAction, open_actions

_R = TypeVar("_R", Outcome, Work, Held)
QUIET = timedelta(days=7)  # nothing handed in for so long: somebody should ask
TRIES = 3  # a drill handed in so often without passing: the anchor is stuck
WEEK = timedelta(days=7)
_WEEKS = 4
_MOST = 12
_NAMED = 8
_LINES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseCell:
    """How many drills of a course are passed, of those needed to finish it."""

    course: CourseId
    passed: int
    least: int

    @property
    def done(self) -> bool:
        """Return whether the course is finished."""
        return self.passed >= self.least


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCell:
    """How many sessions of a stage are passed, of those needed; the last verdict and the next session, if any."""

    stage: Stage
    passed: int
    needed: int
    again: bool
    planned: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortLine:
    """One anchor on the board."""

    anchor: User
    courses: tuple[CourseCell, ...]
    stages: tuple[StageCell, ...]
    open: int
    overdue: int
    waiting: int
    last: datetime | None
    signed_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """A page of the board and how many anchors there are under the same filter."""

    lines: tuple[CohortLine, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One anchor: the path, the drills at hand and where each stands, and the newest of what was done."""

    way: Path
    work: tuple[tuple[Work, AssignmentState], ...]
    lines: tuple[AttemptLine, ...]
    sessions: tuple[StageSession, ...]
    actions: tuple[OpenAction, ...]
    incidents: tuple[Incident, ...]
    rooms: tuple[Room, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StuckDrill:
    """A drill that anchors hand in again and again: who, how often, the best score."""

    drill: DrillId
    anchors: tuple[tuple[UserId, int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """What the cohort is stuck on. ``weeks`` counts anchors by category and week, the latest week last.

    ``people`` are the first of each drill's anchors, by id.
    """

    starts: tuple[datetime, ...]
    weeks: Mapping[str, tuple[int, ...]]
    points: tuple[Missed, ...]
    facts: tuple[Missed, ...]
    drills: tuple[StuckDrill, ...]
    people: Mapping[str, User]
    total: int
    reached: Mapping[Stage, int]
    signed: int


@use_case(Act.COHORT_LIST)
def list_cohort(
    desk: Desk,
    actor: User,
    *,
    room: RoomId | None = None,
    words: str = "",
    show: Filter = Filter.ALL,
    order: Order = Order.NAME,
    limit: int = 50,
    skip: int = 0,
    at: datetime,
) -> Cohort:
    """Return one page of the anchors this person trains, each with courses, stages and open work.

    Raises:
        ForbiddenError: the actor may not see that room.
    """
    with desk.reading() as uow:
        who = Who(rooms=rooms_in(view_of(uow, actor, Act.COHORT_LIST, room=room)), words=words)
        keys, total = uow.boards.anchors(
            who,
            show=show,
            order=order,
            drills=_counted(desk.programme),
            at=at,
            quiet_since=at - QUIET,
            limit=limit,
            skip=skip,
        )
        people = uow.users.get_many(keys)
        outcomes, work = _by_anchor(uow.boards.outcomes(keys)), _by_anchor(uow.boards.work(keys))
        held, signed = _by_anchor(uow.boards.held(keys)), uow.boards.signed(keys, at=at)
    return Cohort(
        lines=tuple(
            _line(
                desk.programme,
                people[key],
                outcomes.get(key, []),
                work.get(key, []),
                held.get(key, []),
                signed.get(key),
                at,
            )
            for key in keys
        ),
        total=total,
    )


@use_case(Act.READINESS_SHOW)
def get_person(desk: Desk, actor: User, anchor_id: UserId, *, at: datetime) -> Person:
    """Return one anchor with the path and everything done and open on it.

    Raises:
        ForbiddenError: the actor may not see this person.
        NotFoundError: there is no such person.
    """
    way = get_path(desk, actor, anchor_id, at=at)
    with desk.reading() as uow:
        allow(actor, Act.READINESS_SHOW, room=shared_room(actor, way.anchor), owner=anchor_id)
        outcomes, work = uow.boards.outcomes([anchor_id]), uow.boards.work([anchor_id])
        lines = uow.attempts.lines.newest(Window(limit=_LINES), anchor=anchor_id)
        sessions = uow.sessions.newest(Window(limit=_LINES), by="planned_start", anchor=anchor_id)
        incidents = uow.incidents.newest(Window(limit=_LINES), anchor=anchor_id)
        rooms = tuple(uow.rooms.get_many(way.anchor.rooms).values())
    standings = tuple((one, _state(desk.programme, one, outcomes, at)) for one in work)
    return Person(
        way=way,
        work=tuple((one, state) for one, state in standings if state is not AssignmentState.PASSED),
        lines=lines,
        sessions=sessions,
        actions=open_actions(sessions),
        incidents=incidents,
        rooms=tuple(sorted(rooms, key=lambda room: room.name)),
    )


@use_case(Act.COHORT_STUCK)
def get_stuck(desk: Desk, actor: User, *, room: RoomId | None = None, at: datetime) -> Stuck:
    """Return what the anchors this person trains were stuck on in the last four weeks, and how far they have come.

    Raises:
        ForbiddenError: the actor may not see that room.
    """
    starts = tuple(at - WEEK * back for back in range(_WEEKS, 0, -1))
    with desk.reading() as uow:
        rooms = rooms_in(view_of(uow, actor, Act.COHORT_STUCK, room=room))
        counted = uow.boards.missed_by_stretch(rooms, Lack.CATEGORY, starts=starts)
        points = uow.boards.missed(rooms, Lack.POINT, since=starts[0], limit=_MOST)
        facts = uow.boards.missed(rooms, Lack.FACT, since=starts[0], limit=_MOST)
        stuck = uow.boards.stuck_on(rooms, desk.programme.drills.values(), since=starts[0], tries=TRIES)
        needed = {gate.stage: gate.sessions for gate in desk.programme.gates}
        total, reached, signed = uow.boards.reached(Who(rooms=rooms), sessions=needed, at=at)
        drills = _stuck_drills(stuck)
        people = uow.users.get_many(anchor for one in drills for anchor, _, _ in one.anchors[:_NAMED])
    return Stuck(
        starts=starts,
        weeks=_weeks(counted),
        points=points,
        facts=facts,
        drills=drills,
        people=people,
        total=total,
        reached=reached,
        signed=signed,
    )


@use_case(Act.COHORT_STUCK)
def list_missed(
    desk: Desk, actor: User, lack: Lack, key: str, *, room: RoomId | None = None, at: datetime
) -> tuple[tuple[User, int, datetime], ...]:
    """Return who missed one thing in the last four weeks, in how many hand-ins and when last, the most frequent first.

    Raises:
        ForbiddenError: the actor may not see that room.
    """
    with desk.reading() as uow:
        rooms = rooms_in(view_of(uow, actor, Act.COHORT_STUCK, room=room))
        found = uow.boards.who_missed(rooms, lack, key, since=at - WEEK * _WEEKS, limit=100)
        people = uow.users.get_many(anchor for anchor, _, _ in found)
    return tuple((people[anchor], times, last) for anchor, times, last in found)


def rooms_in(view: View) -> frozenset[RoomId] | None:
    """Return the rooms of a view; whoever belongs to no room sees nobody."""
    return view.rooms if view.person is None else frozenset()


def _counted(programme: Programme) -> tuple[Drill, ...]:
    """Return the drills that count for the courses."""
    return tuple(programme.drills[drill] for course in programme.courses for drill in course.drills)


def _by_anchor(records: Iterable[_R]) -> dict[UserId, list[_R]]:
    found: dict[UserId, list[_R]] = {}
    for one in records:
        found.setdefault(one.anchor, []).append(one)
    return found


def _line(
    programme: Programme,
    anchor: User,
    outcomes: Sequence[Outcome],
    work: Sequence[Work],
    held: Sequence[Held],
    signed_until: datetime | None,
    at: datetime,
) -> CohortLine:
    passed = {one.drill for one in outcomes if _passes(programme, one)}
    states = Counter(_state(programme, one, outcomes, at) for one in work)
    return CohortLine(
        anchor=anchor,
        courses=tuple(
            CourseCell(course=one.id, passed=len(passed.intersection(one.drills)), least=one.least)
            for one in programme.courses
        ),
        stages=tuple(_stage(gate, [one for one in held if one.stage is gate.stage], at) for gate in programme.gates),
        open=states[AssignmentState.OPEN] + states[AssignmentState.OVERDUE] + states[AssignmentState.AGAIN],
        overdue=states[AssignmentState.OVERDUE],
        waiting=states[AssignmentState.WAITING],
        last=outcomes[-1].at if outcomes else None,
        signed_until=signed_until,
    )


def _passes(programme: Programme, outcome: Outcome) -> bool:
    drill = programme.find_drill(outcome.drill)
    return drill is not None and passes(outcome, drill)


def _state(programme: Programme, work: Work, outcomes: Sequence[Outcome], at: datetime) -> AssignmentState:
    """Return where a drill stands, as ``drill.state_of`` says of the whole records."""
    own = [one for one in outcomes if one.assignment == work.id]
    drill = programme.find_drill(work.drill)
    if drill is None or any(passes(one, drill) for one in own):
        return AssignmentState.PASSED
    if not own:
        return AssignmentState.OVERDUE if work.due is not None and at > work.due else AssignmentState.OPEN
    return AssignmentState.WAITING if drill.review and not own[-1].judged else AssignmentState.AGAIN


def _stage(gate: Gate, held: Sequence[Held], at: datetime) -> StageCell:
    judged = [one for one in held if one.verdict is not None]
    ahead = [one.planned_start for one in held if one.ended_at is None and one.verdict is None]
    return StageCell(
        stage=gate.stage,
        passed=sum(one.verdict is StageVerdict.PASS for one in judged),
        needed=gate.sessions,
        again=bool(judged) and judged[-1].verdict is StageVerdict.AGAIN,
        planned=min((start for start in ahead if start > at), default=None),
    )


def _weeks(counted: Mapping[tuple[str, int], int]) -> dict[str, tuple[int, ...]]:
    """Return the counts of each category, the one with most in the latest weeks first."""
    keys = {key for key, _ in counted}
    rows = {key: tuple(counted.get((key, week), 0) for week in range(_WEEKS)) for key in keys}
    return dict(sorted(rows.items(), key=lambda row: (tuple(-count for count in reversed(row[1])), row[0])))


def _stuck_drills(found: Iterable[tuple[DrillId, UserId, int, int]]) -> tuple[StuckDrill, ...]:
    by_drill: dict[DrillId, list[tuple[UserId, int, int]]] = {}
    for drill, anchor, times, best in found:
        by_drill.setdefault(drill, []).append((anchor, times, best))
    stuck = [StuckDrill(drill=drill, anchors=tuple(anchors)) for drill, anchors in by_drill.items()]
    return tuple(sorted(stuck, key=lambda one: (-len(one.anchors), one.drill))[:_MOST])
