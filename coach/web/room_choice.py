"""Which room a board is about: all of them where a person has a few, one at a time where there are many."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request

from coach.services import rooms as records
from coach.training.access import Act, may
from coach.training.model import Room
from coach.web.desk import actor, desk

_AT_ONCE = 3  # rooms that a board shows together


def rooms_for(act: Act) -> list[Room]:
    """Return the open rooms that a list made by ``act`` can be cut down to: none for those who see only their own."""
    me = actor()
    return [one for one in records.list_rooms(desk(), me) if one.open and may(me, act, room=one.id)]


def together(rooms: Sequence[Room]) -> bool:
    """Return whether these are few enough for one board: it counts over all that its rooms have done."""
    return len(rooms) <= _AT_ONCE


def asked_room(rooms: Sequence[Room]) -> str:
    """Return the id of the room the address asks for, "" for all together; of too many for that, the first."""
    return request.args.get("room", "") or ("" if together(rooms) else rooms[0].id)
