"""Livestream rooms (直播间) as an admin manages them: list, make, change, close."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from coach.scoring import Kind, Platform
from coach.services import people, rooms
from coach.training.access import Act
from coach.training.model import Room, RoomId
from coach.web import clock, sessions
from coach.web.desk import actor, desk
from coach.web.typed import Typed

blueprint = Blueprint("rooms", __name__, url_prefix="/admin/rooms")
sessions.only_for(blueprint, Act.ROOM_CREATE)
AT_ONCE = 20


@blueprint.get("")
def show_all() -> str:
    """Show the rooms, page by page, with how many people belong to each."""
    page = max(1, int(request.args["page"])) if request.args.get("page", "").isdecimal() else 1
    found = rooms.list_page(desk(), actor(), limit=AT_ONCE + 1, skip=(page - 1) * AT_ONCE)
    counts = people.count_by_room(desk(), actor(), [one.id for one in found])
    return render_template(
        "rooms/rooms.html", rooms=found[:AT_ONCE], counts=counts, page=page, more=len(found) > AT_ONCE
    )


@blueprint.get("/new")
def show_new() -> str:
    """Show the form for a new room."""
    return render_template("rooms/new.html", typed=Typed())


@blueprint.post("/new")
def add() -> tuple[str, int] | BaseResponse:
    """Make a room."""
    typed = Typed.sent()
    with typed.kept():
        room = rooms.add_room(
            desk(),
            actor(),
            name=typed.get("name"),
            platform=typed.choice(Platform, "platform", label="平台"),
            kinds=typed.choices(Kind, "kinds", label="卖哪些货"),
            at=clock.now(),
        )
        flash(f"“{room.name}”建好了。", "ok")
        return redirect(url_for("rooms.show_all"), 303)
    return render_template("rooms/new.html", typed=typed), typed.status


@blueprint.get("/<room_id>")
def show(room_id: str) -> str:
    """Show one room."""
    room = rooms.get_room(desk(), actor(), RoomId(room_id))
    start = {"name": room.name, "kinds": sorted(room.kinds), "version": str(room.version)}
    return _page(room, Typed(start))


@blueprint.post("/<room_id>")
def change(room_id: str) -> tuple[str, int] | BaseResponse:
    """Change a room."""
    typed = Typed.sent()
    with typed.kept():
        room = rooms.edit_room(
            desk(),
            actor(),
            RoomId(room_id),
            name=typed.get("name"),
            kinds=typed.choices(Kind, "kinds", label="卖哪些货"),
            seen=typed.number("version", label="版本"),
            at=clock.now(),
        )
        flash(f"“{room.name}”改好了。", "ok")
        return redirect(url_for("rooms.show_all"), 303)
    return _page(rooms.get_room(desk(), actor(), RoomId(room_id)), typed), typed.status


@blueprint.post("/<room_id>/close")
def close(room_id: str) -> BaseResponse:
    """Take a room out of use."""
    room = rooms.close_room(desk(), actor(), RoomId(room_id), at=clock.now())
    flash(f"“{room.name}”停用了。", "ok")
    return redirect(url_for("rooms.show_all"), 303)


@blueprint.post("/<room_id>/reopen")
def reopen(room_id: str) -> BaseResponse:
    """Take a room into use again."""
    room = rooms.reopen_room(desk(), actor(), RoomId(room_id), at=clock.now())
    flash(f"“{room.name}”重新启用了。", "ok")
    return redirect(url_for("rooms.show_all"), 303)


def _page(room: Room, typed: Typed) -> str:
    members = people.list_users(desk(), actor(), room=room.id)
    return render_template("rooms/room.html", room=room, typed=typed, members=members)
