"""Open the records for a command, and the little that its commands share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.services.desk import Archive, Desk


@contextmanager
def archive() -> Iterator[Archive]:
    """Open the records that the environment points at, and close them again.

    Raises:
        InputError, StorageError: see ``coach.wiring.open_archive``.
    """
    from coach.config import Settings
    from coach.wiring import open_archive

    opened = open_archive(Settings.from_env())
    try:
        yield opened
    finally:
        opened.store.close()


def now() -> datetime:
    """Return the time of this command."""
    return datetime.now(UTC)


def roles() -> Iterable[str]:
    """Return the roles."""
    from coach.training.model import Role

    return tuple(Role)


@contextmanager
def desk() -> Iterator[Desk]:
    """Open the records together with the rules, the library and the programme, and close them again.

    Raises:
        InputError, StorageError, LexiconError: see ``coach.wiring.build`` and ``coach.wiring.open_desk``.
    """
    from coach import wiring
    from coach.config import Settings

    opened = wiring.open_desk(wiring.build(Settings.from_env()))
    try:
        yield opened
    finally:
        opened.store.close()
