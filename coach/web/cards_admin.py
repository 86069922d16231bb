"""Product cards for those who keep them (商品卡): the list, the form of one card, and taking a table in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from coach.services import cards, exchange
from coach.services.exchange_columns import CARDS
from coach.services.sheets import pack_rows, unpack_rows
from coach.training.access import Act
from coach.training.model import Card, CardId
from coach.web import card_forms, clock, sessions
from coach.web.desk import actor, coach, desk
from coach.web.tables import sent_rows
from coach.web.typed import Typed

blueprint = Blueprint("cards_admin", __name__, url_prefix="/admin/cards")
sessions.only_for(blueprint, Act.CARD_CREATE)
AT_ONCE = 50
_NEEDED = ("id", "name", "kind")


@blueprint.get("")
def show_all() -> str:
    """Show the cards page by page; kind and words narrow them down."""
    kind, words = request.args.get("kind", ""), request.args.get("q", "").strip()[:60].casefold()
    page = max(1, int(request.args["page"])) if request.args.get("page", "").isdecimal() else 1
    found = [
        one
        for one in cards.list_cards(desk(), actor())
        if kind in ("", one.product.kind) and words in f"{one.product.name} {one.product.brand} {one.id}".casefold()
    ]
    return render_template(
        "cards_admin/cards.html",
        cards=found[(page - 1) * AT_ONCE : page * AT_ONCE],
        count=len(found),
        page=page,
        last=max(1, -(-len(found) // AT_ONCE)),
        typed=Typed(request.args),
    )


@blueprint.get("/new")
def show_new() -> str:
    """Show the empty form."""
    return _form(Typed(), None)


@blueprint.post("/new")
def add() -> tuple[str, int] | BaseResponse:
    """Make a card; "more lines" only shows the form again."""
    typed = Typed.sent()
    if typed.get("more"):
        return _form(typed, None), 200
    with typed.kept():
        saved = cards.add_card(desk(), actor(), card_forms.product_of(typed, typed.get("id").strip()), at=clock.now())
        return _saved(saved.card, len(saved.report.conflicts))
    return _form(typed, None), typed.status


@blueprint.get("/import")
def show_import() -> str:
    """Show where a table is pasted or chosen."""
    return _import(Typed())


@blueprint.post("/import")
def take_in() -> tuple[str, int] | BaseResponse:
    """Try a table out and show what would become of it; or take in what was tried."""
    typed = Typed.sent()
    with typed.kept():
        sure = bool(typed.get("rows"))
        upload = request.files.get("file")
        rows = unpack_rows(typed.get("rows"), CARDS) if sure else sent_rows(typed, upload, CARDS, needed=_NEEDED)
        intake = exchange.import_cards(desk(), actor(), rows, dry_run=not sure, at=clock.now())
        if intake.kept:
            flash(f"导入了 {intake.rows - intake.unchanged} 张商品卡。", "ok")
            return redirect(url_for("cards_admin.show_all"), 303)
        return render_template(
            "cards_admin/preview.html", intake=intake, rows=rows, kept=pack_rows(rows), CARDS=CARDS
        ), 200
    return _import(typed), typed.status


@blueprint.get("/<card_id>")
def show(card_id: str) -> str:
    """Show one card in its form, with what it asks to say that may not be said."""
    card = cards.get_card(desk(), actor(), CardId(card_id))
    return _form(card_forms.filled(card.product, card.version), card)


@blueprint.post("/<card_id>")
def change(card_id: str) -> tuple[str, int] | BaseResponse:
    """Save a new version; whoever was faster is named, and what was typed stays."""
    card, typed = cards.get_card(desk(), actor(), CardId(card_id)), Typed.sent()
    if typed.get("more"):
        return _form(typed, card), 200
    with typed.kept():
        saved = cards.edit_card(
            desk(),
            actor(),
            card_forms.product_of(typed, card.id),
            seen=typed.number("version", label="版本"),
            at=clock.now(),
        )
        return _saved(saved.card, len(saved.report.conflicts))
    return _form(typed, card), typed.status


@blueprint.post("/<card_id>/retire")
def retire(card_id: str) -> BaseResponse:
    """Take a card out of use."""
    card = cards.retire_card(desk(), actor(), CardId(card_id), at=clock.now())
    flash(f"“{card.product.name}”停用了。", "ok")
    return redirect(url_for("cards_admin.show_all"), 303)


def _saved(card: Card, conflicts: int) -> BaseResponse:
    if conflicts:
        flash(f"存好了，但有 {conflicts} 处写着不能说的话，请看下面。", "warn")
    else:
        flash(f"“{card.product.name}”存好了。", "ok")
    return redirect(url_for("cards_admin.show", card_id=card.id), 303)


def _form(typed: Typed, card: Card | None) -> str:
    return render_template(
        "cards_admin/form.html",
        typed=typed,
        card=card,
        conflicts=coach().check("", card.product).conflicts if card is not None else (),
        points=card_forms.point_rows(typed),
        facts=card_forms.pair_rows(typed, "fact-name", "fact-value"),
        faq=card_forms.pair_rows(typed, "faq-q", "faq-a"),
        ROLE_WORDS=card_forms.ROLE_WORDS,
    )


def _import(typed: Typed) -> str:
    return render_template("cards_admin/import.html", typed=typed, columns=CARDS, needed=_NEEDED)
