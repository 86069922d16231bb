"""People, rooms and product cards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from coach.scoring import Kind, Platform, Product
from coach.training.model.ids import CardId, RoomId, UserId


class Role(StrEnum):
    """What a person is in the team: 主播 / 老主播 / 培训 / 运营 / 管理员. One person may be several."""

    ANCHOR = "anchor"
    SENIOR = "senior"
    TRAINER = "trainer"
    OPS = "ops"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person with a login; ``rooms`` are those they belong to. The password is not part of this record."""

    id: UserId
    name: str
    login: str
    roles: frozenset[Role]
    rooms: frozenset[RoomId] = frozenset()
    active: bool = True
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A livestream room: one platform, the kinds of goods sold there, still in use or closed."""

    id: RoomId
    name: str
    platform: Platform
    kinds: frozenset[Kind]
    open: bool = True
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A product card kept in the records; ``fingerprint`` is ``canonical.card_fingerprint(product)``."""

    id: CardId
    product: Product
    fingerprint: str
    by: UserId
    at: datetime
    retired: bool = False
    version: int = 1
