"""A database with as many anchors and hand-ins as wanted, put in row by row as the records keep them, for measuring."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table

from coach.programmes import load_programme
from coach.scoring import Kind, Platform, check
from coach.services.desk import Desk
from coach.storage import outcome_tables, schema
from coach.storage.columns import iso
from coach.storage.engine import connect, open_engine
from coach.storage.gists import gist_row
from coach.storage.migrating import upgrade
from coach.storage.person_pieces import PersonPiece, pieces_of
from coach.storage.records import row_of
from coach.storage.unit_of_work import Store
from coach.training.access import Act
from coach.training.audit import EntryDraft, Head, seal_at
from coach.training.canonical import card_fingerprint
from coach.training.drill import submit, submit_quiz
from coach.training.model import (
    Assignment,
    AssignmentId,
    Attempt,
    AttemptId,
    Fingerprints,
    Incident,
    IncidentId,
    IncidentSeverity,
    Review,
    ReviewId,
    ReviewVerdict,
    Role,
    Room,
    RoomId,
    Scope,
    SessionId,
    Signoff,
    SignoffId,
    Stage,
    StageSession,
    StageVerdict,
    User,
    UserId,
)
from coach.training.outcome import misses_of, outcome_of
from coach.training.programme import Drill, DrillType
from coach.training.quiz import mark
from coach.training.quiz_making import make_quiz
from coach.wiring import Coach

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
SINCE = NOW - timedelta(weeks=8)
PER_ROOM = 50
_AT_ONCE = 5000
_FAMILIES, _NAMES = "王李张刘陈杨赵黄周吴徐孙", "敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英"


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """A filled database: the desk on it, one person of each role, and an anchor's assignment and hand-in."""

    desk: Desk
    people: Mapping[Role, User]
    rooms: int


