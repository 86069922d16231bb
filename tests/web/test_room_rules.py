"""In the browser each room has its own words: on the self-check page, in drills, on rule pages, in the queue of alarms."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coach.services import attempts
from coach.services.alarms import list_alarms
from coach.web import clock, create_app
from coach.wiring import build
from tests.web.conftest import Page
from tests.web.practice import ANSWER, REVIEWED, give

PACK = """team = "{room}"
rooms = ["{room}"]

[[group]]
name = "内部叫法"
category = "disparage"

[[group.rule]]
id = "说法"
say = "{words}"
"""
SAID = "大家好，隔壁老王家的可没有这么香，街口老李家的也没有。"
MINE, OTHER = "disparage/jia·说法", "disparage/yi·说法"


@pytest.fixture
def packs(tmp_path):
    folder = tmp_path / "packs"
    folder.mkdir()
    for name, room, words in (("jia", "甲号直播间", "隔壁 老王 家"), ("yi", "乙号直播间", "街口 老李 家")):
        (folder / f"{name}.toml").write_text(PACK.format(room=room, words=words), encoding="utf-8")
    return folder


@pytest.fixture
def app(coach, world, packs, tmp_path):
    settings = replace(
        coach.settings,
        instance=tmp_path / "instance",
        team_packs=packs,
        database_url=f"sqlite:///{tmp_path / 'coach.db'}",
    )
    own = build(settings)
    return create_app(settings, own, replace(world.desk, rulebook=own.rulebook))


def ask(client, path="/check", **fields):
    token = Page(client.get("/script")).one("meta", name="csrf-token").get("content")
    return client.post(path, json=fields, headers={"X-CSRFToken": token, "Accept": "application/json"})


def found(client, **fields):
    return [one["rule"] for one in ask(client, text=SAID, **fields).get_json()["report"]["findings"]]


def room_field(client):
    page = Page(client.get("/script"))
    page.assert_sound()
    return [(e.tag, e.get("type")) for e in page.root.iter() if e.get("name") == "room"]


def test_a_visitor_is_told_what_holds_in_all_rooms_and_asked_for_none(client, world):
    assert room_field(client) == []
    assert found(client) == found(client, room=world.rooms["甲"].id) == []


def test_whoever_has_one_room_checks_by_its_rules_without_being_asked(enter, world):
    anchor = enter("anchor")
    assert room_field(anchor) == [("input", "hidden")]
    assert found(anchor, room=world.rooms["甲"].id) == [MINE]
    assert found(enter("anchor2"), room=world.rooms["乙"].id) == [OTHER]


def test_whoever_has_many_rooms_may_choose_one(enter, world):
    admin = enter("admin")
    assert room_field(admin) == [("select", None)]
    assert [found(admin, room=one) for one in ("", world.rooms["甲"].id, world.rooms["乙"].id)] == [[], [MINE], [OTHER]]


def test_the_rules_of_other_peoples_rooms_can_not_be_asked_for(enter, world):
    assert ask(enter("anchor"), text=SAID, room=world.rooms["乙"].id).status_code == 403
    assert ask(enter("admin"), text=SAID, room="nowhere").status_code == 404


def test_a_drill_is_checked_by_the_rules_of_its_room(app, world, enter):
    given = give(world, REVIEWED)
    anchor = enter("anchor")
    page = Page(anchor.get(f"/assignments/{given}"))
    page.assert_sound()
    assert page.one("input", name="room").get("value") == world.rooms["甲"].id
    answer = ask(anchor, f"/assignments/{given}/check", text=SAID)
    assert [one["rule"] for one in answer.get_json()["report"]["findings"]] == [MINE]
    done = attempts.submit(app.extensions["desk"], world.people["anchor"], given, ANSWER + SAID, at=clock.now())
    assert MINE in [one["rule"] for one in done.report["findings"]]


def test_the_rules_of_a_room_are_shown_to_its_people_only(client, enter):
    pages = {who: enter(who) for who in ("anchor", "anchor2", "admin")}
    seen = {who: page.get(f"/rules/{MINE}").status_code for who, page in pages.items()}
    assert seen == {"anchor": 200, "anchor2": 404, "admin": 200}
    assert client.get(f"/rules/{MINE}").status_code == 404
    shown = Page(pages["anchor"].get(f"/rules/{MINE}"))
    shown.assert_sound()
    assert "只管哪些直播间 甲号直播间" in shown.text()
    listed = {who: Page(page.get("/admin/packs?q=·说法")).text() for who, page in pages.items()}
    assert ["只管甲号直播间" in listed[who] for who in pages] == [True, False, True]
    assert ["只管乙号直播间" in listed[who] for who in pages] == [False, True, True]


def test_an_alarm_of_a_room_is_accepted_for_that_room(app, enter, post, world, packs):
    said = "想要的家人们加我微信"
    anchor, admin, room = enter("anchor"), enter("admin"), world.rooms["甲"]

    def heard(client, **fields):
        return [one["rule"] for one in ask(client, text=said, **fields).get_json()["report"]["findings"]]

    (rule,) = heard(anchor, room=room.id)
    alarm = {"rule": rule, "sentence": said, "words": "加我微信", "name": "小敏", "room": room.id}
    assert ask(anchor, "/alarms", **alarm).status_code == 201
    (kept,) = list_alarms(app.extensions["coach"].settings.instance)
    assert kept.alarm.room == "甲号直播间"
    page = Page(admin.get("/admin/packs/alarms"))
    page.assert_sound()
    assert "小敏报的，在甲号直播间" in page.text()
    assert page.one("input", name="team").get("value") == "jia", "a pack that holds there is offered"
    assert "这份词库不管“甲号直播间”" in post(admin, "/admin/packs/alarms/1", team="yi").text
    assert post(admin, "/admin/packs/alarms/1", team="neu").status_code == 303
    assert 'rooms = ["甲号直播间"]' in (packs / "neu.toml").read_text(encoding="utf-8")
    assert heard(anchor, room=room.id) == []
    assert heard(enter("anchor2"), room=world.rooms["乙"].id) == heard(app.test_client()) == [rule]


def test_words_for_a_room_hold_there_at_once_and_nowhere_else(enter, post, world):
    admin = enter("admin")
    preview = Page(
        post(admin, "/admin/packs/words/import", team="neu", category="disparage", room="甲号直播间", list="楼上老张家")
    )
    preview.assert_sound()
    assert "不生效" not in preview.text()
    form = next(e for e in preview.all("form") if e.get("action") == "/admin/packs/words/add")
    sent = {e.get("name"): e.get("value", "") for e in form.iter("input") if e.get("type") == "hidden"}
    assert post(admin, "/admin/packs/words/add", **{**sent, "take": ["1"]}).status_code == 303
    shown = Page(admin.get("/admin/packs/words"))
    shown.assert_sound()
    assert "现在不生效" not in shown.text()
    answers = [
        ask(enter(who), text="楼上老张家的", room=world.rooms[room].id)
        for who, room in (("anchor", "甲"), ("anchor2", "乙"))
    ]
    assert [[f["rule"] for f in one.get_json()["report"]["findings"]] for one in answers] == [
        ["disparage/neu·楼上老张家"],
        [],
    ]


def test_words_for_a_room_that_is_not_there_are_shown_as_idle(enter, packs):
    (packs / "alt.toml").write_text(PACK.format(room="从前的直播间", words="楼上 老张 家"), encoding="utf-8")
    shown = Page(enter("admin").get("/admin/packs/words"))
    shown.assert_sound()
    assert "现在不生效 没有在用的直播间叫“从前的直播间”" in shown.text()
