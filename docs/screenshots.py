"""Make the pictures of the user guide: `make screenshots`. The demo's cohort in a temporary folder, Chromium, docs/images/."""

from __future__ import annotations

import logging
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from coach.config import Settings
from coach.services import reviews, stages
from coach.services.desk import Desk
from coach.services.signing_in import renew
from coach.services.tours import end_tour
from coach.training.model import SessionState, User
from coach.web import clock, create_app
from coach.wiring import build, open_demo

HERE = Path(__file__).parent
IMAGES = HERE / "images"
MOST_BYTES = 120_000
PHONE, DESK, LOW = (390, 760), (1040, 600), (1040, 500)
CHROMIUM = "/usr/bin/chromium"
NEW, ANCHOR, SIGNED, TRAINER, OPS, ADMIN = "qian", "cao", "chen", "lin", "wang", "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One picture: whose browser, which page, which screen, and what is brought into sight first."""

    name: str
    who: str
    path: str
    size: tuple[int, int]
    at: str = ""


def shots(ids: Mapping[str, str]) -> tuple[Shot, ...]:
    """Return the pictures, in the guide's order."""
    return (
        Shot(name="login", who="", path="/login", size=PHONE),
        Shot(name="tour", who=NEW, path="/today", size=PHONE),
        Shot(name="check", who="", path="/scripts/niurou-gan-2", size=LOW),
        Shot(name="check-phone", who="", path="/scripts/niurou-gan-2", size=PHONE, at="#findings"),
        Shot(name="today", who=ANCHOR, path="/today", size=PHONE),
        Shot(name="drill", who=ANCHOR, path=f"/assignments/{ids['drill']}", size=PHONE),
        Shot(name="attempt", who=ANCHOR, path=f"/attempts/{ids['attempt']}", size=PHONE),
        Shot(name="my-readiness", who=ANCHOR, path="/readiness/me", size=PHONE),
        Shot(name="cohort", who=TRAINER, path="/cohort", size=DESK),
        Shot(name="assign", who=TRAINER, path="/assign", size=DESK),
        Shot(name="review", who=TRAINER, path=f"/reviews/{ids['waiting']}", size=LOW),
        Shot(name="programme", who=TRAINER, path="/programme", size=LOW),
        Shot(name="stage", who=OPS, path=f"/stages/{ids['running']}", size=PHONE),
        Shot(name="board", who=OPS, path="/readiness", size=DESK),
        Shot(name="sheet", who=OPS, path=f"/signoffs/{ids['signed']}", size=DESK),
        Shot(name="show", who=OPS, path=f"/shows/{ids['show']}", size=DESK),
        Shot(name="packs", who=ADMIN, path="/admin/packs", size=DESK),
    )


def main() -> int:
    """Make all pictures; return 1 if one is heavier than a page of the guide should carry."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        settings = Settings.from_env({"COACH_SECRET_KEY": "for the pictures"})
        coach, desk = open_demo(build(settings), Path(place), at=clock.now())
        app = create_app(coach.settings, coach, desk)
        with desk.reading() as uow:
            who = {user.login: user for user in uow.users.list()}
        for login in (ANCHOR, TRAINER, OPS, ADMIN):
            end_tour(desk, who[login], at=clock.now())
        ids = find(desk, who)
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        with served(app) as address:
            heavy = [one.name for one in shots(ids) if take(chromium, app, address, one, who) > MOST_BYTES]
        chromium.close()
    if heavy:
        sys.stderr.write(f"heavier than {MOST_BYTES} bytes: {', '.join(heavy)}\n")
    return 1 if heavy else 0


def take(browser: Browser, app: Flask, address: str, shot: Shot, who: Mapping[str, User]) -> int:
    """Make one picture; return its bytes."""
    width, height = shot.size
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", color_scheme="light", reduced_motion="reduce"
    )
    if shot.who:
        token = f"picture {shot.name}"
        renew(app.extensions["desk"], who[shot.who], token=token, address="", device="", at=clock.now())
        with app.test_request_context():
            cookie = app.session_interface.get_signing_serializer(app).dumps({"_user_id": token})
        context.add_cookies([{"name": "coach", "value": str(cookie), "url": address}])
    page = context.new_page()
    answer = page.goto(address + shot.path)
    assert answer is not None
    assert answer.ok, (shot.name, answer.status)
    page.wait_for_timeout(700)
    if shot.at:
        page.locator(shot.at).scroll_into_view_if_needed()
        page.evaluate(f"document.querySelector('{shot.at}').scrollIntoView()")
    target = IMAGES / f"{shot.name}.png"
    page.screenshot(path=target)
    context.close()
    print(f"{target.relative_to(HERE.parent)}  {target.stat().st_size:,}")  # noqa: T201 - a script that says what it made
    return target.stat().st_size


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve the app on a free port meanwhile."""
    httpd = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    thread.join()
    httpd.server_close()


def find(desk: Desk, who: Mapping[str, User]) -> dict[str, str]:
    """Return the ids that the addresses need; a session that was to come goes on air."""
    anchor, ops = who[ANCHOR], who[OPS]
    with desk.reading() as uow:
        handed = [one for one in uow.attempts.list(anchor=anchor.id) if one.quiz is None]
        rooms = {"room": [str(one) for one in ops.rooms]}
        planned = [one for one in uow.sessions.list(**rooms) if one.state is SessionState.PLANNED]
        signed = [one for one in uow.signoffs.list(anchor=who[SIGNED].id) if one.revoked is None]
        show = uow.shows.list(**rooms)[-1]
        people = {user.id: user for user in uow.users.list()}
    live = planned[0]
    stages.start(desk, people[live.partner], live.id, at=clock.now())
    waiting = reviews.list_queue(desk, who[TRAINER])[0]
    return {
        "drill": handed[-1].assignment,
        "attempt": handed[-1].id,
        "waiting": waiting.id,
        "running": live.id,
        "signed": signed[-1].id,
        "show": show.id,
    }


if __name__ == "__main__":
    sys.exit(main())
