"""Bulk assignment (布置): people × drills × due date, with a preview of who gets what and who can't and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from coach.errors import InputError
from coach.services import assigning, drills, people, rooms
from coach.training.access import Act, allow
from coach.training.model import DrillId, Room, RoomId
from coach.web import clock, moments
from coach.web.desk import actor, desk
from coach.web.typed import Typed

blueprint = Blueprint("assign", __name__, url_prefix="/assign")


@blueprint.before_request
def _only_those_who_assign() -> None:
    me = actor()
    allow(me, Act.ASSIGNMENT_CREATE, room=min(me.rooms, default=None))


@blueprint.get("")
def show() -> str:
    """Show the form; the address may name people and a drill that were chosen elsewhere."""
    start: dict[str, Any] = {"drills": request.args.getlist("drill"), "room": request.args.get("room", "")}
    if request.args.getlist("person"):
        known = {str(one.id): one for one in people.list_users(desk(), actor())}
        chosen = [known[key] for key in request.args.getlist("person")[: assigning.MOST_NAMES] if key in known]
        start["names"] = "\n".join(one.login for one in chosen)
        start["room"] = start["room"] or _common_room([one.rooms for one in chosen])
    return _page(Typed(start))


@blueprint.post("/preview")
def preview() -> tuple[str, int] | str:
    """Show what would be given to whom, and who can't take it and why."""
    typed = Typed.sent()
    with typed.kept():
        plan = assigning.preview(desk(), actor(), **_asked(typed), at=clock.now())
        return _page(typed, plan)
    return _page(typed), typed.status


@blueprint.post("")
def give() -> tuple[str, int] | BaseResponse:
    """Give the drills to all who can take them."""
    typed = Typed.sent()
    with typed.kept():
        plan, made = assigning.give(desk(), actor(), **_asked(typed), note=typed.get("note"), at=clock.now())
        left = f"有 {len(plan.refused)} 处没有布置，原因在预览里写了。" if plan.refused else ""
        flash(f"布置好了：{len(plan.given)} 人，共 {len(made)} 个练习。{left}", "ok")
        return redirect(url_for("cohort.show", room=plan.room.id), 303)
    return _page(typed), typed.status


def _asked(typed: Typed) -> dict[str, Any]:
    room = typed.get("room") or next((one.id for one in _rooms()), "")
    if not room:
        raise InputError("你还不在任何直播间里，请先请管理员把你加进去。", key="room")
    return {
        "drills": [DrillId(one) for one in typed.all("drills")],
        "names": typed.get("names"),
        "room": RoomId(room),
        "everybody": bool(typed.get("everybody")),
        "due": _due(typed),
    }


def _due(typed: Typed) -> datetime | None:
    return moments.read_time(typed.get("due"), key="due") if typed.get("due") else None


def _rooms() -> list[Room]:
    me = actor()
    return [room for room in rooms.list_rooms(desk(), me) if room.id in me.rooms and room.open]


def _common_room(rooms_of: list[frozenset[RoomId]]) -> str:
    """Return a room all of them belong to, "" without one."""
    common = frozenset.intersection(actor().rooms, *rooms_of)
    return min(common, default="")


def _page(typed: Typed, plan: assigning.Plan | None = None) -> str:
    programme = desk().programme
    return render_template(
        "assign/assign.html",
        typed=typed,
        plan=plan,
        rooms=_rooms(),
        courses=programme.courses,
        drills={one.id: one for one in drills.list_drills(desk(), actor())},
        own=programme.own,
        at=clock.now(),
    )
