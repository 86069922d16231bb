"""The cohort (学员): all anchors a trainer works with on one board, and one anchor's way in full."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, render_template, request

from coach.services import cohort, path, rooms
from coach.storage.boards import Filter, Order
from coach.training.access import Act, may, shared_room
from coach.training.model import RoomId, Stage, UserId
from coach.training.names import SEVERITIES, STAGES
from coach.web import clock
from coach.web.desk import actor, desk
from coach.web.room_choice import asked_room, together
from coach.web.steps import steps_of
from coach.web.typed import Typed

blueprint = Blueprint("cohort", __name__)
A_PAGE = 50
_E = TypeVar("_E", bound=StrEnum)


@blueprint.get("/cohort")
def show() -> str:
    """Show one page of the board, filtered and sorted as asked."""
    page = max(1, request.args.get("page", 1, type=int))
    places = rooms.list_rooms(desk(), actor())
    room = asked_room(places)
    board = cohort.list_cohort(
        desk(),
        actor(),
        room=RoomId(room) if room else None,
        words=request.args.get("q", "")[:40],
        show=_one_of(Filter, "show", Filter.ALL),
        order=_one_of(Order, "sort", Order.NAME),
        limit=A_PAGE,
        skip=(page - 1) * A_PAGE,
        at=clock.now(),
    )
    return render_template(
        "cohort/cohort.html",
        board=board,
        page=page,
        pages=-(-board.total // A_PAGE),
        courses=desk().programme.courses,
        rooms=places,
        together=together(places),
        typed=Typed({**request.args, "room": room}),
        asked={key: value for key, value in request.args.items() if (value or key == "room") and key != "page"},
    )


@blueprint.get("/people/<user_id>")
def person(user_id: str) -> str:
    """Show one anchor: the path, what was handed in, sessions and notes."""
    me = actor()
    found = cohort.get_person(desk(), me, UserId(user_id), at=clock.now())
    lead = path.leading(found.way.parts)
    return render_template(
        "cohort/person.html",
        found=found,
        lead=lead,
        steps=steps_of(lead, desk().programme) if lead is not None else (),
        programme=desk().programme,
        can_assign=may(me, Act.ASSIGNMENT_CREATE, room=shared_room(me, found.way.anchor)),
        stage_names={one.value: STAGES[one] for one in Stage},
        severities=SEVERITIES,
    )


def _one_of(kind: type[_E], name: str, usual: _E) -> _E:
    """Return what the address asks for; an address that was typed wrong asks for the usual."""
    text = request.args.get(name, "")
    return kind(text) if text in list(kind) else usual
