"""Stage sessions (场次): the list, planning one, and the page that is open beside a show from its start to the verdict."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from coach.documents import read_document
from coach.errors import InputError
from coach.formats.stored import read_report
from coach.scoring import Cue
from coach.services import cards, people, rooms, stage_sheets, stages
from coach.services.stage_sheets import SessionSheet
from coach.storage.repositories import Window
from coach.training.access import Act, allow, may
from coach.training.model import CardId, Role, Room, RoomId, SessionId, SessionState, Stage, StageVerdict, User, UserId
from coach.web import clock, moments, stage_forms
from coach.web.desk import actor, desk
from coach.web.formatters import role_names
from coach.web.marking import marks
from coach.web.reading import read
from coach.web.room_choice import rooms_for
from coach.web.typed import Typed

blueprint = Blueprint("stages", __name__, url_prefix="/stages")
AT_ONCE = 30
_ON_AIR = {Role.ANCHOR, Role.SENIOR}
_LEADING = {Role.SENIOR, Role.TRAINER, Role.OPS}


@blueprint.get("")
def show_all() -> str:
    """Show what runs, what comes, what waits for a verdict, and all sessions page by page; ``room`` narrows it down."""
    room = RoomId(request.args["room"]) if request.args.get("room") else None
    before = moments.read_exact(request.args.get("before", ""))
    found = stage_sheets.list_entries(
        desk(),
        actor(),
        room=room,
        window=Window(limit=AT_ONCE, before=before, below=request.args.get("below") if before else None),
    )
    return render_template(
        "stages/stages.html",
        unfinished=stage_sheets.list_unfinished(desk(), actor(), room=room) if before is None else (),
        sessions=found,
        rooms=rooms_for(Act.STAGE_LIST),
        typed=Typed(request.args),
        more=len(found) == AT_ONCE,
        can_plan=_can_plan(),
        now=clock.now(),
        STATES=stage_forms.STATES,
    )


@blueprint.get("/new")
def show_new() -> str:
    """Show the form for a new session; ``anchor`` and ``stage`` may be chosen already."""
    return _plan_page(Typed({key: value for key, value in request.args.items() if value}))


@blueprint.post("/new")
def plan() -> tuple[str, int] | BaseResponse:
    """Plan a session and go on to its page."""
    typed = Typed.sent()
    with typed.kept():
        made = stages.plan(
            desk(),
            actor(),
            stage=typed.choice(Stage, "stage", label="阶段"),
            anchor=UserId(_picked(typed, "anchor", "主播")),
            partner=UserId(_picked(typed, "partner", "搭档")),
            room=RoomId(_picked(typed, "room", "直播间")),
            products=[CardId(one) for one in typed.all("products")],
            start=stage_forms.needed_time(typed, "start", "开始时间"),
            end=stage_forms.needed_time(typed, "end", "结束时间"),
            at=clock.now(),
        )
        flash("这场排好了。", "ok")
        return redirect(url_for("stages.show", session_id=made.id), 303)
    return _plan_page(typed), typed.status


@blueprint.get("/<session_id>")
def show(session_id: str) -> str:
    """Show one session: before, during or after the show."""
    return _page(_sheet(session_id))


@blueprint.post("/<session_id>/start")
def start(session_id: str) -> BaseResponse:
    """Start the session now."""
    stages.start(desk(), actor(), SessionId(session_id), at=clock.now())
    return _back(session_id, "开始了。")


@blueprint.post("/<session_id>/end")
def end(session_id: str) -> BaseResponse:
    """End the session now."""
    ended = stages.end(desk(), actor(), SessionId(session_id), at=clock.now())
    return _back(session_id, f"结束了，播了 {ended.minutes} 分钟。接着贴文字稿。")


@blueprint.post("/<session_id>/cancel")
def cancel(session_id: str) -> tuple[str, int] | BaseResponse:
    """Cancel a planned session, with a reason."""
    typed = Typed.sent()
    with typed.kept():
        stages.cancel(desk(), actor(), SessionId(session_id), reason=typed.get("reason"), at=clock.now())
        return _back(session_id, "这场取消了。")
    return _page(_sheet(session_id), "cancel", typed), typed.status


@blueprint.post("/<session_id>/transcript")
def transcribe(session_id: str) -> tuple[str, int] | BaseResponse:
    """Keep what was said, pasted or as a file, with its report."""
    typed = Typed.sent()
    with typed.kept():
        text, cues = _said(typed)
        kept = stages.transcribe(
            desk(),
            actor(),
            SessionId(session_id),
            text,
            cues=cues,
            talk_share=stage_forms.share(typed, "talk_share", "主播说话占比"),
            seen=typed.number("version", label="版本"),
            at=clock.now(),
        )
        assert kept.report is not None
        return _back(session_id, f"文字稿存好了，{kept.report['score']} 分。", "report")
    return _page(_sheet(session_id), "transcript", typed), typed.status


@blueprint.post("/<session_id>/notes")
def note(session_id: str) -> tuple[str, int] | BaseResponse:
    """Keep the notes and what is to be done before the next session."""
    typed = Typed.sent()
    with typed.kept():
        before = stages.get_session(desk(), actor(), SessionId(session_id))
        stages.note(
            desk(),
            actor(),
            before.id,
            notes=stage_forms.notes(typed),
            actions=stage_forms.actions(typed, before),
            seen=typed.number("version", label="版本"),
            at=clock.now(),
        )
        return _back(session_id, "播后记录存好了。", "notes")
    return _page(_sheet(session_id), "notes", typed), typed.status


@blueprint.post("/<session_id>/figures")
def enter_figures(session_id: str) -> tuple[str, int] | BaseResponse:
    """Keep the figures that somebody has; the others stay empty."""
    typed = Typed.sent()
    with typed.kept():
        stages.enter_figures(
            desk(),
            actor(),
            SessionId(session_id),
            figures=stage_forms.figures(typed),
            seen=typed.number("version", label="版本"),
            at=clock.now(),
        )
        return _back(session_id, "数据存好了。", "figures")
    return _page(_sheet(session_id), "figures", typed), typed.status


@blueprint.post("/<session_id>/verdict")
def judge(session_id: str) -> tuple[str, int] | BaseResponse:
    """Give the verdict with the rubric, once."""
    typed = Typed.sent()
    with typed.kept():
        sheet = _sheet(session_id)
        judged = stages.judge(
            desk(),
            actor(),
            sheet.session.id,
            verdict=typed.choice(StageVerdict, "verdict", label="结论"),
            checks=stage_forms.checks(typed, sheet.rubric),
            why=typed.get("why"),
            at=clock.now(),
        )
        return _back(session_id, "结论是通过。" if judged.verdict is StageVerdict.PASS else "结论是再播一场。")
    return _page(_sheet(session_id), "verdict", typed), typed.status


@blueprint.post("/<session_id>/actions/<of_session>/<int:number>")
def finish_action(session_id: str, of_session: str, number: int) -> BaseResponse:
    """Tick off an action of this or an earlier session."""
    done = stages.finish_action(desk(), actor(), SessionId(of_session), number, at=clock.now())
    return _back(session_id, f"“{done.actions[number].text}”记为做完了。")


def _sheet(session_id: str) -> SessionSheet:
    return stage_sheets.get_sheet(desk(), actor(), SessionId(session_id))


def _back(session_id: str, words: str, anchor: str | None = None) -> BaseResponse:
    flash(words, "ok")
    return redirect(url_for("stages.show", session_id=session_id, _anchor=anchor), 303)


def _said(typed: Typed) -> tuple[str, tuple[Cue, ...]]:
    """Read what was said: a file goes before what was pasted."""
    upload = request.files.get("file")
    if upload is not None and upload.filename:
        document = read_document(upload.filename, upload.read())
        text, cues = document.text, tuple(document.cues)
    elif not typed.get("transcript").strip():
        raise InputError("还没有文字稿。请贴上录音转出的文字，或选一个文件。", key="transcript")
    else:
        document = read_document("粘贴.txt", typed.get("transcript").encode("utf-8", "replace"))
        text, cues = document.text, tuple(document.cues)
    most = stage_forms.MOST_CHARS
    if len(text) > most:
        raise InputError(
            f"文字稿太长：{len(text):,} 字，一场最多 {most:,} 字。请删掉和上播无关的部分。", key="transcript"
        )
    return text, cues


def _page(sheet: SessionSheet, which: str = "", typed: Typed | None = None) -> str:
    session = sheet.session
    forms = stage_forms.filled(sheet)
    if typed is not None:
        forms[which] = typed
    reading = read(read_report(session.report)) if session.report is not None else None
    me = actor()
    return render_template(
        "stages/session.html",
        sheet=sheet,
        session=session,
        state=session.state,
        forms=forms,
        which=which,
        reading=reading,
        marks=marks(reading) if reading else (),
        may={one: may(me, act, room=session.room, owner=session.anchor) for one, act in _ACTS.items()},
        judges=me.id == session.partner,
        action_rows=stage_forms.rows_of(forms["notes"], session),
        owners={session.anchor: sheet.anchor.name, session.partner: sheet.names[session.partner], me.id: me.name},
        now=clock.now(),
        SessionState=SessionState,
        STATES=stage_forms.STATES,
        max_mb=current_app.config["MAX_CONTENT_LENGTH"] // 1024 // 1024,
    )


_ACTS = {
    "start": Act.STAGE_START,
    "end": Act.STAGE_END,
    "cancel": Act.STAGE_CANCEL,
    "transcribe": Act.STAGE_TRANSCRIBE,
    "note": Act.STAGE_NOTE,
    "figures": Act.STAGE_FIGURES,
    "judge": Act.STAGE_JUDGE,
    "log": Act.INCIDENT_LOG,
    "finish": Act.STAGE_ACTION_DONE,
}


def _plan_page(typed: Typed) -> str:
    me = actor()
    allow(me, Act.STAGE_PLAN, room=min(me.rooms, default=None))
    mine = [one for one in rooms.list_rooms(desk(), me) if one.open and may(me, Act.STAGE_PLAN, room=one.id)]
    room = _room(mine, typed)
    members = people.list_users(desk(), me, room=room.id) if room else ()
    return render_template(
        "stages/new.html",
        typed=typed,
        rooms=mine,
        room=room,
        anchors=[(one.id, one.name) for one in members if one.active and one.roles & _ON_AIR],
        partners=[
            (one.id, f"{one.name}（{role_names(one.roles)}）") for one in members if one.active and one.roles & _LEADING
        ],
        gates=desk().programme.gates,
        products=[
            one.product
            for one in cards.list_cards(desk(), me)
            if not one.retired and room and one.product.kind in room.kinds
        ],
    )


def _room(mine: list[Room], typed: Typed) -> Room | None:
    """Return the room chosen; without one the anchor's own, or the only one there is."""
    wanted = next((one for one in mine if one.id == typed.get("room")), None)
    if wanted is None and typed.get("anchor"):
        anchor: User = people.get_user(desk(), actor(), UserId(typed.get("anchor")))
        wanted = next((one for one in mine if one.id in anchor.rooms), None)
    return wanted or (mine[0] if len(mine) == 1 else None)


def _picked(typed: Typed, name: str, label: str) -> str:
    if not typed.get(name):
        raise InputError(f"请选一个“{label}”。", key=name)
    return typed.get(name)


def _can_plan() -> bool:
    return any(may(actor(), Act.STAGE_PLAN, room=room) for room in actor().rooms)
