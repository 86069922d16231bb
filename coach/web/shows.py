"""Shows on air (排班): planned, who may go on air in them, how many more are needed, and whose turn is when."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from coach.errors import InputError
from coach.services import cards, rooms, roster
from coach.services.roster import RosterSheet
from coach.storage.repositories import Window
from coach.training.access import Act, allow, may
from coach.training.model import CardId, Room, RoomId, ShiftId, Show, ShowId, UserId
from coach.web import clock, moments, stage_forms
from coach.web.desk import actor, desk
from coach.web.typed import Typed

blueprint = Blueprint("shows", __name__, url_prefix="/shows")
AT_ONCE = 30


@blueprint.get("")
def show_all() -> str:
    """Show the shows, the latest first."""
    before = moments.read_exact(request.args.get("before", ""))
    window = Window(limit=AT_ONCE, before=before, below=request.args.get("below") if before else None)
    room = RoomId(request.args["room"]) if request.args.get("room") else None
    found = roster.list_shows(desk(), actor(), room=room, window=window)
    return render_template(
        "shows/shows.html",
        shows=found,
        rooms=rooms.list_rooms(desk(), actor()),
        typed=Typed(request.args),
        more=len(found) == AT_ONCE,
        can_plan=any(may(actor(), Act.SHOW_PLAN, room=one) for one in actor().rooms),
        at=clock.now(),
    )


@blueprint.get("/new")
def show_new() -> str:
    """Show the form for a new show."""
    return _form(Typed({key: value for key, value in request.args.items() if value}))


@blueprint.post("/new")
def plan() -> tuple[str, int] | BaseResponse:
    """Plan a show and go on to its roster."""
    typed = Typed.sent()
    with typed.kept():
        if not typed.get("room"):
            raise InputError("请选一个直播间。", key="room")
        made = roster.plan_show(
            desk(),
            actor(),
            room=RoomId(typed.get("room")),
            name=typed.get("name"),
            products=[CardId(one) for one in typed.all("products")],
            start=stage_forms.needed_time(typed, "start", "开始时间"),
            end=stage_forms.needed_time(typed, "end", "结束时间"),
            at=clock.now(),
        )
        flash("专场排好了，接着排人。", "ok")
        return redirect(url_for("shows.show", show_id=made.id), 303)
    return _form(typed), typed.status


@blueprint.get("/<show_id>")
def show(show_id: str) -> str:
    """Show the roster of a show."""
    return _page(show_id)


@blueprint.get("/<show_id>/edit")
def show_edit(show_id: str) -> str:
    """Show the form to change a show that has not begun."""
    found = roster.get_show(desk(), actor(), ShowId(show_id))
    allow(actor(), Act.SHOW_EDIT, room=found.room)
    return _form(_filled(found), found)


@blueprint.post("/<show_id>/edit")
def change(show_id: str) -> tuple[str, int] | BaseResponse:
    """Change a show that has not begun."""
    typed = Typed.sent()
    with typed.kept():
        roster.edit_show(
            desk(),
            actor(),
            ShowId(show_id),
            name=typed.get("name"),
            products=[CardId(one) for one in typed.all("products")],
            start=stage_forms.needed_time(typed, "start", "开始时间"),
            end=stage_forms.needed_time(typed, "end", "结束时间"),
            seen=typed.number("version", label="版本"),
            at=clock.now(),
        )
        flash("改好了。", "ok")
        return redirect(url_for("shows.show", show_id=show_id), 303)
    return _form(typed, roster.get_show(desk(), actor(), ShowId(show_id))), typed.status


@blueprint.post("/<show_id>/cancel")
def cancel(show_id: str) -> tuple[str, int] | BaseResponse:
    """Cancel a show that has not begun, with a reason."""
    typed = Typed.sent()
    with typed.kept():
        roster.cancel_show(desk(), actor(), ShowId(show_id), reason=typed.get("reason"), at=clock.now())
        flash("专场取消了。", "ok")
        return redirect(url_for("shows.show", show_id=show_id), 303)
    return _page(show_id, "cancel", typed), typed.status


@blueprint.post("/<show_id>/accept")
def accept(show_id: str) -> tuple[str, int] | BaseResponse:
    """Give all proposed turns at once."""
    typed = Typed.sent()
    with typed.kept():
        given = roster.accept_proposal(desk(), actor(), ShowId(show_id), at=clock.now())
        flash(f"排好了 {len(given)} 班。", "ok")
        return redirect(url_for("shows.show", show_id=show_id), 303)
    return _page(show_id, "accept", typed), typed.status


@blueprint.post("/<show_id>/shifts")
def give_shift(show_id: str) -> tuple[str, int] | BaseResponse:
    """Put somebody on air for a stretch of the show."""
    typed = Typed.sent()
    with typed.kept():
        if not typed.get("anchor"):
            raise InputError("请选一位主播。", key="anchor")
        roster.give_shift(
            desk(),
            actor(),
            ShowId(show_id),
            UserId(typed.get("anchor")),
            start=stage_forms.needed_time(typed, "start", "从"),
            end=stage_forms.needed_time(typed, "end", "到"),
            at=clock.now(),
        )
        flash("排上了。", "ok")
        return redirect(url_for("shows.show", show_id=show_id), 303)
    return _page(show_id, "shift", typed), typed.status


@blueprint.post("/<show_id>/shifts/<shift_id>/clear")
def clear_shift(show_id: str, shift_id: str) -> BaseResponse:
    """Take a shift back before it begins."""
    roster.clear_shift(desk(), actor(), ShiftId(shift_id), at=clock.now())
    flash("这一班取消了。", "ok")
    return redirect(url_for("shows.show", show_id=show_id), 303)


def _page(show_id: str, which: str = "", typed: Typed | None = None) -> str:
    at, me = clock.now(), actor()
    sheet: RosterSheet = roster.get_roster(desk(), me, ShowId(show_id), at=at)
    names = {one.anchor.id: one.anchor.name for one in sheet.roster.candidates}
    begins = max((one.end for one in sheet.shifts), default=sheet.show.start)
    start = Typed({"start": moments.field_time(begins), "end": moments.field_time(sheet.show.end)})
    known = {one.id: one.product.name for one in cards.list_cards(desk(), me)}
    open_ = sheet.show.cancelled_at is None and at < sheet.show.end
    return render_template(
        "shows/show.html",
        sheet=sheet,
        show=sheet.show,
        room=rooms.get_room(desk(), me, sheet.show.room),
        names=names,
        products=[known.get(one, one) for one in sheet.show.products],
        sees=may(me, Act.READINESS_SHOW, room=sheet.show.room),
        can_shift=open_ and may(me, Act.ROSTER_SHIFT, room=sheet.show.room),
        can_edit=open_ and at < sheet.show.start and may(me, Act.SHOW_EDIT, room=sheet.show.room),
        forms={"shift": start, "cancel": Typed(), "accept": Typed(), **({which: typed} if typed else {})},
        which=which,
        at=at,
    )


def _filled(found: Show) -> Typed:
    return Typed(
        {
            "name": found.name,
            "room": found.room,
            "products": list(found.products),
            "start": moments.field_time(found.start),
            "end": moments.field_time(found.end),
            "version": str(found.version),
        }
    )


def _form(typed: Typed, found: Show | None = None) -> str:
    me = actor()
    allow(me, Act.SHOW_PLAN, room=min(me.rooms, default=None))
    mine = [one for one in rooms.list_rooms(desk(), me) if one.open and may(me, Act.SHOW_PLAN, room=one.id)]
    wanted = found.room if found is not None else typed.get("room")
    room: Room | None = next((one for one in mine if one.id == wanted), mine[0] if len(mine) == 1 else None)
    products = [one.product for one in cards.list_cards(desk(), me) if not one.retired]
    return render_template(
        "shows/form.html",
        typed=typed,
        found=found,
        rooms=mine,
        room=room,
        products=[one for one in products if room is not None and one.kind in room.kinds],
    )
