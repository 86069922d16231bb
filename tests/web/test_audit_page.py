"""The audit page narrows down by person, room, act and day; what it can't read it says, and other rooms stay closed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coach.services import people, rooms
from coach.training.access import CONSOLE
from coach.web import clock
from coach.web.moments import ZONE
from tests.web.conftest import Page
from tests.web.practice import REVIEWED, give
from tests.web.world import AT


def lines(client, **query):
    page = Page(client.get("/admin/audit", query_string=query))
    page.assert_sound()
    return [page.text(e) for e in page.all("li") if (e.get("id") or "").startswith("entry-")]


@pytest.fixture
def admin(world, enter):
    give(world, REVIEWED)
    people.disable_user(world.desk, world.people["admin"], world.people["anchor2"].id, reason="离职", at=clock.now())
    rooms.close_room(world.desk, world.people["admin"], world.rooms["乙"].id, at=clock.now())
    return enter("admin")


def test_by_act_or_by_all_acts_of_a_kind(admin) -> None:
    assert len(lines(admin, act="user.disable")) == 1
    assert all("停用了" in one for one in lines(admin, act="room.close"))
    whole = lines(admin, act="user.")
    assert len(whole) == 8
    assert not any("直播间“" in one for one in whole)
    assert lines(admin, act="user%") == lines(admin, act="nothing.") == []


def test_by_who_did_it_and_about_whom_by_name_login_or_id(admin, world) -> None:
    for who in ("郑管理", "admin", world.people["admin"].id):
        assert len(lines(admin, by=who)) == 2
    for whom in ("赵小红", "ANCHOR2", world.people["anchor2"].id):
        assert len(lines(admin, subject=whom)) == 2
    assert lines(admin, by="没有这个人") == []


def test_by_day_in_china_both_days_included(admin) -> None:
    first, today = AT.astimezone(ZONE).date(), clock.now().astimezone(ZONE).date()
    made = lines(admin, since=first.isoformat(), until=first.isoformat())
    assert len(made) == 9
    assert len(lines(admin, since=today.isoformat())) == 3
    assert len(lines(admin, until=(first - timedelta(days=1)).isoformat())) == 0


def test_by_room_and_never_of_a_room_that_is_not_ones_own(admin, world, enter) -> None:
    here, there = (world.rooms[name].id for name in ("甲", "乙"))
    assert any("布置了练习" in one for one in lines(admin, room=here))
    assert not any("布置了练习" in one for one in lines(admin, room=there))
    ops = enter("ops")
    assert lines(ops, room=here)
    assert ops.get(f"/admin/audit?room={there}").status_code == 403


def test_a_filter_that_is_no_date_is_told_beside_the_field(admin) -> None:
    page = Page(admin.get("/admin/audit?since=morgen"))
    page.assert_sound()
    assert page.one("input", id="field-since").get("aria-invalid") == "true"


def test_the_next_page_keeps_the_filters(admin, world) -> None:
    for number in range(60):
        people.rename_user(
            world.desk, CONSOLE, world.people["anchor"].id, name=f"名{number}", seen=number + 1, at=clock.now()
        )
    page = Page(admin.get("/admin/audit?act=user.edit&by=console"))
    (older,) = [e.get("href") for e in page.all("a") if page.text(e) == "更早的"]
    assert "act=user.edit" in older
    assert "by=console" in older
    assert len(Page(admin.get(older)).all("ol")[-1]) == 10
