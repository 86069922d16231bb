"""The audit trail (审计) as sentences: filtered, proved, taken out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from flask import Blueprint, Response, render_template, request

from coach.services import audit, people, rooms
from coach.training.access import RULES
from coach.training.audit import Entry
from coach.training.model import RoomId
from coach.training.sentences import TEMPLATES
from coach.web.desk import actor, desk
from coach.web.moments import ZONE, read_day
from coach.web.names import names
from coach.web.typed import Typed

blueprint = Blueprint("audit", __name__, url_prefix="/admin/audit")
AT_ONCE = 50
FILTERS = ("by", "subject", "room", "act", "since", "until")


@blueprint.get("")
def show() -> str:
    """Show a page of entries, the newest first; what can't be read in the address filters nothing."""
    typed = Typed(request.args)
    before = typed.get("before")
    entries: tuple[Entry, ...] = ()
    with typed.kept():
        entries = audit.list_entries(
            desk(),
            actor(),
            by=_person(typed.get("by")),
            subject=_person(typed.get("subject")),
            room=RoomId(typed.get("room")) if typed.get("room") else None,
            acts=typed.get("act") or None,
            since=_midnight(typed.get("since"), "since"),
            until=_midnight(typed.get("until"), "until", after=1),
            before=int(before) if before.isascii() and before.isdigit() and len(before) < 10 else None,
            limit=AT_ONCE + 1,
        )
    chosen = {key: typed.get(key) for key in FILTERS if typed.get(key)}
    return render_template(
        "audit/audit.html",
        entries=entries[:AT_ONCE],
        older=entries[AT_ONCE - 1].seq if len(entries) > AT_ONCE else 0,
        rooms=rooms.list_rooms(desk(), actor()),
        acts=_acts(),
        names=names(entries, typed.get("by"), typed.get("subject")),
        typed=typed,
        chosen=chosen,
        before=before,
    )


@blueprint.get("/proof")
def prove() -> str:
    """Walk the whole trail and show whether it holds."""
    return render_template("audit/proof.html", proof=audit.verify_audit(desk(), actor()))


@blueprint.get("/export")
def export() -> Response:
    """Send the whole trail, one JSON line an entry."""
    lines = audit.export_audit(desk(), actor())
    headers = {"Content-Disposition": "attachment; filename=audit.jsonl"}
    return Response(lines, mimetype="application/x-ndjson", headers=headers)


def _person(words: str) -> str | None:
    """Return the id of whoever is called or signs in by these words; other words stay: they may be an id."""
    text = words.strip()[:64]
    if not text:
        return None
    found, _ = people.list_page(desk(), actor(), words=text, limit=20)
    exact = [one for one in found if text.casefold() in (one.name.casefold(), one.login.casefold())]
    return str((exact or list(found))[0].id) if found else text


def _midnight(text: str, key: str, *, after: int = 0) -> datetime | None:
    day = read_day(text, key=key)
    return datetime.combine(day, time(), ZONE) + timedelta(days=after) if day is not None else None


def _acts() -> Mapping[str, Mapping[str, str]]:
    """Return the acts that leave a trace, by the noun they begin with: value → name."""
    grouped: dict[str, dict[str, str]] = {}
    for act in TEMPLATES:
        grouped.setdefault(act.value.partition(".")[0], {})[act.value] = RULES[act].name
    return grouped
