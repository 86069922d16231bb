"""Sign-offs: put a name under an anchor's readiness, renew it, take it back, see what holds and why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from coach.services.desk import Desk, use_case
from coach.services.evidence import as_listed, current_of, evidence_of, evidence_of_all
from coach.services.view import view_of
from coach.storage.repositories import FIRST_PAGE, Window
from coach.training import signoff as rules
from coach.training.access import Act, allow
from coach.training.audit import Entry
from coach.training.evidence import Current, Evidence
from coach.training.model import Attempt, Room, RoomId, Scope, Signoff, SignoffId, StageSession, User, UserId
from coach.training.staleness import SignoffStatus, StaleReason, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A sign-off, whether it holds now, and why it does not."""

    signoff: Signoff
    status: SignoffStatus
    reasons: tuple[StaleReason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What the printed 上岗确认单 shows: the sign-off, the people, the evidence, and its entry on the audit trail.

    ``history`` are all sign-offs of the anchor, the newest first; ``names`` are of everybody they speak of.
    """

    standing: Standing
    anchor: User
    signer: User | None
    room: Room
    history: tuple[Standing, ...]
    names: Mapping[UserId, str]
    attempts: tuple[Attempt, ...]
    sessions: tuple[StageSession, ...]
    entry: Entry


@use_case(Act.SIGNOFF_SIGN)
def sign(desk: Desk, actor: User, anchor_id: UserId, *, room: RoomId, scope: Scope, at: datetime) -> Signoff:
    """Put the actor's name under an anchor's readiness for a scope.

    Raises:
        ForbiddenError: the actor may not in this room.
        NotFoundError: there is no such person or room.
        RefusedError: something is missing; all of it is listed with what to do.
    """
    allow(actor, Act.SIGNOFF_SIGN, room=room)
    with desk.writing() as uow:
        record, entry = rules.sign(
            desk.programme,
            evidence_of(uow, uow.users.get(anchor_id)),
            current_of(desk, uow),
            uow.rooms.get(room),
            scope,
            id=SignoffId(desk.new_id()),
            by=actor,
            at=at,
            earlier=uow.signoffs.list(anchor=anchor_id),
        )
        uow.signoffs.add(record)
        uow.record(entry)
        uow.commit()
    return record


@use_case(Act.SIGNOFF_RENEW)
def renew(desk: Desk, actor: User, signoff_id: SignoffId, *, at: datetime) -> Signoff:
    """Sign the same scope again on the evidence of today.

    Raises:
        ForbiddenError: the actor may not in this room.
        RefusedError: it is revoked or renewed already, or something is missing.
    """
    with desk.writing() as uow:
        old = uow.signoffs.get(signoff_id)
        allow(actor, Act.SIGNOFF_RENEW, room=old.room, owner=old.anchor)
        record, entry = rules.renew(
            old,
            desk.programme,
            evidence_of(uow, uow.users.get(old.anchor)),
            current_of(desk, uow),
            uow.rooms.get(old.room),
            id=SignoffId(desk.new_id()),
            by=actor,
            at=at,
            earlier=uow.signoffs.list(anchor=old.anchor),
        )
        uow.signoffs.add(record)
        uow.record(entry)
        uow.commit()
    return record


@use_case(Act.SIGNOFF_REVOKE)
def revoke(desk: Desk, actor: User, signoff_id: SignoffId, *, reason: str, at: datetime) -> Signoff:
    """Take a sign-off back; it stays in the history with the reason.

    Raises:
        ForbiddenError: the actor may not in this room.
        RefusedError: it is revoked already, or no reason is given.
    """
    with desk.writing() as uow:
        old = uow.signoffs.get(signoff_id)
        allow(actor, Act.SIGNOFF_REVOKE, room=old.room, owner=old.anchor)
        anchor = uow.users.get(old.anchor)
        others = uow.signoffs.list(anchor=old.anchor)
        record, entry = rules.revoke(old, desk.programme, anchor, by=actor, at=at, reason=reason, later=others)
        uow.signoffs.revoke(record)
        uow.record(entry)
        uow.commit()
    return record


@use_case(Act.SIGNOFF_LIST)
def list_signoffs(
    desk: Desk,
    actor: User,
    *,
    anchor: UserId | None = None,
    room: RoomId | None = None,
    window: Window = FIRST_PAGE,
    at: datetime,
) -> tuple[Standing, ...]:
    """Return sign-offs this person may see and whether each holds, the newest first; of an anchor or room if given.

    Raises:
        ForbiddenError: the actor may not see those.
    """
    with desk.reading() as uow:
        view = view_of(uow, actor, Act.SIGNOFF_LIST, room=room, person=anchor)
        found = uow.signoffs.newest(window, rooms=view.rooms, **view.person_filter("anchor"))
        people = uow.users.get_many(one.anchor for one in found)
        all_of = uow.signoffs.list_for("anchor", people)
        current = current_of(desk, uow)
        listed = as_listed(desk, uow, current, found)
        evidence = evidence_of_all(uow, people.values(), listed)
    return tuple(
        replace(standing_of(desk, one, evidence[one.anchor], current, all_of, at=at), signoff=whole)
        for one, whole in zip(listed, found, strict=True)
    )


@use_case(Act.SIGNOFF_SHOW)
def get_sheet(desk: Desk, actor: User, signoff_id: SignoffId, *, at: datetime) -> Sheet:
    """Return a sign-off with all that its printed sheet shows.

    Raises:
        ForbiddenError: the actor may not see it.
        NotFoundError: there is none.
    """
    with desk.reading() as uow:
        signoff = uow.signoffs.get(signoff_id)
        allow(actor, Act.SIGNOFF_SHOW, room=signoff.room, owner=signoff.anchor)
        anchor = uow.users.get(signoff.anchor)
        evidence, current = evidence_of(uow, anchor), current_of(desk, uow)
        all_of = uow.signoffs.list(anchor=anchor.id)
        history = [standing_of(desk, one, evidence, current, all_of, at=at) for one in reversed(all_of)]
        people = uow.users.get_many(_people(history, evidence))
        return Sheet(
            standing=next(one for one in history if one.signoff.id == signoff_id),
            anchor=anchor,
            signer=people.get(signoff.by),
            room=uow.rooms.get(signoff.room),
            history=tuple(history),
            names={UserId(id_): one.name for id_, one in people.items()},
            attempts=tuple(one for one in evidence.attempts if one.id in signoff.fingerprints.attempts),
            sessions=tuple(one for one in evidence.sessions if one.id in signoff.fingerprints.sessions),
            entry=uow.audit.first_about(signoff_id),
        )


def _people(standings: Iterable[Standing], evidence: Evidence) -> set[UserId]:
    """Return everybody whom the sheet names: who signed, judged, took back or led a session."""
    found = {one.partner for one in evidence.sessions}
    for one in standings:
        found |= {one.signoff.by, *one.signoff.reviewers}
        if one.signoff.revoked is not None:
            found.add(one.signoff.revoked.by)
    return found


def standing_of(
    desk: Desk, signoff: Signoff, evidence: Evidence, current: Current, signoffs: Sequence[Signoff], *, at: datetime
) -> Standing:
    """Return a sign-off with where it stands; ``signoffs`` has the anchor's others, which may renew it."""
    later = [one for one in signoffs if one.anchor == signoff.anchor]
    status, reasons = standing(signoff, desk.programme, evidence, current, at=at, later=later)
    return Standing(signoff=signoff, status=status, reasons=reasons)
