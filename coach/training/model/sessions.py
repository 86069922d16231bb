"""Stage sessions and what went wrong on air."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from coach.scoring import Category, Cue, Kind, Platform
from coach.training.model.ids import CardId, IncidentId, IncidentNoteId, RoomId, SessionId, UserId
from coach.training.model.practice import CheckAnswer


class Stage(StrEnum):
    """The three supervised stages in their order: 上镜试播 → 老主播一带一 → 运营盯播."""

    REHEARSAL = "rehearsal"
    PAIRED = "paired"
    MONITORED = "monitored"


class StageVerdict(StrEnum):
    """What the partner says of a stage session."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    AGAIN = "again"


class SessionState(StrEnum):
    """Where a stage session stands."""

    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"
    JUDGED = "judged"
    CANCELLED = "cancelled"


class IncidentSeverity(StrEnum):
    """How bad an incident on air was: a slip, a serious one, or the room was cut off (断播)."""

    MINOR = "minor"
    SERIOUS = "serious"
    CUT = "cut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What the platform's back office showed for a session; None where nobody entered it. Money in yuan."""

    gmv: float | None = None
    orders: int | None = None
    viewers: int | None = None
    conversion: float | None = None
    roi: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What was written after a session: 话术优化 / 状态调整 / 复盘."""

    script: str = ""
    state: str = ""
    recap: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something to do before the next session: by whom, until when, and when it was done."""

    text: str
    owner: UserId
    due: datetime
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSession:
    """One supervised session. ``cards`` maps each product's card to its fingerprint; ``talk_share`` is the anchor's, 0–1."""

    id: SessionId
    stage: Stage
    anchor: UserId
    partner: UserId
    room: RoomId
    platform: Platform
    kinds: frozenset[Kind]
    products: tuple[CardId, ...]
    planned_start: datetime
    planned_end: datetime
    by: UserId
    at: datetime
    cards: Mapping[CardId, str] = field(default_factory=dict)
    started_at: datetime | None = None
    ended_at: datetime | None = None
    cancelled_at: datetime | None = None
    transcript: str = ""
    cues: tuple[Cue, ...] = ()
    report: Mapping[str, object] | None = None
    checks: tuple[CheckAnswer, ...] = ()
    talk_share: float | None = None
    figures: Figures = field(default_factory=Figures)
    notes: Notes = field(default_factory=Notes)
    actions: tuple[Action, ...] = ()
    verdict: StageVerdict | None = None
    verdict_by: UserId | None = None
    verdict_at: datetime | None = None
    verdict_why: str = ""
    version: int = 1

    @property
    def state(self) -> SessionState:
        """Return where the session stands, from the times it carries."""
        if self.cancelled_at is not None:
            return SessionState.CANCELLED
        if self.verdict is not None:
            return SessionState.JUDGED
        if self.ended_at is not None:
            return SessionState.ENDED
        return SessionState.RUNNING if self.started_at is not None else SessionState.PLANNED

    @property
    def minutes(self) -> int:
        """Return the whole minutes it really lasted, 0 until it has ended."""
        if self.started_at is None or self.ended_at is None:
            return 0
        return (self.ended_at - self.started_at) // timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Something that went wrong on air: ``at`` is when it was said, ``logged_at`` when it was written down."""

    id: IncidentId
    anchor: UserId
    room: RoomId
    at: datetime
    logged_at: datetime
    said: str
    severity: IncidentSeverity
    by: UserId
    session: SessionId | None = None
    category: Category | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentNote:
    """What somebody wrote about an incident afterwards: what was learnt, and whether it is settled with that."""

    id: IncidentNoteId
    incident: IncidentId
    by: UserId
    at: datetime
    learnt: str
    settled: bool
