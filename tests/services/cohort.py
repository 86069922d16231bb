"""Two rooms, people of every role in each, and one record of every kind that belongs to an anchor of the first room."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from coach.scoring import Kind, Platform, Verdict
from coach.services.desk import Desk
from coach.services.passwords import hash_password
from coach.training.access import Act
from coach.training.audit import EntryDraft
from coach.training.model import (
    Action,
    Assignment,
    AssignmentId,
    Attempt,
    AttemptId,
    ChecklistId,
    ChecklistRun,
    ChecklistRunId,
    Draft,
    DrillId,
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
    Shift,
    ShiftId,
    Show,
    ShowId,
    Signoff,
    SignoffId,
    Stage,
    StageSession,
    User,
    UserId,
)

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PASSWORD = "春天的风很大2026"
A = Room(id=RoomId("a"), name="小满零食", platform=Platform.DOUYIN, kinds=frozenset({Kind.FOOD}))
B = Room(id=RoomId("b"), name="青木家居", platform=Platform.XIAOHONGSHU, kinds=frozenset({Kind.HOME}))
ANCHOR = User(id=UserId("target"), name="小敏", login="target", roles=frozenset({Role.ANCHOR}), rooms=frozenset({A.id}))
TEXT = DrillId("points-numbers")
QUIZ = DrillId("rules-absolute")
REVIEWED = DrillId("rules-ask-wechat")
SCRIPT = "大家好，今天给大家介绍这款洗衣液，一桶三公斤，一共三十九块九，两天之内发货，洗得干净也好漂，味道很淡。" * 3


def person(role: Role, room: Room) -> User:
    """Return the person of this role in this room."""
    key = f"{role}-{room.id}"
    return User(id=UserId(key), name=key, login=key, roles=frozenset({role}), rooms=frozenset({room.id}))


def assignment(key: str, drill: DrillId, **more: object) -> Assignment:
    made = Assignment(
        id=AssignmentId(key),
        drill=drill,
        anchor=ANCHOR.id,
        room=A.id,
        by=UserId("trainer-a"),
        at=NOW,
        due=NOW + 48 * HOUR,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def attempt(key: str, number: int, at: datetime) -> Attempt:
    return Attempt(
        id=AttemptId(key),
        assignment=AssignmentId("reviewed"),
        drill=REVIEWED,
        anchor=ANCHOR.id,
        room=A.id,
        number=number,
        text=f"第{number}次：{SCRIPT}",
        report={"version": 1, "score": 80 + number, "findings": []},
        score=80 + number,
        verdict=Verdict.PASS,
        rulebook="r",
        platform=Platform.DOUYIN,
        at=at,
        kind=Kind.HOME,
    )


def session(key: str, **more: object) -> StageSession:
    made = StageSession(
        id=SessionId(key),
        stage=Stage.PAIRED,
        anchor=ANCHOR.id,
        partner=UserId("senior-a"),
        room=A.id,
        platform=Platform.DOUYIN,
        kinds=frozenset({Kind.FOOD}),
        products=(),
        planned_start=NOW - 3 * HOUR,
        planned_end=NOW - HOUR,
        by=UserId("trainer-a"),
        at=NOW - 9 * HOUR,
    )
    return replace(made, **more)  # type: ignore[arg-type]


@cache
def _hashed() -> str:
    return hash_password(PASSWORD)


def fill(desk: Desk) -> None:
    """Put the cohort into an empty database."""
    hashed = _hashed()
    with desk.writing() as uow:
        for room in (A, B):
            uow.rooms.add(room)
        for user in (ANCHOR, *(person(role, room) for role in Role for room in (A, B))):
            uow.users.add(user)
            uow.passwords.put(user.id, hashed, at=NOW)
        for one in (
            assignment("text", TEXT),
            assignment("quiz", QUIZ, started_at=NOW),
            assignment("reviewed", REVIEWED),
        ):
            uow.assignments.add(one)
        uow.drafts.add(Draft(assignment=AssignmentId("text"), anchor=ANCHOR.id, text="大家好", at=NOW))
        for each in (attempt("t1", 1, NOW - 2 * HOUR), attempt("t2", 2, NOW - HOUR)):
            uow.attempts.add(each)
        uow.attempts.queue_up(attempt("t2", 2, NOW - HOUR))
        uow.reviews.add(
            Review(
                id=ReviewId("v1"),
                attempt=AttemptId("t1"),
                anchor=ANCHOR.id,
                reviewer=UserId("trainer-a"),
                at=NOW,
                verdict=ReviewVerdict.COMMENT,
            )
        )
        ended = {"started_at": NOW - 3 * HOUR, "ended_at": NOW - HOUR}
        action = Action(text="背熟卖点", owner=ANCHOR.id, due=NOW + HOUR)
        for each_session in (
            session("planned", planned_start=NOW + HOUR, planned_end=NOW + 3 * HOUR),
            session("planned2", planned_start=NOW + 5 * HOUR, planned_end=NOW + 7 * HOUR),
            session("running", started_at=NOW - HOUR),
            session("ended", **ended),
            session("noted", actions=(action,), **ended),
        ):
            uow.sessions.add(each_session)
        uow.incidents.add(
            Incident(
                id=IncidentId("i1"),
                anchor=ANCHOR.id,
                room=A.id,
                at=NOW - HOUR,
                logged_at=NOW,
                said="全网最低",
                severity=IncidentSeverity.MINOR,
                by=UserId("ops-a"),
            )
        )
        uow.signoffs.add(
            Signoff(
                id=SignoffId("g1"),
                anchor=ANCHOR.id,
                room=A.id,
                by=UserId("ops-a"),
                at=NOW - HOUR,
                scope=Scope(platforms=frozenset({Platform.DOUYIN}), kinds=frozenset({Kind.FOOD})),
                meaning="可以上岗",
                expires=NOW + 99 * HOUR,
                fingerprints=Fingerprints(programme="p", rulebook="r"),
            )
        )
        uow.record(
            EntryDraft(
                act=Act.SIGNOFF_SIGN, actor=UserId("ops-a"), at=NOW, subject="g1", room=A.id, data={"anchor": ANCHOR.id}
            )
        )
        show = Show(
            id=ShowId("w1"),
            room=A.id,
            name="年货节",
            platform=Platform.DOUYIN,
            kinds=frozenset({Kind.FOOD}),
            products=(),
            start=NOW + 24 * HOUR,
            end=NOW + 30 * HOUR,
            by=UserId("ops-a"),
            at=NOW,
        )
        uow.shows.add(show)
        uow.shows.add(replace(show, id=ShowId("w2"), start=NOW + 48 * HOUR, end=NOW + 50 * HOUR))
        uow.shifts.add(
            Shift(
                id=ShiftId("h1"),
                show=ShowId("w1"),
                anchor=ANCHOR.id,
                start=NOW + 24 * HOUR,
                end=NOW + 26 * HOUR,
                by=UserId("ops-a"),
                at=NOW,
            )
        )
        checklist = desk.programme.get_checklist("room")
        uow.checklist_runs.add(
            ChecklistRun(
                id=ChecklistRunId("c1"),
                checklist=ChecklistId("room"),
                fingerprint=checklist.fingerprint,
                room=A.id,
                by=UserId("ops-a"),
                at=NOW,
            )
        )
        uow.commit()
