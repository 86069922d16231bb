"""Changing the programme on the web: seen before it is kept, in force at the next page, taken back, and refused kindly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web import ops_world
from tests.web.conftest import Page
from tests.web.routes.trainer import GATE
from tests.web.world import World

RUBRIC = "/programme/parts/rubric.plan"
Enter = Callable[[str], FlaskClient]
Post = Callable[..., TestResponse]
PART = "/programme/parts/gate.rehearsal"


def fields(page: Page) -> dict[str, list[str] | str]:
    """Return what a browser would send of the form on a page."""
    found: dict[str, list[str] | str] = {
        e.get("name", ""): e.get("value", "") for e in page.all("input") if e.get("type") not in ("checkbox", "search")
    }
    for e in page.all("textarea"):
        found[e.get("name", "")] = (e.text or "").removeprefix("\n")
    for e in page.all("input", type="checkbox"):
        if e.get("checked") is not None:
            found[e.get("name", "")] = [*found.get(e.get("name", ""), []), e.get("value", "")]
    return {key: value for key, value in found.items() if key != "csrf_token"}


def test_a_preview_tells_what_changes_and_who_then_it_is_kept_and_shown(enter: Enter, post: Post) -> None:
    client = enter("trainer")
    seen = Page(post(client, f"{PART}/preview", **GATE, seen="0"))
    seen.assert_sound()
    preview = seen.text(seen.one("div", id="preview"))
    assert "2 →" in preview
    assert "现在没有人受影响" in preview
    refused = post(client, PART, **GATE, seen="0", why="")
    assert refused.status_code == 422
    assert "为什么改" in Page(refused).text(Page(refused).one("div", id="field-why-error"))
    kept = post(client, PART, **GATE, seen="0", why="试播要三场")
    assert kept.headers["Location"] == "/programme/versions"
    page = Page(client.get("/programme/versions"))
    page.assert_sound()
    assert "试播要三场" in page.text()
    assert "通过 3 场" in client.get("/programme").text
    late = post(enter("admin"), PART, **{**GATE, "sessions": "5"}, seen="0", why="我也改")
    assert late.status_code == 409
    assert "改过培养方案" in late.text


class TestOnAShortProgramme:
    """With an anchor who is signed off."""

    @pytest.fixture
    def world(self, world: World) -> World:
        return replace(world, desk=ops_world.on_short_programme(world.desk))

    def test_a_sign_off_falls_by_a_change_and_holds_again_when_it_is_taken_back(
        self, enter: Enter, post: Post, world: World
    ) -> None:
        signed = ops_world.signed(world)
        ops, trainer = enter("ops"), enter("trainer")
        assert "培养方案改过了" not in ops.get(f"/signoffs/{signed.id}").text
        form = {**fields(Page(trainer.get(RUBRIC))), "must-6": "yes"}
        told = post(trainer, f"{RUBRIC}/preview", **form)
        assert "签字会失效" in told.text
        assert {"不要求", "必须做到"} <= set(Page(told).text(Page(told).one("div", id="preview")).split())
        post(trainer, RUBRIC, **form, why="题目要的必须都有")
        assert "培养方案改过了" in ops.get(f"/signoffs/{signed.id}").text
        back = Page(trainer.get("/programme/versions/0"))
        assert "签字恢复有效" in back.text()
        post(trainer, "/programme/versions/0", seen="1", why="太严了")
        assert "培养方案改过了" not in ops.get(f"/signoffs/{signed.id}").text


def test_every_part_opens_and_sent_back_as_it_is_changes_nothing(enter: Enter, post: Post) -> None:
    client = enter("admin")
    for part in ("course.script", "gate.monitored", "scope", "rubric.monitored"):
        page = Page(client.get(f"/programme/parts/{part}"))
        page.assert_sound()
        same = post(client, f"/programme/parts/{part}/preview", **fields(page))
        assert "和现在的一样" in same.text, part
    assert client.get("/programme/parts/signoff").status_code == 404
    assert enter("ops").get("/programme/parts/scope").status_code == 403


def test_a_question_is_added_and_an_old_review_keeps_its_own(enter: Enter, post: Post) -> None:
    client = enter("trainer")
    page = Page(client.get(RUBRIC))
    new = {"ask-7": "写了给谁看吗？", "guidance-7": "写明是给主播还是给运营，算“是”。", "aspect-7": "流程"}
    form = {**fields(page), **new, "ask-1": ""}
    wrong = post(client, f"{RUBRIC}/preview", **{**form, "guidance-7": ""})
    assert "怎么算做到" in wrong.text
    assert wrong.status_code == 422
    kept = post(client, RUBRIC, **form, why="加一问")
    assert kept.status_code == 303
    text = client.get("/programme").text
    assert "写了给谁看吗？" in text
    assert "写的是看到的、查得到的吗？" not in text


def test_scripts_in_what_people_typed_stay_text(enter: Enter, post: Post) -> None:
    client = enter("trainer")
    post(client, PART, **GATE, seen="0", why="<script>alert(1)</script>")
    assert "<script>alert" not in client.get("/programme/versions").text
