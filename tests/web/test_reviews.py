"""Reviewing: the queue and its filters, comments by a sentence, the rubric, the verdict, and the next hand-in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coach.services import reviews
from coach.training.model import CheckAnswer, ReviewVerdict
from coach.web import clock
from coach.web.spans import sentences
from tests.web import practice
from tests.web.conftest import Page
from tests.web.world import World

Enter = Callable[[str], FlaskClient]
Post = Callable[..., TestResponse]
REFERENCE = "ref-beef-good"


@pytest.fixture
def waiting(world: World) -> str:
    desk, trainer = world.desk, world.people["trainer"]
    for one in desk.programme.references:
        rubric = desk.programme.get_rubric(desk.programme.get_drill(one.drill).rubric or "")
        checks = [CheckAnswer(check=check.id, met=check.id in one.met, evidence="原话") for check in rubric.checks]
        reviews.calibrate(desk, trainer, one.id, verdict=one.verdict, checks=checks, at=clock.now())
    return practice.hand_in(world, practice.give(world, practice.REVIEWED), practice.ANSWER).id


def test_the_queue_shows_what_waits_under_the_filter(enter: Enter, waiting: str) -> None:
    client = enter("trainer")
    assert f"/reviews/{waiting}" in client.get("/reviews?course=rules&q=小敏").text
    assert f"/reviews/{waiting}?course=rules" in client.get("/reviews?course=rules").text
    assert "没有符合的" in client.get("/reviews?course=logic").text
    assert client.get("/reviews?after=nonsense").status_code == 422
    assert client.get("/reviews?course=nonsense").status_code == 404


def test_a_pass_needs_every_check_and_keeps_what_was_typed(enter: Enter, post: Post, waiting: str) -> None:
    answer = post(enter("trainer"), f"/reviews/{waiting}", verdict="pass", span="0-7", comment="答得好", minutes="3")
    page = Page(answer)
    page.assert_sound()
    assert answer.status_code == 422
    assert "还没有回答，请选是或否" in page.text()
    assert "答得好" in answer.text
    assert page.one("input", id="verdict-pass").get("checked") is not None


def test_a_review_with_comment_and_rubric_is_kept_and_leaves_the_queue(
    enter: Enter, post: Post, world: World, waiting: str
) -> None:
    desk, client = world.desk, enter("trainer")
    rubric = desk.programme.get_rubric(desk.programme.get_drill(practice.REVIEWED).rubric or "")
    fields = {f"check-{one.id}": "yes" for one in rubric.checks}
    fields |= {f"evidence-{one.id}": "原话里有" for one in rubric.checks}
    place = sentences(practice.ANSWER)[1]
    span = [f"{place.start}-{place.end}", ""]
    answer = post(client, f"/reviews/{waiting}", verdict="pass", span=span, comment=["这句准", ""], **fields)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/reviews")
    with desk.reading() as uow:
        (kept,) = uow.reviews.list(attempt=waiting)
    assert (kept.verdict, len(kept.checks)) == (ReviewVerdict.PASS, len(rubric.checks))
    assert practice.ANSWER[kept.comments[0].start : kept.comments[0].end] == place.text
    assert "都批完了" in client.get("/reviews").text
    again = Page(client.get(f"/reviews/{waiting}"))
    assert "林老师的批改" in again.text(), "what other reviewers said stands on the page"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"verdict": "comment", "span": "", "comment": "没选句子"}, "第 1 条批注还没有选是哪一句"),
        ({"verdict": "comment", "span": "9-x", "comment": "坏的位置"}, "第 1 条批注的位置不对"),
        ({"verdict": "comment", "span": "0-99999", "comment": "太远"}, "不在这篇稿子里"),
        ({"verdict": "comment"}, "至少要有一条批注"),
        ({}, "请选一个“结论”"),
    ],
)
def test_what_is_wrong_is_told(enter: Enter, post: Post, waiting: str, fields: dict[str, str], says: str) -> None:
    answer = post(enter("trainer"), f"/reviews/{waiting}", **fields)
    assert answer.status_code == 422
    assert says in answer.text


def test_whoever_has_not_scored_the_references_is_told_so(enter: Enter, waiting: str) -> None:
    page = Page(enter("ops").get(f"/reviews/{waiting}"))
    assert "先试批 4 份参考练习" in page.text()
    assert "这是你自己的练习" in enter("anchor").get(f"/reviews/{waiting}").text


def test_a_reference_shows_the_known_judgement_only_after_ones_own(enter: Enter, post: Post, world: World) -> None:
    client = enter("ops")
    reference = world.desk.programme.get_reference(REFERENCE)
    before = client.get(f"/calibration/{REFERENCE}")
    Page(before).assert_sound()
    assert reference.why not in before.text
    assert client.get(f"/calibration/{REFERENCE}/result").status_code == 302
    drill = world.desk.programme.get_drill(reference.drill)
    checks = world.desk.programme.get_rubric(drill.rubric or "").checks
    fields = {f"check-{one.id}": "yes" for one in checks} | {f"evidence-{one.id}": "看到" for one in checks}
    answer = post(client, f"/calibration/{REFERENCE}", verdict="again", **fields)
    result = Page(client.get(answer.headers["Location"]))
    result.assert_sound()
    assert reference.why in result.text()
    assert "参考“通过”，你“请重做”" in result.text()
    assert "试批了 1 份，要 4 份" in client.get("/calibration").text
