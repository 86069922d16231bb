"""Put a running Coach together from its settings: the composition root."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from coach.config import Settings
from coach.library import Library, load_library, load_product, parse_product
from coach.rulecache import load_cached
from coach.scoring import Cue, Kind, Platform, Product, Report, Rulebook, check


@dataclass(frozen=True, slots=True, kw_only=True)
class Coach:
    """Everything an adapter needs: the rules, the library and the main job."""

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
    ) -> Report:
        """Check one script; see ``coach.scoring.check``."""
        return check(text, product, self.rulebook, kind=kind, platform=platform, cues=cues)

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
