"""What flow.toml holds: types of scripts, their parts, what platforms and roles expect, manners marked down."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from coach.scoring.model import Kind, Platform, Role
from coach.scoring.phrase import Phrase

START, END, BEFORE = "start", "end", "before:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A line of the library that shows how a part is done; without ``kinds`` it is for all kinds of goods."""

    script: str
    text: str
    platforms: frozenset[Platform]
    kinds: frozenset[Kind] = frozenset()


@dataclass(frozen=True, kw_only=True)
class PartRule:
    """One part of a show: its name, what to do when it is missing, where it belongs, and how it is heard."""

    id: str
    name: str
    advice: str
    core: bool
    place: str
    not_after: tuple[str, ...]
    cues: tuple[Phrase, ...]
    start: Phrase | None
    examples: tuple[Example, ...]

    @cached_property
    def start_regex(self) -> re.Pattern[str] | None:
        """Return what is heard as this part at the very beginning only."""
        return re.compile(self.start.regex) if self.start else None

    def example(self, platform: Platform, kind: Kind | None) -> Example | None:
        """Return the example that fits best: of these goods before one for all, made for the platform alone before others."""
        fitting = [
            example
            for example in self.examples
            if (platform is Platform.ANY or platform in example.platforms)
            and (not example.kinds or kind in example.kinds)
        ]
        return min(fitting, key=lambda example: (not example.kinds, len(example.platforms)), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeRule:
    """A type of script and the signs by which it is told from the others."""

    id: str
    name: str
    parts: tuple[str, ...]
    signs: tuple[Phrase, ...]
    written: tuple[re.Pattern[str], ...]
    least: int
    every: int | None
    longest: int | None
    without: frozenset[str]


class Sort(StrEnum):
    """What a flow rule asks for."""

    EXPECT = "expect"
    EARLY = "early"
    ORDER = "order"
    MOST = "most"
    RHYTHM = "rhythm"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRule:
    """Something that holds for some types, platforms and roles of goods; ``part`` names whose example helps."""

    id: str
    sort: Sort
    parts: tuple[str, ...]
    share: float
    seconds: float
    types: frozenset[str]
    platforms: frozenset[Platform]
    roles: frozenset[Role] | None
    part: str
    ask: str
    message: str
    advice: str

    def holds_for(self, script_type: str, platform: Platform, role: Role | None) -> bool:
        """Tell whether the rule applies."""
        return (
            script_type in self.types
            and platform in self.platforms
            and (self.roles is None or (role is not None and role in self.roles))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleRule:
    """A manner that some platforms mark down, with its cues."""

    id: str
    platforms: frozenset[Platform]
    types: frozenset[str]
    message: str
    advice: str
    part: str
    cues: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRule:
    """What is said when nobody (or no scene) of the card is addressed."""

    message: str
    advice: str
    part: str
    types: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class AudienceRule:
    """A group of buyers and the words by which it is spoken to."""

    name: str
    words: Phrase

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Return the words as one expression."""
        return re.compile(self.words.regex)


CueOwner = tuple[str, int, int]
"""Whose cue it is: the table (``part``, ``style`` or ``sign``), its entry there, and which cue of the entry."""


@dataclass(frozen=True, kw_only=True, eq=False)
class FlowTable:
    """Everything that is expected of a script's flow (flow.toml)."""

    shortest: int
    carry: int
    opening: int
    not_after: tuple[str, ...]
    priority: tuple[str, ...]
    types: tuple[TypeRule, ...]
    parts: tuple[PartRule, ...]
    rules: tuple[FlowRule, ...]
    styles: tuple[StyleRule, ...]
    audiences: tuple[AudienceRule, ...]
    card: Mapping[str, CardRule]
    scenes: Mapping[str, tuple[str, ...]]
    weak_scenes: frozenset[str]
    expects: Mapping[tuple[str, Platform], tuple[tuple[str, ...], ...]]

    @cached_property
    def part_numbers(self) -> dict[str, int]:
        """Return the place of each part in ``parts``."""
        return {part.id: number for number, part in enumerate(self.parts)}

    @cached_property
    def ranks(self) -> tuple[int, ...]:
        """Return for each part its rank where several are heard at one place, the lowest wins."""
        return tuple(self.priority.index(part.id) for part in self.parts)

    @cached_property
    def listed(self) -> dict[tuple[str, Platform], tuple[int, ...]]:
        """Return the parts a report lists for a type on a platform: the core ones and those expected there."""
        return {
            key: tuple(
                number
                for number, part in enumerate(self.parts)
                if part.core or any(part.id in group for group in expected)
            )
            for key, expected in self.expects.items()
        }

    @cached_property
    def counted(self) -> frozenset[int]:
        """Return the parts whose number of sentences tells a type."""
        return frozenset(
            self.part_numbers[part] for kind in self.types if kind.every is not None for part in kind.parts
        )

    @cached_property
    def owners(self) -> tuple[tuple[str, int, int, int, tuple[str, ...]], ...]:
        """Return for each of ``phrases`` its owner, and of a part its rank and the words that undo a cue."""
        return tuple(
            (*owner, self.ranks[owner[1]], self.parts[owner[1]].not_after) if owner[0] == "part" else (*owner, 0, ())
            for owner, _ in self._owned()
        )

    def phrases(self) -> list[tuple[tuple[str, int], Phrase]]:
        """Return every cue with its owner, for the matcher that looks for all phrases at once."""
        return [(("part", number), cue) for number, (_, cue) in enumerate(self._owned())]

    def _owned(self) -> list[tuple[CueOwner, Phrase]]:
        tables: tuple[tuple[str, list[tuple[Phrase, ...]]], ...] = (
            ("part", [part.cues for part in self.parts]),
            ("style", [style.cues for style in self.styles]),
            ("sign", [kind.signs for kind in self.types]),
        )
        return [
            ((sort, number, place), cue)
            for sort, entries in tables
            for number, cues in enumerate(entries)
            for place, cue in enumerate(cues)
        ]
