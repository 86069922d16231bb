"""Tokens (接口令牌) by which other programs act for a person: an admin makes them, sees when they were used, takes them back."""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from coach.services import people, tokens
from coach.training.access import Act
from coach.training.model import UserId
from coach.training.model.tokens import TokenScope
from coach.training.token import PREFIX, SCOPE_NAMES
from coach.web import clock, sessions
from coach.web.desk import actor, desk
from coach.web.typed import Typed

blueprint = Blueprint("tokens", __name__, url_prefix="/admin/tokens")
sessions.only_for(blueprint, Act.TOKEN_CREATE)
_CHOICES = 300  # people to choose from
_DAYS = {"30": "30 天", "90": "90 天", "180": "半年", "365": "一年"}


@blueprint.get("")
def show_all() -> str:
    """Show all tokens and the form for a new one."""
    return _page(Typed({"days": "90"}))


@blueprint.post("")
def add() -> Response:
    """Make a token and show its secret, this once."""
    typed, secret = Typed.sent(), PREFIX + secrets.token_urlsafe(32)
    with typed.kept():
        made = tokens.issue_token(
            desk(),
            actor(),
            person=UserId(typed.get("person")),
            name=typed.get("name"),
            scopes=typed.choices(TokenScope, "scopes", label="范围"),
            expires=clock.now() + timedelta(days=typed.number("days", label="有效期")),
            secret=secret,
            at=clock.now(),
        )
        return _unkept(render_template("tokens/made.html", token=made, secret=secret), 201)
    return make_response(_page(typed), typed.status)


@blueprint.post("/<id_>/revoke")
def revoke(id_: str) -> BaseResponse:
    """Take a token back."""
    revoked = tokens.revoke_token(desk(), actor(), id_, at=clock.now())
    flash(f"令牌“{revoked.name}”已撤销，用它的系统从现在起会被拒绝。", "ok")
    return redirect(url_for("tokens.show_all"), 303)


def _page(typed: Typed) -> str:
    found, _ = people.list_page(desk(), actor(), limit=_CHOICES)
    kept = tokens.list_tokens(desk(), actor())
    return render_template(
        "tokens/tokens.html",
        typed=typed,
        tokens=kept,
        people=[one for one in found if one.active],
        names=people.list_names(desk(), actor(), {one.person for one in kept}),
        scopes=SCOPE_NAMES,
        days=_DAYS,
        now=clock.now(),
    )


def _unkept(page: str, status: int) -> Response:
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response
