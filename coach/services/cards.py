"""Product cards: those of the library and those of the team, every version kept; conflicts are found when one is saved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from coach.scoring import Product, Report, check
from coach.services.desk import Desk, use_case
from coach.services.evidence import cards_of, pick_card
from coach.storage.unit_of_work import UnitOfWork
from coach.training import cards as rules
from coach.training.access import Act, allow, sight
from coach.training.audit import EntryDraft
from coach.training.model import Card, CardId, User


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedCard:
    """A card as it was saved, and the report on it: ``conflicts`` are what it asks to say that may not be said."""

    card: Card
    report: Report


@use_case(Act.CARD_CREATE)
def add_card(desk: Desk, actor: User, product: Product, *, at: datetime) -> SavedCard:
    """Take a new card into the records.

    Raises:
        ForbiddenError: the actor may not.
        RefusedError: there is a card of this id.
    """
    allow(actor, Act.CARD_CREATE)
    with desk.writing() as uow:
        known = CardId(product.id) in cards_of(desk, uow)
        card, entry = rules.create(product, by=actor, at=at, known=known)
        return _keep(desk, uow, card, entry)


@use_case(Act.CARD_EDIT)
def edit_card(desk: Desk, actor: User, product: Product, *, seen: int, at: datetime) -> SavedCard:
    """Save a new version of a card that stands at version ``seen`` (0: as the library has it).

    Raises:
        ForbiddenError: the actor may not.
        RefusedError: the card is retired, or nothing is changed.
        ConflictError: somebody saved in between.
    """
    allow(actor, Act.CARD_EDIT)
    with desk.writing() as uow:
        before = pick_card(cards_of(desk, uow), product.id)
        uow.refuse_stale(before.id, now=before.version, seen=seen)
        card, entry = rules.edit(before, product, by=actor, at=at)
        return _keep(desk, uow, replace(card, version=before.version + 1), entry)


@use_case(Act.CARD_RETIRE)
def retire_card(desk: Desk, actor: User, card_id: CardId, *, at: datetime) -> Card:
    """Take a card out of use; what was handed in for it stays.

    Raises:
        ForbiddenError: the actor may not.
        RefusedError: it is out of use already.
    """
    allow(actor, Act.CARD_RETIRE)
    with desk.writing() as uow:
        before = pick_card(cards_of(desk, uow), card_id)
        card, entry = rules.retire(before, by=actor, at=at)
        card = replace(card, version=before.version + 1, by=actor.id, at=at)
        uow.cards.add(card)
        uow.record(entry)
        uow.commit()
    return card


@use_case(Act.CARD_LIST)
def list_cards(desk: Desk, actor: User) -> tuple[Card, ...]:
    """Return all cards as they are now, those in use first, by name.

    Raises:
        ForbiddenError: the actor may not see them.
    """
    sight(actor, Act.CARD_LIST)
    with desk.reading() as uow:
        cards = cards_of(desk, uow)
    return tuple(sorted(cards.values(), key=lambda card: (card.retired, card.product.name, card.id)))


@use_case(Act.CARD_SHOW)
def get_card(desk: Desk, actor: User, card_id: CardId) -> Card:
    """Return one card as it is now.

    Raises:
        ForbiddenError: the actor may not see it.
        NotFoundError: there is none.
    """
    allow(actor, Act.CARD_SHOW)
    with desk.reading() as uow:
        return pick_card(cards_of(desk, uow), card_id)


@use_case(Act.CARD_SHOW)
def list_versions(desk: Desk, actor: User, card_id: CardId) -> tuple[Card, ...]:
    """Return the versions of a card that were saved in the records, the oldest first.

    Raises:
        ForbiddenError: the actor may not see it.
    """
    allow(actor, Act.CARD_SHOW)
    with desk.reading() as uow:
        return uow.cards.versions(card_id)


def _keep(desk: Desk, uow: UnitOfWork, card: Card, entry: EntryDraft) -> SavedCard:
    uow.cards.add(card)
    uow.record(entry)
    uow.commit()
    return SavedCard(card=card, report=check("", card.product, desk.rulebook))
