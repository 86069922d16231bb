"""Find, list, add and save records, one repository a noun; rows stay inside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, delete, insert, select, union_all, update
from sqlalchemy import Table as Rows

from coach.errors import ConflictError, NotFoundError
from coach.storage.records import record_of, row_of

R = TypeVar("R")
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which part of a long list: at most ``limit`` records, only those before a time (None: from the newest on).

    ``below`` is the id of the last record seen: of those with that same time, only the ones behind it.
    """

    limit: int = 100
    before: datetime | None = None
    below: str | None = None


FIRST_PAGE = Window()


class Records(Generic[R]):
    """The records of one table; subclasses add what their noun needs."""

    def __init__(
        self, connection: Connection, kind: type[R], rows: Any, noun: str, *, elsewhere: frozenset[str] = NOTHING
    ) -> None:
        self._connection = connection
        self._kind = kind
        self._rows: Rows = rows.__table__
        self._noun = noun
        self._elsewhere = elsewhere  # fields that other tables keep
        self._key = next(iter(self._rows.primary_key.columns))

    def find(self, key: str) -> R | None:
        """Return the record with this id, or None."""
        return next(iter(self._read(self._select().where(self._key == key))), None)

    def get(self, key: str) -> R:
        """Return the record with this id.

        Raises:
            NotFoundError: there is none.
        """
        found = self.find(key)
        if found is None:
            raise NotFoundError(f"没有编号为“{key}”的{self._noun}。它可能已经不在，请回到列表重新选。", id=key)
        return found

    def get_many(self, keys: Iterable[str]) -> Mapping[str, R]:
        """Return those of these records that there are, by id."""
        wanted = sorted(set(keys))
        found: dict[str, R] = {}
        for start in range(0, len(wanted), 500):
            part = self._read(self._select().where(self._key.in_(wanted[start : start + 500])))
            found |= {getattr(record, self._key.name): record for record in part}
        return found

    def list(self, **equal: object) -> tuple[R, ...]:
        """Return the records whose fields equal these values, oldest first where they carry a time."""
        columns = self._rows.columns
        order = [columns[name] for name in ("at", "start") if name in columns][:1]
        return self._read(self._select().where(*self._same(equal)).order_by(*order, self._key))

    def list_for(self, column: str, values: Iterable[str]) -> tuple[R, ...]:
        """Return the records where a column holds one of these values, oldest first."""
        wanted = sorted(set(values))
        parts = [self.list(**{column: wanted[start : start + 500]}) for start in range(0, len(wanted), 500)]
        return tuple(record for part in parts for record in part)

    def between(self, by: str, since: datetime, until: datetime, **equal: object) -> tuple[R, ...]:
        """Return the records with these values whose time ``by`` lies in this stretch, oldest first."""
        time = self._rows.columns[by]
        stretch = self._select().where(time >= since, time < until, *self._same(equal))
        return self._read(stretch.order_by(time, self._key))

    def exists(self, **equal: object) -> bool:
        """Return whether a record has these values."""
        found = self._connection.execute(select(self._key).where(*self._same(equal)).limit(1)).first()
        return found is not None

    def newest(
        self, window: Window, *, rooms: Iterable[str] | None = None, by: str = "at", **equal: object
    ) -> tuple[R, ...]:
        """Return a window of the list, newest first; ``rooms`` None means all rooms.

        One limited look a room, put together afterwards: the cost does not grow with what lies behind the window.
        """
        time = self._rows.columns[by]
        conditions = list(self._same(equal))
        if window.before is not None and window.below is not None:
            conditions.append((time < window.before) | ((time == window.before) & (self._key < window.below)))
        elif window.before is not None:
            conditions.append(time < window.before)
        if rooms is None:
            found = self._select().where(*conditions).order_by(time.desc(), self._key.desc()).limit(window.limit)
            return self._read(found)
        room = self._rows.columns["room"]
        keys = [
            select(self._key, time)
            .where(room == each, *conditions)
            .order_by(time.desc(), self._key.desc())
            .limit(window.limit)
            .subquery()
            for each in sorted(set(rooms))
        ]
        if not keys:
            return ()
        near = union_all(*(select(each) for each in keys)).subquery()
        chosen = select(near.c[self._key.name]).order_by(near.c[by].desc(), near.c[self._key.name].desc())
        wanted = [row[0] for row in self._connection.execute(chosen.limit(window.limit))]
        records = self.get_many(wanted)
        return tuple(records[key] for key in wanted)

    def add(self, record: R) -> None:
        """Insert a new record."""
        self._connection.execute(insert(self._rows).values(**row_of(record, without=self._elsewhere)))

    def _select(self) -> Select[Any]:
        return select(self._rows)

    def _same(self, equal: Mapping[str, object]) -> Iterable[ColumnElement[bool]]:
        for name, value in equal.items():
            column = self._rows.columns[name]
            if isinstance(value, (set, frozenset, tuple, list)):
                yield column.in_(sorted(value))
            else:
                yield column.is_(None) if value is None else column == value

    def _read(self, statement: Select[Any]) -> tuple[R, ...]:
        return self._records(self._connection.execute(statement).mappings().all())

    def _records(self, rows: Iterable[RowMapping]) -> tuple[R, ...]:
        return tuple(record_of(self._kind, row) for row in rows)


class Editable(Records[R]):
    """Records that change: each save counts ``version`` up by one."""

    def save(self, record: R) -> R:
        """Write a changed record over the version it was read at; return it with its new version.

        Raises:
            ConflictError: that version is no longer there.
        """
        row = row_of(record, without=self._elsewhere)
        version = self._rows.columns["version"]
        same = (self._key == row.pop(self._key.name), version == row["version"])
        row["version"] += 1
        if self._connection.execute(update(self._rows).where(*same).values(**row)).rowcount != 1:
            raise ConflictError(f"这条{self._noun}已被别人改过，没有保存。请重新打开再改。")
        return replace(cast("Any", record), version=row["version"])  # type: ignore[no-any-return]

    def remove(self, key: str) -> None:
        """Delete a record that is of no more use (a draft that was handed in)."""
        self._connection.execute(delete(self._rows).where(self._key == key))
