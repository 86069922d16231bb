"""Stage sessions: plan, start, end, write down what was said, note, enter figures, judge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from coach.scoring import Cue, check
from coach.services.desk import Desk, use_case
from coach.services.evidence import cards_of, current_of, evidence_of, pick_card
from coach.services.team_pace import band_of
from coach.services.view import view_of
from coach.storage.columns import storable
from coach.storage.repositories import FIRST_PAGE, Window
from coach.storage.unit_of_work import UnitOfWork
from coach.training import stage as rules
from coach.training.access import Act, allow
from coach.training.audit import EntryDraft
from coach.training.model import (
    Action,
    CardId,
    CheckAnswer,
    Figures,
    Notes,
    RoomId,
    SessionId,
    Stage,
    StageSession,
    StageVerdict,
    User,
    UserId,
)
from coach.training.stage import OpenAction, open_actions

_LONGEST = timedelta(days=2)  # no session lasts longer: what began before can't overlap


@use_case(Act.STAGE_PLAN)
def plan(
    desk: Desk,
    actor: User,
    *,
    stage: Stage,
    anchor: UserId,
    partner: UserId,
    room: RoomId,
    products: Sequence[CardId],
    start: datetime,
    end: datetime,
    at: datetime,
) -> StageSession:
    """Plan a session of an anchor with a partner.

    Raises:
        ForbiddenError: the actor may not in this room.
        NotFoundError: there is no such person, room or card.
        RefusedError: the gate before the stage does not hold, or anything else is missing; all of it is listed.
    """
    allow(actor, Act.STAGE_PLAN, room=room)
    with desk.writing() as uow:
        mentor = uow.users.get(partner)
        current = current_of(desk, uow)
        record, entry = rules.plan(
            desk.programme,
            stage,
            evidence_of(uow, uow.users.get(anchor)),
            current,
            mentor,
            uow.rooms.get(room),
            id=SessionId(desk.new_id()),
            by=actor,
            at=at,
            start=start,
            end=end,
            cards=[pick_card(current.cards, card) for card in dict.fromkeys(products)],
            others=_around(uow, {anchor, partner}, start, end),
        )
        uow.sessions.add(record)
        uow.record(entry)
        uow.commit()
    return record


@use_case(Act.STAGE_START)
def start(desk: Desk, actor: User, session_id: SessionId, *, at: datetime) -> StageSession:
    """Start a planned session.

    Raises:
        ForbiddenError: the actor may not in this room.
        RefusedError: it is not planned any more, or the gate before it has closed since.
    """

    def started(uow: UnitOfWork, one: StageSession) -> tuple[StageSession, EntryDraft]:
        evidence = evidence_of(uow, uow.users.get(one.anchor))
        return rules.start(desk.programme, one, evidence, current_of(desk, uow), by=actor, at=at)

    return _change(desk, actor, Act.STAGE_START, session_id, started)


@use_case(Act.STAGE_CANCEL)
def cancel(desk: Desk, actor: User, session_id: SessionId, *, reason: str, at: datetime) -> StageSession:
    """Cancel a planned session.

    Raises:
        ForbiddenError: the actor may not in this room.
        RefusedError: it has started, is over or cancelled, or no reason is given.
    """
    return _change(
        desk, actor, Act.STAGE_CANCEL, session_id, lambda uow, one: rules.cancel(one, by=actor, at=at, reason=reason)
    )


@use_case(Act.STAGE_END)
def end(desk: Desk, actor: User, session_id: SessionId, *, at: datetime) -> StageSession:
    """End a running session.

    Raises:
        ForbiddenError: the actor may not in this room.
        RefusedError: it is not running.
    """
    return _change(desk, actor, Act.STAGE_END, session_id, lambda uow, one: rules.end(one, by=actor, at=at))


@use_case(Act.STAGE_TRANSCRIBE)
def transcribe(
    desk: Desk,
    actor: User,
    session_id: SessionId,
    transcript: str,
    *,
    cues: Sequence[Cue] = (),
    talk_share: float | None = None,
    seen: int,
    at: datetime,
) -> StageSession:
    """Keep what was said and the report of the real check on it, for a session that stands at version ``seen``.

    Without ``talk_share`` the anchor's share is taken from cues that name the anchor as a speaker.

    Raises:
        ForbiddenError: the actor may not in this room.
        RefusedError: the session is not over or judged already, or the transcript is empty.
        ConflictError: somebody saved in between.
    """
    transcript = storable(transcript)
    with desk.reading() as uow:
        session = uow.sessions.get(session_id)
        allow(actor, Act.STAGE_TRANSCRIBE, room=session.room, owner=session.anchor)
        name = uow.users.get(session.anchor).name
        cards = [pick_card(cards_of(desk, uow), card) for card in session.products]
        band, book = band_of(desk, uow, session.room), desk.rules_in(uow, session.room)
    report = check(
        transcript,
        cards[0].product if len(cards) == 1 else None,  # what is said of several goods is not held against one card
        book,
        kind=next(iter(session.kinds)) if len(session.kinds) == 1 else None,
        platform=session.platform,
        cues=cues,
        band=band,
    )
    share = _share(cues, name) if talk_share is None else talk_share
    return _change(
        desk,
        actor,
        Act.STAGE_TRANSCRIBE,
        session_id,
        lambda uow, one: rules.transcribe(
            one,
            by=actor,
            at=at,
            transcript=transcript,
            report=report.to_dict(),
            cues=tuple(cues),
            talk_share=share,
        ),
        seen=seen,
    )


@use_case(Act.STAGE_NOTE)
def note(
    desk: Desk,
    actor: User,
    session_id: SessionId,
    *,
    notes: Notes,
    actions: Sequence[Action],
    seen: int,
    at: datetime,
) -> StageSession:
    """Write the notes and what is to be done next, for a session that stands at version ``seen``.

    Raises:
        ForbiddenError: the actor may not in this room.
        RefusedError: the session is not over, an action says nothing or nobody is there to do it, or one that was done
            would disappear.
        ConflictError: somebody saved in between.
    """

    def noted(uow: UnitOfWork, one: StageSession) -> tuple[StageSession, EntryDraft]:
        owners = uow.users.get_many(action.owner for action in actions).values()
        return rules.note(one, by=actor, at=at, notes=notes, actions=actions, owners=owners)

    return _change(desk, actor, Act.STAGE_NOTE, session_id, noted, seen=seen)


@use_case(Act.STAGE_FIGURES)
def enter_figures(
    desk: Desk, actor: User, session_id: SessionId, *, figures: Figures, seen: int, at: datetime
) -> StageSession:
    """Enter what the platform's back office shows, for a session that stands at version ``seen``.

    Raises:
        ForbiddenError: the actor may not in this room.
        RefusedError: the session has not ended, or a figure is impossible.
        ConflictError: somebody saved in between.
    """
    return _change(
        desk,
        actor,
        Act.STAGE_FIGURES,
        session_id,
        lambda uow, one: rules.figures(one, by=actor, at=at, figures=figures),
        seen=seen,
    )


@use_case(Act.STAGE_ACTION_DONE)
def finish_action(desk: Desk, actor: User, session_id: SessionId, number: int, *, at: datetime) -> StageSession:
    """Tick an action off; ``number`` counts from 0.

    Raises:
        ForbiddenError: the actor may not.
        RefusedError: there is no such action, or it is done already.
    """
    return _change(
        desk,
        actor,
        Act.STAGE_ACTION_DONE,
        session_id,
        lambda uow, one: rules.finish_action(one, number, by=actor, at=at),
    )


@use_case(Act.STAGE_JUDGE)
def judge(
    desk: Desk,
    actor: User,
    session_id: SessionId,
    *,
    verdict: StageVerdict,
    checks: Sequence[CheckAnswer],
    why: str = "",
    at: datetime,
) -> StageSession:
    """Give the partner's verdict, once.

    Raises:
        ForbiddenError: the actor may not in this room.
        RefusedError: somebody else than the partner judges, or the verdict lacks what it must rest on.
    """

    def given(uow: UnitOfWork, one: StageSession) -> tuple[StageSession, EntryDraft]:
        gate = desk.programme.get_gate(one.stage)
        return rules.judge(
            one,
            gate,
            desk.programme.get_rubric(gate.rubric),
            uow.users.get(one.partner),
            by=actor,
            at=at,
            verdict=verdict,
            checks=checks,
            incidents=uow.incidents.list(anchor=one.anchor),
            why=why,
        )

    return _change(desk, actor, Act.STAGE_JUDGE, session_id, given)


@use_case(Act.STAGE_LIST)
def list_sessions(
    desk: Desk,
    actor: User,
    *,
    anchor: UserId | None = None,
    room: RoomId | None = None,
    window: Window = FIRST_PAGE,
) -> tuple[StageSession, ...]:
    """Return sessions this person may see, the latest planned first; of an anchor or room if given.

    Raises:
        ForbiddenError: the actor may not see those.
    """
    with desk.reading() as uow:
        view = view_of(uow, actor, Act.STAGE_LIST, room=room, person=anchor)
        return uow.sessions.newest(window, rooms=view.rooms, by="planned_start", **view.person_filter("anchor"))


@use_case(Act.STAGE_LIST)
def list_open_actions(desk: Desk, actor: User, anchor: UserId) -> tuple[OpenAction, ...]:
    """Return what an anchor's sessions left to do, by due time.

    Raises:
        ForbiddenError: the actor may not see it.
    """
    with desk.reading() as uow:
        view_of(uow, actor, Act.STAGE_LIST, person=anchor)
        return open_actions(uow.sessions.list(anchor=anchor))


@use_case(Act.STAGE_SHOW)
def get_session(desk: Desk, actor: User, session_id: SessionId) -> StageSession:
    """Return one session, whole.

    Raises:
        ForbiddenError: the actor may not see it.
        NotFoundError: there is none.
    """
    with desk.reading() as uow:
        session = uow.sessions.get(session_id)
    allow(actor, Act.STAGE_SHOW, room=session.room, owner=session.anchor)
    return session


def _change(
    desk: Desk,
    actor: User,
    act: Act,
    session_id: SessionId,
    move: Callable[[UnitOfWork, StageSession], tuple[StageSession, EntryDraft]],
    *,
    seen: int | None = None,
) -> StageSession:
    """Make one move of a session: leave asked, version compared where it was shown, record and entry in one commit."""
    with desk.writing() as uow:
        session = uow.sessions.get(session_id)
        allow(actor, act, room=session.room, owner=session.anchor)
        if seen is not None:
            uow.refuse_stale(session.id, now=session.version, seen=seen)
        changed, entry = move(uow, session)
        saved = uow.sessions.save(changed)
        uow.record(entry)
        uow.commit()
    return saved


def _around(uow: UnitOfWork, people: set[UserId], start: datetime, end: datetime) -> tuple[StageSession, ...]:
    since = start - _LONGEST
    both = [uow.sessions.between("planned_start", since, end, **{who: people}) for who in ("anchor", "partner")]
    return tuple({one.id: one for part in both for one in part}.values())


def _share(cues: Sequence[Cue], name: str) -> float | None:
    """Return the share (0–1) of the text that the speaker of this name spoke, None where cues name nobody so."""
    if not any(cue.speaker == name for cue in cues):
        return None
    spoken = sum(cue.end - cue.start for cue in cues if cue.speaker is not None)
    return sum(cue.end - cue.start for cue in cues if cue.speaker == name) / spoken if spoken else None
