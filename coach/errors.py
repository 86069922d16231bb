"""Every error the project raises on purpose: one root, whose children carry the evidence a reader needs."""

from __future__ import annotations


class CoachError(Exception):
    """Say in plain Chinese what went wrong, where, and what to do next.

    ``evidence`` holds the same facts for machines (file, line, key, limit …); adapters may show it.
    """

    def __init__(self, message: str, **evidence: object) -> None:
        super().__init__(message)
        self.message = message
        self.evidence = evidence

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.message, self.evidence)


def _rebuild(kind: type[CoachError], message: str, evidence: dict[str, object]) -> CoachError:
    """Make an error again on the other side of a process border, whatever its own constructor takes."""
    error = kind.__new__(kind)
    CoachError.__init__(error, message, **evidence)
    return error


class InputError(CoachError):
    """A text, file or option given by a person can't be used as it is."""


class CardError(InputError):
    """A product card has an unknown, missing or ill-typed key; the message names it."""


class NotFoundError(CoachError):
    """Nothing has the id that was asked for."""


class OutputError(CoachError):
    """A result could not be written; nothing half-written stands under the final name."""


class LexiconError(CoachError):
    """A data file under ``lexicons/`` is wrong: names file, line, key and reason."""

    def __init__(self, file: str, line: int, key: str, reason: str) -> None:
        place = f"{file}:{line}" if line else file
        super().__init__(f"{place}：{key}：{reason}", file=file, line=line, key=key, reason=reason)
        self.file, self.line, self.key, self.reason = file, line, key, reason
