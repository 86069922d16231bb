"""Product cards in the records: taken in, changed, retired; every version has its own fingerprint."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from coach.scoring import Product
from coach.training.access import Act
from coach.training.audit import EntryDraft
from coach.training.canonical import card_fingerprint
from coach.training.model import Card, CardId, User
from coach.training.refusal import refuse_if


def create(product: Product, *, by: User, at: datetime, known: bool) -> tuple[Card, EntryDraft]:
    """Take a card in under the product's own id; ``known`` says that the records have one with this id.

    Raises:
        RefusedError: there is one already.
    """
    taken = [f"编号“{product.id}”已经有一张商品卡，请换一个编号，或修改那一张。"]
    refuse_if(taken if known else [], f"新建商品卡“{product.name}”", card=product.id)
    card = Card(id=CardId(product.id), product=product, fingerprint=card_fingerprint(product), by=by.id, at=at)
    return card, _draft(Act.CARD_CREATE, card, by, at)


def edit(card: Card, product: Product, *, by: User, at: datetime) -> tuple[Card, EntryDraft]:
    """Change what a card says; sign-offs that rest on it go stale.

    Raises:
        RefusedError: the id differs, the card is retired, or nothing is changed.
    """
    missing: list[str] = []
    if product.id != card.id:
        missing.append(f"商品卡的编号“{card.id}”不能改，请另建一张。")
    if card.retired:
        missing.append("它已经停用，请另建一张。")
    if product == card.product:
        missing.append("内容和现在的一样，没有要保存的改动。")
    refuse_if(missing, f"修改商品卡“{card.product.name}”", card=card.id)
    changed = replace(card, product=product, fingerprint=card_fingerprint(product), by=by.id, at=at)
    return changed, _draft(Act.CARD_EDIT, changed, by, at, before=card.fingerprint)


def retire(card: Card, *, by: User, at: datetime) -> tuple[Card, EntryDraft]:
    """Take a card out of use; attempts keep their copy of its fingerprint.

    Raises:
        RefusedError: it is retired already.
    """
    refuse_if(["它已经停用了。"] if card.retired else [], f"停用商品卡“{card.product.name}”", card=card.id)
    return replace(card, retired=True), _draft(Act.CARD_RETIRE, card, by, at)


def _draft(act: Act, card: Card, by: User, at: datetime, **data: object) -> EntryDraft:
    values = {"name": card.product.name, "fingerprint": card.fingerprint, **data}
    return EntryDraft(act=act, actor=by.id, at=at, subject=card.id, data=values)
