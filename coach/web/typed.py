"""What a person typed into a form: read field by field, kept when something is wrong, with the message beside its field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import TracebackType
from typing import TypeVar

from flask import request
from werkzeug.datastructures import MultiDict

from coach.errors import CoachError, ConflictError, InputError, RefusedError

_E = TypeVar("_E", bound=StrEnum)


class Typed:
    """The fields of one form: what was sent, or the ``start`` values of a form that is only shown.

    ``errors`` are messages by field; "" holds what belongs to no field. ``status`` is the HTTP status to answer with.
    """

    def __init__(self, fields: Mapping[str, str | Sequence[str]] | MultiDict[str, str] | None = None) -> None:
        if isinstance(fields, MultiDict):
            self.fields: MultiDict[str, str] = fields
        else:
            given = (fields or {}).items()
            self.fields = MultiDict({key: value if isinstance(value, str) else list(value) for key, value in given})
        self.errors: dict[str, str] = {}
        self.missing: list[str] = []
        self.status = 200

    @classmethod
    def sent(cls) -> Typed:
        """Read the form of the request at hand; line ends become LF, as they were typed."""
        pairs = [(key, value.replace("\r\n", "\n")) for key, value in request.form.items(multi=True)]
        return cls(MultiDict(pairs))

    def get(self, name: str) -> str:
        """Return a field's text, "" when it was not sent."""
        return self.fields.get(name, "")

    def all(self, name: str) -> list[str]:
        """Return all values of a field that may be ticked more than once."""
        return self.fields.getlist(name)

    def number(self, name: str, *, label: str) -> int:
        """Return a field as a whole number.

        Raises:
            InputError: it is none.
        """
        text = self.get(name).strip()
        if not text.isascii() or not text.removeprefix("-").isdigit() or len(text) > 12:
            raise InputError(f"“{label}”要填整数，现在是“{text[:20]}”。", key=name)
        return int(text)

    def choice(self, kind: type[_E], name: str, *, label: str) -> _E:
        """Return the one value chosen from a fixed list.

        Raises:
            InputError: nothing or something else was chosen.
        """
        try:
            return kind(self.get(name))
        except ValueError as error:
            raise InputError(f"请选一个“{label}”。", key=name) from error

    def choices(self, kind: type[_E], name: str, *, label: str) -> frozenset[_E]:
        """Return the values ticked from a fixed list.

        Raises:
            InputError: something else was sent.
        """
        try:
            return frozenset(kind(value) for value in self.all(name))
        except ValueError as error:
            raise InputError(f"“{label}”里有不认识的选项，请重新选。", key=name) from error

    def kept(self) -> _Kept:
        """Keep what was typed when the service inside refuses it: the messages are then in ``errors``.

        Leave the view (return a redirect) inside the ``with``; what follows it shows the form again with ``status``.
        """
        return _Kept(self)

    def note(self, error: CoachError) -> None:
        """Put an error beside the field its ``key`` names, or above the form."""
        self.errors[str(error.evidence.get("key") or "")] = error.message
        missing = error.evidence.get("missing")
        if isinstance(missing, (list, tuple)):
            self.missing = [str(one) for one in missing if str(one) not in error.message]
        self.status = 409 if isinstance(error, ConflictError) else 422


class _Kept:
    """Where a service may refuse what was typed."""

    def __init__(self, typed: Typed) -> None:
        self._typed = typed

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, (InputError, RefusedError, ConflictError)):
            return False
        self._typed.note(error)
        return True
