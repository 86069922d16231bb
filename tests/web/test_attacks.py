"""What people write, and what an address carries, is text on every page; no address leads to another host.

Who may not open or send what, and forms without their token: ``test_matrix``. Planted and stolen sessions: ``test_access``.
Cells that a spreadsheet would run: ``test_exports`` and ``api/test_answers``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, text
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.test import TestResponse

from coach.storage.columns import Values, Words
from coach.storage.table import Table
from tests.web.conftest import Page
from tests.web.routes import Case, all_routes, prepare_all
from tests.web.world import ROLES, World

BAD = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'`{{7*7}}</textarea></title>"
NO_TEXT = {"credential.hash", "sign_in.address"}
WORDS_IN = {
    "name",
    "brand",
    "say",
    "aliases",
    "audience",
    "scenes",
    "q",
    "a",
    "text",
    "evidence",
    "script",
    "state",
    "recap",
}
NAMES = {"person.login", "person.name", "room.name"}
PAGES = {endpoint: case for (endpoint, method), case in all_routes().items() if method == "GET"}


@pytest.fixture
def ids(world: World) -> Mapping[str, str]:
    return prepare_all(world)


@pytest.fixture
def poisoned(world: World, ids: Mapping[str, str]) -> Mapping[str, str]:
    """Put markup into every text that the records keep, whoever may have written it."""
    with world.desk.store.engine.begin() as connection:
        for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        for table in Table.metadata.sorted_tables:
            for column in table.columns:
                place = f"{table.name}.{column.name}"
                if place in NAMES:
                    connection.execute(text(f"UPDATE {table.name} SET {column.name} = :bad || id"), {"bad": BAD})
                elif isinstance(column.type, Values) or place == "audit_entry.data":
                    _poison_values(connection, table.name, column.name, whole=place == "audit_entry.data")
                elif isinstance(column.type, Words) and place not in NO_TEXT:
                    _poison_words(connection, table.name, column.name)
    return ids


def _poison_words(connection: Connection, table: str, column: str) -> None:
    """Write markup over a text, no shorter than it was: what points into it still does."""
    quoted = f'"{column}"'
    statement = f"UPDATE {table} SET {quoted} = :bad || substr({quoted}, length(:bad) + 1) WHERE {quoted} != ''"
    connection.execute(text(statement), {"bad": BAD})


def _poison_values(connection: Connection, table: str, column: str, *, whole: bool) -> None:
    rows = connection.execute(text(f"SELECT rowid, {column} FROM {table} WHERE {column} IS NOT NULL")).all()
    for row, kept in rows:
        values = json.dumps(_bad(json.loads(kept), whole), ensure_ascii=False)
        connection.execute(
            text(f"UPDATE {table} SET {column} = :values WHERE rowid = :row"), {"values": values, "row": row}
        )


def _bad(value: object, poison: bool) -> object:
    if isinstance(value, dict):
        return {key: _bad(each, poison or key in WORDS_IN) for key, each in value.items()}
    if isinstance(value, list):
        return [_bad(each, poison) for each in value]
    return BAD if poison and isinstance(value, str) and value else value


def _harmless(answer: TestResponse) -> Page | None:
    """Return the page, in which nothing of the markup is markup; None where the answer is no page."""
    assert answer.status_code < 500, answer.request.url
    if answer.mimetype != "text/html" or answer.status_code in range(300, 400):
        return None
    page = Page(answer)
    page.assert_sound()
    assert page.all("img") == [], answer.request.url
    assert "49</" not in answer.text, "a template was made of it"
    return page


@pytest.mark.parametrize("login", ROLES)
def test_what_the_records_keep_is_text_on_every_page(
    app: Flask, enter: Callable[[str], FlaskClient], poisoned: Mapping[str, str], login: str
) -> None:
    client, met = enter(login), 0
    for endpoint, case in PAGES.items():
        if login in case.who:
            page = _harmless(client.get(_address(app, endpoint, case, poisoned)))
            met += page is not None and BAD[:25] in page.text(page.one("main"))
    assert met >= 8, "the markup was there to be shown"


class Asked(ImmutableMultiDict[str, str]):
    """What an address carries; the names that a view asks for are noted."""

    names: ClassVar[set[str]] = set()

    def get(self, key: str, *more: Any, **named: Any) -> Any:
        self.names.add(key)
        return super().get(key, *more, **named)

    def getlist(self, key: str, *more: Any, **named: Any) -> Any:
        self.names.add(key)
        return super().getlist(key, *more, **named)

    def __getitem__(self, key: str) -> Any:
        self.names.add(key)
        return super().__getitem__(key)


@pytest.mark.parametrize("login", [*ROLES, "visitor"])
def test_what_an_address_carries_is_text_and_leads_nowhere_else(
    app: Flask, enter: Callable[[str], FlaskClient], ids: Mapping[str, str], login: str
) -> None:
    app.request_class = type("Watched", (app.request_class,), {"parameter_storage_class": Asked})
    client, tried = app.test_client() if login == "visitor" else enter(login), 0
    for endpoint, case in PAGES.items():
        if login not in case.who and not (login == "visitor" and case.visitors):
            continue
        Asked.names.clear()
        client.get(_address(app, endpoint, case, ids))
        names = sorted((Asked.names | set(case.query)) - set(case.values))
        for address in _addresses(app, endpoint, case, ids, names):
            answer = client.get(address)
            _harmless(answer)
            onward = answer.headers.get("Location", "/")
            assert onward.startswith("/"), address
            assert not onward.startswith("//"), address
            tried += 1
    assert tried >= 20


def _address(app: Flask, endpoint: str, case: Case, ids: Mapping[str, str]) -> str:
    with app.test_request_context():
        return app.url_for(endpoint, **_values(case, ids), **case.query)


def _addresses(app: Flask, endpoint: str, case: Case, ids: Mapping[str, str], names: Sequence[str]) -> Iterator[str]:
    """Yield the address with markup and with another host in place of what it asks for, one by one and all at once, and
    with markup in place of each id."""
    values = _values(case, ids)
    with app.test_request_context():
        for bad in (BAD, "//evil.example/"):
            yield app.url_for(endpoint, **values, **dict.fromkeys(names, bad))
            for name in names:
                yield app.url_for(endpoint, **values, **{name: bad})
        for name in (name for name, value in values.items() if not value.isdecimal()):
            yield app.url_for(endpoint, **{**values, name: BAD})


def _values(case: Case, ids: Mapping[str, str]) -> dict[str, str]:
    return {key: ids[value[1:]] if value.startswith("@") else value for key, value in case.values.items()}
