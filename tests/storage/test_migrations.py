"""The database is brought up and down step by step, with data in it, and is the shape the tables describe."""

from __future__ import annotations

import json

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from coach.errors import StorageError
from coach.storage.migrating import downgrade, find_revision, newest_revision, require_newest, upgrade
from coach.storage.table import Table
from coach.storage.unit_of_work import Store
from coach.training.audit import verify

from . import world

PERSON = "INSERT INTO person (id, name, login, roles, active, version) VALUES ('u1', '小敏', 'xiaomin', '[]', true, 1)"

SECRET = (
    "INSERT INTO second_step (person, secret, at, confirmed, step)"
    " VALUES ('u1', 'ABCDEF', '2026-03-02 08:00:00.000000Z', true, 0)"
)


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_up_makes_exactly_the_tables_that_are_described(bare: Engine) -> None:
    upgrade(bare)
    with bare.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Table.metadata)
    assert differences == []
    assert tables(bare) == {table.name for table in Table.metadata.sorted_tables}


def test_down_leaves_nothing_and_up_works_again(bare: Engine) -> None:
    upgrade(bare)
    downgrade(bare, "base")
    assert tables(bare) == set()
    assert find_revision(bare) is None
    upgrade(bare)
    require_newest(bare)


def test_data_stays_through_each_step_up_and_down(bare: Engine) -> None:
    upgrade(bare, "0001")
    with bare.begin() as connection:
        connection.execute(text(PERSON))
    upgrade(bare)
    with bare.begin() as connection:
        assert connection.execute(text("SELECT name FROM person")).scalar_one() == "小敏"
    downgrade(bare, "0001")
    with bare.begin() as connection:
        assert connection.execute(text("SELECT login FROM person")).scalar_one() == "xiaomin"
        assert connection.execute(text("SELECT seq FROM audit_head")).scalar_one() == 0
    assert "attempt" not in tables(bare)


def test_every_record_stays_through_the_steps_that_change_its_table(bare: Engine) -> None:
    upgrade(bare)
    store = Store(bare)
    with store.writing() as uow:
        world.everything(uow)
        uow.commit()
    kept = lines(store)
    for step in ("0010", "0008", "0007", "0006", "0004"):
        downgrade(bare, step)
        upgrade(bare)
        after = lines(store)
        lost = LOST_BELOW[step]
        assert {table: rows for table, rows in after.items() if table not in lost} == {
            table: rows for table, rows in kept.items() if table not in lost
        }, step
        assert not any(after[table] for table in lost), step
    with store.reading() as uow:
        assert uow.attempts.get(world.ATTEMPT.id) == world.ATTEMPT
        assert uow.users.page(rooms=None, role=None, words=["敏"], limit=9, skip=0)[0] == (world.ANCHOR,)
        assert verify(uow.audit.walk(), head=uow.audit.head()) is None


LOST_BELOW = {
    "0010": set[str](),
    "0008": {"programme_edition"},
    "0007": {"programme_edition", "incident_note"},
    "0006": {"programme_edition", "incident_note"},
    "0004": {"programme_edition", "incident_note", "tour"},
}
"""The tables that a step down drops with what is in them; all that is drawn from other tables is drawn anew."""


def lines(store: Store) -> dict[str, list[str]]:
    """Return the rows of each table as a backup writes them."""
    found: dict[str, list[str]] = {}
    table = ""
    with store.reading() as uow:
        for line in uow.lines():
            if line.startswith('{"table":'):
                table = json.loads(line)["table"]
                found[table] = []
            elif line.startswith("["):
                found[table].append(line)
    return found


def test_a_secret_of_any_length_stays_through_the_step_that_makes_room_for_sealed_ones(bare: Engine) -> None:
    upgrade(bare, "0008")
    with bare.begin() as connection:
        connection.execute(text(PERSON))
        connection.execute(text(SECRET))
    upgrade(bare)
    sealed = "sealed:" + "x" * 200
    with bare.begin() as connection:
        assert connection.execute(text("SELECT secret FROM second_step")).scalar_one() == "ABCDEF"
        connection.execute(text("UPDATE second_step SET secret = :sealed"), {"sealed": sealed})
    downgrade(bare, "0008")
    upgrade(bare)
    with bare.begin() as connection:
        assert connection.execute(text("SELECT secret FROM second_step")).scalar_one() == sealed


def test_upgrading_twice_changes_nothing(bare: Engine) -> None:
    upgrade(bare)
    upgrade(bare)
    assert find_revision(bare) == newest_revision()


def test_an_empty_an_older_and_a_newer_database_are_refused_with_what_to_do(bare: Engine) -> None:
    with pytest.raises(StorageError, match="coach db upgrade"):
        require_newest(bare)
    upgrade(bare, "0001")
    with pytest.raises(StorageError, match=r"旧结构（0001）.*coach backup.*coach db upgrade"):
        require_newest(bare)
    with bare.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for act in (require_newest, upgrade):
        with pytest.raises(StorageError, match="比这一版 coach 新"):
            act(bare)
