"""Features of speech for the second reader: hashed n-grams of characters, sounds and words, with the place of each.

Everything is arithmetic on arrays of code points, so that 10,000 characters cost about a millisecond.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from coach.scoring.pinyin import sounds

BITS = 16
BUCKETS = 1 << BITS
CHAR_SIZES = (2, 3)
SOUND_SIZES = (2,)
WORD_SIZES = (1, 2)
HASHED = 8  # characters of a word that count
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_STEP = np.uint64(1_000_003)
_SHIFT = np.uint64(64 - BITS)

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Family:
    """Bucket numbers of the features of one sort, in text order, and the half-open span of folded text of each."""

    ids: Ids
    starts: Ids
    ends: Ids

    def inside(self, start: int, end: int) -> Family:
        """Return the features that lie in ``start:end``."""
        first, last = np.searchsorted(self.starts, (start, end))
        keep = self.ends[first:last] <= end
        return Family(self.ids[first:last][keep], self.starts[first:last][keep], self.ends[first:last][keep])


def features(text: str, tokens: Sequence[tuple[str, int, int]]) -> tuple[Family, ...]:
    """Return the features of folded ``text``, sort by sort; ``tokens`` are its words with spans."""
    codes = _codes(text)
    places = np.arange(len(text) + 1)
    found = [_grams(codes, size, 1, places[:-1], places[1:]) for size in CHAR_SIZES]
    heard = sounds(text)
    first, last = _places(heard.starts, places[:-1]), _places(heard.ends, places[1:])
    tones = _codes(heard.text)
    found += [_grams(tones, size, 2, first, last) for size in SOUND_SIZES]
    words, begin, end = _words(codes, tokens)
    found += [_grams(words, size, 3, begin, end) for size in WORD_SIZES]
    return tuple(found)


def _codes(text: str) -> NDArray[np.uint64]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)


def _places(numbers: Sequence[int], unchanged: Ids) -> Ids:
    """Return the places as an array; a plain range is ``unchanged``."""
    return unchanged if isinstance(numbers, range) else np.asarray(numbers, dtype=np.int64)


def _grams(codes: NDArray[np.uint64], size: int, seed: int, first: Ids, last: Ids) -> Family:
    count = len(codes) - size + 1
    if count <= 0:
        empty = np.zeros(0, dtype=np.int64)
        return Family(empty, empty, empty)
    mixed = np.full(count, np.uint64(seed * 97 + size), dtype=np.uint64)
    with np.errstate(over="ignore"):
        spread = codes * _PRIME
        for offset in range(size):
            mixed *= _STEP
            mixed ^= spread[offset : offset + count]
        mixed *= _PRIME
    return Family((mixed >> _SHIFT).astype(np.int64), first[:count], last[size - 1 : size - 1 + count])


def _words(codes: NDArray[np.uint64], tokens: Sequence[tuple[str, int, int]]) -> tuple[NDArray[np.uint64], Ids, Ids]:
    """Return one number a word: a polynomial hash of its first characters, from running sums over the text."""
    begin = np.array([token[1] for token in tokens], dtype=np.int64)
    end = np.array([token[2] for token in tokens], dtype=np.int64)
    if not tokens:
        return np.zeros(0, dtype=np.uint64), begin, end
    last = np.minimum(end, begin + HASHED)
    with np.errstate(over="ignore"):
        down, up = _powers(len(codes))
        sums = np.zeros(len(codes) + 1, dtype=np.uint64)
        np.cumsum((codes + np.uint64(1)) * down, out=sums[1:])
        value = (sums[last] - sums[begin]) * up[last - 1]
    return value, begin, end


def _powers(count: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return the first powers of the step's inverse and of the step, modulo 2**64."""
    size = max(1024, 1 << (count - 1).bit_length())
    down, up = _powers_of(size)
    return down[:count], up[:count]


@lru_cache(maxsize=2)
def _powers_of(size: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    inverse = np.uint64(pow(int(_STEP), -1, 1 << 64))
    powers = []
    with np.errstate(over="ignore"):
        for step in (inverse, _STEP):
            steps = np.full(size, step, dtype=np.uint64)
            steps[0] = 1
            powers.append(np.cumprod(steps))
    return powers[0], powers[1]
