"""People and rooms: who may make and change them, what is refused, and that every change is on the trail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from coach.errors import CoachError, ConflictError, ForbiddenError, InputError, NotFoundError, RefusedError
from coach.scoring import Kind, Platform
from coach.services import people, rooms
from coach.services.desk import Desk
from coach.services.signing_in import Knock, sign_in
from coach.training.access import CONSOLE
from coach.training.model import Role, Room, RoomId, User, UserId

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PASSWORD = "小满2026春天来了"


def room(desk: Desk, name: str = "小满零食") -> Room:
    return rooms.add_room(desk, CONSOLE, name=name, platform=Platform.DOUYIN, kinds=[Kind.FOOD], at=NOW)


def person(
    desk: Desk, login: str = "xiaomin", *roles: Role, at_rooms: tuple[RoomId, ...] = (), password: str | None = None
) -> User:
    return people.add_user(
        desk,
        CONSOLE,
        name=f"小{login}",
        login=login,
        roles=roles or [Role.ANCHOR],
        rooms=at_rooms,
        password=password,
        at=NOW,
    )


def opens(desk: Desk, password: str) -> User:
    knock = Knock(login="lin", password=password, address="", place="here")
    return sign_in(desk, knock, token="t", key="k", at=NOW)


def acts(desk: Desk) -> list[str]:
    with desk.reading() as uow:
        return [entry.act for entry in uow.audit.walk()]


def test_a_person_is_made_with_roles_and_rooms_and_the_trail_says_so(desk: Desk) -> None:
    home = room(desk)
    made = person(desk, "lin", Role.ANCHOR, Role.SENIOR, at_rooms=(home.id,))
    assert people.get_user(desk, CONSOLE, made.id) == made
    assert acts(desk) == ["room.create", "user.create"]
    with desk.reading() as uow:
        entry = uow.audit.newest(limit=1)[0]
    assert (entry.actor, entry.subject) == ("console", made.id)
    assert entry.values() == {"name": "小lin", "login": "lin", "roles": ["anchor", "senior"], "rooms": [home.id]}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": " "}, "请写上姓名"),
        ({"login": "a"}, "登录名要 2 到 32 位"),
        ({"login": "小敏"}, "登录名要 2 到 32 位"),
        ({"login": "LIN"}, "登录名“LIN”已经有人用了"),
        ({"roles": []}, "至少选一种身份"),
        ({"password": "1234567"}, "密码至少 10 位，现在 7 位"),
        ({"password": "XIAOMIN8800"}, "不要出现登录名或姓名"),
    ],
)
def test_what_will_not_do_is_refused_by_name_and_nothing_is_kept(
    desk: Desk, changes: dict[str, object], message: str
) -> None:
    person(desk, "lin")
    values = {"name": "小敏", "login": "xiaomin88", "roles": [Role.ANCHOR], "password": PASSWORD, **changes}
    with pytest.raises(RefusedError, match=message):
        people.add_user(desk, CONSOLE, at=NOW, **values)  # type: ignore[arg-type]
    assert acts(desk) == ["user.create"]
    assert len(people.list_users(desk, CONSOLE)) == 1


def test_a_room_that_is_not_there_is_named(desk: Desk) -> None:
    with pytest.raises(NotFoundError, match="没有编号为“r9”的直播间"):
        person(desk, "lin", at_rooms=(RoomId("r9"),))


def test_changes_need_the_version_that_was_seen(desk: Desk) -> None:
    made = person(desk)
    changed = people.rename_user(desk, CONSOLE, made.id, name="小敏", seen=1, at=NOW)
    assert (changed.name, changed.version) == ("小敏", 2)
    with pytest.raises(ConflictError, match="命令行在03月02日 16:00保存了新的内容"):
        people.rename_user(desk, CONSOLE, made.id, name="小明", seen=1, at=NOW)
    assert people.get_user(desk, CONSOLE, made.id) == changed


def test_roles_rooms_and_state_change_one_by_one(desk: Desk) -> None:
    home, made = room(desk), person(desk)
    made = people.set_roles(desk, CONSOLE, made.id, roles=[Role.TRAINER], seen=1, at=NOW)
    made = people.set_rooms(desk, CONSOLE, made.id, rooms=[home.id], seen=2, at=NOW)
    made = people.disable_user(desk, CONSOLE, made.id, reason="离职", at=NOW)
    assert (made.roles, made.rooms, made.active) == ({Role.TRAINER}, {home.id}, False)
    made = people.enable_user(desk, CONSOLE, made.id, at=NOW)
    assert people.get_user(desk, CONSOLE, made.id) == made
    assert made.active
    assert acts(desk)[2:] == ["user.roles", "user.rooms", "user.disable", "user.enable"]


def test_somebody_must_be_left_to_manage_people(desk: Desk) -> None:
    only = person(desk, "boss", Role.ADMIN)
    with pytest.raises(RefusedError, match="最后一位管理员"):
        people.disable_user(desk, CONSOLE, only.id, reason="离职", at=NOW)
    with pytest.raises(RefusedError, match="最后一位管理员"):
        people.set_roles(desk, CONSOLE, only.id, roles=[Role.OPS], seen=1, at=NOW)
    person(desk, "boss2", Role.ADMIN)
    assert not people.disable_user(desk, CONSOLE, only.id, reason="离职", at=NOW).active


def test_a_password_of_ones_own_is_changed_with_the_current_one(desk: Desk) -> None:
    made = person(desk, "lin", password=PASSWORD)
    with pytest.raises(InputError, match="现在的密码不对"):
        people.set_password(desk, made, made.id, password="neu-2026-neu", current="falsch", at=NOW)
    people.set_password(desk, made, made.id, password="neu-2026-neu", current=PASSWORD, at=NOW)
    assert opens(desk, "neu-2026-neu") == made
    people.set_password(desk, CONSOLE, made.id, password=PASSWORD, at=NOW)
    assert opens(desk, PASSWORD) == made


def test_no_hash_and_no_password_is_on_the_trail_or_in_a_record(desk: Desk) -> None:
    made = person(desk, "lin", password=PASSWORD)
    with desk.reading() as uow:
        kept = uow.passwords.find(made.id)
        trail = "".join(entry.data for entry in uow.audit.walk())
    assert kept is not None
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in trail + kept
    assert "argon2" not in trail
    assert "argon2" not in repr(made)


def test_a_trainer_sees_the_people_of_their_rooms_an_anchor_only_oneself(desk: Desk) -> None:
    home, away = room(desk), room(desk, "青木家居")
    trainer = person(desk, "tr", Role.TRAINER, at_rooms=(home.id,))
    anchor = person(desk, "an", at_rooms=(home.id,))
    other = person(desk, "ot", at_rooms=(away.id,))
    assert {user.login for user in people.list_users(desk, trainer)} == {"tr", "an"}
    assert people.list_users(desk, trainer, role=Role.ANCHOR) == (anchor,)
    assert people.list_users(desk, anchor) == (anchor,)
    assert {user.login for user in people.list_users(desk, CONSOLE, room=away.id)} == {"ot"}
    with pytest.raises(ForbiddenError):
        people.list_users(desk, trainer, room=away.id)
    with pytest.raises(ForbiddenError):
        people.get_user(desk, trainer, other.id)
    assert people.get_by_login(desk, trainer, "an") == anchor
    with pytest.raises(NotFoundError, match="coach user list"):
        people.get_by_login(desk, trainer, "niemand")


def test_a_room_is_changed_closed_and_opened_again(desk: Desk) -> None:
    home = room(desk)
    with pytest.raises(RefusedError, match="已经有叫“小满零食”的直播间"):
        room(desk)
    with pytest.raises(RefusedError, match="至少选一类"):
        rooms.edit_room(desk, CONSOLE, home.id, name="小满", kinds=[], seen=1, at=NOW)
    home = rooms.edit_room(desk, CONSOLE, home.id, name="小满", kinds=[Kind.BABY], seen=1, at=NOW)
    home = rooms.close_room(desk, CONSOLE, home.id, at=NOW)
    assert not home.open
    with pytest.raises(ConflictError):
        rooms.edit_room(desk, CONSOLE, home.id, name="小满", kinds=[Kind.FOOD], seen=1, at=NOW)
    home = rooms.reopen_room(desk, CONSOLE, home.id, at=NOW + timedelta(days=1))
    assert rooms.get_room(desk, CONSOLE, home.id) == home
    assert rooms.list_rooms(desk, CONSOLE) == (home,)
    assert acts(desk) == ["room.create", "room.edit", "room.close", "room.reopen"]


def test_people_see_the_rooms_they_belong_to(desk: Desk) -> None:
    home = room(desk)
    room(desk, "青木家居")
    anchor = person(desk, "an", at_rooms=(home.id,))
    assert rooms.list_rooms(desk, anchor) == (home,)
    assert len(rooms.list_rooms(desk, CONSOLE)) == 2


def test_a_refused_use_case_keeps_nothing(desk: Desk) -> None:
    anchor = person(desk)
    for move in (
        lambda: room(desk, ""),
        lambda: people.add_user(desk, anchor, name="a", login="aa", roles=[Role.ADMIN], at=NOW),
        lambda: people.set_roles(desk, anchor, anchor.id, roles=[Role.ADMIN], seen=1, at=NOW),
        lambda: people.get_user(desk, CONSOLE, UserId("niemand")),
    ):
        with pytest.raises(CoachError):
            move()
    assert acts(desk) == ["user.create"]
