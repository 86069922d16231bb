"""Stage sessions as lists show them: without what was said, its report and the rubric."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from coach.scoring import Platform
from coach.storage import schema
from coach.storage.repositories import Editable, Records, Window
from coach.training.model import RoomId, SessionId, SessionState, Stage, StageSession, StageVerdict, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """A stage session without its long texts."""

    id: SessionId
    stage: Stage
    anchor: UserId
    partner: UserId
    room: RoomId
    platform: Platform
    planned_start: datetime
    planned_end: datetime
    started_at: datetime | None
    ended_at: datetime | None
    cancelled_at: datetime | None
    verdict: StageVerdict | None

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


class SessionLines(Records[SessionLine]):
    """The sessions as lists show them."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, SessionLine, schema.StageSession, "上播记录")

    def unfinished(self, window: Window, *, rooms: Iterable[str] | None, **equal: object) -> tuple[SessionLine, ...]:
        """Return those planned, running or without a verdict, the latest planned first."""
        return self.newest(window, rooms=rooms, by="planned_start", verdict=None, cancelled_at=None, **equal)

    def _select(self) -> Any:
        return select(*(self._rows.columns[name] for name in SessionLine.__slots__))


class Sessions(Editable[StageSession]):
    """Stage sessions, whole and as lists show them."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, StageSession, schema.StageSession, "上播记录")
        self.lines = SessionLines(connection)
