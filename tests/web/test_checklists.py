"""Checklists: begun for a room or a show, signed item by item by those who may, closed when nothing is missing."""

from __future__ import annotations

import pytest

from coach.services import checklists, roster
from coach.training.model import CardId, ChecklistId
from coach.web import clock
from tests.web.ops_world import DAY, HOUR


@pytest.fixture
def run(world):
    return checklists.start(
        world.desk, world.people["ops"], ChecklistId("room"), room=world.rooms["甲"].id, at=clock.now()
    ).id


def test_a_list_about_a_show_needs_one_and_names_it(world, enter, post, read_page):
    ops = enter("ops")
    answer = post(ops, "/checklists", checklist="million-show", about=f"room:{world.rooms['甲'].id}")
    assert answer.status_code == 422
    read_page(answer).assert_sound()
    assert "请先选一个专场" in answer.text
    show = roster.plan_show(
        world.desk, world.people["ops"], room=world.rooms["甲"].id, name="年货节", products=[CardId("niurou-gan")],
        start=clock.now() + DAY, end=clock.now() + DAY + HOUR, at=clock.now(),
    )  # fmt: skip
    answer = post(ops, "/checklists", checklist="million-show", about=f"show:{show.id}")
    assert answer.status_code == 303
    page = read_page(ops.get(answer.headers["Location"]))
    page.assert_sound()
    assert "年货节" in page.text()
    assert "播前 · " in page.text()


@pytest.mark.parametrize("fields", [{}, {"checklist": "room", "about": "x"}, {"checklist": "room"}])
def test_nothing_is_begun_without_a_place(enter, post, fields):
    answer = post(enter("ops"), "/checklists", **fields)
    assert answer.status_code == 422
    assert "请选查哪个直播间或哪个专场" in answer.text


def test_each_item_is_signed_by_name_and_may_be_signed_again(world, run, enter, post, read_page):
    ops, item = enter("ops"), f"/checklists/{run}/items/goods-roles"
    assert post(ops, item, met="no", note="").status_code == 422
    assert post(ops, item, met="no", note="还没定").status_code == 303
    assert "没做到" in ops.get(f"/checklists/{run}").text
    answer = post(ops, item, met="yes", note="四款都定了")
    assert answer.headers["Location"].endswith("#item-goods-roles")
    page = read_page(ops.get(f"/checklists/{run}"))
    page.assert_sound()
    assert "四款都定了" in page.text()
    assert "1/18" in page.text(page.one("div", role="status"))
    marks = checklists.get_run(world.desk, world.people["ops"], run).run.marks
    assert [one.met for one in marks] == [False, True], "all words are kept"


def test_what_only_ops_sign_has_no_button_for_others(run, enter):
    senior = enter("senior").get(f"/checklists/{run}").text
    assert "items/goods-roles" in senior
    assert "items/goods-traffic" not in senior
    assert "items/goods-traffic" in enter("ops").get(f"/checklists/{run}").text
    assert "items/" not in enter("anchor").get(f"/checklists/{run}").text


def test_it_closes_when_all_that_must_be_is_done_and_names_what_is_not(world, run, enter, post, read_page):
    ops = enter("ops")
    refused = post(ops, f"/checklists/{run}/close")
    assert refused.status_code == 422
    page = read_page(refused)
    page.assert_sound()
    assert "还没有签" in page.text(page.one("div", role="alert"))
    for item in world.desk.programme.get_checklist("room").items:
        checklists.mark(world.desk, world.people["ops"], run, item.id, met=True, note="看过", at=clock.now())
    assert post(ops, f"/checklists/{run}/close").status_code == 303
    page = read_page(ops.get(f"/checklists/{run}"))
    page.assert_sound()
    assert "查完了" in page.text()
    assert "items/" not in ops.get(f"/checklists/{run}").text
