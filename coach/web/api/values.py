"""Values that the API takes and gives: ids, times, pages; strict, so that the document says exactly what passes."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Generic, Protocol, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema

from coach.errors import InputError
from coach.storage.repositories import Window

T = TypeVar("T")
_ID = r"^[^\x00-\x20./?#%\x7f][^\x00-\x20/?#%\x7f]{0,63}$"
ID_PATTERN = re.compile(_ID)
MOST = 200


class Given(BaseModel):
    """What is sent to the API: nothing unknown passes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Told(BaseModel):
    """What the API answers, read off the records by the names of their fields."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


def _in_our_time(at: datetime) -> datetime:
    if not 2000 <= at.year <= 2200:
        raise ValueError("时间要在 2000 年到 2200 年之间")
    return at.astimezone(UTC)


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("里面有空字符（U+0000），请去掉")
    return text


RecordId = Annotated[str, StringConstraints(pattern=_ID), Field(description="记录的编号")]
Moment = Annotated[
    AwareDatetime, AfterValidator(_in_our_time), WithJsonSchema({"type": "string", "format": "date-time"})
]
Text = Annotated[str, AfterValidator(_storable)]


Cursor = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,400}$"), Field(description="上一页的 next，原样带回")
]


class Part(Protocol):
    """What says which part of a list is asked for."""

    @property
    def limit(self) -> int:
        """How many."""

    @property
    def cursor(self) -> str | None:
        """Behind which."""


class PageQuery(Given):
    """Which part of a list."""

    limit: Annotated[int, Field(ge=1, le=MOST, description=f"一页多少条，最多 {MOST}")] = 50
    cursor: Cursor | None = None


class Page(Told, Generic[T]):
    """One page of a list; ``next`` is the cursor of the page behind it, null on the last."""

    items: tuple[T, ...]
    next: str | None


def window(query: Part) -> Window:
    """Return the part of a list by time that a cursor points at, with one more to see whether it goes on.

    Raises:
        InputError: the cursor is none of ours.
    """
    if query.cursor is None:
        return Window(limit=query.limit + 1)
    try:
        at, key = _read(query.cursor, 2)
        return Window(limit=query.limit + 1, before=_in_our_time(datetime.fromisoformat(at)), below=_storable(key))
    except ValueError as error:
        raise _bad_cursor() from error


def page_by_time(
    found: Sequence[T], query: Part, place: Callable[[T], tuple[datetime, str]]
) -> tuple[Sequence[T], str | None]:
    """Return a page of what ``window`` gave, and the cursor of the next."""
    if len(found) <= query.limit:
        return found, None
    shown = found[: query.limit]
    at, key = place(shown[-1])
    return shown, _write(at.isoformat(), key)


def behind(query: Part) -> str:
    """Return the id that a cursor of a list by id points at, "" at its beginning.

    Raises:
        InputError: the cursor is none of ours.
    """
    try:
        return _storable(_read(query.cursor, 1)[0]) if query.cursor is not None else ""
    except ValueError as error:
        raise _bad_cursor() from error


def page_behind(found: Sequence[T], query: Part, key: Callable[[T], str]) -> tuple[Sequence[T], str | None]:
    """Return a page of what lies behind ``behind`` by id (one more than the page shows it goes on), and the next cursor."""
    shown = found[: query.limit]
    return shown, _write(key(shown[-1])) if len(found) > query.limit else None


def page_by_id(found: Sequence[T], query: Part, key: Callable[[T], str]) -> tuple[Sequence[T], str | None]:
    """Return a page of a whole list, by id, and the cursor of the next.

    Raises:
        InputError: the cursor is none of ours.
    """
    after = _read(query.cursor, 1)[0] if query.cursor is not None else ""
    rest = [one for one in sorted(found, key=key) if key(one) > after]
    shown = rest[: query.limit]
    return shown, _write(key(shown[-1])) if len(rest) > query.limit else None


def _write(*parts: str) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts, ensure_ascii=False).encode()).decode().rstrip("=")


def _read(cursor: str, count: int) -> list[str]:
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:
        raise _bad_cursor() from error
    if not isinstance(parts, list) or len(parts) != count or not all(isinstance(part, str) for part in parts):
        raise _bad_cursor()
    return parts


def _bad_cursor() -> InputError:
    return InputError("参数 cursor 不对：它要原样取自上一页的 next。要从头看就不带它。", key="cursor")
