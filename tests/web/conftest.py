"""A real coach behind Flask's test client, and a strict reader of the pages it answers with."""

from __future__ import annotations

import itertools
import re
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coach.config import Settings
from coach.services import signing_in
from coach.storage.engine import open_engine
from coach.storage.unit_of_work import Store
from coach.web import clock, create_app
from coach.wiring import Coach, build, open_desk
from tests.web.world import World, populate

FIELDS = {"input", "select", "textarea"}


class Page:
    """One answer read as HTML; a parse error is a failed test."""

    def __init__(self, response: TestResponse) -> None:
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        self.root: Element = parser.parse(response.text)
        self.response = response

    def all(self, tag: str, **attributes: str) -> list[Element]:
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [e for e in self.root.iter(tag) if all(e.get(name) == value for name, value in wanted.items())]

    def one(self, tag: str, **attributes: str) -> Element:
        found = self.all(tag, **attributes)
        assert len(found) == 1, (tag, attributes, len(found))
        return found[0]

    def text(self, element: Element | None = None) -> str:
        words = "".join((self.root if element is None else element).itertext())
        return re.sub(r"\s+", " ", words).strip()

    def assert_sound(self) -> None:
        """One h1 and title, a language, unique ids that references meet, a name for every field and button."""
        assert self.root.get("lang") == "zh-CN"
        assert len(self.all("h1")) == 1
        assert self.text(self.one("title"))
        hidden = {inner for e in self.root.iter() if e.get("hidden") is not None for inner in e.iter()}
        ids = Counter(e.get("id") for e in self.root.iter() if e.get("id"))
        assert [name for name, count in ids.items() if count > 1] == []
        for e in self.root.iter():
            for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
                for target in (e.get(name) or "").split():
                    assert target in ids, (e.tag, name, target)
            if e.tag == "a" and (e.get("href") or "").startswith("#") and e not in hidden:
                assert e.get("href", "")[1:] in ids, e.get("href")
            assert not any(name.startswith("on") or name == "style" for name in e.attrib), e.attrib
        labelled = {e.get("for") for e in self.all("label")}
        for e in self.root.iter():
            if e.tag in FIELDS and e.get("type") not in ("hidden", "submit"):
                assert e.get("id") in labelled or e.get("aria-label"), e.attrib
            if e.tag in ("button", "summary"):
                assert self.text(e) or e.get("aria-label")
        for script in self.all("script"):
            assert script.get("src", "").startswith("/")
            assert not self.text(script)
        assert self.all("style") == []


@pytest.fixture(scope="session")
def coach(tmp_path_factory: pytest.TempPathFactory) -> Coach:
    place = tmp_path_factory.mktemp("records")
    environ = {"COACH_SECRET_KEY": "for tests", "COACH_INSTANCE": str(place)}
    return build(Settings.from_env(environ))


@pytest.fixture(scope="session")
def _populated(coach: Coach) -> World:
    """Return a database with people of all roles; tests work on copies."""
    desk = open_desk(coach)
    world = populate(desk)
    with desk.store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    desk.store.close()
    return world


@pytest.fixture
def world(coach: Coach, _populated: World, tmp_path: Path) -> World:
    """Return people of all roles in two rooms, in a database of this test's own."""
    shutil.copyfile(coach.settings.instance / "coach.db", tmp_path / "coach.db")
    desk = replace(_populated.desk, store=Store(open_engine(f"sqlite:///{tmp_path / 'coach.db'}")))
    return replace(_populated, desk=desk, people=dict(_populated.people))


@pytest.fixture
def app(coach: Coach, world: World, tmp_path: Path) -> Flask:
    address = f"sqlite:///{tmp_path / 'coach.db'}"
    own = replace(coach, settings=replace(coach.settings, instance=tmp_path / "instance", database_url=address))
    app = create_app(own.settings, own, world.desk)
    app.testing = False  # errors are answered as they would be to people
    return app


@pytest.fixture
def enter(app: Flask, world: World) -> Callable[[str], FlaskClient]:
    """Return the test client of a person of the world, by login: signed in without the slow hash."""
    tokens = itertools.count()

    def enter_(login: str) -> FlaskClient:
        token = f"token {next(tokens)}"
        signing_in.renew(world.desk, world.people[login], token=token, address="", device="", at=clock.now())
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = token
            session.permanent = True
        return client

    return enter_


@pytest.fixture
def post() -> Callable[..., TestResponse]:
    """Send a form the way a browser does, with the token of the page it was on."""

    def post_(client: FlaskClient, path: str, **fields: object) -> TestResponse:
        token = Page(client.get("/me" if client.get("/me").status_code == 200 else "/script"))
        data = {"csrf_token": token.one("meta", name="csrf-token").get("content", ""), **fields}
        return client.post(path, data=data)

    return post_


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def read_page() -> Callable[[TestResponse], Page]:
    return Page


@pytest.fixture
def token(client: FlaskClient) -> str:
    return Page(client.get("/")).one("meta", name="csrf-token").get("content", "")


@pytest.fixture
def live(client: FlaskClient, token: str) -> Callable[..., TestResponse]:
    """Ask the way the page's script asks."""

    def post(text: object, **fields: object) -> TestResponse:
        headers = {"X-CSRFToken": token, "Accept": "application/json"}
        return client.post("/check", json={"text": text, **fields}, headers=headers)

    return post


@pytest.fixture
def submit(client: FlaskClient, token: str) -> Callable[..., TestResponse]:
    """Send the form the way a browser without scripts sends it."""

    def post(path: str = "/check", **fields: object) -> TestResponse:
        data = {"csrf_token": token, **fields}
        return client.post(path, data=data, content_type="multipart/form-data", headers={"Accept": "text/html"})

    return post
