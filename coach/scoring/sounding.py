"""Words that are meant by sound alone: homophones and near-homophones written with other characters (好坪反线)."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coach.scoring.phrase import Phrase
from coach.scoring.pinyin import merge, view, voices
from coach.scoring.sentences import Sentences

# Characters of everyday talk, which say nothing about what they sound like.
_TALK = frozenset(
    "的是了我你一不这个就有们它好在家大要说都来给那上也下去点到人吃多么看里得着可会还没能天小什两三拍块十先出开起前后别买用"
    "打做水钱样把和很对让从跟叫些件只包次号啊呢吧之间子随带戴问想找再才刚当每又更太真已经过该将为于与及以向被请等走拿放收装送换穿"
    "啥某四五六七八九百千万半年月日时分今明早晚边头面手儿话事跑坐站住回进讲听写读学喝洗切煮炒泡养种挑选试配"
)
_SOUNDS = 512  # more than there are merged sounds


@dataclass(frozen=True, slots=True)
class Restoration:
    """The folded span ``start:end`` stands for ``word``; ``sure`` is False where an innocent reading is likely too.

    ``hidden``: the spelling itself shows that the word was to be hidden (高x压), other than a nickname or a homophone.
    """

    start: int
    end: int
    word: str
    sure: bool
    hidden: bool = True


class Homophones:
    """Find words whose sound is written with other characters, dialect confusions included (糖料病 for 糖尿病)."""

    def __init__(
        self, known: frozenset[str], telling: frozenset[str], short: frozenset[str], near: Phrase | None
    ) -> None:
        """Index the ``telling`` words of three and more syllables, and the ``short`` ones worth hiding.

        Two-syllable words need ``near`` or one right character. Two-syllable ``known`` words are plain where they stand.
        """
        self._near, self.known = near, known
        self._words = frozenset(word for word in telling if len(word) > 2) | short
        by_head: defaultdict[int, list[tuple[int, list[int], str]]] = defaultdict(list)
        heads, middles, pairs = (np.zeros(_SOUNDS * _SOUNDS, dtype=bool) for _ in range(3))
        for word, sound in _sounds(self._words):
            head = sound[0] * _SOUNDS + sound[1]
            by_head[head].append((len(word), sound[2:], word))
            if len(sound) == 2:
                pairs[head] = True
            else:
                heads[head] = middles[sound[1] * _SOUNDS + sound[2]] = True
        self._by_head = {head: tuple(words) for head, words in by_head.items()}
        self._sieves = tuple(np.packbits(sieve) for sieve in (heads, middles, pairs))

    def find(self, text: str, codes: NDArray[np.uint32], cut: Sentences, edges: Set[int]) -> Iterator[Restoration]:
        """Yield what may be meant by sound in folded ``text`` (``codes``: its code points; ``edges``: word boundaries)."""
        heard = merge(voices(codes)).astype(np.int32)
        if len(heard) < 2:
            return
        keys = heard[:-1] * _SOUNDS + heard[1:]
        heads, middles, pairs = (_bits(sieve, keys) for sieve in self._sieves)
        likely = pairs
        likely[:-1] |= heads[:-1] & middles[1:]
        sound = heard.tolist()
        words, by_head = self._words, self._by_head
        for a in np.flatnonzero(likely).tolist():
            if a not in edges:
                continue
            for size, rest, word in by_head.get(sound[a] * _SOUNDS + sound[a + 1], ()):
                b = a + size
                if b not in edges or sound[a + 2 : b] != rest or text[a:b] in words:
                    continue  # the plain word needs no restoring
                found = self._judge(text, cut, edges, a, b, word)
                if found is not None:
                    yield found

    def _judge(self, text: str, cut: Sentences, edges: Set[int], a: int, b: int, word: str) -> Restoration | None:
        other = sum(1 for char, plain in zip(text[a:b], word, strict=True) if char != plain)
        if len(word) == 2:
            if a + 1 not in edges or text[a:b] in self.known:
                return None  # an ordinary word of its own: 威信
            strange = [char for char, plain in zip(text[a:b], word, strict=True) if char != plain]
            if text[a] == text[a + 1] or not _TALK.isdisjoint(strange) or view(text[a:b]) != view(word):
                return None  # two characters are no proof: everyday ones, or those that only a dialect confuses
            told = other == 1 or (self._near is not None and is_near(self._near, text, cut, a, b, before=2, after=2))
            return Restoration(a, b, word, False, hidden=False) if told else None
        if other > len(word) - 2 or _ordinary(text, word, a, b, edges):
            return None
        if len(word) == 3 and (text[a + 1 : b] == word[1:] in self.known or text[a : b - 1] == word[:2] in self.known):
            return None  # what is left is plain enough: 那圈手工, 治愈绿
        sure = other <= len(word) // 2
        return Restoration(a, b, word, sure, hidden=sure)


def _sounds(words: Iterable[str]) -> Iterator[tuple[str, list[int]]]:
    """Yield words with the numbers of their sounds, those left out in which a character has none."""
    ordered = sorted(words)
    numbers = merge(np.fromiter(map(ord, view("".join(ordered))), dtype=np.uint32)).tolist()
    at = 0
    for word in ordered:
        sound = numbers[at : at + len(word)]
        at += len(word)
        if all(sound):
            yield word, sound


def _bits(sieve: NDArray[np.uint8], keys: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Look up single bits of a packed table."""
    looked: NDArray[np.bool_] = (sieve[keys >> 3] >> (7 - (keys & 7)).astype(np.uint8) & 1).astype(bool)
    return looked


def _ordinary(text: str, word: str, a: int, b: int, edges: Set[int]) -> bool:
    """Tell whether every character that differs from ``word`` belongs to an ordinary word of two or more characters."""
    bounds = [i for i in range(a, b + 1) if i in edges]
    for left, right in itertools.pairwise(bounds):
        differs = any(text[i] != word[i - a] for i in range(left, right))
        if differs and right - left == 1:
            return False
    return True


def is_near(
    near: Phrase, text: str, cut: Sentences, start: int, end: int, *, before: int = 14, after: int = 10
) -> bool:
    """Tell whether ``near`` matches in the clause, within so many characters before or after the span."""
    first, last = cut.clause(start, end)
    first, last = max(first, start - before), min(last, end + after)
    around = text[first:start] + "\n" * (end - start) + text[end:last]
    return re.search(near.regex, around) is not None
