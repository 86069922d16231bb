"""Help (帮助): what each page is for, what people ask most, the keys, and the tour once more."""

from __future__ import annotations

from flask import Blueprint, render_template

from coach.web import navigation, sessions, tours
from coach.web.desk import find_actor

blueprint = Blueprint("help", __name__)


@blueprint.get("/help")
@sessions.open_to_visitors
def show() -> str:
    """Show the help that fits whoever asks."""
    user = find_actor()
    menu = navigation.menu(user) if user is not None else None
    return render_template("help/help.html", tour=tours.address(menu, 1) if menu and menu.entries else "")
