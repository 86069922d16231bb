"""The self-check page (自检): the form, the live check, uploads and sample scripts."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, current_app, jsonify, make_response, redirect, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as BaseResponse

from coach.errors import CoachError, InputError, NotFoundError
from coach.web import errors, forms, navigation, room_rules, sessions
from coach.web.desk import find_actor
from coach.web.marking import marks
from coach.web.reading import Reading, read
from coach.wiring import Coach

blueprint = Blueprint("script", __name__)


@blueprint.get("/")
@sessions.open_to_visitors
def page() -> str | BaseResponse:
    """Show visitors the empty self-check page; whoever is signed in goes to their own home."""
    user = find_actor()
    return _page(forms.Draft()) if user is None else redirect(navigation.home(user), 303)


@blueprint.get("/script")
@sessions.open_to_visitors
def editor() -> str:
    """Show the empty self-check page to anybody."""
    return _page(forms.Draft())


@blueprint.post("/check")
@sessions.open_to_visitors
def check() -> str | Response:
    """Check a script: JSON for the live page, a whole page for a form."""
    draft = forms.read_draft(request)
    reading = _check(draft)
    if not request.is_json:
        return _page(draft, reading)
    found = [[mark.start, mark.end, mark.layer, mark.targets] for mark in marks(reading)]
    html = render_template("script/_report.html", reading=reading, slot=forms.slot_of(draft), choosing=True)
    return jsonify(report=reading.report.to_dict(), marks=found, html=html)


@blueprint.post("/upload")
@sessions.open_to_visitors
def upload() -> Response:
    """Return the text of an uploaded file, with its times where it has any."""
    draft = forms.draft_with_file(forms.Draft(), request.files.get("file"))
    if not draft.text:
        raise InputError("没有收到文件。请先选一个文件再上传。", key="file")
    cues = [[cue.start, cue.end, cue.start_s, cue.end_s, cue.speaker] for cue in draft.cues]
    return jsonify(text=draft.text, cues=cues)


@blueprint.get("/scripts/<script_id>")
@sessions.open_to_visitors
def sample(script_id: str) -> str | Response:
    """Show a sample script in the editor, or return it as JSON."""
    found = _coach().library.get_script(script_id)
    draft = forms.Draft(text=found.text, product=found.product or "", platform=found.platform)
    if errors.wants_json():
        return jsonify(title=found.title, text=draft.text, product=draft.product, platform=draft.platform)
    return _page(draft, _check(draft))


@blueprint.get("/healthz")
@sessions.open_to_visitors
def healthz() -> Response:
    """Tell a watcher that the process answers and which rules it holds."""
    return jsonify(status="ok", rulebook=_coach().rulebook.fingerprint)


@blueprint.errorhandler(InputError)
@blueprint.errorhandler(NotFoundError)
def mistake(error: CoachError) -> Response:
    """Show a form's mistake beside the form; scripts and other addresses get the usual answer."""
    return _form_again(error.message, errors.status_of(error)) or errors.answer(error)


@blueprint.errorhandler(CSRFError)
def too_old(error: CSRFError) -> Response:
    """Show the form again with a fresh token, so that pressing the button once more is enough."""
    return _form_again(f"{errors.CSRF_WORDS[0]}。文字都在，请再点一次“检查”。", 400) or errors.http_error(error)


def _form_again(message: str, status: int) -> Response | None:
    """Return the form with everything that was typed, if it was the form that was sent."""
    if request.endpoint != "script.check" or errors.wants_json():
        return None
    return make_response(_page(forms.draft_from_form(request.form), message=message), status)


def _coach() -> Coach:
    return cast("Coach", current_app.extensions["coach"])


def _check(draft: forms.Draft) -> Reading:
    coach = _coach()
    it = forms.submit(draft, coach.library, max_chars=current_app.config["MAX_PAGE_CHARS"])
    slot = forms.slot_of(draft)
    near = (round(slot * 0.8), round(slot * 1.2)) if slot else None  # what ``coach check --slot`` takes for fitting
    report = coach.check(
        it.text,
        it.product,
        kind=it.kind,
        platform=it.platform,
        cues=it.cues,
        script_type=draft.type or None,
        slot_s=near,
        room=room_rules.room_named(draft.room),
    )
    return read(report)


def _page(draft: forms.Draft, reading: Reading | None = None, message: str = "") -> str:
    return render_template(
        "script/check.html",
        draft=draft,
        reading=reading,
        marks=marks(reading) if reading else (),
        message=message,
        slot=forms.slot_of(draft),
        slots=forms.SLOTS,
        types=_coach().rulebook.script_types,
        rooms=room_rules.choosable(),
        choosing=True,
        library=_coach().library,
        max_chars=current_app.config["MAX_PAGE_CHARS"],
    )
