"""A kept report (format version 1, plain values) read back into a Report; keys that came later take their defaults."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from coach.scoring import Report

_Read = Callable[[Any], Any]


def read_report(values: Mapping[str, object]) -> Report:
    """Return the report that ``Report.to_dict`` gave as plain values.

    Raises:
        KeyError: a key that every version has is not there.
    """
    return cast("Report", _dataclass(Report)(values))


@cache
def _dataclass(kind: type) -> _Read:
    hints = get_type_hints(kind)
    parts = [
        (one.name, _reader(hints[one.name]), one.default is MISSING and one.default_factory is MISSING)
        for one in fields(cast("Any", kind))
    ]

    def read(values: Mapping[str, object]) -> object:
        return kind(**{name: get(values[name]) for name, get, needed in parts if needed or name in values})

    return read


def _reader(hint: Any) -> _Read:
    """Return what makes a value of this type out of its plain form."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        some = _reader(next(part for part in inner if part is not types.NoneType))
        return lambda value: None if value is None else some(value)
    if origin is tuple:
        item = _reader(inner[0])
        return lambda values: tuple(item(value) for value in values)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    if isinstance(hint, type) and is_dataclass(hint):
        return _dataclass(hint)
    return lambda value: value
