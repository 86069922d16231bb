"""Read a stretch of text as slots: characters, sounds, initials, pictures, digits, and what may stand between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from coach.scoring.disguise_pictures import PICTURES
from coach.scoring.normalise import HAN
from coach.scoring.pinyin import spell, tables

_TALK = "就?那个啥|就那个|那什么|那啥|那个|什么|啥"
UNIT = re.compile(
    f"(?P<talk>{_TALK})|(?P<sign>[某○◯□×*〇]+)|(?P<han>[{HAN}])|(?P<letters>[a-z]+)|(?P<digits>[0-9]+)|(?P<phonetic>[ㄅ-ㄙ])"
    "|(?P<stop>[，。！？、；：…,!?;:~\n\"'“”‘’()（）《》【】%])|(?P<other>.)",
    re.DOTALL,
)
DIGITS = {  # what a digit is read as
    "0": "零",
    "1": "一",
    "2": "二",
    "3": "三",
    "4": "四死",
    "5": "五无",
    "6": "六",
    "7": "七",
    "8": "八发",
    "9": "九久",
}
_PHONETIC = dict(zip("ㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏㄐㄑㄒㄓㄔㄕㄖㄗㄘㄙ", "bpmfdtnlgkhjqxzcsrzcs", strict=True))
HIDES = "○◯□×*〇"
"""Signs that hide a character and mean nothing else."""
_NO_ORNAMENT = "🐧🧧💊🏥"
PICTURE = "\u2190"
"""From here on symbols are pictures rather than separators."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One unit of text: ``kind`` is the group of ``UNIT`` it is, or sound, initial, picture; ``value`` what it offers."""

    start: int
    end: int
    kind: str
    value: tuple[str, ...]
    skip: bool = False


def han_slot(text: str, at: int) -> Slot:
    """Return the slot of one Han character."""
    return Slot(at, at + 1, "han", (text[at],))


def slots_from(text: str, start: int, end: int) -> Iterator[Slot]:
    """Yield the slots from ``start`` on, up to ``end`` or where no word can go on."""
    while start < end:
        unit = UNIT.match(text, start)
        if unit is None or unit.lastgroup == "stop":
            return
        kind, written, a, start = unit.lastgroup, unit.group(), start, unit.end()
        if kind == "han":
            yield Slot(a, start, "han", (written,))
        elif kind in ("talk", "sign"):
            yield Slot(a, start, kind, (written,), skip=True)
        elif kind == "letters":
            yield from _letters(written, a)
        elif kind == "digits":
            if len(written) > 1:
                return
            yield Slot(a, start, "digits", tuple(DIGITS[written]))
        elif kind == "phonetic":
            yield Slot(a, start, "initial", (_PHONETIC[written],), skip=True)
        elif written in PICTURES:
            yield Slot(a, start, "picture", PICTURES[written], skip=written not in _NO_ORNAMENT)
        else:
            yield Slot(a, start, "blank" if written >= PICTURE else "other", (written,), skip=True)


def _letters(written: str, at: int) -> Iterator[Slot]:
    """Yield a run of letters as its syllables, or one or two letters as initials; anything else fits nothing."""
    syllables = spell(written)
    if syllables is not None:
        for syllable in syllables:
            yield Slot(at, at + len(syllable), "sound", (chr(tables().of_syllable[syllable]),))
            at += len(syllable)
    elif len(written) > 1 and set(written) == {"x"}:
        yield Slot(at, at + len(written), "sign", (written,), skip=True)
    elif len(written) <= 2:
        for offset, letter in enumerate(written):
            yield Slot(at + offset, at + offset + 1, "initial", (letter,), skip=len(written) == 1)
    else:
        yield Slot(at, at + len(written), "word", (written,))


@cache
def odd_codes() -> NDArray[np.bool_]:
    """Return a table of code points up to U+FFFF at which something odd may begin."""
    odd = np.ones(0x10000, dtype=bool)
    odd[0x3400:0xA000] = odd[0xF900:0xFB00] = odd[: ord("0")] = False
    odd[[ord(char) for char in "，。！？、；：…~“”‘’（）《》【】〇:;<=>?@[]"]] = False
    odd[[ord(char) for char in "那什啥某〇* ·-_.|/"]] = True
    return odd
