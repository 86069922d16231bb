"""See through disguise: restore the plain word behind nicknames, homophones, pinyin, split characters and masks.

Nothing here decides that a word is forbidden. It offers a second reading of the text in which disguised
spellings are replaced by what they stand for; the rules then match that reading, and only what touches a
replaced place counts as disguised.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

import ahocorasick_rs

from coach.scoring.normalise import HAN
from coach.scoring.phrase import Phrase
from coach.scoring.sentences import Sentences
from coach.scoring.sounding import Restoration, Sounding, cuts_letters, is_near

_HAN_WORD = re.compile(f"[{HAN}]+")
_MASK = re.compile("那个啥|那个|那啥|什么|啥|某|x+|○|□")
_NUMERALS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
_SIGNS = ("某", "○", "□")  # these hide a character and mean nothing else
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
class Restored:
    """The second reading and its map back: for every character the folded span and the restoration (or -1).

    ``places`` are where the restored words begin in this reading.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    origin: Sequence[int]
    restorations: tuple[Restoration, ...]
    places: tuple[int, ...]

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
        never = table.never
        self.sounding = Sounding(
            self._vocabulary - never, self._telling - never, table.sound_words - never, table.sound_near, table.chars
        )
        self._variants = [(word, variant) for variant in table.variants for word in variant.words]
        names = sorted({word for word, _ in self._variants})
        self._of_name: defaultdict[str, list[Variant]] = defaultdict(list)
        for word, variant in self._variants:
            self._of_name[word].append(variant)
        self._names = names
        self._name_automaton: ahocorasick_rs.AhoCorasick | None = None

    def __getstate__(self) -> dict[str, object]:
        """Leave out the automaton; it is quickly built again."""
        return {**self.__dict__, "_name_automaton": None}

    def prepare(self) -> None:
        """Build the look-ups now instead of at first use."""
        self.sounding.prepare()
        assert self.masked is not None

    @cached_property
    def masked(self) -> dict[str, str]:
        """Words of three or more characters with one character (not the whole) replaced by a blank."""
        masked: dict[str, str] = {}
        for word in sorted(self._telling | {word for word in self._vocabulary if len(word) == 4}):
            if 3 <= len(word) <= 6:
                for i in range(len(word)):
                    masked.setdefault(word[:i] + "\0" + word[i + 1 :], word)
        return masked

    def restore(self, text: str, cut: Sentences, edges: Set[int]) -> Restored | None:
        """Return the second reading of folded ``text``, or None when nothing in it looks disguised.

        ``edges`` are the word boundaries of the text: a homophone counts only where words begin and end.
        """
        found = [*self._named(text, cut), *self._masks(text), *self.sounding.find(text, cut, edges)]
        chosen = _choose(found)
        return _rewrite(text, chosen) if chosen else None

    def _named(self, text: str, cut: Sentences) -> Iterable[Restoration]:
        if not self._names:
            return
        if self._name_automaton is None:
            self._name_automaton = ahocorasick_rs.AhoCorasick(self._names)
        for number, start, end in self._name_automaton.find_matches_as_indexes(text, overlapping=True):
            name = self._names[number]
            if cuts_letters(text, start, end):
                continue
            for variant in self._of_name[name]:
                if variant.means in text[max(0, start - 1) : end + 2]:
                    continue  # the plain word stands there already: 加我微信 is no 加我微
                if variant.not_after and text.startswith(variant.not_after, end):
                    continue
                if variant.near is None or is_near(variant.near, text, cut, start, end):
                    yield Restoration(start, end, variant.means, variant.sure)

    def _masks(self, text: str) -> Iterable[Restoration]:
        for match in _MASK.finditer(text):
            left, right = text[max(0, match.start() - 3) : match.start()], text[match.end() : match.end() + 3]
            for i in range(len(left), -1, -1):
                for j in range(len(right), -1, -1):
                    word = self._behind(match.group(), left[len(left) - i :], right[:j])
                    if word is not None and word not in self._table.never:
                        yield Restoration(match.start() - i, match.end() + j, word, i + j > 2)

    def _behind(self, mask: str, left: str, right: str) -> str | None:
        """Return the word that ``mask`` splits (预某防) or of which it hides one character (免某力), or None."""
        if mask in _NUMERALS:  # 独一无2
            word = self.masked.get(f"{left}\0{right}")
            return word if word is not None and word[len(left)] == _NUMERALS[mask] else None
        symbol, sign = not mask.isalnum(), mask in _SIGNS
        whole = left + right
        if left and right and whole in self._telling and (len(whole) > 2 or symbol or sign):
            return whole
        if left and right and whole in self._table.sound_words:
            return whole  # 痛啥风, 顶什么级: a word worth hiding, whatever is put inside
        if symbol or len(left + right) < 2 or not (sign or (left and right)):
            return None
        return self.masked.get(f"{left}\0{right}")


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
    at, places = 0, []
    for number, item in enumerate(chosen):
        places.append(len(starts) + item.start - at)
        pieces += [text[at : item.start], item.word]
        starts.extend([*range(at, item.start), *[item.start] * len(item.word)])
        ends.extend([*range(at + 1, item.start + 1), *[item.end] * len(item.word)])
        origin.extend([-1] * (item.start - at) + [number] * len(item.word))
        at = item.end
    pieces.append(text[at:])
    starts.extend(range(at, len(text)))
    ends.extend(range(at + 1, len(text) + 1))
    origin.extend([-1] * (len(text) - at))
    return Restored("".join(pieces), starts, ends, origin, tuple(chosen), tuple(places))
