"""A real coach behind Flask's test client, and a strict reader of the pages it answers with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coach.config import Settings
from coach.web import create_app
from coach.wiring import Coach, build

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
def coach() -> Coach:
    return build(Settings.from_env({"COACH_SECRET_KEY": "for tests"}))


@pytest.fixture
def app(coach: Coach) -> Flask:
    app = create_app(coach.settings, coach)
    app.testing = False  # errors are answered as they would be to people
    return app


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
