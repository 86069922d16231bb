"""An anchor's day (今天): what is due, what comes next and why, where they stand, what shows left to do."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from coach.services import path, stages
from coach.training.model import SessionId, Stage
from coach.training.names import STAGES
from coach.web import clock
from coach.web.desk import actor, desk
from coach.web.steps import steps_of

blueprint = Blueprint("today", __name__)


@blueprint.get("/today")
def show() -> str:
    """Show the day of whoever is signed in."""
    me, at = actor(), clock.now()
    day = path.get_day(desk(), me, me.id, at=at)
    steps = steps_of(day.lead, desk().programme) if day.lead is not None else ()
    return render_template(
        "today/today.html", day=day, steps=steps, at=at, STAGES={one.value: STAGES[one] for one in Stage}
    )


@blueprint.post("/today/actions/<session_id>/<int:number>")
def finish_action(session_id: str, number: int) -> BaseResponse:
    """Tick off one thing that a show left to do."""
    done = stages.finish_action(desk(), actor(), SessionId(session_id), number, at=clock.now())
    flash(f"“{done.actions[number].text}”记为做完了。", "ok")
    return redirect(url_for("today.show"), 303)
