"""The tables, one class each; a column carries the name of the record's field that it keeps."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from coach.storage.table import Id, Mark, Name, Table, key, to


class Person(Table):
    """A user; the rooms are in ``person_room``, the password in ``credential``."""

    __tablename__ = "person"
    id: Mapped[str] = key()
    name: Mapped[str]
    login: Mapped[str] = mapped_column(Name, unique=True)
    roles: Mapped[Any]
    active: Mapped[bool]
    version: Mapped[int]
    __table_args__ = (Index(None, "name", "id"),)


class PersonRoom(Table):
    """Who belongs to which room."""

    __tablename__ = "person_room"
    person: Mapped[str] = to("person", primary_key=True)
    room: Mapped[str] = to("room", primary_key=True)
    __table_args__ = (Index(None, "room"),)


class Credential(Table):
    """The hash of a password; never part of a record, a page or the audit."""

    __tablename__ = "credential"
    person: Mapped[str] = to("person", primary_key=True)
    hash: Mapped[str]
    changed_at: Mapped[datetime]


class Room(Table):
    """A livestream room."""

    __tablename__ = "room"
    id: Mapped[str] = key()
    name: Mapped[str] = mapped_column(Name, unique=True)
    platform: Mapped[str] = mapped_column(Mark)
    kinds: Mapped[Any]
    open: Mapped[bool]
    version: Mapped[int]


class AuditEntry(Table):
    """One entry of the chain. Append-only."""

    __tablename__ = "audit_entry"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(Id)
    act: Mapped[str] = mapped_column(Mark)
    subject: Mapped[str] = mapped_column(Name)
    room: Mapped[str | None] = mapped_column(Id)
    data: Mapped[str]
    before: Mapped[str] = mapped_column(Mark)
    hash: Mapped[str] = mapped_column(Mark)
    __table_args__ = (
        *(Index(None, "subject", "seq"), Index(None, "room", "seq")),
        *(Index(None, "actor", "seq"), Index(None, "act", "seq"), Index(None, "at", "seq")),
    )


class AuditHead(Table):
    """The one row that says where the chain ends; a writer locks it first, so writers come one after another."""

    __tablename__ = "audit_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(Mark)


class Card(Table):
    """One version of a product card; the highest counts. Append-only."""

    __tablename__ = "card"
    id: Mapped[str] = key()
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    product: Mapped[Any]
    fingerprint: Mapped[str] = mapped_column(Mark)
    by: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime]
    retired: Mapped[bool]


class Assignment(Table):
    """A drill given to an anchor."""

    __tablename__ = "assignment"
    id: Mapped[str] = key()
    drill: Mapped[str] = mapped_column(Id)
    anchor: Mapped[str] = to("person")
    room: Mapped[str] = to("room")
    by: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime]
    due: Mapped[datetime | None]
    limit: Mapped[int | None]
    note: Mapped[str]
    started_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    version: Mapped[int]
    handed_in: Mapped[bool] = mapped_column(server_default=false())  # kept for boards; no part of the record
    __table_args__ = (
        *(Index(None, "at", "id"), Index(None, "anchor", "at")),
        *(Index(None, "room", "at", "id"), Index(None, "anchor", "handed_in", "due")),
    )


class Draft(Table):
    """What an anchor is still writing for an assignment."""

    __tablename__ = "draft"
    assignment: Mapped[str] = to("assignment", primary_key=True)
    anchor: Mapped[str] = to("person")
    text: Mapped[str]
    at: Mapped[datetime]
    version: Mapped[int]


class Attempt(Table):
    """One hand-in with its whole report. Append-only."""

    __tablename__ = "attempt"
    id: Mapped[str] = key()
    assignment: Mapped[str] = to("assignment")
    drill: Mapped[str] = mapped_column(Id)
    anchor: Mapped[str] = to("person")
    room: Mapped[str] = to("room")
    number: Mapped[int]
    text: Mapped[str]
    report: Mapped[Any]
    score: Mapped[int]
    verdict: Mapped[str] = mapped_column(Mark)
    rulebook: Mapped[str] = mapped_column(Mark)
    platform: Mapped[str] = mapped_column(Mark)
    at: Mapped[datetime]
    cues: Mapped[Any]
    quiz: Mapped[Any | None]
    product: Mapped[str | None] = mapped_column(Id)
    card_version: Mapped[str] = mapped_column(Mark)
    kind: Mapped[str | None] = mapped_column(Mark)
    seconds: Mapped[int | None]
    late: Mapped[bool]
    over_limit: Mapped[bool]
    __table_args__ = (
        Index(None, "at"),
        UniqueConstraint("assignment", "number"),
        Index(None, "anchor", "at"),
        Index(None, "room", "at"),
    )


class AwaitingReview(Table):
    """The review queue: an attempt stands here until a review passes it or sends it back."""

    __tablename__ = "awaiting_review"
    attempt: Mapped[str] = to("attempt", primary_key=True)
    room: Mapped[str] = to("room")
    anchor: Mapped[str] = to("person")
    drill: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime]
    __table_args__ = (
        *(Index(None, "at"), Index(None, "room", "at")),
        *(Index(None, "anchor", "at", "attempt"), Index(None, "drill", "anchor")),
    )


class Review(Table):
    """One reviewer's judgement of one attempt. Append-only."""

    __tablename__ = "review"
    id: Mapped[str] = key()
    attempt: Mapped[str] = to("attempt")
    anchor: Mapped[str] = to("person")
    reviewer: Mapped[str] = to("person")
    at: Mapped[datetime]
    verdict: Mapped[str] = mapped_column(Mark)
    comments: Mapped[Any]
    checks: Mapped[Any]
    minutes: Mapped[int | None]
    __table_args__ = (
        Index(None, "at"),
        Index(None, "attempt", "at"),
        Index(None, "anchor", "at"),
        Index(None, "reviewer", "at"),
    )


