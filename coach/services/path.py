"""An anchor's way: what is due today and comes next, and what of the path is proven by which records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from coach.services.desk import Desk, use_case
from coach.services.evidence import current_of, evidence_of, holds
from coach.services.signoff import Standing, standing_of
from coach.storage.unit_of_work import UnitOfWork
from coach.training.access import Act, allow, shared_room
from coach.training.drill import AssignmentState, state_of
from coach.training.evidence import Current, Evidence, passing
from coach.training.model import (
    Assignment,
    Attempt,
    AttemptId,
    Review,
    Role,
    Room,
    SessionState,
    Signoff,
    Stage,
    StageSession,
    User,
    UserId,
)
from coach.training.names import SEVERITIES, STAGES
from coach.training.programme import Drill, Programme
from coach.training.readiness import Readiness, readiness_grid
from coach.training.schedule import Suggestion, next_drills
from coach.training.stage import OpenAction, open_actions

NEWS = timedelta(days=7)  # a review is news for so long
_TO_DO = (AssignmentState.AGAIN, AssignmentState.OVERDUE, AssignmentState.OPEN)
_BUSY = frozenset({*_TO_DO, AssignmentState.WAITING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A drill given to an anchor, where it stands, and the last hand-in if there is one."""

    assignment: Assignment
    drill: Drill
    state: AssignmentState
    last: Attempt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """A drill to take up by oneself, and why this one."""

    drill: Drill
    suggestion: Suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A review given lately, and what it is about."""

    review: Review
    attempt: Attempt
    title: str
    reviewer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A stage session planned or running, and with whom."""

    session: StageSession
    partner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What an anchor has before them. ``lead`` is the readiness nearest to its end, None without a room.

    ``signed`` is the sign-off that holds for the platform and kind of ``lead``, if there is one.
    ``trains`` tells whether drills can be given to this person at all.
    """

    anchor: User
    trains: bool
    rooms: tuple[Room, ...]
    to_do: tuple[Task, ...]
    waiting: tuple[Task, ...]
    next: tuple[Next, ...]
    lead: Readiness | None
    signed: Signoff | None
    news: tuple[News, ...]
    meetings: tuple[Meeting, ...]
    actions: tuple[OpenAction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A record that proves something: an ``attempt`` (a review stands at its attempt), a ``session`` or an ``incident``."""

    kind: str
    id: str
    title: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """An anchor's readiness for each platform and kind of goods, the records that prove it by id, and the sign-offs."""

    anchor: User
    trains: bool
    parts: tuple[Readiness, ...]
    proofs: Mapping[str, Proof]
    signoffs: tuple[Standing, ...]


@use_case(Act.DRILL_NEXT)
def get_day(desk: Desk, actor: User, anchor_id: UserId, *, at: datetime) -> Day:
    """Return what an anchor has before them now.

    Raises:
        ForbiddenError: the actor may not see this anchor's.
        NotFoundError: there is no such person.
    """
    with desk.reading() as uow:
        anchor = uow.users.get(anchor_id)
        allow(actor, Act.DRILL_NEXT, room=shared_room(actor, anchor), owner=anchor_id)
        evidence, rooms = evidence_of(uow, anchor), tuple(uow.rooms.get_many(anchor.rooms).values())
        tasks = _tasks(desk.programme, uow, evidence, at)
        current = current_of(desk, uow)
        news, meetings = _news(desk.programme, evidence, at), _meetings(evidence)
        names = uow.users.get_many({one.reviewer for one in news} | {one.partner for one in meetings})
        signoffs = uow.signoffs.list(anchor=anchor_id)
    suggestions = next_drills(
        desk.programme,
        evidence.attempts,
        at=at,
        platforms=frozenset(room.platform for room in rooms),
        passed=passing(desk.programme, evidence),
        busy={one.assignment.drill for one in tasks if one.state in _BUSY},
        stage=_stage(evidence),
    )
    attempts = {one.id: one for one in evidence.attempts}
    lead = leading(_grid(desk, evidence, current, rooms, at))
    held = [one for one in reversed(signoffs) if holds(one, desk, evidence, current, signoffs, at=at)]
    return Day(
        anchor=anchor,
        trains=_trains(anchor),
        rooms=tuple(sorted((room for room in rooms if room.open), key=lambda room: room.name)),
        to_do=tuple(sorted((one for one in tasks if one.state in _TO_DO), key=_urgency)),
        waiting=tuple(one for one in tasks if one.state is AssignmentState.WAITING),
        next=tuple(Next(drill=desk.programme.get_drill(one.drill), suggestion=one) for one in suggestions),
        lead=lead,
        signed=next((one for one in held if lead is not None and _covers(one, lead)), None),
        news=tuple(
            News(
                review=one,
                attempt=attempts[one.attempt],
                title=_title(desk.programme, attempts[one.attempt]),
                reviewer=names[one.reviewer].name if one.reviewer in names else "",
            )
            for one in news
        ),
        meetings=tuple(
            Meeting(session=one, partner=names[one.partner].name if one.partner in names else "") for one in meetings
        ),
        actions=open_actions(evidence.sessions),
    )


