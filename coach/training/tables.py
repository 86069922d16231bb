"""Typed access to the tables of programme files beyond what ``coach.scoring.packs`` reads; errors name the line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from coach.scoring.packs import Reader, Source, Table
from coach.training.model import Role

_E = TypeVar("_E", bound=StrEnum)
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MOST = 100_000  # no count, number of days or characters in a programme is near this


def once(source: Source, key: str, ids: Iterable[str]) -> set[str]:
    """Return the ids as a set.

    Raises:
        LexiconError: one stands twice.
    """
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise source.error(key, f"“{one}”出现了两次", near=near_id(one))
        seen.add(one)
    return seen


def near_id(one: str) -> str:
    """Return the text by which the line of a table with this id is found."""
    return f'id = "{one}"'


def reader_of(source: Source, table: Table) -> Reader:
    """Return a reader of one table of an array, which finds its lines by the id."""
    return Reader(source, table, near=near_id(str(table.get("id", ""))))


def part(reader: Reader, key: str) -> Reader:
    """Return a reader of the table ``[key]``.

    Raises:
        LexiconError: it is missing.
    """
    value = reader.table.get(key)
    if not isinstance(value, Mapping):
        raise reader.fail(key, f"缺少 [{key}]")
    return Reader(reader.source, value, near=f"[{key}]")


def id_of(reader: Reader) -> str:
    """Return the id of a table.

    Raises:
        LexiconError: it is missing or has other signs than lower-case letters, digits and hyphens.
    """
    value = reader.text("id")
    if not _ID.fullmatch(value):
        raise reader.fail("id", f"“{value}”只能用小写字母、数字和连字符")
    return value


def choice(reader: Reader, kind: type[_E], key: str) -> _E:
    """Return one member of an enumeration.

    Raises:
        LexiconError: it is missing or no member.
    """
    value = reader.text(key)
    if value not in set(kind):
        raise reader.fail(key, f"“{value}”不在可选范围：{'、'.join(kind)}")
    return kind(value)


def roles(reader: Reader, key: str) -> frozenset[Role]:
    """Return a set of roles, at least one.

    Raises:
        LexiconError: it is missing, empty or names something else.
    """
    reader.strings(key, least=1)
    return reader.choices(Role, key)


def whole(reader: Reader, key: str, *, default: int | None = None, low: int = 0, high: int = _MOST) -> int:
    """Return a whole number from ``low`` to ``high``.

    Raises:
        LexiconError: it is missing without a default, no number, no whole one or out of range.
    """
    value = _number(reader, key, default)
    if not low <= value <= high or value != int(value):
        raise reader.fail(key, f"应是 {low} 到 {high} 之间的整数，现在是 {value}")
    return int(value)


def share(reader: Reader, key: str, *, default: float | None = None) -> float:
    """Return a number from 0 to 1.

    Raises:
        LexiconError: it is missing without a default, no number or out of range.
    """
    value = _number(reader, key, default)
    if not 0 <= value <= 1:
        raise reader.fail(key, f"应在 0 到 1 之间，现在是 {value}")
    return float(value)


def _number(reader: Reader, key: str, default: float | None) -> float:
    if default is None and key not in reader.table:
        raise reader.fail(key, "缺少这个键")
    return reader.number(key, default)
