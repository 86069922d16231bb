"""Hand-ins as gates and boards read them: everything but the text and the long report, kept beside each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select

from coach.storage import schema
from coach.storage.outcome_tables import Gist
from coach.storage.records import record_of, row_of
from coach.storage.repositories import Records
from coach.training.model import Attempt
from coach.training.reports import gist_of

_LONG = frozenset({"text", "report", "cues", "quiz"})
_AT_ONCE = 500


class Gists(Records[Attempt]):
    """Hand-ins whose text is empty and whose report and quiz say only what requirements are computed from."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, Attempt, Gist, "练习记录")

    def _records(self, rows: Iterable[RowMapping]) -> tuple[Attempt, ...]:
        return tuple(record_of(Attempt, row, text="", cues=(), quiz={} if row["quizzed"] else None) for row in rows)


def gist_row(attempt: Attempt) -> dict[str, Any]:
    """Return the row that keeps a hand-in in short."""
    quizzed = attempt.quiz is not None
    return row_of(attempt, without=_LONG) | {"quizzed": quizzed, "report": {} if quizzed else gist_of(attempt.report)}


def keep_gists(connection: Connection, attempts: Iterable[Attempt]) -> None:
    """Write the gist of each hand-in."""
    rows = [gist_row(one) for one in attempts]
    if rows:
        connection.execute(insert(Gist), rows)


def keep_all_gists(connection: Connection) -> None:
    """Write the gists of all hand-ins there are, into a table that is still empty."""
    rows: Any = schema.Attempt.__table__
    last = ""
    while True:
        part = select(rows).where(rows.c.id > last).order_by(rows.c.id).limit(_AT_ONCE)
        found = [record_of(Attempt, row) for row in connection.execute(part).mappings()]
        if not found:
            return
        last = found[-1].id
        keep_gists(connection, found)