@use_case(Act.READINESS_SHOW)
def get_path(desk: Desk, actor: User, anchor_id: UserId, *, at: datetime) -> Path:
    """Return an anchor's readiness for all that is sold in their rooms, with what proves it.

    Raises:
        ForbiddenError: the actor may not see it.
        NotFoundError: there is no such person.
    """
    with desk.reading() as uow:
        anchor = uow.users.get(anchor_id)
        allow(actor, Act.READINESS_SHOW, room=shared_room(actor, anchor), owner=anchor_id)
        evidence, current = evidence_of(uow, anchor), current_of(desk, uow)
        rooms = tuple(uow.rooms.get_many(anchor.rooms).values())
        signoffs = uow.signoffs.list(anchor=anchor_id)
    return Path(
        anchor=anchor,
        trains=_trains(anchor),
        parts=_grid(desk, evidence, current, rooms, at),
        proofs=_proofs(desk.programme, evidence),
        signoffs=tuple(standing_of(desk, one, evidence, current, signoffs, at=at) for one in reversed(signoffs)),
    )


def leading(parts: Sequence[Readiness]) -> Readiness | None:
    """Return the readiness of which the most is met (the first of equals), or None."""
    return max(parts, key=lambda one: sum(need.met for need in one.requirements), default=None)


def _covers(signoff: Signoff, part: Readiness) -> bool:
    return part.platform in signoff.scope.platforms and part.kind in signoff.scope.kinds


def _trains(person: User) -> bool:
    """Return whether drills can be given to this person."""
    return bool(person.roles & {Role.ANCHOR, Role.SENIOR})


def _grid(
    desk: Desk, evidence: Evidence, current: Current, rooms: Iterable[Room], at: datetime
) -> tuple[Readiness, ...]:
    """Return the readiness for what each room sells on its platform, each pair once."""
    kinds: dict[object, set[object]] = {}
    found: list[Readiness] = []
    for room in sorted((room for room in rooms if room.open), key=lambda room: (room.platform, room.id)):
        fresh = room.kinds - kinds.setdefault(room.platform, set())
        kinds[room.platform] |= fresh
        found += readiness_grid(desk.programme, evidence, current, platforms=[room.platform], kinds=fresh, at=at)
    return tuple(found)


def _tasks(programme: Programme, uow: UnitOfWork, evidence: Evidence, at: datetime) -> tuple[Task, ...]:
    by_assignment: dict[str, list[Attempt]] = {}
    for attempt in evidence.attempts:
        by_assignment.setdefault(attempt.assignment, []).append(attempt)
    reviews = evidence.reviews_of()
    tasks: list[Task] = []
    for one in uow.assignments.list(anchor=evidence.anchor.id, cancelled_at=None):
        drill, own = programme.find_drill(one.drill), by_assignment.get(one.id, [])
        if drill is None:  # the programme has dropped it
            continue
        judged = [review for attempt in own for review in reviews.get(attempt.id, ())]
        state = state_of(one, drill, own, judged, at=at)
        last = max(own, key=lambda attempt: attempt.number, default=None)
        tasks.append(Task(assignment=one, drill=drill, state=state, last=last))
    return tuple(tasks)


def _urgency(task: Task) -> tuple[bool, float, str]:
    due = task.assignment.due
    return due is None, due.timestamp() if due else 0.0, task.assignment.id


def _news(programme: Programme, evidence: Evidence, at: datetime) -> tuple[Review, ...]:
    known = {one.id for one in evidence.attempts}
    fresh = [one for one in evidence.reviews if at - one.at <= NEWS and one.attempt in known]
    return tuple(sorted(fresh, key=lambda one: (one.at, one.id), reverse=True)[:4])


def _meetings(evidence: Evidence) -> tuple[StageSession, ...]:
    ahead = [one for one in evidence.sessions if one.state in (SessionState.PLANNED, SessionState.RUNNING)]
    return tuple(sorted(ahead, key=lambda one: (one.planned_start, one.id)))


def _stage(evidence: Evidence) -> Stage:
    reached = {one.stage for one in evidence.sessions if one.state is not SessionState.CANCELLED}
    return next((stage for stage in reversed(Stage) if stage in reached), Stage.REHEARSAL)


def _title(programme: Programme, attempt: Attempt) -> str:
    drill = programme.find_drill(attempt.drill)
    return drill.title if drill is not None else attempt.drill


def _proofs(programme: Programme, evidence: Evidence) -> dict[str, Proof]:
    proofs: dict[str, Proof] = {}
    attempts: dict[AttemptId, Attempt] = {one.id: one for one in evidence.attempts}
    for one in attempts.values():
        title = f"{_title(programme, one)} · 第 {one.number} 次 · {one.score} 分"
        proofs[one.id] = Proof(kind="attempt", id=one.id, title=title, at=one.at)
    for review in evidence.reviews:
        about = attempts.get(review.attempt)
        if about is not None:
            title = f"批改：{_title(programme, about)}"
            proofs[review.id] = Proof(kind="attempt", id=about.id, title=title, at=review.at)
    for session in evidence.sessions:
        title = STAGES[session.stage]
        proofs[session.id] = Proof(kind="session", id=session.id, title=title, at=session.planned_start)
    for incident in evidence.incidents:
        title = f"{SEVERITIES[incident.severity]}：“{incident.said}”"
        proofs[incident.id] = Proof(kind="incident", id=incident.id, title=title, at=incident.at)
    return proofs