class Calibration(Table):
    """A reviewer's scoring of a reference attempt. Append-only."""

    __tablename__ = "calibration"
    id: Mapped[str] = key()
    reviewer: Mapped[str] = to("person")
    reference: Mapped[str] = mapped_column(Id)
    verdict: Mapped[str] = mapped_column(Mark)
    checks: Mapped[Any]
    distance: Mapped[float]
    at: Mapped[datetime]
    __table_args__ = (Index(None, "reviewer", "at"),)


class StageSession(Table):
    """One supervised session, from the plan to the verdict."""

    __tablename__ = "stage_session"
    id: Mapped[str] = key()
    stage: Mapped[str] = mapped_column(Mark)
    anchor: Mapped[str] = to("person")
    partner: Mapped[str] = to("person")
    room: Mapped[str] = to("room")
    platform: Mapped[str] = mapped_column(Mark)
    kinds: Mapped[Any]
    products: Mapped[Any]
    planned_start: Mapped[datetime]
    planned_end: Mapped[datetime]
    by: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime]
    cards: Mapped[Any]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    transcript: Mapped[str]
    cues: Mapped[Any]
    report: Mapped[Any | None]
    checks: Mapped[Any]
    talk_share: Mapped[float | None]
    figures: Mapped[Any]
    notes: Mapped[Any]
    actions: Mapped[Any]
    verdict: Mapped[str | None] = mapped_column(Mark)
    verdict_by: Mapped[str | None] = mapped_column(Id)
    verdict_at: Mapped[datetime | None]
    verdict_why: Mapped[str]
    version: Mapped[int]
    __table_args__ = (
        Index(None, "planned_start"),
        Index(None, "anchor", "planned_start"),
        Index(None, "anchor", "stage", "verdict", "platform"),
        Index(None, "partner", "planned_start"),
        Index(None, "room", "planned_start"),
    )


