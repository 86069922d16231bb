"""Reviews: judge a hand-in, work the queue, score the reference attempts first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from coach.services.desk import Desk, use_case
from coach.services.evidence import is_signed_off
from coach.services.view import view_of
from coach.storage.nouns import AttemptLine
from coach.storage.repositories import FIRST_PAGE, Window
from coach.storage.unit_of_work import UnitOfWork
from coach.training import review as rules
from coach.training.access import Act, allow
from coach.training.model import (
    AttemptId,
    Calibration,
    CalibrationId,
    CheckAnswer,
    Comment,
    ReferenceId,
    Review,
    ReviewId,
    ReviewVerdict,
    Role,
    RoomId,
    User,
    UserId,
)
from coach.training.review import Standing, standing


@use_case(Act.REVIEW_CREATE)
def review(
    desk: Desk,
    actor: User,
    attempt_id: AttemptId,
    *,
    verdict: ReviewVerdict,
    comments: Sequence[Comment] = (),
    checks: Sequence[CheckAnswer] = (),
    minutes: int | None = None,
    at: datetime,
) -> Review:
    """Judge a hand-in; a verdict other than a comment takes it out of the queue.

    Raises:
        ForbiddenError: the actor may not in this room.
        RefusedError: it is one's own, the reviewer is not calibrated, or the verdict lacks what it must rest on.
    """
    with desk.writing() as uow:
        attempt = uow.attempts.get(attempt_id)
        allow(actor, Act.REVIEW_CREATE, room=attempt.room, owner=attempt.anchor)
        drill = desk.programme.get_drill(attempt.drill)
        record, entry = rules.review(
            attempt,
            drill,
            desk.programme.get_rubric(drill.rubric) if drill.rubric else None,
            id=ReviewId(desk.new_id()),
            by=actor,
            at=at,
            verdict=verdict,
            standing=_standing(desk, uow, actor.id),
            signed_off=Role.SENIOR in actor.roles and is_signed_off(desk, uow, actor, at=at),
            comments=comments,
            checks=checks,
            minutes=minutes,
        )
        uow.reviews.add(record)
        if verdict is not ReviewVerdict.COMMENT:
            uow.attempts.leave_queue(attempt_id)
        uow.record(entry)
        uow.commit()
    return record


@use_case(Act.REVIEW_QUEUE)
def list_queue(
    desk: Desk, actor: User, *, room: RoomId | None = None, window: Window = FIRST_PAGE
) -> tuple[AttemptLine, ...]:
    """Return the hand-ins that wait for a reviewer, the one that waits longest first; never one's own.

    Raises:
        ForbiddenError: the actor may not see those.
    """
    with desk.reading() as uow:
        view = view_of(uow, actor, Act.REVIEW_QUEUE, room=room)
        lines = uow.attempts.queue(window, rooms=view.rooms)
    return tuple(line for line in lines if line.anchor != actor.id)


@use_case(Act.REVIEW_LIST)
def list_reviews(
    desk: Desk,
    actor: User,
    *,
    anchor: UserId | None = None,
    reviewer: UserId | None = None,
    window: Window = FIRST_PAGE,
) -> tuple[Review, ...]:
    """Return reviews of an anchor's hand-ins, or given by a reviewer, the newest first; of oneself unless told.

    Raises:
        ForbiddenError: the actor may not see those.
    """
    with desk.reading() as uow:
        person = reviewer or anchor or actor.id
        view_of(uow, actor, Act.REVIEW_LIST, person=person)
        wanted = {"reviewer": reviewer} if reviewer is not None else {"anchor": person}
        return uow.reviews.newest(window, **wanted)


@use_case(Act.REVIEW_LIST)
def list_of_attempt(desk: Desk, actor: User, attempt_id: AttemptId) -> tuple[Review, ...]:
    """Return all reviews of one hand-in, the first one first.

    Raises:
        ForbiddenError: the actor may not see them.
        NotFoundError: there is no such hand-in.
    """
    with desk.reading() as uow:
        attempt = uow.attempts.get(attempt_id)
        allow(actor, Act.REVIEW_LIST, room=attempt.room, owner=attempt.anchor)
        return uow.reviews.list(attempt=attempt_id)


@use_case(Act.REVIEW_CALIBRATE)
def calibrate(
    desk: Desk,
    actor: User,
    reference_id: ReferenceId,
    *,
    verdict: ReviewVerdict,
    checks: Sequence[CheckAnswer],
    at: datetime,
) -> Calibration:
    """Score a reference attempt; the record carries the distance from the known judgement.

    Raises:
        ForbiddenError: the actor may not.
        RefusedError: a check is open, answered twice, unknown or without evidence, or there is no verdict.
    """
    allow(actor, Act.REVIEW_CALIBRATE, owner=actor.id)
    reference = desk.programme.get_reference(reference_id)
    drill = desk.programme.get_drill(reference.drill)
    assert drill.rubric is not None, "a reference is of a drill with a rubric"
    with desk.writing() as uow:
        record, entry = rules.calibrate(
            reference,
            desk.programme.standard.get_rubric(drill.rubric),
            id=CalibrationId(desk.new_id()),
            by=actor,
            at=at,
            verdict=verdict,
            checks=checks,
        )
        uow.calibrations.add(record)
        uow.record(entry)
        uow.commit()
    return record


@use_case(Act.REVIEW_CALIBRATION_LIST)
def list_calibrations(desk: Desk, actor: User, reviewer: UserId) -> tuple[tuple[Calibration, ...], Standing]:
    """Return what a reviewer scored of the references, the first one first, and how the reviewer stands.

    Raises:
        ForbiddenError: the actor may not see it.
    """
    with desk.reading() as uow:
        view_of(uow, actor, Act.REVIEW_CALIBRATION_LIST, person=reviewer)
        return uow.calibrations.list(reviewer=reviewer), _standing(desk, uow, reviewer)


def _standing(desk: Desk, uow: UnitOfWork, reviewer: UserId) -> Standing:
    return standing(uow.calibrations.list(reviewer=reviewer), desk.programme.reviewers)
