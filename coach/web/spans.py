"""The sentences of a text with their places: what a reviewer picks from where text can't be marked with a pointer."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence: ``text[start:end]`` of the whole, in code points."""

    start: int
    end: int
    text: str


def sentences(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of a text in order, without the spaces around them."""
    found: list[Sentence] = []
    for match in _SENTENCE.finditer(text):
        words = match.group()
        start = match.start() + len(words) - len(words.lstrip())
        end = match.start() + len(words.rstrip())
        if start < end:
            found.append(Sentence(start=start, end=end, text=text[start:end]))
    return tuple(found)
