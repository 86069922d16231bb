"""The catalogue of drills (练习目录), and taking one up by oneself."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from coach.services import assignments, drills, rooms
from coach.training.access import Act, may
from coach.training.model import DrillId, Room, RoomId
from coach.web import clock
from coach.web.desk import actor, desk
from coach.web.goals import goals_of
from coach.web.typed import Typed

blueprint = Blueprint("drills", __name__)


@blueprint.get("/drills")
def show_all() -> str:
    """Show all drills, course by course."""
    known = {one.id: one for one in drills.list_drills(desk(), actor())}
    return render_template("drills/drills.html", courses=desk().programme.courses, drills=known)


@blueprint.get("/drills/<drill_id>")
def show(drill_id: str) -> str:
    """Show one drill before it is taken up."""
    return _page(drill_id, Typed())


@blueprint.post("/drills/<drill_id>/practise")
def practise(drill_id: str) -> tuple[str, int] | BaseResponse:
    """Take the drill up for one of one's rooms and go on to it."""
    typed = Typed.sent()
    with typed.kept():
        room = RoomId(typed.get("room")) or _room_for(drill_id)
        made = assignments.practise(desk(), actor(), DrillId(drill_id), room=room, at=clock.now())
        flash("加到你的练习里了。", "ok")
        return redirect(url_for("assignments.show", assignment_id=made.id), 303)
    return _page(drill_id, typed), typed.status


def _rooms() -> list[Room]:
    me = actor()
    return [room for room in rooms.list_rooms(desk(), me) if room.id in me.rooms and room.open]


def _room_for(drill_id: str) -> RoomId:
    """Return the room to practise for where none was chosen: one on the drill's platform before others."""
    drill = drills.get_drill(desk(), actor(), DrillId(drill_id))
    mine = sorted(_rooms(), key=lambda room: room.platform is not drill.platform)
    return mine[0].id if mine else RoomId("")


def _page(drill_id: str, typed: Typed) -> str:
    drill = drills.get_drill(desk(), actor(), DrillId(drill_id))
    return render_template(
        "drills/drill.html",
        drill=drill,
        course=desk().programme.get_course(drill.course),
        product=desk().library.find_product(drill.product) if drill.product else None,
        goals=goals_of(drill, None),
        rooms=_rooms(),
        can_practise=may(actor(), Act.ASSIGNMENT_PRACTISE, owner=actor().id),
        typed=typed,
    )
