"""Livestream rooms: make, change, close, list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from coach.scoring import Kind, Platform
from coach.services.desk import Archive, use_case
from coach.storage.unit_of_work import UnitOfWork
from coach.training import rooms as rules
from coach.training.access import Act, allow, sight
from coach.training.model import Room, RoomId, User


@use_case(Act.ROOM_CREATE)
def add_room(
    archive: Archive, actor: User, *, name: str, platform: Platform, kinds: Iterable[Kind], at: datetime
) -> Room:
    """Make a room.

    Raises:
        ForbiddenError: the actor may not.
        RefusedError: the name is empty or taken, the platform is not a real one, or no kind of goods is given.
    """
    allow(actor, Act.ROOM_CREATE)
    with archive.writing() as uow:
        room, entry = rules.create(
            id=RoomId(archive.new_id()),
            name=name,
            platform=platform,
            kinds=frozenset(kinds),
            by=actor,
            at=at,
            taken=_names(uow),
        )
        uow.rooms.add(room)
        uow.record(entry)
        uow.commit()
    return room


@use_case(Act.ROOM_EDIT)
def edit_room(
    archive: Archive, actor: User, room_id: RoomId, *, name: str, kinds: Iterable[Kind], seen: int, at: datetime
) -> Room:
    """Change the name and the kinds of goods of a room that stands at version ``seen``.

    Raises:
        ForbiddenError: the actor may not.
        RefusedError: the name is empty or taken, or no kind of goods is left.
        ConflictError: somebody saved in between.
    """
    allow(actor, Act.ROOM_EDIT, room=room_id)
    with archive.writing() as uow:
        room = uow.rooms.get(room_id)
        uow.refuse_stale(room_id, now=room.version, seen=seen)
        taken = _names(uow) - {room.name}
        changed, entry = rules.edit(room, name=name, kinds=frozenset(kinds), by=actor, at=at, taken=taken)
        saved = uow.rooms.save(changed)
        uow.record(entry)
        uow.commit()
    return saved


@use_case(Act.ROOM_CLOSE)
def close_room(archive: Archive, actor: User, room_id: RoomId, *, at: datetime) -> Room:
    """Take a room out of use; its records stay.

    Raises:
        ForbiddenError: the actor may not.
        RefusedError: it is closed already.
    """
    allow(actor, Act.ROOM_CLOSE, room=room_id)
    with archive.writing() as uow:
        room, entry = rules.close(uow.rooms.get(room_id), by=actor, at=at)
        saved = uow.rooms.save(room)
        uow.record(entry)
        uow.commit()
    return saved


@use_case(Act.ROOM_REOPEN)
def reopen_room(archive: Archive, actor: User, room_id: RoomId, *, at: datetime) -> Room:
    """Take a room into use again.

    Raises:
        ForbiddenError: the actor may not.
        RefusedError: it is open.
    """
    allow(actor, Act.ROOM_REOPEN, room=room_id)
    with archive.writing() as uow:
        room, entry = rules.reopen(uow.rooms.get(room_id), by=actor, at=at)
        saved = uow.rooms.save(room)
        uow.record(entry)
        uow.commit()
    return saved


@use_case(Act.ROOM_LIST)
def list_rooms(archive: Archive, actor: User) -> tuple[Room, ...]:
    """Return the rooms this person may see: the open ones first, by name.

    Raises:
        ForbiddenError: the actor may see none.
    """
    seen = sight(actor, Act.ROOM_LIST)
    with archive.reading() as uow:
        rooms = uow.rooms.list() if seen.everything else tuple(uow.rooms.get_many(seen.rooms).values())
    return tuple(sorted(rooms, key=lambda room: (not room.open, room.name)))


@use_case(Act.ROOM_LIST)
def list_page(archive: Archive, actor: User, *, limit: int, skip: int = 0) -> tuple[Room, ...]:
    """Return some of the rooms this person may see: the open ones first, by name, after the first ``skip``.

    Raises:
        ForbiddenError: the actor may see none.
    """
    seen = sight(actor, Act.ROOM_LIST)
    with archive.reading() as uow:
        return uow.rooms.page(among=None if seen.everything else seen.rooms, limit=limit, skip=skip)


@use_case(Act.ROOM_SHOW)
def get_room(archive: Archive, actor: User, room_id: RoomId) -> Room:
    """Return one room.

    Raises:
        ForbiddenError: the actor may not see it.
        NotFoundError: there is none.
    """
    allow(actor, Act.ROOM_SHOW, room=room_id)
    with archive.reading() as uow:
        return uow.rooms.get(room_id)


def _names(uow: UnitOfWork) -> frozenset[str]:
    return frozenset(room.name for room in uow.rooms.list())
