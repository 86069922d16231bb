"""Spell out what a phrase matches: a few short texts for each, from which a check can prove that it can match at all."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from re import _parser  # type: ignore[attr-defined]  # the standard library's own reading of an expression
from typing import Any

from coach.scoring.phrase import Phrase

MOST = 6


def spellings(phrase: Phrase) -> tuple[str, ...]:
    """Return up to six short texts that ``phrase`` matches: gaps empty, options as different as can be."""
    return tuple(dict.fromkeys(_sequence(_parser.parse(phrase.regex))))


def _sequence(items: Iterable[tuple[Any, Any]]) -> list[str]:
    """Join the spellings of neighbours, the first with the first, and so on; the shorter list goes round."""
    spelt = [""]
    for operation, argument in items:
        parts = _item(str(operation), argument)
        rows = max(len(spelt), len(parts))
        pairs = itertools.islice(zip(itertools.cycle(spelt), itertools.cycle(parts), strict=False), rows)
        spelt = [left + right for left, right in pairs]
    return spelt[:MOST]


def _item(operation: str, argument: Any) -> list[str]:
    if operation == "LITERAL":
        return [chr(argument)]
    if operation == "SUBPATTERN":
        return _sequence(argument[3])
    if operation == "BRANCH":
        options = [_sequence(option) for option in argument[1]]
        return _spread([spelt for row in itertools.zip_longest(*options) for spelt in row if spelt is not None])
    if operation == "IN":
        return _spread([char for kind, value in argument for char in _chars(str(kind), value)])
    if operation in ("MAX_REPEAT", "MIN_REPEAT"):
        least, _, inner = argument
        spelt = _sequence(inner)
        return [text * least for text in spelt] if least else ["", *(spelt if operation == "MAX_REPEAT" else [])]
    return [""]  # edges and looks ahead take no room


def _chars(kind: str, value: Any) -> list[str]:
    if kind == "RANGE":
        return [chr(value[0] + 1)]
    return [chr(value)] if kind == "LITERAL" else []


def _spread(texts: list[str]) -> list[str]:
    """Return at most six of ``texts``, from all over the list."""
    return texts[:: max(1, -(-len(texts) // MOST))][:MOST]
