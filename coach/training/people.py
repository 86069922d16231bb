"""People: who joins, with which roles and rooms, and who leaves; somebody can always manage the rest."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from coach.training.access import Act
from coach.training.audit import EntryDraft
from coach.training.model import Role, Room, RoomId, User, UserId
from coach.training.refusal import refuse_if

SHORTEST_PASSWORD = 10
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,31}")


def create(
    *,
    id: UserId,  # noqa: A002 - the id of the record, as everywhere
    name: str,
    login: str,
    roles: frozenset[Role],
    rooms: Sequence[Room],
    by: User,
    at: datetime,
    taken: Collection[str],
) -> tuple[User, EntryDraft]:
    """Take a person in; ``taken`` are the logins there are, compared without regard to case.

    Raises:
        RefusedError: name, login or roles are missing, the login has other signs or is taken, or a room is closed.
    """
    missing = _name_lacks(name) + _role_lacks(roles) + _room_lacks(rooms)
    if not _LOGIN.fullmatch(login):
        missing.append("登录名要 2 到 32 位，只用字母、数字、点、下划线和连字符，以字母或数字开头。")
    if login.casefold() in {one.casefold() for one in taken}:
        missing.append(f"登录名“{login}”已经有人用了，请换一个。")
    refuse_if(missing, "新建这个人员", login=login)
    user = User(id=id, name=name.strip(), login=login, roles=roles, rooms=frozenset(room.id for room in rooms))
    data = {"name": user.name, "login": login, "roles": sorted(roles), "rooms": sorted(user.rooms)}
    return user, _draft(Act.USER_CREATE, user, by, at, **data)


def rename(user: User, *, name: str, by: User, at: datetime) -> tuple[User, EntryDraft]:
    """Give a person another name.

    Raises:
        RefusedError: the name is empty.
    """
    refuse_if(_name_lacks(name), "修改姓名", user=user.id)
    return replace(user, name=name.strip()), _draft(Act.USER_EDIT, user, by, at, name=name.strip(), before=user.name)


def set_roles(
    user: User, *, roles: frozenset[Role], by: User, at: datetime, admins: Collection[UserId]
) -> tuple[User, EntryDraft]:
    """Give a person other roles; ``admins`` are the active admins there are.

    Raises:
        RefusedError: no role is left, or no admin would be.
    """
    missing = _role_lacks(roles)
    if Role.ADMIN not in roles:
        missing += _last_admin_lacks(user, admins)
    refuse_if(missing, f"更改{user.name}的身份", user=user.id)
    draft = _draft(Act.USER_ROLES, user, by, at, roles=sorted(roles), before=sorted(user.roles))
    return replace(user, roles=roles), draft


def set_rooms(user: User, *, rooms: Sequence[Room], by: User, at: datetime) -> tuple[User, EntryDraft]:
    """Put a person into these rooms and no others.

    Raises:
        RefusedError: they would come into a closed room.
    """
    refuse_if(_room_lacks([room for room in rooms if room.id not in user.rooms]), "更改直播间", user=user.id)
    ids: frozenset[RoomId] = frozenset(room.id for room in rooms)
    draft = _draft(Act.USER_ROOMS, user, by, at, rooms=sorted(ids), before=sorted(user.rooms))
    return replace(user, rooms=ids), draft


def disable(user: User, *, by: User, at: datetime, reason: str, admins: Collection[UserId]) -> tuple[User, EntryDraft]:
    """Close a person's account; all their records stay.

    Raises:
        RefusedError: it is closed already or one's own, no admin would be left, or no reason is given.
    """
    missing = [] if user.active else [f"{user.name}的账号已经停用了。"]
    if by.id == user.id:
        missing.append("不能停用自己的账号，请另一位管理员来做。")
    missing += _last_admin_lacks(user, admins)
    if not reason.strip():
        missing.append("请写明停用的原因。")
    refuse_if(missing, f"停用{user.name}的账号", user=user.id)
    return replace(user, active=False), _draft(Act.USER_DISABLE, user, by, at, reason=reason.strip())


def enable(user: User, *, by: User, at: datetime) -> tuple[User, EntryDraft]:
    """Open a closed account again.

    Raises:
        RefusedError: it is open.
    """
    refuse_if([f"{user.name}的账号没有停用。"] if user.active else [], "重新启用这个账号", user=user.id)
    return replace(user, active=True), _draft(Act.USER_ENABLE, user, by, at)


def change_password(user: User, password: str, *, by: User, at: datetime) -> EntryDraft:
    """Return the entry of a password change; the password itself goes nowhere near the records.

    Raises:
        RefusedError: it is too short or holds the login or the name.
    """
    missing: list[str] = []
    if len(password) < SHORTEST_PASSWORD:
        missing.append(f"密码至少 {SHORTEST_PASSWORD} 位，现在 {len(password)} 位。")
    if any(word and word.casefold() in password.casefold() for word in (user.login, user.name)):
        missing.append("密码里不要出现登录名或姓名，请换一个。")
    refuse_if(missing, "使用这个密码", user=user.id)
    return _draft(Act.USER_PASSWORD, user, by, at)


def _name_lacks(name: str) -> list[str]:
    return [] if name.strip() else ["请写上姓名。"]


def _role_lacks(roles: frozenset[Role]) -> list[str]:
    return [] if roles else ["请至少选一种身份。"]


def _room_lacks(rooms: Sequence[Room]) -> list[str]:
    return [f"直播间“{room.name}”已停用，请换一个直播间。" for room in rooms if not room.open]


def _last_admin_lacks(user: User, admins: Collection[UserId]) -> list[str]:
    if user.id in admins and len(set(admins)) == 1:
        return [f"{user.name}是最后一位管理员，请先让另一个人当管理员。"]
    return []


def _draft(act: Act, user: User, by: User, at: datetime, **data: object) -> EntryDraft:
    return EntryDraft(act=act, actor=by.id, at=at, subject=user.id, data=data)
