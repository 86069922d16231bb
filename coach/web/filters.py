"""The filters a list carries in its address: what was chosen, the page, and the address with some of them changed."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeVar

from flask import request, url_for

_E = TypeVar("_E", bound=StrEnum)
_LAST = 100_000


def chosen(kind: type[_E], name: str) -> _E | None:
    """Return the value of a fixed list that the address names, None for none or another."""
    value = request.args.get(name, "")
    return kind(value) if value in set(kind) else None


def page() -> int:
    """Return the page the address names, the first unless it is a number above."""
    value = request.args.get("page", "")
    return min(int(value), _LAST) if value.isascii() and value.isdecimal() and int(value[:12]) > 0 else 1


def link(**changed: object) -> str:
    """Return the address of the list at hand with some of its filters changed ("" leaves one out), on its first page."""
    wanted: dict[str, object] = {key: value for key, value in request.args.items() if key != "page"}
    wanted |= changed
    kept: dict[str, Any] = {key: value for key, value in wanted.items() if value}
    return url_for(str(request.endpoint), **kept)
