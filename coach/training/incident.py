"""Incidents on air: what was said, when, how bad; what was learnt; and how many weigh on an anchor now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from coach.scoring import Category
from coach.training.access import Act
from coach.training.audit import EntryDraft
from coach.training.model import (
    Incident,
    IncidentId,
    IncidentNote,
    IncidentNoteId,
    IncidentSeverity,
    Room,
    StageSession,
    User,
)
from coach.training.names import moment
from coach.training.refusal import refuse_if

GRAVE = frozenset({IncidentSeverity.SERIOUS, IncidentSeverity.CUT})


class Aftermath(StrEnum):
    """What became of an incident: nobody wrote anything yet, somebody is at it, or it is settled."""

    UNTOUCHED = "untouched"
    OPEN = "open"
    SETTLED = "settled"


AFTERMATHS = {Aftermath.UNTOUCHED: "还没复盘", Aftermath.OPEN: "还要跟进", Aftermath.SETTLED: "处理好了"}


def log(
    anchor: User,
    room: Room,
    *,
    id: IncidentId,  # noqa: A002 - the id of the record, as everywhere
    by: User,
    at: datetime,
    happened: datetime,
    said: str,
    severity: IncidentSeverity,
    category: Category | None = None,
    note: str = "",
    session: StageSession | None = None,
) -> tuple[Incident, EntryDraft]:
    """Write an incident down; ``happened`` is when it was said, ``at`` when it is logged.

    Raises:
        RefusedError: it lies in the future, says nothing, belongs to another anchor's or a not yet started session, or a
            cut-off room has no note on what the platform said.
    """
    missing: list[str] = []
    if happened > at:
        missing.append(f"发生时间 {moment(happened)} 还没到，请改成实际发生的时间。")
    if not said.strip():
        missing.append("请写下主播当时的原话；没有说话的事故，写下当时做了什么。")
    if severity is IncidentSeverity.CUT and not note.strip():
        missing.append("断播要写明平台给的原因（处罚通知里的话），方便复盘。")
    if session is not None:
        missing += _session_lacks(session, anchor, room, happened)
    refuse_if(missing, "登记这起事故", anchor=anchor.id)
    record = Incident(
        id=id,
        anchor=anchor.id,
        room=room.id,
        at=happened,
        logged_at=at,
        said=said.strip(),
        severity=severity,
        by=by.id,
        session=session.id if session else None,
        category=category,
        note=note.strip(),
    )
    data = {"anchor": anchor.id, "severity": severity, "happened": happened, "said": record.said, "note": record.note}
    return record, EntryDraft(act=Act.INCIDENT_LOG, actor=by.id, at=at, subject=id, room=room.id, data=data)


def add_note(
    incident: Incident,
    *,
    id: IncidentNoteId,  # noqa: A002
    by: User,
    at: datetime,
    learnt: str,
    settled: bool,
) -> tuple[IncidentNote, EntryDraft]:
    """Write down what was learnt from an incident; the incident itself stays as it was logged.

    Raises:
        RefusedError: it says nothing, or the person who was on air settles their own incident.
    """
    missing = [] if learnt.strip() else ["请写一句：学到了什么，以后怎么做，或者现在跟进到哪一步。"]
    if settled and by.id == incident.anchor:
        missing.append("自己的事故处理没处理好，由带你的人来定。你先写下学到了什么，选“还要跟进”。")
    refuse_if(missing, "补记这起事故", incident=incident.id)
    record = IncidentNote(id=id, incident=incident.id, by=by.id, at=at, learnt=learnt.strip(), settled=settled)
    data = {
        "anchor": incident.anchor,
        "severity": incident.severity,
        "happened": incident.at,
        "learnt": record.learnt,
        "settled": settled,
    }
    return record, EntryDraft(
        act=Act.INCIDENT_NOTE, actor=by.id, at=at, subject=incident.id, room=incident.room, data=data
    )


def aftermath(notes: Sequence[IncidentNote]) -> Aftermath:
    """Return what became of an incident: the note written last says so."""
    if not notes:
        return Aftermath.UNTOUCHED
    last = max(notes, key=lambda one: (one.at, one.id))
    return Aftermath.SETTLED if last.settled else Aftermath.OPEN


def recent(incidents: Iterable[Incident], *, at: datetime, days: int) -> tuple[Incident, ...]:
    """Return the incidents of the last ``days`` days up to ``at``, oldest first."""
    since = at - timedelta(days=days)
    return tuple(sorted((one for one in incidents if since < one.at <= at), key=lambda one: (one.at, one.id)))


def _session_lacks(session: StageSession, anchor: User, room: Room, happened: datetime) -> list[str]:
    if session.anchor != anchor.id or session.room != room.id:
        return ["选的上播记录不是这位主播在这个直播间的，请重新选。"]
    if session.started_at is None or happened < session.started_at:
        return ["发生时间早于这场上播的开始时间，请核对时间或换一场。"]
    return []
