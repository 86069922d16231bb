"""People of all roles in two rooms, made through the services: whom the pages are tried out with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from coach.scoring import Kind, Platform
from coach.services import people, rooms
from coach.services.desk import Desk
from coach.services.passwords import hash_password
from coach.training.access import CONSOLE
from coach.training.model import Role, Room, User

AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
PASSWORD = "ein langer Satz 2026"
WHO = (
    ("anchor", "陈小敏", (Role.ANCHOR,), "甲"),
    ("senior", "老周", (Role.SENIOR,), "甲"),
    ("trainer", "林老师", (Role.TRAINER,), "甲"),
    ("ops", "王运营", (Role.OPS,), "甲"),
    ("admin", "郑管理", (Role.ADMIN,), ""),
    ("anchor2", "赵小红", (Role.ANCHOR,), "乙"),
    ("trainer2", "孙老师", (Role.TRAINER,), "乙"),
)
ROLES = ("anchor", "senior", "trainer", "ops", "admin")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The records, the rooms by name and the people by login; everybody's password is ``PASSWORD``."""

    desk: Desk
    rooms: Mapping[str, Room]
    people: Mapping[str, User]


def populate(desk: Desk) -> World:
    """Make the rooms and the people in an empty database."""
    made = {
        name: rooms.add_room(desk, CONSOLE, name=f"{name}号直播间", platform=platform, kinds=kinds, at=AT)
        for name, platform, kinds in (
            ("甲", Platform.DOUYIN, (Kind.FOOD, Kind.HOME)),
            ("乙", Platform.XIAOHONGSHU, (Kind.COSMETICS,)),
        )
    }
    who = {
        login: people.add_user(
            desk, CONSOLE, name=name, login=login, roles=roles, rooms=[made[room].id] if room else [], at=AT
        )
        for login, name, roles, room in WHO
    }
    hashed = hash_password(PASSWORD)  # once: the hash is slow on purpose
    with desk.writing() as uow:
        for user in who.values():
            uow.passwords.put(user.id, hashed, at=AT)
        uow.commit()
    return World(desk=desk, rooms=made, people=who)
