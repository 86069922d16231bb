"""What boards show of many people at once: counted in the database, so that the cost is that of one page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Double,
    Integer,
    String,
    Subquery,
    Text,
    and_,
    case,
    cast,
    distinct,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)

from coach.storage.outcome_tables import Gist, Miss, Outcome
from coach.storage.person_pieces import PersonPiece, with_all
from coach.storage.records import record_of
from coach.storage.schema import (
    Assignment,
    AwaitingReview,
    Person,
    PersonRoom,
    Revocation,
    Signoff,
    StageSession,
)
from coach.training import outcome as training
from coach.training.model import AssignmentId, AttemptId, DrillId, RoomId, Stage, StageVerdict, UserId
from coach.training.outcome import Lack, bits_of
from coach.training.programme import Drill

_DESCENDING = 2_000_000_000


class Filter(StrEnum):
    """Which anchors a board shows."""

    ALL = "all"
    OVERDUE = "overdue"
    WAITING = "waiting"
    QUIET = "quiet"


class Order(StrEnum):
    """By what a board is sorted."""

    NAME = "name"
    LAST = "last"
    PROGRESS = "progress"


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Whose part of the records is meant: people of these rooms (None: of all) whose name or login holds these words."""

    rooms: frozenset[RoomId] | None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A drill given and not taken back."""

    id: AssignmentId
    anchor: UserId
    drill: DrillId
    due: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A stage session without its long texts."""

    anchor: UserId
    stage: Stage
    planned_start: datetime
    ended_at: datetime | None
    verdict: StageVerdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A hand-in in the review queue."""

    id: AttemptId
    anchor: UserId
    name: str
    room: RoomId
    drill: DrillId
    number: int
    score: int
    at: datetime
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """How many anchors missed one thing, and in how many hand-ins; ``last`` is the latest."""

    key: str
    anchors: int
    times: int
    last: datetime


class Boards:
    """Questions about many people; each answers in one statement."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def anchors(
        self,
        who: Who,
        *,
        show: Filter,
        order: Order,
        drills: Iterable[Drill],
        at: datetime,
        quiet_since: datetime,
        limit: int,
        skip: int,
    ) -> tuple[tuple[UserId, ...], int]:
        """Return the ids of one page of active anchors, and how many there are."""
        conditions = [*_are_anchors(who), *_shown(show, who, at, quiet_since)]
        total = self._connection.execute(select(func.count()).select_from(Person).where(*conditions)).scalar_one()
        page = select(Person.id).where(*conditions)
        if order is Order.LAST:
            last = select(func.max(Outcome.at)).where(Outcome.anchor == Person.id).correlate(Person).scalar_subquery()
            page = page.order_by(last.is_not(None), last)
        if order is Order.PROGRESS:
            passed = _passed(drills, who).subquery()
            page = page.outerjoin(passed, passed.c.anchor == Person.id).order_by(func.coalesce(passed.c.passed, 0))
        rows = self._connection.execute(page.order_by(Person.name, Person.id).limit(limit).offset(skip))
        return tuple(UserId(row[0]) for row in rows), total

    def outcomes(self, anchors: Iterable[UserId]) -> tuple[training.Outcome, ...]:
        """Return what all hand-ins of these anchors came to, the oldest first."""
        rows: Any = Outcome.__table__
        wanted = select(rows).where(rows.c.anchor.in_(sorted(anchors))).order_by(rows.c.at, rows.c.attempt)
        return tuple(record_of(training.Outcome, row) for row in self._connection.execute(wanted).mappings())

    def work(self, anchors: Iterable[UserId]) -> tuple[Work, ...]:
        """Return the drills given to these anchors and not taken back."""
        columns = (Assignment.id, Assignment.anchor, Assignment.drill, Assignment.due)
        mine = (Assignment.anchor.in_(sorted(anchors)), Assignment.cancelled_at.is_(None))
        return self._many(Work, select(*columns).where(*mine).order_by(Assignment.at, Assignment.id))

    def held(self, anchors: Iterable[UserId]) -> tuple[Held, ...]:
        """Return the sessions of these anchors that were not called off, by their planned start."""
        columns = (*(StageSession.anchor, StageSession.stage, StageSession.planned_start, StageSession.ended_at),)
        mine = (StageSession.anchor.in_(sorted(anchors)), StageSession.cancelled_at.is_(None))
        wanted = (
            select(*columns, StageSession.verdict).where(*mine).order_by(StageSession.planned_start, StageSession.id)
        )
        return self._many(Held, wanted)

    def signed(self, anchors: Iterable[UserId], *, at: datetime) -> Mapping[UserId, datetime]:
        """Return until when the sign-offs of these anchors run that are neither taken back nor over, by anchor."""
        wanted = (
            select(Signoff.anchor, func.max(Signoff.expires))
            .where(Signoff.anchor.in_(sorted(anchors)), *_running(at))
            .group_by(Signoff.anchor)
        )
        return {UserId(anchor): until for anchor, until in self._connection.execute(wanted)}

    def reached(self, who: Who, *, sessions: Mapping[Stage, int], at: datetime) -> tuple[int, Mapping[Stage, int], int]:
        """Return how many anchors there are, how many passed enough sessions of each stage, how many are signed off."""
        anchors = select(Person.id).where(*_are_anchors(who))
        total = self._connection.execute(select(func.count()).select_from(anchors.subquery())).scalar_one()
        enough = (
            select(StageSession.stage, StageSession.anchor, func.count().label("passed"))
            .where(StageSession.verdict == StageVerdict.PASS.value, StageSession.anchor.in_(anchors))
            .group_by(StageSession.stage, StageSession.anchor)
            .subquery()
        )
        need = case({stage.value: count for stage, count in sessions.items()}, value=enough.c.stage, else_=_DESCENDING)
        rows = self._connection.execute(
            select(enough.c.stage, func.count()).where(enough.c.passed >= need).group_by(enough.c.stage)
        )
        stages = {Stage(stage): count for stage, count in rows}
        signed = select(func.count(distinct(Signoff.anchor))).where(Signoff.anchor.in_(anchors), *_running(at))
        return total, stages, self._connection.execute(signed).scalar_one()

    def queue(
        self,
        who: Who,
        *,
        drills: Iterable[DrillId] | None,
        besides: UserId,
        after: tuple[datetime, str] | None,
        limit: int,
    ) -> tuple[Waiting, ...]:
        """Return hand-ins that wait for a reviewer, the one that waits longest first, none of the person ``besides``."""
        wanted = _queued(select(AwaitingReview.attempt), who, drills, besides)
        if after is not None:
            at, last = after
            same = and_(AwaitingReview.at == at, AwaitingReview.attempt > last)
            wanted = wanted.where(AwaitingReview.at >= at, or_(AwaitingReview.at > at, same))
        keys = [
            row[0]
            for row in self._connection.execute(wanted.order_by(AwaitingReview.at, AwaitingReview.attempt).limit(limit))
        ]
        columns = (Gist.id, Gist.anchor, Person.name, Gist.room, Gist.drill, Gist.number, Gist.score)
        lines = select(*columns, Gist.at, Gist.late).join(Person, Person.id == Gist.anchor)
        return self._many(Waiting, lines.where(Gist.id.in_(keys)).order_by(Gist.at, Gist.id))

    def queue_length(self, who: Who, *, drills: Iterable[DrillId] | None, besides: UserId) -> int:
        """Return how many hand-ins wait, of those that ``queue`` shows."""
        count = _queued(select(func.count()), who, drills, besides)
        return int(self._connection.execute(count).scalar_one())

    def missed(self, rooms: frozenset[RoomId] | None, lack: Lack, *, since: datetime, limit: int) -> tuple[Missed, ...]:
        """Return what most anchors missed since then, the most widespread first."""
        anchors = func.count(distinct(Miss.anchor)).label("anchors")
        wanted = (
            select(Miss.key, anchors, func.count().label("times"), func.max(Miss.at).label("last"))
            .where(*_misses(rooms, lack, since))
            .group_by(Miss.key)
            .order_by(anchors.desc(), Miss.key)
        )
        return self._many(Missed, wanted.limit(limit))

    def missed_by_stretch(
        self, rooms: frozenset[RoomId] | None, lack: Lack, *, starts: Sequence[datetime]
    ) -> Mapping[tuple[str, int], int]:
        """Return how many anchors missed each thing in each stretch of time, by key and the place of its start."""
        stretch = case(*((Miss.at >= start, place) for place, start in reversed(list(enumerate(starts)))), else_=-1)
        part = (
            select(Miss.key, stretch.label("stretch"), Miss.anchor).where(*_misses(rooms, lack, starts[0])).subquery()
        )
        wanted = select(part.c.key, part.c.stretch, func.count(distinct(part.c.anchor)))
        rows = self._connection.execute(wanted.group_by(part.c.key, part.c.stretch))
        return {(key, place): count for key, place, count in rows}

    def who_missed(
        self, rooms: frozenset[RoomId] | None, lack: Lack, key: str, *, since: datetime, limit: int
    ) -> tuple[tuple[UserId, int, datetime], ...]:
        """Return the anchors who missed one thing, in how many hand-ins and when last, the most frequent first."""
        times = func.count()
        wanted = (
            select(Miss.anchor, times, func.max(Miss.at))
            .where(*_misses(rooms, lack, since), Miss.key == key)
            .group_by(Miss.anchor)
            .order_by(times.desc(), Miss.anchor)
            .limit(limit)
        )
        return tuple((UserId(anchor), count, last) for anchor, count, last in self._connection.execute(wanted))

    def stuck_on(
        self, rooms: frozenset[RoomId] | None, drills: Iterable[Drill], *, since: datetime, tries: int
    ) -> tuple[tuple[DrillId, UserId, int, int], ...]:
        """Return who has handed in a drill so often since then without ever passing: drill, anchor, how often, best score."""
        terms = _terms(drills)
        passed = func.sum(case((_passing(terms), 1), else_=0))
        count = func.count()
        wanted = (
            select(Outcome.drill, Outcome.anchor, count, func.max(Outcome.score))
            .join(terms, terms.c.drill == Outcome.drill)
            .where(Outcome.at >= since, *([Outcome.room.in_(sorted(rooms))] if rooms is not None else []))
            .group_by(Outcome.drill, Outcome.anchor)
            .having(and_(count >= tries, passed == 0))
            .order_by(count.desc(), Outcome.anchor)
        )
        rows = self._connection.execute(wanted)
        return tuple((DrillId(drill), UserId(anchor), times, best) for drill, anchor, times, best in rows)

    def _many(self, kind: type[Any], statement: Any) -> tuple[Any, ...]:
        return tuple(record_of(kind, row) for row in self._connection.execute(statement).mappings())


