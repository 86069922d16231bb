"""Keep parsed rule data between runs, so that a command starts in a fraction of a second.

The cache is a convenience like Python's own ``__pycache__``: keyed by every byte of the rule data and by the code that
reads it, private to the user, written in one step, and left alone wherever anything about it looks odd.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import sys
import tempfile
from pathlib import Path

from coach import __version__
from coach.scoring import Rulebook, load_rulebook
from coach.scoring.lexicon import fingerprint
from coach.scoring.pinyin import Tables, preload, tables
from coach.scoring.rulebook import lay_over

_CODE = Path(__file__).parent / "scoring"


def load_cached(lexicons: Path, cache: Path | None, *, team: Path | None = None, room: str | None = None) -> Rulebook:
    """Return the rulebook of ``lexicons``, from ``cache`` where it is there and fits; None keeps nothing.

    The packs of the folder ``team`` lie over it; checks about no room go by those of ``room``, see ``lay_over``.

    Raises:
        LexiconError: a data file is wrong.
    """
    if team is not None:
        return lay_over(load_cached(lexicons, cache), team, room=room)
    if cache is None:
        return load_rulebook(lexicons)
    place = cache / f"rules-{_key(lexicons)}.pickle"
    kept = _read(place)
    if kept is not None:
        rulebook, sounds = kept
        preload(sounds)
        return rulebook
    rulebook = load_rulebook(lexicons)
    rulebook.prepare()
    _write(place, (rulebook, tables()))
    return rulebook


def _key(lexicons: Path) -> str:
    digest = hashlib.sha256(f"{__version__} {sys.version_info} {lexicons.resolve()} {fingerprint(lexicons)}".encode())
    for path in sorted(_CODE.glob("*.py")):
        stat = path.stat()
        digest.update(f"{path.name} {stat.st_size} {stat.st_mtime_ns}".encode())
    return digest.hexdigest()[:24]


def _read(place: Path) -> tuple[Rulebook, Tables] | None:
    try:
        if hasattr(os, "getuid") and any(p.stat().st_uid != os.getuid() for p in (place.parent, place)):
            return None
        if place.parent.stat().st_mode & 0o022:
            return None  # others may write there
        rulebook, sounds = pickle.loads(place.read_bytes())  # noqa: S301 - our own file, see above
    except (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError, ValueError):
        return None
    return (rulebook, sounds) if isinstance(rulebook, Rulebook) and isinstance(sounds, Tables) else None


def _write(place: Path, kept: tuple[Rulebook, Tables]) -> None:
    with contextlib.suppress(OSError):
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent)
        with os.fdopen(handle, "wb") as out:
            pickle.dump(kept, out, protocol=5)
        Path(name).replace(place)
        others = sorted(place.parent.glob("rules-*.pickle"), key=lambda path: path.stat().st_mtime)
        for old in others[:-3]:
            old.unlink(missing_ok=True)
