"""Readiness: of one anchor in full, or of all anchors a person may see at a glance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from coach.scoring import Kind, Platform
from coach.services.desk import Desk, use_case
from coach.services.evidence import current_of, evidence_of, evidence_of_all
from coach.services.view import view_of
from coach.storage.unit_of_work import UnitOfWork
from coach.training.access import Act, allow, shared_room
from coach.training.model import Role, Room, RoomId, User, UserId
from coach.training.readiness import Readiness, readiness_grid


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """An anchor and their readiness for each platform and kind of goods of their rooms."""

    anchor: User
    parts: tuple[Readiness, ...]


@use_case(Act.READINESS_SHOW)
def get_readiness(
    desk: Desk,
    actor: User,
    anchor_id: UserId,
    *,
    platforms: Iterable[Platform] | None = None,
    kinds: Iterable[Kind] | None = None,
    at: datetime,
) -> tuple[Readiness, ...]:
    """Return an anchor's readiness for each of these platforms and kinds (without any: those of the anchor's rooms).

    Raises:
        ForbiddenError: the actor may not see it.
        NotFoundError: there is no such person.
    """
    with desk.reading() as uow:
        anchor = uow.users.get(anchor_id)
        allow(actor, Act.READINESS_SHOW, room=shared_room(actor, anchor), owner=anchor_id)
        rooms = uow.rooms.get_many(anchor.rooms).values()
        evidence, current = evidence_of(uow, anchor), current_of(desk, uow)
    return readiness_grid(
        desk.programme,
        evidence,
        current,
        platforms=_platforms(rooms) if platforms is None else platforms,
        kinds=_kinds(rooms) if kinds is None else kinds,
        at=at,
    )


@use_case(Act.READINESS_BOARD)
def list_board(desk: Desk, actor: User, *, room: RoomId | None = None, at: datetime) -> tuple[BoardLine, ...]:
    """Return all anchors this person may see, by name, each with their readiness; of one room if given.

    Raises:
        ForbiddenError: the actor may not see that room.
    """
    with desk.reading() as uow:
        view = view_of(uow, actor, Act.READINESS_BOARD, room=room)
        anchors = _anchors(uow, view.rooms, view.person)
        rooms = uow.rooms.get_many({one for anchor in anchors for one in anchor.rooms})
        evidence, current = evidence_of_all(uow, anchors, ()), current_of(desk, uow)
    lines: list[BoardLine] = []
    for anchor in anchors:
        places = [rooms[one] for one in anchor.rooms if room in (None, one)]
        parts = readiness_grid(
            desk.programme,
            evidence[anchor.id],
            current,
            platforms=_platforms(places),
            kinds=_kinds(places),
            at=at,
        )
        lines.append(BoardLine(anchor=anchor, parts=parts))
    return tuple(lines)


def _anchors(uow: UnitOfWork, rooms: Iterable[RoomId] | None, person: UserId | None) -> tuple[User, ...]:
    if person is not None:
        found: tuple[User, ...] = (uow.users.get(person),)
    else:
        found = uow.users.list() if rooms is None else uow.users.list_in(rooms)
    anchors = [one for one in found if one.active and Role.ANCHOR in one.roles]
    return tuple(sorted(anchors, key=lambda one: (one.name, one.id)))


def _platforms(rooms: Iterable[Room]) -> frozenset[Platform]:
    return frozenset(room.platform for room in rooms)


def _kinds(rooms: Iterable[Room]) -> frozenset[Kind]:
    return frozenset(kind for room in rooms for kind in room.kinds)
