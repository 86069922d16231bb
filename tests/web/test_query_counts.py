"""No list or board asks the database more than 25 times for a page, however many people it shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from coach.scoring import Platform
from coach.services import assignments, people
from coach.training.access import CONSOLE
from coach.training.model import DrillId, Role
from tests.web.world import AT, World

MOST = 25
PAGES = [
    ("anchor", "/today"),
    ("anchor", "/history"),
    ("trainer", "/cohort"),
    ("trainer", "/cohort?sort=progress"),
    ("trainer", "/reviews"),
    ("trainer", "/stuck"),
    ("ops", "/readiness"),
    ("ops", "/signoffs"),
    ("ops", "/incidents"),
    ("ops", "/stages"),
    ("ops", "/shows"),
    ("ops", "/checklists"),
    ("admin", "/admin/users"),
    ("admin", "/admin/rooms"),
    ("admin", "/admin/audit"),
    ("admin", "/admin/tokens"),
]


def crowd(world: World) -> None:
    """Put thirty more anchors with a drill each into the first room."""
    room = world.rooms["甲"].id
    made = [
        people.add_user(
            world.desk, CONSOLE, name=f"学员{number}", login=f"more{number}", roles=[Role.ANCHOR], rooms=[room], at=AT
        ).id
        for number in range(30)
    ]
    drill = DrillId("points-numbers")
    assignments.assign(world.desk, world.people["trainer"], drills=[drill], anchors=made, room=room, at=AT)
    assert world.rooms["甲"].platform is Platform.DOUYIN


@pytest.mark.parametrize(("login", "path"), PAGES)
def test_a_page_asks_the_database_at_most_25_times(
    world: World, enter: Callable[[str], FlaskClient], login: str, path: str
) -> None:
    crowd(world)
    client, seen = enter(login), list[str]()
    assert client.get(path).status_code == 200  # what is kept after the first time is not counted

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(world.desk.store.engine, "before_cursor_execute", note)
    assert client.get(path).status_code == 200
    event.remove(world.desk.store.engine, "before_cursor_execute", note)
    assert 0 < len(seen) <= MOST, seen
