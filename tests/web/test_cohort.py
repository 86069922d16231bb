"""The board, one person, and where the cohort is stuck, as a trainer reads them."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from coach.scoring import Kind, Platform
from coach.services import rooms
from coach.training.access import CONSOLE
from tests.web import practice
from tests.web.conftest import Page
from tests.web.world import World

Enter = Callable[[str], FlaskClient]


def test_the_board_names_what_is_overdue_and_what_waits(enter: Enter, world: World) -> None:
    long_ago = practice.clock.now() - 9 * practice.DAY
    practice.give(world, practice.REWRITE, at=long_ago, due=long_ago + practice.DAY)
    practice.hand_in(world, practice.give(world, practice.REVIEWED), practice.ANSWER)
    page = Page(enter("trainer").get("/cohort"))
    row = next(one for one in page.all("tr") if "陈小敏" in page.text(one))
    assert "逾期 1" in page.text(row)
    assert "等批改 1" in page.text(row)


def test_a_filter_keeps_what_was_chosen_and_says_when_nobody_is_left(enter: Enter) -> None:
    page = Page(enter("trainer").get("/cohort?q=查无此人&sort=last"))
    assert "没有符合的学员" in page.text()
    assert page.one("input", id="field-q").get("value") == "查无此人"
    wrong = enter("trainer").get("/cohort?show=nonsense&sort=nonsense&page=-3")
    assert wrong.status_code == 200


def test_one_person_shows_the_path_and_what_was_handed_in(enter: Enter, world: World) -> None:
    practice.hand_in(world, practice.give(world, practice.REWRITE), practice.BAD)
    page = Page(enter("trainer").get(f"/people/{world.people['anchor'].id}"))
    page.assert_sound()
    assert "走到哪一步" in page.text()
    assert "第 1 次" in page.text()
    assert enter("trainer2").get(f"/people/{world.people['anchor'].id}").status_code == 403


def test_what_is_said_wrong_stands_in_the_heat_map_and_leads_to_who_said_it(enter: Enter, world: World) -> None:
    practice.hand_in(world, practice.give(world, practice.REWRITE), practice.BAD)
    client = enter("trainer")
    answer = client.get("/stuck")
    page = Page(answer)
    assert "站外导流" in page.text(page.one("section", aria_labelledby="heat-panel"))
    assert '<title id="heat-title">' in answer.text
    link = next(one for one in page.all("a") if page.text(one) == "站外导流：是谁")
    found = Page(client.get(link.get("href", "")))
    assert "陈小敏" in found.text(found.one("section", aria_labelledby="who"))


def test_nobody_stuck_says_so(enter: Enter) -> None:
    assert "最近四周没有卡点" in Page(enter("trainer").get("/stuck")).text()


def test_of_many_rooms_a_board_shows_one_at_a_time_the_first_to_begin_with(enter: Enter, world: World) -> None:
    for name in ("丙", "丁"):
        rooms.add_room(
            world.desk, CONSOLE, name=f"{name}号", platform=Platform.DOUYIN, kinds=[Kind.FOOD], at=practice.clock.now()
        )
    client = enter("admin")
    first = rooms.list_rooms(world.desk, CONSOLE)[0]
    for path in ("/cohort", "/stuck", "/readiness", "/cohort?room=", "/stuck?room=", "/readiness?room="):
        page = Page(client.get(path))
        page.assert_sound()
        options = page.one("select", name="room").findall("{*}option")
        assert [one.get("value") for one in options if "selected" in one.attrib] == [first.id], path
        assert "" not in [one.get("value") for one in options], path
    assert first.id not in [one.id for one in world.rooms.values() if one.name == "甲号直播间"]
    assert "陈小敏" not in Page(client.get("/cohort")).text()
    theirs = next(one.id for one in world.rooms.values() if one.name == "甲号直播间")
    assert "陈小敏" in Page(client.get(f"/cohort?room={theirs}")).text()
    assert "陈小敏" in Page(enter("trainer").get("/cohort")).text(), "who has few rooms sees them together"
