"""Words that are meant by sound: pinyin letters among characters (zui好), and homophones (好坪反线)."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cached_property

import ahocorasick_rs

from coach.scoring.normalise import HAN
from coach.scoring.phrase import Phrase
from coach.scoring.pinyin import Sounds, sound_of, sounds, spell
from coach.scoring.sentences import Sentences

_HAN = re.compile(f"[{HAN}]")
_LATIN = re.compile("[a-z]+")
_AROUND = 5  # syllables on each side of a run of letters that may belong to the word it is part of


@dataclass(frozen=True, slots=True)
class Restoration:
    """The folded span ``start:end`` stands for ``word``; ``sure`` is False where an innocent reading is likely too."""

    start: int
    end: int
    word: str
    sure: bool


class Sounding:
    """Find words by sound. ``telling`` words may be meant by homophones alone, ``known`` ones by pinyin letters."""

    def __init__(
        self, known: frozenset[str], telling: frozenset[str], short: frozenset[str], near: Phrase | None, chars: str
    ) -> None:
        """Take the vocabularies; ``short`` are two-syllable words that need ``near`` or one right character.

        ``chars`` are the characters that a lone syllable of letters may stand for, the first of a sound wins.
        """
        self._known, self._telling, self._short = known, telling, short
        self._near, self._char_list = near, chars

    @cached_property
    def by_homophone(self) -> SoundIndex:
        """Index the words that a run of Han characters may stand for."""
        return SoundIndex({word for word in self._telling if len(word) > 2} | self._short)

    @cached_property
    def by_letters(self) -> SoundIndex:
        """Index every known word: where letters stand between characters, any may be meant."""
        return SoundIndex(self._known | self._short)

    @cached_property
    def chars(self) -> dict[str, str]:
        """Map a sound to the character that a lone syllable of letters stands for."""
        table: dict[str, str] = {}
        for char in self._char_list:
            sound = sound_of(char)
            if sound is not None:
                table.setdefault(sound, char)
        return table

    def prepare(self) -> None:
        """Build the indexes now instead of at first use."""
        assert self.by_homophone.sounds is not None
        assert self.by_letters.sounds is not None
        assert self.chars is not None

    def find(self, text: str, cut: Sentences, edges: Set[int]) -> Iterator[Restoration]:
        """Yield what may be meant by sound in folded ``text``; ``edges`` are its word boundaries."""
        heard = sounds(text)
        yield from self._homophones(text, cut, edges, heard)
        if any("a" <= char <= "z" for char in set(text)):
            yield from self._letters(text, heard)

    def _homophones(self, text: str, cut: Sentences, edges: Set[int], heard: Sounds) -> Iterator[Restoration]:
        index = self.by_homophone
        starts, ends = heard.starts, heard.ends
        for number, start, end in index.find(heard.text):
            a, b = starts[start], ends[end - 1]
            if a not in edges or b not in edges:
                continue
            written = text[a:b]
            if len(written) != end - start or written in index.words[number]:
                continue  # letters are the other search's; the plain word needs no restoring
            for word in index.words[number]:
                found = self._homophone(text, cut, edges, a, b, word)
                if found is not None:
                    yield found

    def _homophone(self, text: str, cut: Sentences, edges: Set[int], a: int, b: int, word: str) -> Restoration | None:
        other = sum(1 for char, plain in zip(text[a:b], word, strict=True) if char != plain)
        if len(word) == 2:
            if not any(i in edges for i in range(a + 1, b)):
                return None  # an ordinary word of its own: 威信
            told = other == 1 or (self._near is not None and is_near(self._near, text, cut, a, b, before=2, after=2))
            return Restoration(a, b, word, False) if told else None
        if other > len(word) - 2 or _ordinary(text, word, a, b, edges):
            return None
        return Restoration(a, b, word, other <= len(word) // 2)

    def _letters(self, text: str, heard: Sounds) -> Iterator[Restoration]:
        """Look around each run of letters for a known word that the run spells in whole or in part."""
        index = self.by_letters
        covered: set[int] = set()
        runs = [match.span() for match in _LATIN.finditer(text)]
        for a, b in runs:
            if not spell(text[a:b]):
                continue
            first, last = bisect_left(heard.starts, a), bisect_left(heard.starts, b)
            low, high = max(0, first - _AROUND), min(len(heard.text), last + _AROUND)
            for number, start, end in index.find(heard.text[low:high]):
                if low + start < last and first < low + end:
                    for word in self._likely(index.words[number]):
                        found = _spelled(text, heard, low + start, low + end, word)
                        if found is not None:
                            covered.update(range(found.start, found.end))
                            yield found
        for a, b in runs:
            if a not in covered:
                yield from self._syllables(text, a, b)

    def _likely(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Of words with one sound return the telling ones where there are any: mei白 is 美白, not 没白."""
        return tuple(word for word in words if word in self._telling or word in self._short) or words

    def _syllables(self, text: str, a: int, b: int) -> Iterator[Restoration]:
        """Restore a run of letters that no known word explains, syllable by syllable, from the table's characters."""
        beside = (a > 0 and _HAN.match(text[a - 1])) or (b < len(text) and _HAN.match(text[b]))
        syllables = spell(text[a:b]) if beside else None
        if syllables is None or len(syllables) > 2:
            return
        plain = [self.chars.get(sounds(syllable).text) for syllable in syllables]
        if None not in plain:
            yield Restoration(a, b, "".join(char for char in plain if char), True)


class SoundIndex:
    """Words by their sound, found in one pass over a sound view."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        """Index the words of Han characters among ``vocabulary``."""
        by_sound: defaultdict[str, list[str]] = defaultdict(list)
        for word in sorted(vocabulary):
            sound = sound_of(word)
            if sound is not None:
                by_sound[sound].append(word)
        self.sounds: tuple[str, ...] = tuple(by_sound)
        self.words: tuple[tuple[str, ...], ...] = tuple(map(tuple, by_sound.values()))
        self._automaton: ahocorasick_rs.AhoCorasick | None = None

    def __getstate__(self) -> dict[str, object]:
        """Keep the words and sounds; the automaton is quickly built again."""
        return {"sounds": self.sounds, "words": self.words, "_automaton": None}

    def find(self, heard: str) -> list[tuple[int, int, int]]:
        """Return (number of the sound, start, end) for every sound in ``heard``, overlapping ones too."""
        if self._automaton is None:
            self._automaton = ahocorasick_rs.AhoCorasick(self.sounds)
        return self._automaton.find_matches_as_indexes(heard, overlapping=True) if self.sounds else []


def _spelled(text: str, heard: Sounds, start: int, end: int, word: str) -> Restoration | None:
    """Judge a word whose sound is written with letters at least in part: its other characters must be right."""
    a, b = heard.starts[start], heard.ends[end - 1]
    written = [text[heard.starts[i] : heard.ends[i]] for i in range(start, end)]
    other = sum(1 for char, plain in zip(written, word, strict=True) if char != plain and not char.isascii())
    if cuts_letters(text, a, b) or not any(char.isascii() for char in written):
        return None
    if text[a:b].isascii() and len(word) < 3 and b - a < 5:
        return None
    return Restoration(a, b, word, True) if other == 0 or (other == 1 and len(word) >= 3) else None


def cuts_letters(text: str, start: int, end: int) -> bool:
    """Tell whether an edge of the span falls inside a run of letters."""
    return any(
        0 < at < len(text) and all(c.isascii() and c.isalpha() for c in text[at - 1 : at + 1]) for at in (start, end)
    )


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
