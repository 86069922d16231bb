"""Look after the database itself: bring it to the newest shape, and say how it is."""

from __future__ import annotations

from dataclasses import dataclass

from coach.services.desk import Archive
from coach.storage.engine import open_engine
from coach.storage.health import faults_of
from coach.storage.migrating import find_revision, newest_revision, upgrade
from coach.storage.unit_of_work import Store
from coach.training.audit import verify


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a database is: the shape it has and the one needed, and what is wrong with it, as sentences."""

    revision: str | None
    needed: str
    entries: int
    faults: tuple[str, ...]


def upgrade_database(address: str) -> tuple[str | None, str]:
    """Run the migrations that are missing; return the shape before and after.

    Raises:
        InputError: the address is wrong.
        StorageError: the database can't be reached or written, or is newer than this version.
    """
    engine = open_engine(address)
    before = find_revision(engine)
    upgrade(engine)
    engine.dispose()
    return before, newest_revision()


def glance_at(archive: Archive) -> Health:
    """Look at a database that is open: its shape and how many entries there are, without reading them."""
    with archive.reading() as uow:
        entries = uow.audit.head().seq
    return Health(revision=find_revision(archive.store.engine), needed=newest_revision(), entries=entries, faults=())


def check_database(address: str) -> Health:
    """Look a database over: its shape, its own consistency, the audit trail.

    Raises:
        InputError: the address is wrong.
        StorageError: the database can't be reached.
    """
    store = Store(open_engine(address))
    found, needed = find_revision(store.engine), newest_revision()
    faults, entries = [], 0
    if found is None:
        faults.append("数据库还没有表。请运行 coach db upgrade。")
    elif found != needed:
        faults.append(f"结构是 {found}，这一版要 {needed}。请先备份，再运行 coach db upgrade。")
    else:
        faults += faults_of(store.engine)
        with store.reading() as uow:
            head = uow.audit.head()
            fault, entries = verify(uow.audit.walk(), head=head), head.seq
        faults += [fault.message] if fault is not None else []
    store.close()
    return Health(revision=found, needed=needed, entries=entries, faults=tuple(faults))
