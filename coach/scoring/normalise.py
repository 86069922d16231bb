"""Fold raw text to one plain form (width, case, script, separators) with an exact map back to the raw text."""

from __future__ import annotations

import itertools
import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import opencc

from coach.scoring.disguise_pictures import READ_ALOUD

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ebef\U00030000-\U000323af〇"
FEW = 5
"""Traditional characters are out of place where they are at most one in so many."""
_FIRST_HAN = 0x3400
_UNIT = re.compile(f"[{HAN}]|[a-z]+|[0-9]+")
_WORD = re.compile(f"[{HAN}a-z0-9]+")
_BOUNDARY = frozenset("、；;：:。！!？?\n%￥“”‘’\"'()（）《》【】")
_ENDS_A_PHRASE = frozenset("，。！？、；：,!?;:")
_DIGITS = frozenset("0123456789")
_ENCLOSED = {base + i: chr(97 + i) for base in (0x1F130, 0x1F150, 0x1F170, 0x1F1E6) for i in range(26)}


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text and, for each of its code points, the half-open raw span it came from."""

    raw: str
    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Map a non-empty half-open span of the folded text to the raw span that spells it."""
        return self.starts[start], self.ends[end - 1]

    def changed(self, start: int, end: int) -> bool:
        """Tell whether the raw spelling of a folded span differs from the folded one by more than letter case."""
        a, b = self.span(start, end)
        return self.raw[a:b].lower() != self.text[start:end]

    def gaps(self) -> list[tuple[int, str]]:
        """Return where something was dropped between two characters that now stand side by side, and what it was."""
        if isinstance(self.starts, range):
            return []
        places = np.flatnonzero(np.asarray(self.starts[1:]) > np.asarray(self.ends[:-1])) + 1
        return [(at, self.raw[self.ends[at - 1] : self.starts[at]]) for at in places.tolist()]

    def foreign(self) -> list[int]:
        """Return where a traditional character stands in a text that is otherwise simplified."""
        if self.raw == self.text:
            return []
        plain = np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        given = np.frombuffer(self.raw.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)[np.asarray(self.starts)]
        han = plain >= _FIRST_HAN
        other = np.flatnonzero(han & (given >= _FIRST_HAN) & (given != plain))
        return other.tolist() if len(other) * FEW <= int(han.sum()) else []


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=65536)
def _fold_char(char: str) -> str:
    code = ord(char)
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    if code in _ENCLOSED:
        return _ENCLOSED[code]
    if char in "㊙㊗㊣":
        return ""  # ornaments in place of a separator
    if char in "，！？：；（）～":
        return char  # Chinese punctuation is no disguise
    if char in "\r\u2028\u2029\x85\x0b\x0c":
        return "\n"
    if char == "\t":
        return " "
    if unicodedata.category(char) in ("Cf", "Cc", "Mn", "Me", "Cs", "Co", "Cn") and char != "\n":
        return ""
    folded = unicodedata.normalize("NFKC", char).casefold()
    if any(ord(c) < 0x2000 for c in folded):  # toned pinyin: yán → yan
        folded = "".join(c for c in unicodedata.normalize("NFD", folded) if unicodedata.category(c) != "Mn")
    return folded.replace("\u200d", "")


def _simplify(text: str) -> str:
    simple: str = _converter().convert(text)
    if len(simple) == len(text):
        return simple
    return "".join(new if len(new) == 1 else old for old in text for new in [_converter().convert(old)])


def fold(raw: str) -> Folded:
    """Fold ``raw`` and keep the map back.

    Width and case (NFKC, casefold), traditional to simplified (OpenCC t2s), tone marks, enclosed letters,
    zero-width and control characters; separators and emoji that split a word are dropped, those that
    stand between longer runs of speech stay as a boundary. Linear in the length of ``raw``.
    """
    special = [char for char in set(raw) if _fold_char(char) != char]
    if not special:
        folded = Folded(raw, _simplify(raw), range(len(raw)), range(1, len(raw) + 1))
        return _drop_separators(folded)
    pieces: list[str] = []
    starts, ends = array("L"), array("L")
    at = 0
    for match in _any_of(special).finditer(raw):
        a, b = match.span()
        pieces.append(raw[at:a])
        starts.extend(range(at, a))
        ends.extend(range(at + 1, a + 1))
        _fold_run(raw, a, b, pieces, starts, ends)
        at = b
    pieces.append(raw[at:])
    starts.extend(range(at, len(raw)))
    ends.extend(range(at + 1, len(raw) + 1))
    return _drop_separators(Folded(raw, _simplify("".join(pieces)), starts, ends))


