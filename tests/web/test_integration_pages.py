"""The admin's pages for tokens and webhooks: a secret is shown once, keys in addresses never, and a test really goes out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coach.services import tokens
from coach.training.access import CONSOLE
from coach.web import create_app
from coach.wiring import Coach
from tests.receiver import Receiver, receiving
from tests.web.conftest import Page
from tests.web.world import World

EVIL = '"><script>alert(1)</script>'
Post = Callable[..., TestResponse]


@pytest.fixture
def admin(enter: Callable[[str], FlaskClient]) -> FlaskClient:
    return enter("admin")


@pytest.fixture
def private() -> bool:
    """Return whether messages may go to this machine."""
    return True


@pytest.fixture
def app(coach: Coach, world: World, tmp_path: Path, private: bool) -> Flask:
    settings = replace(coach.settings, instance=tmp_path / "instance", private_webhooks=private)
    return create_app(settings, replace(coach, settings=settings), world.desk)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


def make(post: Post, admin: FlaskClient, world: World, **more: object) -> TestResponse:
    wanted = {"name": "看板", "person": world.people["ops"].id, "scopes": ["check", "readiness:read"], "days": "90"}
    return post(admin, "/admin/tokens", **{**wanted, **more})


def test_the_secret_is_shown_once_and_lets_a_program_in(
    admin: FlaskClient, post: Post, world: World, app: Flask
) -> None:
    made = make(post, admin, world)
    assert made.status_code == 201
    assert made.headers["Cache-Control"] == "no-store"
    page = Page(made)
    page.assert_sound()
    secret = page.text(page.one("code"))
    told = app.test_client().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"}).get_json()
    assert (told["login"], told["scopes"]) == ("ops", ["check", "readiness:read"])
    listed = admin.get("/admin/tokens")
    Page(listed).assert_sound()
    assert secret not in listed.text
    assert "王运营" in listed.text
    assert "还没用过" not in listed.text


def test_a_token_is_taken_back_from_the_list(admin: FlaskClient, post: Post, world: World, app: Flask) -> None:
    secret = Page(make(post, admin, world)).one("code").text or ""
    path = f"/admin/tokens/{hashlib.sha256(secret.encode()).hexdigest()}/revoke"
    assert post(admin, path).status_code == 303
    assert "已撤销" in admin.get("/admin/tokens").text
    headers = {"Authorization": f"Bearer {secret}"}
    assert app.test_client().get("/api/v1/me", headers=headers).status_code == 401
    assert post(admin, path).status_code == 422


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "名称要 1 到 60 个字"),
        ({"scopes": []}, "至少选一个范围"),
        ({"scopes": ["everything"]}, "不认识的选项"),
        ({"days": "9999"}, "到期日"),
        ({"days": "x"}, "要填整数"),
    ],
)
def test_a_mistake_keeps_what_was_typed(
    admin: FlaskClient, post: Post, world: World, wrong: dict[str, object], said: str
) -> None:
    answer = make(post, admin, world, **{"name": "排班系统", **wrong})
    assert answer.status_code == 422
    page = Page(answer)
    page.assert_sound()
    assert said in page.text()
    assert page.one("input", name="name").get("value") == wrong.get("name", "排班系统")
    assert tokens.list_tokens(world.desk, CONSOLE) == ()


def test_names_are_never_markup(admin: FlaskClient, post: Post, world: World) -> None:
    make(post, admin, world, name=EVIL)
    hook(post, admin, "https://example.com/hook", name=EVIL)
    for path in ("/admin/tokens", "/admin/webhooks"):
        text = admin.get(path).text
        assert EVIL not in text
        assert escape(EVIL).replace("&quot;", "&#34;") in text


def hook(post: Post, admin: FlaskClient, url: str, **more: object) -> TestResponse:
    wanted = {"name": "群", "form": "dingtalk", "url": url, "secret": "SECdemo", "events": ["incident.logged"]}
    return post(admin, "/admin/webhooks", **{**wanted, "room": "", **more})


def address(admin: FlaskClient, verb: str) -> str:
    page = Page(admin.get("/admin/webhooks"))
    page.assert_sound()
    (found,) = (e.get("action", "") for e in page.all("form") if (e.get("action") or "").endswith(verb))
    return found


def test_a_test_message_goes_out_at_once_and_the_log_shows_it(
    admin: FlaskClient, post: Post, receiver: Receiver
) -> None:
    receiver.answers = [(200, '{"errcode":310000,"errmsg":"sign not match"}'), (200, '{"errcode":0}')]
    assert hook(post, admin, f"{receiver.url}?access_token=geheim").status_code == 303
    assert "geheim" not in admin.get("/admin/webhooks").text
    path = address(admin, "/test")
    assert "sign not match" in post(admin, path).text + admin.get("/admin/webhooks").text
    post(admin, path)
    assert len(receiver.got) == 2
    assert "access_token=geheim&timestamp=" in receiver.got[1][0]
    shown = Page(admin.get("/admin/webhooks"))
    shown.assert_sound()
    assert "已送到" in shown.text()
    assert "没有送到" in shown.text()


@pytest.mark.parametrize("private", [False])
def test_without_the_setting_nothing_goes_to_this_machine(admin: FlaskClient, post: Post, receiver: Receiver) -> None:
    hook(post, admin, receiver.url.replace("http:", "https:"))
    post(admin, address(admin, "/test"))
    assert receiver.got == []
    assert "内网地址" in admin.get("/admin/webhooks").text


def test_a_webhook_rests_works_again_and_is_removed(admin: FlaskClient, post: Post) -> None:
    hook(post, admin, "https://example.com/hook", form="json", secret="")
    assert "whsec_" in admin.get("/admin/webhooks").text
    post(admin, address(admin, "/switch"), active="0")
    assert "已停用" in admin.get("/admin/webhooks").text
    post(admin, address(admin, "/switch"), active="1")
    post(admin, address(admin, "/remove"))
    assert "还没有推送地址" in admin.get("/admin/webhooks").text


def test_a_wrong_webhook_keeps_what_was_typed(admin: FlaskClient, post: Post) -> None:
    answer = hook(post, admin, "http//wrong", events=[])
    assert answer.status_code == 422
    page = Page(answer)
    page.assert_sound()
    assert "网址" in page.text()
    assert page.one("input", name="url").get("value") == "http//wrong"
