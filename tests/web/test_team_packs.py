"""The running page takes up what a team accepts, without a restart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coach.services.alarms import accept_alarm, list_alarms
from coach.web import create_app
from tests.web.conftest import Page

SAID = "想要的家人们加我微信"


@pytest.fixture
def app(coach, world, tmp_path):
    (tmp_path / "packs").mkdir()
    settings = replace(coach.settings, instance=tmp_path / "instance", team_packs=tmp_path / "packs")
    return create_app(settings, replace(coach, settings=settings), world.desk)


def test_an_accepted_alarm_silences_the_page_at_once(live, client, token, coach, tmp_path):
    (finding,) = live(SAID).get_json()["report"]["findings"]
    before = client.get("/healthz").get_json()["rulebook"]
    alarm = {"rule": finding["rule"], "sentence": SAID, "words": finding["text"], "name": "小敏"}
    assert client.post("/alarms", json=alarm, headers={"X-CSRFToken": token}).status_code == 201
    (kept,) = list_alarms(tmp_path / "instance")
    accept_alarm(tmp_path / "instance", kept.number, tmp_path / "packs" / "xiaoman.toml", "运营", at=kept.alarm.at)
    report = live(SAID).get_json()["report"]
    assert report["findings"] == []
    assert "team" in {released["reason"] for released in report["released"]}
    assert report["rulebook"] == client.get("/healthz").get_json()["rulebook"] != before


def test_a_broken_pack_leaves_the_page_running_on_its_old_rules(live, tmp_path, caplog):
    before = live(SAID).get_json()["report"]
    (tmp_path / "packs" / "xiaoman.toml").write_text("team = ", encoding="utf-8")
    assert live(SAID).get_json()["report"] == before
    assert "团队词库有错，先用原来的规则：xiaoman.toml:1" in caplog.text


def test_an_admin_refuses_a_report_with_a_reason_and_the_rule_goes_on(
    app, live, client, token, world, enter, post, tmp_path
):
    (finding,) = live(SAID).get_json()["report"]["findings"]
    alarm = {"rule": finding["rule"], "sentence": SAID, "words": finding["text"], "name": "小敏"}
    assert client.post("/alarms", json=alarm, headers={"X-CSRFToken": token}).status_code == 201
    admin = enter("admin")
    answer = post(admin, "/admin/packs/alarms/1/refusal", why=" ")
    assert answer.status_code == 422
    Page(answer).assert_sound()
    assert post(admin, "/admin/packs/alarms/1/refusal", why="站外加微信不行").status_code == 303
    page = Page(admin.get("/admin/packs/alarms"))
    page.assert_sound()
    assert "驳回的理由：站外加微信不行" in page.text()
    assert page.all("details") == [] or "放行…" not in page.text()
    assert live(SAID).get_json()["report"]["findings"], "the rule goes on"
    trail = Page(admin.get("/admin/audit")).text()
    assert "驳回了误报" in trail
    assert "站外加微信不行" in trail
