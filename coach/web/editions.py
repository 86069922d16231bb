"""The team's own edition of the programme: a part to change, looked at before it is kept, and all versions so far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from coach.services import programme_writing
from coach.services.programme_writing import Outlook
from coach.training.access import Act, may
from coach.training.edition import MOST_CHECKS, drills_for, numbers_of, percent_of
from coach.web import clock, sessions
from coach.web.desk import actor, desk
from coach.web.typed import Typed

blueprint = Blueprint("editions", __name__, url_prefix="/programme")
sessions.only_for(blueprint, Act.PROGRAMME_LIST)
_WORDS = ("ask", "guidance", "aspect")
_EMPTY_ROWS = 3


@blueprint.get("/parts/<part>")
def show(part: str) -> str:
    """Show one part with its values to change."""
    now = programme_writing.get_part(desk(), actor(), part)
    typed = Typed({**_fields(part, now.value), "seen": str(now.programme.edition)})
    return _page(part, typed)


@blueprint.post("/parts/<part>/preview")
def preview(part: str) -> tuple[str, int] | str:
    """Show what the values would change, and for whom; keep nothing."""
    typed = Typed.sent()
    with typed.kept():
        outlook = programme_writing.preview_part(desk(), actor(), part, _given(part, typed), at=clock.now())
        return _page(part, typed, outlook)
    return _page(part, typed), typed.status


@blueprint.post("/parts/<part>")
def write(part: str) -> tuple[str, int] | BaseResponse:
    """Keep the values as a new version."""
    typed = Typed.sent()
    with typed.kept():
        edition = programme_writing.write_part(
            desk(),
            actor(),
            part,
            _given(part, typed),
            seen=typed.number("seen", label="版本"),
            why=typed.get("why"),
            at=clock.now(),
        )
        flash(f"存好了，这是团队第 {edition.number} 次修改，从现在起按新的算。", "ok")
        return redirect(url_for("editions.show_all"), 303)
    return _page(part, typed, _outlook_again(part, typed)), typed.status


@blueprint.get("/versions")
def show_all() -> str:
    """Show every version: who changed what, when and why."""
    return render_template(
        "editions/versions.html",
        lines=programme_writing.list_editions(desk(), actor()),
        programme=desk().programme,
        can_edit=may(actor(), Act.PROGRAMME_WRITE),
    )


@blueprint.get("/versions/<int:number>")
def show_return(number: int) -> str:
    """Show what going back to a version would change, and for whom."""
    return _return_page(number, Typed({"seen": str(desk().programme.edition)}))


@blueprint.post("/versions/<int:number>")
def go_back(number: int) -> tuple[str, int] | BaseResponse:
    """Keep an earlier version as the newest."""
    typed = Typed.sent()
    with typed.kept():
        seen = typed.number("seen", label="版本")
        edition = programme_writing.go_back(desk(), actor(), number, seen=seen, why=typed.get("why"), at=clock.now())
        flash(f"恢复好了，记为团队第 {edition.number} 次修改。", "ok")
        return redirect(url_for("editions.show_all"), 303)
    return _return_page(number, typed), typed.status


def _outlook_again(part: str, typed: Typed) -> Outlook | None:
    """Return the preview for a form that comes back for another reason than its values."""
    if set(typed.errors) - {"why", ""}:
        return None
    return programme_writing.preview_part(desk(), actor(), part, _given(part, typed), at=clock.now())


def _given(part: str, typed: Typed) -> dict[str, Any]:
    """Return what was typed under the keys of the part's value."""
    if part.startswith("course."):
        return {"drills": typed.all("drills"), "least": typed.number("least", label="通过几个算学完")}
    if part.startswith("rubric."):
        rows = [number for number in range(1, _rows(typed) + 1) if typed.get(f"ask-{number}").strip()]
        return {
            "checks": [
                {**{key: typed.get(f"{key}-{row}") for key in _WORDS}, "must": bool(typed.get(f"must-{row}"))}
                for row in rows
            ]
        }
    return {key: typed.number(key, label=number.label) for key, number in numbers_of(part).items()}


def _fields(part: str, value: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """Return a part's value as the fields of its form."""
    if part.startswith("course."):
        return {"drills": list(value["drills"]), "least": str(value["least"])}
    if part.startswith("rubric."):
        found: dict[str, str | list[str]] = {}
        for row, one in enumerate(value["checks"], 1):
            found |= {f"{key}-{row}": one[key] for key in _WORDS} | {f"must-{row}": "yes" if one["must"] else ""}
        return found
    return {key: percent_of(number, value[key]) for key, number in numbers_of(part).items()}


def _rows(typed: Typed) -> int:
    """Return how many rows of questions a form has."""
    numbers = [name[4:] for name in typed.fields if name.startswith("ask-") and name[4:].isdigit()]
    return min(max((int(one) for one in numbers), default=0), MOST_CHECKS + _EMPTY_ROWS)


def _page(part: str, typed: Typed, outlook: Outlook | None = None) -> str:
    now = programme_writing.get_part(desk(), actor(), part)
    sort, _, key = part.partition(".")
    return render_template(
        "editions/part.html",
        part=part,
        sort=sort,
        name=now.name,
        typed=typed,
        outlook=outlook,
        drills=drills_for(now.programme, key) if sort == "course" else (),
        own=now.programme.own,
        numbers=numbers_of(part),
        rows=_rows(typed) + (0 if request.method == "POST" else _EMPTY_ROWS),
        people=may(actor(), Act.COHORT_LIST),
    )


def _return_page(number: int, typed: Typed) -> str:
    outlook = programme_writing.preview_return(desk(), actor(), number, at=clock.now())
    return render_template("editions/return.html", number=number, typed=typed, outlook=outlook)
