"""Livestream rooms: opened for one platform and some kinds of goods, changed, closed and opened again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from coach.scoring import Kind, Platform
from coach.training.access import Act
from coach.training.audit import EntryDraft
from coach.training.model import Room, RoomId, User
from coach.training.refusal import refuse_if


def create(
    *,
    id: RoomId,  # noqa: A002 - the id of the record, as everywhere
    name: str,
    platform: Platform,
    kinds: frozenset[Kind],
    by: User,
    at: datetime,
    taken: Collection[str],
) -> tuple[Room, EntryDraft]:
    """Open a room; ``taken`` are the names there are.

    Raises:
        RefusedError: the name is empty or taken, the platform is not a real one, or no kind of goods is given.
    """
    missing = _lacks(name, kinds, taken)
    if platform is Platform.ANY:
        missing.append("直播间要写明是哪个平台，不能选“不限平台”。")
    refuse_if(missing, "新建这个直播间", name=name)
    room = Room(id=id, name=name.strip(), platform=platform, kinds=kinds)
    return room, _draft(Act.ROOM_CREATE, room, by, at)


def edit(
    room: Room, *, name: str, kinds: frozenset[Kind], by: User, at: datetime, taken: Collection[str]
) -> tuple[Room, EntryDraft]:
    """Change a room's name and kinds of goods; its platform stays, since sessions were judged on it.

    Raises:
        RefusedError: the name is empty or another room's (``taken``), or no kind of goods is left.
    """
    refuse_if(_lacks(name, kinds, taken), f"修改直播间“{room.name}”", room=room.id)
    changed = replace(room, name=name.strip(), kinds=kinds)
    return changed, _draft(Act.ROOM_EDIT, changed, by, at)


def close(room: Room, *, by: User, at: datetime) -> tuple[Room, EntryDraft]:
    """Take a room out of use; its records stay.

    Raises:
        RefusedError: it is closed already.
    """
    refuse_if([] if room.open else ["它已经停用了。"], f"停用直播间“{room.name}”", room=room.id)
    return replace(room, open=False), _draft(Act.ROOM_CLOSE, room, by, at)


def reopen(room: Room, *, by: User, at: datetime) -> tuple[Room, EntryDraft]:
    """Take a closed room into use again.

    Raises:
        RefusedError: it is open.
    """
    refuse_if(["它没有停用。"] if room.open else [], f"重新启用直播间“{room.name}”", room=room.id)
    return replace(room, open=True), _draft(Act.ROOM_REOPEN, room, by, at)


def _lacks(name: str, kinds: frozenset[Kind], taken: Collection[str]) -> list[str]:
    lacks: list[str] = []
    if not name.strip():
        lacks.append("请写上直播间的名字。")
    if name.strip() in taken:
        lacks.append(f"已经有叫“{name.strip()}”的直播间，请换一个名字。")
    if not kinds:
        lacks.append("请至少选一类商品。")
    return lacks


def _draft(act: Act, room: Room, by: User, at: datetime) -> EntryDraft:
    data = {"name": room.name, "platform": room.platform, "kinds": room.kinds}
    return EntryDraft(act=act, actor=by.id, at=at, subject=room.id, room=room.id, data=data)
