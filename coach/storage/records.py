"""Rows to and from the domain's records, by the names and types of their fields; a record comes back equal."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, NewType, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from sqlalchemy import RowMapping

from coach.storage.columns import iso

R = TypeVar("R")
Read = Callable[[Any], Any]


def row_of(record: object, *, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return the record's fields as column values: what is nested becomes plain values for a JSON column."""
    assert is_dataclass(record)
    return {field.name: _column(getattr(record, field.name)) for field in fields(record) if field.name not in without}


def record_of(kind: type[R], row: Mapping[str, Any] | RowMapping, **more: object) -> R:
    """Return the record of ``kind`` that a row keeps; ``more`` are fields that other tables keep."""
    values = {
        name: more[name] if name in more else read(row[name]) for name, read in _readers(cast("Any", kind)).items()
    }
    return kind(**values)


def _column(value: object) -> Any:
    return value if isinstance(value, datetime) else _plain(value)


def _plain(value: object) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(_plain(item) for item in value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    assert is_dataclass(value), f"no column for {value!r}"
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}


@cache
def _reader(hint: Any) -> Read:
    """Return what makes a value of this type out of a column's value."""
    if isinstance(hint, NewType):
        return _reader(hint.__supertype__)
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _optional(_reader(next(part for part in inner if part is not types.NoneType)))
    if origin in (tuple, frozenset):
        return _many(origin, _reader(inner[0]))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(_reader(inner[0]), _reader(inner[1]))
    if hint is datetime:
        return _time
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    if isinstance(hint, type) and is_dataclass(hint):
        return _record(hint)
    return _same


def _same(value: Any) -> Any:
    return value


def _time(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def _optional(read: Read) -> Read:
    return lambda value: None if value is None else read(value)


def _many(make: type, read: Read) -> Read:
    return lambda values: make(read(value) for value in values)


def _mapping(key: Read, item: Read) -> Read:
    return lambda values: {key(name): item(value) for name, value in values.items()}


def _record(kind: type) -> Read:
    readers = _readers(kind)
    return lambda row: kind(**{name: read(row[name]) for name, read in readers.items()})


@cache
def _readers(kind: type) -> Mapping[str, Read]:
    hints = get_type_hints(kind)
    return {field.name: _reader(hints[field.name]) for field in fields(cast("Any", kind))}
