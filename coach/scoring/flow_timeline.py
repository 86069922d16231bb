"""Lay the parts of a script along its time: which part is on from when to when, tiling the whole text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from coach.scoring.model import Cue, Stretch
from coach.scoring.normalise import Folded

Heard = tuple[int, int, int, int]
"""A part as it is heard: start in the folded text, rank (the lowest goes first), end, number of the part."""
_BREAKS = "，。！？；：,!?;:\n "
_BREAK = re.compile(f"[{_BREAKS}]+")
_IS_BREAK = np.zeros(0x10000, dtype=np.bool_)
_IS_BREAK[[ord(mark) for mark in _BREAKS]] = True
NOTHING = -1
_SHORTEST = 8  # characters: about two seconds
_MOST = 250  # stretches, about: in a long talk a few words of another part are none of their own


class Clock:
    """When a place of the raw text is spoken: by its cue's times, else spread evenly over the estimated seconds."""

    def __init__(self, length: int, seconds: float, cues: Sequence[Cue] = ()) -> None:
        """Take the length of the text, the seconds it takes, and the cues with their times where there are any."""
        self._rate = seconds / length if length else 0.0
        self._points = _points(cues, seconds)
        self._starts = [place for place, _ in self._points]

    def at(self, place: int) -> float:
        """Return the second at which the character at ``place`` is spoken, counted from the first cue."""
        if not self._points:
            return place * self._rate
        index = bisect_right(self._starts, place)
        if index == 0:
            return 0.0
        if index == len(self._points):
            return self._points[-1][1]
        (a, from_s), (b, to_s) = self._points[index - 1], self._points[index]
        return from_s + (to_s - from_s) * (place - a) / (b - a) if b > a else from_s


def _points(cues: Sequence[Cue], seconds: float) -> list[tuple[int, float]]:
    """Return places whose time is known, both growing; a last cue without an end lasts to the end of the estimate."""
    points: list[tuple[int, float]] = []
    if not cues:
        return points
    zero = cues[0].start_s
    last = zero
    for number, cue in enumerate(cues):
        end = cue.end_s
        if end is None:
            end = cues[number + 1].start_s if number + 1 < len(cues) else zero + seconds
        for place, time in ((cue.start, cue.start_s), (cue.end, end)):
            last = max(last, time)
            if not points or place > points[-1][0]:
                points.append((place, last - zero))
            else:
                points[-1] = (points[-1][0], last - zero)
    return points


def lay_out(
    folded: Folded, heard: Sequence[Heard], names: Sequence[str], carry: int, clock: Clock
) -> tuple[Stretch, ...]:
    """Return stretches that tile the text: each part from the clause of its cue to the next part's, or ``carry`` on.

    ``heard`` is in text order; ``names`` are the parts' ids.
    """
    text = folded.text
    if not text:
        return ()
    marks: list[tuple[int, int]] = [(0, NOTHING)]
    reach, current, current_rank = 0, NOTHING, 0
    shortest = max(_SHORTEST, len(text) // _MOST)
    for (start, rank, end, part), clause in zip(heard, _clauses(text, heard), strict=True):
        if start < reach and (part == current or rank >= current_rank):
            reach = max(reach, end)
            continue  # inside a cue of a part that goes first
        if start - reach > carry:
            silence = _BREAK.search(text, reach + carry // 2, start)
            if silence and marks[-1][0] < silence.end():
                marks.append((silence.end(), NOTHING))
                current = NOTHING
        if part != current and start - marks[-1][0] < shortest and rank > current_rank and current != NOTHING:
            reach = end
            continue  # too short to tell apart
        if part != current:
            # two parts in one clause share it: the second begins with its own words
            marks.append((clause if clause >= reach else start, part))
        reach, current, current_rank = end, part, rank
    if len(text) - reach > carry and (silence := _BREAK.search(text, reach + carry // 2)):
        marks.append((silence.end(), NOTHING))
    return _stretches(folded, marks, names, clock)


def _clauses(text: str, heard: Sequence[Heard]) -> list[int]:
    """Return where the clause of each cue begins."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    begins = np.concatenate(([0], np.flatnonzero(_IS_BREAK[np.minimum(codes, 0xFFFF)]) + 1))
    places = np.searchsorted(begins, [item[0] for item in heard], side="right")
    found: list[int] = begins[places - 1].tolist()
    return found


def _stretches(folded: Folded, marks: list[tuple[int, int]], names: Sequence[str], clock: Clock) -> tuple[Stretch, ...]:
    kept: list[tuple[int, int]] = []
    for place, part in marks:
        if kept and kept[-1][0] >= place:
            kept.pop()
        if (not kept or kept[-1][1] != part) and place < len(folded.text):
            kept.append((place, part))
    stretches = []
    start, from_s = 0, 0.0
    for n, (_, part) in enumerate(kept):
        end = folded.starts[kept[n + 1][0]] if n + 1 < len(kept) else len(folded.raw)
        to_s = round(clock.at(end), 1)
        name = names[part] if part != NOTHING else None
        stretches.append(Stretch(part=name, start=start, end=end, from_s=from_s, to_s=to_s))
        start, from_s = end, to_s
    return tuple(stretches)
