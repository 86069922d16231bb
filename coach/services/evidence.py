"""Gather what readiness and sign-offs are computed from: an anchor's records, and the cards and rules of today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from coach.errors import NotFoundError
from coach.library import Library
from coach.services.desk import Desk
from coach.storage.unit_of_work import UnitOfWork
from coach.training.canonical import card_fingerprint
from coach.training.evidence import Current, Evidence
from coach.training.model import Attempt, Card, CardId, Incident, Review, RoomId, Signoff, StageSession, User, UserId
from coach.training.signoff import HOLDS
from coach.training.staleness import status_of

_R = TypeVar("_R", Attempt, Review, StageSession, Incident)
LIBRARY = UserId("library")  # who made the cards that come with the scripts library
_EVER = datetime(2026, 1, 1, tzinfo=UTC)
_shelves: list[tuple[Library, Mapping[CardId, Card]]] = []


def evidence_of(uow: UnitOfWork, anchor: User) -> Evidence:
    """Return all records of one anchor, whole."""
    people = {anchor.id: anchor}
    return _evidence(uow, people, uow.attempts.list_for("anchor", people))[anchor.id]


def evidence_of_all(uow: UnitOfWork, anchors: Iterable[User], signoffs: Iterable[Signoff]) -> Mapping[UserId, Evidence]:
    """Return all records of each of these anchors as boards need them: hand-ins in short, but whole where one of these
    sign-offs rests on them."""
    people = {anchor.id: anchor for anchor in anchors}
    signed = {id_ for one in signoffs for id_ in one.fingerprints.attempts}
    whole = uow.attempts.get_many(signed)
    return _evidence(uow, people, [whole.get(one.id, one) for one in uow.attempts.gists.list_for("anchor", people)])


def _evidence(uow: UnitOfWork, people: Mapping[UserId, User], found: Iterable[Attempt]) -> Mapping[UserId, Evidence]:
    attempts = _by_anchor(found)
    reviews = _by_anchor(uow.reviews.list_for("anchor", people))
    sessions = _by_anchor(uow.sessions.list_for("anchor", people))
    incidents = _by_anchor(uow.incidents.list_for("anchor", people))
    return {
        id_: Evidence(
            anchor=anchor,
            attempts=tuple(attempts.get(id_, ())),
            reviews=tuple(reviews.get(id_, ())),
            sessions=tuple(sessions.get(id_, ())),
            incidents=tuple(incidents.get(id_, ())),
        )
        for id_, anchor in people.items()
    }


def as_listed(desk: Desk, uow: UnitOfWork, current: Current, signoffs: Iterable[Signoff]) -> tuple[Signoff, ...]:
    """Return sign-offs as lists of many look at them: the records they rest on count as they were signed.

    Hand-ins can't change, the database refuses it. Sessions are held against their fingerprints by whoever signs, renews,
    gives a shift or opens the sheet, and of all sign-offs by ``delivering.notice_stale``: one that was found stale, and not
    by other rules or another programme, is looked at whole here too.
    """
    found = tuple(signoffs)
    suspect = uow.stale_notices.get_many(one.id for one in found)

    def sessions(one: Signoff) -> Mapping[str, str]:
        signed = one.fingerprints
        today = signed.programme == desk.programme.fingerprint and signed.rulebook == current.rules_of(one.room)
        return signed.sessions if today and one.id in suspect else {}

    return tuple(
        replace(one, fingerprints=replace(one.fingerprints, attempts={}, sessions=sessions(one))) for one in found
    )


def current_of(desk: Desk, uow: UnitOfWork) -> Current:
    """Return the rules of today and all cards as they are now."""
    common = desk.rulebook.of_room("")  # what a room goes by that no pack names
    return Current(rulebook=common.fingerprint, cards=cards_of(desk, uow), room_rules=room_rules(desk, uow))


def room_rules(desk: Desk, uow: UnitOfWork) -> Mapping[RoomId, str]:
    """Return the fingerprints of the rules of those rooms that have some of their own."""
    named = desk.rulebook.rooms
    rooms = uow.rooms.list() if named else ()
    return {room.id: desk.rules_of(room).fingerprint for room in rooms if room.name in named}


def cards_of(desk: Desk, uow: UnitOfWork) -> Mapping[CardId, Card]:
    """Return all cards by id: those of the records stand before those of the library with the same id."""
    return {**_shelf(desk.library), **{card.id: card for card in uow.cards.list()}}


def _shelf(library: Library) -> Mapping[CardId, Card]:
    """Return the cards of the library; their fingerprints are made once for each library that was loaded."""
    for known, cards in _shelves:
        if known is library:
            return cards
    made = {
        CardId(product.id): Card(
            id=CardId(product.id),
            product=product,
            fingerprint=card_fingerprint(product),
            by=LIBRARY,
            at=_EVER,
            version=0,
        )
        for product in library.list_products()
    }
    _shelves[:] = [(library, made), *_shelves[:1]]
    return made


def pick_card(cards: Mapping[CardId, Card], card_id: str) -> Card:
    """Return one of these cards.

    Raises:
        NotFoundError: there is none of this id.
    """
    if card_id not in cards:
        raise NotFoundError(f"没有编号为“{card_id}”的商品卡。请回到商品卡名单重新选。", card=card_id)
    return cards[CardId(card_id)]


def is_signed_off(desk: Desk, uow: UnitOfWork, anchor: User, *, at: datetime) -> bool:
    """Return whether an anchor has a sign-off, of whatever scope, that holds now."""
    signoffs = uow.signoffs.list(anchor=anchor.id)
    if not signoffs:
        return False
    evidence, current = evidence_of(uow, anchor), current_of(desk, uow)
    return any(holds(one, desk, evidence, current, signoffs, at=at) for one in signoffs)


def holds(
    signoff: Signoff, desk: Desk, evidence: Evidence, current: Current, signoffs: Iterable[Signoff], *, at: datetime
) -> bool:
    """Return whether a sign-off holds now; ``signoffs`` are all of the anchor's."""
    return status_of(signoff, desk.programme, evidence, current, at=at, later=signoffs) in HOLDS


def _by_anchor(records: Iterable[_R]) -> dict[UserId, list[_R]]:
    found: dict[UserId, list[_R]] = {}
    for record in records:
        found.setdefault(record.anchor, []).append(record)
    return found
