"""The readiness board (上岗看板): who may go on air for what, who may not and why, and one anchor in full."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from coach.scoring import Kind, Platform
from coach.services import board, dossier
from coach.storage.progress import Milestone
from coach.training.access import Act, may, shared_room
from coach.training.model import RoomId, UserId
from coach.training.readiness import Readiness
from coach.web import clock, filters
from coach.web.desk import actor, desk
from coach.web.room_choice import asked_room, rooms_for, together
from coach.web.steps import steps_of
from coach.web.typed import Typed

blueprint = Blueprint("readiness", __name__, url_prefix="/readiness")


@blueprint.get("")
def show_board() -> str:
    """Show a page of the board; room, platform, kind, name and how far they have come narrow it down."""
    places = rooms_for(Act.READINESS_BOARD)
    room = asked_room(places)
    found = board.get_board(
        desk(),
        actor(),
        room=RoomId(room) if room else None,
        platform=filters.chosen(Platform, "platform"),
        kind=filters.chosen(Kind, "kind"),
        milestone=filters.chosen(Milestone, "at"),
        words=request.args.get("q", "").strip()[:40],
        page=filters.page(),
        at=clock.now(),
    )
    return render_template(
        "readiness/board.html",
        board=found,
        rooms=places,
        together=together(places),
        typed=Typed({**request.args, "room": room}),
        link=filters.link,
    )


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
