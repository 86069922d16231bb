"""Incidents as the pages show them: with the names of people and rooms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from coach.services.desk import Desk, use_case
from coach.services.view import view_of
from coach.storage.repositories import FIRST_PAGE, Window
from coach.storage.unit_of_work import UnitOfWork
from coach.training.access import Act, allow
from coach.training.model import Incident, IncidentId, RoomId, User


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentEntry:
    """An incident with names."""

    incident: Incident
    anchor: str
    room: str
    by: str


@use_case(Act.INCIDENT_LIST)
def list_entries(
    desk: Desk, actor: User, *, room: RoomId | None = None, window: Window = FIRST_PAGE
) -> tuple[IncidentEntry, ...]:
    """Return a window of the incidents this person may see, the newest first; of a room if given.

    Raises:
        ForbiddenError: the actor may not see those.
    """
    with desk.reading() as uow:
        view = view_of(uow, actor, Act.INCIDENT_LIST, room=room)
        return _entries(uow, uow.incidents.newest(window, rooms=view.rooms, **view.person_filter("anchor")))


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


def _entries(uow: UnitOfWork, incidents: Iterable[Incident]) -> tuple[IncidentEntry, ...]:
    found = tuple(incidents)
    people = uow.users.get_many({one.anchor for one in found} | {one.by for one in found})
    rooms = uow.rooms.get_many({one.room for one in found})
    return tuple(
        IncidentEntry(
            incident=one,
            anchor=people[one.anchor].name,
            room=rooms[one.room].name,
            by=people[one.by].name if one.by in people else "",
        )
        for one in found
    )
