"""All that is known of an anchor's readiness on one screen: the path, what proves it, incidents, sign-offs, rooms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from coach.services.desk import Desk, use_case
from coach.services.incident_sheets import notes_of
from coach.services.path import Path, Proof, get_path
from coach.training.access import Act, allow, shared_room
from coach.training.incident import AFTERMATHS, aftermath
from coach.training.model import Incident, IncidentId, IncidentNote, Room, User, UserId
from coach.training.names import SEVERITIES
from coach.training.stage import OpenAction, open_actions


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """An anchor's path with the incidents and what was learnt from each beside it; ``proofs`` has the incidents too.

    ``names`` are of whoever signed and of whoever wrote the incidents down.
    """

    path: Path
    rooms: tuple[Room, ...]
    incidents: tuple[Incident, ...]
    notes: Mapping[IncidentId, tuple[IncidentNote, ...]]
    proofs: Mapping[str, Proof]
    actions: tuple[OpenAction, ...]
    names: Mapping[UserId, str]


@use_case(Act.READINESS_SHOW)
def get_dossier(desk: Desk, actor: User, anchor_id: UserId, *, at: datetime) -> Dossier:
    """Return all that is known of an anchor's readiness, incidents newest first.

    Raises:
        ForbiddenError: the actor may not see it.
        NotFoundError: there is no such person.
    """
    with desk.reading() as uow:
        anchor = uow.users.get(anchor_id)
        allow(actor, Act.READINESS_SHOW, room=shared_room(actor, anchor), owner=anchor_id)
    path = get_path(desk, actor, anchor_id, at=at)
    with desk.reading() as uow:
        incidents = uow.incidents.list(anchor=anchor_id)
        notes = notes_of(uow, incidents)
        rooms = uow.rooms.get_many(anchor.rooms).values()
        actions = open_actions(uow.sessions.list(anchor=anchor_id))
        people = uow.users.get_many({one.signoff.by for one in path.signoffs} | {one.by for one in incidents})
    logged = {
        str(one.id): Proof(
            kind="incident",
            id=one.id,
            title=f"{SEVERITIES[one.severity]}：“{one.said}”，{AFTERMATHS[aftermath(notes[one.id])]}",
            at=one.at,
        )
        for one in incidents
    }
    return Dossier(
        path=path,
        rooms=tuple(sorted((one for one in rooms if one.open), key=lambda one: one.name)),
        incidents=tuple(reversed(incidents)),
        notes=notes,
        proofs={**path.proofs, **logged},
        actions=actions,
        names={UserId(id_): one.name for id_, one in people.items()},
    )
