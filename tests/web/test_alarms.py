"""POST /alarms: a false alarm is kept when the page sends it, and only then."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

import pytest

from coach.services.alarms import FILE, list_alarms
from coach.web import create_app


@pytest.fixture
def app(coach, tmp_path):
    app = create_app(
        replace(coach.settings, instance=tmp_path / "instance"),
        own := replace(coach, settings=replace(coach.settings, instance=tmp_path / "instance")),
    )
    assert app.extensions["coach"] is own
    return app


@pytest.fixture
def alarm(coach):
    finding = coach.check("家人们加我微信").findings[0]
    return {"rule": finding.rule, "sentence": "家人们加我微信", "words": finding.text, "name": " 小敏 "}


@pytest.fixture
def send(client, token):
    return lambda body: client.post("/alarms", json=body, headers={"X-CSRFToken": token, "Accept": "application/json"})


def test_an_alarm_is_kept_with_the_time(send, alarm, tmp_path):
    assert send(alarm).status_code == 201
    (kept,) = list_alarms(tmp_path / "instance")
    assert (kept.alarm.rule, kept.alarm.sentence, kept.alarm.name) == (alarm["rule"], alarm["sentence"], "小敏")
    assert datetime.fromisoformat(kept.alarm.at).utcoffset().total_seconds() == 0
    assert len((tmp_path / "instance" / FILE).read_text().splitlines()) == 1


def test_without_a_token_nothing_is_kept(client, alarm, tmp_path):
    answer = client.post("/alarms", json=alarm, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, "csrf")
    assert not (tmp_path / "instance").exists()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"sentence": "长" * 201}, 422),
        ({"words": "长" * 201}, 422),
        ({"name": "长" * 41}, 422),
        ({"name": " "}, 422),
        ({"sentence": 1}, 422),
        ({"rule": "price/没有这条"}, 404),
    ],
)
def test_what_does_not_fit_is_refused(send, alarm, tmp_path, change, status):
    answer = send({**alarm, **change})
    assert answer.status_code == status
    assert answer.get_json()["error"]["message"]
    assert not (tmp_path / "instance").exists()


@pytest.mark.parametrize("body", [[], "x", 1])
def test_what_is_no_object_is_refused(send, body):
    assert send(body).status_code == 422


def test_half_a_character_is_kept_and_read(send, alarm, tmp_path):
    assert send({**alarm, "sentence": "半\ud83d个"}).status_code == 201
    (line,) = (tmp_path / "instance" / FILE).read_text().splitlines()
    assert json.loads(line)["sentence"] == "半\ud83d个"


def test_a_let_finding_shows_who_and_why(live, coach):
    rule = coach.check("加我微信").findings[0].rule
    answer = live(f"# 放行 {rule} 小敏：官方企业微信\n加我微信").get_json()
    assert "已放行</span>" in answer["html"]
    assert "小敏：官方企业微信" in answer["html"]
    assert [d for d in answer["report"]["deductions"] if d["because"] == rule] == []
