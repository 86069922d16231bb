"""Search the scripts library: lines and scripts like this one, what a hand-in took over, the best line for a point."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from coach.errors import NotFoundError
from coach.library import Library, Script
from coach.scoring import Platform, Point, Product, Report, Rulebook, Severity, check
from coach.scoring.sentences import sentences
from coach.scoring.similar import Index, Likeness, Match

GOOD = "good"
_LIKE = 0.35  # a line of other goods is worth showing from here on


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A line of the library for a missing point; ``own`` tells whether it is about the same goods.

    A line about other goods shows the manner; its words can't be taken over.
    """

    point: str
    say: str
    script: str
    title: str
    text: str
    start: int
    end: int
    own: bool
    score: float


class LibrarySearch:
    """A library ready to be searched; the index is built at the first search and shared by all later ones."""

    def __init__(self, library: Library, rulebook: Rulebook) -> None:
        """Take the scripts and the rules; nothing is indexed yet."""
        self._library, self._rulebook = library, rulebook
        self._reports: dict[str, Report] = {}

    @cached_property
    def _index(self) -> Index:
        return Index(((script.id, script.text) for script in self._library.list_scripts()), self._rulebook.words)

    def find_lines(
        self, query: str, *, product: str | None = None, quality: str | None = None, most: int = 10
    ) -> tuple[Match, ...]:
        """Return lines of the library like ``query``, of one product or quality where told."""
        owners = None
        if product is not None or quality is not None:
            owners = frozenset(
                script.id
                for script in self._library.list_scripts()
                if product in (None, script.product) and quality in (None, script.quality)
            )
        return self._index.lines_like(query, most=most, owners=owners)

    def find_scripts(self, text: str, *, most: int = 5) -> tuple[Likeness, ...]:
        """Return the scripts of the library most like ``text``."""
        return self._index.texts_like(text, most=most)

    def find_copies(self, text: str, others: Iterable[tuple[str, str]] = ()) -> tuple[Likeness, ...]:
        """Return the scripts of which ``text`` took over a fifth or more; ``others`` are earlier hand-ins (id, text)."""
        kept = tuple(others)
        found = self._index.copies_in(text)
        if kept:
            found += Index(kept, self._rulebook.words).copies_in(text)
        return tuple(sorted(found, key=lambda one: (-one.share, one.owner)))

    def find_best_line(
        self, product: Product, point_id: str, *, platform: Platform = Platform.ANY
    ) -> Suggestion | None:
        """Return the best line of the library for one point of a card, or None.

        First what scripts about the same goods say for it, then lines of other goods that sound like it; never a line
        with anything in it that has to be changed.

        Raises:
            NotFoundError: the card has no such point.
        """
        point = next((point for point in product.points if point.id == point_id), None)
        if point is None:
            known = "、".join(point.id for point in product.points)
            raise NotFoundError(f"商品卡“{product.id}”没有卖点“{point_id}”。现有：{known}。", point=point_id)
        return self._own_line(product, point, platform) or self._like_line(product, point)

    def for_missing(self, report: Report, product: Product) -> tuple[Suggestion, ...]:
        """Return the best line for each point that a report misses, must-say points first."""
        missed = sorted((p for p in report.coverage.points if not p.covered), key=lambda p: not p.must)
        found = (self.find_best_line(product, point.id, platform=report.platform) for point in missed)
        return tuple(suggestion for suggestion in found if suggestion is not None)

    def _own_line(self, product: Product, point: Point, platform: Platform) -> Suggestion | None:
        best: tuple[tuple[bool, bool, float, int], Suggestion] | None = None
        for script in self._library.list_scripts():
            if script.product != product.id:
                continue
            report = self._report(script, product)
            said = next((p for p in report.coverage.points if p.id == point.id and p.covered), None)
            if said is None or said.start is None or said.end is None:
                continue
            start, end = _sentence(script.text, said.start, said.end)
            if not _clean(report, start, end):
                continue
            line = script.text[start:end]
            rank = (script.quality == GOOD, platform in (Platform.ANY, script.platform), said.confidence, -len(line))
            suggestion = _suggestion(point, script, start, end, own=True, score=said.confidence)
            if best is None or rank > best[0]:
                best = rank, suggestion
        return best[1] if best else None

    def _like_line(self, product: Product, point: Point) -> Suggestion | None:
        for match in self.find_lines(" ".join((point.say, *point.aliases)), quality=GOOD):
            script = self._library.get_script(match.line.owner)
            if match.score < _LIKE or script.product == product.id:
                continue
            if _clean(check(match.line.text, None, self._rulebook, kind=product.kind), 0, len(match.line.text)):
                return _suggestion(point, script, match.line.start, match.line.end, own=False, score=match.score)
        return None

    def _report(self, script: Script, product: Product) -> Report:
        if script.id not in self._reports:
            self._reports[script.id] = check(script.text, product, self._rulebook, platform=script.platform)
        return self._reports[script.id]


def _suggestion(point: Point, script: Script, start: int, end: int, *, own: bool, score: float) -> Suggestion:
    return Suggestion(
        point=point.id,
        say=point.say,
        script=script.id,
        title=script.title,
        text=script.text[start:end],
        start=start,
        end=end,
        own=own,
        score=round(score, 3),
    )


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the sentence (or sentences) around a quote; where that is very long, the quote itself."""
    spans: Sequence[tuple[int, int]] = [span for span in sentences(text).spans if span[0] < end and start < span[1]]
    if not spans or spans[-1][1] - spans[0][0] > 4 * (end - start) + 60:
        return start, end
    return spans[0][0], spans[-1][1]


def _clean(report: Report, start: int, end: int) -> bool:
    """Tell whether a stretch has nothing in it that has to be changed: no finding but hints, no wrong fact."""
    findings = any(f.start < end and start < f.end and f.severity is not Severity.HINT for f in report.findings)
    wrong = any(fact.agrees is False and fact.start < end and start < fact.end for fact in report.facts)
    return not findings and not wrong
