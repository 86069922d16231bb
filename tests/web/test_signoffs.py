"""Signing: all evidence in sight, the password again, refusals that name what is missing, a sheet that tells the truth."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coach.services import cards, signoff
from coach.web import clock
from tests.web.ops_world import BEEF, HOUR, on_short_programme, practise, ready, signed
from tests.web.world import PASSWORD


@pytest.fixture
def world(world):
    return replace(world, desk=on_short_programme(world.desk))


def fields(world, **more):
    return {"platform": ["douyin"], "kind": ["food"], "room": world.rooms["甲"].id, "password": PASSWORD, **more}


def address(world):
    return f"/signoffs/{world.people['anchor'].id}/new"


def test_the_page_shows_scope_meaning_evidence_and_asks_for_the_password(world, enter, read_page):
    ready(world)
    page = read_page(enter("ops").get(address(world)))
    page.assert_sound()
    words = page.text()
    assert "我看过这位主播的练习、上播记录和事故记录" in words
    assert "条件齐了" in words
    assert page.one("input", name="password").get("autocomplete") == "current-password"
    assert len([a for a in page.root.iter("a") if (a.get("href") or "").startswith("/attempts/")]) >= 2


def test_signed_with_the_password_it_leads_to_the_sheet(world, enter, post, read_page):
    ready(world)
    ops = enter("ops")
    answer = post(ops, address(world), **fields(world))
    assert answer.status_code == 303
    page = read_page(ops.get(answer.headers["Location"]))
    page.assert_sound()
    words = page.text()
    (made,) = signoff.list_signoffs(world.desk, world.people["ops"], at=clock.now())
    entry = signoff.get_sheet(world.desk, world.people["ops"], made.signoff.id, at=clock.now()).entry
    for expected in ("陈小敏", "抖音 · 食品", "王运营", "有效", entry.hash, "上镜试播", "林老师"):
        assert expected in words, expected


def test_a_wrong_password_signs_nothing_and_too_many_must_wait(world, enter, post, read_page):
    ready(world)
    ops = enter("ops")
    for _ in range(5):
        answer = post(ops, address(world), **fields(world, password="wrong"))
        assert answer.status_code == 422
    page = read_page(answer)
    page.assert_sound()
    assert "密码不对" in page.text()
    assert post(ops, address(world), **fields(world)).status_code == 429
    assert signoff.list_signoffs(world.desk, world.people["ops"], at=clock.now()) == ()


def test_what_is_missing_is_named_line_by_line(world, enter, post, read_page):
    practise(world, at=clock.now())
    answer = post(enter("ops"), address(world), **fields(world))
    assert answer.status_code == 422
    page = read_page(answer)
    page.assert_sound()
    alert = page.text(page.one("div", role="alert"))
    assert "上镜试播：通过的场次" in alert
    assert "不同的人看过" in alert


@pytest.mark.parametrize("login", ["anchor", "senior", "trainer", "admin"])
def test_nobody_but_ops_signs(world, enter, post, login):
    ready(world)
    assert enter(login).get(address(world)).status_code == 403
    assert post(enter(login), address(world), **fields(world)).status_code == 403


def test_a_stale_sheet_says_why_and_is_renewed_by_password_once_the_evidence_is_there(world, enter, post, read_page):
    made = signed(world)
    beef = world.desk.library.get_product(BEEF)
    cards.edit_card(
        world.desk, world.people["ops"], replace(beef, facts={**beef.facts, "保质期": "6个月"}), seen=0, at=clock.now()
    )
    ops, sheet = enter("ops"), f"/signoffs/{made.id}"
    page = read_page(ops.get(sheet))
    page.assert_sound()
    assert "这张确认单已经失效" in page.text()
    assert "改过了" in page.text()
    refused = post(ops, f"{sheet}/renew", password=PASSWORD)
    assert refused.status_code == 422
    assert "按新卡再交一次" in refused.text
    practise(world, at=clock.now() - 3 * HOUR)
    answer = post(ops, f"{sheet}/renew", password=PASSWORD)
    assert answer.status_code == 303
    assert "历次签字" in ops.get(answer.headers["Location"]).text
    assert "这张已经续签" in ops.get(sheet).text


def test_revoked_with_a_reason_that_stays_on_the_sheet(world, enter, post, read_page):
    made = signed(world)
    ops, sheet = enter("ops"), f"/signoffs/{made.id}"
    assert post(ops, f"{sheet}/revoke", reason="  ").status_code == 422
    assert post(ops, f"{sheet}/revoke", reason="连续离开镜头").status_code == 303
    page = read_page(enter("anchor").get(sheet))
    page.assert_sound()
    assert "已撤销" in page.text()
    assert "连续离开镜头" in page.text()
    assert "renew" not in ops.get(sheet).text