def _are_anchors(who: Who) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        Person.active.is_(True),
        type_coerce(Person.roles, Text()).contains('"anchor"'),
    ]
    if who.rooms is not None:
        members = select(PersonRoom.person).where(PersonRoom.room.in_(sorted(who.rooms)))
        conditions.append(Person.id.in_(members))
    if who.words:
        conditions.append(_named(who.words))
    return conditions


def _named(words: str) -> ColumnElement[bool]:
    lowered = words.strip().lower()
    return or_(
        func.lower(Person.name).contains(lowered, autoescape=True),
        func.lower(Person.login).contains(lowered, autoescape=True),
    )


def _shown(show: Filter, who: Who, at: datetime, quiet_since: datetime) -> list[ColumnElement[bool]]:
    if show is Filter.OVERDUE:
        untouched = (Assignment.anchor == Person.id, Assignment.handed_in.is_(False), Assignment.cancelled_at.is_(None))
        late = select(Assignment.id).where(*untouched, Assignment.due < at)
        return [late.exists()]
    if show is Filter.WAITING:
        waiting = select(AwaitingReview.attempt).where(AwaitingReview.anchor == Person.id)
        mine = waiting if who.rooms is None else waiting.where(AwaitingReview.room.in_(sorted(who.rooms)))
        return [mine.exists()]
    if show is Filter.QUIET:
        lately = select(Outcome.attempt).where(Outcome.anchor == Person.id, Outcome.at >= quiet_since)
        return [~lately.exists()]
    return []


