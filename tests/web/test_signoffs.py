"""Signing: all evidence in sight, the password again, refusals that name what is missing, a sheet that tells the truth."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from coach.scoring import Kind, Platform
from coach.services import cards, delivering, incidents, people, rooms, signoff
from coach.training.access import CONSOLE
from coach.training.model import IncidentSeverity
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


def rows(page):
    return [page.text(row) for row in page.root.iter("tr")][1:]


def test_the_list_shows_each_sign_off_where_it_stands_with_its_ways_on(world, enter, read_page):
    made = signed(world)
    page = read_page(enter("ops").get("/signoffs"))
    page.assert_sound()
    (row,) = rows(page)
    for expected in ("陈小敏", "甲号直播间", "抖音 · 食品", "有效", "王运营"):
        assert expected in row, expected
    assert {link.get("href") for link in page.all("a", aria_current="true")} == {"/readiness"}, "where one is"
    ways = {link.get("href") for link in page.root.iter("a")}
    assert {f"/signoffs/{made.id}", f"/signoffs/{made.id}#renew-title", f"/signoffs/{made.id}#revoke-title"} <= ways
    for login in ("anchor", "trainer", "admin"):
        page = read_page(enter(login).get("/signoffs"))
        page.assert_sound()
        assert len(rows(page)) == 1, login
        assert not any("#re" in (link.get("href") or "") for link in page.root.iter("a")), "ops of the room sign"
    assert "还没有签过字" in read_page(enter("trainer2").get("/signoffs")).text()


def test_each_state_has_its_list_and_its_number(world, enter, post, read_page, monkeypatch):
    made, ops = signed(world), enter("ops")

    def there(state):
        page = read_page(ops.get(f"/signoffs?at={state}"))
        page.assert_sound()
        assert len(rows(page)) == int(
            page.text(page.one("a", aria_current="page", href=f"/signoffs?at={state}")).split()[1]
        )
        return " ".join(rows(page))

    assert "有效" in there("valid")
    real, ahead = clock.now, timedelta(days=world.desk.programme.signoff.days - 1)
    with monkeypatch.context() as later:
        later.setattr(clock, "now", lambda: real() + ahead)
        ops = enter("ops")
        assert "快到期" in there("expiring")
        assert there("valid") == ""
    ops = enter("ops")
    incidents.log(
        world.desk, world.people["ops"], anchor=made.anchor, room=made.room, happened=clock.now(), said="全网最低价",
        severity=IncidentSeverity.MINOR, at=clock.now(),
    )  # fmt: skip
    assert "签字后登记了轻微事故" in there("stale")
    assert there("valid") == ""
    post(ops, f"/signoffs/{made.id}/revoke", reason="连续离开镜头")
    assert "原因：连续离开镜头" in there("revoked")
    assert there("stale") == ""


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("platform=douyin&kind=food", True),
        ("platform=xiaohongshu", False),
        ("kind=home", False),
        ("q=小敏", True),
        ("q=%25", False),
        ("room=@", True),
        ("page=2", False),
        ("page=x&at=nonsense&kind=nonsense", True),
    ],
)
def test_the_list_is_narrowed_down(world, enter, read_page, query, there):
    signed(world)
    page = read_page(enter("ops").get(f"/signoffs?{query.replace('@', str(world.rooms['甲'].id))}"))
    page.assert_sound()
    assert bool(rows(page)) is there


def test_a_record_changed_behind_the_signature_is_found_and_then_stands_in_every_list(world, enter, read_page):
    made = signed(world)
    with world.desk.store.engine.begin() as connection:
        connection.execute(text("UPDATE stage_session SET transcript = 'anders' WHERE verdict = 'pass'"))
    ops = enter("ops")
    assert "和签字时不同" in read_page(ops.get(f"/signoffs/{made.id}")).text(), "the sheet looks at every record"
    delivering.notice_stale(world.desk, at=clock.now())
    for address in ("/signoffs", "/readiness"):
        assert "和签字时不同" in read_page(ops.get(address)).text(), address


def test_whoever_sees_only_their_own_is_not_offered_a_room_and_never_refused(world, enter, read_page):
    signed(world)
    made = [
        rooms.add_room(
            world.desk, CONSOLE, name=f"第{number}间", platform=Platform.DOUYIN, kinds=[Kind.FOOD], at=clock.now()
        ).id
        for number in range(4)
    ]
    anchor = people.get_user(world.desk, CONSOLE, world.people["anchor"].id)
    people.set_rooms(world.desk, CONSOLE, anchor.id, rooms=[*anchor.rooms, *made], seen=anchor.version, at=clock.now())
    client = enter("anchor")
    for address in ("/signoffs", "/readiness", "/incidents", "/stages"):
        page = read_page(client.get(address))
        page.assert_sound()
        assert page.response.status_code == 200, address
        assert page.all("select", name="room") == [], address
