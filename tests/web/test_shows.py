"""Shows and their rosters: who is signed off, how many more, the proposal taken or changed turn by turn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coach.services import roster
from coach.web import clock, moments
from tests.web.ops_world import BEEF, DAY, HOUR, on_short_programme, signed


@pytest.fixture
def world(world):
    return replace(world, desk=on_short_programme(world.desk))


@pytest.fixture
def show(world):
    start = clock.now().replace(second=0, microsecond=0) + DAY
    return roster.plan_show(
        world.desk, world.people["ops"], room=world.rooms["甲"].id, name="年货节", products=[BEEF], start=start,
        end=start + 3 * HOUR, at=clock.now(),
    )  # fmt: skip


def fields(world, show, **more):
    return {
        "room": world.rooms["甲"].id, "name": "夜场", "products": ["niurou-gan"],
        "start": moments.field_time(show.start + DAY), "end": moments.field_time(show.end + DAY), **more,
    }  # fmt: skip


def test_a_show_is_planned_and_its_roster_says_how_many_are_lacking(world, show, enter, post, read_page):
    ops = enter("ops")
    answer = post(ops, "/shows/new", **fields(world, show))
    assert answer.status_code == 303
    page = read_page(ops.get(answer.headers["Location"]))
    page.assert_sound()
    assert "还缺 1 个人" in page.text()
    assert "没有抖音·食品的有效签字" in page.text()
    assert "夜场" in ops.get("/shows").text
    refused = post(ops, "/shows/new", **fields(world, show))
    assert refused.status_code == 422
    assert "已经有专场" in refused.text


def test_the_proposal_is_taken_at_once_and_changed_turn_by_turn(world, show, enter, post, read_page):
    signed(world)
    ops, address = enter("ops"), f"/shows/{show.id}"
    assert "人够了" in ops.get(address).text
    assert post(ops, f"{address}/accept").status_code == 303
    shifts = roster.get_roster(world.desk, world.people["ops"], show.id, at=clock.now()).shifts
    assert [one.end - one.start for one in shifts] == [1.5 * HOUR, 1.5 * HOUR]
    assert post(ops, f"{address}/accept").status_code == 422, "only while none stands"
    assert post(ops, f"{address}/shifts/{shifts[1].id}/clear").status_code == 303
    times = {"start": moments.field_time(shifts[1].start), "end": moments.field_time(show.end)}
    answer = post(ops, f"{address}/shifts", anchor=world.people["anchor"].id, **times)
    assert answer.status_code == 303, read_page(answer).text(read_page(answer).one("div", role="alert"))
    page = read_page(ops.get(address))
    page.assert_sound()
    again = post(ops, f"{address}/shifts", anchor=world.people["anchor"].id, **times)
    assert again.status_code == 422
    assert "已经有这一场的班" in again.text


def test_nobody_without_a_sign_off_goes_on_air(world, show, enter, post, read_page):
    ops, address = enter("ops"), f"/shows/{show.id}"
    refused = post(ops, f"{address}/accept")
    assert refused.status_code == 422
    read_page(refused).assert_sound()
    times = {"start": moments.field_time(show.start), "end": moments.field_time(show.end)}
    refused = post(ops, f"{address}/shifts", anchor=world.people["senior"].id, **times)
    assert refused.status_code == 422
    assert "没有抖音·食品的有效签字" in refused.text


def test_a_show_is_changed_on_what_was_seen_and_cancelled_with_a_reason(world, show, enter, post, read_page):
    ops, address = enter("ops"), f"/shows/{show.id}"
    page = read_page(ops.get(f"{address}/edit"))
    page.assert_sound()
    assert post(ops, f"{address}/edit", **fields(world, show, version="1")).status_code == 303
    stale = post(ops, f"{address}/edit", **fields(world, show, version="1", name="我改的"))
    assert stale.status_code == 409
    assert "我改的" in stale.text
    assert post(ops, f"{address}/cancel", reason="").status_code == 422
    assert post(ops, f"{address}/cancel", reason="缺货").status_code == 303
    assert "取消了" in ops.get(address).text


def test_an_anchor_sees_the_roster_without_links_to_what_others_may_not_see(world, show, enter, read_page):
    signed(world)
    page = read_page(enter("anchor").get(f"/shows/{show.id}"))
    page.assert_sound()
    assert "陈小敏" in page.text()
    assert not [a for a in page.root.iter("a") if (a.get("href") or "").startswith(("/signoffs", "/readiness/"))
                and a.get("href") != "/readiness/me"]  # fmt: skip
