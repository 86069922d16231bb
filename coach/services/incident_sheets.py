"""Incidents as the pages show them: with the names of people and rooms, and what was learnt from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from coach.services.desk import Desk, use_case
from coach.services.view import view_of
from coach.storage.repositories import FIRST_PAGE, Window
from coach.storage.unit_of_work import UnitOfWork
from coach.training.access import Act, allow
from coach.training.model import Incident, IncidentId, IncidentNote, RoomId, User, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentEntry:
    """An incident with its notes, the oldest first; ``names`` are of whoever wrote them."""

    incident: Incident
    anchor: str
    room: str
    by: str
    notes: tuple[IncidentNote, ...]
    names: Mapping[UserId, str]


@use_case(Act.INCIDENT_LIST)
def list_entries(
    desk: Desk,
    actor: User,
    *,
    room: RoomId | None = None,
    settled: bool | None = None,
    window: Window = FIRST_PAGE,
) -> tuple[IncidentEntry, ...]:
    """Return a window of the incidents this person may see, the newest first; of a room, or settled or not, if given.

    Raises:
        ForbiddenError: the actor may not see those.
    """
    only: dict[str, Any] = {} if settled is None else {"settled": settled}
    with desk.reading() as uow:
        view = view_of(uow, actor, Act.INCIDENT_LIST, room=room)
        found = uow.incidents.newest(window, rooms=view.rooms, **view.person_filter("anchor"), **only)
        return _entries(uow, found)


@use_case(Act.INCIDENT_SHOW)
def get_entry(desk: Desk, actor: User, incident_id: IncidentId) -> IncidentEntry:
    """Return one incident.

    Raises:
        ForbiddenError: the actor may not see it.
        NotFoundError: there is none.
    """
    with desk.reading() as uow:
        incident = uow.incidents.get(incident_id)
        allow(actor, Act.INCIDENT_SHOW, room=incident.room, owner=incident.anchor)
        return _entries(uow, [incident])[0]


def notes_of(uow: UnitOfWork, incidents: Iterable[Incident]) -> Mapping[IncidentId, tuple[IncidentNote, ...]]:
    """Return the notes on each of these incidents, the oldest first; none is an empty tuple."""
    found: dict[IncidentId, list[IncidentNote]] = {one.id: [] for one in incidents}
    for note in uow.incident_notes.list_for("incident", found):
        found[note.incident].append(note)
    return {id_: tuple(notes) for id_, notes in found.items()}


def _entries(uow: UnitOfWork, incidents: Iterable[Incident]) -> tuple[IncidentEntry, ...]:
    found = tuple(incidents)
    notes = notes_of(uow, found)
    writers = {note.by for each in notes.values() for note in each}
    people = {one.anchor for one in found} | {one.by for one in found} | writers
    rooms = uow.rooms.get_many({one.room for one in found})
    names = uow.users.names(people, rooms=None)
    return tuple(
        IncidentEntry(
            incident=one,
            anchor=names[one.anchor],
            room=rooms[one.room].name,
            by=names.get(one.by, ""),
            notes=notes[one.id],
            names=names,
        )
        for one in found
    )
