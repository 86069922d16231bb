"""What an anchor has handed in (练习记录), the newest first, with the scores as a line."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, render_template, request

from coach.errors import InputError
from coach.services import attempts
from coach.storage.repositories import Window
from coach.web.desk import actor, desk

blueprint = Blueprint("history", __name__)
A_PAGE = 30


@blueprint.get("/history")
def show() -> str:
    """Show the hand-ins of whoever is signed in."""
    me = actor()
    lines = attempts.list_attempts(desk(), me, anchor=me.id, window=Window(limit=A_PAGE + 1, before=_before()))
    shown = lines[:A_PAGE]
    return render_template(
        "history/history.html",
        lines=shown,
        drills=desk().programme.drills,
        older=shown[-1].at.astimezone(UTC).isoformat() if len(lines) > A_PAGE else "",
        first_page="before" not in request.args,
    )


def _before() -> datetime | None:
    text = request.args.get("before", "").replace(" ", "+")
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError as error:
        raise InputError("翻页的时间不对，请回到练习记录重新翻。", key="before") from error
