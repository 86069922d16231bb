"""Let the database itself refuse to change or delete rows of a table, on both kinds of database."""

from __future__ import annotations

from alembic import op

_FUNCTION = """
CREATE FUNCTION coach_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'append-only: % on %', TG_OP, TG_TABLE_NAME; END $$
"""


def make_function() -> None:
    """Make what the triggers call (PostgreSQL)."""
    if op.get_context().dialect.name == "postgresql":
        op.execute(_FUNCTION)


def drop_function() -> None:
    """Drop what the triggers call (PostgreSQL)."""
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION coach_append_only()")


def protect(table: str, *key: str) -> None:
    """Refuse UPDATE, DELETE, TRUNCATE and replacing on ``table`` with this ``key``. Dropping it drops the triggers."""
    if op.get_context().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION coach_append_only()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(_sqlite(table, act, ""))
    same = " AND ".join(f"{name} = NEW.{name}" for name in key)  # INSERT OR REPLACE deletes without a word
    op.execute(_sqlite(table, "INSERT", f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"))  # noqa: S608 - our own names


def _sqlite(table: str, act: str, when: str) -> str:
    return (
        f"CREATE TRIGGER {table}_append_only_{act.lower()} BEFORE {act} ON {table} {when}"
        f" BEGIN SELECT RAISE(ABORT, 'append-only: {act} on {table}'); END"
    )
