"""Hand-ins: read them, hand in for oneself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AwareDatetime, StringConstraints

from coach.scoring import Kind, Platform, Verdict
from coach.services import attempts
from coach.training.model import AssignmentId, AttemptId, RoomId, UserId
from coach.training.model.tokens import TokenScope
from coach.web import clock
from coach.web.api.assignments import AnchorQuery
from coach.web.api.check import MOST_CHARS
from coach.web.api.operation import Call, operation
from coach.web.api.values import Given, Page, Text, Told, page_by_time, window


class AttemptLine(Told):
    """A hand-in without its text and report."""

    id: str
    assignment: str
    drill: str
    anchor: str
    room: str
    number: int
    score: int
    verdict: Verdict
    at: AwareDatetime
    late: bool
    over_limit: bool


class AttemptTold(AttemptLine):
    """A hand-in, whole; ``report`` is the report of that day, empty for a quiz."""

    text: str
    report: Mapping[str, Any]
    quiz: Mapping[str, Any] | None
    rulebook: str
    product: str | None
    kind: Kind | None
    platform: Platform


class NewAttempt(Given):
    """A text to hand in."""

    text: Annotated[Text, StringConstraints(min_length=1, max_length=MOST_CHARS)]


@operation("GET", "/attempts", "练习记录", scope=TokenScope.ATTEMPTS_READ)
def list_attempts(call: Call, query: AnchorQuery) -> Page[AttemptLine]:
    """Return hand-ins the token's owner may see, the newest first."""
    found = attempts.list_attempts(
        call.desk,
        call.user,
        anchor=UserId(query.anchor) if query.anchor is not None else None,
        room=RoomId(query.room) if query.room is not None else None,
        window=window(query),
    )
    shown, onward = page_by_time(found, query, lambda one: (one.at, one.id))
    return Page(items=tuple(map(AttemptLine.model_validate, shown)), next=onward)


@operation("GET", "/attempts/<attempt>", "一次练习", scope=TokenScope.ATTEMPTS_READ)
def get_attempt(call: Call, attempt: str) -> AttemptTold:
    """Return one hand-in with its text and report."""
    return AttemptTold.model_validate(attempts.get_attempt(call.desk, call.user, AttemptId(attempt)))


@operation(
    "POST", "/assignments/<assignment>/attempts", "交练习", scope=TokenScope.ATTEMPTS_WRITE, status=201, writes=True
)
def add_attempt(call: Call, assignment: str, body: NewAttempt) -> AttemptTold:
    """Hand in a text for one's own assignment: it is checked and kept with its report."""
    made = attempts.submit(call.desk, call.user, AssignmentId(assignment), body.text, at=clock.now())
    return AttemptTold.model_validate(made)
