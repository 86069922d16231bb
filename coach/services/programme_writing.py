"""Change the programme for the team: one part at a time, as a new version that is looked at before it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from coach.errors import ConflictError, InputError, NotFoundError
from coach.services.desk import Desk, use_case
from coach.services.evidence import current_of, evidence_of_all
from coach.storage.unit_of_work import UnitOfWork
from coach.training.access import Act, allow, shared_room
from coach.training.audit import EntryDraft
from coach.training.edition import (
    Change,
    Parts,
    checked,
    differences,
    edited,
    merged,
    name_of,
    value_of,
)
from coach.training.evidence import Current, Evidence, Requirement
from coach.training.model import Role, Room, RoomId, Signoff, User, UserId
from coach.training.model.editions import Edition
from coach.training.names import moment
from coach.training.programme import Programme
from coach.training.readiness import Readiness, readiness_grid
from coach.training.signoff import HOLDS
from coach.training.staleness import status_of

MOST_WHY = 200
MOST_COUNTED = 300
_AT_ONCE = 100
_ANCHORS = frozenset({Role.ANCHOR, Role.SENIOR})
_SHOWN_IN_AUDIT = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a change of the programme means for one anchor: requirements no longer met, requirements met now, and
    whether a sign-off falls or holds again."""

    anchor: User
    lost: tuple[str, ...]
    gained: tuple[str, ...]
    signoff_falls: bool
    signoff_returns: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a change would do: ``effects`` on anchors of the actor's rooms, by name.

    ``uncounted`` of them are not looked at, being too many; ``signoffs_elsewhere`` is how many other anchors' sign-offs fall.
    """

    changes: tuple[Change, ...]
    effects: tuple[Effect, ...]
    uncounted: int
    signoffs_elsewhere: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartNow:
    """A part of the programme as it stands: what it is called, its value, and the programme around it."""

    name: str
    programme: Programme
    value: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionLine:
    """A version, who made it, and what it changed against the version before."""

    edition: Edition
    name: str
    changes: tuple[Change, ...]


@use_case(Act.PROGRAMME_WRITE)
def get_part(desk: Desk, actor: User, part: str) -> PartNow:
    """Return one part as it is now, to be changed.

    Raises:
        ForbiddenError: the actor may not.
        NotFoundError: there is no such part.
    """
    allow(actor, Act.PROGRAMME_WRITE)
    with desk.reading() as uow:
        now = programme_now(uow, desk.programme.standard)
    return PartNow(name=name_of(now, part), programme=now, value=value_of(now, part))


@use_case(Act.PROGRAMME_WRITE)
def preview_part(desk: Desk, actor: User, part: str, given: Mapping[str, Any], *, at: datetime) -> Outlook:
    """Return what these values of one part would change, and for whom; nothing is kept.

    Raises:
        ForbiddenError: the actor may not.
        NotFoundError: there is no such part.
        InputError: a value won't do; ``key`` names it.
    """
    allow(actor, Act.PROGRAMME_WRITE)
    with desk.reading() as uow:
        kept = uow.editions.of(desk.programme.id)
        before = _programme(desk, kept)
        after = edited(desk.programme.standard, _with_part(before, _parts(kept), part, given))
        return _outlook(desk, uow, actor, before, after, at)


@use_case(Act.PROGRAMME_WRITE)
def write_part(
    desk: Desk, actor: User, part: str, given: Mapping[str, Any], *, seen: int, why: str, at: datetime
) -> Edition:
    """Keep these values of one part as a new version of the team's programme; ``seen`` is the version changed from.

    Raises:
        ForbiddenError: the actor may not.
        NotFoundError: there is no such part.
        InputError: a value won't do, nothing is different, or there is no reason; ``key`` names it.
        ConflictError: somebody kept another version in between.
    """
    allow(actor, Act.PROGRAMME_WRITE)
    with desk.writing() as uow:
        kept = uow.editions.of(desk.programme.id)
        before = _programme(desk, kept)
        return _keep(desk, uow, actor, kept, _with_part(before, _parts(kept), part, given), seen=seen, why=why, at=at)


@use_case(Act.PROGRAMME_WRITE)
def preview_return(desk: Desk, actor: User, number: int, *, at: datetime) -> Outlook:
    """Return what going back to an earlier version (0: the programme without changes) would change, and for whom.

    Raises:
        ForbiddenError: the actor may not.
        NotFoundError: there is no such version.
    """
    allow(actor, Act.PROGRAMME_WRITE)
    with desk.reading() as uow:
        kept = uow.editions.of(desk.programme.id)
        after = edited(desk.programme.standard, _parts_at(kept, number))
        return _outlook(desk, uow, actor, _programme(desk, kept), after, at)


@use_case(Act.PROGRAMME_WRITE)
def go_back(desk: Desk, actor: User, number: int, *, seen: int, why: str, at: datetime) -> Edition:
    """Keep an earlier version (0: the programme without changes) as the newest.

    Raises:
        ForbiddenError: the actor may not.
        NotFoundError: there is no such version.
        InputError: nothing is different, or there is no reason.
        ConflictError: somebody kept another version in between.
    """
    allow(actor, Act.PROGRAMME_WRITE)
    with desk.writing() as uow:
        kept = uow.editions.of(desk.programme.id)
        return _keep(desk, uow, actor, kept, _parts_at(kept, number), seen=seen, why=why, at=at)


@use_case(Act.PROGRAMME_LIST)
def list_editions(desk: Desk, actor: User) -> tuple[EditionLine, ...]:
    """Return all versions of the team's programme, the newest first.

    Raises:
        ForbiddenError: the actor may not see them.
    """
    allow(actor, Act.PROGRAMME_LIST)
    with desk.reading() as uow:
        kept = uow.editions.of(desk.programme.id)
        people = uow.users.get_many({one.by for one in kept})
    lines: list[EditionLine] = []
    before = desk.programme.standard
    for one in kept:
        after = edited(desk.programme.standard, one.parts)
        lines.append(EditionLine(edition=one, name=people[one.by].name, changes=differences(before, after)))
        before = after
    return tuple(reversed(lines))


def programme_now(uow: UnitOfWork, standard: Programme) -> Programme:
    """Return the programme with the team's changes as they are kept now."""
    return _made(standard, uow.editions.of(standard.id))


