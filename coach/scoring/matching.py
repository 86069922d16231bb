"""Candidate hits of many phrases over folded text: one Aho-Corasick pass, then a look only where all needed words are.

The cost is linear in the text and nearly independent of the number of phrases: a phrase is tried on a
sentence only when the words it can't do without all occur in it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import ahocorasick_rs

from coach.scoring.phrase import Phrase
from coach.scoring.sentences import Sentences


@dataclass(frozen=True, slots=True)
class Hit:
    """Phrase number ``phrase`` (its place in the list given) matched the half-open span."""

    phrase: int
    start: int
    end: int


class Matcher:
    """All phrases of a rulebook, ready to be looked for at once."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        """Index ``phrases``: fixed words directly, patterns by the words they can't do without."""
        self._phrases = tuple(phrases)
        self._compiled: dict[int, re.Pattern[str]] = {}
        slots: dict[frozenset[str], int] = {}
        fixed: defaultdict[str, list[int]] = defaultdict(list)
        slots_of: defaultdict[str, list[int]] = defaultdict(list)
        by_slot: defaultdict[int, list[tuple[int, frozenset[int]]]] = defaultdict(list)
        for number, phrase in enumerate(self._phrases):
            if phrase.literals:
                for word in phrase.literals:
                    fixed[word].append(number)
                continue
            needed = []
            for anchor in phrase.anchors:
                if anchor not in slots:
                    slots[anchor] = len(slots)
                    for word in anchor:
                        slots_of[word].append(slots[anchor])
                needed.append(slots[anchor])
            by_slot[needed[0]].append((number, frozenset(needed[1:])))
        words = sorted({*fixed, *slots_of})
        self.words: tuple[str, ...] = tuple(words)
        self._fixed = [tuple(fixed.get(word, ())) for word in words]
        self._slots = [frozenset(slots_of.get(word, ())) for word in words]
        self._by_slot = dict(by_slot)
        self._automaton = ahocorasick_rs.AhoCorasick(words) if words else None

    def find(self, cut: Sentences, only: Iterable[int] | None = None) -> list[Hit]:
        """Return all hits over ``cut.text`` (or only in the sentences numbered ``only``), ordered by place, then phrase."""
        if self._automaton is None:
            return []
        wanted = None if only is None else set(only)
        found: set[tuple[int, int, int]] = set()
        present: dict[int, set[int]] = {}
        sentence, first, limit = -1, 0, -1
        there: set[int] = set()
        spans = cut.spans
        fixed, slots = self._fixed, self._slots
        for word, start, end in self._automaton.find_matches_as_indexes(cut.text, overlapping=True):
            if not first <= start < limit:
                sentence = cut.at(start)
                first, limit = spans[sentence]
                there = present.setdefault(sentence, set()) if wanted is None or sentence in wanted else set()
            if sentence not in present:
                continue
            there |= slots[word]
            for number in fixed[word]:
                found.add((start, end, number))
        for sentence, there in present.items():
            self._try_patterns(cut.text, spans[sentence], there, found)
        return [Hit(number, start, end) for start, end, number in _longest(found)]

    def _try_patterns(self, text: str, span: tuple[int, int], there: set[int], found: set[tuple[int, int, int]]) -> None:
        by_slot = self._by_slot
        for slot in there & by_slot.keys():
            for number, others in by_slot[slot]:
                if others <= there:
                    for match in self._regex(number).finditer(text, *span):
                        if match.end() > match.start():
                            found.add((match.start(), match.end(), number))

    def _regex(self, number: int) -> re.Pattern[str]:
        regex = self._compiled.get(number)
        if regex is None:
            regex = self._compiled[number] = re.compile(self._phrases[number].regex)
        return regex


def _longest(found: set[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Of overlapping hits of one phrase keep the longest, then the first."""
    kept: list[tuple[int, int, int]] = []
    last: dict[int, int] = {}
    for hit in sorted(found, key=lambda h: (h[2], h[0], -h[1])):
        start, end, number = hit
        if number in last:
            before = kept[last[number]]
            if start < before[1]:
                if end - start > before[1] - before[0]:
                    kept[last[number]] = hit
                continue
        last[number] = len(kept)
        kept.append(hit)
    return sorted(kept)
