"""The words that tell how a clause is meant: denied, banned, asked, read aloud, about other goods, put off, allowed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

NEVER = re.compile("(?!)")
FRAMES = ("asked", "viewer", "elsewhere", "unsure", "anecdote", "allows")


@dataclass(frozen=True, eq=False)
class Cues:
    """Compiled cue words; the empty default finds nothing. Table ``cues`` of ``lexicons/synonyms.toml``."""

    negators: frozenset[str] = frozenset()
    not_negating: frozenset[str] = frozenset()
    bans: re.Pattern[str] = NEVER
    doing_without: re.Pattern[str] = NEVER
    rhetorical: re.Pattern[str] = NEVER
    asked: re.Pattern[str] = NEVER
    viewer: re.Pattern[str] = NEVER
    yes: re.Pattern[str] = NEVER
    no: re.Pattern[str] = NEVER
    elsewhere: re.Pattern[str] = NEVER
    anecdote: re.Pattern[str] = NEVER
    unsure: re.Pattern[str] = NEVER
    allows: re.Pattern[str] = NEVER
    warns: re.Pattern[str] = NEVER
    intensifiers: re.Pattern[str] = NEVER

    @cached_property
    def heads(self) -> re.Pattern[str]:
        """Match the characters that denials begin with."""
        first = "".join(sorted({re.escape(word[0]) for word in self.negators}))
        return re.compile(f"[{first}]") if first else NEVER

    def denies(self, word: str) -> bool:
        """Tell whether a whole word is, or begins with, a denial."""
        return word in self.negators or (word[0] in self.negators and word not in self.not_negating)

    def split(self, word: str) -> bool:
        """Tell whether a denial must be split off the front of a word (没拿到, 不漏水)."""
        return (
            len(word) > 1 and word[0] in self.negators and word not in self.negators and word not in self.not_negating
        )


def parse_cues(table: Mapping[str, object]) -> Cues:
    """Compile the ``cues`` table: ``negators`` and ``not_negating`` are words, all else regular expressions.

    Raises:
        ValueError: a key is unknown, of another shape, or holds no regular expression; the message begins with it.
    """
    made: dict[str, frozenset[str] | re.Pattern[str]] = {}
    for key, value in table.items():
        if key not in Cues.__dataclass_fields__:
            raise ValueError(f"cues.{key}: unknown key")
        if key in ("negators", "not_negating"):
            made[key] = frozenset(_strings(key, value.split() if isinstance(value, str) else value))
        else:
            made[key] = _pattern(key, _strings(key, value))
    return Cues(**made)  # type: ignore[arg-type]


def _strings(key: str, value: object) -> list[str]:
    if not isinstance(value, list) or not value or not all(isinstance(item, str) and item for item in value):
        raise ValueError(f"cues.{key}: non-empty strings are expected")
    return value


def _pattern(key: str, alternatives: list[str]) -> re.Pattern[str]:
    for alternative in alternatives:
        try:
            re.compile(alternative)
        except re.error as error:
            raise ValueError(f"cues.{key}: {alternative} is no regular expression ({error})") from error
    return re.compile("|".join(alternatives))
