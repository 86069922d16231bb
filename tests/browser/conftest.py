"""A real server, a real browser: skipped with a reason where there is no Chromium, failed there under CI."""

from __future__ import annotations

import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from coach.config import Settings
from coach.web import create_app
from coach.wiring import build
from tests.web.world import World, populate

CHROMIUM = "/usr/bin/chromium"
ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Return the app on records of its own."""
    place = tmp_path_factory.mktemp("instance")
    settings = Settings.from_env({"COACH_INSTANCE": str(place)})
    return create_app(settings, build(settings))


@pytest.fixture(scope="session")
def world(app: Flask) -> World:
    """Return people of all roles in two rooms."""
    return populate(app.extensions["desk"])


@pytest.fixture(scope="session")
def server(app: Flask) -> Iterator[str]:
    """Return the address of the app, served by threads as in use."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    httpd = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    thread.join()
    httpd.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if shutil.which(CHROMIUM) is None:
        reason = "no Chromium: apt-get install chromium fonts-noto-cjk"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGS))
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(server: str, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages that must neither complain in the console nor ask another host for anything."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    expected: list[str] = []

    def open_(
        path: str = "/", *, width: int = 1280, height: int = 900, allow: tuple[str, ...] = (), **options: object
    ) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **options)
        contexts.append(context)
        expected.extend(allow)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: complaints.append(str(e)))
        page.on("request", lambda r: None if r.url.startswith((server, "data:")) else complaints.append(r.url))
        page.goto(server + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert [c for c in complaints if not any(word in c for word in expected)] == []


@pytest.fixture
def until() -> Callable[[Page, str], None]:
    """Wait until an expression holds. Playwright's own wait evaluates in the page, which the page's policy forbids."""

    def wait(page: Page, expression: str) -> None:
        for _ in range(160):
            if page.evaluate(expression):
                return
            page.wait_for_timeout(50)
        raise AssertionError(f"never true: {expression}")

    return wait
