"""Hand in: the real check runs on the text, and the whole report is kept; drafts are saved by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from coach.errors import ConflictError, NotFoundError, RefusedError
from coach.scoring import Cue, Kind, Platform, check
from coach.services.desk import Desk, use_case
from coach.services.evidence import cards_of
from coach.services.team_pace import band_of
from coach.services.view import view_of
from coach.storage.columns import storable
from coach.storage.nouns import AttemptLine
from coach.storage.repositories import FIRST_PAGE, Window
from coach.storage.unit_of_work import UnitOfWork
from coach.training import drill as rules
from coach.training.access import Act, allow
from coach.training.audit import EntryDraft
from coach.training.difference import Difference, difference
from coach.training.model import Assignment, AssignmentId, Attempt, AttemptId, Card, Draft, Room, RoomId, User, UserId
from coach.training.names import moment
from coach.training.programme import Drill, DrillType
from coach.training.quiz import Quiz, mark, missed_rules
from coach.training.quiz_making import make_quiz


@use_case(Act.DRAFT_SAVE)
def save_draft(desk: Desk, actor: User, assignment_id: AssignmentId, text: str, *, seen: int, at: datetime) -> Draft:
    """Keep what an anchor is writing; ``seen`` is the version of the draft on the screen, 0 when there was none.

    Raises:
        ForbiddenError: it is somebody else's.
        ConflictError: another window has saved in between; nothing of either text is lost.
    """
    with desk.writing() as uow:
        assignment = uow.assignments.get(assignment_id)
        allow(actor, Act.DRAFT_SAVE, owner=assignment.anchor)
        before = uow.drafts.find(assignment_id)
        if before is not None and before.version != seen:
            raise ConflictError(
                f"这份草稿在 {moment(before.at)} 从另一个窗口保存过，这里的没有存上。请先把这里的文字复制下来，再刷新页面。",
                seen=seen,
                now=before.version,
            )
        draft = Draft(
            assignment=assignment_id, anchor=actor.id, text=text, at=at, version=before.version if before else 1
        )
        if before is None:
            uow.drafts.add(draft)
        else:
            draft = uow.drafts.save(draft)
        uow.commit()
    return draft


@use_case(Act.DRAFT_SHOW)
def find_draft(desk: Desk, actor: User, assignment_id: AssignmentId) -> Draft | None:
    """Return what an anchor is writing, or None.

    Raises:
        ForbiddenError: it is somebody else's.
        NotFoundError: there is no such assignment.
    """
    with desk.reading() as uow:
        allow(actor, Act.DRAFT_SHOW, owner=uow.assignments.get(assignment_id).anchor)
        return uow.drafts.find(assignment_id)


@use_case(Act.ATTEMPT_SUBMIT)
def submit(
    desk: Desk,
    actor: User,
    assignment_id: AssignmentId,
    text: str,
    *,
    at: datetime,
    cues: Sequence[Cue] = (),
) -> Attempt:
    """Hand in a text: it is checked against the drill's card and platform and kept with its whole report.

    Raises:
        ForbiddenError: it is somebody else's.
        RefusedError: the assignment is cancelled, a drill with a time limit was never opened, or the text won't do.
    """
    text = storable(text)  # same length: the report's offsets are those of what is kept
    with desk.reading() as uow:
        assignment = uow.assignments.get(assignment_id)
        allow(actor, Act.ATTEMPT_SUBMIT, owner=assignment.anchor)
        drill = desk.programme.get_drill(assignment.drill)
        room, card = uow.rooms.get(assignment.room), _card(desk, uow, drill)
        band = band_of(desk, uow, room.id)
    if drill.type is DrillType.QUIZ:
        raise RefusedError("这是规则测验，请打开测验页面作答。", missing=["测验的答案"])
    report = check(
        text,
        card.product if card else None,
        desk.rules_of(room),
        kind=None if card else kind_of(drill, room),
        platform=platform_of(drill, room),
        cues=cues,
        band=band,
    )
    with desk.writing() as uow:
        assignment, earlier = _again(uow, assignment_id)
        attempt, entry = rules.submit(
            assignment,
            drill,
            id=AttemptId(desk.new_id()),
            by=actor,
            at=at,
            text=text,
            report=report.to_dict(),
            earlier=earlier,
            card_version=card.fingerprint if card else "",
            cues=tuple(cues),
        )
        _keep(uow, attempt, entry, drill, earlier)
    return attempt


@use_case(Act.ATTEMPT_SUBMIT)
def submit_quiz(
    desk: Desk,
    actor: User,
    assignment_id: AssignmentId,
    answers: Sequence[int | None],
    *,
    shown: str,
    at: datetime,
) -> Attempt:
    """Hand in the answers of a quiz; ``shown`` is the fingerprint of the questions that were on the screen.

    Raises:
        ForbiddenError: it is somebody else's.
        InputError: the answers don't fit the questions.
        RefusedError: other questions were on the screen, or the assignment is cancelled or was never opened.
    """
    with desk.writing() as uow:
        assignment, earlier = _again(uow, assignment_id)
        allow(actor, Act.ATTEMPT_SUBMIT, owner=assignment.anchor)
        drill = desk.programme.get_drill(assignment.drill)
        quiz = _quiz(desk, uow, assignment, drill, earlier)
        marked = mark(quiz, answers, shown=shown)
        attempt, entry = rules.submit_quiz(
            assignment,
            drill,
            id=AttemptId(desk.new_id()),
            by=actor,
            at=at,
            quiz=marked.values,
            score=marked.score,
            rulebook=quiz.rulebook,
            platform=quiz.platform,
            earlier=earlier,
        )
        _keep(uow, attempt, entry, drill, earlier)
    return attempt


@use_case(Act.ATTEMPT_SUBMIT)
def get_quiz(desk: Desk, actor: User, assignment_id: AssignmentId) -> Quiz:
    """Return the questions of the next try at a quiz: the same until it is handed in or the rules change.

    Raises:
        ForbiddenError: it is somebody else's.
        NotFoundError: the drill is no quiz.
    """
    with desk.reading() as uow:
        assignment, earlier = _again(uow, assignment_id)
        allow(actor, Act.ATTEMPT_SUBMIT, owner=assignment.anchor)
        return _quiz(desk, uow, assignment, desk.programme.get_drill(assignment.drill), earlier)


@use_case(Act.ATTEMPT_LIST)
def list_attempts(
    desk: Desk,
    actor: User,
    *,
    anchor: UserId | None = None,
    room: RoomId | None = None,
    window: Window = FIRST_PAGE,
) -> tuple[AttemptLine, ...]:
    """Return hand-ins this person may see, without text and report, the newest first; of an anchor or room if given.

    Raises:
        ForbiddenError: the actor may not see those.
    """
    with desk.reading() as uow:
        view = view_of(uow, actor, Act.ATTEMPT_LIST, room=room, person=anchor)
        return uow.attempts.lines.newest(window, rooms=view.rooms, **view.person_filter("anchor"))


@use_case(Act.ATTEMPT_LIST)
def list_of_assignment(desk: Desk, actor: User, assignment_id: AssignmentId) -> tuple[AttemptLine, ...]:
    """Return all hand-ins of one assignment, the first one first.

    Raises:
        ForbiddenError: the actor may not see them.
        NotFoundError: there is no such assignment.
    """
    with desk.reading() as uow:
        assignment = uow.assignments.get(assignment_id)
        allow(actor, Act.ATTEMPT_LIST, room=assignment.room, owner=assignment.anchor)
        return uow.attempts.lines.list(assignment=assignment_id)


@use_case(Act.ATTEMPT_SHOW)
def get_attempt(desk: Desk, actor: User, attempt_id: AttemptId) -> Attempt:
    """Return one hand-in, whole.

    Raises:
        ForbiddenError: the actor may not see it.
        NotFoundError: there is none.
    """
    with desk.reading() as uow:
        attempt = uow.attempts.get(attempt_id)
    allow(actor, Act.ATTEMPT_SHOW, room=attempt.room, owner=attempt.anchor)
    return attempt


@use_case(Act.ATTEMPT_COMPARE)
def compare(desk: Desk, actor: User, before: AttemptId, after: AttemptId) -> Difference:
    """Return what changed from one hand-in to a later one.

    Raises:
        ForbiddenError: the actor may not see them.
        RefusedError: they are not of one anchor and one drill, or in the wrong order.
    """
    with desk.reading() as uow:
        pair = uow.attempts.get(before), uow.attempts.get(after)
    for one in pair:
        allow(actor, Act.ATTEMPT_COMPARE, room=one.room, owner=one.anchor)
    return difference(*pair)


def _again(uow: UnitOfWork, assignment_id: AssignmentId) -> tuple[Assignment, tuple[Attempt, ...]]:
    """Return the assignment and its hand-ins as they are now, under the writer's lock."""
    return uow.assignments.get(assignment_id), uow.attempts.list(assignment=assignment_id)


