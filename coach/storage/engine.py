"""Open a database so that both kinds behave alike: one writer at a time, readers on a snapshot, nothing acknowledged lost.

SQLite runs in WAL with a full sync; a writer begins with BEGIN IMMEDIATE and waits for the one before. PostgreSQL
writers take the lock on the head of the audit chain first (see ``unit_of_work``), which comes to the same.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from coach.errors import InputError, StorageError

WRITING = "coach_writing"  # the execution option that tells a writer's connection from a reader's
WAIT_SECONDS = 30
_POSTGRESQL = ("postgres", "postgresql", "postgresql+psycopg")


def open_engine(address: str, *, hasty: bool = False) -> Engine:
    """Return an engine for ``sqlite:///PATH`` or ``postgresql://USER:PASSWORD@HOST/NAME``; nothing is connected yet.

    ``hasty`` does not wait for the disk (SQLite): for records that can be made anew, as a demo's.

    Raises:
        InputError: the address can't be read, or names another kind of database.
    """
    url = _url(address)
    if url.get_backend_name() == "sqlite":
        engine = _sqlite(url)
        if hasty:
            event.listen(engine, "connect", _hasten)
        return engine
    return create_engine(
        url,
        isolation_level="READ COMMITTED",
        pool_size=10,
        max_overflow=50,
        pool_timeout=WAIT_SECONDS,
        pool_pre_ping=True,
    )


def connect(engine: Engine, *, writing: bool) -> Connection:
    """Return a connection: a writer's, or a reader's, which sees one moment until it ends and writes nothing."""
    connection = engine.connect()
    if engine.dialect.name == "sqlite":
        return connection.execution_options(**{WRITING: writing})
    if writing:
        return connection
    return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _url(address: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise InputError(_wrong("看不懂"), key="DATABASE_URL") from error
    if url.drivername in _POSTGRESQL:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite" and url.database not in (None, "", ":memory:"):
        return url
    raise InputError(_wrong("不是 SQLite 文件，也不是 PostgreSQL"), key="DATABASE_URL")


def _wrong(what: str) -> str:
    return (
        f"数据库地址 DATABASE_URL {what}。请写成 sqlite:////目录/coach.db"
        " 或 postgresql://用户:密码@主机/库名，或删去这个变量（记录就存在 instance/coach.db）。"
    )


def _sqlite(url: URL) -> Engine:
    engine = create_engine(
        url, poolclass=QueuePool, pool_size=10, max_overflow=50, pool_timeout=WAIT_SECONDS,
        connect_args={"timeout": WAIT_SECONDS, "check_same_thread": False},
    )  # fmt: skip
    event.listen(engine, "do_connect", _make_file)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _make_file(_dialect: Any, _record: Any, arguments: Sequence[str], _more: Any) -> None:
    """Make a new database file that only its owner can read, and its folder."""
    path = Path(arguments[0])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise StorageError(
            f"数据库文件 {path} 建不了或写不了：{error.strerror or error}。请检查目录和权限，或用 DATABASE_URL 换一个位置。",
            database=str(path),
        ) from error


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    """Take transactions into our own hands, and set what SQLite forgets between connections."""
    connection.isolation_level = None
    for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "mmap_size = 1073741824"):
        connection.execute(f"PRAGMA {setting}")


def _hasten(connection: sqlite3.Connection, _record: Any) -> None:
    connection.execute("PRAGMA synchronous = OFF")


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITING):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("BEGIN")
