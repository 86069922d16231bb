"""One hand-in (一次提交): the whole report with its marks, what reviewers said, and what changed since the last one."""

from __future__ import annotations

from flask import Blueprint, render_template

from coach.formats.stored import read_report
from coach.services import attempts, workbench
from coach.services.workbench import Judged
from coach.training.difference import Difference
from coach.training.model import AttemptId
from coach.web.desk import actor, desk
from coach.web.marking import Layer, Note, marks
from coach.web.reading import read

blueprint = Blueprint("attempts", __name__)


@blueprint.get("/attempts/<attempt_id>")
def show(attempt_id: str) -> str:
    """Show one hand-in to whoever may see it."""
    judged = workbench.get_judged(desk(), actor(), AttemptId(attempt_id))
    attempt = judged.attempt
    reading = read(read_report(attempt.report)) if attempt.quiz is None else None
    return render_template(
        "attempts/attempt.html",
        judged=judged,
        reading=reading,
        marks=marks(reading, notes_of(judged)) if reading else (),
        changed=difference_of(judged),
    )


def notes_of(judged: Judged) -> tuple[Note, ...]:
    """Return where reviewers commented on the text."""
    return tuple(
        Note(start=comment.start, end=comment.end, layer=Layer.COMMENT, target=f"comment-{number}-{place}")
        for number, (review, _) in enumerate(judged.reviews, 1)
        for place, comment in enumerate(review.comments, 1)
    )


def difference_of(judged: Judged) -> Difference | None:
    """Return what changed since the hand-in before, None for the first one and for quizzes."""
    place = judged.siblings.index(judged.attempt.id)
    if place == 0 or judged.attempt.quiz is not None:
        return None
    return attempts.compare(desk(), actor(), judged.siblings[place - 1], judged.attempt.id)
