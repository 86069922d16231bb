"""Shows on air, their shifts and the checklists gone through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from coach.scoring import Kind, Platform
from coach.training.model.ids import CardId, ChecklistId, ChecklistRunId, RoomId, ShiftId, ShowId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItemMark:
    """One item of a checklist signed by a person: done or not, and what was seen. The last mark of an item counts."""

    item: str
    met: bool
    note: str
    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistRun:
    """A checklist gone through for a room or a show; ``fingerprint`` names the version of the list."""

    id: ChecklistRunId
    checklist: ChecklistId
    fingerprint: str
    room: RoomId
    by: UserId
    at: datetime
    show: ShowId | None = None
    marks: tuple[ChecklistItemMark, ...] = ()
    closed_at: datetime | None = None
    closed_by: UserId | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """A planned show on air: where, when, with which products and kinds of goods."""

    id: ShowId
    room: RoomId
    name: str
    platform: Platform
    kinds: frozenset[Kind]
    products: tuple[CardId, ...]
    start: datetime
    end: datetime
    by: UserId
    at: datetime
    cancelled_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One anchor's turn within a show."""

    id: ShiftId
    show: ShowId
    anchor: UserId
    start: datetime
    end: datetime
    by: UserId
    at: datetime
