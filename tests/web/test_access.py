"""The way in: who gets a session, that it can't be stolen, forced, planted or led astray, and that it ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import unquote

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coach.services import invitations, people, second_step, signing_in
from coach.services.signing_in import token_id
from coach.storage.engine import open_engine
from coach.storage.migrating import upgrade
from coach.storage.unit_of_work import Store
from coach.training.access import CONSOLE
from coach.training.model import Role
from coach.web import auth, clock, create_app
from coach.web.pace import Pace
from coach.web.sessions import safe_next
from tests.web.conftest import Page
from tests.web.world import PASSWORD, World


@pytest.fixture(autouse=True)
def _fresh_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "TRIES", Pace(times=30, seconds=60))


@pytest.fixture
def sign_in(client: FlaskClient) -> Callable[..., TestResponse]:
    def sign_in_(login: str = "anchor", password: str = PASSWORD, **fields: str) -> TestResponse:
        page = Page(client.get("/login"))
        token = page.one("input", name="csrf_token").get("value")
        return client.post("/login", data={"csrf_token": token, "login": login, "password": password, **fields})

    return sign_in_


def test_signing_in_leads_home_and_where_one_wanted_to_go(client: FlaskClient, sign_in) -> None:
    assert sign_in().headers["Location"] in ("/today", "/script")
    assert client.get("/me").status_code == 200
    assert client.get("/").status_code == 303
    assert client.get("/login").status_code == 303


def test_a_closed_page_leads_to_the_door_and_back(client: FlaskClient, sign_in) -> None:
    answer = client.get("/search?q=米")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/login?next=")
    door = Page(client.get(answer.headers["Location"]))
    onward = door.one("input", name="next").get("value", "")
    assert onward == "/search?q=米"
    assert unquote(sign_in(next=onward).headers["Location"]) == onward


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "/\t/evil.example/",
        "javascript:alert(1)",
        "evil.example",
        "/me\r\nSet-Cookie: x=y",
        "http:/evil.example",
        "",
    ],
)
def test_nobody_is_led_to_another_host(sign_in, target: str) -> None:
    assert safe_next(target) == ""
    location = sign_in(next=target).headers["Location"]
    assert re.fullmatch(r"/[a-z]+", location), location


def test_a_wrong_password_says_so_and_keeps_the_login(client: FlaskClient, sign_in) -> None:
    answer = sign_in(password="falsch")
    assert answer.status_code == 422
    page = Page(answer)
    page.assert_sound()
    assert "登录名或密码不对" in page.text()
    assert page.one("input", id="field-login").get("value") == "anchor"
    assert page.one("input", id="field-password").get("value") is None
    assert client.get("/me").status_code == 303


def test_after_five_mistakes_one_waits_but_others_and_known_browsers_do_not(
    app: Flask, client: FlaskClient, sign_in
) -> None:
    assert sign_in().status_code == 303  # from now on this browser is known for this login
    client.post("/logout", data={"csrf_token": Page(client.get("/me")).all("input", name="csrf_token")[0].get("value")})
    thief = app.test_client()
    token = Page(thief.get("/login")).one("input", name="csrf_token").get("value")
    wrong = {"csrf_token": token, "login": "anchor", "password": "falsch"}
    assert [thief.post("/login", data=wrong).status_code for _ in range(6)] == [422] * 5 + [429]
    waiting = thief.post("/login", data={**wrong, "password": PASSWORD})
    assert waiting.status_code == 429
    assert int(waiting.headers["Retry-After"]) > 20
    Page(waiting).assert_sound()
    assert sign_in().status_code == 303, "from the same address, but from the browser of its owner"
    assert thief.post("/login", data={**wrong, "login": "trainer", "password": PASSWORD}).status_code == 303


def test_guessing_many_logins_from_one_place_is_slowed_down(client: FlaskClient, monkeypatch, sign_in) -> None:
    monkeypatch.setattr(auth, "TRIES", Pace(times=3, seconds=60))
    assert [sign_in(login=f"x{number}").status_code for number in range(4)] == [422, 422, 422, 429]


def test_the_session_is_another_one_after_signing_in(client: FlaskClient, sign_in) -> None:
    client.get("/login")
    with client.session_transaction() as session:
        before = dict(session)
        session["planted"] = "by somebody else"
    assert sign_in().status_code == 303
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != before["csrf_token"]
        assert session["_user_id"]


def test_a_session_cookie_of_before_is_worth_nothing_afterwards(app: Flask, client: FlaskClient, sign_in) -> None:
    client.get("/login")
    planted = client.get_cookie("coach")
    assert planted is not None
    sign_in()
    other = app.test_client()
    other.set_cookie("coach", planted.value)
    assert other.get("/me").status_code == 303


def test_a_copied_cookie_ends_with_the_session(app: Flask, client: FlaskClient, sign_in, post) -> None:
    sign_in()
    kept = client.get_cookie("coach")
    assert kept is not None
    thief = app.test_client()
    thief.set_cookie("coach", kept.value)
    assert thief.get("/me").status_code == 200
    out = post(client, "/logout")
    assert out.headers["Location"] == "/login"
    assert "cache" in out.headers["Clear-Site-Data"]
    assert thief.get("/me").status_code == 303
    assert client.get("/me").status_code == 303


def test_a_forged_cookie_opens_nothing(client: FlaskClient) -> None:
    for value in ("eyJfdXNlcl9pZCI6IjEifQ.aaaa.bbbb", "", "x" * 4000):
        client.set_cookie("coach", value)
        assert client.get("/me").status_code == 303


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_cookies_are_closed_to_scripts_other_sites_and_open_lines(app: Flask, scheme: str) -> None:
    client = app.test_client()
    base = f"{scheme}://coach.example"
    token = Page(client.get("/login", base_url=base)).one("input", name="csrf_token").get("value")
    sent = {"csrf_token": token, "login": "anchor", "password": PASSWORD}
    answer = client.post("/login", data=sent, base_url=base, headers={"Referer": f"{base}/login"})
    cookies = answer.headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {"coach", "coach_known"}
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert ("Secure" in cookie) is (scheme == "https")


def test_an_unused_session_ends(app: Flask, world: World, enter, monkeypatch) -> None:
    client = enter("anchor")
    assert client.get("/me").status_code == 200
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(hours=13))
    answer = client.get("/me", follow_redirects=True)
    assert "登录已过期" in answer.text
    Page(answer).assert_sound()


def test_a_program_is_told_in_json(client: FlaskClient) -> None:
    answer = client.get("/me", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.get_json()["error"]["message"].startswith("请先登录")


def test_a_new_password_ends_all_other_sessions_and_needs_the_old_one(world: World, enter, post) -> None:
    here, there = enter("anchor"), enter("anchor")
    new = {"password": "一句新的长密码 2026", "again": "一句新的长密码 2026"}
    refused = post(here, "/me/password", current="falsch", **new)
    assert refused.status_code == 422
    Page(refused).assert_sound()
    assert post(here, "/me/password", current=PASSWORD, password="a different", again="from this").status_code == 422
    assert post(here, "/me/password", current=PASSWORD, **new).status_code == 303
    assert here.get("/me").status_code == 200
    assert there.get("/me").status_code == 303


def test_one_signs_out_everywhere_else(enter, post) -> None:
    here, there = enter("anchor"), enter("anchor")
    assert post(here, "/me/sessions/end").status_code == 303
    assert here.get("/me").status_code == 200
    assert there.get("/me").status_code == 303


def test_whoever_is_switched_off_is_out_at_once(world: World, enter) -> None:
    client = enter("anchor")
    people.disable_user(world.desk, CONSOLE, world.people["anchor"].id, reason="离职", at=clock.now())
    assert client.get("/me").status_code == 303


def test_codes_are_set_up_with_a_picture_and_then_asked_for(app: Flask, world: World, enter, post, sign_in) -> None:
    mine = enter("anchor")
    page = Page(post(mine, "/me/codes"))
    page.assert_sound()
    assert [e for e in page.one("div", role="img").iter() if e.tag.endswith("path")]
    kept = second_step.find_second_step(world.desk, world.people["anchor"], key=str(app.secret_key))
    assert kept is not None
    assert kept.secret in page.text()
    assert post(mine, "/me/codes/confirm", code="1").status_code == 422
    code = pyotp.TOTP(kept.secret).at(clock.now() - timedelta(seconds=30))
    assert post(mine, "/me/codes/confirm", code=code).status_code == 303
    late = post(mine, "/me/codes/confirm", code="1")
    assert late.status_code == 422
    assert kept.secret not in late.text, "whoever finds an open browser can't copy the codes"
    asked = sign_in()
    assert asked.status_code == 422
    assert Page(asked).one("input", id="field-code").get("autocomplete") == "one-time-code"
    assert sign_in(code=pyotp.TOTP(kept.secret).at(clock.now() + timedelta(seconds=30))).status_code == 303


def test_an_admin_invites_and_the_invited_person_sets_a_password(app: Flask, enter, post, client: FlaskClient) -> None:
    admin = enter("admin")
    answer = post(admin, "/admin/users/new", name="新人", login="xinren", roles=["anchor"])
    person = answer.headers["Location"]
    page = Page(admin.get(person))
    page.assert_sound()
    link = page.one("input", id="link").get("value", "")
    assert Page(admin.get(person)).all("input", id="link") == [], "it is shown once"
    path = link.removeprefix("http://localhost")
    welcome = Page(client.get(path))
    welcome.assert_sound()
    assert "新人，欢迎" in welcome.text()
    token = welcome.one("input", name="csrf_token").get("value")
    data = {"csrf_token": token, "password": PASSWORD, "again": PASSWORD}
    assert client.post(path, data=data).headers["Location"] == "/login"
    assert client.get(path).status_code == 404
    data["csrf_token"] = Page(client.get("/login")).one("input", name="csrf_token").get("value", "")
    assert client.post(path, data=data).status_code == 404


def test_a_guessed_link_is_no_link(client: FlaskClient, world: World) -> None:
    invitations.invite(world.desk, CONSOLE, world.people["anchor"].id, token="right", at=clock.now())
    assert client.get("/join/right").status_code == 200
    for guess in ("wrong", token_id("right"), "right ", "%00"):
        assert client.get(f"/join/{guess}").status_code == 404


@pytest.fixture
def first_run(coach, world: World, tmp_path) -> FlaskClient:
    engine = open_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    upgrade(engine)
    app = create_app(coach.settings, coach, replace(world.desk, store=Store(engine)))
    app.testing = False
    return app.test_client()


def test_the_first_run_makes_the_admin_and_only_once(first_run: FlaskClient) -> None:
    assert first_run.get("/").status_code == 200
    assert first_run.get("/login").headers["Location"] == "/setup"
    page = Page(first_run.get("/setup"))
    page.assert_sound()
    token = page.one("input", name="csrf_token").get("value")
    data = {"csrf_token": token, "name": "郑管理", "login": "zheng", "password": "kurz", "again": "kurz"}
    refused = first_run.post("/setup", data=data)
    assert refused.status_code == 422
    assert Page(refused).one("input", id="field-name").get("value") == "郑管理"
    done = first_run.post("/setup", data={**data, "password": PASSWORD, "again": PASSWORD})
    assert done.headers["Location"] == "/admin/users"
    Page(first_run.get("/admin/users")).assert_sound()
    assert first_run.get("/setup").status_code == 303
    other = first_run.application.test_client()
    token = Page(other.get("/login")).one("input", name="csrf_token").get("value")
    again = other.post("/setup", data={**data, "csrf_token": token, "password": PASSWORD, "again": PASSWORD})
    assert again.status_code == 422
    assert "已经有人员了" in again.text


def test_signing_in_and_out_is_on_the_trail(world: World, sign_in, client: FlaskClient, post) -> None:
    sign_in()
    post(client, "/logout")
    with world.desk.reading() as uow:
        acts = [entry.act for entry in uow.audit.newest(limit=2)]
    assert acts == ["user.sign_out", "user.sign_in"]


def test_the_role_decides_the_way_through_the_app(enter) -> None:
    for login, name in (("admin", "人员"), ("anchor", "自检")):
        page = Page(enter(login).get("/me"))
        bars = page.all("nav", aria_label="主导航") + page.all("nav", aria_label="底部导航")
        assert len(bars) == 2
        assert all(name in page.text(bar) for bar in bars)
    assert "人员" not in Page(enter("anchor").get("/me")).text(
        Page(enter("anchor").get("/me")).one("nav", aria_label="主导航")
    )


SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'`{{7*7}}"


def test_text_from_people_is_never_markup(world: World, enter, post) -> None:
    admin = enter("admin")
    person = world.people["anchor"]
    people.rename_user(world.desk, CONSOLE, person.id, name=SCRIPT[:40], seen=person.version, at=clock.now())
    post(admin, "/admin/rooms/new", name=SCRIPT[:40], platform="douyin", kinds=["food"])
    signing_in.renew(world.desk, person, token="x", address="", device=SCRIPT, at=clock.now())
    addresses = (
        "/admin/users",
        f"/admin/users/{person.id}",
        "/admin/rooms",
        "/admin/audit",
        "/search?q=alert",
        f"/search?q={SCRIPT}",
        f"/admin/packs?q={SCRIPT}",
        f"/admin/users?q={SCRIPT}",
        f"/login?next={SCRIPT}",
        f"/no-such/{SCRIPT}",
    )
    for client in (admin, enter("anchor")):
        for address in (*addresses, "/me"):
            page = Page(client.get(address))
            assert all(script.get("src", "").startswith("/") for script in page.all("script")), address
            assert page.all("img") == [], address
            assert "49" not in page.text() or "{{7*7}}" in page.text() or SCRIPT not in address
            if page.response.status_code in (200, 404):
                page.assert_sound()


def test_the_roles_of_the_world_are_all_roles(world: World) -> None:
    assert {role for user in world.people.values() for role in user.roles} == set(Role)


def test_a_part_of_a_page_sends_the_whole_page_to_the_door(client: FlaskClient) -> None:
    answer = client.get("/me", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/login")


def test_the_key_that_signs_cookies_is_kept_and_closed_to_others(coach, world: World, tmp_path) -> None:
    settings = replace(coach.settings, secret_key=None, instance=tmp_path / "new")
    first, again = (create_app(settings, coach, world.desk) for _ in range(2))
    assert first.secret_key == again.secret_key
    assert (tmp_path / "new" / "secret_key").stat().st_mode & 0o077 == 0
    assert len(str(first.secret_key)) == 64


@pytest.mark.parametrize("proxies", [0, 1])
def test_a_proxys_word_is_taken_only_where_one_was_announced(coach, world: World, proxies: int) -> None:
    app = create_app(replace(coach.settings, proxies=proxies), coach, world.desk)
    client = app.test_client()
    said = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "coach.example"}
    page = Page(client.get("/login", headers=said))
    token = page.one("input", name="csrf_token").get("value")
    form = {"csrf_token": token, "login": "anchor", "password": PASSWORD}
    base = "https://coach.example" if proxies else "http://localhost"
    client.post("/login", data=form, headers={**said, "Referer": f"{base}/login"})
    with world.desk.reading() as uow:
        (kept,) = uow.sign_ins.list(person=world.people["anchor"].id)
    assert kept.address == ("203.0.113.9" if proxies else "127.0.0.1")
    assert ("Secure" in page.response.headers["Set-Cookie"]) is bool(proxies)
