"""Product cards: read, take in, change, take out of use."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from coach.errors import InputError
from coach.scoring import Product
from coach.scoring.model import Conflict
from coach.services import cards
from coach.services.cards import SavedCard
from coach.training.model import Card, CardId
from coach.training.model.tokens import TokenScope
from coach.web import clock
from coach.web.api.check import ProductCard
from coach.web.api.operation import Call, operation
from coach.web.api.values import ID_PATTERN, Given, Page, PageQuery, Told, page_by_id

Version = Annotated[int, Field(ge=0, le=2**31 - 1, description="改之前读到的 version；别人先改过就答 409")]


class CardTold(Told):
    """A card as it is now; version 0 is as the library has it."""

    id: str
    version: int
    retired: bool
    fingerprint: str
    by: str
    at: AwareDatetime
    product: Product


class CardSaved(Told):
    """A card that was saved, and what it asks to say that may not be said."""

    card: CardTold
    conflicts: tuple[Conflict, ...]


class NewCard(Given):
    """A card to take in."""

    product: ProductCard


class ChangedCard(Given):
    """A card as it should be."""

    product: ProductCard
    version: Version


@operation("GET", "/cards", "商品卡名单", scope=TokenScope.CARDS_READ)
def list_cards(call: Call, query: PageQuery) -> Page[CardTold]:
    """Return all cards, by id."""
    shown, onward = page_by_id(cards.list_cards(call.desk, call.user), query, lambda one: one.id)
    return Page(items=tuple(map(_told, shown)), next=onward)


@operation("GET", "/cards/<card>", "一张商品卡", scope=TokenScope.CARDS_READ)
def get_card(call: Call, card: str) -> CardTold:
    """Return one card as it is now."""
    return _told(cards.get_card(call.desk, call.user, CardId(card)))


@operation("POST", "/cards", "新建商品卡", scope=TokenScope.CARDS_WRITE, status=201, writes=True)
def add_card(call: Call, body: NewCard) -> CardSaved:
    """Take a card in under the id it carries."""
    if not ID_PATTERN.fullmatch(body.product.id):
        raise InputError("商品卡的 id 最多 64 个字，不能含空格和 / . ? # % 开头的写法。", key="product.id")
    return _saved(cards.add_card(call.desk, call.user, body.product, at=clock.now()))


@operation("PUT", "/cards/<card>", "修改商品卡", scope=TokenScope.CARDS_WRITE, writes=True)
def edit_card(call: Call, card: str, body: ChangedCard) -> CardSaved:
    """Save a new version of a card; sign-offs that rest on it go stale."""
    if body.product.id != card:
        raise InputError(f"地址里的编号是“{card}”，内容里的 id 却是“{body.product.id}”。两处要一样。", key="product.id")
    return _saved(cards.edit_card(call.desk, call.user, body.product, seen=body.version, at=clock.now()))


@operation("POST", "/cards/<card>/retire", "停用商品卡", scope=TokenScope.CARDS_WRITE, writes=True)
def retire_card(call: Call, card: str) -> CardTold:
    """Take a card out of use; what was handed in for it stays."""
    return _told(cards.retire_card(call.desk, call.user, CardId(card), at=clock.now()))


def _told(card: Card) -> CardTold:
    return CardTold.model_validate(card)


def _saved(saved: SavedCard) -> CardSaved:
    return CardSaved(card=_told(saved.card), conflicts=saved.report.conflicts)
