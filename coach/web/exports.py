"""Tables out and in (导入导出): people, cards, work and all records for spreadsheets; what comes in is tried first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from coach.services import exchange, exchange_out, exchange_records, rooms
from coach.services.desk import Desk
from coach.services.exchange_columns import ASSIGNMENTS, PEOPLE
from coach.services.exchange_out import Outgoing
from coach.services.sheets import pack_rows, unpack_rows, write_csv, write_xlsx
from coach.training.access import Act, allow, may
from coach.training.model import RoomId, User
from coach.web import clock, sessions
from coach.web.desk import actor, desk
from coach.web.moments import ZONE
from coach.web.tables import sent_rows
from coach.web.typed import Typed

blueprint = Blueprint("exports", __name__, url_prefix="/exports")
sessions.only_for(blueprint, Act.EXPORT_PEOPLE)
Give = Callable[[Desk, User, RoomId | None, datetime], Outgoing]
GIVES: Mapping[str, Give] = {
    "people": lambda opened, me, room, at: exchange_out.export_people(opened, me, room=room),
    "cards": lambda opened, me, room, at: exchange_out.export_cards(opened, me),
    "assignments": lambda opened, me, room, at: exchange_out.export_assignments(opened, me, room=room, at=at),
    "results": lambda opened, me, room, at: exchange_out.export_results(opened, me, room=room),
    "reviews": lambda opened, me, room, at: exchange_records.export_reviews(opened, me, room=room),
    "sessions": lambda opened, me, room, at: exchange_records.export_sessions(opened, me, room=room),
    "incidents": lambda opened, me, room, at: exchange_records.export_incidents(opened, me, room=room),
    "signoffs": lambda opened, me, room, at: exchange_records.export_signoffs(opened, me, room=room, at=at),
    "checklists": lambda opened, me, room, at: exchange_records.export_checklists(opened, me, room=room),
    "shows": lambda opened, me, room, at: exchange_records.export_shows(opened, me, room=room),
}
FORMS: Mapping[str, tuple[Callable[..., bytes], str]] = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Intaking:
    """One kind of table that comes in here: who may, its name, its headings, those it needs, and the service."""

    act: Act
    name: str
    columns: Mapping[str, str]
    needed: tuple[str, ...]
    take: Callable[..., exchange.Intake]


TAKES = {
    "people": Intaking(
        act=Act.IMPORT_PEOPLE,
        name="人员",
        columns=PEOPLE,
        needed=("login", "name", "roles"),
        take=exchange.import_people,
    ),
    "assignments": Intaking(
        act=Act.IMPORT_ASSIGNMENTS,
        name="练习安排",
        columns=ASSIGNMENTS,
        needed=("login", "drill", "room"),
        take=exchange.import_assignments,
    ),
}
"""Cards come in at ``/admin/cards/import``."""


@blueprint.get("")
def show() -> str:
    """Show what can be taken out and brought in."""
    me = actor()
    return render_template(
        "exports/exports.html",
        rooms=rooms.list_rooms(desk(), me),
        typed=Typed(request.args),
        takes={what: one for what, one in TAKES.items() if _may_take(me, one)},
        cards=may(me, Act.IMPORT_CARDS),
    )


@blueprint.get("/<what>.<form>")
def download(what: str, form: str) -> Response:
    """Send one table."""
    if what not in GIVES or form not in FORMS:
        abort(404)
    at, room = clock.now(), request.args.get("room", "")
    table = GIVES[what](desk(), actor(), RoomId(room) if room else None, at)
    write, kind = FORMS[form]
    response = Response(write(table.headings, table.rows), content_type=kind)
    name = f"coach-{what}-{at.astimezone(ZONE):%Y%m%d}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/import/<what>")
def show_import(what: str) -> str:
    """Show where a table is pasted or chosen."""
    return _form(what, _intaking(what), Typed())


@blueprint.post("/import/<what>")
def take_in(what: str) -> tuple[str, int] | BaseResponse:
    """Try a table and show what would become of it; or take in what was tried."""
    one, typed = _intaking(what), Typed.sent()
    with typed.kept():
        sure = bool(typed.get("rows"))
        upload = request.files.get("file")
        rows = (
            unpack_rows(typed.get("rows"), one.columns)
            if sure
            else sent_rows(typed, upload, one.columns, needed=one.needed)
        )
        intake = one.take(desk(), actor(), rows, dry_run=not sure, at=clock.now())
        if intake.kept:
            flash(f"导入了 {intake.rows - intake.unchanged} 行{one.name}。", "ok")
            return redirect(url_for("exports.show"), 303)
        kept = pack_rows(rows)
        return render_template("exports/preview.html", what=what, one=one, intake=intake, rows=rows, kept=kept), 200
    return _form(what, one, typed), typed.status


def _form(what: str, one: Intaking, typed: Typed) -> str:
    return render_template("exports/import.html", what=what, one=one, typed=typed)


def _intaking(what: str) -> Intaking:
    one = TAKES.get(what)
    if one is None:
        abort(404)
    allow(actor(), one.act, room=min(actor().rooms, default=None))
    return one


def _may_take(me: User, one: Intaking) -> bool:
    return may(me, one.act, room=min(me.rooms, default=None))
