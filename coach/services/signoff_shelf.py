"""All sign-offs of a person's rooms page by page: which hold, which end soon, which went stale and why, which are over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from coach.scoring import Kind, Platform
from coach.services.desk import Desk, use_case
from coach.services.evidence import as_listed, current_of, evidence_of_all
from coach.services.signoff import Standing, standing_of
from coach.services.view import view_of
from coach.storage.progress import Field
from coach.storage.shelf import Place
from coach.training.access import Act
from coach.training.model import Room, RoomId, User
from coach.training.staleness import SignoffStatus

AT_ONCE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfEntry:
    """A sign-off with whose it is, who signed and for which room."""

    standing: Standing
    anchor: User
    signer: str
    room: Room


@dataclass(frozen=True, slots=True, kw_only=True)
class SignoffShelf:
    """One page; ``counts`` says for all pages how many stand where."""

    entries: tuple[ShelfEntry, ...]
    counts: Mapping[SignoffStatus, int]
    page: int
    more: bool

    @property
    def total(self) -> int:
        """Return how many there are, wherever they stand."""
        return sum(self.counts.values())


@use_case(Act.SIGNOFF_LIST)
def get_shelf(
    desk: Desk,
    actor: User,
    *,
    room: RoomId | None = None,
    platform: Platform | None = None,
    kind: Kind | None = None,
    status: SignoffStatus | None = None,
    words: str = "",
    page: int = 1,
    at: datetime,
) -> SignoffShelf:
    """Return a page of the sign-offs this person may see: of a room, platform, kind, state, or part of a name if given.

    Raises:
        ForbiddenError: the actor may not see that room.
    """
    with desk.reading() as uow:
        view, current = view_of(uow, actor, Act.SIGNOFF_LIST, room=room), current_of(desk, uow)
        field = Field(
            rooms=view.rooms,
            person=view.person,
            platform=platform,
            kind=kind,
            words=words,
            programme=desk.programme.fingerprint,
            rulebook=current.rulebook,
            room_rules=current.room_rules,
            at=at,
        )
        place = Place(field=field, soon=at + timedelta(days=desk.programme.signoff.warn_days))
        counts = uow.shelf.counts(place)
        ids = uow.shelf.page(place, status, limit=AT_ONCE + 1, skip=(page - 1) * AT_ONCE)
        found = {one.id: one for one in as_listed(desk, uow, current, uow.signoffs.get_many(ids[:AT_ONCE]).values())}
        people = uow.users.get_many({one.anchor for one in found.values()} | {one.by for one in found.values()})
        anchors = {one.anchor: people[one.anchor] for one in found.values()}
        rooms = uow.rooms.get_many(one.room for one in found.values())
        all_of = uow.signoffs.list_for("anchor", anchors)
        evidence = evidence_of_all(uow, anchors.values(), found.values())
    return SignoffShelf(
        entries=tuple(
            ShelfEntry(
                standing=standing_of(desk, found[id_], evidence[found[id_].anchor], current, all_of, at=at),
                anchor=anchors[found[id_].anchor],
                signer=people[found[id_].by].name if found[id_].by in people else "",
                room=rooms[found[id_].room],
            )
            for id_ in ids[:AT_ONCE]
        ),
        counts=counts,
        page=page,
        more=len(ids) > AT_ONCE,
    )
