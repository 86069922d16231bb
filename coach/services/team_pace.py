"""How fast a room's senior anchors talk: the band beside which a novice's speed is shown."""

from __future__ import annotations

from coach.scoring import Band
from coach.scoring.pace_band import learn_band
from coach.services.desk import Desk
from coach.storage.repositories import Window
from coach.storage.unit_of_work import UnitOfWork
from coach.training.model import Role, RoomId

_NEWEST = 5  # hand-ins and sessions of each senior anchor that teach


def band_of(desk: Desk, uow: UnitOfWork, room: RoomId) -> Band:
    """Return the band learned from what the room's senior anchors said with measured times; else the stated default."""
    newest = Window(limit=_NEWEST)
    seniors = [user for user in uow.users.list_in([room]) if user.active and Role.SENIOR in user.roles]
    spoken = [
        (one.text, one.cues) for user in seniors for one in uow.attempts.newest(newest, anchor=user.id) if one.cues
    ]
    spoken += [
        (one.transcript, one.cues)
        for user in seniors
        for one in uow.sessions.newest(newest, by="planned_start", anchor=user.id)
        if one.cues
    ]
    return learn_band(spoken, desk.rulebook.pack.pace)
