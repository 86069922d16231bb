"""People and their logins: make, change, switch off, list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from coach.errors import InputError, NotFoundError
from coach.services.desk import Archive, use_case
from coach.services.passwords import hash_password, matches
from coach.storage.unit_of_work import UnitOfWork
from coach.training import people as rules
from coach.training.access import Act, allow, shared_room, sight
from coach.training.audit import EntryDraft
from coach.training.model import Role, Room, RoomId, User, UserId


@use_case(Act.USER_CREATE)
def add_user(
    archive: Archive,
    actor: User,
    *,
    name: str,
    login: str,
    roles: Iterable[Role],
    rooms: Iterable[RoomId] = (),
    password: str | None = None,
    at: datetime,
) -> User:
    """Make a person; without a password they can't sign in until they have one.

    Raises:
        ForbiddenError: the actor may not.
        RefusedError: name, login, password, roles or rooms won't do; says which and why.
        NotFoundError: there is no such room.
    """
    allow(actor, Act.USER_CREATE)
    hashed = hash_password(password) if password is not None else None
    with archive.writing() as uow:
        user = create(uow, actor, id_=UserId(archive.new_id()), name=name, login=login, roles=roles, rooms=rooms, at=at)
        if password is not None and hashed is not None:
            uow.record(rules.change_password(user, password, by=actor, at=at))
            uow.passwords.put(user.id, hashed, at=at)
        uow.commit()
    return user


@use_case(Act.USER_EDIT)
def rename_user(archive: Archive, actor: User, user_id: UserId, *, name: str, seen: int, at: datetime) -> User:
    """Give a person who stands at version ``seen`` another name.

    Raises:
        ForbiddenError: the actor may not.
        RefusedError: the name is empty.
        ConflictError: somebody saved in between.
    """
    allow(actor, Act.USER_EDIT, owner=user_id)
    with archive.writing() as uow:
        user = _seen(uow, user_id, seen)
        return _keep(uow, *rules.rename(user, name=name, by=actor, at=at))


@use_case(Act.USER_ROLES)
def set_roles(
    archive: Archive, actor: User, user_id: UserId, *, roles: Iterable[Role], seen: int, at: datetime
) -> User:
    """Say what a person is in the team.

    Raises:
        ForbiddenError: the actor may not.
        RefusedError: no role is given, or nobody would be left to manage people.
        ConflictError: somebody saved in between.
    """
    allow(actor, Act.USER_ROLES, owner=user_id)
    with archive.writing() as uow:
        user, admins = _seen(uow, user_id, seen), uow.users.active_admins()
        return _keep(uow, *rules.set_roles(user, roles=frozenset(roles), by=actor, at=at, admins=admins))


@use_case(Act.USER_ROOMS)
def set_rooms(
    archive: Archive, actor: User, user_id: UserId, *, rooms: Iterable[RoomId], seen: int, at: datetime
) -> User:
    """Say to which rooms a person belongs.

    Raises:
        ForbiddenError: the actor may not.
        RefusedError: a room is closed.
        NotFoundError: there is no such room.
        ConflictError: somebody saved in between.
    """
    allow(actor, Act.USER_ROOMS, owner=user_id)
    with archive.writing() as uow:
        user = _seen(uow, user_id, seen)
        return _keep(uow, *rules.set_rooms(user, rooms=_rooms(uow, rooms), by=actor, at=at))


@use_case(Act.USER_PASSWORD)
def set_password(
    archive: Archive, actor: User, user_id: UserId, *, password: str, current: str | None = None, at: datetime
) -> User:
    """Give a person a new password; whoever changes their own must know the current one, if there is one.

    All their sessions end.

    Raises:
        ForbiddenError: it is somebody else's and the actor may not.
        InputError: the current one is wrong.
        RefusedError: the new one won't do.
    """
    allow(actor, Act.USER_PASSWORD, owner=user_id)
    with archive.reading() as uow:
        user, kept = uow.users.get(user_id), uow.passwords.find(user_id)
    if actor.id == user_id and kept is not None and not matches(kept, current or ""):
        raise InputError("现在的密码不对，没有改。请再试一次，忘了就请管理员重设。", key="current")
    entry = rules.change_password(user, password, by=actor, at=at)
    hashed = hash_password(password)
    with archive.writing() as uow:
        uow.passwords.put(user.id, hashed, at=at)
        uow.sign_ins.end_all(user.id)
        uow.record(entry)
        uow.commit()
    return user


@use_case(Act.USER_DISABLE)
def disable_user(archive: Archive, actor: User, user_id: UserId, *, reason: str, at: datetime) -> User:
    """Keep a person from signing in, and end their sessions; their records stay.

    Raises:
        ForbiddenError: the actor may not.
        RefusedError: it is switched off already or one's own, nobody would be left to manage people, or no reason is given.
    """
    allow(actor, Act.USER_DISABLE, owner=user_id)
    with archive.writing() as uow:
        user, admins = uow.users.get(user_id), uow.users.active_admins()
        uow.sign_ins.end_all(user_id)
        return _keep(uow, *rules.disable(user, by=actor, at=at, reason=reason, admins=admins))


@use_case(Act.USER_ENABLE)
def enable_user(archive: Archive, actor: User, user_id: UserId, *, at: datetime) -> User:
    """Let a person sign in again.

    Raises:
        ForbiddenError: the actor may not.
        RefusedError: they are not switched off.
    """
    allow(actor, Act.USER_ENABLE, owner=user_id)
    with archive.writing() as uow:
        return _keep(uow, *rules.enable(uow.users.get(user_id), by=actor, at=at))


@use_case(Act.USER_LIST)
def list_users(
    archive: Archive, actor: User, *, room: RoomId | None = None, role: Role | None = None
) -> tuple[User, ...]:
    """Return the people this person may see, of one room or one role if given, by name.

    Raises:
        ForbiddenError: the actor may not see people of that room.
    """
    seen = sight(actor, Act.USER_LIST)
    if room is not None:
        allow(actor, Act.USER_LIST, room=room)
    with archive.reading() as uow:
        if room is not None:
            users = uow.users.list_in([room])
        elif seen.everything:
            users = uow.users.list()
        else:
            users = uow.users.list_in(seen.rooms) or (uow.users.get(seen.owner),)
    return tuple(sorted((user for user in users if role in (None, *user.roles)), key=lambda user: (user.name, user.id)))


@use_case(Act.USER_LIST)
def list_page(
    archive: Archive,
    actor: User,
    *,
    room: RoomId | None = None,
    role: Role | None = None,
    words: str = "",
    limit: int = 100,
    skip: int = 0,
) -> tuple[tuple[User, ...], int]:
    """Return a page of the people ``list_users`` gives, with all ``words`` in name or login, and how many there are.

    Raises:
        ForbiddenError: the actor may not see people of that room.
    """
    with archive.reading() as uow:
        rooms = _rooms_seen(actor, room)
        if rooms is not None and not rooms:
            return ((uow.users.get(actor.id),), 1) if not skip else ((), 1)
        return uow.users.page(rooms=rooms, role=role, words=words.split(), limit=limit, skip=skip)


@use_case(Act.USER_LIST)
def list_after(
    archive: Archive,
    actor: User,
    *,
    room: RoomId | None = None,
    role: Role | None = None,
    active: bool | None = None,
    after: str = "",
    limit: int,
) -> tuple[User, ...]:
    """Return the people ``list_users`` gives by id, behind the id ``after``; those in use (or not) if ``active`` is given.

    Raises:
        ForbiddenError: the actor may not see people of that room.
    """
    with archive.reading() as uow:
        rooms = _rooms_seen(actor, room)
        if rooms is not None and not rooms:
            me = uow.users.get(actor.id)
            fits = me.id > after and role in (None, *me.roles) and active in (None, me.active)
            return (me,) if fits else ()
        return uow.users.after(after, rooms=rooms, role=role, active=active, limit=limit)


@use_case(Act.USER_LIST)
def list_names(archive: Archive, actor: User, keys: Iterable[str]) -> Mapping[UserId, str]:
    """Return the names of those of these people that this person may see, by id.

    Raises:
        ForbiddenError: the actor may not see a list of people.
    """
    rooms = _rooms_seen(actor, None)
    with archive.reading() as uow:
        return {actor.id: actor.name, **uow.users.names(keys, rooms=rooms)}


@use_case(Act.USER_LIST)
def count_by_room(archive: Archive, actor: User, among: Iterable[RoomId]) -> Mapping[RoomId, int]:
    """Return how many active people belong to each of these rooms that this person sees.

    Raises:
        ForbiddenError: the actor may not see a list of people.
    """
    rooms = _rooms_seen(actor, None)
    with archive.reading() as uow:
        return uow.users.count_by_room(room for room in among if rooms is None or room in rooms)


@use_case(Act.USER_SHOW)
def get_user(archive: Archive, actor: User, user_id: UserId) -> User:
    """Return one person.

    Raises:
        ForbiddenError: the actor may not see them.
        NotFoundError: there is nobody of that id.
    """
    with archive.reading() as uow:
        user = uow.users.get(user_id)
    allow(actor, Act.USER_SHOW, room=shared_room(actor, user), owner=user_id)
    return user


@use_case(Act.USER_SHOW)
def get_by_login(archive: Archive, actor: User, login: str) -> User:
    """Return the person with this login.

    Raises:
        NotFoundError: there is none.
        ForbiddenError: the actor may not see them.
    """
    with archive.reading() as uow:
        user = uow.users.find_login(login)
    if user is None:
        raise NotFoundError(f"没有登录名是“{login}”的人。用 coach user list 查看有哪些人。", login=login)
    return get_user(archive, actor, user.id)


def create(
    uow: UnitOfWork,
    actor: User,
    *,
    id_: UserId,
    name: str,
    login: str,
    roles: Iterable[Role],
    rooms: Iterable[RoomId],
    at: datetime,
) -> User:
    """Add a person and the entry on the trail, as part of a unit of work.

    Raises:
        RefusedError: name, login, roles or rooms won't do.
        NotFoundError: there is no such room.
    """
    holder = uow.users.find_login(login)
    user, entry = rules.create(
        id=id_,
        name=name,
        login=login,
        roles=frozenset(roles),
        rooms=_rooms(uow, rooms),
        by=actor,
        at=at,
        taken=[holder.login] if holder is not None else [],
    )
    uow.users.add(user)
    uow.record(entry)
    return user


def _rooms_seen(actor: User, room: RoomId | None) -> frozenset[RoomId] | None:
    """Return the rooms whose people this person sees: None for all, empty for nobody but themselves."""
    seen = sight(actor, Act.USER_LIST)
    if room is not None:
        allow(actor, Act.USER_LIST, room=room)
        return frozenset({room})
    return None if seen.everything else seen.rooms


def _seen(uow: UnitOfWork, user_id: UserId, seen: int) -> User:
    user = uow.users.get(user_id)
    uow.refuse_stale(user_id, now=user.version, seen=seen)
    return user


def _keep(uow: UnitOfWork, user: User, entry: EntryDraft) -> User:
    saved = uow.users.save(user)
    uow.record(entry)
    uow.commit()
    return saved


def _rooms(uow: UnitOfWork, rooms: Iterable[RoomId]) -> Sequence[Room]:
    return [uow.rooms.get(room) for room in sorted(set(rooms))]
