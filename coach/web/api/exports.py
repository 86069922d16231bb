"""Tables for spreadsheets and dashboards, as CSV; cells that a spreadsheet would run are kept as text."""

from __future__ import annotations

from flask import Response

from coach.services import exchange_out
from coach.services.exchange_out import Outgoing
from coach.services.sheets import write_csv
from coach.training.model import RoomId
from coach.training.model.tokens import TokenScope
from coach.web import clock
from coach.web.api.operation import Call, operation
from coach.web.api.values import Given, RecordId

CSV = "text/csv"


class ExportQuery(Given):
    """Of which room; without one, of all that the token's owner may see."""

    room: RecordId | None = None


@operation("GET", "/exports/people.csv", "人员表", scope=TokenScope.EXPORT, media=CSV)
def export_people(call: Call, query: ExportQuery) -> Response:
    """Return the people as a table."""
    return _table("people", exchange_out.export_people(call.desk, call.user, room=_room(query)))


@operation("GET", "/exports/cards.csv", "商品卡表", scope=TokenScope.EXPORT, media=CSV)
def export_cards(call: Call) -> Response:
    """Return the cards in use as a table."""
    return _table("cards", exchange_out.export_cards(call.desk, call.user))


@operation("GET", "/exports/assignments.csv", "练习安排表", scope=TokenScope.EXPORT, media=CSV)
def export_assignments(call: Call, query: ExportQuery) -> Response:
    """Return the assignments as a table."""
    found = exchange_out.export_assignments(call.desk, call.user, room=_room(query), at=clock.now())
    return _table("assignments", found)


@operation("GET", "/exports/results.csv", "练习结果表", scope=TokenScope.EXPORT, media=CSV)
def export_results(call: Call, query: ExportQuery) -> Response:
    """Return the hand-ins as a table."""
    return _table("results", exchange_out.export_results(call.desk, call.user, room=_room(query)))


def _room(query: ExportQuery) -> RoomId | None:
    return RoomId(query.room) if query.room is not None else None


def _table(name: str, table: Outgoing) -> Response:
    response = Response(write_csv(table.headings, table.rows), content_type=f"{CSV}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