def _made(standard: Programme, kept: tuple[Edition, ...]) -> Programme:
    if not kept:
        return standard
    return edited(standard, kept[-1].parts, number=kept[-1].number, earlier=[one.parts for one in kept[:-1]])


def _programme(desk: Desk, kept: tuple[Edition, ...]) -> Programme:
    return _made(desk.programme.standard, kept)


def _parts(kept: tuple[Edition, ...]) -> Parts:
    return kept[-1].parts if kept else {}


def _parts_at(kept: tuple[Edition, ...], number: int) -> Parts:
    if number == 0:
        return {}
    for one in kept:
        if one.number == number:
            return one.parts
    raise NotFoundError(f"没有第 {number} 次修改。请回到“历次修改”重新选。", number=number)


def _with_part(now: Programme, parts: Parts, part: str, given: Mapping[str, Any]) -> Parts:
    return merged(now.standard, parts, part, checked(now, part, given))


def _keep(
    desk: Desk,
    uow: UnitOfWork,
    actor: User,
    kept: tuple[Edition, ...],
    parts: Parts,
    *,
    seen: int,
    why: str,
    at: datetime,
) -> Edition:
    number = uow.editions.newest_number(desk.programme.id)
    if seen != number:
        raise _conflict(uow, kept)
    reason = " ".join(why.split())
    if not 2 <= len(reason) <= MOST_WHY:
        raise InputError(f"请写一句为什么改（2 到 {MOST_WHY} 个字），以后看得懂。", key="why")
    before, after = _programme(desk, kept), edited(desk.programme.standard, parts)
    changes = differences(before, after)
    if not changes:
        raise InputError("和现在的一样，没有要存的。", key="")
    edition = Edition(
        number=number + 1,
        programme=desk.programme.id,
        by=actor.id,
        at=at,
        why=reason,
        fingerprint=after.fingerprint,
        parts=parts,
    )
    uow.editions.add(edition)
    words = [one.words for one in changes]
    more = [f"等 {len(words)} 处"] if len(words) > _SHOWN_IN_AUDIT else []
    data = {
        "number": edition.number,
        "why": reason,
        "changes": [*words[:_SHOWN_IN_AUDIT], *more],
        "fingerprint": after.fingerprint,
    }
    subject = str(desk.programme.id)
    uow.record(EntryDraft(act=Act.PROGRAMME_WRITE, actor=actor.id, at=at, subject=subject, data=data))
    uow.commit()
    return edition


