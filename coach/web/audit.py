"""The audit trail (审计) as sentences: filtered, proved, taken out."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from coach.services import audit, people
from coach.web.desk import actor, desk
from coach.web.names import names

blueprint = Blueprint("audit", __name__, url_prefix="/admin/audit")
AT_ONCE = 50
_CHOICES = 300  # people to choose from; others by the address of their page


@blueprint.get("")
def show() -> str:
    """Show a page of entries, the newest first."""
    by, subject, before = (request.args.get(key, "") for key in ("by", "subject", "before"))
    entries = audit.list_entries(
        desk(),
        actor(),
        by=by or None,
        subject=subject or None,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 10 else None,
        limit=AT_ONCE + 1,
    )
    return render_template(
        "audit/audit.html",
        entries=entries[:AT_ONCE],
        older=entries[AT_ONCE - 1].seq if len(entries) > AT_ONCE else 0,
        people=people.list_page(desk(), actor(), limit=_CHOICES)[0],
        names=names(),
        by=by,
        subject=subject,
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
