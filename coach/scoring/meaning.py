"""Words of selling talk that mean the same, the words that carry little, the cues, the weights that decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import ahocorasick_rs

from coach.scoring.cues import Cues, parse_cues

SAME, NEAR = 1.0, 0.6


@dataclass(frozen=True, eq=False)
class Synonyms:
    """Groups of phrases with one meaning (strength 1) or close to it (0.6), light words, cues, decision weights."""

    groups: tuple[tuple[str, ...], ...]
    strengths: tuple[float, ...]
    stop: frozenset[str]
    light: frozenset[str]
    common: frozenset[str]
    cues: Cues
    decision: Mapping[str, float]

    @cached_property
    def homes(self) -> dict[str, tuple[int, ...]]:
        """Map each phrase to the numbers of the groups it stands in."""
        homes: dict[str, list[int]] = {}
        for number, group in enumerate(self.groups):
            for phrase in group:
                homes.setdefault(phrase, []).append(number)
        return {phrase: tuple(numbers) for phrase, numbers in homes.items()}

    @cached_property
    def phrases(self) -> tuple[str, ...]:
        """Return all phrases of the groups, each once, in the order of the file."""
        return tuple(self.homes)

    @cached_property
    def _automaton(self) -> ahocorasick_rs.AhoCorasick:
        return ahocorasick_rs.AhoCorasick(self.phrases)

    def found(self, text: str) -> list[tuple[str, int, int]]:
        """Return every group phrase in ``text`` with its half-open span, overlapping ones too."""
        if not self.phrases:
            return []
        hits = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return [(self.phrases[number], start, end) for number, start, end in hits]

    def others(self, phrase: str) -> list[tuple[str, float]]:
        """Return the phrases that mean what ``phrase`` means, with the strength of the tie."""
        best: dict[str, float] = {}
        for number in self.homes.get(phrase, ()):
            strength = self.strengths[number]
            for other in self.groups[number]:
                if other != phrase and best.get(other, 0.0) < strength:
                    best[other] = strength
        return list(best.items())


def parse_synonyms(data: Mapping[str, object]) -> Synonyms:
    """Turn the tables of ``lexicons/synonyms.toml`` into a table of meaning.

    ``same.<domain>`` and ``near.<domain>`` hold arrays of groups (two phrases or more each), ``words`` holds ``stop``,
    ``light`` and ``common`` (characters), ``cues`` how clauses are meant, ``decision`` numbers.

    Raises:
        ValueError: the data has another shape; the message begins with the key.
    """
    unknown = sorted(set(data) - {"same", "near", "words", "cues", "decision"})
    if unknown:
        raise ValueError(f"{unknown[0]}: unknown table")
    groups: list[tuple[str, ...]] = []
    strengths: list[float] = []
    for table, strength in (("same", SAME), ("near", NEAR)):
        for domain, rows in _table(data, table).items():
            found = _groups(f"{table}.{domain}", rows)
            groups += found
            strengths += [strength] * len(found)
    words = _table(data, "words")
    return Synonyms(
        groups=tuple(groups),
        strengths=tuple(strengths),
        stop=frozenset(_phrases("words.stop", words.get("stop", []))),
        light=frozenset(_phrases("words.light", words.get("light", []))),
        common=frozenset("".join(_phrases("words.common", words.get("common", [])))),
        cues=parse_cues(_table(data, "cues")),
        decision=_numbers(_table(data, "decision")),
    )


def _table(data: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = data.get(key, {})
    if not isinstance(value, Mapping):
        raise ValueError(f"{key}: a table is expected")
    return cast("Mapping[str, object]", value)


def _groups(key: str, rows: object) -> list[tuple[str, ...]]:
    if not isinstance(rows, list):
        raise ValueError(f"{key}: an array of groups is expected")
    found = []
    for number, row in enumerate(rows):
        group = _phrases(f"{key}[{number}]", row)
        if len(group) < 2:
            raise ValueError(f"{key}[{number}]: a group needs two phrases or more")
        found.append(group)
    return found


def _phrases(key: str, row: object) -> tuple[str, ...]:
    if isinstance(row, str):
        row = row.split()
    if not isinstance(row, list) or not all(isinstance(phrase, str) and phrase.strip() for phrase in row):
        raise ValueError(f"{key}: phrases are expected (an array of strings, or one string with spaces between)")
    if len(set(row)) != len(row):
        twice = next(phrase for phrase in row if row.count(phrase) > 1)
        raise ValueError(f"{key}: {twice} stands there twice")
    return tuple(phrase.casefold() for phrase in row)


def _numbers(table: Mapping[str, object]) -> dict[str, float]:
    for name, value in table.items():
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ValueError(f"decision.{name}: a number is expected")
    return {name: float(cast("float", value)) for name, value in table.items()}