def _running(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return Signoff.expires > at, ~select(Revocation.signoff).where(Revocation.signoff == Signoff.id).exists()


def _queued(chosen: Any, who: Who, drills: Iterable[DrillId] | None, besides: UserId) -> Any:
    chosen = chosen.select_from(AwaitingReview).where(AwaitingReview.anchor != besides)
    if who.rooms is not None:
        chosen = chosen.where(AwaitingReview.room.in_(sorted(who.rooms)))
    if who.words.strip():
        chosen = chosen.where(
            AwaitingReview.anchor.in_(with_all([who.words.strip()]).with_only_columns(PersonPiece.person))
        )
    return chosen if drills is None else chosen.where(AwaitingReview.drill.in_(sorted(drills)))


def _misses(rooms: frozenset[RoomId] | None, lack: Lack, since: datetime) -> list[ColumnElement[bool]]:
    conditions = [Miss.lack == lack.value, Miss.at >= since]
    return conditions if rooms is None else [*conditions, Miss.room.in_(sorted(rooms))]


def _terms(drills: Iterable[Drill]) -> Subquery:
    """Return what each drill asks for, as rows of a table."""
    parts = [
        select(
            cast(literal(drill.id), String(64)).label("drill"),
            cast(literal(drill.score), Integer).label("score"),
            cast(literal(drill.coverage), Double).label("coverage"),
            cast(literal(bits_of(drill.parts)), Integer).label("parts"),
            cast(literal(int(drill.review)), Integer).label("review"),
        )
        for drill in drills
    ]
    return union_all(*parts).subquery("terms")


def _passing(terms: Subquery) -> ColumnElement[bool]:
    """Return the condition of ``outcome.passes``."""
    wanted = terms.c.parts
    return and_(
        Outcome.score >= terms.c.score,
        ~Outcome.over_limit,
        Outcome.blocks == 0,
        Outcome.coverage >= terms.c.coverage,
        Outcome.parts.bitwise_and(wanted) == wanted,
        Outcome.judged != "again",
        or_(Outcome.judged == "pass", terms.c.review == 0),
    )


def _passed(drills: Iterable[Drill], who: Who) -> Any:
    """Return how many different of these drills each anchor has passed."""
    terms = _terms(drills)
    anchors = select(Person.id).where(*_are_anchors(who))
    return (
        select(Outcome.anchor, func.count(distinct(Outcome.drill)).label("passed"))
        .join(terms, terms.c.drill == Outcome.drill)
        .where(_passing(terms), *([Outcome.anchor.in_(anchors)] if who.rooms is not None or who.words else []))
        .group_by(Outcome.anchor)
    )
