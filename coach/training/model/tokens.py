"""Access of other programs: tokens of limited scope, and the answers kept for requests that may come twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from coach.training.model.ids import UserId


class TokenScope(StrEnum):
    """What a token may be used for; within it, the person it belongs to may do no more than on the pages."""

    CHECK = "check"
    CARDS_READ = "cards:read"
    CARDS_WRITE = "cards:write"
    PEOPLE_READ = "people:read"
    PEOPLE_WRITE = "people:write"
    ASSIGNMENTS_READ = "assignments:read"
    ASSIGNMENTS_WRITE = "assignments:write"
    ATTEMPTS_READ = "attempts:read"
    ATTEMPTS_WRITE = "attempts:write"
    READINESS_READ = "readiness:read"
    EXPORT = "export"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token by which a program acts as ``person``; ``id`` is the SHA-256 of the secret, which is kept nowhere."""

    id: str
    name: str
    person: UserId
    scopes: frozenset[TokenScope]
    by: UserId
    at: datetime
    expires: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """The answer to a write that carried an idempotency key.

    ``id`` is the hash of token and key, ``request`` the hash of what was asked; ``status`` is None until it is answered.
    """

    id: str
    request: str
    at: datetime
    status: int | None = None
    body: str = ""
