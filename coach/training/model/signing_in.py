"""What signing in leaves behind: open sessions, invitations, second steps, failed tries. No password, no token itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from coach.training.model.ids import UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """A session that is open; ``id`` is the SHA-256 of its token, which only the browser has."""

    id: str
    person: UserId
    at: datetime
    seen_at: datetime
    address: str
    device: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A link by which one person sets their password, once; ``id`` is the SHA-256 of its token."""

    id: str
    person: UserId
    by: UserId
    at: datetime
    expires: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondStep:
    """A person's one-time-code secret; it counts once confirmed. ``step`` is the last time step whose code was used."""

    person: UserId
    secret: str
    at: datetime
    confirmed: bool = False
    step: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedTries:
    """How often in a row signing in failed for one login from one place; ``id`` is the SHA-256 of the two."""

    id: str
    count: int
    at: datetime
