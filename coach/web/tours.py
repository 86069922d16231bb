"""The tour of the pages (第一次来): one step for each entry of a person's menu, on the page it tells of; and its end."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Flask, flash, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from coach.services import tours
from coach.web import clock, navigation
from coach.web.desk import actor, desk
from coach.web.navigation import Entry, Menu

blueprint = Blueprint("tours", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The step at hand, and the ones around it."""

    number: int
    count: int
    entry: Entry
    before: str
    after: str
    after_name: str


def register(app: Flask) -> None:
    """Let every page ask for the step of the tour that it is."""
    app.jinja_env.globals["tour_step"] = find_step


def find_step(menu: Menu) -> Step | None:
    """Return the step that this page is: asked for by ``?tour=2``, or the first one for a person who is new here."""
    asked = request.args.get("tour", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else 0
    entries = menu.entries
    if request.method != "GET" or not entries:
        return None
    if not number and request.path == entries[0].path and tours.needs_tour(desk(), actor()):
        number = 1
    if not 1 <= number <= len(entries) or entries[number - 1].path != request.path:
        return None
    after = entries[number] if number < len(entries) else None
    return Step(
        number=number,
        count=len(entries),
        entry=entries[number - 1],
        before=address(menu, number - 1) if number > 1 else "",
        after=address(menu, number + 1) if after else "",
        after_name=after.name if after else "",
    )


def address(menu: Menu, number: int) -> str:
    """Return where a step of the tour is."""
    return f"{menu.entries[number - 1].path}?tour={number}"


@blueprint.post("/tours/end")
def end() -> BaseResponse:
    """End the tour for good; whoever wants it again finds it on the help page."""
    tours.end_tour(desk(), actor(), at=clock.now())
    flash("导览收起来了。想再看一遍，点页面最下面的“帮助”。", "ok")
    return redirect(navigation.home(actor()), 303)
