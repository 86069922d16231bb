"""One's own way to the air (我的上岗): what is proven by which records, what is missing, what to do next."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from coach.services import path
from coach.training.readiness import Readiness
from coach.web import clock
from coach.web.desk import actor, desk
from coach.web.steps import steps_of

blueprint = Blueprint("readiness_me", __name__)


@blueprint.get("/readiness/me")
def show() -> str:
    """Show the readiness for one platform and kind of goods: the chosen one, else the one furthest along."""
    me = actor()
    mine = path.get_path(desk(), me, me.id, at=clock.now())
    part = _chosen(mine.parts)
    steps = steps_of(part, desk().programme) if part is not None else ()
    return render_template("readiness_me/me.html", mine=mine, part=part, steps=steps)


def _chosen(parts: tuple[Readiness, ...]) -> Readiness | None:
    wanted = request.args.get("for", "")
    return next((one for one in parts if f"{one.platform}.{one.kind}" == wanted), path.leading(parts))
