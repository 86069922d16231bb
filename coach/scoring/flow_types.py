"""Tell what type of script a text is, by signs kept as data."""

from __future__ import annotations

from collections.abc import Mapping, Set

from coach.errors import InputError
from coach.scoring.flow_table import FlowTable, TypeRule

_WRITTEN = 2000  # syllables: a longer text is no note


def get_type(table: FlowTable, type_id: str) -> TypeRule:
    """Return the type named ``type_id``.

    Raises:
        InputError: there is no such type; the message lists those there are.
    """
    for rule in table.types:
        if rule.id == type_id:
            return rule
    known = "、".join(f"{rule.id}（{rule.name}）" for rule in table.types)
    raise InputError(f"没有“{type_id}”这种话术类型。可选：{known}。", key="type")


def recognise(
    table: FlowTable, raw: str, spoken: int, signs: Mapping[int, Set[int]], parts: Mapping[str, int]
) -> TypeRule:
    """Return the first type whose signs are there.

    ``signs`` are the signs heard by type, ``spoken`` the syllables, ``parts`` in how many sentences each is heard. With
    ``every`` a type needs its parts in so many sentences and once in so many characters, else so many different signs.
    """
    for number, rule in enumerate(table.types[:-1]):
        if rule.longest is not None and spoken > rule.longest:
            continue
        if any(part in parts for part in rule.without):
            continue
        if rule.every is None:
            written = sum(mark.search(raw) is not None for mark in rule.written) if spoken <= _WRITTEN else 0
            different = len(signs.get(number, ())) + sum(part in parts for part in rule.parts) + written
            fits = different >= rule.least
        else:
            places = sum(parts.get(part, 0) for part in rule.parts)
            fits = places >= rule.least and places * rule.every >= len(raw)
        if fits:
            return rule
    return table.types[-1]
