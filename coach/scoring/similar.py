"""Find text like this one: lines, whole scripts, and passages taken over from another script.

Words (jieba) find candidates through an inverted index, weighted by rarity; rapidfuzz orders them by how much of the
wording agrees. An index is built when somebody searches, never during a check.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from coach.scoring.normalise import HAN, Folded, fold
from coach.scoring.sentences import sentences
from coach.scoring.tokens import Words

_CLAUSES = re.compile(r"[，,；;：:\s]+")
_WORD = re.compile(f"[{HAN}a-z0-9]")
_EMPTY = frozenset("的了呢啊吧嘛呀哈就也都还很这那是我你它们在有和给个把着过一不")
_CANDIDATES = 60
_SHORTEST_COPY = 8  # characters: shorter agreement is the trade's common speech
_SAME_LINE = 85.0  # per cent of the wording that agrees in a line taken over


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence of a text: whose it is and where it stands there (code points, half-open)."""

    owner: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A line that is like what was asked for; ``score`` is 0–1."""

    line: Line
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of a text (``start``–``end``) that agrees with a line of another, and how much of the wording (0–1)."""

    start: int
    end: int
    text: str
    line: Line
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How much of a text is found in another one (``share``, 0–1, by characters) and the passages that are."""

    owner: str
    share: float
    passages: tuple[Passage, ...]


class Index:
    """The lines of many texts, ready to be searched; it never changes."""

    def __init__(self, texts: Iterable[tuple[str, str]], words: Words) -> None:
        """Cut ``texts`` (owner, text) into lines and index their words."""
        self._words = words
        self._lines: list[Line] = []
        self._folded: list[str] = []
        self._bags: list[Counter[str]] = []
        places: defaultdict[str, list[int]] = defaultdict(list)
        for owner, text in texts:
            for line, plain in _lines(owner, text):
                bag = self._bag(plain)
                for word in bag:
                    places[word].append(len(self._lines))
                self._lines.append(line)
                self._folded.append(plain)
                self._bags.append(bag)
        count = len(self._lines)
        self._places = dict(places)
        self._rarity = {word: math.log(1 + count / len(found)) for word, found in places.items()}
        self._lengths = [self._length(bag) for bag in self._bags]

    def lines_like(
        self, query: str, *, most: int = 10, least: float = 0.3, owners: frozenset[str] | None = None
    ) -> tuple[Match, ...]:
        """Return the lines most like ``query``, the best first; ``owners`` narrows the search to their lines."""
        plain = fold(query).text
        found = [
            Match(line=self._lines[number], score=round(score, 3))
            for number, score in self._ranked(plain, owners)
            if score >= least
        ]
        return tuple(sorted(found, key=lambda m: (-m.score, m.line.owner, m.line.start))[:most])

    def texts_like(self, text: str, *, most: int = 10, but: str | None = None) -> tuple[Likeness, ...]:
        """Return the texts most like ``text`` by the mean likeness of its lines, with the best passages of each."""
        totals: defaultdict[str, float] = defaultdict(float)
        best: defaultdict[str, list[Passage]] = defaultdict(list)
        whole = 0
        for line, plain in _lines("", text):
            whole += len(plain)
            heard: dict[str, tuple[int, float]] = {}
            for number, score in self._ranked(plain, None):
                owner = self._lines[number].owner
                if owner != but and score > heard.get(owner, (0, 0.0))[1]:
                    heard[owner] = number, score
            for owner, (number, score) in heard.items():
                totals[owner] += score * len(plain)
                best[owner].append(_passage(line, self._lines[number], score))
        ranked = sorted(totals, key=lambda owner: (-totals[owner], owner))[:most]
        return tuple(
            Likeness(
                owner=owner,
                share=round(totals[owner] / whole, 3),
                passages=tuple(sorted(best[owner], key=lambda p: -p.score * len(p.text))[:3]),
            )
            for owner in ranked
        )

    def copies_in(self, text: str, *, least: float = 0.2, but: str | None = None) -> tuple[Likeness, ...]:
        """Return the texts from which passages of ``text`` were taken over, nearly word for word, the largest share first.

        A line counts as taken over when at least 85 % of its wording agrees with a line there, fillers and order of
        clauses aside; ``share`` is by characters of ``text``.
        """
        taken: defaultdict[str, list[Passage]] = defaultdict(list)
        whole = 0
        for line, plain in _lines("", text):
            whole += line.end - line.start
            if len(plain) < _SHORTEST_COPY:
                continue
            heard: dict[str, Passage] = {}
            for number in self._candidates(plain, None):
                owner = self._lines[number].owner
                agrees = _agreement(plain, self._folded[number])
                if owner == but or agrees < _SAME_LINE:
                    continue
                passage = _passage(line, self._lines[number], agrees / 100)
                if owner not in heard or heard[owner].score < passage.score:
                    heard[owner] = passage
            for owner, passage in heard.items():
                taken[owner].append(passage)
        found = [
            Likeness(
                owner=owner,
                share=round(sum(p.end - p.start for p in passages) / whole, 3) if whole else 0.0,
                passages=tuple(passages),
            )
            for owner, passages in taken.items()
        ]
        return tuple(sorted((one for one in found if one.share >= least), key=lambda one: (-one.share, one.owner)))

    def _ranked(self, plain: str, owners: frozenset[str] | None) -> list[tuple[int, float]]:
        """Return candidates with their likeness: shared words weighted by rarity, and shared wording, half and half."""
        bag = self._bag(plain)
        length = self._length(bag)
        ranked = []
        for number in self._candidates(plain, owners):
            shared = sum(
                min(n, self._bags[number][word]) * self._rarity[word] ** 2
                for word, n in bag.items()
                if word in self._rarity
            )
            both = length * self._lengths[number]
            wording = fuzz.token_set_ratio(" ".join(bag), " ".join(self._bags[number])) / 100
            inside = min(1.0, len(self._folded[number]) / len(plain))  # a scrap that stands in the query says little
            partial = inside * fuzz.partial_ratio(plain, self._folded[number]) / 100
            cosine = shared / both if both else 0.0
            ranked.append((number, 0.5 * cosine + 0.25 * wording + 0.25 * partial))
        return ranked

    def _candidates(self, plain: str, owners: frozenset[str] | None) -> list[int]:
        """Return the lines that share the rarest words, at most sixty."""
        scores: defaultdict[int, float] = defaultdict(float)
        for word in self._bag(plain):
            for number in self._places.get(word, ()):
                if owners is None or self._lines[number].owner in owners:
                    scores[number] += self._rarity[word]
        return sorted(scores, key=lambda number: (-scores[number], number))[:_CANDIDATES]

    def _bag(self, plain: str) -> Counter[str]:
        return Counter(word for word, _, _ in self._words.cut(plain) if word not in _EMPTY and _WORD.search(word))

    def _length(self, bag: Counter[str]) -> float:
        return math.sqrt(sum(n * n * self._rarity.get(word, 1.0) ** 2 for word, n in bag.items()))


def _lines(owner: str, text: str) -> list[tuple[Line, str]]:
    """Cut a text into its sentences, each with its folded form."""
    folded = fold(text)
    found = []
    for start, end in sentences(folded.text).spans:
        plain = folded.text[start:end].strip()
        if not plain or not _WORD.search(plain):
            continue
        a, b = _raw(folded, start, end)
        found.append((Line(owner=owner, start=a, end=b, text=text[a:b]), plain))
    return found


def _raw(folded: Folded, start: int, end: int) -> tuple[int, int]:
    a, b = folded.span(start, end)
    while a < b and folded.raw[a].isspace():
        a += 1
    return a, b


def _agreement(one: str, other: str) -> float:
    """Return how much of the wording agrees, in per cent: all of the shorter inside the longer, or clauses moved about."""
    if len(other) < _SHORTEST_COPY:
        return 0.0
    straight: float = fuzz.ratio(one, other)
    moved: float = fuzz.token_sort_ratio(" ".join(_CLAUSES.split(one)), " ".join(_CLAUSES.split(other)))
    return max(straight, moved)


def _passage(line: Line, other: Line, score: float) -> Passage:
    return Passage(start=line.start, end=line.end, text=line.text, line=other, score=round(score, 3))
