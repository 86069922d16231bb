"""Shows and who goes on air in them: plan, change and cancel a show, see the roster, give turns and take them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from coach.services.desk import Desk, use_case
from coach.services.evidence import as_listed, cards_of, current_of, evidence_of, evidence_of_all, pick_card
from coach.services.view import view_of
from coach.storage.repositories import FIRST_PAGE, Window
from coach.storage.unit_of_work import UnitOfWork
from coach.training import roster as rules
from coach.training import show as show_rules
from coach.training.access import Act, allow
from coach.training.evidence import Evidence
from coach.training.model import Card, CardId, Role, RoomId, Shift, ShiftId, Show, ShowId, User, UserId
from coach.training.refusal import refuse_if
from coach.training.roster import Roster, Standing

_LONGEST = timedelta(days=2)  # no show and no shift lasts longer: what began before can't overlap


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterSheet:
    """A show, who may go on air in it and who is needed, and the shifts given so far in their order."""

    show: Show
    roster: Roster
    shifts: tuple[Shift, ...]


@use_case(Act.SHOW_PLAN)
def plan_show(
    desk: Desk,
    actor: User,
    *,
    room: RoomId,
    name: str,
    products: Sequence[CardId],
    start: datetime,
    end: datetime,
    at: datetime,
) -> Show:
    """Plan a show of a room.

    Raises:
        ForbiddenError: the actor may not in this room.
        NotFoundError: there is no such room or card.
        RefusedError: the room is closed, products or name are missing, or its time is past, impossible or taken.
    """
    allow(actor, Act.SHOW_PLAN, room=room)
    with desk.writing() as uow:
        show, entry = show_rules.plan(
            uow.rooms.get(room),
            _cards(cards_of(desk, uow), products),
            id=ShowId(desk.new_id()),
            by=actor,
            at=at,
            name=name,
            start=start,
            end=end,
            others=_shows_around(uow, room, start, end),
        )
        uow.shows.add(show)
        uow.record(entry)
        uow.commit()
    return show


@use_case(Act.SHOW_EDIT)
def edit_show(
    desk: Desk,
    actor: User,
    show_id: ShowId,
    *,
    name: str,
    products: Sequence[CardId],
    start: datetime,
    end: datetime,
    seen: int,
    at: datetime,
) -> Show:
    """Change a show that stands at version ``seen`` and has not begun.

    Raises:
        ForbiddenError: the actor may not in this room.
        RefusedError: it has begun or is cancelled, a shift would fall outside, or the new values won't do.
        ConflictError: somebody saved in between.
    """
    with desk.writing() as uow:
        show = uow.shows.get(show_id)
        allow(actor, Act.SHOW_EDIT, room=show.room)
        uow.refuse_stale(show.id, now=show.version, seen=seen)
        changed, entry = show_rules.edit(
            show,
            uow.rooms.get(show.room),
            _cards(cards_of(desk, uow), products),
            by=actor,
            at=at,
            name=name,
            start=start,
            end=end,
            shifts=uow.shifts.list(show=show_id),
            others=_shows_around(uow, show.room, start, end),
        )
        saved = uow.shows.save(changed)
        uow.record(entry)
        uow.commit()
    return saved


@use_case(Act.SHOW_CANCEL)
def cancel_show(desk: Desk, actor: User, show_id: ShowId, *, reason: str, at: datetime) -> Show:
    """Cancel a show that has not begun.

    Raises:
        ForbiddenError: the actor may not in this room.
        RefusedError: it has begun or is cancelled already, or no reason is given.
    """
    with desk.writing() as uow:
        show = uow.shows.get(show_id)
        allow(actor, Act.SHOW_CANCEL, room=show.room)
        changed, entry = show_rules.cancel(show, by=actor, at=at, reason=reason)
        saved = uow.shows.save(changed)
        uow.record(entry)
        uow.commit()
    return saved


@use_case(Act.SHOW_LIST)
def list_shows(desk: Desk, actor: User, *, room: RoomId | None = None, window: Window = FIRST_PAGE) -> tuple[Show, ...]:
    """Return the shows this person may see, the latest first; of one room if given.

    Raises:
        ForbiddenError: the actor may not see that room.
    """
    with desk.reading() as uow:
        view = view_of(uow, actor, Act.SHOW_LIST, room=room)
        return uow.shows.newest(window, rooms=view.rooms, by="start")


@use_case(Act.ROSTER_SHOW)
def get_show(desk: Desk, actor: User, show_id: ShowId) -> Show:
    """Return one show.

    Raises:
        ForbiddenError: the actor may not see it.
        NotFoundError: there is none.
    """
    with desk.reading() as uow:
        show = uow.shows.get(show_id)
    allow(actor, Act.ROSTER_SHOW, room=show.room)
    return show


@use_case(Act.ROSTER_SHIFT)
def accept_proposal(desk: Desk, actor: User, show_id: ShowId, *, at: datetime) -> tuple[Shift, ...]:
    """Give all proposed turns that have somebody, in one commit; only while no shift stands yet.

    Raises:
        ForbiddenError: the actor may not in this room.
        RefusedError: there are shifts already, nobody is signed off for the show, or a turn won't do any more.
    """
    sheet = get_roster(desk, actor, show_id, at=at)
    allow(actor, Act.ROSTER_SHIFT, room=sheet.show.room)
    turns = [turn for turn in sheet.roster.turns if turn.anchor is not None]
    missing = ["已经排过班了，请一班一班地改。"] if sheet.shifts else []
    missing += [] if turns else ["还没有人签过这个范围的字，先请运营签字。"]
    refuse_if(missing, "照建议排班", show=show_id)
    candidates = {one.anchor.id: one for one in sheet.roster.candidates}
    given: list[Shift] = []
    with desk.writing() as uow:
        elsewhere = _elsewhere(uow, sheet.show, set(candidates))
        if uow.shifts.exists(show=show_id):
            refuse_if(["刚刚有人排了班，请刷新页面。"], "照建议排班", show=show_id)
        for turn in turns:
            assert turn.anchor is not None
            record, entry = rules.shift(
                sheet.show,
                candidates[turn.anchor],
                id=ShiftId(desk.new_id()),
                by=actor,
                at=at,
                start=turn.start,
                end=turn.end,
                taken=given,
                elsewhere=elsewhere,
            )
            uow.shifts.add(record)
            uow.record(entry)
            given.append(record)
        uow.commit()
    return tuple(given)


@use_case(Act.ROSTER_SHOW)
def get_roster(desk: Desk, actor: User, show_id: ShowId, *, at: datetime) -> RosterSheet:
    """Return who may go on air in a show, how many more are needed, a proposal of turns, and the shifts given.

    Raises:
        ForbiddenError: the actor may not see it.
        NotFoundError: there is no such show.
    """
    with desk.reading() as uow:
        show = uow.shows.get(show_id)
        allow(actor, Act.ROSTER_SHOW, room=show.room)
        anchors = [one for one in uow.users.list_in([show.room]) if one.active and _on_air(one)]
        people = {one.id for one in anchors}
        current = current_of(desk, uow)
        signoffs = as_listed(desk, uow, current, uow.signoffs.list_for("anchor", people))
        signed = {one.anchor for one in signoffs}  # without a sign-off nothing else has to be looked at
        evidence = evidence_of_all(uow, [one for one in anchors if one.id in signed], signoffs)
        shifts, elsewhere = uow.shifts.list(show=show_id), _elsewhere(uow, show, people)
        room = uow.rooms.get(show.room)
    standings = [
        Standing(
            evidence=evidence.get(one.id, Evidence(anchor=one)),
            signoffs=tuple(sign for sign in signoffs if sign.anchor == one.id),
        )
        for one in anchors
    ]
    laid = rules.roster(show, room, standings, desk.programme, current, at=at, elsewhere=elsewhere)
    return RosterSheet(show=show, roster=laid, shifts=tuple(sorted(shifts, key=lambda one: (one.start, one.id))))


@use_case(Act.ROSTER_SHIFT)
def give_shift(
    desk: Desk, actor: User, show_id: ShowId, anchor_id: UserId, *, start: datetime, end: datetime, at: datetime
) -> Shift:
    """Put an anchor on air in a show.

    Raises:
        ForbiddenError: the actor may not in this room.
        NotFoundError: there is no such show or person.
        RefusedError: the anchor is not signed off for it, or the time won't do.
    """
    with desk.writing() as uow:
        show = uow.shows.get(show_id)
        allow(actor, Act.ROSTER_SHIFT, room=show.room)
        anchor = uow.users.get(anchor_id)
        standing = Standing(evidence=evidence_of(uow, anchor), signoffs=uow.signoffs.list(anchor=anchor_id))
        room, current = uow.rooms.get(show.room), current_of(desk, uow)
        record, entry = rules.shift(
            show,
            rules.candidate(show, room, standing, desk.programme, current, at=at),
            id=ShiftId(desk.new_id()),
            by=actor,
            at=at,
            start=start,
            end=end,
            taken=uow.shifts.list(show=show_id),
            elsewhere=_elsewhere(uow, show, {anchor_id}),
        )
        uow.shifts.add(record)
        uow.record(entry)
        uow.commit()
    return record


@use_case(Act.ROSTER_CLEAR)
def clear_shift(desk: Desk, actor: User, shift_id: ShiftId, *, at: datetime) -> Shift:
    """Take a shift back before it begins; return what it was.

    Raises:
        ForbiddenError: the actor may not in this room.
        RefusedError: it has begun.
    """
    with desk.writing() as uow:
        record = uow.shifts.get(shift_id)
        show = uow.shows.get(record.show)
        allow(actor, Act.ROSTER_CLEAR, room=show.room)
        entry = rules.clear(show, record, by=actor, at=at)
        uow.shifts.remove(record.id)
        uow.record(entry)
        uow.commit()
    return record


def _on_air(user: User) -> bool:
    return bool(user.roles & {Role.ANCHOR, Role.SENIOR})


def _cards(cards: Mapping[CardId, Card], products: Sequence[CardId]) -> list[Card]:
    return [pick_card(cards, card) for card in dict.fromkeys(products)]


def _shows_around(uow: UnitOfWork, room: RoomId, start: datetime, end: datetime) -> tuple[Show, ...]:
    found = uow.shows.between("start", start - _LONGEST, end, room=room)
    return tuple(one for one in found if one.cancelled_at is None)


def _elsewhere(uow: UnitOfWork, show: Show, people: set[UserId]) -> tuple[Shift, ...]:
    found = uow.shifts.between("start", show.start - _LONGEST, show.end, anchor=people) if people else ()
    cancelled = {one.id for one in uow.shows.get_many({shift.show for shift in found}).values() if one.cancelled_at}
    return tuple(one for one in found if one.show != show.id and one.show not in cancelled)
