"""The readiness board: the anchors of a person's rooms page by page, where each stands, and how many stand where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from coach.scoring import Kind, Platform
from coach.services.desk import Desk, use_case
from coach.services.evidence import as_listed, current_of, evidence_of_all
from coach.services.signoff import Standing
from coach.services.view import view_of
from coach.storage.progress import Field, Milestone
from coach.training.access import Act
from coach.training.evidence import Current, Evidence
from coach.training.model import Room, RoomId, Signoff, User
from coach.training.readiness import Readiness, readiness_grid
from coach.training.staleness import SignoffStatus, standing

AT_ONCE = 20
_OVER = (SignoffStatus.REVOKED, SignoffStatus.RENEWED)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPart:
    """One platform and kind of goods of an anchor: the readiness, and the sign-off that covers it, if there is one."""

    readiness: Readiness
    standing: Standing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardEntry:
    """An anchor with their rooms and parts."""

    anchor: User
    rooms: tuple[Room, ...]
    parts: tuple[BoardPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """One page of the board; ``counts`` says for the whole of it how many anchors have come how far."""

    entries: tuple[BoardEntry, ...]
    counts: Mapping[Milestone, int]
    page: int
    more: bool

    @property
    def total(self) -> int:
        """Return how many anchors there are on all pages, whatever they have reached."""
        return sum(self.counts.values())

    def reached(self, milestone: Milestone) -> int:
        """Return how many have come at least so far."""
        places = list(Milestone)
        return sum(self.counts[one] for one in places[places.index(milestone) :])


@use_case(Act.READINESS_BOARD)
def get_board(
    desk: Desk,
    actor: User,
    *,
    room: RoomId | None = None,
    platform: Platform | None = None,
    kind: Kind | None = None,
    milestone: Milestone | None = None,
    words: str = "",
    page: int = 1,
    at: datetime,
) -> Board:
    """Return a page of the anchors this person may see, by name: of a room, platform, kind, or part of the name if given.

    Raises:
        ForbiddenError: the actor may not see that room.
    """
    with desk.reading() as uow:
        view, current = view_of(uow, actor, Act.READINESS_BOARD, room=room), current_of(desk, uow)
        known = uow.rooms.list() if view.rooms is None else uow.rooms.get_many(view.rooms).values()
        rooms = tuple(sorted((one for one in known if one.open), key=lambda one: one.name))
        if view.person is not None:
            rooms = tuple(one for one in rooms if one.id in actor.rooms)
        fit = [one for one in rooms if platform in (None, one.platform) and (kind is None or kind in one.kinds)]
        field = Field(
            rooms=frozenset(one.id for one in fit),
            person=view.person,
            platform=platform,
            kind=kind,
            words=words,
            programme=desk.programme.fingerprint,
            rulebook=current.rulebook,
            room_rules=current.room_rules,
            at=at,
        )
        counts = uow.progress.counts(field)
        ids = uow.progress.page(field, milestone, limit=AT_ONCE + 1, skip=(page - 1) * AT_ONCE)
        people = uow.users.get_many(ids[:AT_ONCE])
        signoffs = as_listed(desk, uow, current, uow.signoffs.list_for("anchor", people))
        evidence = evidence_of_all(uow, people.values(), signoffs)
    entries: list[BoardEntry] = []
    for id_ in ids[:AT_ONCE]:
        mine = tuple(one for one in fit if one.id in people[id_].rooms)
        own = [one for one in signoffs if one.anchor == id_]
        parts = _parts(desk, evidence[id_], current, own, mine, kind, at)
        entries.append(BoardEntry(anchor=people[id_], rooms=mine, parts=parts))
    return Board(entries=tuple(entries), counts=counts, page=page, more=len(ids) > AT_ONCE)


def _parts(
    desk: Desk,
    evidence: Evidence,
    current: Current,
    signoffs: list[Signoff],
    rooms: Iterable[Room],
    kind: Kind | None,
    at: datetime,
) -> tuple[BoardPart, ...]:
    sold: dict[Platform, set[Kind]] = {}
    for room in rooms:
        sold.setdefault(room.platform, set()).update(one for one in room.kinds if kind in (None, one))
    found: list[BoardPart] = []
    for platform in sorted(sold):
        grid = readiness_grid(desk.programme, evidence, current, platforms=[platform], kinds=sold[platform], at=at)
        for part in grid:
            standing = _standing(desk, evidence, current, signoffs, part, at)
            found.append(BoardPart(readiness=part, standing=standing))
    return tuple(found)


def _standing(
    desk: Desk, evidence: Evidence, current: Current, signoffs: list[Signoff], part: Readiness, at: datetime
) -> Standing | None:
    """Return the newest sign-off for the platform and kind that was neither taken back nor renewed."""
    for one in sorted(signoffs, key=lambda one: (one.at, one.id), reverse=True):
        if part.platform not in one.scope.platforms or part.kind not in one.scope.kinds:
            continue
        status, reasons = standing(one, desk.programme, evidence, current, at=at, later=signoffs)
        if status not in _OVER:
            return Standing(signoff=one, status=status, reasons=reasons)
    return None
