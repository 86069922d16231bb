"""Friendly pages and JSON for every HTTP error."""

from __future__ import annotations

import pytest
from flask import abort

from coach.errors import CoachError
from coach.web.errors import WORDS
from coach.web.sessions import open_to_visitors

STATUSES = sorted(WORDS)


@pytest.fixture
def failing(app):
    @open_to_visitors
    def failure(code: int) -> None:
        abort(code)

    app.add_url_rule("/fail/<int:code>", view_func=failure, endpoint="fail")
    app.add_url_rule("/broken", view_func=open_to_visitors(lambda: 1 / 0), endpoint="broken")

    @open_to_visitors
    def ours():
        raise CoachError("内部细节")

    app.add_url_rule("/ours", view_func=ours)
    return app.test_client()


@pytest.mark.parametrize("status", STATUSES)
def test_every_error_has_a_sound_page_with_a_way_on(failing, read_page, status):
    answer = failing.get(f"/fail/{status}")
    assert answer.status_code == status
    page = read_page(answer)
    page.assert_sound()
    title, remedy = WORDS[status]
    assert page.text(page.one("h1")) == title
    assert remedy.partition("{")[0] in page.text()
    assert "回到自检页" in page.text()


@pytest.mark.parametrize("status", STATUSES)
def test_every_error_is_json_for_scripts(failing, status):
    answer = failing.get(f"/fail/{status}", headers={"Accept": "application/json"})
    assert answer.status_code == status
    assert answer.get_json()["error"]["message"].startswith(WORDS[status][0])


@pytest.mark.parametrize(("status", "like"), [(418, 400), (503, 500)])
def test_other_statuses_borrow_the_words_of_their_class(failing, read_page, status, like):
    answer = failing.get(f"/fail/{status}")
    assert answer.status_code == status
    assert WORDS[like][0] in read_page(answer).text()


@pytest.mark.parametrize("path", ["/broken", "/ours"])
def test_our_own_failures_are_logged_and_their_details_kept(failing, read_page, caplog, path):
    answer = failing.get(path)
    assert answer.status_code == 500
    assert "已经记下来了" in read_page(answer).text()
    assert "内部细节" not in answer.text
    assert "ZeroDivision" not in answer.text
    assert caplog.records


def test_an_unknown_address_and_an_unknown_sample_are_not_found(client, read_page):
    for path in ("/no/such", "/scripts/no-such", "/rules/no/such"):
        answer = client.get(path)
        assert answer.status_code == 404
        read_page(answer).assert_sound()


def test_a_wrong_method_names_the_allowed_ones(client, read_page):
    answer = client.get("/check")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    read_page(answer).assert_sound()


def test_a_form_without_a_token_comes_back_with_its_text_and_a_new_token(client, read_page):
    answer = client.post("/check", data={"text": "写了很久😀"})
    assert answer.status_code == 400
    page = read_page(answer)
    page.assert_sound()
    assert page.one("textarea").text == "写了很久😀"
    assert "再点一次" in page.text(page.one("div", id="message"))
    fresh = page.one("input", name="csrf_token").get("value")
    assert client.post("/check", data={"text": "写了很久😀", "csrf_token": fresh}).status_code == 200
