"""Sign-offs: what is allowed, what it rests on, and its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from coach.scoring import Kind, Platform
from coach.training.model.ids import RoomId, SignoffId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a sign-off allows: on these platforms, these kinds of goods."""

    platforms: frozenset[Platform]
    kinds: frozenset[Kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprints:
    """What a sign-off rests on: programme and rulebook, and by id the cards, attempts and sessions of the evidence."""

    programme: str
    rulebook: str
    cards: Mapping[str, str] = field(default_factory=dict)
    attempts: Mapping[str, str] = field(default_factory=dict)
    sessions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """Who took a sign-off back, when and why."""

    by: UserId
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signoff:
    """A name under an anchor's readiness; ``renews`` names the sign-off it follows."""

    id: SignoffId
    anchor: UserId
    room: RoomId
    by: UserId
    at: datetime
    scope: Scope
    meaning: str
    expires: datetime
    fingerprints: Fingerprints
    reviewers: tuple[UserId, ...] = ()
    renews: SignoffId | None = None
    revoked: Revocation | None = None
