"""Tell which audiences and scenes of a product card a script speaks to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from coach.scoring.flow_table import FlowTable
from coach.scoring.model import Addressed, Product
from coach.scoring.normalise import Folded, fold
from coach.scoring.tokens import Words

_NEAR = 80  # characters within which two words of a scene make up one picture
_GRAMMAR = frozenset("的了和在上里时着就一个给把")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scenes:
    """The words of some scenes in one expression, and for each spelling which word of which scene it stands for.

    A ``telling`` word stands for its scene alone.
    """

    regex: re.Pattern[str] | None
    meant: dict[str, tuple[tuple[int, int, bool], ...]]


def addressed(product: Product, folded: Folded, table: FlowTable, words: Words) -> tuple[Addressed, ...]:
    """Return each audience and scene of the card, spoken to or not, with the first place."""
    found = []
    rules = {audience.name: audience for audience in table.audiences}
    for name in product.audience:
        place = _find(folded.text, fold(name).text)
        if place is None and name in rules and (match := rules[name].regex.search(folded.text)):
            place = match.span()
        found.append(_entry("audience", name, place, folded))
    places = _scenes_in(folded.text, _plan(product.scenes, table, words))
    for number, scene in enumerate(product.scenes):
        found.append(_entry("scene", scene, places.get(number), folded))
    return tuple(found)


def _entry(sort: str, name: str, place: Span | None, folded: Folded) -> Addressed:
    if place is None:
        return Addressed(sort=sort, name=name, met=False)
    start, end = folded.span(*place)
    return Addressed(sort=sort, name=name, met=True, start=start, end=end, quote=folded.raw[start:end])


def _find(text: str, word: str) -> Span | None:
    at = text.find(word) if word else -1
    return (at, at + len(word)) if at >= 0 else None


@lru_cache(maxsize=512)
def _plan(scenes: tuple[str, ...], table: FlowTable, words: Words) -> _Scenes:
    """Collect the spellings of each scene's words: the word itself and other words for the same time or place."""
    meant: dict[str, list[tuple[int, int, bool]]] = {}
    for number, scene in enumerate(scenes):
        content = [word for word, _, _ in words.cut(fold(scene).text) if word.strip() and word not in _GRAMMAR]
        for place, word in enumerate(content):
            keys = [key for key in table.scenes if key in word]
            telling = len(content) == 1 or any(key not in table.weak_scenes and len(key) > 1 for key in keys)
            spellings = {word, *keys, *(other for key in keys for other in table.scenes[key])}
            for spelling in spellings:
                if len(spelling) > 1:
                    meant.setdefault(spelling, []).append((number, place, telling))
    ordered = sorted(meant, key=lambda spelling: (-len(spelling), spelling))
    return _Scenes(
        regex=re.compile("|".join(map(re.escape, ordered))) if ordered else None,
        meant={spelling: tuple(items) for spelling, items in meant.items()},
    )


def _scenes_in(text: str, plan: _Scenes) -> dict[int, Span]:
    """Find scenes: one telling word, or two different words of a scene close together."""
    found: dict[int, Span] = {}
    last: dict[int, tuple[int, int]] = {}
    if plan.regex is None:
        return found
    for match in plan.regex.finditer(text):
        for scene, word, telling in plan.meant[match.group()]:
            if scene in found:
                continue
            before = last.get(scene)
            if telling:
                found[scene] = match.span()
            elif before and before[1] != word and match.start() - before[0] <= _NEAR:
                found[scene] = before[0], match.end()
            else:
                last[scene] = match.start(), word
    return found
