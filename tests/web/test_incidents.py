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


@pytest.fixture
def logged(world):
    return incidents.log(
        world.desk, world.people["ops"], anchor=world.people["anchor"].id, room=world.rooms["甲"].id,
        happened=clock.now() - HOUR, said="全网最低价", severity=IncidentSeverity.SERIOUS, at=clock.now() - HOUR,
    )  # fmt: skip


def test_what_was_learnt_is_added_by_name_and_stands_where_the_incident_stands(world, logged, enter, post, read_page):
    address, person = f"/incidents/{logged.id}", f"/readiness/{logged.anchor}"
    assert "还没复盘" in read_page(enter("ops").get(address)).text()
    answer = post(enter("anchor"), f"{address}/notes", learnt="报价前先看卡", settled="no")
    assert answer.headers["Location"] == address
    assert post(enter("ops"), f"{address}/notes", learnt="三场没再犯", settled="yes").status_code == 303
    page = read_page(enter("trainer").get(address))
    page.assert_sound()
    first, last = (page.text(one) for one in page.one("ol", class_="rows notes-after"))
    assert all(word in first for word in ("报价前先看卡", "陈小敏", "还要跟进"))
    assert all(word in last for word in ("三场没再犯", "王运营", "处理好了"))
    assert "处理好了" in page.text(page.one("h1"))
    for place in (person, f"/signoffs/{logged.anchor}/new"):
        words = read_page(enter("ops").get(place)).text()
        assert "处理好了" in words, place
        assert "学到的：三场没再犯" in words, place
    with world.desk.reading() as uow:
        kept, entries = uow.incidents.get(logged.id), uow.audit.newest(limit=2, subject=logged.id)
    assert kept == logged, "what was logged stays as it was"
    assert [one.act for one in entries] == ["incident.note", "incident.note"]


def test_a_session_shows_what_was_learnt_from_its_incidents(world, enter, post, read_page):
    practise(world, at=clock.now() - 9 * DAY)
    id_ = broadcast(world, Stage.REHEARSAL, start=clock.now() - 3 * HOUR, judge=False)
    ops = enter("ops")
    happened = moments.field_time(clock.now() - 2 * HOUR)
    post(ops, "/incidents/new", **fields(world, session=id_, quick="价格说错了", happened=happened))
    (kept,) = incidents.list_incidents(world.desk, world.people["ops"])
    post(ops, f"/incidents/{kept.id}/notes", learnt="先把价格写在提词板上", settled="no")
    page = read_page(ops.get(f"/stages/{id_}"))
    page.assert_sound()
    assert "还要跟进" in page.text()
    assert "学到的：先把价格写在提词板上" in page.text()


@pytest.mark.parametrize(
    ("login", "sent", "words"),
    [
        ("ops", {"learnt": "  ", "settled": "no"}, "学到了什么"),
        ("ops", {"learnt": "先看卡", "settled": "maybe"}, "请按"),
        ("anchor", {"learnt": "先看卡", "settled": "yes"}, "由带你的人来定"),
    ],
)
def test_a_note_that_will_not_do_is_refused_and_the_words_stay(logged, enter, post, read_page, login, sent, words):
    answer = post(enter(login), f"/incidents/{logged.id}/notes", **sent)
    assert answer.status_code == 422
    page = read_page(answer)
    page.assert_sound()
    assert words in page.text(page.one("div", role="alert"))
    assert (page.one("textarea", name="learnt").text or "").strip() == sent["learnt"].strip()


def test_the_list_can_be_cut_down_to_what_is_not_settled(world, logged, enter, post, read_page):
    ops = enter("ops")
    assert "全网最低价" in ops.get("/incidents?open=1").text
    post(ops, f"/incidents/{logged.id}/notes", learnt="复盘过了", settled="yes")
    assert "没有符合的事故" in read_page(ops.get("/incidents?open=1")).text()
    assert "处理好了" in read_page(ops.get("/incidents")).text()
    post(ops, f"/incidents/{logged.id}/notes", learnt="又犯了一次", settled="no")
    assert "还要跟进" in read_page(ops.get("/incidents?open=1")).text()
    room = world.rooms["甲"].id
    assert "全网最低价" in ops.get(f"/incidents?open=1&room={room}").text
