"""The review queue page by page and by filter, and which hand-in comes next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from coach.services.cohort import rooms_in
from coach.services.desk import Desk, use_case
from coach.services.view import view_of
from coach.storage.boards import Waiting, Who
from coach.storage.unit_of_work import UnitOfWork
from coach.training.access import Act
from coach.training.model import AttemptId, CourseId, DrillId, RoomId, User
from coach.training.programme import Programme

A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """Which hand-ins are looked at: of one room, one course, people with these words in their name."""

    room: RoomId | None = None
    course: CourseId | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """One page of the queue, how many wait in all, and the place after which the next page begins (None: the end)."""

    lines: tuple[Waiting, ...]
    total: int
    next: tuple[datetime, str] | None


@use_case(Act.REVIEW_QUEUE)
def list_waiting(
    desk: Desk, actor: User, sieve: Sieve, *, after: tuple[datetime, str] | None = None, limit: int = A_PAGE
) -> Queue:
    """Return a page of the hand-ins that wait, the one that waits longest first; never one's own.

    Raises:
        ForbiddenError: the actor may not see those.
        NotFoundError: there is no such course.
    """
    with desk.reading() as uow:
        who, drills = _who(uow, actor, sieve), _drills(desk.programme, sieve)
        lines = uow.boards.queue(who, drills=drills, besides=actor.id, after=after, limit=limit + 1)
        total = uow.boards.queue_length(who, drills=drills, besides=actor.id)
    shown = lines[:limit]
    return Queue(lines=shown, total=total, next=(shown[-1].at, shown[-1].id) if len(lines) > limit else None)


@use_case(Act.REVIEW_QUEUE)
def find_next(desk: Desk, actor: User, sieve: Sieve, *, besides: AttemptId, after: datetime) -> AttemptId | None:
    """Return the hand-in to look at after the one ``besides``, handed in ``after``; from the front at the end, or None.

    Raises:
        ForbiddenError: the actor may not see those.
        NotFoundError: there is no such course.
    """
    with desk.reading() as uow:
        who, drills = _who(uow, actor, sieve), _drills(desk.programme, sieve)
        later = uow.boards.queue(who, drills=drills, besides=actor.id, after=(after, besides), limit=1)
        if later:
            return later[0].id
        first = uow.boards.queue(who, drills=drills, besides=actor.id, after=None, limit=2)
    return next((one.id for one in first if one.id != besides), None)


def _who(uow: UnitOfWork, actor: User, sieve: Sieve) -> Who:
    view = view_of(uow, actor, Act.REVIEW_QUEUE, room=sieve.room)
    return Who(rooms=rooms_in(view), words=sieve.words)


def _drills(programme: Programme, sieve: Sieve) -> Collection[DrillId] | None:
    """Return the drills of the course that is looked at, the team's own among them; None for all."""
    if sieve.course is None:
        return None
    course = programme.get_course(sieve.course)
    return [one.id for one in programme.drills.values() if one.course == course.id]
