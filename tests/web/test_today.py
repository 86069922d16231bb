"""The anchor's day: what is due, what comes next and why, news, the path, what shows left to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from coach.services import people
from coach.training.access import CONSOLE
from coach.training.model import ReviewVerdict, Role
from coach.web import clock
from tests.web.practice import ANSWER, BAD, DAY, LIMITED, QUIZ, REVIEWED, REWRITE, give, hand_in, judge
from tests.web.routes import anchor as records


@pytest.fixture
def anchor(enter):
    return enter("anchor")


@contextmanager
def queries(world) -> Iterator[list[str]]:
    """Count what is asked of the database."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    event.listen(world.desk.store.engine, "before_cursor_execute", note)
    yield seen
    event.remove(world.desk.store.engine, "before_cursor_execute", note)


def tasks(page):
    return [page.text(a) for a in page.all("a", **{"class": "task"})]


def test_drills_stand_in_the_order_they_are_due(anchor, world, read_page):
    now = clock.now()
    give(world, QUIZ, due=now + 3 * DAY)
    give(world, LIMITED, due=now + DAY)
    give(world, REVIEWED, at=now - 9 * DAY, due=now - 8 * DAY)
    page = read_page(anchor.get("/today"))
    page.assert_sound()
    assert [words.split(" ")[0][:2] for words in tasks(page)] == ["答弹", "三秒", "测验"]
    assert "过了截止时间" in tasks(page)[0]
    assert "限时 30 分钟" in tasks(page)[1]
    assert "3 个练习要做" in page.text()


def test_a_drill_that_fell_short_asks_for_another_try(anchor, world, read_page):
    hand_in(world, give(world, REWRITE), BAD)
    (task,) = tasks(read_page(anchor.get("/today")))
    assert "再交一次" in task
    assert "上次" in task


def test_what_waits_for_a_reviewer_is_no_longer_due(anchor, world, read_page):
    hand_in(world, give(world, REVIEWED), ANSWER[:200])
    page = read_page(anchor.get("/today"))
    assert tasks(page) == []
    assert "没有欠的" in page.text()
    assert "等批改：" in page.text()


def test_a_review_is_news(anchor, world, read_page):
    attempt = hand_in(world, give(world, REVIEWED), ANSWER[:200])
    judge(world, attempt.id, ReviewVerdict.PASS)
    news = read_page(anchor.get("/today"))
    assert "通过 林老师" in news.text(news.one("section", **{"aria-labelledby": "news"}))


def test_the_next_drill_comes_with_its_reason_and_can_be_taken_up(anchor, world, read_page, post):
    page = read_page(anchor.get("/today"))
    suggestion = page.text(page.one("section", **{"aria-labelledby": "next"}))
    assert "轮到这一个，还没练过" in suggestion
    form = next(e for e in page.all("form") if "/practise" in (e.get("action") or ""))
    answer = post(anchor, form.get("action"))
    assert answer.status_code == 303
    assert anchor.get(answer.headers["Location"]).status_code == 200
    assert len(tasks(read_page(anchor.get("/today")))) == 1


def test_the_path_names_the_next_step(anchor, read_page):
    page = read_page(anchor.get("/today"))
    path = page.text(page.one("section", **{"aria-labelledby": "path"}))
    assert "上镜试播" in path
    assert "下一步：" in path
    assert len(page.all("li", **{"aria-current": "step"})) == 1


def test_what_a_show_left_to_do_is_ticked_off_once(anchor, world, read_page, post):
    records.prepare(world)
    assert "把发货时间背熟" in read_page(anchor.get("/today")).text()
    path = "/today/actions/anchor-session/0"
    assert post(anchor, path).status_code == 303
    page = read_page(anchor.get("/today"))
    assert "记为做完了" in page.text()
    assert "上播留下的事" not in page.text()
    again = post(anchor, path)
    assert again.status_code == 422
    assert "已经完成" in again.text


def test_an_anchor_without_a_room_is_told_whom_to_ask(world, enter, read_page):
    world.people["lost"] = people.add_user(
        world.desk, CONSOLE, name="新人", login="lost", roles=[Role.ANCHOR], rooms=[], at=clock.now()
    )
    page = read_page(enter("lost").get("/today"))
    page.assert_sound()
    assert "请管理员把你加进一个直播间" in page.text()


def test_others_are_told_that_the_page_is_for_anchors(enter, read_page):
    page = read_page(enter("ops").get("/today"))
    page.assert_sound()
    assert "这一页是给主播看的" in page.text()


def test_a_full_day_asks_little_of_the_database(anchor, world):
    for number in range(12):
        task = give(world, REVIEWED)
        attempt = hand_in(world, task, ANSWER[: 200 - number], at=clock.now() - timedelta(minutes=number))
        judge(world, attempt.id, ReviewVerdict.AGAIN)
    records.prepare(world)
    anchor.get("/today")
    for path in ("/today", "/history", "/readiness/me", f"/attempts/{attempt.id}", f"/assignments/{task}"):
        with queries(world) as seen:
            assert anchor.get(path).status_code == 200
        assert len([one for one in seen if one.lstrip().upper().startswith("SELECT")]) <= 25, path
