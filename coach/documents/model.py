"""The frozen value a file becomes, and how a span of its text finds its way back into the file."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from coach.scoring.model import Cue

MAX_CHARS = 2_000_000
STDIN = "-"
SUFFIXES = (".txt", ".md", ".srt", ".vtt", ".docx")
_LINE_END = re.compile(r"\r\n|\r|\n")


class DocumentKind(StrEnum):
    """What sort of file the text came from."""

    TEXT = "text"
    MARKDOWN = "markdown"
    SRT = "srt"
    VTT = "vtt"
    DOCX = "docx"
    TRANSCRIPT = "transcript"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters ``start`` to ``end`` of the text stand at ``source`` and after in the source, one for one."""

    start: int
    end: int
    source: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What is checked (``text``), when it was said (``cues``), and the whole text of the file it was taken from.

    ``meta`` holds the front matter as written. ``source`` is the decoded file (for DOCX: its extracted text).
    """

    text: str
    name: str
    kind: DocumentKind
    cues: tuple[Cue, ...] = ()
    meta: Mapping[str, object] = field(default_factory=dict)
    source: str = ""
    stretches: tuple[Stretch, ...] = ()

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Map a half-open span of ``text`` to the half-open span of ``source`` that spells it (code points)."""
        first = self._position(start)
        return first, max(first, self._position(end - 1) + 1 if end > start else first)

    def _position(self, at: int) -> int:
        if not self.stretches:
            return at
        index = max(0, bisect_right(self.stretches, at, key=lambda stretch: stretch.start) - 1)
        stretch = self.stretches[index]
        return stretch.source + min(max(0, at - stretch.start), stretch.end - stretch.start)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a source: its number from 1, where it begins, and its text without the line end."""

    number: int
    start: int
    text: str

    @property
    def blank(self) -> bool:
        """Tell whether nothing but white space stands on the line."""
        return not self.text.strip()


def split_lines(source: str) -> list[Line]:
    r"""Split at \n, \r\n and \r only, so that line numbers are those an editor shows."""
    lines: list[Line] = []
    start = 0
    for end in _LINE_END.finditer(source):
        lines.append(Line(len(lines) + 1, start, source[start : end.start()]))
        start = end.end()
    return [*lines, Line(len(lines) + 1, start, source[start:])]


class TextBuilder:
    """Collect the spoken text piece by piece, remembering where each piece stood in the source."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._stretches: list[Stretch] = []
        self.length = 0

    def add(self, text: str, source: int) -> None:
        """Append ``text``, which stands at ``source`` in the source."""
        if text:
            self._pieces.append(text)
            self._stretches.append(Stretch(self.length, self.length + len(text), source))
            self.length += len(text)

    def newline(self) -> None:
        """Start a new line unless nothing was added yet."""
        if self._pieces:
            self._pieces.append("\n")
            self.length += 1

    def build(self) -> tuple[str, tuple[Stretch, ...]]:
        """Return the text and its stretches."""
        return "".join(self._pieces), tuple(self._stretches)
