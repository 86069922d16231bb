"""The list of rooms: those in use first, by name, twenty a page, each with its people."""

from __future__ import annotations

from coach.scoring import Kind, Platform
from coach.services import rooms
from coach.web import clock
from tests.web.conftest import Page


def test_many_rooms_come_page_by_page(world, enter):
    for number in range(25):
        rooms.add_room(
            world.desk, world.people["admin"], name=f"分店{number:02}", platform=Platform.DOUYIN, kinds=[Kind.FOOD],
            at=clock.now(),
        )  # fmt: skip
    admin = enter("admin")
    first = Page(admin.get("/admin/rooms"))
    first.assert_sound()
    assert "分店00" in first.text()
    assert "后面的" in first.text()
    assert "前面的" not in first.text()
    second = Page(admin.get("/admin/rooms?page=2"))
    second.assert_sound()
    assert "分店24" in second.text()
    assert "分店00" not in second.text()
    beyond = Page(admin.get("/admin/rooms?page=9"))
    beyond.assert_sound()
    assert "没有更多直播间" in beyond.text()


def test_a_closed_room_comes_last_and_still_counts_its_people(world, enter):
    rooms.close_room(world.desk, world.people["admin"], world.rooms["甲"].id, at=clock.now())
    page = Page(enter("admin").get("/admin/rooms"))
    rows = [row for row in page.all("tr") if "已停用" in page.text(row) or "在用" in page.text(row)]
    assert "已停用" in page.text(rows[-1])
    assert all("在用" in page.text(row) for row in rows[:-1])
    people = sum(world.rooms["甲"].id in one.rooms for one in world.people.values())
    assert str(people) in page.text(rows[-1])
