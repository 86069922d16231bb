"""Bring a database to the shape this version needs, and refuse to work on any other shape."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from coach.errors import StorageError
from coach.storage.engine import connect
from coach.storage.faults import explained

HEAD = "head"
_SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine, revision: str = HEAD) -> None:
    """Run the migrations up to ``revision`` in one transaction; nothing happens when it is there already.

    Raises:
        StorageError: the database can't be reached or written, or is newer than this version.
    """
    with explained(engine), connect(engine, writing=True) as connection, connection.begin():
        run_upgrade(connection, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Run the migrations down to ``revision`` ("base" for none) in one transaction.

    Raises:
        StorageError: the database can't be reached or written.
    """
    with explained(engine), connect(engine, writing=True) as connection, connection.begin():
        run_downgrade(connection, revision)


def run_upgrade(connection: Connection, revision: str = HEAD) -> None:
    """Run the migrations up to ``revision`` as part of the transaction at hand.

    Raises:
        StorageError: the database, or the revision asked for, is newer than this version.
    """
    found = find_revision_at(connection)
    for each in (found, revision):
        if each not in (None, HEAD, *_known()):
            raise _too_new(str(each))
    command.upgrade(_config(connection), revision)


def run_downgrade(connection: Connection, revision: str) -> None:
    """Run the migrations down to ``revision`` as part of the transaction at hand."""
    command.downgrade(_config(connection), revision)


def find_revision_at(connection: Connection) -> str | None:
    """Return the revision of the database behind a connection, or None when it has no tables yet."""
    return MigrationContext.configure(connection).get_current_revision()


def find_revision(engine: Engine) -> str | None:
    """Return the revision the database is at, or None when it has no tables yet.

    Raises:
        StorageError: the database can't be reached.
    """
    with explained(engine), engine.connect() as connection:
        return find_revision_at(connection)


def newest_revision() -> str:
    """Return the revision this version needs."""
    revision = ScriptDirectory(str(_SCRIPTS)).get_current_head()
    assert revision is not None
    return revision


def require_newest(engine: Engine) -> None:
    """Pass only when the database has the shape this version needs.

    Raises:
        StorageError: it can't be reached, has no tables, or is older or newer; says which command to run.
    """
    found = find_revision(engine)
    if found == newest_revision():
        return
    if found is None:
        raise StorageError("数据库还是空的，没有表。请先运行 coach db upgrade。", revision=None)
    if found in _known():
        raise StorageError(
            f"数据库是旧结构（{found}），这一版要 {newest_revision()}。请先备份（coach backup），再运行 coach db upgrade。",
            revision=found,
        )
    raise _too_new(found)


def prepare(engine: Engine) -> None:
    """Make the tables of a database that has none; pass any other only when it has the shape this version needs.

    Raises:
        StorageError: it can't be reached, or is older or newer; says what to do.
    """
    if find_revision(engine) is None:
        upgrade(engine)
    require_newest(engine)


def _too_new(found: str) -> StorageError:
    return StorageError(
        f"数据库的结构（{found}）比这一版 coach 新，旧版不能用它。请换回升级它的那一版，或恢复更早的备份。",
        revision=found,
    )


def _known() -> frozenset[str]:
    return frozenset(script.revision for script in ScriptDirectory(str(_SCRIPTS)).walk_revisions())


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
