"""A pinyin view of text: every syllable becomes one code point, so that words can be found by sound."""

from __future__ import annotations

import os
import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

_BASE = 0xE000  # private use area: one code point a syllable
_FUZZY = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_LATIN = re.compile("[a-z]+")


@dataclass(frozen=True, slots=True)
class Tables:
    """Sounds of characters (code point → code point) and of spelled syllables, as built from pypinyin."""

    of_char: dict[int, int]
    of_syllable: dict[str, int]
    longest: int


_given: list[Tables] = []


def tables() -> Tables:
    """Return the tables, building them at first use (a tenth of a second)."""
    return _given[0] if _given else _built()


def preload(ready: Tables) -> None:
    """Use tables that were built before, by this version of the code, instead of building them again."""
    if not _given:
        _given.append(ready)


@cache
def _built() -> Tables:
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.contrib.tone_convert import to_normal

    numbers: dict[str, int] = {}
    of_char: dict[int, int] = {}
    of_syllable: dict[str, int] = {}
    plain: dict[str, str] = {}
    for code, readings in sorted(PINYIN_DICT.items()):
        if not 0x3400 <= code <= 0x9FFF:
            continue
        toned = readings.split(",")[0]
        syllable = plain.get(toned)
        if syllable is None:
            syllable = plain[toned] = to_normal(toned, v_to_u=False).replace("ü", "v")
        key = _blur(syllable)
        number = numbers.setdefault(key, _BASE + len(numbers))
        of_char[code] = number
        of_syllable[syllable] = number
    for syllable in list(of_syllable):
        if "v" in syllable:
            of_syllable.setdefault(syllable.replace("v", "u"), of_syllable[syllable])
    for junk in ("m", "n", "ng", "hm", "hng", "e", "o", "a"):
        of_syllable.pop(junk, None)
    return Tables(of_char, of_syllable, max(map(len, of_syllable)))


def _blur(syllable: str) -> str:
    """Make syllables that careless speech and spelling mix up equal: zh/z, ch/c, sh/s at the front, -ng/-n."""
    for sharp, flat in _FUZZY:
        if syllable.startswith(sharp):
            syllable = flat + syllable[len(sharp) :]
    if syllable.endswith("ng") and syllable[-3:-2] in ("a", "e", "i"):
        syllable = syllable[:-1]
    return syllable


@dataclass(frozen=True, slots=True)
class Sounds:
    """One code point a syllable and the half-open span of the text that it stands for."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def sound_of(word: str) -> str | None:
    """Return the sound of a word of Han characters, or None when a character has no reading."""
    sound = word.translate(tables().of_char)
    return sound if min(sound, default="") >= chr(_BASE) else None


def sounds(text: str) -> Sounds:
    """Return the sound view of folded text; a run of Latin letters that reads as pinyin becomes its syllables."""
    known = tables()
    if not any("a" <= char <= "z" for char in set(text)):
        return Sounds(text.translate(known.of_char), range(len(text)), range(1, len(text) + 1))
    pieces: list[str] = []
    starts, ends = array("L"), array("L")
    at = 0
    for match in _LATIN.finditer(text):
        a, b = match.span()
        _copy(text, at, a, known, pieces, starts, ends)
        syllables = spell(match.group())
        if syllables is None:
            _copy(text, a, b, known, pieces, starts, ends)
        else:
            for syllable in syllables:
                pieces.append(chr(known.of_syllable[syllable]))
                starts.append(a)
                a += len(syllable)
                ends.append(a)
        at = b
    _copy(text, at, len(text), known, pieces, starts, ends)
    return Sounds("".join(pieces), starts, ends)


def _copy(text: str, a: int, b: int, known: Tables, pieces: list[str], starts: array[int], ends: array[int]) -> None:
    pieces.append(text[a:b].translate(known.of_char))
    starts.extend(range(a, b))
    ends.extend(range(a + 1, b + 1))


def spell(letters: str) -> tuple[str, ...] | None:
    """Read a run of letters as pinyin syllables, the longest first; None when it can't be read so or is too long."""
    if not 2 <= len(letters) <= 30:
        return None
    known = tables()
    ways: list[tuple[str, ...] | None] = [()] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - known.longest), end):
            before, syllable = ways[start], letters[start:end]
            if before is None or syllable not in known.of_syllable:
                continue
            now, way = ways[end], (*before, syllable)
            if now is None or len(way) < len(now):
                ways[end] = way
    return ways[-1]
