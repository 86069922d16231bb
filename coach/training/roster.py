"""The roster of a show: who is signed off for it, how many more are needed, a proposal of turns, and the turns given."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from coach.scoring import Kind
from coach.scoring.names import KINDS, PLATFORMS
from coach.training.access import Act
from coach.training.audit import EntryDraft
from coach.training.drill import anchor_lacks
from coach.training.evidence import Current, Evidence
from coach.training.model import CardId, Room, Shift, ShiftId, Show, Signoff, SignoffId, User, UserId
from coach.training.names import joined, moment
from coach.training.programme import Programme
from coach.training.refusal import refuse_if
from coach.training.signoff import holding

TURN = timedelta(hours=2)  # proposed turns are at most this long
STRETCH = timedelta(hours=4)  # nobody is on air longer without a break
ON_AIR = timedelta(hours=6)  # nobody is on air longer in one show
HANDOVER = timedelta(minutes=15)  # two anchors may be on air together this long, to hand over


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An anchor with all that says whether they may go on air."""

    evidence: Evidence
    signoffs: tuple[Signoff, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An anchor seen from a show: what is lacking (empty: signed off), on which sign-off, which of the goods they know.

    ``knows`` are the show's products whose cards are part of the evidence they were signed off on.
    """

    anchor: User
    lacks: tuple[str, ...]
    signoff: SignoffId | None
    knows: tuple[CardId, ...]

    @property
    def fit(self) -> bool:
        """Return whether this anchor may go on air in the show."""
        return not self.lacks


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A stretch of a show proposed to an anchor; ``anchor`` is None where nobody is left who may."""

    start: datetime
    end: datetime
    anchor: UserId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Who may go on air in a show (those who know its goods first), how many it needs and lacks, and a proposal."""

    candidates: tuple[Candidate, ...]
    needed: int
    more: int
    turns: tuple[Turn, ...]

    @property
    def fit(self) -> tuple[Candidate, ...]:
        """Return those who are signed off for the show."""
        return tuple(one for one in self.candidates if one.fit)


def roster(
    show: Show,
    room: Room,
    standings: Iterable[Standing],
    programme: Programme,
    current: Current,
    *,
    at: datetime,
    elsewhere: Sequence[Shift] = (),
) -> Roster:
    """Lay out a show: ``standings`` of the room's anchors, ``elsewhere`` their shifts in other shows.

    A sign-off that ends before the show does, does not count.
    """
    found = [candidate(show, room, one, programme, current, at=at) for one in standings]
    found.sort(key=lambda one: (not one.fit, -len(one.knows), len(one.lacks), one.anchor.id))
    fit = [one for one in found if one.fit]
    need = needed(show)
    return Roster(
        candidates=tuple(found),
        needed=need,
        more=max(0, need - len(fit)),
        turns=propose(show, [one.anchor.id for one in fit], elsewhere=elsewhere),
    )


def needed(show: Show) -> int:
    """Return how many anchors a show needs: one up to 4 hours, two up to 12, three up to 18, and so on.

    A million-yuan show of 12 to 18 hours is run by two or three who know the goods; 6 hours on air each.
    """
    length = show.end - show.start
    return 1 if length <= STRETCH else max(2, math.ceil(length / ON_AIR))


def candidate(
    show: Show, room: Room, standing: Standing, programme: Programme, current: Current, *, at: datetime
) -> Candidate:
    """Return how an anchor stands to a show."""
    anchor = standing.evidence.anchor
    lacks = list(anchor_lacks(anchor, room))
    signed, reasons = _signed(show, standing, programme, current, at)
    known = frozenset(signed.fingerprints.cards) if signed is not None else frozenset()
    return Candidate(
        anchor=anchor,
        lacks=tuple(lacks + reasons),
        signoff=signed.id if signed is not None else None,
        knows=tuple(card for card in show.products if card in known),
    )


def propose(show: Show, fit: Sequence[UserId], *, elsewhere: Sequence[Shift] = ()) -> tuple[Turn, ...]:
    """Divide a show into equal turns and give them to ``fit`` (the best first) in rotation.

    Whoever has been on air least comes next; nobody is on air over 6 hours in all, over 4 at a stretch while there is
    nobody else, or while they have a shift ``elsewhere``. Turns nobody may take stay open.
    """
    count = max(1, math.ceil((show.end - show.start) / TURN))
    length = (show.end - show.start) / count
    turns: list[Turn] = []
    for place in range(count):
        start, end = show.start + place * length, show.start + (place + 1) * length
        free = [one for one in fit if _can_take(one, start, end, turns, elsewhere)]
        last = turns[-1].anchor if turns else None
        chosen = min(free, key=lambda one: (one == last, _on_air(one, turns), fit.index(one)), default=None)
        turns.append(Turn(start=start, end=end, anchor=chosen))
    return tuple(turns)


def shift(
    show: Show,
    seen: Candidate,
    *,
    id: ShiftId,  # noqa: A002 - the id of the record, as everywhere
    by: User,
    at: datetime,
    start: datetime,
    end: datetime,
    taken: Sequence[Shift],
    elsewhere: Sequence[Shift] = (),
) -> tuple[Shift, EntryDraft]:
    """Put an anchor on air in a show; ``taken`` are the show's shifts, ``elsewhere`` the anchor's in other shows.

    Raises:
        RefusedError: the show is over or cancelled, the anchor is not signed off for it, the time lies outside the show, is
            taken by somebody else (but for a handover) or by the anchor, or is too long.
    """
    name = seen.anchor.name
    missing = _show_lacks(show, at) + list(seen.lacks)
    missing += _time_lacks(show, start, end)
    missing += _clashes(seen.anchor, start, end, taken, elsewhere)
    mine = [(one.start, one.end) for one in taken if one.anchor == seen.anchor.id] + [(start, end)]
    if sum((until - since for since, until in mine), timedelta()) > ON_AIR:
        missing.append(f"{name}这一场合起来超过 {_hours(ON_AIR)} 小时，请分给别的主播。")
    if _longest(mine) > STRETCH:
        missing.append(f"{name}连着播超过 {_hours(STRETCH)} 小时，中间请换一位主播。")
    refuse_if(missing, f"给{name}排这一班", show=show.id, anchor=seen.anchor.id)
    record = Shift(id=id, show=show.id, anchor=seen.anchor.id, start=start, end=end, by=by.id, at=at)
    return record, _draft(Act.ROSTER_SHIFT, show, record, by, at, signoff=seen.signoff)


def clear(show: Show, record: Shift, *, by: User, at: datetime) -> EntryDraft:
    """Take a shift back before it begins.

    Raises:
        RefusedError: it has begun.
    """
    begun = [f"这一班 {moment(record.start)} 已经开始，不能取消。"] if at >= record.start else []
    refuse_if(begun, "取消这一班", shift=record.id)
    return _draft(Act.ROSTER_CLEAR, show, record, by, at)


def _signed(
    show: Show, standing: Standing, programme: Programme, current: Current, at: datetime
) -> tuple[Signoff | None, list[str]]:
    """Return the sign-off that holds until the show ends, or what is lacking for one."""

    def held(kinds: Iterable[Kind], when: datetime) -> Signoff | None:
        evidence, platform = standing.evidence, show.platform
        return holding(standing.signoffs, programme, evidence, current, platform=platform, kinds=kinds, at=when)

    until = max(at, show.end)
    whole = held(show.kinds, until)
    if whole is not None:
        return whole, []
    now = held(show.kinds, at)
    if now is not None:
        return None, [f"签字在 {moment(now.expires)} 到期，播不到这场结束，请运营先续签。"]
    unsigned = [kind for kind in sorted(show.kinds) if held([kind], until) is None]
    where = f"{PLATFORMS[show.platform]}·{joined(KINDS[kind] for kind in unsigned or sorted(show.kinds))}"
    if not unsigned:
        return None, [f"{where}要有一张包括全部品类的有效签字，请运营补签。"]
    return None, [f"没有{where}的有效签字，请运营看过上岗条件后签字。"]


def _can_take(
    anchor: UserId, start: datetime, end: datetime, turns: Sequence[Turn], elsewhere: Sequence[Shift]
) -> bool:
    if any(one.anchor == anchor and one.start < end and start < one.end for one in elsewhere):
        return False
    mine = [(one.start, one.end) for one in turns if one.anchor == anchor] + [(start, end)]
    return sum((until - since for since, until in mine), timedelta()) <= ON_AIR and _longest(mine) <= STRETCH


def _on_air(anchor: UserId, turns: Iterable[Turn]) -> timedelta:
    return sum((one.end - one.start for one in turns if one.anchor == anchor), timedelta())


def _longest(times: Iterable[tuple[datetime, datetime]]) -> timedelta:
    """Return the longest stretch without a break."""
    longest, since, until = timedelta(), None, None
    for start, end in sorted(times):
        if until is None or since is None or start > until:
            since, until = start, end
        until = max(until, end)
        longest = max(longest, until - since)
    return longest


def _show_lacks(show: Show, at: datetime) -> list[str]:
    if show.cancelled_at is not None:
        return [f"专场“{show.name}”在 {moment(show.cancelled_at)} 已取消，不用再排班。"]
    if at >= show.end:
        return [f"专场“{show.name}”在 {moment(show.end)} 已经结束，不能再排班。"]
    return []


def _time_lacks(show: Show, start: datetime, end: datetime) -> list[str]:
    if end <= start:
        return ["这一班的结束时间要晚于开始时间，请核对。"]
    if start < show.start or end > show.end:
        return [f"这一班要在专场时间里（{moment(show.start)} 到 {moment(show.end)}），请改时间。"]
    return []


def _clashes(
    anchor: User, start: datetime, end: datetime, taken: Sequence[Shift], elsewhere: Sequence[Shift]
) -> list[str]:
    lacks: list[str] = []
    for other in taken:
        together = min(end, other.end) - max(start, other.start)
        if other.anchor == anchor.id and together > timedelta():
            lacks.append(f"{anchor.name}在 {moment(other.start)} 已经有这一场的班，请改时间。")
        elif other.anchor != anchor.id and together > HANDOVER:
            minutes = HANDOVER // timedelta(minutes=1)
            lacks.append(f"{moment(other.start)} 那一班已经有人，交接最多重叠 {minutes} 分钟，请改时间。")
    lacks += [
        f"{anchor.name}在 {moment(other.start)} 有另一个专场的班，请改时间或换一位主播。"
        for other in elsewhere
        if other.anchor == anchor.id and other.start < end and start < other.end
    ]
    return lacks


def _hours(length: timedelta) -> int:
    return length // timedelta(hours=1)


def _draft(act: Act, show: Show, record: Shift, by: User, at: datetime, **more: object) -> EntryDraft:
    data = {
        "show": show.name,
        "anchor": record.anchor,
        "start": record.start,
        "end": record.end,
        "shift": record.id,
        **more,
    }
    return EntryDraft(act=act, actor=by.id, at=at, subject=show.id, room=show.room, data=data)
