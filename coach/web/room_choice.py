"""Which room a board is about: all of them where a person has a few, one at a time where there are many."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request

from coach.training.model import Room

_AT_ONCE = 3  # rooms that a board shows together without being asked


def asked_room(rooms: Sequence[Room]) -> str:
    """Return the id of the room the address asks for, "" for all; one that asks for none begins with the first of many."""
    if "room" in request.args or len(rooms) <= _AT_ONCE:
        return request.args.get("room", "")
    return rooms[0].id
