"""The history: newest first, with the scores as a line and as numbers, page by page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coach.web import clock, history
from tests.web.practice import ANSWER, REVIEWED, give, hand_in

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def anchor(enter):
    return enter("anchor")


def test_an_empty_history_says_what_to_do_first(anchor, read_page):
    page = read_page(anchor.get("/history"))
    page.assert_sound()
    assert "还没有交过练习" in page.text()


def test_scores_are_drawn_and_told_in_numbers(anchor, world, read_page):
    scores = [
        hand_in(world, give(world, REVIEWED), text, at=clock.now() - timedelta(hours=3 - number)).score
        for number, text in enumerate((ANSWER[:120], ANSWER[:200], "加我微信。" + ANSWER[:150]))
    ]
    page = read_page(anchor.get("/history"))
    page.assert_sound()
    assert len(page.all(f"{SVG}circle", **{"class": "chart-dot"})) == 3
    numbers = [page.text(e) for e in page.all(f"{SVG}text") if e.get("class") == "chart-value"]
    assert numbers == [str(score) for score in scores]
    assert f"从 {scores[0]} 分到 {scores[-1]} 分" in page.text()
    rows = [e.get("href") for e in page.all("a") if (e.get("href") or "").startswith("/attempts/")]
    assert len(rows) == 3


def test_a_long_history_goes_on_page_by_page(anchor, world, read_page, monkeypatch):
    monkeypatch.setattr(history, "A_PAGE", 2)
    for number in range(5):
        hand_in(world, give(world, REVIEWED), ANSWER[: 120 + number], at=clock.now() - timedelta(hours=number))
    seen, path = [], "/history"
    while path:
        page = read_page(anchor.get(path))
        page.assert_sound()
        seen += [e.get("href") for e in page.all("a") if (e.get("href") or "").startswith("/attempts/")]
        path = next((e.get("href") for e in page.all("a") if page.text(e) == "更早的"), "")
    assert len(seen) == len(set(seen)) == 5


def test_a_page_that_is_no_time_is_refused(anchor):
    assert anchor.get("/history?before=yesterday").status_code == 422
