"""Calibration (试批): score a reference hand-in first, then see the known judgement and the distance from it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from coach.services import reviews
from coach.training.access import Act
from coach.training.model import Calibration, ReferenceId, ReviewVerdict
from coach.training.programme import Drill, Reference, Rubric
from coach.web import clock, sessions
from coach.web.desk import actor, desk
from coach.web.rubrics import answers_of
from coach.web.typed import Typed

blueprint = Blueprint("calibration", __name__, url_prefix="/calibration")
sessions.only_for(blueprint, Act.REVIEW_CALIBRATION_LIST)
VERDICTS = (ReviewVerdict.PASS, "通过"), (ReviewVerdict.AGAIN, "请重做")


@blueprint.get("")
def show_all() -> str:
    """Show the references, which of them are scored, and how the reviewer stands."""
    scored, standing = reviews.list_calibrations(desk(), actor(), actor().id)
    last = {one.reference: one for one in scored}
    return render_template(
        "calibration/calibration.html", references=desk().programme.references, last=last, standing=standing
    )


@blueprint.get("/<reference_id>")
def show(reference_id: str) -> str:
    """Show the reference to be scored; what is known of it comes after."""
    return _page(reference_id, Typed())


@blueprint.post("/<reference_id>")
def score(reference_id: str) -> tuple[str, int] | BaseResponse:
    """Keep the reviewer's own judgement and show the distance."""
    typed = Typed.sent()
    with typed.kept():
        reviews.calibrate(
            desk(),
            actor(),
            ReferenceId(reference_id),
            verdict=typed.choice(ReviewVerdict, "verdict", label="结论"),
            checks=answers_of(typed),
            at=clock.now(),
        )
        return redirect(url_for("calibration.result", reference_id=reference_id), 303)
    return _page(reference_id, typed), typed.status


@blueprint.get("/<reference_id>/result")
def result(reference_id: str) -> str | BaseResponse:
    """Show one's last judgement of a reference beside the known one; before it is judged, go and judge it."""
    reference, drill, rubric = _parts(reference_id)
    scored, standing = reviews.list_calibrations(desk(), actor(), actor().id)
    mine: Calibration | None = next((one for one in reversed(scored) if one.reference == reference.id), None)
    if mine is None:
        return redirect(url_for("calibration.show", reference_id=reference_id))
    return render_template(
        "calibration/result.html",
        reference=reference,
        drill=drill,
        rubric=rubric,
        mine=mine,
        answers={one.check: one for one in mine.checks},
        standing=standing,
        verdicts=dict(VERDICTS),
        following=_following({one.reference for one in scored}),
    )


def _page(reference_id: str, typed: Typed) -> str:
    reference, drill, rubric = _parts(reference_id)
    return render_template(
        "calibration/reference.html",
        reference=reference,
        drill=drill,
        rubric=rubric,
        script=desk().library.get_script(reference.script),
        product=desk().library.find_product(drill.product) if drill.product else None,
        typed=typed,
        verdicts=[(one.value, name) for one, name in VERDICTS],
    )


def _parts(reference_id: str) -> tuple[Reference, Drill, Rubric]:
    programme = desk().programme.standard  # references were judged by its questions
    reference = programme.get_reference(reference_id)
    drill = programme.get_drill(reference.drill)
    assert drill.rubric is not None, "a reference is of a drill with a rubric"
    return reference, drill, programme.get_rubric(drill.rubric)


def _following(scored: set[ReferenceId]) -> Reference | None:
    return next((one for one in desk().programme.references if one.id not in scored), None)
