"""Product cards to study (商品): the list, one card, and recalling it from memory."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from coach.scoring import Kind, Product
from coach.services import cards
from coach.training.model import CardId
from coach.training.programme import Drill
from coach.web.desk import actor, coach, desk
from coach.web.reading import Reading, read

blueprint = Blueprint("cards", __name__)
LONGEST = 4000  # of what is recalled


@blueprint.get("/cards")
def show_all() -> str:
    """Show the cards in use; ``kind`` and ``q`` narrow the list down."""
    kind, words = request.args.get("kind", ""), request.args.get("q", "").strip()[:60]
    found = [one.product for one in cards.list_cards(desk(), actor()) if not one.retired]
    kinds = sorted({one.kind for one in found}, key=list(Kind).index)
    shown = [
        one for one in found if kind in ("", one.kind) and words.casefold() in f"{one.name} {one.brand}".casefold()
    ]
    return render_template("cards/cards.html", products=shown, kinds=kinds, kind=kind, words=words)


@blueprint.get("/cards/<card_id>")
def show(card_id: str) -> str:
    """Show one card whole."""
    card = cards.get_card(desk(), actor(), CardId(card_id))
    return render_template("cards/card.html", card=card, product=card.product, drills=_drills(card.product))


@blueprint.get("/cards/<card_id>/study")
def study(card_id: str) -> str:
    """Show the card with its points hidden."""
    return _study(cards.get_card(desk(), actor(), CardId(card_id)).product)


@blueprint.post("/cards/<card_id>/study")
def recall(card_id: str) -> str:
    """Hold what was recalled against the card: which points were said, which numbers are wrong. Nothing is kept."""
    product = cards.get_card(desk(), actor(), CardId(card_id)).product
    text = request.form.get("text", "").replace("\r\n", "\n")[:LONGEST]
    reading = read(coach().check(text, product)) if text.strip() else None
    known = set(request.form.getlist("known"))
    return _study(product, text=text, reading=reading, known=known)


def _study(product: Product, *, text: str = "", reading: Reading | None = None, known: set[str] | None = None) -> str:
    return render_template(
        "cards/study.html",
        product=product,
        text=text,
        reading=reading,
        states={one.result.id: one for one in reading.points} if reading else {},
        known=known,
        drills=_drills(product),
        longest=LONGEST,
    )


def _drills(product: Product) -> tuple[Drill, ...]:
    """Return the drills on this card."""
    return tuple(drill for drill in desk().programme.list_drills() if drill.product == product.id)
