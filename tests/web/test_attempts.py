"""A hand-in: its report and marks, what it lacks, the reviews with their places in the text, what changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coach.training.model import CheckAnswer, CheckId, Comment, ReviewVerdict
from coach.web import clock
from tests.web.practice import ANSWER, BAD, BETTER, REVIEWED, REWRITE, give, hand_in, judge


@pytest.fixture
def anchor(enter):
    return enter("anchor")


def said(page):
    """Return the text with its marks, without the signs of comments."""
    whole = page.one("div", id="marked-text")
    for parent in list(whole.iter()):
        for child in [one for one in parent if one.tag == "sup"]:
            child.clear() if child.tail is None else keep_tail(child)
    return "".join(whole.itertext())


def keep_tail(element):
    tail = element.tail
    element.clear()
    element.tail = tail


def test_the_text_stands_whole_with_its_marks(anchor, world, read_page):
    attempt = hand_in(world, give(world, REWRITE), f"{BAD}\n\n  😀尾巴\n")
    page = read_page(anchor.get(f"/attempts/{attempt.id}"))
    page.assert_sound()
    assert said(page) == attempt.text
    marked = [page.text(a) for a in page.one("div", id="marked-text").iter("a")]
    assert {"全网最低价", "加我微信"} <= set(marked)


def test_what_is_still_missing_comes_first(anchor, world, read_page):
    attempt = hand_in(world, give(world, REWRITE), BAD)
    page = read_page(anchor.get(f"/attempts/{attempt.id}"))
    assert "还差这些" in page.text()
    assert "还有不能播的话" in page.text()
    assert (
        page.text(page.one("p", class_="button-row")) == "接着改，再交一次"
        if page.all("p", **{"class": "button-row"})
        else True
    )


def test_the_second_hand_in_is_compared_with_the_first(anchor, world, read_page):
    task = give(world, REWRITE)
    first = hand_in(world, task, BAD, at=clock.now() - timedelta(hours=1))
    second = hand_in(world, task, BETTER)
    assert "和上一次比" not in read_page(anchor.get(f"/attempts/{first.id}")).text()
    page = read_page(anchor.get(f"/attempts/{second.id}"))
    page.assert_sound()
    changed = page.text(page.one("section", **{"aria-labelledby": "changed"}))
    assert f"{first.score} → {second.score} 分" in changed
    assert "改掉了" in changed
    assert "“加我微信”" in changed


def test_a_review_shows_its_words_in_the_text(anchor, world, read_page):
    attempt = hand_in(world, give(world, REVIEWED), ANSWER[:200])
    rubric = world.desk.programme.get_rubric(world.desk.programme.get_drill(REVIEWED).rubric)
    judge(
        world,
        attempt.id,
        ReviewVerdict.AGAIN,
        comments=[
            Comment(start=2, end=6, text="先接住情绪，再说去哪儿问。"),
            Comment(start=0, end=3, text="<b>太急</b>"),
        ],
        checks=[CheckAnswer(check=CheckId(rubric.checks[0].id), met=False, evidence="听到“不用”")],
    )
    page = read_page(anchor.get(f"/attempts/{attempt.id}"))
    page.assert_sound()
    review = page.text(page.one("section", **{"aria-labelledby": "review-1"}))
    assert "林老师的批改 请重做" in review
    assert "先接住情绪" in review
    assert "“加微信，”" in review
    assert rubric.checks[0].ask in review
    assert "<b>太急</b>" in review
    assert {"批1", "批2"} == {page.text(a) for a in page.all("a", **{"class": "comment-sign"})}
    assert said(page) == attempt.text
    assert "有批改人要求重做" in page.text()


def test_a_pass_says_so(anchor, world, read_page):
    attempt = hand_in(world, give(world, REVIEWED), ANSWER[:200])
    waiting = read_page(anchor.get(f"/attempts/{attempt.id}"))
    assert "还没有人批改" in waiting.text()
    judge(world, attempt.id, ReviewVerdict.PASS)
    page = read_page(anchor.get(f"/attempts/{attempt.id}"))
    page.assert_sound()
    assert "这个练习过了" in page.text()


def test_others_of_the_room_read_it_without_the_anchors_buttons(enter, world, read_page):
    attempt = hand_in(world, give(world, REWRITE), BAD)
    page = read_page(enter("trainer").get(f"/attempts/{attempt.id}"))
    page.assert_sound()
    assert "陈小敏" in page.text()
    assert "再交一次" not in page.text()
    assert enter("anchor2").get(f"/attempts/{attempt.id}").status_code == 403


def test_a_hand_in_that_is_not_there_is_not_found(anchor):
    assert anchor.get("/attempts/none").status_code == 404