def _any_of(chars: list[str]) -> re.Pattern[str]:
    return re.compile("[" + "".join(re.escape(char) for char in sorted(chars)) + "]+")


def _fold_run(raw: str, start: int, end: int, pieces: list[str], starts: array[int], ends: array[int]) -> None:
    for i in range(start, end):
        folded = _fold_char(raw[i])
        pieces.append(folded)
        for _ in folded:
            starts.append(i)
            ends.append(i + 1)


def _drop_separators(folded: Folded) -> Folded:
    text = folded.text
    runs = [match.span() for match in _WORD.finditer(text)]
    drops = [
        (left[1], right[0])
        for left, right in itertools.pairwise(runs)
        if not (right[0] - left[1] == 1 and text[left[1]] in _ENDS_A_PHRASE and left[1] - left[0] > 1)
        and _splits_a_word(text, left, right)
    ]
    if not drops:
        return folded
    pieces: list[str] = []
    starts, ends = array("L"), array("L")
    at = 0
    for a, b in [*drops, (len(text), len(text))]:
        pieces.append(text[at:a])
        starts.extend(folded.starts[at:a])
        ends.extend(folded.ends[at:a])
        at = b
    return Folded(folded.raw, "".join(pieces), starts, ends)


def _splits_a_word(text: str, left_run: tuple[int, int], right_run: tuple[int, int]) -> bool:
    """Decide whether what stands between two runs of word characters splits a word (drop it) or parts phrases (keep)."""
    start, end = left_run[1], right_run[0]
    gap = text[start:end]
    if len(gap) > 6 or not _BOUNDARY.isdisjoint(gap):
        return False
    if not READ_ALOUD.isdisjoint(gap) and not text[start - 1].isascii():
        return False  # 赔💰卖 is spoken, ding🔝ji is not
    if "," in gap or "，" in gap:
        return left_run[1] - left_run[0] == 1 == right_run[1] - right_run[0] and not gap.strip(" ,，")
    left_char, right_char = text[start - 1], text[end]
    if gap.isascii() and (left_char in _DIGITS or right_char in _DIGITS):
        # 十九.9, 19.9, 3-5, 20:00: numbers keep their punctuation; 瘦 10 斤 is layout
        return not gap.strip() and not (left_char.isascii() and right_char.isascii())
    if gap.isascii() and left_char.isascii() and right_char.isascii():
        return _lone(text, start - 1) and _lone(text, end)  # w e i x i n, not "new york"
    left, right = _units(text, *left_run), _units(text, *right_run)
    plain = gap.strip(" \u3000")
    if not plain:
        return min(left, right) == 1 or max(left, right) <= 2
    if any(char in "+&" for char in plain) and (left_char.isascii() or right_char.isascii()):
        return False  # +v, 加+v, a&b: these are letters' own signs
    if all(char in "@#$&+" for char in plain):
        return min(left, right) <= 4
    if all(ord(char) < 0x2190 or 0x3000 <= ord(char) < 0x3040 for char in plain):  # · . - _ * ~ | / and the like
        return min(left, right) <= 2
    return min(left, right) <= 4  # emoji and pictographs


def _lone(text: str, at: int) -> bool:
    """Tell whether the letter at ``at`` has no letter beside it."""
    return not any(0 <= i < len(text) and text[i].isascii() and text[i].isalpha() for i in (at - 1, at + 1))


def _units(text: str, start: int, end: int) -> int:
    """Count syllable-like units (a Han character, a run of letters or digits) of a run; 5 stands for many."""
    return 5 if end - start > 24 else min(5, len(_UNIT.findall(text, start, end)))
