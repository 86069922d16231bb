"""One of every record, all fields filled, so that a field that is lost on the way is seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from coach.scoring import Category, Cue, Kind, Platform, Point, Product, Verdict
from coach.scoring import Role as ProductRole
from coach.storage.unit_of_work import UnitOfWork
from coach.training.access import Act
from coach.training.audit import EntryDraft
from coach.training.model import (
    Action,
    Assignment,
    AssignmentId,
    Attempt,
    AttemptId,
    Calibration,
    CalibrationId,
    Card,
    CardId,
    CheckAnswer,
    CheckId,
    ChecklistId,
    ChecklistItemMark,
    ChecklistRun,
    ChecklistRunId,
    Comment,
    Draft,
    DrillId,
    Figures,
    Fingerprints,
    Incident,
    IncidentId,
    IncidentNote,
    IncidentNoteId,
    IncidentSeverity,
    Notes,
    ProgrammeId,
    ReferenceId,
    Review,
    ReviewId,
    ReviewVerdict,
    Revocation,
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
    StageVerdict,
    User,
    UserId,
)
from coach.training.model.editions import Edition
from coach.training.model.tours import Tour

NOW = datetime(2026, 3, 2, 8, 30, 15, 123456, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)
ROOM = Room(id=RoomId("r1"), name="小满零食", platform=Platform.DOUYIN, kinds=frozenset({Kind.FOOD, Kind.BABY}))
OTHER_ROOM = Room(
    id=RoomId("r2"), name="青木家居", platform=Platform.XIAOHONGSHU, kinds=frozenset({Kind.HOME}), open=False
)
ANCHOR = User(
    id=UserId("u1"),
    name="小敏",
    login="xiaomin",
    roles=frozenset({Role.ANCHOR}),
    rooms=frozenset({ROOM.id, OTHER_ROOM.id}),
)
OPS = User(
    id=UserId("u2"),
    name="老周",
    login="zhou",
    roles=frozenset({Role.OPS, Role.TRAINER}),
    rooms=frozenset({ROOM.id}),
    active=False,
)
CARD = Card(
    id=CardId("dami"),
    product=Product(
        id="dami",
        name="五常大米",
        kind=Kind.FOOD,
        brand="稻香",
        role=ProductRole.HERO,
        platform=Platform.DOUYIN,
        price=59.9,
        audience=("新手辣妈",),
        scenes=("早饭",),
        points=(Point(id="p1", say="当季新米", aliases=("今年的米",), must=True),),
        facts={"净含量": "5kg", "产地": "黑龙江五常"},
    ),
    fingerprint="",
    by=OPS.id,
    at=NOW,
)
ASSIGNMENT = Assignment(
    id=AssignmentId("a1"),
    drill=DrillId("open-1"),
    anchor=ANCHOR.id,
    room=ROOM.id,
    by=OPS.id,
    at=NOW,
    due=LATER,
    limit=600,
    note="注意语速",
    started_at=NOW,
    cancelled_at=LATER,
)
DRAFT = Draft(assignment=ASSIGNMENT.id, anchor=ANCHOR.id, text="家人们……", at=NOW)
ATTEMPT = Attempt(
    id=AttemptId("t1"),
    assignment=ASSIGNMENT.id,
    drill=ASSIGNMENT.drill,
    anchor=ANCHOR.id,
    room=ROOM.id,
    number=1,
    text="家人们好🌾，这款大米两天之内发货。",
    report={"version": 1, "score": 88, "findings": [{"rule": "x", "start": 0}], "b": None, "a": 0.83},
    score=88,
    verdict=Verdict.PASS,
    rulebook="abcd",
    platform=Platform.DOUYIN,
    at=NOW,
    cues=(Cue(start=0, end=4, start_s=0.0, end_s=None, speaker="小敏"),),
    quiz={"right": 3},
    product=CARD.id,
    card_version="f00d",
    kind=Kind.FOOD,
    seconds=61,
    late=True,
    over_limit=True,
)
CHECKS = (
    CheckAnswer(check=CheckId("c1"), met=True, evidence="说了"),
    CheckAnswer(check=CheckId("c2"), met=False, evidence=""),
)
REVIEW = Review(
    id=ReviewId("v1"),
    attempt=ATTEMPT.id,
    anchor=ANCHOR.id,
    reviewer=OPS.id,
    at=LATER,
    verdict=ReviewVerdict.AGAIN,
    comments=(Comment(start=0, end=4, text="开头再响亮些"),),
    checks=CHECKS,
    minutes=7,
)
CALIBRATION = Calibration(
    id=CalibrationId("k1"),
    reviewer=OPS.id,
    reference=ReferenceId("ref-1"),
    verdict=ReviewVerdict.PASS,
    checks=CHECKS,
    distance=1 / 3,
    at=NOW,
)
SESSION = StageSession(
    id=SessionId("s1"),
    stage=Stage.PAIRED,
    anchor=ANCHOR.id,
    partner=OPS.id,
    room=ROOM.id,
    platform=Platform.DOUYIN,
    kinds=frozenset({Kind.FOOD}),
    products=(CARD.id,),
    planned_start=NOW,
    planned_end=LATER,
    by=OPS.id,
    at=NOW,
    cards={CARD.id: "f00d"},
    started_at=NOW,
    ended_at=LATER,
    transcript="大家好",
    cues=ATTEMPT.cues,
    report={"score": 90},
    checks=CHECKS,
    talk_share=0.1 + 0.2,
    figures=Figures(gmv=1234.5, orders=20, viewers=3000, conversion=0.0067, roi=2.5),
    notes=Notes(script="少说绝对", state="放松", recap="好"),
    actions=(Action(text="背熟卖点", owner=ANCHOR.id, due=LATER, done_at=LATER),),
    verdict=StageVerdict.PASS,
    verdict_by=OPS.id,
    verdict_at=LATER,
    verdict_why="稳",
)
INCIDENT = Incident(
    id=IncidentId("i1"),
    anchor=ANCHOR.id,
    room=ROOM.id,
    at=NOW,
    logged_at=LATER,
    said="全网最低价",
    severity=IncidentSeverity.CUT,
    by=OPS.id,
    session=SESSION.id,
    category=Category.PRICE,
    note="断播十分钟",
)
INCIDENT_NOTE = IncidentNote(
    id=IncidentNoteId("n1"), incident=INCIDENT.id, by=OPS.id, at=LATER, learnt="只说卡上的价", settled=True
)
SIGNOFF = Signoff(
    id=SignoffId("g1"),
    anchor=ANCHOR.id,
    room=ROOM.id,
    by=OPS.id,
    at=NOW,
    scope=Scope(platforms=frozenset({Platform.DOUYIN}), kinds=frozenset({Kind.FOOD, Kind.BABY})),
    meaning="可以独立上岗",
    expires=LATER,
    fingerprints=Fingerprints(
        programme="p", rulebook="r", cards={"dami": "f00d"}, attempts={"t1": "1"}, sessions={"s1": "2"}
    ),
    reviewers=(OPS.id, ANCHOR.id),
)
RENEWAL = Signoff(
    id=SignoffId("g2"),
    anchor=ANCHOR.id,
    room=ROOM.id,
    by=OPS.id,
    at=LATER,
    scope=SIGNOFF.scope,
    meaning="续签",
    expires=LATER,
    fingerprints=SIGNOFF.fingerprints,
    renews=SIGNOFF.id,
)
REVOCATION = Revocation(by=OPS.id, at=LATER, reason="断播")
SHOW = Show(
    id=ShowId("w1"),
    room=ROOM.id,
    name="年货节",
    platform=Platform.DOUYIN,
    kinds=frozenset({Kind.FOOD}),
    products=(CARD.id,),
    start=NOW,
    end=LATER,
    by=OPS.id,
    at=NOW,
    cancelled_at=LATER,
)
SHIFT = Shift(id=ShiftId("h1"), show=SHOW.id, anchor=ANCHOR.id, start=NOW, end=LATER, by=OPS.id, at=NOW)
RUN = ChecklistRun(
    id=ChecklistRunId("c1"),
    checklist=ChecklistId("daily"),
    fingerprint="cafe",
    room=ROOM.id,
    by=OPS.id,
    at=NOW,
    show=SHOW.id,
)
MARKS = (
    ChecklistItemMark(item="stock", met=False, note="缺货", by=OPS.id, at=NOW),
    ChecklistItemMark(item="stock", met=True, note="", by=ANCHOR.id, at=LATER),
)


def entry(act: Act = Act.ROOM_EDIT, subject: str = "r1", actor: UserId = OPS.id, **data: object) -> EntryDraft:
    """Return a draft of an audit entry."""
    return EntryDraft(act=act, actor=actor, at=NOW, subject=subject, room=ROOM.id, data=data)


EDITION = Edition(
    number=1,
    programme=ProgrammeId("standard"),
    by=OPS.id,
    at=NOW,
    why="试播太松",
    fingerprint="f00d",
    parts={"gate.rehearsal": {"sessions": 3, "checks": 0.75}, "course.rules": {"drills": ["a", "b"], "least": 1}},
)


def people(uow: UnitOfWork) -> None:
    """Add the rooms and the people."""
    for room in (ROOM, OTHER_ROOM):
        uow.rooms.add(room)
    for user in (ANCHOR, OPS):
        uow.users.add(user)


def everything(uow: UnitOfWork) -> None:
    """Add one of every record."""
    people(uow)
    uow.passwords.put(ANCHOR.id, "hash", at=NOW)
    uow.tours.put(Tour(person=ANCHOR.id, roles=ANCHOR.roles, at=NOW))
    uow.editions.add(EDITION)
    uow.cards.add(CARD)
    uow.assignments.add(ASSIGNMENT)
    uow.drafts.add(DRAFT)
    uow.attempts.add(ATTEMPT)
    uow.attempts.queue_up(ATTEMPT)
    uow.reviews.add(REVIEW)
    uow.calibrations.add(CALIBRATION)
    uow.sessions.add(SESSION)
    uow.incidents.add(INCIDENT)
    uow.incident_notes.add(INCIDENT_NOTE)
    uow.signoffs.add(SIGNOFF)
    uow.signoffs.add(RENEWAL)
    uow.signoffs.revoke(replace(SIGNOFF, revoked=REVOCATION))
    uow.shows.add(SHOW)
    uow.shifts.add(SHIFT)
    uow.checklist_runs.add(RUN)
    uow.checklist_runs.save(replace(RUN, marks=MARKS[:1]))
    uow.checklist_runs.save(replace(RUN, marks=MARKS, closed_at=LATER, closed_by=OPS.id, version=2))
    uow.record(entry(name="小满零食"))
