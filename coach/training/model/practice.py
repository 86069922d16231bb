"""Drills given, handed in and judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from coach.scoring import Cue, Kind, Platform, Verdict
from coach.training.model.ids import (
    AssignmentId,
    AttemptId,
    CalibrationId,
    CardId,
    CheckId,
    DrillId,
    ReferenceId,
    ReviewId,
    RoomId,
    UserId,
)


class ReviewVerdict(StrEnum):
    """What a reviewer says of an attempt: passed, do it again, or a comment only."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    AGAIN = "again"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A drill given to an anchor. ``limit`` is seconds from ``started_at`` (first opened) to the hand-in."""

    id: AssignmentId
    drill: DrillId
    anchor: UserId
    room: RoomId
    by: UserId
    at: datetime
    due: datetime | None = None
    limit: int | None = None
    note: str = ""
    started_at: datetime | None = None
    cancelled_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The text an anchor is still writing for an assignment, saved by itself."""

    assignment: AssignmentId
    anchor: UserId
    text: str
    at: datetime
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One hand-in, kept for ever. ``report`` is Report v1 as plain values, empty for a quiz; ``quiz`` the marked quiz."""

    id: AttemptId
    assignment: AssignmentId
    drill: DrillId
    anchor: UserId
    room: RoomId
    number: int
    text: str
    report: Mapping[str, object]
    score: int
    verdict: Verdict
    rulebook: str
    platform: Platform
    at: datetime
    cues: tuple[Cue, ...] = ()
    quiz: Mapping[str, object] | None = None
    product: CardId | None = None
    card_version: str = ""
    kind: Kind | None = None
    seconds: int | None = None
    late: bool = False
    over_limit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A reviewer's remark on ``text[start:end]`` of the attempt."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAnswer:
    """One rubric check answered yes or no, with the words or the observation it rests on."""

    check: CheckId
    met: bool
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One reviewer's judgement of one attempt; several reviews stand side by side."""

    id: ReviewId
    attempt: AttemptId
    anchor: UserId
    reviewer: UserId
    at: datetime
    verdict: ReviewVerdict
    comments: tuple[Comment, ...] = ()
    checks: tuple[CheckAnswer, ...] = ()
    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A reviewer's own scoring of one reference attempt; ``distance`` is 0 (the same) to 1."""

    id: CalibrationId
    reviewer: UserId
    reference: ReferenceId
    verdict: ReviewVerdict
    checks: tuple[CheckAnswer, ...]
    distance: float
    at: datetime
