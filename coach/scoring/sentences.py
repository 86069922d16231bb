"""Cut folded text into sentences and clauses, also where speech recognition left no punctuation."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_END = re.compile(r"[。！？!?；;\n]+[”’\"']?|(?<![0-9])\.+(?![0-9])|\.{2,}")
_CLAUSE = re.compile(r"[，,。！!？?；;：:…~\s]+")
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Sentences:
    """Half-open spans of the sentences of a text, in order, without their end marks."""

    text: str
    spans: tuple[tuple[int, int], ...]
    starts: tuple[int, ...]

    def at(self, position: int) -> int:
        """Return the index of the sentence that holds ``position`` (or ends just before it)."""
        return max(0, bisect_right(self.starts, position) - 1)

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the clause (or clauses) around ``start:end``, inside its sentence."""
        first, _ = self.spans[self.at(start)]
        _, last = self.spans[self.at(max(start, end - 1))]
        for mark in _CLAUSE.finditer(self.text, first, start):
            first = mark.end()
        mark_after = _CLAUSE.search(self.text, end, last)
        return first, mark_after.start() if mark_after else last


def sentences(text: str) -> Sentences:
    """Cut ``text``; a stretch longer than 400 characters without an end mark is cut at a comma or space, else hard."""
    spans: list[tuple[int, int]] = []
    at = 0
    for mark in _END.finditer(text):
        _add(text, at, mark.start(), spans)
        at = mark.end()
    _add(text, at, len(text), spans)
    if not spans:
        spans.append((0, len(text)))
    return Sentences(text, tuple(spans), tuple(start for start, _ in spans))


def _add(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    while end - start > LONGEST:
        cut = max(text.rfind(mark, start + LONGEST // 2, start + LONGEST) for mark in "，, ")
        cut = cut if cut > 0 else start + LONGEST
        spans.append((start, cut))
        start = cut
    if end > start:
        spans.append((start, end))
