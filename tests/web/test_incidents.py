"""Incidents: two taps from a session or from a person; the words typed go before the words picked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coach.services import incidents, signoff
from coach.training.model import IncidentSeverity, Stage
from coach.training.staleness import SignoffStatus
from coach.web import clock, moments
from tests.web.ops_world import DAY, HOUR, broadcast, on_short_programme, practise, signed


@pytest.fixture
def world(world):
    return replace(world, desk=on_short_programme(world.desk))


def fields(world, **more):
    return {"anchor": world.people["anchor"].id, "room": world.rooms["甲"].id, "severity": "minor", **more}


def test_two_taps_on_a_running_session_are_enough(world, enter, post, read_page):
    practise(world, at=clock.now() - 9 * DAY)
    id_ = broadcast(world, Stage.REHEARSAL, start=clock.now() - 3 * HOUR, judge=False)
    ops = enter("ops")
    page = read_page(ops.get(f"/stages/{id_}"))
    assert [one.get("value") for one in page.all("button", name="severity")] == ["minor", "serious", "cut"]
    answer = post(
        ops, "/incidents/new",
        **fields(world, session=id_, quick="价格说错了", happened=moments.field_time(clock.now() - 2 * HOUR)),
    )  # fmt: skip
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/stages/{id_}"
    assert "价格说错了" in ops.get(f"/stages/{id_}").text
    (kept,) = incidents.list_incidents(world.desk, world.people["ops"])
    assert (kept.session, kept.severity) == (id_, IncidentSeverity.MINOR)


def test_from_a_person_it_goes_back_to_the_person_and_the_sign_off_is_stale(world, enter, post, read_page):
    made = signed(world)
    ops = enter("ops")
    page = read_page(ops.get(f"/incidents/new?anchor={made.anchor}"))
    page.assert_sound()
    answer = post(ops, "/incidents/new", **fields(world, quick="价格说错了", said="这个全网最低"))
    assert answer.headers["Location"] == f"/readiness/{made.anchor}"
    (kept,) = incidents.list_incidents(world.desk, world.people["ops"])
    assert kept.said == "这个全网最低", "what was typed counts"
    read_page(ops.get(f"/incidents/{kept.id}")).assert_sound()
    sheet = signoff.get_sheet(world.desk, world.people["ops"], made.id, at=clock.now())
    assert sheet.standing.status is SignoffStatus.STALE


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "请写下主播当时的原话"),
        ({"said": "全网最低", "severity": "cut"}, "断播要写明平台给的原因"),
        ({"said": "全网最低", "severity": ""}, "有多严重"),
        ({"said": "全网最低", "happened": "2999-01-01T00:00"}, "还没到"),
    ],
)
def test_what_is_missing_is_said_and_the_words_stay(world, enter, post, read_page, more, words):
    answer = post(enter("ops"), "/incidents/new", **fields(world, **more))
    assert answer.status_code == 422
    page = read_page(answer)
    page.assert_sound()
    assert words in page.text(page.one("div", role="alert"))
    assert page.one("input", name="said").get("value") == more.get("said", "")


def test_the_list_shows_only_ones_own_rooms(world, enter, post):
    post(enter("ops"), "/incidents/new", **fields(world, said="全网最低价"))
    assert "全网最低价" in enter("trainer").get("/incidents").text
    assert "全网最低价" in enter("anchor").get("/incidents").text
    assert "全网最低价" not in enter("trainer2").get("/incidents").text
