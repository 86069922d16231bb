"""Every route × every role × both rooms, from the app's own list of routes: who gets in, who does not, and sound pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from coach.web.assets import STATIC_ENDPOINTS
from tests.web.conftest import Page
from tests.web.routes import EVERYBODY, Case, all_routes, prepare_all
from tests.web.world import World

CASES = all_routes()
WRITING = [key for key in CASES if key[1] != "GET"]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
IN_ANY_CASE = (409, 422)  # to those let in later, when the first has changed things
OTHER_MATRIX = ("api.",)
"""Blueprints whose callers are programs, with tests of their own."""


@pytest.fixture
def ids(world: World) -> Mapping[str, str]:
    return prepare_all(world)


@pytest.fixture
def open_app(app: Flask) -> Flask:
    app.config["WTF_CSRF_ENABLED"] = False  # that every form wants its token is tested below
    return app


def ask(
    client: FlaskClient, app: Flask, endpoint: str, method: str, case: Case, ids: Mapping[str, str]
) -> TestResponse:
    values = {key: ids[value[1:]] if value.startswith("@") else value for key, value in case.values.items()}
    with app.test_request_context():
        address = app.url_for(endpoint, **values, **case.query)
    sent = {key: _filled(value, ids) for key, value in (case.form or {}).items()}
    if case.json is not None:
        body = {key: _filled(value, ids) for key, value in case.json.items()}
        return client.open(address, method=method, json=body, buffered=True)
    return client.open(address, method=method, buffered=True, **({"data": sent} if method != "GET" else {}))


def _filled(value: object, ids: Mapping[str, str]) -> object:
    if isinstance(value, list):
        return [_filled(one, ids) for one in value]
    return ids[value[1:]] if isinstance(value, str) and value.startswith("@") else value


def test_every_route_is_in_the_matrix(app: Flask) -> None:
    there = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if method in METHODS and rule.endpoint not in STATIC_ENDPOINTS and not rule.endpoint.startswith(OTHER_MATRIX)
    }
    assert sorted(there - set(CASES)) == []
    assert sorted(set(CASES) - there) == []


@pytest.mark.parametrize(("endpoint", "method"), CASES, ids=[" ".join(key) for key in CASES])
def test_who_gets_in(
    open_app: Flask,
    enter: Callable[[str], FlaskClient],
    ids: Mapping[str, str],
    world: World,
    endpoint: str,
    method: str,
) -> None:
    case = CASES[endpoint, method]
    for login in (one for one in EVERYBODY if one not in case.who):
        before = trail(world)
        answer = ask(enter(login), open_app, endpoint, method, case, ids)
        assert answer.status_code == case.others, login
        Page(answer).assert_sound()
        assert trail(world) == before, f"{login} was refused and yet left a trace"
    first = True
    for login in case.who:
        answer = ask(enter(login), open_app, endpoint, method, case, ids)
        assert answer.status_code == case.answer or (
            not first and method != "GET" and answer.status_code in IN_ANY_CASE
        ), (login, answer.status_code, answer.text[:3000])
        if answer.status_code in (200, *IN_ANY_CASE) and answer.mimetype == "text/html":
            Page(answer).assert_sound()
        first = False
    visitor = ask(open_app.test_client(), open_app, endpoint, method, case, ids)
    if case.visitors:
        assert visitor.status_code in (200, case.answer, *IN_ANY_CASE)
    elif case.json is not None:
        assert visitor.status_code == 401
    else:
        assert visitor.status_code == 303
        assert visitor.headers["Location"].startswith("/login")


@pytest.mark.parametrize(("endpoint", "method"), WRITING, ids=[key[0] for key in WRITING])
def test_nothing_is_done_without_the_token_of_a_page(
    app: Flask, enter: Callable[[str], FlaskClient], ids: Mapping[str, str], world: World, endpoint: str, method: str
) -> None:
    case = CASES[endpoint, method]
    before = trail(world)
    answer = ask(enter(case.who[0]), app, endpoint, method, case, ids)
    assert answer.status_code == 400
    assert trail(world) == before


def trail(world: World) -> int:
    with world.desk.reading() as uow:
        return uow.audit.head().seq


READING = [endpoint for endpoint, method in CASES if method == "GET"]
MOST_QUERIES = 25


@pytest.mark.parametrize("endpoint", READING)
def test_a_page_asks_the_database_few_questions(
    open_app: Flask, enter: Callable[[str], FlaskClient], ids: Mapping[str, str], world: World, endpoint: str
) -> None:
    case = CASES[endpoint, "GET"]
    for login in case.who:
        client = enter(login)
        with queries(world.desk.store.engine) as asked:
            ask(client, open_app, endpoint, "GET", case, ids)
        assert len(asked) <= MOST_QUERIES, (login, asked)


@contextmanager
def queries(engine: Engine) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_connection, _cursor, statement: str, *_rest) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)
