"""The database is brought up and down step by step, with data in it, and is the shape the tables describe."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from coach.errors import StorageError
from coach.storage.migrating import downgrade, find_revision, newest_revision, require_newest, upgrade
from coach.storage.table import Table

PERSON = "INSERT INTO person (id, name, login, roles, active, version) VALUES ('u1', '小敏', 'xiaomin', '[]', true, 1)"


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
