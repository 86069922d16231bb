"""The words that tell how a clause is meant: denied, banned, asked, read aloud, about other goods, put off, allowed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

from ahocorasick_rs import AhoCorasick

_parser: Any = import_module("re._parser")

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

    @cached_property
    def _sieve(self) -> Sieve:
        return Sieve([getattr(self, name) for name in FRAMES])

    def frames(self, body: str) -> set[str]:
        """Return the names of the frames whose words stand in ``body``."""
        maybe = self._sieve.of(body)
        if not maybe:
            return set()
        return {name for name in FRAMES if id(getattr(self, name)) in maybe and getattr(self, name).search(body)}

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


class Sieve:
    """Tells in one pass which of many patterns may match somewhere in a text: those of which a needed word is there."""

    def __init__(self, patterns: Iterable[re.Pattern[str]]) -> None:
        self.patterns = tuple(patterns)

    def of(self, text: str) -> set[int]:
        """Return the ids (``id(pattern)``) of the patterns that may match in ``text``."""
        always, owners, automaton = self._index
        found = set(always)
        if automaton is not None:
            for number, _, _ in automaton.find_matches_as_indexes(text, overlapping=True):
                found |= owners[number]
        return found

    @cached_property
    def _index(self) -> tuple[frozenset[int], list[frozenset[int]], AhoCorasick | None]:
        """Return the patterns to try always, and an automaton of words with the patterns that need each."""
        always: set[int] = set()
        needs: dict[str, set[int]] = {}
        for pattern in self.patterns:
            words = needed(pattern) if pattern.pattern != NEVER.pattern else ()
            if words is None:
                always.add(id(pattern))
            for word in words or ():
                needs.setdefault(word, set()).add(id(pattern))
        automaton = AhoCorasick(list(needs)) if needs else None
        return frozenset(always), [frozenset(ids) for ids in needs.values()], automaton

    def __getstate__(self) -> dict[str, object]:
        """Keep the patterns; the index holds ids and is built again."""
        return {"patterns": self.patterns}


def needed(pattern: re.Pattern[str]) -> tuple[str, ...] | None:
    """Return words of which every match of ``pattern`` holds one; None where there are no such words."""
    if pattern.flags & re.IGNORECASE:
        return None
    words = _of_sequence(_parser.parse(pattern.pattern))
    return tuple(sorted(words)) if words else None


def _of_sequence(nodes: Iterable[tuple[object, Any]]) -> frozenset[str] | None:
    """Return the words of the most telling part: of parts that are all there, the longest words, then the fewest."""
    choices: list[frozenset[str]] = []
    run = ""
    for op, value in nodes:
        if op is _parser.LITERAL:
            run += chr(value)
            continue
        choices.append(frozenset((run,)))
        run = ""
        words = _of_node(op, value)
        if words:
            choices.append(words)
    choices = [words for words in (*choices, frozenset((run,))) if "" not in words]
    return max(choices, key=lambda words: (min(map(len, words)), -len(words)), default=None)


def _of_node(op: object, value: Any) -> frozenset[str] | None:
    if op is _parser.IN and all(kind is _parser.LITERAL for kind, _ in value):
        return frozenset(chr(code) for _, code in value)
    if op is _parser.BRANCH:
        branches = [_of_sequence(branch) for branch in value[1]]
        return frozenset().union(*(words or ("",) for words in branches))
    if op is _parser.SUBPATTERN and not value[1]:
        return _of_sequence(value[3])
    if op in (_parser.MAX_REPEAT, _parser.MIN_REPEAT) and value[0] > 0:
        return _of_sequence(value[2])
    return None
