"""Every page of the route list, for every role, on a phone and on a desk: quiet, whole, and without barriers."""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from coach.config import Settings
from coach.services import signing_in
from coach.web import clock, create_app
from tests.web.routes import Case, all_routes, prepare_all
from tests.web.world import ROLES, World

PAGES = {endpoint: case for (endpoint, method), case in all_routes().items() if method == "GET" and case.page}
WIDTHS = (390, 1280)
BARRIERS = ("serious", "critical")
AXE = {"resultTypes": ["violations"]}
TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')


@pytest.fixture(scope="module")
def ids(world: World) -> Mapping[str, str]:
    return prepare_all(world)


@pytest.fixture(scope="module")
def contexts(server: str, browser: Browser, app: Flask, world: World) -> Iterator[Mapping[str, BrowserContext]]:
    """Return a browser for each role, signed in, and one for visitors."""
    made: dict[str, BrowserContext] = {}
    numbers = itertools.count()
    for login in (*ROLES, "visitor"):
        context = browser.new_context(locale="zh-CN", bypass_csp=True, reduced_motion="reduce")  # axe runs inline
        if login != "visitor":
            token = f"browser {next(numbers)}"
            signing_in.renew(world.desk, world.people[login], token=token, address="", device="", at=clock.now())
            with app.test_request_context():
                cookie = app.session_interface.get_signing_serializer(app).dumps({"_user_id": token})
            context.add_cookies([{"name": "coach", "value": str(cookie), "url": server}])
        made[login] = context
    yield made
    for context in made.values():
        context.close()


def address(app: Flask, endpoint: str, case: Case, ids: Mapping[str, str]) -> str:
    values = {key: ids[value[1:]] if value.startswith("@") else value for key, value in case.values.items()}
    with app.test_request_context():
        return app.url_for(endpoint, **values, **case.query)


def _is_new(page: Page, login: str, width: int, seen: set[tuple[str, int]]) -> bool:
    """Return whether this body, or this person's frame around it, has not been looked at in this width."""
    body = TOKEN.sub("", page.locator("main").inner_html())
    new = {(body, width), (f"frame of {login}", width)} - seen
    seen |= new
    return bool(new)


@pytest.fixture(scope="module")
def seen() -> set[tuple[str, int]]:
    return set()


@pytest.mark.parametrize("endpoint", PAGES)
def test_a_page_is_quiet_whole_and_without_barriers(
    app: Flask,
    server: str,
    contexts: Mapping[str, BrowserContext],
    ids: Mapping[str, str],
    endpoint: str,
    seen: set[tuple[str, int]],
) -> None:
    case = PAGES[endpoint]
    path = address(app, endpoint, case, ids)
    for login in (*(one for one in ROLES if one in case.who), *(("visitor",) if case.visitors else ())):
        assert look_at(contexts[login].new_page(), server, path, login, seen) == WIDTHS


@pytest.mark.parametrize("path", ["/", "/login"])
def test_the_doors_are_so_too(server: str, contexts: Mapping[str, BrowserContext], path: str) -> None:
    assert look_at(contexts["visitor"].new_page(), server, path, "visitor", set()) == WIDTHS


def test_so_is_the_first_run(browser: Browser, tmp_path: Path) -> None:
    settings = Settings.from_env({"COACH_INSTANCE": str(tmp_path)})
    httpd = make_server("127.0.0.1", 0, create_app(settings), threaded=True)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    context = browser.new_context(locale="zh-CN", bypass_csp=True)
    looked = look_at(context.new_page(), f"http://127.0.0.1:{httpd.server_port}", "/setup", "visitor", set())
    context.close()
    httpd.shutdown()
    thread.join()
    httpd.server_close()
    assert looked == WIDTHS


def look_at(page: Page, server: str, path: str, login: str, seen: set[tuple[str, int]]) -> tuple[int, ...]:
    """Open a page on a phone in the dark and on a desk in the light, and fail where it is not as it must be; return the
    widths it was looked at in."""
    looked: list[int] = []
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: complaints.append(str(e)))
    page.on("request", lambda r: None if r.url.startswith((server, "data:")) else complaints.append(r.url))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme="dark" if width == WIDTHS[0] else "light")
        answer = page.goto(server + path)
        assert answer is not None
        assert answer.status == 200, (login, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (login, width, "scrolls sideways")
        assert complaints == [], (login, width)
        if _is_new(page, login, width, seen):
            found = [v for v in Axe().run(page, options=AXE).response["violations"] if v["impact"] in BARRIERS]
            said = [(v["id"], [node["html"][:200] for node in v["nodes"]]) for v in found]
            assert said == [], (login, width)
        looked.append(width)
    page.close()
    return tuple(looked)
