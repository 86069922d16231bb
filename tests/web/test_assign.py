"""Bulk assignment: the preview names who can't, what was typed stays, and giving goes on to the board."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.conftest import Page
from tests.web.world import World

Enter = Callable[[str], FlaskClient]
Post = Callable[..., TestResponse]
DRILL = "rules-rewrite-beef"


def test_a_preview_names_who_gets_it_and_who_cannot_and_keeps_what_was_typed(
    enter: Enter, post: Post, world: World
) -> None:
    names = "陈小敏\n王运营\n<b>谁</b>"
    answer = post(enter("trainer"), "/assign/preview", drills=DRILL, names=names, room=world.rooms["甲"].id)
    page = Page(answer)
    page.assert_sound()
    plan = page.text(page.one("section", id="plan"))
    assert "会布置 1 人，共 1 个练习" in plan
    assert "王运营不是主播" in plan
    assert "<b>谁</b>" in plan
    assert "王运营" in (page.one("textarea", id="field-names").text or "")
    assert page.one("input", id=f"drill-{DRILL}").get("checked") is not None


def test_giving_goes_on_to_the_board_of_the_room(enter: Enter, post: Post, world: World) -> None:
    client, room = enter("trainer"), world.rooms["甲"].id
    answer = post(client, "/assign", drills=[DRILL], names="anchor", room=room, due="2099-01-01T20:00")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/cohort?room={room}")
    assert "布置好了：1 人，共 1 个练习" in client.get(answer.headers["Location"]).text
    with world.desk.reading() as uow:
        (given,) = uow.assignments.list(anchor=world.people["anchor"].id)
    assert (given.drill, given.due.isoformat() if given.due else "") == (DRILL, "2099-01-01T12:00:00+00:00")


def test_what_is_left_out_is_asked_for(enter: Enter, post: Post) -> None:
    client = enter("trainer")
    assert "还没有选练习" in post(client, "/assign/preview", names="anchor").text
    assert "还没有写名字" in post(client, "/assign/preview", drills=DRILL).text
    assert "已经过了" in post(client, "/assign/preview", drills=DRILL, names="anchor", due="2020-01-01T08:00").text
    assert post(client, "/assign", drills=DRILL, names="没有这人").status_code == 422


def test_people_chosen_elsewhere_stand_in_the_form(enter: Enter, world: World) -> None:
    page = Page(enter("trainer").get(f"/assign?person={world.people['anchor'].id}&drill={DRILL}"))
    assert (page.one("textarea", id="field-names").text or "").strip() == "anchor"
    assert page.one("input", id=f"drill-{DRILL}").get("checked") is not None
