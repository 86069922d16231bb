"""Where the report points into the text, flattened into marks that don't overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from coach.scoring.model import Severity
from coach.web.reading import Reading


class Layer(StrEnum):
    """What a mark shows; the first of these wins where several cover the same characters."""

    BLOCK = "block"
    WARN = "warn"
    FACT = "fact"
    HINT = "hint"
    COMMENT = "comment"
    POINT = "point"


_RANK = {layer: rank for rank, layer in enumerate(Layer)}
_SEVERITY = {Severity.BLOCK: Layer.BLOCK, Severity.WARN: Layer.WARN, Severity.HINT: Layer.HINT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A stretch of the text (code points, half-open), its layer and the ids of the report entries it belongs to."""

    start: int
    end: int
    layer: Layer
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A stretch of the text that something beside the report speaks of, and the id of that entry on the page."""

    start: int
    end: int
    layer: Layer
    target: str


def marks(reading: Reading, notes: Iterable[Note] = ()) -> tuple[Mark, ...]:
    """Return the marks of a report, and of notes beside it, in text order."""
    beside = [(note.start, note.end, note.layer, note.target) for note in notes]
    spans = sorted([*_spans(reading), *beside], key=lambda span: span[0])
    edges = sorted({edge for start, end, _, _ in spans for edge in (start, end)})
    found: list[Mark] = []
    active: list[tuple[int, int, Layer, str]] = []
    at = 0
    for start, end in pairwise(edges):
        active = [span for span in active if span[1] > start]
        while at < len(spans) and spans[at][0] <= start:
            active.append(spans[at])
            at += 1
        if active:
            ordered = sorted(active, key=lambda span: _RANK[span[2]])
            targets = tuple(dict.fromkeys(target for *_, target in ordered))
            found.append(Mark(start=start, end=end, layer=ordered[0][2], targets=targets))
    return tuple(found)


def _spans(reading: Reading) -> Iterator[tuple[int, int, Layer, str]]:
    for group in reading.groups:
        for place in group.places:
            yield place.start, place.end, _SEVERITY[group.severity], group.id
    for fact in reading.wrong_facts:
        yield fact.result.start, fact.result.end, Layer.FACT, fact.id
    for point in reading.points:
        if point.result.start is not None and point.result.end is not None and point.result.start < point.result.end:
            yield point.result.start, point.result.end, Layer.POINT, point.id
