"""Keep a running Coach on the team's packs as they are now: a cheap look, and new rules when something changed."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from coach.errors import LexiconError, StorageError
from coach.programmes import load_programme
from coach.rulecache import load_cached
from coach.services.desk import Desk
from coach.services.programme_writing import programme_now
from coach.training.programme import Programme
from coach.wiring import Coach

State = tuple[tuple[str, int, int, int], ...]
"""Name, time of change, size and place on disk of each pack: what tells one state of a folder from another."""


class Renewal:
    """The Coach of this moment; share it between threads.

    A look costs one ``stat`` a pack. Whoever sees a change first reads the packs again and waits for that; others go on
    with the rules they have. Packs that are wrong change nothing until they are put right: ``complain`` is told once.
    """

    def __init__(self, coach: Coach, complain: Callable[[str], object]) -> None:
        """Begin with ``coach``, whose rules were read just now."""
        self._coach, self._complain = coach, complain
        self._seen = _look(coach.settings.team_packs)
        self._reading = threading.Lock()

    def current(self) -> Coach:
        """Return the Coach with the team's packs as they are, or as they last could be read."""
        now = _look(self._coach.settings.team_packs)
        if now is not None and now != self._seen and self._reading.acquire(blocking=False):
            try:
                self._coach = _read_again(self._coach)
            except LexiconError as error:
                self._complain(f"团队词库有错，先用原来的规则：{error.message}")
            finally:
                self._seen = now  # as it was before it was read: what changed meanwhile is seen at the next look
                self._reading.release()
        return self._coach


class ProgrammeRenewal:
    """The programme of this moment: with the team's drills as their files are now, and its changes as they are kept now.

    A look costs one ``stat`` a file and one question to the records. Files that are wrong, and records that can't be
    reached, change nothing until they are put right: ``complain`` is told once of the files.
    """

    def __init__(self, coach: Coach, desk: Desk, complain: Callable[[str], object]) -> None:
        """Begin with the programme of ``desk``, which was read just now."""
        self._settings, self._library, self._complain = coach.settings, coach.library, complain
        self._store, self._programme = desk.store, desk.programme
        self._seen = _look(coach.settings.team_drills)
        self._reading = threading.Lock()

    def current(self) -> Programme:
        """Return the programme as it is, or as it last could be read."""
        now = _look(self._settings.team_drills)
        written = now is not None and now != self._seen
        try:
            with self._store.reading() as uow:
                changed = uow.editions.newest_number(self._programme.id) != self._programme.edition
        except StorageError:
            return self._programme
        if (written or changed) and self._reading.acquire(blocking=False):
            try:
                standard = self._standard(written)
                with self._store.reading() as uow:
                    self._programme = programme_now(uow, standard)
            finally:
                self._seen = now if written else self._seen
                self._reading.release()
        return self._programme

    def _standard(self, written: bool) -> Programme:
        """Return the programme without the team's changes, its drills read again if their files are new."""
        if written:
            try:
                return load_programme(self._settings.scripts_library, self._library, own=self._settings.team_drills)
            except LexiconError as error:
                self._complain(f"团队练习有错，先用原来的：{error.message}")
        return self._programme.standard


def _read_again(coach: Coach) -> Coach:
    settings = coach.settings
    rules = load_cached(settings.lexicons, settings.cache, team=settings.team_packs, room=settings.room)
    gc.freeze()  # these too live long: the collector need not walk them at every round
    return replace(coach, rulebook=rules)


def _look(folder: Path | None) -> State | None:
    """Return the state of the packs in ``folder``, or None where it can't be told: nothing changes then."""
    if folder is None:
        return None
    try:
        with os.scandir(folder) as entries:
            stats = [(entry.name, entry.stat()) for entry in entries if entry.name.endswith(".toml")]
    except OSError:  # a pack is just being replaced, or the folder is away
        return None
    return tuple(sorted((name, stat.st_mtime_ns, stat.st_size, stat.st_ino) for name, stat in stats))
