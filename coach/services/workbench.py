"""What lies before an anchor who works at a drill: the drill, its card, the draft and the hand-ins so far; and a trial check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coach.errors import NotFoundError
from coach.scoring import Cue, Kind, Platform, Product, Report, check
from coach.services.attempts import kind_of, platform_of
from coach.services.desk import Desk, use_case
from coach.storage.unit_of_work import UnitOfWork
from coach.training.access import Act, allow, may
from coach.training.drill import AssignmentState, lacks, state_of
from coach.training.model import Assignment, AssignmentId, Attempt, AttemptId, Draft, Review, Room, User
from coach.training.programme import Drill, Rubric


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbench:
    """A drill given to somebody. ``platform`` is what it is checked for; ``own`` whether the viewer is the one to do it.

    ``attempts`` are all hand-ins, the first one first; ``draft`` only the anchor sees.
    """

    assignment: Assignment
    drill: Drill
    room: Room
    anchor: User
    giver: User | None
    platform: Platform
    kind: Kind | None
    product: Product | None
    state: AssignmentState
    attempts: tuple[Attempt, ...]
    draft: Draft | None
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A hand-in with all that was said about it. ``lacks`` is what it still lacks to pass; ``drill`` None: dropped since."""

    attempt: Attempt
    assignment: Assignment
    drill: Drill | None
    rubric: Rubric | None
    product: Product | None
    anchor: User
    reviews: tuple[tuple[Review, str], ...]
    siblings: tuple[AttemptId, ...]
    lacks: tuple[str, ...]
    own: bool


@use_case(Act.ASSIGNMENT_SHOW)
def get_workbench(desk: Desk, actor: User, assignment_id: AssignmentId, *, at: datetime) -> Workbench:
    """Return all that the page of one given drill shows.

    Raises:
        ForbiddenError: the actor may not see it.
        NotFoundError: there is no such assignment, or the programme has dropped its drill.
    """
    with desk.reading() as uow:
        assignment = uow.assignments.get(assignment_id)
        allow(actor, Act.ASSIGNMENT_SHOW, room=assignment.room, owner=assignment.anchor)
        own = may(actor, Act.ATTEMPT_SUBMIT, owner=assignment.anchor)
        drill = desk.programme.get_drill(assignment.drill)
        room = uow.rooms.get(assignment.room)
        people = uow.users.get_many([assignment.anchor, assignment.by])
        attempts = uow.attempts.list(assignment=assignment_id)
        reviews = uow.reviews.list_for("attempt", [one.id for one in attempts])
        product = _product(desk, uow, drill)
        draft = uow.drafts.find(assignment_id) if own else None
    return Workbench(
        assignment=assignment,
        drill=drill,
        room=room,
        anchor=people[assignment.anchor],
        giver=people.get(assignment.by),
        platform=platform_of(drill, room),
        kind=product.kind if product else kind_of(drill, room),
        product=product,
        state=state_of(assignment, drill, attempts, reviews, at=at),
        attempts=tuple(sorted(attempts, key=lambda one: one.number)),
        draft=draft,
        own=own,
    )


@use_case(Act.DRAFT_SHOW)
def try_text(
    desk: Desk, actor: User, assignment_id: AssignmentId, text: str, *, cues: Sequence[Cue] = ()
) -> tuple[Drill, Report]:
    """Check a text as handing it in would, and keep nothing.

    Raises:
        ForbiddenError: it is somebody else's drill.
        NotFoundError: there is no such assignment, or the programme has dropped its drill.
    """
    with desk.reading() as uow:
        assignment = uow.assignments.get(assignment_id)
        allow(actor, Act.DRAFT_SHOW, owner=assignment.anchor)
        drill = desk.programme.get_drill(assignment.drill)
        room, product = uow.rooms.get(assignment.room), _product(desk, uow, drill)
    kind = None if product else kind_of(drill, room)
    return drill, check(text, product, desk.rules_of(room), kind=kind, platform=platform_of(drill, room), cues=cues)


@use_case(Act.ATTEMPT_SHOW)
def get_judged(desk: Desk, actor: User, attempt_id: AttemptId) -> Judged:
    """Return one hand-in with its reviews and what it still lacks.

    Raises:
        ForbiddenError: the actor may not see it.
        NotFoundError: there is none.
    """
    with desk.reading() as uow:
        attempt = uow.attempts.get(attempt_id)
        allow(actor, Act.ATTEMPT_SHOW, room=attempt.room, owner=attempt.anchor)
        assignment = uow.assignments.get(attempt.assignment)
        drill = desk.programme.find_drill(attempt.drill)
        reviews = uow.reviews.list(attempt=attempt_id)
        siblings = uow.attempts.lines.list(assignment=attempt.assignment)
        people = uow.users.get_many([attempt.anchor, *(one.reviewer for one in reviews)])
        product = _product(desk, uow, drill) if drill is not None else None
    return Judged(
        attempt=attempt,
        assignment=assignment,
        drill=drill,
        rubric=desk.programme.get_rubric(drill.rubric) if drill is not None and drill.rubric else None,
        product=product,
        anchor=people[attempt.anchor],
        reviews=tuple((one, people[one.reviewer].name if one.reviewer in people else "") for one in reviews),
        siblings=tuple(one.id for one in sorted(siblings, key=lambda one: one.number)),
        lacks=lacks(attempt, drill, reviews) if drill is not None else (),
        own=may(actor, Act.ATTEMPT_SUBMIT, owner=attempt.anchor),
    )


def _product(desk: Desk, uow: UnitOfWork, drill: Drill) -> Product | None:
    """Return the drill's product card as it is now: the records stand before the library."""
    if drill.product is None:
        return None
    kept = uow.cards.find(drill.product)
    found = kept.product if kept is not None else desk.library.find_product(drill.product)
    if found is None:
        raise NotFoundError(f"没有编号为“{drill.product}”的商品卡。请告诉培训换一个练习。", card=drill.product)
    return found
