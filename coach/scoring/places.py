"""Recognise the places goods come from and tell whether two places agree: 内蒙古通辽 with 通辽, not 烟台 with 陕西."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from coach.errors import LexiconError

_FILE = "places.toml"
HOME = "中国"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A named place: ``areas`` are the provinces (or the one country) it lies in, ``city`` its prefecture, if known."""

    name: str
    areas: frozenset[str]
    city: str = ""
    abroad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place named in a text, half-open span; neighbouring names (内蒙古通辽) are one mention, finest last."""

    start: int
    end: int
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Place names, the lengths of names by their first two characters, and a pattern for where one may start."""

    places: Mapping[str, Place]
    sizes: Mapping[str, tuple[int, ...]]
    starts: re.Pattern[str]

    def mentions(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Mention]:
        """Yield the places named in ``text[start:end]``, in order, longest names first; linear in the text."""
        run: list[Place] = []
        first = last = -1
        at = start
        stop = len(text) if end is None else end
        while match := self.starts.search(text, at, stop):
            found = self._at(text, match.start(), stop)
            if found is None:
                at = match.start() + 1
                continue
            begin = match.start()
            at = begin + len(found.name)
            if run and text[last:begin] in ("", "省", "市", "州", "的") and _areas(tuple(run)) & found.areas:
                run.append(found)
            else:
                if run:
                    yield Mention(start=first, end=last, places=tuple(run))
                run, first = [found], begin
            last = at
        if run:
            yield Mention(start=first, end=last, places=tuple(run))

    def _at(self, text: str, at: int, stop: int) -> Place | None:
        for size in self.sizes.get(text[at : at + 2], ()):
            place = self.places.get(text[at : at + size])
            if place is not None and at + size <= stop:
                return place
        return None


def parse_places(data: Mapping[str, object]) -> Gazetteer:
    """Build the gazetteer from the tables of ``places.toml``.

    Raises:
        LexiconError: a table misses a key or has the wrong type.
    """
    places: dict[str, Place] = {}
    for row in _rows(data, "province"):
        name = _string(row, "name")
        area = frozenset((name,))
        for spelling in (name, *_strings(row.get("also", []))):
            places[spelling] = Place(name=spelling, areas=area)
        for city in _string(row, "cities").split():
            places.setdefault(city, Place(name=city, areas=area, city=city))
        for entry in _string(row, "origins").split():
            spot, _, city = entry.partition("=")
            places.setdefault(spot, Place(name=spot, areas=area, city=city))
    for row in _rows(data, "region"):
        name = _string(row, "name")
        places[name] = Place(name=name, areas=frozenset(_string(row, "provinces").split()))
    abroad = data.get("abroad")
    if not isinstance(abroad, Mapping):
        raise LexiconError(_FILE, 0, "abroad", "缺少这张表")
    for entry in _string(abroad, "names").split():
        spot, _, country = entry.partition("=")
        places[spot] = Place(name=spot, areas=frozenset((country or spot,)), abroad=True)
    for word in ("国产", "中国"):
        places[word] = Place(name=word, areas=frozenset((HOME,)))
    sizes: dict[str, set[int]] = {}
    for name in places:
        sizes.setdefault(name[:2], set()).add(len(name))
    ordered = {head: tuple(sorted(lengths, reverse=True)) for head, lengths in sizes.items()}
    return Gazetteer(places, ordered, _start_pattern(places))


def agree(expected: tuple[Place, ...], said: tuple[Place, ...]) -> bool:
    """Tell whether the place said can be the place expected: one holds the other, and no level of them differs."""
    if any(place.abroad for place in expected) != any(place.abroad for place in said):
        return False
    mine, theirs = _areas(expected), _areas(said)
    if HOME in mine or HOME in theirs:
        return True
    if not mine & theirs:
        return False
    if {place.name for place in expected if place.city} & {place.name for place in said}:
        return True
    my_city, their_city = _city(expected), _city(said)
    return not (my_city and their_city and my_city != their_city)


def _areas(places: tuple[Place, ...]) -> frozenset[str]:
    areas = places[0].areas
    for place in places[1:]:
        areas = areas & place.areas or place.areas
    return areas


def _city(places: tuple[Place, ...]) -> str:
    return next((place.city for place in reversed(places) if place.city), "")


def _start_pattern(places: Mapping[str, Place]) -> re.Pattern[str]:
    first = "".join(sorted({re.escape(name[0]) for name in places}))
    second = "".join(sorted({re.escape(name[1]) for name in places}))
    return re.compile(f"[{first}](?=[{second}])")


def _rows(data: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    rows = data.get(key)
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise LexiconError(_FILE, 0, key, "应是一组表 [[" + key + "]]")
    return rows


def _string(row: Mapping[str, object], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str):
        raise LexiconError(_FILE, 0, key, f"应是一段文字，现在是 {value!r}")
    return value


def _strings(value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise LexiconError(_FILE, 0, "also", "应是一组文字")
    return value
