"""Column types that come back as they went in, on every database: times in UTC, text, and values as JSON text."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, String, Text
from sqlalchemy.types import TypeDecorator

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Return the text with U+FFFD for what no database keeps: NUL, and halves of characters. Offsets stay."""
    return _UNSTORABLE.sub("\ufffd", text)


class Time(TypeDecorator[datetime]):
    """An aware time, kept to the microsecond and returned in UTC; SQLite keeps it as text that sorts."""

    impl = DateTime(timezone=True).with_variant(String(27), "sqlite")
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Turn to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError(f"a time without a zone: {value}")
        return iso(value) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return it in UTC."""
        if value is None:
            return None
        return (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text of any length, without what no database keeps."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Replace NUL and halves of characters."""
        return None if value is None else storable(value)


class Values(TypeDecorator[Any]):
    """Plain values as JSON text, their keys in the order given, so that both databases return the same bytes."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Write JSON."""
        if value is None:
            return None
        return storable(json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Read JSON."""
        return None if value is None else json.loads(value)


def iso(value: datetime) -> str:
    """Return a time as text of fixed width: texts sort as the times do."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
