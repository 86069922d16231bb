"""See through disguise: restore the plain word behind nicknames, homophones, pinyin, split characters and masks.

Nothing here decides that a word is forbidden. It offers a second reading of the text in which disguised
spellings are replaced by what they stand for; the rules then match that reading, and only what touches a
replaced place counts as disguised.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace

import ahocorasick_rs

from coach.scoring.disguise_slots import LONGEST, Slots, cuts_a_run
from coach.scoring.normalise import HAN
from coach.scoring.phrase import Phrase
from coach.scoring.pinyin import codes_of, view
from coach.scoring.sentences import Sentences
from coach.scoring.sounding import Homophones, Restoration, is_near

_HAN_WORD = re.compile(f"[{HAN}]+")
_KNOWN = re.compile(f"[{HAN}]+|[a-z][{HAN}]|[{HAN}][a-z]")
_MASK = re.compile("[*＊×✱✳️]{1,2}")
_LETTERS = re.compile("[a-z]{4,}")
# Words with one of these are too ordinary in sound and shape to be looked for by sound or behind a mask.
_COMMON = frozenset(
    "的了是个一不没这那你我他她它们在有就都也很还着过吗呢吧啊呀哪什么和跟给把被得地上下来去到要会能可以多少大小好"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """Spellings that stand for ``means``; with ``near``, only where one of these words is in the same clause.

    ``not_after``: what must not follow (加我薇 before 信 is part of a longer spelling).
    """

    means: str
    words: tuple[str, ...]
    near: Phrase | None = None
    not_after: tuple[str, ...] = ()
    sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DisguiseTable:
    """The data behind the second reading (disguise.toml): variants, words known by sound, single letters' syllables."""

    variants: tuple[Variant, ...] = ()
    sound_words: frozenset[str] = frozenset()
    sound_near: Phrase | None = None
    chars: str = ""
    never: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the second reading that begins at ``at`` and stands for the folded span ``start:end``.

    ``number`` is that of the restoration whose word it is, or -1 where the text is as it was.
    """

    at: int
    start: int
    end: int
    number: int


class Side:
    """For every character of the second reading the start (or end) of the folded span that it stands for."""

    def __init__(self, pieces: tuple[Piece, ...], *, ends: bool) -> None:
        """Read the map off ``pieces``, which cover the second reading in order."""
        self._pieces, self._ends = pieces, ends
        self._at = [piece.at for piece in pieces]

    def __getitem__(self, index: int) -> int:
        """Return the folded position for one character."""
        piece = self._pieces[bisect_right(self._at, index) - 1]
        if piece.number >= 0:
            return piece.end if self._ends else piece.start
        return piece.start + index - piece.at + self._ends


@dataclass(frozen=True, slots=True)
class Restored:
    """The second reading and its map back: for every character the folded span that it stands for.

    ``places`` are where the restored words begin in this reading.
    """

    text: str
    starts: Side
    ends: Side
    restorations: tuple[Restoration, ...]
    places: tuple[int, ...]

    def touches(self, start: int, end: int) -> tuple[Restoration, ...]:
        """Return the restorations that the half-open span of this reading overlaps."""
        first = max(0, bisect_right(self.places, start) - 1)
        found = []
        for at, item in zip(self.places[first:], self.restorations[first:], strict=True):
            if at >= end:
                break
            if at + len(item.word) > start:
                found.append(item)
        return tuple(found)


class Disguises:
    """Find disguised spellings of ``vocabulary`` (all words the rules know) and of the table's own variants."""

    def __init__(self, table: DisguiseTable, vocabulary: Iterable[str], *, beyond: Disguises | None = None) -> None:
        """Prepare look-ups; the sound index is built at first use.

        ``beyond``: the disguises to which this vocabulary adds; only what is added is indexed anew.
        """
        self._beyond = beyond
        if beyond is not None:
            table = replace(table, variants=(), sound_words=frozenset(), chars="")
        meant = {variant.means for variant in table.variants}
        words = frozenset(word for word in {*vocabulary, *meant} if len(word) >= 2 and _KNOWN.fullmatch(word))
        words = frozenset(w for w in words - table.never if _HAN_WORD.fullmatch(w) or _COMMON.isdisjoint(w))
        telling = frozenset(word for word in words if _HAN_WORD.fullmatch(word) and _COMMON.isdisjoint(word))
        short = table.sound_words - table.never
        known = frozenset(word for word in words | table.never if len(word) == 2)
        if beyond is not None:
            known = beyond.homophones.known if known <= beyond.homophones.known else known | beyond.homophones.known
        self.homophones: Homophones = Homophones(known, telling, short, table.sound_near)
        spelled = {word for variant in table.variants for word in variant.words if _LETTERS.fullmatch(word)}
        self.slots = Slots(words | spelled, telling, short, table.chars)
        self._of_name: defaultdict[str, list[Variant]] = defaultdict(list)
        for variant in table.variants:
            for word in variant.words:
                self._of_name[word].append(variant)
        self._names = sorted(self._of_name)
        self._name_automaton: ahocorasick_rs.AhoCorasick | None = None

    def __getstate__(self) -> dict[str, object]:
        """Leave out the automaton; it is quickly built again."""
        return {**self.__dict__, "_name_automaton": None}

    def prepare(self) -> None:
        """Build the look-ups now instead of at first use."""
        self.slots.prepare()

    def restore(
        self,
        text: str,
        cut: Sentences,
        edges: Set[int],
        gaps: Sequence[tuple[int, str]] = (),
        foreign: Sequence[int] = (),
    ) -> Restored | None:
        """Return the second reading of folded ``text``, or None when nothing in it looks disguised.

        ``edges`` are the word boundaries of the text: a homophone counts only where words begin and end.
        ``gaps`` are where folding dropped something between two characters, and what; ``foreign`` where the script
        of a single character differs.
        """
        chosen = _choose(self._found(text, cut, edges, gaps, foreign))
        return _rewrite(text, chosen) if chosen else None

    def _found(
        self, text: str, cut: Sentences, edges: Set[int], gaps: Sequence[tuple[int, str]], foreign: Sequence[int]
    ) -> list[Restoration]:
        codes = codes_of(text)
        found = [
            *self._named(text, cut, edges),
            *self._parted(text, edges, gaps),
            *self._written_otherwise(text, edges, foreign),
            *(self._spelt_out(item, text) for item in self.slots.find(text, codes)),
            *self.homophones.find(text, codes, cut, edges),
        ]
        return found if self._beyond is None else found + self._beyond._found(text, cut, edges, gaps, foreign)

    def _spelt_out(self, item: Restoration, text: str) -> Restoration:
        """Follow a restored abbreviation (C🍉TV: cctv, ➕v: 加v) to what it means."""
        if item.word not in self._of_name or _HAN_WORD.fullmatch(item.word):
            return item
        meant = self._of_name[item.word][0]
        if not item.word.isascii() and meant.not_after and text.startswith(meant.not_after, item.end):
            return item
        return Restoration(item.start, item.end, meant.means, item.sure, item.hidden)

    def _parted(self, text: str, edges: Set[int], gaps: Sequence[tuple[int, str]]) -> Iterable[Restoration]:
        """Yield words that something was put into, which folding took out again: 祛*斑; spaces part only words worth hiding."""
        for at, dropped in gaps:
            for start, end in _around(at, edges):
                if start < at and self.slots.worth(text[start:end], spaced=dropped.isspace()):
                    yield Restoration(start, end, text[start:end], True)
            if _MASK.fullmatch(dropped):
                yield from (Restoration(*found, False) for found in self.slots.masked(text, at))

    def _written_otherwise(self, text: str, edges: Set[int], foreign: Sequence[int]) -> Iterable[Restoration]:
        """Yield words worth hiding that are partly traditional in simplified text: 復刻."""
        for at in foreign:
            for start, end in _around(at, edges):
                if self.slots.worth(text[start:end], spaced=False):
                    yield Restoration(start, end, text[start:end], True)

    def _named(self, text: str, cut: Sentences, edges: Set[int]) -> Iterable[Restoration]:
        if not self._names:
            return
        if self._name_automaton is None:
            self._name_automaton = ahocorasick_rs.AhoCorasick(self._names)
        for number, start, end in self._name_automaton.find_matches_as_indexes(text, overlapping=True):
            name = self._names[number]
            if cuts_a_run(text, start) or cuts_a_run(text, end):
                continue
            for variant in self._of_name[name]:
                if variant.means in text[max(0, start - 1) : end + 2]:
                    continue  # the plain word stands there already: 加我微信 is no 加我微
                if variant.not_after and text.startswith(variant.not_after, end):
                    continue
                if variant.near is None or is_near(variant.near, text, cut, start, end):
                    yield Restoration(
                        start, end, variant.means, variant.sure, _is_hidden(name, variant, start, end, edges)
                    )


