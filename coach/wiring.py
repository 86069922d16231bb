"""Put a running Coach together from its settings: the composition root."""

from __future__ import annotations

import gc
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from coach.config import Settings
from coach.library import Library, load_library, load_product, parse_product
from coach.rulecache import load_cached
from coach.scoring import Band, Cue, Kind, Platform, Product, Report, Rulebook, check

if TYPE_CHECKING:
    from coach.services.desk import Archive, Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Coach:
    """Everything an adapter needs: the rules, the library and the main job.

    ``rulebook`` are the rules of checks about no room (those of the setting COACH_ROOM, where it names one).
    """

    settings: Settings
    rulebook: Rulebook
    library: Library

    def check(
        self,
        text: str,
        product: Product | None = None,
        *,
        kind: Kind | None = None,
        platform: Platform | None = None,
        cues: Sequence[Cue] = (),
        script_type: str | None = None,
        slot_s: tuple[int, int] | None = None,
        band: Band | None = None,
        room: str | None = None,
    ) -> Report:
        """Check one script by the rules of the room of this name; see ``coach.scoring.check``."""
        return check(
            text,
            product,
            self.rulebook.of_room(room),
            kind=kind,
            platform=platform,
            cues=cues,
            script_type=script_type,
            slot_s=slot_s,
            band=band,
        )

    def product_from(self, value: object) -> Product | None:
        """Return the card meant by ``value``: None or "", a card as plain values, a library id, or a card file.

        Raises:
            CardError: the card is wrong.
            NotFoundError: no card has this id and no such file exists.
        """
        if value is None or value == "":
            return None
        if isinstance(value, Mapping):
            return parse_product(value)
        name = str(value)
        if self.library.find_product(name) is None and Path(name).suffix.lower() in (".toml", ".json"):
            return load_product(Path(name))
        return self.library.get_product(name)


def build(settings: Settings | None = None) -> Coach:
    """Load the rules and the library that ``settings`` (default: the environment) points at.

    Raises:
        LexiconError: a data file under ``lexicons/`` is wrong.
        CardError, InputError: a card or script of the library is wrong.
    """
    settings = Settings.from_env() if settings is None else settings
    with _kept_for_good():
        return Coach(
            settings=settings,
            rulebook=load_cached(settings.lexicons, settings.cache, team=settings.team_packs, room=settings.room),
            library=load_library(settings.scripts_library),
        )


def open_archive(settings: Settings) -> Archive:
    """Open the records that ``settings`` point at; a database without any table gets its tables.

    Raises:
        InputError: the address of the database is wrong.
        StorageError: it can't be reached, or its shape is not that of this version.
    """
    from coach.services.desk import Archive  # noqa: PLC0415 - a check of a script needs no database, and starts faster without
    from coach.storage.engine import open_engine  # noqa: PLC0415
    from coach.storage.migrating import prepare  # noqa: PLC0415
    from coach.storage.unit_of_work import Store  # noqa: PLC0415

    engine = open_engine(settings.database_url)
    prepare(engine)
    return Archive(store=Store(engine), new_id=_new_id)


def open_desk(coach: Coach) -> Desk:
    """Open the records together with a loaded Coach and the training programme of its library, as the team has changed it.

    Raises:
        InputError, StorageError: see ``open_archive``.
        LexiconError: a data file of the programme is wrong.
    """
    from coach.programmes import load_programme  # noqa: PLC0415
    from coach.services.desk import Desk  # noqa: PLC0415
    from coach.services.programme_writing import programme_now  # noqa: PLC0415

    archive = open_archive(coach.settings)
    standard = load_programme(coach.settings.scripts_library, coach.library, own=coach.settings.team_drills)
    with archive.reading() as uow:
        programme = programme_now(uow, standard)
    return Desk(
        store=archive.store,
        new_id=archive.new_id,
        rulebook=coach.rulebook,
        library=coach.library,
        programme=programme,
    )


def open_demo(coach: Coach, place: Path, *, at: datetime) -> tuple[Coach, Desk]:
    """Open records of their own in an empty folder, with the demo cohort of the eight weeks up to ``at``.

    Raises:
        StorageError, LexiconError: see ``open_desk``.
    """
    from coach.services.demo import WEEKS, give_passwords, make_cohort  # noqa: PLC0415
    from coach.storage.engine import open_engine  # noqa: PLC0415
    from coach.storage.unit_of_work import Store  # noqa: PLC0415

    settings = replace(coach.settings, instance=place, database_url=f"sqlite:///{place / 'coach.db'}")
    coach = replace(coach, settings=settings)
    desk = open_desk(coach)
    hasty = replace(desk, store=Store(open_engine(settings.database_url, hasty=True)))
    start = (at - timedelta(weeks=WEEKS)).replace(hour=0, minute=0, second=0, microsecond=0)
    give_passwords(hasty, make_cohort(hasty, start=start), at=at)
    hasty.store.close()
    return coach, desk


def _new_id() -> str:
    return uuid.uuid4().hex


@contextmanager
def _kept_for_good() -> Iterator[None]:
    """Keep the garbage collector away from what lives as long as the process: while it is made, and ever after."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if collecting:
            gc.enable()