def gather(coach: Coach, place: Path, *, anchors: int, attempts: int) -> Crowd:
    """Fill a new database in ``place`` with anchors and their hand-ins of eight weeks, all rooms alike."""
    engine = open_engine(f"sqlite:///{place / f'{anchors}.db'}", hasty=True)
    upgrade(engine)
    programme = load_programme(coach.settings.scripts_library, coach.library)
    desk = Desk(
        store=Store(engine),
        rulebook=coach.rulebook,
        library=coach.library,
        programme=programme,
        new_id=lambda: f"{random.getrandbits(128):032x}",
    )
    chance = random.Random(anchors)
    rooms = [_room(number) for number in range(-(-anchors // PER_ROOM))]
    staff = {role: [_member(role, room) for room in rooms] for role in (Role.SENIOR, Role.TRAINER, Role.OPS)}
    admin = User(id=UserId("admin"), name="管理员", login="admin", roles=frozenset({Role.ADMIN}), rooms=frozenset())
    crew = [_anchor(number, rooms[number // PER_ROOM], chance) for number in range(anchors)]
    with connect(engine, writing=True) as connection:
        connection.exec_driver_sql("PRAGMA cache_size = -400000")
        fill = _Fill(connection)
        fill.records(schema.Room, rooms)
        everybody = [*crew, admin, *(one for members in staff.values() for one in members)]
        fill.records(schema.Person, everybody, without=frozenset({"rooms"}))
        fill.rows(schema.PersonRoom, ({"person": one.id, "room": room} for one in everybody for room in one.rooms))
        fill.rows(
            PersonPiece,
            (
                {"piece": piece, "person": key, "name": name}
                for piece, key, name in sorted(
                    (piece, one.id, one.name)
                    for one in everybody
                    for piece in pieces_of(one.name, one.login, one.roles)
                )
            ),
        )
        fill.rows(schema.Credential, ({"person": one.id, "hash": "-", "changed_at": iso(SINCE)} for one in everybody))
        _practice(fill, desk, crew, staff[Role.TRAINER], attempts // anchors)
        _shows(fill, desk, crew, staff, chance)
        fill.audit(crew, attempts)
    people = {Role.ANCHOR: crew[0], Role.ADMIN: admin, **{role: members[0] for role, members in staff.items()}}
    return Crowd(desk=desk, people=people, rooms=len(rooms))


class _Fill:
    """Puts rows into their tables many at a time, as SQLite keeps them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def kept(self, rows: Any, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return values as the columns keep them."""
        found: dict[str, Any] = {}
        for name, value in values.items():
            process = rows.__table__.columns[name].type.bind_processor(self._connection.dialect)
            found[name] = process(value) if process is not None else value
        return found

    def records(self, rows: Any, records: Iterable[object], *, without: frozenset[str] = frozenset()) -> None:
        self.rows(rows, (self.kept(rows, row_of(one, without=without)) for one in records))

    def rows(self, rows: Any, values: Iterable[Mapping[str, Any]]) -> None:
        table: Table = rows.__table__
        part: list[tuple[Any, ...]] = []
        statement = ""
        for one in values:
            if not statement:
                names, marks = ", ".join(f'"{name}"' for name in one), ", ".join("?" * len(one))
                statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'
            part.append(tuple(one.values()))
            if len(part) == _AT_ONCE:
                self._connection.exec_driver_sql(statement, part)
                self._connection.commit()
                part = []
        if part:
            self._connection.exec_driver_sql(statement, part)
        self._connection.commit()

    def audit(self, crew: Sequence[User], count: int) -> None:
        """Put a sealed entry for each hand-in on the trail."""
        head = Head(seq=0, hash="0" * 64)

        def entries() -> Iterator[Mapping[str, Any]]:
            nonlocal head
            for number in range(count):
                anchor = crew[number % len(crew)]
                draft = EntryDraft(
                    act=Act.ATTEMPT_SUBMIT,
                    actor=anchor.id,
                    at=_moment(number, count),
                    subject=f"t{number:07}",
                    room=next(iter(anchor.rooms)),
                    data={"number": 1, "score": 80, "verdict": "pass"},
                )
                entry = seal_at(head, draft)
                head = Head(seq=entry.seq, hash=entry.hash)
                yield row_of(entry) | {"at": iso(entry.at)}

        self.rows(schema.AuditEntry, entries())
        self._connection.exec_driver_sql("UPDATE audit_head SET seq = ?, hash = ?", (head.seq, head.hash))
        self._connection.commit()


def _practice(fill: _Fill, desk: Desk, crew: Sequence[User], trainers: Sequence[User], each: int) -> None:
    """Give every anchor drills with ``each`` hand-ins in all, two or three a drill, and reviews of the last."""
    patterns = _patterns(desk)
    count = len(crew) * each
    size = 3
    places = [(number, turn) for turn in range(each) for number in range(len(crew))]  # as time goes by

    def key(number: int, turn: int) -> int:
        return turn * len(crew) + number

    def given() -> Iterator[Mapping[str, Any]]:
        shape = fill.kept(schema.Assignment, row_of(patterns[0].assignment))
        for number, turn in ((number, turn) for number, turn in places if turn % size == 0):
            pattern = patterns[(number + turn // size) % len(patterns)]
            at = _moment(key(number, turn), count)
            yield shape | {
                "handed_in": True,
                "id": f"a{number:06}-{turn // size:03}",
                "drill": pattern.assignment.drill,
                "anchor": crew[number].id,
                "room": next(iter(crew[number].rooms)),
                "by": trainers[number // PER_ROOM].id,
                "at": iso(at),
                "due": iso(at + timedelta(days=3)),
            }
        for number in range(len(crew)):  # and one that is still to do, for every second late already
            at = NOW - timedelta(days=2 + 4 * (number % 2))
            yield shape | {
                "handed_in": False,
                "id": f"a{number:06}-open",
                "drill": patterns[(number + 5) % len(patterns)].assignment.drill,
                "anchor": crew[number].id,
                "room": next(iter(crew[number].rooms)),
                "by": trainers[number // PER_ROOM].id,
                "at": iso(at),
                "due": iso(at + timedelta(days=3)),
            }

    def own(number: int, turn: int) -> dict[str, Any]:
        return {
            "assignment": f"a{number:06}-{turn // size:03}",
            "anchor": crew[number].id,
            "room": next(iter(crew[number].rooms)),
            "at": iso(_moment(key(number, turn), count)),
        }

    def chosen(number: int, turn: int) -> _Pattern:
        return patterns[(number + turn // size) % len(patterns)]

    shapes = [fill.kept(schema.Attempt, row_of(one.attempt)) for one in patterns]
    results = [fill.kept(outcome_tables.Outcome, row_of(outcome_of(one.attempt))) for one in patterns]
    missed = [[{"lack": one.lack.value, "key": one.key} for one in misses_of(each_.attempt)] for each_ in patterns]
    fill.rows(schema.Assignment, given())
    fill.rows(
        schema.Attempt,
        (
            shapes[chosen(number, turn).place]
            | own(number, turn)
            | {"id": f"t{key(number, turn):07}", "number": turn % size + 1}
            for number, turn in places
        ),
    )
    judged = {place: ("pass" if sum(place) % 4 else "again") for place in places if place[1] % size == size - 1}
    waits = {place for place in judged if sum(place) % 30 == 0}
    fill.rows(
        outcome_tables.Outcome,
        (
            results[chosen(number, turn).place]
            | {"attempt": f"t{key(number, turn):07}"}
            | own(number, turn)
            | {"judged": "" if (number, turn) in waits else judged.get((number, turn), "")}
            for number, turn in places
        ),
    )
    fill.rows(
        outcome_tables.Miss,
        (
            {
                "attempt": f"t{key(number, turn):07}",
                **one,
                **{name: value for name, value in own(number, turn).items() if name != "assignment"},
            }
            for number, turn in places
            for one in missed[chosen(number, turn).place]
        ),
    )
    fill.rows(
        schema.AwaitingReview,
        (
            {
                "attempt": f"t{key(*place):07}",
                "drill": chosen(*place).attempt.drill,
                **{name: value for name, value in own(*place).items() if name != "assignment"},
            }
            for place in places
            if place in waits
        ),
    )
    gists = [fill.kept(outcome_tables.Gist, gist_row(one.attempt)) for one in patterns]
    fill.rows(
        outcome_tables.Gist,
        (
            gists[chosen(number, turn).place]
            | own(number, turn)
            | {"id": f"t{key(number, turn):07}", "number": turn % size + 1}
            for number, turn in places
        ),
    )
    review = fill.kept(
        schema.Review,
        row_of(
            Review(
                id=ReviewId(""), attempt=AttemptId(""), anchor=UserId(""), reviewer=UserId(""), at=NOW,
                verdict=ReviewVerdict.PASS,
            )
        ),
    )  # fmt: skip
    fill.rows(
        schema.Review,
        (
            review
            | {
                "id": f"v{key(*place):07}",
                "attempt": f"t{key(*place):07}",
                "anchor": crew[place[0]].id,
                "reviewer": trainers[place[0] // PER_ROOM].id,
                "at": iso(_moment(key(*place), count) + timedelta(hours=5)),
                "verdict": verdict,
            }
            for place, verdict in judged.items()
            if place not in waits
        ),
    )


def _shows(
    fill: _Fill, desk: Desk, crew: Sequence[User], staff: Mapping[Role, Sequence[User]], chance: random.Random
) -> None:
    """Let anchors have come differently far: sessions, some incidents, some sign-offs."""
    text = desk.library.get_script("niurou-gan-1").text
    report = check(text, None, desk.rulebook, kind=Kind.FOOD, platform=Platform.DOUYIN).to_dict()
    partners = {Stage.REHEARSAL: Role.TRAINER, Stage.PAIRED: Role.SENIOR, Stage.MONITORED: Role.OPS}
    shape: dict[str, Any] = {}
    sessions: list[dict[str, Any]] = []
    incidents: list[object] = []
    signoffs: list[object] = []
    for number, anchor in enumerate(crew):
        room = next(iter(anchor.rooms))
        done = number % 9  # sessions held: 0 to 8
        for turn in range(done + 1):
            stage = Stage.REHEARSAL if turn < 2 else Stage.PAIRED if turn < 5 else Stage.MONITORED
            start = (
                SINCE + timedelta(days=6 * turn + 3, minutes=number, seconds=turn)
                if turn < done
                else NOW + timedelta(minutes=number)
            )
            over = turn < done
            one = StageSession(
                id=SessionId(f"s{number:06}-{turn}"),
                stage=stage,
                anchor=anchor.id,
                partner=staff[partners[stage]][number // PER_ROOM].id,
                room=room,
                platform=Platform.DOUYIN,
                kinds=frozenset({Kind.FOOD}),
                products=(),
                planned_start=start,
                planned_end=start + timedelta(hours=2),
                by=staff[Role.OPS][number // PER_ROOM].id,
                at=start - timedelta(days=1),
                started_at=start if over else None,
                ended_at=start + timedelta(hours=2) if over else None,
                talk_share=0.7,
                verdict=StageVerdict.PASS if over else None,
                verdict_by=staff[partners[stage]][number // PER_ROOM].id if over else None,
                verdict_at=start + timedelta(hours=3) if over else None,
            )
            if not shape:
                shape = fill.kept(schema.StageSession, row_of(replace(one, transcript=text, report=report)))
            said = {name: shape[name] for name in ("transcript", "report")} if over else {}
            sessions.append(fill.kept(schema.StageSession, row_of(one)) | said)
        if chance.random() < 0.15:
            incidents.append(
                Incident(
                    id=IncidentId(f"i{number:06}"),
                    anchor=anchor.id,
                    room=room,
                    at=NOW - timedelta(days=chance.randrange(1, 50)),
                    logged_at=NOW - timedelta(hours=chance.randrange(1, 20)),
                    said="全网最低价",
                    severity=IncidentSeverity.MINOR,
                    by=staff[Role.OPS][number // PER_ROOM].id,
                )
            )
        if done == 8:
            signoffs.append(
                Signoff(
                    id=SignoffId(f"g{number:06}"),
                    anchor=anchor.id,
                    room=room,
                    by=staff[Role.OPS][number // PER_ROOM].id,
                    at=NOW - timedelta(days=number % 5),
                    scope=Scope(platforms=frozenset({Platform.DOUYIN}), kinds=frozenset({Kind.FOOD})),
                    meaning=desk.programme.signoff.meaning,
                    expires=NOW + timedelta(days=170),
                    fingerprints=Fingerprints(
                        programme=desk.programme.fingerprint,
                        rulebook=desk.rulebook.fingerprint,
                        sessions={f"s{number:06}-{turn}": "as signed" for turn in range(done)},  # real ones take 10 s
                    ),
                )
            )
    fill.rows(schema.StageSession, sessions)
    fill.records(schema.Incident, incidents)
    fill.records(schema.Signoff, signoffs, without=frozenset({"revoked"}))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pattern:
    """A hand-in as the rules made it, which many rows copy."""

    place: int
    assignment: Assignment
    attempt: Attempt


def _patterns(desk: Desk) -> list[_Pattern]:
    """Hand in for real drills what people do: now and then a quiz, else an opening, sometimes a whole script."""
    given = [_text_pattern, _quiz_pattern]
    texts = [one for one in desk.programme.list_drills() if one.product is not None]
    quizzes = [one for one in desk.programme.list_drills() if one.type is DrillType.QUIZ]
    turns = [int(place % 15 == 14) for place in range(30)]
    return [given[turn](desk, place, (texts, quizzes)[turn]) for place, turn in enumerate(turns)]


def _text_pattern(desk: Desk, place: int, drills: Sequence[Drill]) -> _Pattern:
    drill, room = drills[place], _room(0)
    card = desk.library.get_product(str(drill.product))
    script = next(one for one in desk.library.list_scripts() if one.product == drill.product)
    text = script.text if place % 15 == 0 else script.text[:60]
    report = check(text, card, desk.rulebook, platform=room.platform)
    assignment = _assignment(drill)
    attempt, _ = submit(
        assignment,
        replace(drill, chars_least=0, chars_most=9_999),
        id=AttemptId("t"),
        by=_anchor(0, room, random.Random(0)),
        at=NOW,
        text=text,
        report=report.to_dict(),
        earlier=(),
        card_version=card_fingerprint(card),
    )
    return _Pattern(place=place, assignment=assignment, attempt=attempt)


def _quiz_pattern(desk: Desk, place: int, drills: Sequence[Drill]) -> _Pattern:
    drill = drills[place % len(drills)]
    quiz = make_quiz(drill, desk.rulebook, seed=f"{place}")
    marked = mark(quiz, [place % 2 for _ in quiz.questions], shown=quiz.fingerprint)
    assignment = _assignment(drill)
    attempt, _ = submit_quiz(
        assignment,
        drill,
        id=AttemptId("t"),
        by=_anchor(0, _room(0), random.Random(0)),
        at=NOW,
        quiz=marked.values,
        score=marked.score,
        rulebook=quiz.rulebook,
        platform=quiz.platform,
        earlier=(),
    )
    return _Pattern(place=place, assignment=assignment, attempt=attempt)


def _assignment(drill: Drill) -> Assignment:
    return Assignment(
        id=AssignmentId("a"),
        drill=drill.id,
        anchor=_anchor(0, _room(0), random.Random(0)).id,
        room=_room(0).id,
        by=UserId("t"),
        at=SINCE,
        due=NOW,
        started_at=SINCE,
    )


def _room(number: int) -> Room:
    return Room(
        id=RoomId(f"r{number:04}"), name=f"{number + 1}号直播间", platform=Platform.DOUYIN, kinds=frozenset({Kind.FOOD})
    )


def _member(role: Role, room: Room) -> User:
    key = f"{role}-{room.id}"
    return User(id=UserId(key), name=key, login=key, roles=frozenset({role}), rooms=frozenset({room.id}))


def _anchor(number: int, room: Room, chance: random.Random) -> User:
    name = chance.choice(_FAMILIES) + chance.choice(_NAMES) + chance.choice(_NAMES)
    return User(
        id=UserId(f"u{number:06}"),
        name=name,
        login=f"anchor{number}",
        roles=frozenset({Role.ANCHOR}),
        rooms=frozenset({room.id}),
    )


def _moment(place: int, count: int) -> datetime:
    return SINCE + (NOW - SINCE) * (place / count)