def _around(at: int, edges: Set[int]) -> Iterable[tuple[int, int]]:
    """Yield the spans of whole words, of two characters and more, that begin at most there and end behind it."""
    for size in range(2, LONGEST + 1):
        for start in range(max(0, at - size + 1), at + 1):
            if start in edges and start + size in edges:
                yield start, start + size


def _is_hidden(name: str, variant: Variant, start: int, end: int, edges: Set[int]) -> bool:
    """Tell whether a spelling is a disguise wherever it stands: with letters or signs in it, or a homophone and no word."""
    if not _HAN_WORD.fullmatch(name):
        return True
    if not (variant.sure and {start, end} <= edges and view(name) == view(variant.means)):
        return False
    return len(name) == 1 or not edges.isdisjoint(range(start + 1, end))


def _choose(found: Iterable[Restoration]) -> list[Restoration]:
    """Keep restorations that don't overlap: the longest word first, then the sure, then the first."""
    chosen: list[Restoration] = []
    taken: set[int] = set()
    for item in sorted(found, key=lambda r: (-(r.end - r.start), not r.sure, r.start, r.word)):
        if taken.isdisjoint(range(item.start, item.end)):
            taken.update(range(item.start, item.end))
            chosen.append(item)
    return sorted(chosen, key=lambda r: r.start)


def _rewrite(text: str, chosen: list[Restoration]) -> Restored:
    written: list[str] = []
    pieces: list[Piece] = []
    places: list[int] = []
    at = length = 0
    for number, item in enumerate(chosen):
        if item.start > at:
            pieces.append(Piece(length, at, item.start, -1))
        written += [text[at : item.start], item.word]
        length += item.start - at
        places.append(length)
        pieces.append(Piece(length, item.start, item.end, number))
        length += len(item.word)
        at = item.end
    if at < len(text):
        pieces.append(Piece(length, at, len(text), -1))
        written.append(text[at:])
    whole = tuple(pieces)
    return Restored("".join(written), Side(whole, ends=False), Side(whole, ends=True), tuple(chosen), tuple(places))
