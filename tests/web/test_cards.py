"""Cards to study: the list, the card, and recalling it with its points hidden."""

from __future__ import annotations

import pytest


@pytest.fixture
def anchor(enter):
    return enter("anchor")


@pytest.fixture
def beef(coach):
    return coach.library.get_product("niurou-gan")


def names(page):
    return [page.text(e) for e in page.all("h2", **{"class": "card-name"})]


def test_the_list_is_narrowed_down_by_kind_and_words(anchor, coach, beef, read_page):
    everything = read_page(anchor.get("/cards"))
    everything.assert_sound()
    assert len(names(everything)) == len(coach.library.list_products())
    food = names(read_page(anchor.get("/cards?kind=food")))
    assert beef.name in food
    assert len(food) < len(names(everything))
    assert names(read_page(anchor.get("/cards?q=牛肉"))) == [beef.name]
    assert "没有这样的商品卡" in read_page(anchor.get("/cards?q=没有的")).text()


def test_a_card_shows_all_that_may_be_said(anchor, beef, read_page):
    page = read_page(anchor.get(f"/cards/{beef.id}"))
    page.assert_sound()
    for words in (
        *(one.say for one in beef.points),
        *(value for name, value in beef.facts.items() if name != "价格"),
        *(one.a for one in beef.faq),
    ):
        assert words in page.text()


def test_while_studying_the_points_are_hidden_behind_folds(anchor, beef, read_page):
    page = read_page(anchor.get(f"/cards/{beef.id}/study"))
    page.assert_sound()
    folded = {words for fold in page.all("details") for words in fold.itertext()}
    shown = page.text()
    for point in beef.points:
        assert point.say in folded
        assert shown.count(point.say) == 1
    assert all(fold.get("open") is None for fold in page.all("details") if "flip" in "".join(fold.itertext()))


def test_what_was_recalled_is_held_against_the_card(anchor, beef, read_page, post):
    text = "一袋约十二小包，独立包装，随身带着吃。保质期十八个月。"
    page = read_page(post(anchor, f"/cards/{beef.id}/study", text=text, known=[beef.points[0].id]))
    page.assert_sound()
    assert page.one("textarea").text == text
    assert "✓ 讲到了" in page.text()
    assert "✗ 没讲到" in page.text()
    assert "卡上写 8个月，讲成 18个月" in page.text()
    assert "记得 1/8" in page.text()
    ticked = [e.get("value") for e in page.all("input", name="known") if e.get("checked") is not None]
    assert ticked == [beef.points[0].id]


def test_ticks_count_without_a_text(anchor, beef, read_page, post):
    page = read_page(post(anchor, f"/cards/{beef.id}/study", text="", known=[one.id for one in beef.points]))
    page.assert_sound()
    assert "记得 8/8" in page.text()


def test_a_card_that_is_not_there_is_not_found(anchor):
    assert anchor.get("/cards/none").status_code == 404
    assert anchor.get("/cards/none/study").status_code == 404
