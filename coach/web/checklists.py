"""Checklists (清单): begun for a room or a show, signed item by item, closed when nothing is missing."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from coach.errors import InputError
from coach.services import checklists, rooms, roster
from coach.storage.repositories import Window
from coach.training.access import Act, may
from coach.training.checklist import may_sign, standing
from coach.training.model import ChecklistId, ChecklistRunId, RoomId, Show, ShowId
from coach.web import clock, moments
from coach.web.desk import actor, desk
from coach.web.typed import Typed

blueprint = Blueprint("checklists", __name__, url_prefix="/checklists")
AT_ONCE = 30
PHASES = {"before": "播前", "during": "播中", "after": "播后", "": ""}


@blueprint.get("")
def show_all() -> str:
    """Show the runs, and what can be begun."""
    return _list(Typed({key: value for key, value in request.args.items() if value}))


@blueprint.post("")
def start() -> tuple[str, int] | BaseResponse:
    """Begin a checklist: ``about`` is a room, or a show of it."""
    typed = Typed.sent()
    with typed.kept():
        kind, _, about = typed.get("about").partition(":")
        if kind not in ("room", "show") or not about:
            raise InputError("请选查哪个直播间或哪个专场。", key="about")
        show = roster.get_show(desk(), actor(), ShowId(about)) if kind == "show" else None
        run = checklists.start(
            desk(),
            actor(),
            ChecklistId(typed.get("checklist")),
            room=show.room if show is not None else RoomId(about),
            show=show.id if show is not None else None,
            at=clock.now(),
        )
        return redirect(url_for("checklists.show", run_id=run.id), 303)
    return _list(typed), typed.status


@blueprint.get("/<run_id>")
def show(run_id: str) -> str:
    """Show one run, item by item."""
    return _page(run_id, Typed())


@blueprint.post("/<run_id>/items/<item>")
def mark(run_id: str, item: str) -> tuple[str, int] | BaseResponse:
    """Sign one item as done or not."""
    typed = Typed.sent()
    with typed.kept():
        if typed.get("met") not in ("yes", "no"):
            raise InputError("请按“做到了”或“没做到”。", key="note")
        checklists.mark(
            desk(),
            actor(),
            ChecklistRunId(run_id),
            item,
            met=typed.get("met") == "yes",
            note=typed.get("note"),
            at=clock.now(),
        )
        return redirect(url_for("checklists.show", run_id=run_id, _anchor=f"item-{item}"), 303)
    return _page(run_id, typed, item), typed.status


@blueprint.post("/<run_id>/close")
def close(run_id: str) -> tuple[str, int] | BaseResponse:
    """Close the run."""
    typed = Typed.sent()
    with typed.kept():
        checklists.close(desk(), actor(), ChecklistRunId(run_id), at=clock.now())
        flash("查完了，签好的都留着。", "ok")
        return redirect(url_for("checklists.show", run_id=run_id), 303)
    return _page(run_id, typed, "close"), typed.status


def _page(run_id: str, typed: Typed, which: str = "") -> str:
    sheet = checklists.get_run(desk(), actor(), ChecklistRunId(run_id))
    me, room = actor(), sheet.run.room
    outdated = sheet.run.fingerprint != sheet.checklist.fingerprint
    can_mark = sheet.run.closed_at is None and not outdated and may(me, Act.CHECKLIST_MARK, room=room)
    return render_template(
        "checklists/run.html",
        sheet=sheet,
        marks=standing(sheet.run),
        signable={one.id for one in sheet.checklist.items if can_mark and may_sign(one, me)},
        can_close=sheet.run.closed_at is None and not outdated and may(me, Act.CHECKLIST_CLOSE, room=room),
        outdated=outdated and sheet.run.closed_at is None,
        PHASES=PHASES,
        typed=typed,
        which=which,
    )


def _list(typed: Typed) -> str:
    me = actor()
    before = moments.read_exact(typed.get("before"))
    runs = checklists.list_runs(
        desk(), me, window=Window(limit=AT_ONCE, before=before, below=typed.get("below") if before else None)
    )
    mine = [one for one in rooms.list_rooms(desk(), me) if one.open and may(me, Act.CHECKLIST_START, room=one.id)]
    return render_template(
        "checklists/checklists.html",
        runs=runs,
        more=len(runs) == AT_ONCE,
        checklists=tuple(desk().programme.checklists.values()),
        rooms=mine,
        shows=_coming() if mine else [],
        typed=typed,
    )


def _coming() -> list[Show]:
    """Return the shows that are not over, the next one first."""
    at, found = clock.now(), roster.list_shows(desk(), actor())
    return sorted((one for one in found if one.cancelled_at is None and one.end > at), key=lambda one: one.start)
