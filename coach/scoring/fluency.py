"""Hear fillers only where they fill, stumbles, and clauses said over and over."""

from __future__ import annotations

import re
from collections import Counter

from coach.scoring.model import Said
from coach.scoring.normalise import Folded
from coach.scoring.pace_table import Fillers, PaceTable

_PAUSE = frozenset(" \n，,。.！!？?；;：:…~、—－-“”‘’\"'()（）《》【】")
_CLAUSE = re.compile("[，,。！!？?；;：:…~ \n]+")
_QUESTION = frozenset("？?")
_MEMORY = 30  # characters before 然后 in which a sequence of steps may have begun


def fillers(folded: Folded, table: Fillers) -> tuple[Said, ...]:
    """Return each filler word with how often it fills and its first place in the raw text, the commonest first."""
    counts: Counter[str] = Counter()
    first: dict[str, tuple[int, int]] = {}
    text = folded.text
    reach = -1
    for match in table.stumble.finditer(text):
        _note(match.group(1), match.start(), match.end(), counts, first)
    stumbles = sorted(first.values())
    for match in table.regex.finditer(text):
        start, end = match.span()
        word = match.group()
        if start < reach or (start == reach and word in table.sounds):
            reach = max(reach, end)
            continue  # 嗯嗯 is one
        if not _fills(word, folded, start, end, table) or any(a <= start < b for a, b in stumbles):
            continue
        reach = end
        _note(word, start, end, counts, first)
    said = [
        Said(text=word, count=count, start=folded.starts[first[word][0]], end=folded.ends[first[word][1] - 1])
        for word, count in counts.items()
    ]
    return tuple(sorted(said, key=lambda s: (-s.count, s.start)))


def _note(word: str, start: int, end: int, counts: Counter[str], first: dict[str, tuple[int, int]]) -> None:
    counts[word] += 1
    first.setdefault(word, (start, end))


def _fills(word: str, folded: Folded, start: int, end: int, table: Fillers) -> bool:
    """Judge one candidate by its place: what stands after a pause (or after 嗯) and before one."""
    if word in table.sounds:
        return True
    text = folded.text
    closes = end == len(text) or text[end] in _PAUSE or folded.starts[end] > folded.ends[end - 1]
    if closes and word in table.tags:
        return not text.endswith(table.not_after_tag, max(0, start - 4), start)
    if not closes and word not in table.before:
        return False
    before = text[start - 1] if start else " "
    if not (before in _PAUSE or before in table.sounds or folded.starts[start] > folded.ends[start - 1]):
        return False
    if closes and word in table.alone:
        return not (end < len(text) and text[end] in _QUESTION)
    if word in table.before and text.startswith(table.then, end):
        return not any(mark in text[max(0, start - _MEMORY) : start] for mark in table.ordered)
    return False


def repeats(folded: Folded, table: PaceTable) -> tuple[Said, ...]:
    """Return clauses said over and over within a short stretch, with their number and the place of the second."""
    text = folded.text
    counts = Counter(_CLAUSE.split(text))
    often = [c for c, n in counts.items() if n >= table.repeat_times and len(c) >= table.repeat_length]
    found = []
    for clause in often:
        places = [match.start() for match in re.finditer(re.escape(clause), text)]
        gaps = zip(places, places[table.repeat_times - 1 :], strict=False)
        if any(b - a <= table.repeat_within for a, b in gaps):
            start, end = folded.span(places[1], places[1] + len(clause))
            found.append(Said(text=folded.raw[start:end], count=len(places), start=start, end=end))
    return tuple(sorted(found, key=lambda s: (-s.count, s.start)))
