"""Readiness of one anchor in full."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from coach.scoring import Kind, Platform
from coach.services.desk import Desk, use_case
from coach.services.evidence import current_of, evidence_of
from coach.training.access import Act, allow, shared_room
from coach.training.model import Room, User, UserId
from coach.training.readiness import Readiness, readiness_grid


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


def _platforms(rooms: Iterable[Room]) -> frozenset[Platform]:
    return frozenset(room.platform for room in rooms)


def _kinds(rooms: Iterable[Room]) -> frozenset[Kind]:
    return frozenset(kind for room in rooms for kind in room.kinds)
