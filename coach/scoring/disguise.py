"""See through disguise: restore the plain word behind nicknames, homophones, pinyin, split characters and masks.

Nothing here decides that a word is forbidden. It offers a second reading of the text in which disguised
spellings are replaced by what they stand for; the rules then match that reading, and only what touches a
replaced place counts as disguised.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import ahocorasick_rs

from coach.scoring.normalise import HAN
from coach.scoring.phrase import Phrase
from coach.scoring.pinyin import Sounds, sound_of, sounds, spell
from coach.scoring.sentences import Sentences

_HAN_WORD = re.compile(f"[{HAN}]+")
_LATIN = re.compile("[a-z]+")
_MASK = re.compile("那个啥|那啥|什么|啥|某|x+|○|□")
# Words with one of these are too ordinary in sound and shape to be looked for by sound or behind a mask.
_COMMON = frozenset("的了是个一不没这那你我他她它们在有就都也很还着过吗呢吧啊呀哪什么和跟给把被得地上下来去到要会能可以多少大小好")


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """Spellings that stand for ``means``; with ``near``, only where one of these words is in the same clause."""

    means: str
    words: tuple[str, ...]
    near: Phrase | None = None
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
class Restoration:
    """The folded span ``start:end`` stands for ``word``; ``sure`` is False where an innocent reading is likely too."""

    start: int
    end: int
    word: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Restored:
    """The second reading and its map back: for every character the folded span and the restoration (or -1)."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    origin: Sequence[int]
    restorations: tuple[Restoration, ...]

    def touches(self, start: int, end: int) -> tuple[Restoration, ...]:
        """Return the restorations that the half-open span of this reading overlaps."""
        return tuple(self.restorations[i] for i in sorted(set(self.origin[start:end])) if i >= 0)


