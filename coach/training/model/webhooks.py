"""Messages to other systems: where they go, what they tell, and how each delivery went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from coach.training.model.ids import RoomId, UserId, WebhookId


class Event(StrEnum):
    """What a webhook can tell."""

    ASSIGNED = "assignment.created"
    REVIEWED = "review.created"
    STALE = "signoff.stale"
    INCIDENT = "incident.logged"
    TEST = "webhook.test"


class Form(StrEnum):
    """How a message is written: signed JSON for programs, or as the robot of a chat group reads it."""

    JSON = "json"
    FEISHU = "feishu"
    WECOM = "wecom"
    DINGTALK = "dingtalk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where events go; ``room`` None: those of all rooms. ``secret`` signs, empty only for robots that are not signed to."""

    id: WebhookId
    name: str
    url: str
    form: Form
    secret: str
    events: frozenset[Event]
    by: UserId
    at: datetime
    room: RoomId | None = None
    active: bool = True
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing that happened, as the audit trail has it; ``seq`` is its entry there, 0 for what nobody did."""

    seq: int
    at: datetime
    actor: UserId
    act: str
    subject: str
    room: RoomId | None
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message that waits, went out or was given up: all notices of one kind that one commit made.

    ``next_at`` is when it is tried next, None once it is over; ``status`` and ``said`` are what came back last.
    """

    id: str
    webhook: WebhookId
    event: Event
    at: datetime
    notices: tuple[Notice, ...]
    next_at: datetime | None
    tries: int = 0
    done_at: datetime | None = None
    status: int | None = None
    said: str = ""

    @property
    def failed(self) -> bool:
        """Tell whether it was given up."""
        return self.next_at is None and self.done_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleNotice:
    """That it was told that a sign-off no longer holds; ``id`` is the sign-off's."""

    id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One request that is ready to be sent."""

    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of sending a parcel; ``status`` is None when nobody answered."""

    status: int | None
    said: str
    ok: bool
