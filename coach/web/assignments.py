"""A drill at hand (练习): what to do, the editor or the quiz, the draft that saves itself, and handing in."""

from __future__ import annotations

import json

from flask import Blueprint, Response, current_app, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from coach.errors import InputError
from coach.services import assignments, attempts, workbench
from coach.services.workbench import Workbench
from coach.training.drill import AssignmentState
from coach.training.model import Assignment, AssignmentId, Draft
from coach.training.programme import DrillType
from coach.web import clock, forms
from coach.web.desk import actor, desk
from coach.web.goals import goals_of
from coach.web.marking import marks
from coach.web.reading import Reading, read
from coach.web.typed import Typed

blueprint = Blueprint("assignments", __name__)


@blueprint.get("/assignments/<assignment_id>")
def show(assignment_id: str) -> str:
    """Show the drill with what was written so far."""
    return _page(_bench(assignment_id))


@blueprint.post("/assignments/<assignment_id>/open")
def begin(assignment_id: str) -> BaseResponse:
    """Open a drill with a time limit: its time runs from here."""
    assignments.open_assignment(desk(), actor(), AssignmentId(assignment_id), at=clock.now())
    return redirect(url_for("assignments.show", assignment_id=assignment_id), 303)


@blueprint.post("/assignments/<assignment_id>/check")
def check(assignment_id: str) -> str | Response:
    """Check what is written and keep no report: JSON for the live page, a whole page for a form."""
    draft = _sent()
    _refuse_long(draft)
    drill, report = workbench.try_text(desk(), actor(), AssignmentId(assignment_id), draft.text, cues=draft.cues)
    reading = read(report)
    if not request.is_json:
        return _page(_bench(assignment_id), text=draft.text, reading=reading)
    found = [[mark.start, mark.end, mark.layer, mark.targets] for mark in marks(reading)]
    html = render_template("assignments/_checked.html", reading=reading, goals=goals_of(drill, report))
    return jsonify(report=report.to_dict(), marks=found, html=html)


@blueprint.post("/assignments/<assignment_id>/draft")
def save(assignment_id: str) -> Response | tuple[str, int] | BaseResponse:
    """Keep the draft; ``seen`` is the version that was on the screen."""
    if request.is_json:
        kept = _save(assignment_id, _sent())
        return jsonify(version=kept.version, at=kept.at.isoformat())
    typed, draft = Typed.sent(), _sent()
    with typed.kept():
        _save(assignment_id, draft)
        flash("草稿存好了。", "ok")
        return redirect(url_for("assignments.show", assignment_id=assignment_id), 303)
    return _page(_bench(assignment_id), text=draft.text, typed=typed), typed.status


@blueprint.post("/assignments/<assignment_id>/hand-in")
def hand_in(assignment_id: str) -> tuple[str, int] | BaseResponse:
    """Hand in what is written and go on to its report."""
    typed, draft = Typed.sent(), _sent()
    with typed.kept():
        _refuse_long(draft)
        attempt = attempts.submit(
            desk(), actor(), AssignmentId(assignment_id), draft.text, cues=draft.cues, at=clock.now()
        )
        flash(f"第 {attempt.number} 次交好了，{attempt.score} 分。", "ok")
        return redirect(url_for("attempts.show", attempt_id=attempt.id), 303)
    return _page(_bench(assignment_id), text=draft.text, typed=typed), typed.status


@blueprint.post("/assignments/<assignment_id>/answers")
def answer(assignment_id: str) -> tuple[str, int] | BaseResponse:
    """Hand in the answers of a quiz."""
    typed = Typed.sent()
    with typed.kept():
        attempt = attempts.submit_quiz(
            desk(), actor(), AssignmentId(assignment_id), _answers(typed), shown=typed.get("shown"), at=clock.now()
        )
        flash(f"交卷了，{attempt.score} 分。", "ok")
        return redirect(url_for("attempts.show", attempt_id=attempt.id), 303)
    return _page(_bench(assignment_id), typed=typed), typed.status


def _save(assignment_id: str, draft: forms.Draft) -> Draft:
    _refuse_long(draft)
    return attempts.save_draft(desk(), actor(), AssignmentId(assignment_id), draft.text, seen=_seen(), at=clock.now())


def _bench(assignment_id: str) -> Workbench:
    return workbench.get_workbench(desk(), actor(), AssignmentId(assignment_id), at=clock.now())


def _page(
    bench: Workbench, *, text: str | None = None, reading: Reading | None = None, typed: Typed | None = None
) -> str:
    drill, closed = bench.drill, bench.state is AssignmentState.CANCELLED
    sealed = bench.assignment.limit is not None and bench.assignment.started_at is None  # a limit runs from "begin"
    working = bench.own and not closed and not sealed
    quiz = attempts.get_quiz(desk(), actor(), bench.assignment.id) if working and drill.type is DrillType.QUIZ else None
    return render_template(
        "assignments/assignment.html",
        bench=bench,
        sealed=sealed and bench.own and not closed,
        working=working,
        quiz=quiz,
        material=desk().library.get_script(drill.script) if drill.script else None,
        text=_written(bench) if text is None else text,
        reading=reading,
        marks=marks(reading) if reading else (),
        goals=goals_of(drill, reading.report if reading else None) if drill.type is not DrillType.QUIZ else (),
        typed=typed or Typed(),
        until=_until(bench.assignment),
        now=clock.now(),
        max_chars=current_app.config["MAX_PAGE_CHARS"],
    )


def _written(bench: Workbench) -> str:
    """Return the draft; without one, the last hand-in to go on from, or at first what is to be rewritten."""
    if bench.draft is not None:
        return bench.draft.text
    if bench.attempts:
        return bench.attempts[-1].text if bench.state is not AssignmentState.PASSED else ""
    if bench.drill.type is not DrillType.REWRITE:
        return ""
    return desk().library.get_script(bench.drill.script).text if bench.drill.script else bench.drill.text


def _until(assignment: Assignment) -> float | None:
    if assignment.limit is None or assignment.started_at is None:
        return None
    return assignment.started_at.timestamp() + assignment.limit


def _sent() -> forms.Draft:
    """Read what was written: JSON, or a form with an optional file; a page with scripts sends the times of a file along."""
    draft = forms.read_draft(request)
    kept = "" if request.is_json or draft.cues else request.form.get("cues", "")
    if not kept:
        return draft
    try:
        return forms.draft_from_json({"text": draft.text, "cues": json.loads(kept)})
    except ValueError as error:
        raise InputError("时间轴（cues）格式有误，请重新上传字幕文件。", key="cues") from error


def _refuse_long(draft: forms.Draft) -> None:
    most = current_app.config["MAX_PAGE_CHARS"]
    if len(draft.text) > most:
        raise InputError(f"文字太长：现在 {len(draft.text):,} 字，一次最多 {most:,} 字。请删短一些。", key="text")


def _seen() -> int:
    value = request.get_json().get("seen", 0) if request.is_json else request.form.get("seen", "0")
    if not str(value).isascii() or not str(value).isdigit():
        raise InputError("草稿的版本号不对，请刷新页面再存。", key="seen")
    return int(value)


def _answers(typed: Typed) -> list[int | None]:
    """Return the chosen option of each question, in order; the number of questions comes with the form."""
    count = typed.number("questions", label="题数")
    if not 0 <= count <= 200:
        raise InputError("题数不对，请重新打开这份测验。", key="questions")
    given = [typed.get(f"answer-{number}") for number in range(1, count + 1)]
    return [int(one) if one.isascii() and one.isdigit() else None for one in given]
