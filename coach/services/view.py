"""Which records of a list a person may see, as filters for the query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from coach.storage.unit_of_work import UnitOfWork
from coach.training.access import Act, allow, shared_room, sight
from coach.training.model import RoomId, User, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The rooms (None: all) and the person (None: everybody) a list is cut down to."""

    rooms: frozenset[RoomId] | None
    person: UserId | None

    def person_filter(self, column: str) -> dict[str, Any]:
        """Return the filter on the column that names the person, empty for everybody."""
        return {} if self.person is None else {column: self.person}


def view_of(
    uow: UnitOfWork, actor: User, act: Act, *, room: RoomId | None = None, person: UserId | None = None
) -> View:
    """Return what a list made by ``act`` may show this person, cut down to a room or a person if given.

    Raises:
        ForbiddenError: they may not see it.
        NotFoundError: there is no such person.
    """
    seen = sight(actor, act)
    if person is not None and person != actor.id:
        allow(actor, act, room=shared_room(actor, uow.users.get(person)), owner=person)
    if room is not None:
        allow(actor, act, room=room, owner=person)
        return View(rooms=frozenset({room}), person=person)
    if person == actor.id or seen.everything:
        return View(rooms=None, person=person)
    if seen.rooms:
        return View(rooms=seen.rooms, person=person)
    return View(rooms=None, person=actor.id)
