"""Both databases for tests: SQLite files, and a real PostgreSQL server that lives as long as the test run."""

from __future__ import annotations

import os
import pwd
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from coach.storage.engine import open_engine
from coach.storage.migrating import upgrade
from coach.storage.schema import AuditHead
from coach.storage.table import Table
from coach.storage.unit_of_work import Store

KINDS = ("sqlite", "postgresql")
_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/local/bin", "/usr/bin", "/opt/homebrew/bin")
_OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=200"


class Server:
    """A PostgreSQL server in a temporary folder, reached by a socket in it."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="coach-pg-"))
        self._made = 0
        if os.getuid() == 0:
            shutil.chown(self._folder, "postgres")
        self._run("initdb", "-D", "data", "-U", "coach", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C")
        self._run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", f"{_OPTIONS} -k {self._folder}", "start")
        self._main = open_engine(self.address("postgres"))

    def address(self, name: str) -> str:
        return f"postgresql://coach@/{name}?host={self._folder}"

    def new_database(self) -> str:
        """Make an empty place for tables (a schema: a hundred times quicker than a database) and return its address."""
        self._made += 1
        with self._main.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA coach_{self._made}"))
        return f"{self.address('postgres')}&options=-csearch_path%3Dcoach_{self._made}"

    def stop(self) -> None:
        self._main.dispose()
        self._run("pg_ctl", "-D", "data", "-m", "immediate", "stop")
        shutil.rmtree(self._folder)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        as_user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
        done = subprocess.run(
            command,
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            **as_user,
        )
        assert done.returncode == 0, f"{program} ended with {done.returncode}"


def programs() -> Path | None:
    """Return the folder with initdb and pg_ctl, the newest version first."""
    found = [path for place in _PLACES for path in Path("/").glob(place.lstrip("/")) if (path / "pg_ctl").exists()]
    found = [path for path in found if (path / "initdb").exists()]
    return max(found, key=lambda path: [int(part) for part in path.parts if part.isdigit()], default=None)


def _has_user() -> bool:
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        return False
    return True


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Return the PostgreSQL server; without one the tests skip, but in CI they fail."""
    place = programs()
    if place is None or (os.getuid() == 0 and not _has_user()):
        message = "PostgreSQL is not installed (apt-get install postgresql): tests on it are skipped"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    running = Server(place)
    yield running
    running.stop()


class Kept:
    """A database at the newest revision that lives as long as the test run and is emptied for each test."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.engine = open_engine(address)
        upgrade(self.engine)
        self._template: sqlite3.Connection | None = None
        if self.engine.dialect.name == "sqlite":
            self._template = sqlite3.connect(":memory:", check_same_thread=False)
            with closing(self.engine.raw_connection()) as connection:
                connection.driver_connection.backup(self._template)  # type: ignore[union-attr]

    def empty(self) -> None:
        """Put the database back to how it was when it was new, triggers and all."""
        if self._template is not None:
            with closing(self.engine.raw_connection()) as connection:
                self._template.backup(connection.driver_connection)  # type: ignore[arg-type]
            return
        with self.engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))  # as only a superuser can
            for table in Table.metadata.sorted_tables:
                connection.execute(table.delete())
            connection.execute(AuditHead.__table__.insert().values(id=1, seq=0, hash="0" * 64))

    def close(self) -> None:
        self.engine.dispose()
        if self._template is not None:
            self._template.close()


@pytest.fixture(scope="session")
def kept_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    kept = Kept(f"sqlite:///{tmp_path_factory.mktemp('kept') / 'coach.db'}")
    yield kept
    kept.close()


@pytest.fixture(scope="session")
def kept_postgresql(server: Server) -> Iterator[Kept]:
    kept = Kept(server.new_database())
    yield kept
    kept.close()


@pytest.fixture(params=KINDS)
def kept(request: pytest.FixtureRequest) -> Kept:
    """Return an empty database at the newest revision; every test runs on both kinds."""
    kept = request.getfixturevalue(f"kept_{request.param}")
    assert isinstance(kept, Kept)
    kept.empty()
    return kept


@pytest.fixture
def address(kept: Kept) -> str:
    """Return the address of an empty database at the newest revision."""
    return kept.address


@pytest.fixture
def engine(kept: Kept) -> Engine:
    """Return an engine on an empty database at the newest revision."""
    return kept.engine


@pytest.fixture(params=KINDS)
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Return an engine on a database without any table."""
    if request.param == "sqlite":
        opened = open_engine(f"sqlite:///{tmp_path / 'bare.db'}")
    else:
        opened = open_engine(request.getfixturevalue("server").new_database())
    yield opened
    opened.dispose()


@pytest.fixture
def store(engine: Engine) -> Store:
    """Return a store on an empty database at the newest revision."""
    return Store(engine)
