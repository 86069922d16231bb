"""Keep what each hand-in came to beside it: written with the hand-in, touched again by each review."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, insert, select, update

from coach.storage import outcome_tables as tables
from coach.storage import schema
from coach.storage.records import record_of, row_of
from coach.storage.repositories import Records
from coach.training.model import Attempt, Review
from coach.training.outcome import judged_by, misses_of, outcome_of

_AT_ONCE = 500


class Reviews(Records[Review]):
    """Reviews; each changes how its hand-in stands."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, Review, schema.Review, "批改")

    def add(self, record: Review) -> None:
        """Insert a review, and write how the verdicts on its hand-in stand now."""
        super().add(record)
        stands = judged_by(self.list(attempt=record.attempt))
        mine = tables.Outcome.attempt == record.attempt
        self._connection.execute(update(tables.Outcome).where(mine).values(judged=stands))


def draw(connection: Connection, attempts: Iterable[Attempt], reviews: Iterable[Review] = ()) -> None:
    """Write what these hand-ins came to; ``reviews`` are all there are of them."""
    found = tuple(attempts)
    judged: dict[str, list[Review]] = {}
    for one in reviews:
        judged.setdefault(one.attempt, []).append(one)
    outcomes = [row_of(outcome_of(one)) | {"judged": judged_by(judged.get(one.id, ()))} for one in found]
    misses = [
        {
            "attempt": one.id,
            "anchor": one.anchor,
            "room": one.room,
            "at": one.at,
            "lack": miss.lack.value,
            "key": miss.key,
        }
        for one in found
        for miss in misses_of(one)
    ]
    if outcomes:
        connection.execute(insert(tables.Outcome), outcomes)
    if misses:
        connection.execute(insert(tables.Miss), misses)


def draw_all(connection: Connection) -> None:
    """Write what all hand-ins there are came to, into tables that are still empty."""
    last = ""
    while True:
        rows: Any = schema.Attempt.__table__
        part = select(rows).where(rows.c.id > last).order_by(rows.c.id).limit(_AT_ONCE)
        found = [record_of(Attempt, row) for row in connection.execute(part).mappings()]
        if not found:
            return
        last = found[-1].id
        draw(connection, found, Reviews(connection).list_for("attempt", [one.id for one in found]))
