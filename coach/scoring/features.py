"""Features of speech for the second reader: hashed n-grams of characters, sounds and words, with the place of each.

Everything is arithmetic on arrays of code points, so that 10,000 characters cost about a millisecond.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coach.scoring.pinyin import sounds

BITS = 16
BUCKETS = 1 << BITS
CHAR_SIZES = (2, 3)
SOUND_SIZES = (2,)
WORD_SIZES = (1, 2)
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_STEP = np.uint64(1_000_003)
_SHIFT = np.uint64(64 - BITS)

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Features:
    """Bucket numbers of all features and the half-open span of folded text that each came from."""

    ids: Ids
    starts: Ids
    ends: Ids


def features(text: str, tokens: Sequence[tuple[str, int, int]]) -> Features:
    """Return the features of folded ``text``; ``tokens`` are its words with spans."""
    codes = _codes(text)
    parts = [_grams(codes, size, 1, np.arange(len(text)), np.arange(1, len(text) + 1)) for size in CHAR_SIZES]
    heard = sounds(text)
    tones = _codes(heard.text)
    first, last = np.asarray(heard.starts, dtype=np.int64), np.asarray(heard.ends, dtype=np.int64)
    parts += [_grams(tones, size, 2, first, last) for size in SOUND_SIZES]
    words, begin, end = _words(codes, tokens)
    parts += [_grams(words, size, 3, begin, end) for size in WORD_SIZES]
    return Features(*(np.concatenate([part[i] for part in parts]) for i in range(3)))


def _codes(text: str) -> NDArray[np.uint64]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)


def _grams(codes: NDArray[np.uint64], size: int, seed: int, first: Ids, last: Ids) -> tuple[Ids, Ids, Ids]:
    count = len(codes) - size + 1
    if count <= 0:
        empty = np.zeros(0, dtype=np.int64)
        return empty, empty, empty
    mixed = np.full(count, np.uint64(seed * 97 + size), dtype=np.uint64)
    with np.errstate(over="ignore"):
        for offset in range(size):
            mixed = (mixed * _STEP) ^ (codes[offset : offset + count] * _PRIME)
        mixed *= _PRIME
    return (mixed >> _SHIFT).astype(np.int64), first[:count], last[size - 1 : size - 1 + count]


def _words(codes: NDArray[np.uint64], tokens: Sequence[tuple[str, int, int]]) -> tuple[NDArray[np.uint64], Ids, Ids]:
    """Return one number a word: a running polynomial hash over the text, taken between the word's ends."""
    if not tokens:
        empty = np.zeros(0, dtype=np.int64)
        return np.zeros(0, dtype=np.uint64), empty, empty
    begin = np.fromiter((token[1] for token in tokens), dtype=np.int64, count=len(tokens))
    end = np.fromiter((token[2] for token in tokens), dtype=np.int64, count=len(tokens))
    length = end - begin
    value = np.zeros(len(tokens), dtype=np.uint64)
    with np.errstate(over="ignore"):
        for offset in range(min(8, int(length.max()))):
            inside = length > offset
            value[inside] = value[inside] * _STEP + codes[begin[inside] + offset] + np.uint64(1)
    return value, begin, end
