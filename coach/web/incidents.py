"""Incidents on air (事故): logged in two taps from a session or a person, listed, shown, and learnt from."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from coach.errors import InputError
from coach.scoring import Category
from coach.services import incident_sheets, incidents, people, rooms
from coach.storage.repositories import Window
from coach.training.access import Act, allow, may
from coach.training.model import IncidentId, IncidentSeverity, Role, Room, RoomId, SessionId, User, UserId
from coach.web import clock, moments
from coach.web.desk import actor, desk
from coach.web.room_choice import rooms_for
from coach.web.typed import Typed

blueprint = Blueprint("incidents", __name__, url_prefix="/incidents")
AT_ONCE = 30
_ON_AIR = {Role.ANCHOR, Role.SENIOR}


@blueprint.get("")
def show_all() -> str:
    """Show the incidents page by page, the newest first; ``room`` narrows them down, ``open`` to those not settled."""
    before = moments.read_exact(request.args.get("before", ""))
    found = incident_sheets.list_entries(
        desk(),
        actor(),
        room=RoomId(request.args["room"]) if request.args.get("room") else None,
        settled=False if request.args.get("open") else None,
        window=Window(limit=AT_ONCE, before=before, below=request.args.get("below") if before else None),
    )
    return render_template(
        "incidents/incidents.html",
        entries=found,
        rooms=rooms_for(Act.INCIDENT_LIST),
        typed=Typed(request.args),
        more=len(found) == AT_ONCE,
        can_log=any(may(actor(), Act.INCIDENT_LOG, room=room) for room in actor().rooms),
    )


@blueprint.get("/new")
def show_new() -> str:
    """Show the form for a person; without ``anchor`` it asks whom."""
    return _page(Typed({key: value for key, value in request.args.items() if value}))


@blueprint.post("/new")
def log() -> tuple[str, int] | BaseResponse:
    """Write an incident down and go back to where it was logged."""
    typed = Typed.sent()
    with typed.kept():
        session = typed.get("session")
        made = incidents.log(
            desk(),
            actor(),
            anchor=UserId(_picked(typed, "anchor", "主播")),
            room=RoomId(_picked(typed, "room", "直播间")),
            happened=moments.read_time(typed.get("happened"), key="happened") or clock.now(),
            said=typed.get("said").strip() or typed.get("quick"),
            severity=typed.choice(IncidentSeverity, "severity", label="有多严重"),
            category=typed.choice(Category, "category", label="类别") if typed.get("category") else None,
            note=typed.get("note"),
            session=SessionId(session) if session else None,
            at=clock.now(),
        )
        flash(f"记好了：“{made.said}”。这位主播的签字会因此失效。", "warn")
        back = url_for("stages.show", session_id=session) if session else url_for("readiness.show", user_id=made.anchor)
        return redirect(back, 303)
    return _page(typed), typed.status


@blueprint.get("/<incident_id>")
def show(incident_id: str) -> str:
    """Show one incident and what was learnt from it."""
    return _shown(incident_id, Typed())


@blueprint.post("/<incident_id>/notes")
def add_note(incident_id: str) -> tuple[str, int] | BaseResponse:
    """Write down what was learnt, and whether it is settled with that."""
    typed = Typed.sent()
    with typed.kept():
        if typed.get("settled") not in ("yes", "no"):
            raise InputError("请按“还要跟进”或“处理好了”。", key="settled")
        incidents.add_note(
            desk(),
            actor(),
            IncidentId(incident_id),
            learnt=typed.get("learnt"),
            settled=typed.get("settled") == "yes",
            at=clock.now(),
        )
        flash("补记好了。", "ok")
        return redirect(url_for("incidents.show", incident_id=incident_id), 303)
    return _shown(incident_id, typed), typed.status


def _shown(incident_id: str, typed: Typed) -> str:
    entry = incident_sheets.get_entry(desk(), actor(), IncidentId(incident_id))
    incident = entry.incident
    return render_template(
        "incidents/incident.html",
        entry=entry,
        can_note=may(actor(), Act.INCIDENT_NOTE, room=incident.room, owner=incident.anchor),
        typed=typed,
    )


def _page(typed: Typed) -> str:
    me = actor()
    allow(me, Act.INCIDENT_LOG, room=min(me.rooms, default=None))
    mine = [one for one in rooms.list_rooms(desk(), me) if one.open and may(me, Act.INCIDENT_LOG, room=one.id)]
    anchor: User | None = people.get_user(desk(), me, UserId(typed.get("anchor"))) if typed.get("anchor") else None
    fit: list[Room] = [one for one in mine if anchor is None or one.id in anchor.rooms]
    room = next((one for one in fit if one.id == typed.get("room")), fit[0] if len(fit) == 1 else None)
    members = people.list_users(desk(), me, room=room.id) if room and anchor is None else ()
    return render_template(
        "incidents/new.html",
        typed=typed,
        anchor=anchor,
        room=room,
        rooms=fit,
        members=[(one.id, one.name) for one in members if one.active and one.roles & _ON_AIR],
    )


def _picked(typed: Typed, name: str, label: str) -> str:
    if not typed.get(name):
        raise InputError(f"请选一个“{label}”。", key=name)
    return typed.get(name)
