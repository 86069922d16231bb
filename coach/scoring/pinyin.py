"""A pinyin view of text: every syllable becomes one code point, so that words can be found by sound."""

from __future__ import annotations

import os
import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

_BASE = 0xE000  # private use area: one code point a syllable
_FIRST, _LAST = 0x3400, 0x9FFF
_FUZZY = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_DIALECT = {"hu": "fu", "hua": "fa", "huan": "fan", "hui": "fei", "hun": "fen"}
_LATIN = re.compile("[a-z]+")


@dataclass(frozen=True, slots=True)
class Tables:
    """Sounds as code points, as built from pypinyin: of all characters up to U+9FFF, and of spelled syllables.

    A character without a reading stands for itself.
    """

    of_char: NDArray[np.uint32]
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
    of_char = np.arange(_LAST + 1, dtype=np.uint32)
    of_syllable: dict[str, int] = {}
    plain: dict[str, str] = {}
    for code, readings in sorted(PINYIN_DICT.items()):
        if not _FIRST <= code <= _LAST:
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
    sound = view(word)
    return sound if min(sound, default="") >= chr(_BASE) else None


def codes_of(text: str) -> NDArray[np.uint32]:
    """Return the code points of ``text``."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def voices(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return the sounds of code points, one for one; what has no reading stays as it is."""
    heard = tables().of_char[np.minimum(codes, _LAST)]
    return heard if not len(codes) or codes.max() <= _LAST else np.where(codes <= _LAST, heard, codes)


def view(text: str) -> str:
    """Return ``text`` with every Han character replaced by its sound, one for one."""
    return voices(codes_of(text)).tobytes().decode("utf-32-le", "surrogatepass")


def sounds(text: str) -> Sounds:
    """Return the sound view of folded text; a run of Latin letters that reads as pinyin becomes its syllables."""
    seen, known = view(text), tables()
    runs = [(match, spell(match.group())) for match in _LATIN.finditer(text)]
    if not runs:
        return Sounds(seen, range(len(text)), range(1, len(text) + 1))
    pieces: list[str] = []
    starts, ends = array("L"), array("L")
    at = 0
    for match, syllables in runs:
        a, b = match.span() if syllables is not None else (match.end(), match.end())
        pieces.append(seen[at:a])
        starts.extend(range(at, a))
        ends.extend(range(at + 1, a + 1))
        for syllable in syllables or ():
            pieces.append(chr(known.of_syllable[syllable]))
            starts.append(a)
            a += len(syllable)
            ends.append(a)
        at = b
    pieces.append(seen[at:])
    starts.extend(range(at, len(text)))
    ends.extend(range(at + 1, len(text) + 1))
    return Sounds("".join(pieces), starts, ends)


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


def readings(chars: str) -> dict[str, str]:
    """Return for characters all their sounds, the usual one first (弹: dan, tan); what has none is left out.

    Loads pypinyin; for building look-ups, not for reading text.
    """
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.contrib.tone_convert import to_normal

    found: dict[str, str] = {}
    for char, usual in zip(chars, view(chars), strict=True):
        if usual < chr(_BASE):
            continue
        toned = PINYIN_DICT.get(ord(char), "").split(",")
        spelled = (to_normal(item, v_to_u=False).replace("ü", "v") for item in toned if item)
        numbers = (tables().of_syllable.get(item) for item in spelled)
        found[char] = "".join(dict.fromkeys([usual, *(chr(number) for number in numbers if number is not None)]))
    return found


@cache
def merged() -> NDArray[np.uint16]:
    """Return for every sound a number from 1 that it shares with what dialects take it for: n for l, hu- for f-."""
    syllables: dict[int, str] = {}
    for syllable, code in sorted(tables().of_syllable.items(), reverse=True):
        syllables[code - _BASE] = _blur(syllable)
    numbers: dict[str, int] = {}
    shared = np.zeros(max(syllables) + 1, dtype=np.uint16)
    for number, syllable in sorted(syllables.items()):
        key = "l" + syllable[1:] if syllable[0] == "n" and len(syllable) > 1 else _DIALECT.get(syllable, syllable)
        shared[number] = numbers.setdefault(key, 1 + len(numbers))
    return shared


def merge(heard: NDArray[np.uint32]) -> NDArray[np.uint16]:
    """Return the numbers of :func:`merged` for sounds; 0 where there is no sound."""
    shared = merged()
    sound = (heard >= _BASE) & (heard < _BASE + len(shared))
    return np.where(sound, shared[np.where(sound, heard - np.uint32(_BASE), 0)], 0).astype(np.uint16)


@cache
def initials() -> dict[str, str]:
    """Return for every sound the letters that may stand for it as an initial (v is written for w too)."""
    found: dict[str, str] = {}
    for syllable, code in sorted(tables().of_syllable.items()):
        sound, first = chr(code), syllable[0]
        letters = first + ("v" if first == "w" else "")
        if first not in found.get(sound, ""):
            found[sound] = found.get(sound, "") + letters
    return found
