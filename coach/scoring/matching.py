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
        bits: dict[frozenset[str], int] = {}
        fixed: defaultdict[str, list[int]] = defaultdict(list)
        primary: defaultdict[str, list[int]] = defaultdict(list)
        needed: defaultdict[str, int] = defaultdict(int)
        self._tries: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for number, phrase in enumerate(self._phrases):
            if phrase.literals:
                for word in phrase.literals:
                    fixed[word].append(number)
                continue
            others = 0
            for place, anchor in enumerate(phrase.anchors):
                if place:
                    bit = 1 << bits.setdefault(anchor, len(bits))
                    others |= bit
                    for word in anchor:
                        needed[word] |= bit
                    continue
                slot = slots.setdefault(anchor, len(slots))
                if slot not in self._tries:
                    for word in anchor:
                        primary[word].append(slot)
            self._tries[slots[phrase.anchors[0]]].append((number, others))
        words = sorted({*fixed, *primary, *needed})
        self.words: tuple[str, ...] = tuple(words)
        self._of_word = [(needed.get(w, 0), tuple(primary.get(w, ())), tuple(fixed.get(w, ()))) for w in words]
        self._automaton = ahocorasick_rs.AhoCorasick(words) if words else None

    def __getstate__(self) -> dict[str, object]:
        """Leave out what is quickly built again and can't be kept: the automaton and compiled expressions."""
        return {**self.__dict__, "_automaton": None, "_compiled": {}}

    def __setstate__(self, state: dict[str, object]) -> None:
        """Take the kept tables and build the automaton again."""
        self.__dict__.update(state)
        self._automaton = ahocorasick_rs.AhoCorasick(self.words) if self.words else None

    def find(self, cut: Sentences, only: Iterable[int] | None = None) -> list[Hit]:
        """Return all hits over ``cut.text`` (or only in the sentences numbered ``only``), ordered by place, then phrase."""
        if self._automaton is None:
            return []
        wanted = None if only is None else set(only)
        found: set[tuple[int, int, int]] = set()
        heard: dict[int, tuple[int, set[int]]] = {}
        spans, of_word = cut.spans, self._of_word
        sentence, first, limit, keep = -1, 0, -1, False
        mask, tries = 0, set[int]()
        for word, start, end in self._words(cut, wanted):
            if not first <= start < limit:
                if keep:
                    heard[sentence] = mask, tries
                sentence = cut.at(start)
                first, limit = spans[sentence]
                keep = True
                mask, tries = heard.get(sentence, (0, set()))
            needed, primary, fixed = of_word[word]
            mask |= needed
            if primary:
                tries.update(primary)
            for number in fixed:
                found.add((start, end, number))
        if keep:
            heard[sentence] = mask, tries
        for sentence, (mask, tries) in heard.items():
            self._try_patterns(cut.text, spans[sentence], mask, tries, found)
        return [Hit(number, start, end) for start, end, number in _longest(found)]

    def _words(self, cut: Sentences, wanted: set[int] | None) -> Iterable[tuple[int, int, int]]:
        """Return the word hits (number, start, end) of the whole text or of the wanted sentences, in text order."""
        assert self._automaton is not None
        if wanted is None:
            return self._automaton.find_matches_as_indexes(cut.text, overlapping=True)
        return [
            (word, first + start, first + end)
            for first, last in (cut.spans[number] for number in sorted(wanted))
            for word, start, end in self._automaton.find_matches_as_indexes(cut.text[first:last], overlapping=True)
        ]

    def _try_patterns(
        self, text: str, span: tuple[int, int], mask: int, tries: set[int], found: set[tuple[int, int, int]]
    ) -> None:
        """Try the patterns whose best anchor was heard, where all their other anchors were heard too."""
        start, end = span
        compiled, of_slot = self._compiled, self._tries
        for slot in tries:
            for number, others in of_slot[slot]:
                if others and others & mask != others:
                    continue
                regex = compiled.get(number) or self._regex(number)
                first = regex.search(text, start, end)
                if first is None:
                    continue
                for match in (first, *regex.finditer(text, first.end(), end)):
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
