"""The programme to browse, and a drill of the team's own: previewed, refused at its field, kept, and then assigned."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coach.config import Settings
from tests.web.conftest import Page
from tests.web.world import World

Enter = Callable[[str], FlaskClient]
Post = Callable[..., TestResponse]
FIELDS = {
    "title": "三句开口",
    "course": "script",
    "type": "write",
    "level": "1",
    "task": "写三句开口。",
    "guidance": "先点名\n再给好处",
    "platform": "douyin",
    "score": "60",
    "days": "2",
    "parts": ["hook", "price"],
}


def test_the_programme_shows_courses_gates_and_rubrics(enter: Enter, world: World) -> None:
    page = Page(enter("trainer").get("/programme"))
    for course in world.desk.programme.courses:
        assert course.title in page.text()
    assert "评分表" in page.text()


def test_a_preview_shows_the_drill_and_keeps_nothing(enter: Enter, post: Post, app: Flask) -> None:
    answer = post(enter("trainer"), "/programme/drills/team-1/preview", **FIELDS)
    page = Page(answer)
    page.assert_sound()
    assert "三句开口" in page.text(page.one("div", id="preview"))
    assert "听得出“留人”" in page.text(page.one("div", id="preview"))
    assert app.extensions["desk"].programme.own == ()


def test_a_wrong_value_is_told_beside_its_field(enter: Enter, post: Post) -> None:
    answer = post(enter("trainer"), "/programme/drills/team-1", **{**FIELDS, "score": "101"})
    page = Page(answer)
    assert answer.status_code == 422
    assert "0 到 100" in page.text(page.one("div", id="field-score-error"))
    assert page.one("input", id="field-title").get("value") == "三句开口"
    far = post(enter("trainer"), "/programme/drills/team-1/preview", **{**FIELDS, "coverage": "120"})
    assert "在 0 到 100 之间" in far.text


def test_a_kept_drill_is_there_at_once_and_can_be_given_and_changed(
    enter: Enter, post: Post, world: World, app: Flask
) -> None:
    client = enter("trainer")
    kept = post(client, "/programme/drills/team-1", **FIELDS)
    assert kept.headers["Location"] == "/drills/team-1"
    assert "三句开口" in client.get("/drills/team-1").text
    given = post(client, "/assign", drills="team-1", names="anchor", room=world.rooms["甲"].id)
    assert given.status_code == 303
    edit = Page(client.get("/programme/drills/team-1/edit"))
    assert "先点名" in edit.text()
    seen = edit.one("input", name="seen").get("value")
    assert post(client, "/programme/drills/team-1", **{**FIELDS, "title": "五句开口", "seen": seen}).status_code == 303
    late = post(client, "/programme/drills/team-1", **{**FIELDS, "title": "六句开口", "seen": seen})
    assert late.status_code == 409
    assert "六句开口" in Page(late).one("input", name="title").get("value"), "what was typed is still there"
    assert "五句开口" in client.get("/programme").text
    assert isinstance(app.extensions["coach"].settings, Settings)


def test_a_drill_of_the_programme_is_copied_not_changed(enter: Enter, post: Post) -> None:
    client = enter("trainer")
    page = client.get("/programme/drills/script-douyin-round/edit").text
    assert "/programme/drills/team-" in page
    refused = post(client, "/programme/drills/script-douyin-round", **FIELDS)
    assert "培养方案自带的练习，不能改" in refused.text
    assert post(enter("anchor"), "/programme/drills/team-9", **FIELDS).status_code == 403
