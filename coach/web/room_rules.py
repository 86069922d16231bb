"""Whose rules a page goes by (直播间): the rooms a check can be about, and which rules the person at hand may read."""

from __future__ import annotations

from collections.abc import Iterable

from coach.scoring import Rule
from coach.services import rooms
from coach.training.access import Act, may
from coach.training.model import Room, RoomId
from coach.web.desk import coach, desk, find_actor


def choosable() -> tuple[Room, ...]:
    """Return the rooms that the person at hand can have a text checked for; none where no room has rules of its own."""
    user = find_actor()
    if user is None or not coach().rulebook.rooms:
        return ()
    return tuple(room for room in rooms.list_rooms(desk(), user) if room.open)


def room_named(room_id: str) -> str | None:
    """Return the name of the room of this id; None for no id, and where no room has rules of its own.

    Raises:
        ForbiddenError: the person at hand may not see it.
        NotFoundError: there is none.
    """
    user = find_actor()
    if not room_id or user is None or not coach().rulebook.rooms:
        return None
    return rooms.get_room(desk(), user, RoomId(room_id)).name


def readable(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return those of the rules that the person at hand may read: what a team has for one room is that room's."""
    found, user = tuple(rules), find_actor()
    if all(not rule.rooms for rule in found) or (user is not None and may(user, Act.WORDS_LIST)):
        return found
    mine = {coach().settings.room} | {room.name for room in (rooms.list_rooms(desk(), user) if user else ())}
    return tuple(rule for rule in found if not rule.rooms or not rule.rooms.isdisjoint(mine))
