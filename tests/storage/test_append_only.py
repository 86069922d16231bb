"""What is kept for ever can't be changed or deleted, whoever holds the database connection."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from coach.errors import StorageError
from coach.storage import schema
from coach.storage.unit_of_work import Store

from . import world

APPEND_ONLY = {
    "audit_entry": "actor",
    "card": "fingerprint",
    "attempt": "text",
    "review": "verdict",
    "calibration": "verdict",
    "incident": "said",
    "incident_note": "learnt",
    "signoff": "meaning",
    "revocation": "reason",
    "checklist_mark": "note",
    "programme_edition": "why",
}


@pytest.mark.parametrize(("table", "column"), APPEND_ONLY.items(), ids=list(APPEND_ONLY))
def test_the_database_itself_refuses_to_change_delete_or_replace(
    store: Store, engine: Engine, table: str, column: str
) -> None:
    with store.writing() as uow:
        world.everything(uow)
        uow.commit()
    attempts = [f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}"]
    if engine.dialect.name == "postgresql":
        attempts.append(f"TRUNCATE {table} CASCADE")
    else:
        attempts.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    with engine.connect() as connection:
        before = connection.execute(text(f"SELECT * FROM {table}")).all()
    assert before
    for statement in attempts:
        with engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
            connection.execute(text(statement))
    with engine.connect() as connection:
        assert connection.execute(text(f"SELECT * FROM {table}")).all() == before


def test_the_list_above_is_whole(engine: Engine) -> None:
    names = (
        "SELECT DISTINCT event_object_table FROM information_schema.triggers WHERE trigger_schema = current_schema()"
    )
    if engine.dialect.name == "sqlite":
        names = "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'"
    with engine.connect() as connection:
        assert {row[0] for row in connection.execute(text(names))} == set(APPEND_ONLY) == schema.APPEND_ONLY


def test_a_use_case_that_tries_is_told_in_words_of_the_trade(store: Store) -> None:
    with store.writing() as uow:
        world.people(uow)
        uow.cards.add(world.CARD)
        uow.commit()
    with pytest.raises(StorageError, match=r"追加|拒绝"), store.writing() as uow:
        uow.cards.add(world.CARD)