def _keep(uow: UnitOfWork, attempt: Attempt, entry: EntryDraft, drill: Drill, earlier: Sequence[Attempt]) -> None:
    uow.attempts.add(attempt)
    uow.drafts.remove(attempt.assignment)
    for one in earlier:  # the reviewer looks at the newest only
        uow.attempts.leave_queue(one.id)
    if drill.review:
        uow.attempts.queue_up(attempt)
    uow.record(entry)
    uow.commit()


def _card(desk: Desk, uow: UnitOfWork, drill: Drill) -> Card | None:
    return cards_of(desk, uow)[drill.product] if drill.product is not None else None


def platform_of(drill: Drill, room: Room) -> Platform:
    """Return the platform a text is checked for: the drill's, else that of the room it is practised for."""
    return room.platform if drill.platform is Platform.ANY else drill.platform


def kind_of(drill: Drill, room: Room) -> Kind | None:
    """Return the kind of goods a text without a card is about: the drill's, else the room's if it sells but one."""
    return drill.kind or (next(iter(room.kinds)) if len(room.kinds) == 1 else None)


def _quiz(desk: Desk, uow: UnitOfWork, assignment: Assignment, drill: Drill, earlier: Sequence[Attempt]) -> Quiz:
    if drill.type is not DrillType.QUIZ:
        raise NotFoundError(f"“{drill.title}”不是规则测验，没有题目。请写稿后提交。", drill=drill.id)
    done = uow.attempts.list(anchor=assignment.anchor, drill=drill.id)
    missed = missed_rules(done[-1].quiz or {}) if done else ()
    book = desk.rules_in(uow, assignment.room)
    return make_quiz(drill, book, seed=f"{assignment.id}/{len(earlier) + 1}", again=missed)
