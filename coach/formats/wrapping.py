"""Break styled text into lines of a terminal, where Han characters are two cells wide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

import wcwidth

Piece = tuple[str, str]  # text, style: an SGR code such as "1;31", or "" for plain
_NEVER_FIRST = frozenset("，。！？；：、,.!?;:)]}）】》”’…")
_NUMBERS = "".join(map(chr, (*range(0x2460, 0x2474), *range(0x3251, 0x3260), *range(0x32B1, 0x32C0))))
_NEVER_LAST = frozenset("（【《“‘([{" + _NUMBERS)  # a number belongs to the words it marks


def wrap(pieces: Iterable[Piece], width: int, *, color: bool, indent: str = "", hanging: str | None = None) -> str:
    """Return the pieces as lines of at most ``width`` cells, the first behind ``indent``, the rest behind ``hanging``.

    Words of Latin letters and numbers stay whole, closing punctuation does not begin a line. Newlines are kept.
    """
    hanging = indent if hanging is None else hanging
    lines: list[str] = []
    for number, paragraph in enumerate(_paragraphs(pieces)):
        first = indent if number == 0 else hanging
        for line_number, line in enumerate(_fill(paragraph, width, first, hanging)):
            lead = first if line_number == 0 else hanging
            lines.append((lead + _paint(line, color=color)).rstrip())
    return "\n".join(lines)


def _paragraphs(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    current: list[Piece] = []
    for text, style in pieces:
        for number, part in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
            if number:
                yield current
                current = []
            current.extend((unit, style) for unit in _units(part.expandtabs(4)))
    yield current


def _units(text: str) -> Iterator[str]:
    """Cut into what may not be broken: Latin words and grapheme clusters."""
    for is_word, run in groupby(wcwidth.iter_graphemes(text), key=lambda g: g.isascii() and g.isalnum()):
        if is_word:
            yield "".join(run)
        else:
            yield from run


def _fill(units: list[Piece], width: int, first: str, hanging: str) -> list[list[Piece]]:
    lines: list[list[Piece]] = [[]]
    room = max(2, width - wcwidth.wcswidth(first))
    used = 0
    for unit in _short(units, max(2, width - wcwidth.wcswidth(hanging))):
        cells = max(0, wcwidth.wcswidth(unit[0]))
        if used + cells > room and lines[-1]:
            carried = _carried(lines[-1], unit[0])
            lines.append(carried)
            room = max(2, width - wcwidth.wcswidth(hanging))
            used = sum(max(0, wcwidth.wcswidth(text)) for text, _ in carried)
        lines[-1].append(unit)
        used += cells
    return lines


def _short(units: list[Piece], width: int) -> Iterator[Piece]:
    """Break words that are longer than a whole line."""
    for text, style in units:
        if len(text) > width and text.isascii():
            yield from ((text[at : at + width], style) for at in range(0, len(text), width))
        else:
            yield text, style


def _carried(line: list[Piece], upcoming: str) -> list[Piece]:
    """Take from the end of a full line what must stand with the unit that comes next."""
    carried: list[Piece] = []
    if upcoming in _NEVER_FIRST:
        while len(line) > 1 and len(carried) < 3:
            carried.insert(0, line.pop())
            if carried[0][0] not in _NEVER_FIRST:
                break
    while len(line) > 1 and line[-1][0] in _NEVER_LAST:
        carried.insert(0, line.pop())
    return carried


def _paint(line: list[Piece], *, color: bool) -> str:
    if not color:
        return "".join(text for text, _ in line)
    out = []
    for style, run in groupby(line, key=lambda piece: piece[1]):
        text = "".join(unit for unit, _ in run)
        out.append(f"\x1b[{style}m{text}\x1b[0m" if style else text)
    return "".join(out)
