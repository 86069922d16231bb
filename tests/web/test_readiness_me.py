"""One's own way to the air: what is proven by which record, what is missing, what to do next."""

from __future__ import annotations

import pytest

from coach.training.model import ReviewVerdict
from tests.web.practice import ANSWER, REVIEWED, give, hand_in, judge


@pytest.fixture
def anchor(enter):
    return enter("anchor")


def test_every_requirement_says_what_is_needed_what_there_is_and_what_to_do(anchor, read_page):
    page = read_page(anchor.get("/readiness/me"))
    page.assert_sound()
    assert "现在做：" in page.text()
    needs = [page.text(e) for e in page.all("li") if (e.get("class") or "").startswith("goal ")]
    assert len(needs) > 20
    assert all("要：" in need and "现在：" in need for need in needs)
    todo = [e for e in page.all("p", **{"class": "need-next"}) if page.text(e)]
    assert len(todo) == sum("还没做到" in need for need in needs)


def test_what_proves_something_is_linked(anchor, world, read_page):
    attempt = hand_in(world, give(world, REVIEWED), ANSWER[:200])
    judge(world, attempt.id, ReviewVerdict.PASS)
    page = read_page(anchor.get("/readiness/me"))
    page.assert_sound()
    links = [page.text(e) for e in page.all("a", href=f"/attempts/{attempt.id}")]
    assert any("第 1 次" in words for words in links)
    assert any(words.startswith("批改：") for words in links)


def test_each_platform_and_kind_of_ones_rooms_has_its_own_answer(anchor, read_page):
    page = read_page(anchor.get("/readiness/me"))
    tabs = page.one("nav", **{"aria-label": "平台和品类"})
    assert [page.text(a) for a in tabs] == ["抖音 · 食品", "抖音 · 家居日用"]
    other = read_page(anchor.get("/readiness/me?for=douyin.home"))
    other.assert_sound()
    assert [page.text(a) for a in other.all("a", **{"aria-current": "page"})] == ["抖音 · 家居日用"]


def test_who_is_no_anchor_is_told_so(enter, read_page):
    page = read_page(enter("trainer").get("/readiness/me"))
    page.assert_sound()
    assert "上岗条件只算主播" in page.text()