def _conflict(uow: UnitOfWork, kept: tuple[Edition, ...]) -> ConflictError:
    who = uow.users.find(kept[-1].by) if kept else None
    when = f"在{moment(kept[-1].at)}" if kept else ""
    return ConflictError(
        f"{who.name if who else '别人'}{when}改过培养方案，你的改动没有保存。请重新打开看过他的改动，再把你的填进去。"
    )


def _outlook(desk: Desk, uow: UnitOfWork, actor: User, before: Programme, after: Programme, at: datetime) -> Outlook:
    changes = differences(before, after)
    if not changes:
        return Outlook(changes=(), effects=(), uncounted=0, signoffs_elsewhere=0)
    people = [one for one in uow.users.list() if one.active and one.roles & _ANCHORS]
    own = [one for one in people if Role.ADMIN in actor.roles or shared_room(actor, one) is not None]
    own.sort(key=lambda one: (one.name, one.id))
    counted = own[:MOST_COUNTED]
    falling = _falling(uow.signoffs.list(), before, at) - {one.id for one in counted}
    return Outlook(
        changes=changes,
        effects=tuple(_effects(desk, uow, counted, before, after, at)),
        uncounted=len(own) - len(counted),
        signoffs_elsewhere=len(falling),
    )


def _falling(signoffs: Sequence[Signoff], before: Programme, at: datetime) -> set[UserId]:
    """Return whose sign-offs, in force by term and programme, lose their ground by any change of it."""
    renewed = {one.renews for one in signoffs}
    return {
        one.anchor
        for one in signoffs
        if one.revoked is None
        and one.id not in renewed
        and at < one.expires
        and one.fingerprints.programme == before.fingerprint
    }


def _effects(
    desk: Desk, uow: UnitOfWork, anchors: Sequence[User], before: Programme, after: Programme, at: datetime
) -> Iterator[Effect]:
    """Yield what changes for each of these anchors; those for whom nothing does are left out."""
    rooms = {one.id: one for one in uow.rooms.list()}
    current = current_of(desk, uow)
    for start in range(0, len(anchors), _AT_ONCE):
        group = anchors[start : start + _AT_ONCE]
        signoffs = uow.signoffs.list_for("anchor", [one.id for one in group])
        evidence = evidence_of_all(uow, group, signoffs)
        for anchor in group:
            own = [one for one in signoffs if one.anchor == anchor.id]
            found = _effect(anchor, evidence[anchor.id], current, own, rooms, (before, after), at)
            if found.lost or found.gained or found.signoff_falls or found.signoff_returns:
                yield found


def _effect(
    anchor: User,
    evidence: Evidence,
    current: Current,
    signoffs: Sequence[Signoff],
    rooms: Mapping[RoomId, Room],
    programmes: tuple[Programme, Programme],
    at: datetime,
) -> Effect:
    places = [rooms[one] for one in anchor.rooms if rooms[one].open]
    old, new = (
        readiness_grid(
            one,
            evidence,
            current,
            platforms={place.platform for place in places},
            kinds={kind for place in places for kind in place.kinds},
            at=at,
        )
        for one in programmes
    )
    held, holds = (
        {one.id for one in signoffs if status_of(one, made, evidence, current, at=at, later=signoffs) in HOLDS}
        for made in programmes
    )
    return Effect(
        anchor=anchor,
        lost=_turned(old, new),
        gained=_turned(new, old),
        signoff_falls=bool(held - holds),
        signoff_returns=bool(holds - held),
    )


def _turned(before: Iterable[Readiness], after: Iterable[Readiness]) -> tuple[str, ...]:
    """Return the requirements met before and not after, in words, each once."""
    pairs: list[tuple[Requirement, Requirement]] = [
        (was, one)
        for old, new in zip(before, after, strict=True)
        for was, one in zip(old.requirements, new.requirements, strict=True)
        if was.met and not one.met
    ]
    return tuple(dict.fromkeys(f"{was.title}（{was.have}）" for was, _ in pairs))
