"""What a hand-in came to, in a few values read once from its report: what boards count, and what an anchor is stuck on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from coach.training.model import (
    AssignmentId,
    Attempt,
    AttemptId,
    DrillId,
    Review,
    ReviewVerdict,
    RoomId,
    UserId,
)
from coach.training.parsing_drills import PARTS
from coach.training.programme import Drill
from coach.training.quiz import missed_categories
from coach.training.reports import blocks_of, coverage_of, findings_of, parts_of, points_of, wrong_facts_of
from coach.training.review import standing_verdicts

ALL_PARTS = (1 << len(PARTS)) - 1


class Lack(StrEnum):
    """What kind of thing went wrong: a category of forbidden speech, a selling point left out, a fact told wrong."""

    CATEGORY = "category"
    POINT = "point"
    FACT = "fact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One hand-in as boards count it. ``parts`` has one bit for each part of the flow; a quiz speaks of nothing, so has all.

    ``judged`` is "pass" or "again" as the reviewers' verdicts stand, "" while there is none.
    """

    attempt: AttemptId
    assignment: AssignmentId
    anchor: UserId
    room: RoomId
    drill: DrillId
    at: datetime
    score: int
    over_limit: bool
    blocks: int
    coverage: float
    parts: int
    judged: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """One thing that went wrong in a hand-in; ``key`` is a category, or ``card/point``, or ``card/fact``."""

    lack: Lack
    key: str


def outcome_of(attempt: Attempt) -> Outcome:
    """Return what a hand-in came to, before any review."""
    quiz, report = attempt.quiz is not None, attempt.report
    return Outcome(
        attempt=attempt.id,
        assignment=attempt.assignment,
        anchor=attempt.anchor,
        room=attempt.room,
        drill=attempt.drill,
        at=attempt.at,
        score=attempt.score,
        over_limit=attempt.over_limit,
        blocks=0 if quiz else len(blocks_of(report)),
        coverage=1.0 if quiz else coverage_of(report) or 0.0,
        parts=ALL_PARTS if quiz else bits_of(parts_of(report)),
    )


def misses_of(attempt: Attempt) -> tuple[Miss, ...]:
    """Return what went wrong in a hand-in, each thing once; hints are no mistakes."""
    if attempt.quiz is not None:
        return tuple(Miss(lack=Lack.CATEGORY, key=one) for one in sorted(set(missed_categories(attempt.quiz))))
    report = attempt.report
    said = {str(found["category"]) for found in findings_of(report) if found["severity"] != "hint"}
    silent = [key for key, point in points_of(report).items() if point.get("covered") is False]
    card = attempt.product or ""
    return (
        *(Miss(lack=Lack.CATEGORY, key=key) for key in sorted(said)),
        *(Miss(lack=Lack.POINT, key=f"{card}/{key}") for key in silent),
        *(Miss(lack=Lack.FACT, key=f"{card}/{key}") for key in wrong_facts_of(report)),
    )


def bits_of(parts: Iterable[str]) -> int:
    """Return parts of the flow as bits."""
    return sum(1 << PARTS.index(part) for part in set(parts) if part in PARTS)


def judged_by(reviews: Iterable[Review]) -> str:
    """Return how the verdicts on one hand-in stand: nobody's "again" may stand against a pass."""
    verdicts = {one.verdict for one in standing_verdicts(reviews).values()}
    if ReviewVerdict.AGAIN in verdicts:
        return ReviewVerdict.AGAIN.value
    return ReviewVerdict.PASS.value if verdicts else ""


def passes(outcome: Outcome, drill: Drill) -> bool:
    """Return whether a hand-in passes its drill: what ``drill.lacks`` finds, asked of the few values."""
    wanted = bits_of(drill.parts)
    return (
        outcome.score >= drill.score
        and not outcome.over_limit
        and outcome.blocks == 0
        and outcome.coverage >= drill.coverage
        and outcome.parts & wanted == wanted
        and outcome.judged != ReviewVerdict.AGAIN.value
        and (outcome.judged == ReviewVerdict.PASS.value or not drill.review)
    )