class Disguises:
    """Find disguised spellings of ``vocabulary`` (all words the rules know) and of the table's own variants."""

    def __init__(self, table: DisguiseTable, vocabulary: Iterable[str]) -> None:
        """Prepare look-ups; the sound index is built at first use."""
        self._table = table
        self._vocabulary = frozenset(word for word in vocabulary if len(word) >= 2 and _HAN_WORD.fullmatch(word))
        self._telling = frozenset(word for word in self._vocabulary if _COMMON.isdisjoint(word))
        self._variants = [(word, variant) for variant in table.variants for word in variant.words]
        names = sorted({word for word, _ in self._variants})
        self._of_name: defaultdict[str, list[Variant]] = defaultdict(list)
        for word, variant in self._variants:
            self._of_name[word].append(variant)
        self._names = names
        self._name_automaton = ahocorasick_rs.AhoCorasick(names) if names else None

    @cached_property
    def _telling_sounds(self) -> _SoundIndex:
        """Index the words that a run of Han characters may stand for by sound."""
        return _sound_index({w for w in self._telling if len(w) > 2} | self._table.sound_words)

    @cached_property
    def _all_sounds(self) -> _SoundIndex:
        """Index every known word: where letters stand between Han characters, any of them may be meant."""
        return _sound_index(self._vocabulary | self._table.sound_words)

    @cached_property
    def _masked(self) -> dict[str, str]:
        """Words of three or more characters with one character (not the whole) replaced by a blank."""
        masked: dict[str, str] = {}
        for word in sorted(self._telling):
            if 3 <= len(word) <= 6:
                for i in range(len(word)):
                    masked.setdefault(word[:i] + "\0" + word[i + 1 :], word)
        return masked

    @cached_property
    def _chars(self) -> dict[str, str]:
        table: dict[str, str] = {}
        for char in self._table.chars:
            sound = sound_of(char)
            if sound is not None:
                table.setdefault(sound, char)
        return table

    def restore(self, text: str, cut: Sentences, edges: set[int]) -> Restored | None:
        """Return the second reading of folded ``text``, or None when nothing in it looks disguised.

        ``edges`` are the word boundaries of the text: a homophone counts only where words begin and end.
        """
        found = [*self._named(text, cut), *self._masks(text), *self._sounded(text, cut, edges)]
        chosen = _choose(found)
        return _rewrite(text, chosen) if chosen else None

    def _named(self, text: str, cut: Sentences) -> Iterable[Restoration]:
        if self._name_automaton is None:
            return
        for number, start, end in self._name_automaton.find_matches_as_indexes(text, overlapping=True):
            name = self._names[number]
            if _cuts_latin(text, start, end):
                continue
            for variant in self._of_name[name]:
                if variant.means in text[max(0, start - 1) : end + 2]:
                    continue  # the plain word stands there already: 加我微信 is no 加我微
                if variant.near is None or _near(variant.near, text, cut, start, end):
                    yield Restoration(start, end, variant.means, variant.sure)

    def _masks(self, text: str) -> Iterable[Restoration]:
        for match in _MASK.finditer(text):
            left, right = text[max(0, match.start() - 3) : match.start()], text[match.end() : match.end() + 3]
            for i in range(len(left), -1, -1):
                for j in range(len(right), -1, -1):
                    if i + j == 0:
                        continue
                    a, b = left[len(left) - i :], right[:j]
                    hidden = i + j >= 2 and (i and j or match.group() in _SIGNS)
                    word = self._masked.get(a + "\0" + b) if hidden else None
                    if i and j and a + b in self._telling and (i + j > 2 or match.group() in _SIGNS):
                        word = a + b
                    if word is not None and word not in self._table.never:
                        yield Restoration(match.start() - i, match.end() + j, word, i + j > 2)

    def _sounded(self, text: str, cut: Sentences, edges: set[int]) -> Iterable[Restoration]:
        latin = {match.span() for match in _LATIN.finditer(text)}
        automaton, words = self._all_sounds if latin else self._telling_sounds
        if automaton is None:
            return
        heard = sounds(text)
        covered: set[int] = set()
        for number, start, end in automaton.find_matches_as_indexes(heard.text, overlapping=True):
            a, b = heard.starts[start], heard.ends[end - 1]
            if text[a:b] in words[number]:
                continue
            for word in words[number]:
                found = self._judge(text, cut, edges, heard, (start, end), word, latin)
                if found is not None:
                    covered.update(range(found.start, found.end))
                    yield found
        for a, b in sorted(latin):
            if a not in covered:
                yield from self._syllables(text, a, b)

    def _judge(
        self,
        text: str,
        cut: Sentences,
        edges: set[int],
        heard: Sounds,
        span: tuple[int, int],
        word: str,
        latin: set[tuple[int, int]],
    ) -> Restoration | None:
        start, end = span
        a, b = heard.starts[start], heard.ends[end - 1]
        written = [text[heard.starts[i] : heard.ends[i]] for i in range(start, end)]
        other = sum(1 for char, plain in zip(written, word, strict=True) if char != plain and not char.isascii())
        if text[a:b].isascii() and len(word) < 3 and b - a < 5:
            return None
        if any(char.isascii() for char in written):
            whole = not _cuts_latin(text, a, b)
            close = other == 0 or (other == 1 and len(word) >= 3)
            return Restoration(a, b, word, True) if whole and close else None
        if word not in self._telling and word not in self._table.sound_words:
            return None
        if word in self._table.never or a not in edges or b not in edges:
            return None
        if len(word) == 2:
            near = self._table.sound_near
            if word not in self._table.sound_words or near is None or not _near(near, text, cut, a, b, before=2, after=2):
                return None
            return Restoration(a, b, word, False) if not _is_word(a, b, edges) else None
        if _ordinary(text, word, a, b, edges):
            return None
        return Restoration(a, b, word, len(word) >= 4 or other <= len(word) // 2)

    def _syllables(self, text: str, a: int, b: int) -> Iterable[Restoration]:
        """Restore a run of letters that no known word explains, syllable by syllable, from the table's characters."""
        beside = (a > 0 and _HAN_WORD.match(text[a - 1])) or (b < len(text) and _HAN_WORD.match(text[b]))
        syllables = spell(text[a:b]) if beside else None
        if syllables is None or len(syllables) > 2:
            return
        plain = [self._chars.get(sounds(syllable).text) for syllable in syllables]
        if None not in plain:
            yield Restoration(a, b, "".join(char for char in plain if char), True)


_SoundIndex = tuple[ahocorasick_rs.AhoCorasick | None, list[tuple[str, ...]]]


def _sound_index(vocabulary: Iterable[str]) -> _SoundIndex:
    by_sound: defaultdict[str, set[str]] = defaultdict(set)
    for word in vocabulary:
        sound = sound_of(word)
        if sound is not None:
            by_sound[sound].add(word)
    keys = sorted(by_sound)
    return ahocorasick_rs.AhoCorasick(keys) if keys else None, [tuple(sorted(by_sound[key])) for key in keys]


def _cuts_latin(text: str, start: int, end: int) -> bool:
    """Tell whether an edge of the span falls inside a run of letters."""
    return any(
        0 < at < len(text) and all(c.isascii() and c.isalpha() for c in text[at - 1 : at + 1]) for at in (start, end)
    )


def _is_word(a: int, b: int, edges: set[int]) -> bool:
    return not any(i in edges for i in range(a + 1, b))


def _ordinary(text: str, word: str, a: int, b: int, edges: set[int]) -> bool:
    """Tell whether every character that differs from ``word`` belongs to an ordinary word of two or more characters."""
    bounds = [i for i in range(a, b + 1) if i in edges]
    for left, right in zip(bounds, bounds[1:], strict=False):
        differs = any(text[i] != word[i - a] for i in range(left, right))
        if differs and right - left == 1:
            return False
    return True


def _near(near: Phrase, text: str, cut: Sentences, start: int, end: int, *, before: int = 14, after: int = 10) -> bool:
    first, last = cut.clause(start, end)
    first, last = max(first, start - before), min(last, end + after)
    masked = text[first:start] + "\n" * (end - start) + text[end:last]
    return re.search(near.regex, masked) is not None


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
    pieces: list[str] = []
    starts, ends, origin = array("L"), array("L"), array("l")
    at = 0
    for number, item in enumerate(chosen):
        pieces += [text[at : item.start], item.word]
        starts.extend([*range(at, item.start), *[item.start] * len(item.word)])
        ends.extend([*range(at + 1, item.start + 1), *[item.end] * len(item.word)])
        origin.extend([-1] * (item.start - at) + [number] * len(item.word))
        at = item.end
    pieces.append(text[at:])
    starts.extend(range(at, len(text)))
    ends.extend(range(at + 1, len(text) + 1))
    origin.extend([-1] * (len(text) - at))
    return Restored("".join(pieces), starts, ends, origin, tuple(chosen))
