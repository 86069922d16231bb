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


class UnreadableError(InputError):
    """What a program sent can't be read at all: it is not in the format it says it is."""


class UnknownBearerError(CoachError):
    """A program asks without a token that counts; the message says how to get one."""


class NotFoundError(CoachError):
    """Nothing has the id that was asked for."""


class RefusedError(CoachError):
    """A move the rules of training do not allow now; ``evidence["missing"]`` lists what is missing, as sentences."""


class ForbiddenError(CoachError):
    """A person may not do this here; the message says who may and whom to ask."""


class ConflictError(CoachError):
    """Somebody else saved the same record in between; the message says who, when, and what to do with one's own text."""


class TooManyError(CoachError):
    """Somebody asks again too soon; ``evidence["seconds"]`` is how long to wait."""


class StorageError(CoachError):
    """The database can't be reached, read or written, or has another shape; what was asked for did not happen."""


class OutputError(CoachError):
    """A result could not be written; nothing half-written stands under the final name."""


class LexiconError(CoachError):
    """A data file (rule pack, programme, drill, checklist) is wrong: names file, line, key and reason."""

    def __init__(self, file: str, line: int, key: str, reason: str) -> None:
        place = f"{file}:{line}" if line else file
        super().__init__(f"{place}：{key}：{reason}", file=file, line=line, key=key, reason=reason)
        self.file, self.line, self.key, self.reason = file, line, key, reason
