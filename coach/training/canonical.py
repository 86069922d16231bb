"""One way to write a value as JSON, so that equal values have equal bytes and one fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import StrEnum

from coach.scoring import Product

_EXACT = 2**53  # below this a whole float is exactly that integer: a database may give back either


def plain(value: object) -> object:
    """Return ``value`` as plain JSON values: times as ISO 8601 in UTC, sets sorted, records as objects, 1.0 as 1.

    Raises:
        TypeError: a value has no plain form, or a datetime knows no zone.
    """
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < _EXACT else value
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError(f"a time without a zone: {value}")
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Set):
        return sorted((plain(item) for item in value), key=str)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"no plain form: {value!r}")


def canonical(value: object) -> str:
    """Return the one JSON text of ``value``: sorted keys, no spaces, no NaN.

    Raises:
        TypeError: a value has no plain form.
        ValueError: a number is not finite.
    """
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(text: str) -> str:
    """Return the SHA-256 of a text, 64 hex digits; half a surrogate pair counts too."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def fingerprint(value: object) -> str:
    """Return 16 hex digits that change when ``value`` does.

    Raises:
        TypeError: a value has no plain form.
    """
    return digest(canonical(value))[:16]


def card_fingerprint(product: Product) -> str:
    """Return the fingerprint of a product card: the version that attempts and sign-offs name."""
    return fingerprint(product)
