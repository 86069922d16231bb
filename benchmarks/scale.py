"""How lists and boards answer when there is much to answer from: 10,000 anchors against 100, by query and by page."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from benchmarks.crowd import NOW, Crowd, gather
from benchmarks.speed import Row
from coach.services import (
    assignments,
    attempts,
    audit,
    board,
    checklists,
    cohort,
    incident_sheets,
    incidents,
    path,
    people,
    review_queue,
    reviews,
    rooms,
    roster,
    search,
    signing_in,
    signoff,
    signoff_shelf,
    stage_sheets,
    stages,
)
from coach.services.review_queue import Sieve
from coach.storage.boards import Filter, Order
from coach.storage.progress import Milestone
from coach.storage.repositories import Window
from coach.training.access import Act
from coach.training.model import CourseId, Role, RoomId
from coach.training.outcome import Lack
from coach.web import clock, create_app
from coach.wiring import Coach, build

SMALL, LARGE = (100, 3_000), (10_000, 300_000)
MOST_TIMES, MOST_MS, MOST_QUERIES = 3.0, 300, 25
ROOM = (Role.TRAINER, Role.OPS)
MONTH = timedelta(days=30)
PAGES = (
    (Role.ANCHOR, ("/today", "/history", "/readiness/me", "/checklists", "/shows")),
    (Role.TRAINER, ("/cohort", "/cohort?sort=last", "/cohort?sort=progress", "/cohort?show=overdue", "/reviews",
                    "/stuck", "/people/{anchor}", "/assign", "/stages", "/search?q=王敏")),
    (Role.OPS, ("/readiness", "/readiness?at=monitored", "/readiness/{anchor}", "/signoffs", "/signoffs?at=stale", "/stages",
                "/incidents", "/incidents?open=1", "/incidents/new",
                "/stages/new", "/shows", "/checklists")),
    (Role.ADMIN, ("/admin/users", "/admin/users?q=王", "/admin/users/{anchor}", "/admin/rooms", "/admin/audit",
                  "/admin/tokens", "/cohort", "/cohort?sort=last", "/cohort?sort=progress", "/cohort?show=overdue",
                  "/cohort?show=waiting", "/readiness", "/readiness?at=signed", "/signoffs", "/incidents", "/reviews", "/stuck",
                  "/search?q=王敏")),
)  # fmt: skip


def measure() -> list[Row]:
    """Fill two databases and ask both the same; then ask the larger one for pages."""
    coach = build()
    with tempfile.TemporaryDirectory() as place:
        start = time.perf_counter()
        small, large = (gather(coach, Path(place), anchors=many, attempts=each) for many, each in (SMALL, LARGE))
        took = time.perf_counter() - start
        rows: list[Row] = [("10,000 anchors and 300,000 hand-ins: made in", f"{took:.0f} s", "≤ 90 s", took <= 90)]
        rows += [*growth(small, large), *pages(coach, large)]
        for crowd in (small, large):
            crowd.desk.store.close()
    return rows


def growth(small: Crowd, large: Crowd) -> Iterator[Row]:
    """Compare the time of each question on both databases."""
    for name, ask in questions(large).items():
        before, after = in_turn_ms(partial(ask, small), partial(ask, large))
        grown = after / before
        value = f"{before:.1f} → {after:.1f} ms, {grown:.1f} ×"
        yield f"  {name}", value, f"≤ {MOST_TIMES:g} ×", grown <= MOST_TIMES


def in_turn_ms(first: Callable[[], object], second: Callable[[], object], *, times: int = 15) -> tuple[float, float]:
    """Return the medians of both in milliseconds, measured in turn: what else the machine does falls on both."""
    took: tuple[list[float], list[float]] = ([], [])
    for number in range(times + 2):
        for run, kept in zip((first, second), took, strict=True):
            start = time.perf_counter()
            run()
            if number > 1:  # the first two warm up
                kept.append((time.perf_counter() - start) * 1000)
    return statistics.median(took[0]), statistics.median(took[1])


def questions(crowd: Crowd) -> Mapping[str, Callable[[Crowd], object]]:
    """Return what lists and boards ask: of people in a room, and of an admin who sees everything."""
    found: dict[str, Callable[[Crowd], object]] = {}

    def ask(name: str, roles: tuple[Role, ...], question: Callable[..., object], **more: object) -> None:
        for role in roles:
            found[f"{name}, {role}"] = lambda at, role=role: question(at.desk, at.people[role], **more)

    both, page = (Role.TRAINER, Role.ADMIN), Window(limit=50)
    deep = Window(limit=50, before=NOW - (NOW - NOW.replace(month=9, day=20)))
    ask("people", both, people.list_page)
    ask("people by name", both, people.list_page, words="王")
    ask("people of a role", (Role.ADMIN,), people.list_page, role=Role.OPS)
    ask("people by id", both, people.list_after, limit=51)
    ask("anchors by id", (Role.ADMIN,), people.list_after, role=Role.ANCHOR, active=True, limit=21)
    ask("drills given", both, assignments.list_assignments, window=page, at=NOW)
    ask("hand-ins", both, attempts.list_attempts, window=page)
    ask("hand-ins, far back", both, attempts.list_attempts, window=deep)
    ask("review queue", both, review_queue.list_waiting, sieve=Sieve())
    ask("review queue of a name", both, review_queue.list_waiting, sieve=Sieve(words="王"))
    ask("review queue of a course", both, review_queue.list_waiting, sieve=Sieve(course=CourseId("script")))
    ask("review queue, whole list", both, reviews.list_queue)
    ask("reviews given", (Role.TRAINER,), reviews.list_reviews)
    first = RoomId("r0000")  # of many rooms boards show one at a time
    for order in Order:
        ask(f"cohort by {order}", both, cohort.list_cohort, room=first, order=order, at=NOW)
    for show in (Filter.OVERDUE, Filter.WAITING, Filter.QUIET):
        ask(f"cohort: {show}", both, cohort.list_cohort, room=first, show=show, at=NOW)
    ask("cohort: by a name", both, cohort.list_cohort, room=first, words="王", at=NOW)
    ask("stuck", both, cohort.get_stuck, room=first, at=NOW)
    ask("stuck: on one thing", both, cohort.list_missed, lack=Lack.CATEGORY, key="price", room=first, at=NOW)
    ask("readiness board", (Role.OPS, Role.ADMIN), board.get_board, room=first, at=NOW)
    for milestone in Milestone:
        ask(f"readiness board: {milestone}", (Role.ADMIN,), board.get_board, room=first, milestone=milestone, at=NOW)
    ask("sessions", (Role.OPS, Role.ADMIN), stages.list_sessions, window=page)
    ask("sessions, lines", (Role.OPS, Role.ADMIN), stage_sheets.list_entries, window=page)
    ask("sessions unfinished", (Role.OPS, Role.ADMIN), stage_sheets.list_unfinished)
    ask("incidents", (Role.OPS, Role.ADMIN), incidents.list_incidents, window=page)
    ask("incidents, lines", (Role.OPS, Role.ADMIN), incident_sheets.list_entries, window=page)
    ask("sign-offs", (Role.OPS, Role.ADMIN), signoff.list_signoffs, window=Window(limit=20), at=NOW)
    ask("sign-offs by state", (Role.OPS, Role.ADMIN), signoff_shelf.get_shelf, room=first, at=NOW)
    ask("incidents, not settled", (Role.OPS, Role.ADMIN), incident_sheets.list_entries, settled=False, window=page)
    ask("checklists", ROOM, checklists.list_runs)
    ask("shows", ROOM, roster.list_shows)
    ask("audit", (Role.OPS, Role.ADMIN), audit.list_entries, limit=50)
    ask("audit of one act", (Role.OPS, Role.ADMIN), audit.list_entries, acts=Act.ATTEMPT_SUBMIT.value, limit=50)
    ask("audit of acts there are none of", (Role.ADMIN,), audit.list_entries, acts=Act.SIGNOFF_REVOKE.value, limit=50)
    ask("audit until a month ago", (Role.OPS, Role.ADMIN), audit.list_entries, until=NOW - MONTH, limit=50)
    ask("rooms", (Role.ADMIN,), rooms.list_page, limit=21)
    ask("people in each room", (Role.ADMIN,), people.count_by_room, among=[RoomId(f"r{n:04}") for n in range(21)])
    ask("search", both, search.search, words="王敏")
    found["today, anchor"] = lambda at: path.get_day(at.desk, at.people[Role.ANCHOR], at.people[Role.ANCHOR].id, at=NOW)
    return found


def pages(coach: Coach, crowd: Crowd) -> Iterator[Row]:
    """Ask the app for each page as each role sees it, and count the queries behind it."""
    with tempfile.TemporaryDirectory() as place:
        settings = replace(coach.settings, instance=Path(place), database_url="", secret_key="bench")
        app = create_app(settings, replace(coach, settings=settings), crowd.desk)
        clock_was, clock.now = clock.now, lambda: NOW
        try:
            for role, paths in PAGES:
                client = signed_in(app.test_client(), crowd, role)
                for each in paths:
                    address = each.format(anchor=crowd.people[Role.ANCHOR].id)
                    took, queries = visit(client, crowd.desk.store.engine, address)
                    yield (
                        f"  {role} {address}",
                        f"{took:.0f} ms, {queries} queries",
                        f"≤ {MOST_MS} ms, ≤ {MOST_QUERIES}",
                        took <= MOST_MS and queries <= MOST_QUERIES,
                    )
        finally:
            clock.now = clock_was


def visit(client: FlaskClient, engine: Engine, address: str, *, times: int = 12) -> tuple[float, int]:
    """Return the 95th percentile of a page's time in milliseconds, and the most queries it took."""
    took, queries = [], 0
    for number in range(times + 1):
        with counted(engine) as seen:
            start = time.perf_counter()
            answer = client.get(address)
            spent = (time.perf_counter() - start) * 1000
        assert answer.status_code == 200, (address, answer.status_code)
        if number:  # the first compiles its template
            took.append(spent)
            queries = max(queries, len(seen))
    return statistics.quantiles(took, n=20)[-1], queries


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Give the statements that run meanwhile; beginnings and ends of transactions are none."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def signed_in(client: FlaskClient, crowd: Crowd, role: Role) -> FlaskClient:
    """Return the client as this person's browser."""
    token = f"bench {role}"
    signing_in.renew(crowd.desk, crowd.people[role], token=token, address="", device="", at=NOW)
    with client.session_transaction() as session:
        session["_user_id"] = token
        session.permanent = True
    return client
