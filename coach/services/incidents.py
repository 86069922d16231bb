"""Incidents on air: log, list, show, and write down what was learnt."""

from __future__ import annotations

from datetime import datetime

from coach.scoring import Category
from coach.services.desk import Desk, use_case
from coach.services.view import view_of
from coach.storage.repositories import FIRST_PAGE, Window
from coach.training import incident as rules
from coach.training.access import Act, allow
from coach.training.model import (
    Incident,
    IncidentId,
    IncidentNote,
    IncidentNoteId,
    IncidentSeverity,
    RoomId,
    SessionId,
    User,
    UserId,
)


@use_case(Act.INCIDENT_LOG)
def log(
    desk: Desk,
    actor: User,
    *,
    anchor: UserId,
    room: RoomId,
    happened: datetime,
    said: str,
    severity: IncidentSeverity,
    category: Category | None = None,
    note: str = "",
    session: SessionId | None = None,
    at: datetime,
) -> Incident:
    """Write an incident down; sign-offs of the anchor go stale by it.

    Raises:
        ForbiddenError: the actor may not in this room.
        NotFoundError: there is no such person, room or session.
        RefusedError: it lies in the future, says nothing, or belongs to another session.
    """
    allow(actor, Act.INCIDENT_LOG, room=room)
    with desk.writing() as uow:
        record, entry = rules.log(
            uow.users.get(anchor),
            uow.rooms.get(room),
            id=IncidentId(desk.new_id()),
            by=actor,
            at=at,
            happened=happened,
            said=said,
            severity=severity,
            category=category,
            note=note,
            session=uow.sessions.get(session) if session is not None else None,
        )
        uow.incidents.add(record)
        uow.record(entry)
        uow.commit()
    return record


@use_case(Act.INCIDENT_NOTE)
def add_note(
    desk: Desk, actor: User, incident_id: IncidentId, *, learnt: str, settled: bool, at: datetime
) -> IncidentNote:
    """Write down what was learnt from an incident, and whether it is settled with that.

    Raises:
        ForbiddenError: the actor may not in this room.
        NotFoundError: there is no such incident.
        RefusedError: it says nothing, or the actor settles their own incident.
    """
    with desk.writing() as uow:
        incident = uow.incidents.get(incident_id)
        allow(actor, Act.INCIDENT_NOTE, room=incident.room, owner=incident.anchor)
        id_ = IncidentNoteId(desk.new_id())
        record, entry = rules.add_note(incident, id=id_, by=actor, at=at, learnt=learnt, settled=settled)
        uow.incident_notes.add(record)
        uow.record(entry)
        uow.commit()
    return record


@use_case(Act.INCIDENT_LIST)
def list_incidents(
    desk: Desk,
    actor: User,
    *,
    anchor: UserId | None = None,
    room: RoomId | None = None,
    window: Window = FIRST_PAGE,
) -> tuple[Incident, ...]:
    """Return incidents this person may see, the newest first; of an anchor or room if given.

    Raises:
        ForbiddenError: the actor may not see those.
    """
    with desk.reading() as uow:
        view = view_of(uow, actor, Act.INCIDENT_LIST, room=room, person=anchor)
        return uow.incidents.newest(window, rooms=view.rooms, **view.person_filter("anchor"))


@use_case(Act.INCIDENT_SHOW)
def get_incident(desk: Desk, actor: User, incident_id: IncidentId) -> Incident:
    """Return one incident.

    Raises:
        ForbiddenError: the actor may not see it.
        NotFoundError: there is none.
    """
    with desk.reading() as uow:
        incident = uow.incidents.get(incident_id)
    allow(actor, Act.INCIDENT_SHOW, room=incident.room, owner=incident.anchor)
    return incident
