"""The readiness board (上岗看板): who may go on air for what, who may not and why, and one anchor in full."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeVar

from flask import Blueprint, render_template, request, url_for

from coach.scoring import Kind, Platform
from coach.services import board, dossier
from coach.storage.progress import Milestone
from coach.training.access import Act, may, shared_room
from coach.training.model import RoomId, UserId
from coach.training.readiness import Readiness
from coach.web import clock
from coach.web.desk import actor, desk
from coach.web.steps import steps_of
from coach.web.typed import Typed

blueprint = Blueprint("readiness", __name__, url_prefix="/readiness")
_E = TypeVar("_E", bound=StrEnum)


@blueprint.get("")
def show_board() -> str:
    """Show a page of the board; room, platform, kind, name and how far they have come narrow it down."""
    found = board.get_board(
        desk(),
        actor(),
        room=RoomId(request.args["room"]) if request.args.get("room") else None,
        platform=_chosen(Platform, "platform"),
        kind=_chosen(Kind, "kind"),
        milestone=_chosen(Milestone, "at"),
        words=request.args.get("q", "").strip()[:40],
        page=_page(),
        at=clock.now(),
    )
    return render_template("readiness/board.html", board=found, typed=Typed(request.args), link=_link)


@blueprint.get("/<user_id>")
def show(user_id: str) -> str:
    """Show one anchor: every requirement, the records that prove it, what to do next, incidents and sign-offs."""
    found = dossier.get_dossier(desk(), actor(), UserId(user_id), at=clock.now())
    part = leading(found.path.parts)
    room = shared_room(actor(), found.path.anchor)
    return render_template(
        "readiness/person.html",
        dossier=found,
        part=part,
        steps=steps_of(part, desk().programme) if part is not None else (),
        can_sign=may(actor(), Act.SIGNOFF_SIGN, room=room),
        can_plan=may(actor(), Act.STAGE_PLAN, room=room),
        can_log=may(actor(), Act.INCIDENT_LOG, room=room),
    )


def leading(parts: tuple[Readiness, ...]) -> Readiness | None:
    """Return the part chosen by ``for`` in the address, else the one furthest along, None without any."""
    wanted = request.args.get("for", "")
    furthest = max(parts, key=lambda one: sum(need.met for need in one.requirements), default=None)
    return next((one for one in parts if f"{one.platform}.{one.kind}" == wanted), furthest)


def _chosen(kind: type[_E], name: str) -> _E | None:
    value = request.args.get(name, "")
    return kind(value) if value in set(kind) else None


def _page() -> int:
    value = request.args.get("page", "")
    return min(int(value), 100_000) if value.isascii() and value.isdecimal() and int(value) > 0 else 1


def _link(**changed: object) -> str:
    """Return the address of this board with some of its filters changed ("" leaves one out)."""
    wanted: dict[str, object] = {key: value for key, value in request.args.items() if key != "page"}
    wanted |= changed
    kept: dict[str, Any] = {key: value for key, value in wanted.items() if value}
    return url_for("readiness.show_board", **kept)
