"""People, rooms and cards: who may be taken in, changed and closed, and that somebody can always manage the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from coach.errors import RefusedError
from coach.scoring import Kind, Platform
from coach.training import cards, people, rooms
from coach.training.access import Act
from coach.training.audit import EntryDraft
from coach.training.model import Role, Room, RoomId, User, UserId
from tests.training.cases import BEEF, CARD, GUAN, NOW, ROOM, XIAOMEI, ZHANG

CLOSED = replace(ROOM, open=False)


def taken_in(
    name: str = "小红", login: str = "xiaohong", roles: frozenset[Role] = frozenset({Role.ANCHOR}), room: Room = ROOM
) -> User:
    user, entry = people.create(
        id=UserId("u-9"), name=name, login=login, roles=roles, rooms=[room], by=GUAN, at=NOW, taken=["Zhang"]
    )
    assert (entry.act, entry.actor, entry.subject) == (Act.USER_CREATE, GUAN.id, "u-9")
    return user


def test_a_person_is_taken_in_with_name_login_roles_and_rooms() -> None:
    user = taken_in(" 小红 ")
    assert (user.name, user.login, user.roles, user.rooms) == ("小红", "xiaohong", {Role.ANCHOR}, {ROOM.id})
    assert user.active


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"name": " "}, "请写上姓名"),
        ({"login": "小红"}, "登录名要 2 到 32 位"),
        ({"login": "x"}, "登录名要 2 到 32 位"),
        ({"login": "zhang"}, "登录名“zhang”已经有人用了"),
        ({"roles": frozenset()}, "请至少选一种身份"),
        ({"room": CLOSED}, "直播间“一号间”已停用"),
    ],
)
def test_a_person_is_not_taken_in(given: dict[str, object], message: str) -> None:
    with pytest.raises(RefusedError, match=message):
        taken_in(**given)  # type: ignore[arg-type]


def test_roles_change_and_the_entry_says_from_what_to_what() -> None:
    user, entry = people.set_roles(
        XIAOMEI, roles=frozenset({Role.ANCHOR, Role.SENIOR}), by=GUAN, at=NOW, admins=[GUAN.id]
    )
    assert user.roles == {Role.ANCHOR, Role.SENIOR}
    assert (entry.data["before"], entry.data["roles"]) == (["anchor"], ["anchor", "senior"])


def test_somebody_is_always_admin() -> None:
    ops = frozenset({Role.OPS})
    with pytest.raises(RefusedError, match="最后一位管理员"):
        people.set_roles(GUAN, roles=ops, by=GUAN, at=NOW, admins=[GUAN.id])
    with pytest.raises(RefusedError, match="最后一位管理员"):
        people.disable(GUAN, by=ZHANG, at=NOW, reason="离职", admins=[GUAN.id])
    other = [GUAN.id, UserId("二号")]
    assert people.set_roles(GUAN, roles=ops, by=GUAN, at=NOW, admins=other)[0].roles == ops


def test_an_account_is_closed_with_a_reason_by_another_and_opened_again() -> None:
    gone, entry = people.disable(XIAOMEI, by=GUAN, at=NOW, reason=" 离职 ", admins=[GUAN.id])
    assert (gone.active, entry.data["reason"]) == (False, "离职")
    assert people.enable(gone, by=GUAN, at=NOW)[0].active
    refused: list[tuple[Callable[[], object], str]] = [
        (lambda: people.disable(gone, by=GUAN, at=NOW, reason="x", admins=[GUAN.id]), "已经停用"),
        (lambda: people.disable(XIAOMEI, by=GUAN, at=NOW, reason="", admins=[GUAN.id]), "原因"),
        (lambda: people.disable(GUAN, by=GUAN, at=NOW, reason="x", admins=[GUAN.id, ZHANG.id]), "自己的账号"),
        (lambda: people.enable(XIAOMEI, by=GUAN, at=NOW), "没有停用"),
    ]
    for move, message in refused:
        with pytest.raises(RefusedError, match=message):
            move()


def test_a_person_keeps_a_closed_room_but_does_not_come_into_one() -> None:
    assert people.set_rooms(XIAOMEI, rooms=[CLOSED], by=GUAN, at=NOW)[0].rooms == {ROOM.id}
    with pytest.raises(RefusedError, match="已停用"):
        people.set_rooms(GUAN, rooms=[CLOSED], by=GUAN, at=NOW)


def test_a_name_changes_and_is_never_empty() -> None:
    assert people.rename(XIAOMEI, name="美美", by=GUAN, at=NOW)[0].name == "美美"
    with pytest.raises(RefusedError, match="请写上姓名"):
        people.rename(XIAOMEI, name="", by=GUAN, at=NOW)


def test_a_password_is_long_holds_no_name_and_leaves_no_trace() -> None:
    entry = people.change_password(GUAN, "correct horse battery", by=GUAN, at=NOW)
    assert entry == EntryDraft(act=Act.USER_PASSWORD, actor=GUAN.id, at=NOW, subject=GUAN.id, data={})
    for password, message in (("短", "至少 10 位，现在 1 位"), ("管理员管理员管理员管理员", "不要出现登录名或姓名")):
        with pytest.raises(RefusedError, match=message):
            people.change_password(GUAN, password, by=GUAN, at=NOW)


def opened(
    name: str = "二号间", platform: Platform = Platform.DOUYIN, kinds: frozenset[Kind] = frozenset({Kind.FOOD})
) -> Room:
    room, entry = rooms.create(
        id=RoomId("r-2"), name=name, platform=platform, kinds=kinds, by=GUAN, at=NOW, taken=["一号间"]
    )
    assert (entry.act, entry.room) == (Act.ROOM_CREATE, "r-2")
    return room


def test_a_room_has_a_name_of_its_own_a_real_platform_and_kinds_of_goods() -> None:
    assert opened().open
    for given, message in (
        ({"name": " "}, "请写上直播间的名字"),
        ({"name": "一号间"}, "已经有叫“一号间”的直播间"),
        ({"platform": Platform.ANY}, "不能选“不限平台”"),
        ({"kinds": frozenset()}, "请至少选一类商品"),
    ):
        with pytest.raises(RefusedError, match=message):
            opened(**given)  # type: ignore[arg-type]


def test_a_room_is_changed_closed_and_opened_again() -> None:
    changed, _ = rooms.edit(opened(), name="三号间", kinds=frozenset({Kind.BABY}), by=GUAN, at=NOW, taken=["一号间"])
    assert (changed.name, changed.kinds, changed.platform) == ("三号间", {Kind.BABY}, Platform.DOUYIN)
    gone, _ = rooms.close(changed, by=GUAN, at=NOW)
    assert rooms.reopen(gone, by=GUAN, at=NOW)[0] == changed
    with pytest.raises(RefusedError, match="已经停用"):
        rooms.close(gone, by=GUAN, at=NOW)
    with pytest.raises(RefusedError, match="没有停用"):
        rooms.reopen(changed, by=GUAN, at=NOW)
    with pytest.raises(RefusedError, match="已经有叫"):
        rooms.edit(changed, name="一号间", kinds=changed.kinds, by=GUAN, at=NOW, taken=["一号间"])


def test_a_card_gets_a_new_fingerprint_when_it_changes_and_only_then() -> None:
    made, _ = cards.create(BEEF, by=ZHANG, at=NOW, known=False)
    assert made == CARD
    dearer = replace(BEEF, price=49.9)
    changed, entry = cards.edit(made, dearer, by=ZHANG, at=NOW)
    assert changed.fingerprint != made.fingerprint
    assert (entry.data["before"], entry.data["fingerprint"]) == (made.fingerprint, changed.fingerprint)
    assert cards.edit(changed, BEEF, by=ZHANG, at=NOW)[0].fingerprint == made.fingerprint


def test_a_card_is_refused() -> None:
    gone, _ = cards.retire(CARD, by=ZHANG, at=NOW)
    refused: list[tuple[Callable[[], object], str]] = [
        (lambda: cards.create(BEEF, by=ZHANG, at=NOW, known=True), "已经有一张商品卡"),
        (lambda: cards.edit(CARD, BEEF, by=ZHANG, at=NOW), "没有要保存的改动"),
        (lambda: cards.edit(CARD, replace(BEEF, id="other"), by=ZHANG, at=NOW), "编号“niurou-gan”不能改"),
        (lambda: cards.edit(gone, replace(BEEF, price=1), by=ZHANG, at=NOW), "它已经停用，请另建一张"),
        (lambda: cards.retire(gone, by=ZHANG, at=NOW), "它已经停用了"),
    ]
    for move, message in refused:
        with pytest.raises(RefusedError, match=message):
            move()