class Incident(Table):
    """Something that went wrong on air. Append-only."""

    __tablename__ = "incident"
    id: Mapped[str] = key()
    anchor: Mapped[str] = to("person")
    room: Mapped[str] = to("room")
    at: Mapped[datetime]
    logged_at: Mapped[datetime]
    said: Mapped[str]
    severity: Mapped[str] = mapped_column(Mark)
    by: Mapped[str] = mapped_column(Id)
    session: Mapped[str | None] = to("stage_session")
    category: Mapped[str | None] = mapped_column(Mark)
    note: Mapped[str]
    __table_args__ = (Index(None, "at"), Index(None, "anchor", "at"), Index(None, "room", "at"), Index(None, "session"))


class IncidentNote(Table):
    """What was learnt from an incident. Append-only."""

    __tablename__ = "incident_note"
    id: Mapped[str] = key()
    incident: Mapped[str] = to("incident")
    by: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime]
    learnt: Mapped[str]
    settled: Mapped[bool]
    __table_args__ = (Index(None, "incident", "at"),)


class Signoff(Table):
    """A name under an anchor's readiness. Append-only; taking it back is a row of ``revocation``."""

    __tablename__ = "signoff"
    id: Mapped[str] = key()
    anchor: Mapped[str] = to("person")
    room: Mapped[str] = to("room")
    by: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime]
    scope: Mapped[Any]
    meaning: Mapped[str]
    expires: Mapped[datetime]
    fingerprints: Mapped[Any]
    reviewers: Mapped[Any]
    renews: Mapped[str | None] = to("signoff")
    __table_args__ = (Index(None, "at"), Index(None, "anchor", "at"), Index(None, "room", "at"))


class Revocation(Table):
    """A sign-off taken back. Append-only."""

    __tablename__ = "revocation"
    signoff: Mapped[str] = to("signoff", primary_key=True)
    by: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime]
    reason: Mapped[str]


class ChecklistRun(Table):
    """A checklist gone through for a room or a show; its marks are in ``checklist_mark``."""

    __tablename__ = "checklist_run"
    id: Mapped[str] = key()
    checklist: Mapped[str] = mapped_column(Id)
    fingerprint: Mapped[str] = mapped_column(Mark)
    room: Mapped[str] = to("room")
    by: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime]
    show: Mapped[str | None] = to("show")
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(Id)
    version: Mapped[int]
    __table_args__ = (Index(None, "at"), Index(None, "room", "at"), Index(None, "show"))


class ChecklistMark(Table):
    """One item signed by a person, in the order signed. Append-only."""

    __tablename__ = "checklist_mark"
    run: Mapped[str] = to("checklist_run", primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    item: Mapped[str] = mapped_column(Id)
    met: Mapped[bool]
    note: Mapped[str]
    by: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime]


class Show(Table):
    """A planned show on air."""

    __tablename__ = "show"
    id: Mapped[str] = key()
    room: Mapped[str] = to("room")
    name: Mapped[str]
    platform: Mapped[str] = mapped_column(Mark)
    kinds: Mapped[Any]
    products: Mapped[Any]
    start: Mapped[datetime]
    end: Mapped[datetime]
    by: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    version: Mapped[int]
    __table_args__ = (Index(None, "start"), Index(None, "room", "start"))


class ProgrammeEdition(Table):
    """What a team changed in a programme, whole, as of one version. Append-only."""

    __tablename__ = "programme_edition"
    programme: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    by: Mapped[str] = to("person")
    at: Mapped[datetime]
    why: Mapped[str]
    fingerprint: Mapped[str] = mapped_column(Mark)
    parts: Mapped[Any]


class Shift(Table):
    """One anchor's turn within a show."""

    __tablename__ = "shift"
    id: Mapped[str] = key()
    show: Mapped[str] = to("show")
    anchor: Mapped[str] = to("person")
    start: Mapped[datetime]
    end: Mapped[datetime]
    by: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime]
    __table_args__ = (Index(None, "show", "start"), Index(None, "anchor", "start"))


APPEND_ONLY = frozenset(
    kept.__tablename__
    for kept in (
        *(AuditEntry, Card, Attempt, Review, Calibration),
        *(Incident, IncidentNote, Signoff, Revocation, ChecklistMark, ProgrammeEdition),
    )
)
