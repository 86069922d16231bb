"""The whole database as lines of text, the same bytes whatever database they come from, and back into an empty one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Engine,
    MetaData,
    String,
    Text,
    column,
    insert,
    literal,
    select,
    table,
    type_coerce,
)
from sqlalchemy import Table as Rows

from coach.errors import InputError, RefusedError
from coach.storage.audit_trail import Trail
from coach.storage.columns import Values, Words, iso
from coach.storage.engine import connect
from coach.storage.faults import explained
from coach.storage.migrating import find_revision_at, newest_revision, run_downgrade, run_upgrade
from coach.storage.schema import AuditHead
from coach.storage.table import Table
from coach.training.audit import Fault, verify

_AT_ONCE = 500
NO_RECORDS = frozenset({"sign_in", "failed_tries", "invitation"})
"""Tables that stay out of a copy: a restored database must not open a door that was shut meanwhile."""


def lines_of(connection: Connection) -> Iterator[str]:
    """Yield one line for the shape, then for each table a line with its columns and one for each row."""
    yield _line({"revision": newest_revision()})
    for rows in Table.metadata.sorted_tables:
        if rows.name in NO_RECORDS:
            continue
        yield _line({"table": rows.name, "columns": [each.name for each in rows.columns]})
        statement = select(*map(_raw, rows.columns)).order_by(*_order(rows, connection.dialect.name))
        with connection.execute(statement.execution_options(yield_per=_AT_ONCE)) as result:
            for row in result:
                yield _line([iso(value) if isinstance(value, datetime) else value for value in row])


def fill(engine: Engine, lines: Iterable[str]) -> Fault | None:
    """Put the lines of ``lines_of`` into an empty database and bring it to the newest shape, all or nothing.

    Return None when it is done, or what is wrong with the audit trail in the lines; then the database stays empty.

    Raises:
        RefusedError: the database holds records already.
        StorageError: the database can't be reached or written, or the lines come from a newer version.
    """
    with explained(engine), connect(engine, writing=True) as connection, connection.begin() as transaction:
        if find_revision_at(connection) is not None and _holds_records(connection):
            raise RefusedError(
                "数据库里已经有记录，恢复会和它们混在一起，所以没有动。"
                "请让 DATABASE_URL 指向一个空的库（SQLite 就先把旧文件移走），再恢复。",
                missing=["空的数据库"],
            )
        run_downgrade(connection, "base")
        source = iter(lines)
        run_upgrade(connection, str(_values(next(source))["revision"]))
        _load(connection, source)
        run_upgrade(connection)
        trail = Trail(connection)
        fault = verify(trail.walk(), head=trail.head())
        if fault is not None:
            transaction.rollback()
        return fault


def _load(connection: Connection, lines: Iterable[str]) -> None:
    shape = MetaData()
    shape.reflect(connection)
    connection.execute(table(AuditHead.__tablename__).delete())
    target, times, waiting = None, frozenset[str](), list[dict[str, Any]]()
    names: list[str] = []
    kept = True
    for line in lines:
        value = json.loads(line)
        if isinstance(value, dict):
            _insert(connection, target, waiting)
            rows, names, kept = shape.tables[value["table"]], value["columns"], value["table"] not in NO_RECORDS
            target = table(rows.name, *(column(name, rows.columns[name].type) for name in names))
            times = frozenset(name for name in names if isinstance(rows.columns[name].type, DateTime))
            continue
        if not kept:  # a copy of an earlier version still has them
            continue
        row = dict(zip(names, value, strict=True))
        waiting.append(row | {name: datetime.fromisoformat(row[name]) for name in times if row[name] is not None})
        if len(waiting) == _AT_ONCE:
            _insert(connection, target, waiting)
    _insert(connection, target, waiting)


def _insert(connection: Connection, target: Any, waiting: list[dict[str, Any]]) -> None:
    if waiting:
        connection.execute(insert(target), waiting)
        waiting.clear()


def _holds_records(connection: Connection) -> bool:
    names = ("audit_entry", "person", "room")
    return any(connection.execute(select(literal(1)).select_from(table(name)).limit(1)).first() for name in names)


def _raw(each: Column[Any]) -> Any:
    """Return the column as it is kept: JSON stays the text it is."""
    return type_coerce(each, Text()) if isinstance(each.type, (Values, Words)) else each


def _order(rows: Rows, dialect: str) -> Iterator[Any]:
    """Order by time, then key, letters by their bytes on every database: what a row points at comes before it."""
    if "at" in rows.columns:
        yield rows.columns["at"]
    for key in rows.primary_key.columns:
        yield key.collate("C") if dialect == "postgresql" and isinstance(key.type, String) else key


def _values(line: str) -> Mapping[str, Any]:
    values = json.loads(line)
    if not isinstance(values, dict):
        raise InputError("备份的内容对不上格式，没有恢复。请换一个备份文件。")
    return values


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
