"""What every use case needs at hand, and the list of all use cases by their acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from coach.library import Library
from coach.scoring import Rulebook
from coach.storage.unit_of_work import Store, UnitOfWork
from coach.training.access import Act
from coach.training.model import Room, RoomId
from coach.training.programme import Programme

_F = TypeVar("_F", bound=Callable[..., Any])
USE_CASES: dict[Callable[..., Any], Act] = {}
"""Every use case and the act it does; filled as the modules of this package are imported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """The records, and where new ids come from: all that people, rooms, audit and backup need."""

    store: Store
    new_id: Callable[[], str]

    def reading(self) -> UnitOfWork:
        """Return a unit of work that sees one moment and writes nothing."""
        return self.store.reading()

    def writing(self) -> UnitOfWork:
        """Return a unit of work that may write; others wait until it ends."""
        return self.store.writing()


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk(Archive):
    """The records together with the rules and the data of the library, for everything about training."""

    rulebook: Rulebook
    library: Library
    programme: Programme

    def rules_of(self, room: Room) -> Rulebook:
        """Return the rules that hold in a room."""
        return self.rulebook.of_room(room.name)

    def rules_in(self, uow: UnitOfWork, room_id: RoomId) -> Rulebook:
        """Return the rules that hold in the room of this id; the records are asked only where rooms have rules of their own.

        Raises:
            NotFoundError: there is no such room.
        """
        return self.rules_of(uow.rooms.get(room_id)) if self.rulebook.rooms else self.rulebook


def use_case(act: Act) -> Callable[[_F], _F]:
    """Enter a function into the list as one that does ``act``."""

    def enter(function: _F) -> _F:
        USE_CASES[function] = act
        return function

    return enter
