"""Tables out and in (导入导出): people, cards, assignments and results for spreadsheets; what comes in is tried first."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from coach.errors import InputError
from coach.services import exchange, exchange_out, rooms
from coach.services.desk import Desk
from coach.services.exchange_columns import ASSIGNMENTS, PEOPLE
from coach.services.exchange_out import Outgoing
from coach.services.sheets import MOST_ROWS, Row, read_pasted, read_sheet, write_csv, write_xlsx
from coach.training.access import Act, allow, may
from coach.training.model import RoomId, User
from coach.web import clock, sessions
from coach.web.desk import actor, desk
from coach.web.moments import ZONE
from coach.web.typed import Typed

blueprint = Blueprint("exports", __name__, url_prefix="/exports")
sessions.only_for(blueprint, Act.EXPORT_PEOPLE)
Give = Callable[[Desk, User, RoomId | None, datetime], Outgoing]
GIVES: Mapping[str, Give] = {
    "people": lambda opened, me, room, at: exchange_out.export_people(opened, me, room=room),
    "cards": lambda opened, me, room, at: exchange_out.export_cards(opened, me),
    "assignments": lambda opened, me, room, at: exchange_out.export_assignments(opened, me, room=room, at=at),
    "results": lambda opened, me, room, at: exchange_out.export_results(opened, me, room=room),
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
        rows = _kept_rows(typed.get("rows"), one) if sure else _sent_rows(typed, request.files.get("file"), one)
        intake = one.take(desk(), actor(), rows, dry_run=not sure, at=clock.now())
        if intake.kept:
            flash(f"导入了 {intake.rows - intake.unchanged} 行{one.name}。", "ok")
            return redirect(url_for("exports.show"), 303)
        kept = json.dumps([[row.number, dict(row.cells)] for row in rows], ensure_ascii=False)
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


def _sent_rows(typed: Typed, upload: FileStorage | None, one: Intaking) -> tuple[Row, ...]:
    """Read the table: a file goes before what was pasted."""
    try:
        if upload is None or not upload.filename:
            if not typed.get("table").strip():
                raise InputError("还没有表格。请贴上从表格软件里复制的内容，或选一个文件。", key="table")
            return read_pasted(typed.get("table"), one.columns, needed=one.needed)
        with tempfile.TemporaryDirectory(prefix="coach-table-") as folder:
            path = Path(folder) / f"表格{Path(upload.filename).suffix.lower()[:6]}"
            upload.save(path)
            return read_sheet(path, one.columns, needed=one.needed)
    except csv.Error as error:
        raise InputError("表格读不出来，可能不是完好的 .csv。请用表格软件另存一份。", key="table") from error


def _kept_rows(text: str, one: Intaking) -> tuple[Row, ...]:
    """Read the rows that the preview carried along."""
    try:
        return tuple(
            Row(number=int(number), cells={str(key): str(value) for key, value in cells.items() if key in one.columns})
            for number, cells in json.loads(text)[:MOST_ROWS]
        )
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise InputError("预览的内容不完整，请重新选一次表格。", key="table") from error
