"""Stage sessions as the pages show them: with the names of people and rooms, and all that a partner needs at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coach.services.desk import Desk, use_case
from coach.services.evidence import cards_of
from coach.services.incident_sheets import notes_of
from coach.services.view import view_of
from coach.storage.repositories import FIRST_PAGE, Window
from coach.storage.session_lines import SessionLine
from coach.storage.unit_of_work import UnitOfWork
from coach.training.access import Act, allow
from coach.training.model import (
    Card,
    Incident,
    IncidentId,
    IncidentNote,
    RoomId,
    SessionId,
    StageSession,
    User,
    UserId,
)
from coach.training.programme import Gate, Rubric
from coach.training.stage import OpenAction, open_actions


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEntry:
    """A session in a list, with names."""

    line: SessionLine
    anchor: str
    partner: str
    room: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSheet:
    """A session with what its page needs: ``actions`` are what earlier sessions left open, ``names`` are of all people."""

    session: StageSession
    anchor: User
    room: str
    gate: Gate
    rubric: Rubric
    cards: tuple[Card, ...]
    incidents: tuple[Incident, ...]
    notes: Mapping[IncidentId, tuple[IncidentNote, ...]]
    actions: tuple[OpenAction, ...]
    names: Mapping[UserId, str]


@use_case(Act.STAGE_LIST)
def list_entries(
    desk: Desk, actor: User, *, room: RoomId | None = None, anchor: UserId | None = None, window: Window = FIRST_PAGE
) -> tuple[SessionEntry, ...]:
    """Return a window of the sessions this person may see, the latest planned first; of a room or an anchor if given.

    Raises:
        ForbiddenError: the actor may not see those.
    """
    with desk.reading() as uow:
        view = view_of(uow, actor, Act.STAGE_LIST, room=room, person=anchor)
        found = uow.sessions.lines.newest(window, rooms=view.rooms, by="planned_start", **view.person_filter("anchor"))
        return _entries(uow, found)


@use_case(Act.STAGE_LIST)
def list_unfinished(desk: Desk, actor: User, *, room: RoomId | None = None) -> tuple[SessionEntry, ...]:
    """Return the sessions this person may see that are planned, running or wait for a verdict, the latest planned first.

    Raises:
        ForbiddenError: the actor may not see those.
    """
    with desk.reading() as uow:
        view = view_of(uow, actor, Act.STAGE_LIST, room=room)
        found = uow.sessions.lines.unfinished(FIRST_PAGE, rooms=view.rooms, **view.person_filter("anchor"))
        return _entries(uow, found)


@use_case(Act.STAGE_SHOW)
def get_sheet(desk: Desk, actor: User, session_id: SessionId) -> SessionSheet:
    """Return one session with what its page needs.

    Raises:
        ForbiddenError: the actor may not see it.
        NotFoundError: there is none.
    """
    with desk.reading() as uow:
        session = uow.sessions.get(session_id)
        allow(actor, Act.STAGE_SHOW, room=session.room, owner=session.anchor)
        others = [one for one in uow.sessions.list(anchor=session.anchor) if one.id != session_id]
        cards = cards_of(desk, uow)
        actions = open_actions(others)
        people = uow.users.get_many(
            {session.anchor, session.partner, *(one.owner for one in session.actions)}
            | {one.action.owner for one in actions}
            | ({session.verdict_by} if session.verdict_by else set())
        )
        gate = desk.programme.get_gate(session.stage)
        incidents = uow.incidents.list(session=session_id)
        return SessionSheet(
            session=session,
            anchor=people[session.anchor],
            room=uow.rooms.get(session.room).name,
            gate=gate,
            rubric=desk.programme.get_rubric(gate.rubric),
            cards=tuple(cards[one] for one in session.products if one in cards),
            incidents=incidents,
            notes=notes_of(uow, incidents),
            actions=actions,
            names={UserId(id_): one.name for id_, one in people.items()},
        )


def _entries(uow: UnitOfWork, lines: Iterable[SessionLine]) -> tuple[SessionEntry, ...]:
    found = tuple(lines)
    people = uow.users.get_many({one.anchor for one in found} | {one.partner for one in found})
    rooms = uow.rooms.get_many({one.room for one in found})
    return tuple(
        SessionEntry(
            line=one, anchor=people[one.anchor].name, partner=people[one.partner].name, room=rooms[one.room].name
        )
        for one in found
    )
