"""Reviewing (批改): the queue, and one hand-in with comments on spans, the rubric and a verdict; then the next at once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from coach.errors import InputError
from coach.formats.stored import read_report
from coach.services import attempts, review_queue, reviews, rooms, workbench
from coach.services.review_queue import Sieve
from coach.services.workbench import Judged
from coach.training.access import Act, may
from coach.training.model import AttemptId, Comment, CourseId, ReviewVerdict, RoomId
from coach.web import clock
from coach.web.attempts import difference_of, notes_of
from coach.web.desk import actor, desk
from coach.web.goals import goals_of
from coach.web.marking import marks
from coach.web.reading import read
from coach.web.rubrics import answers_of
from coach.web.spans import sentences
from coach.web.typed import Typed

blueprint = Blueprint("reviews", __name__, url_prefix="/reviews")
ROWS = 2  # empty comment rows on the page; more come by a button
_MOST_ROWS = 60
VERDICTS = {ReviewVerdict.PASS: "通过", ReviewVerdict.AGAIN: "请重做", ReviewVerdict.COMMENT: "只写批注"}


@blueprint.get("")
def show_all() -> str:
    """Show the queue, the hand-in that waits longest first."""
    queue = review_queue.list_waiting(desk(), actor(), _sieve(Typed(request.args)), after=_after())
    return render_template(
        "reviews/reviews.html",
        queue=queue,
        drills=desk().programme.drills,
        courses=desk().programme.courses,
        rooms={one.id: one for one in rooms.list_rooms(desk(), actor())},
        typed=Typed(request.args),
        asked=_asked(Typed(request.args)),
        standing=_standing(),
        further="after" in request.args,
    )


@blueprint.get("/<attempt_id>")
def show(attempt_id: str) -> str:
    """Show one hand-in to be judged."""
    return _page(attempt_id, Typed(request.args))


@blueprint.post("/<attempt_id>")
def judge(attempt_id: str) -> tuple[str, int] | str | BaseResponse:
    """Keep the review and go on to the next hand-in; the button for more comments only shows the page again."""
    typed, key = Typed.sent(), AttemptId(attempt_id)
    if typed.get("more"):
        return _page(attempt_id, typed)
    with typed.kept():
        attempt = attempts.get_attempt(desk(), actor(), key)
        verdict = typed.choice(ReviewVerdict, "verdict", label="结论")
        reviews.review(
            desk(),
            actor(),
            key,
            verdict=verdict,
            comments=_comments(typed),
            checks=answers_of(typed),
            minutes=typed.number("minutes", label="用时") if typed.get("minutes").strip() else None,
            at=clock.now(),
        )
        next_ = review_queue.find_next(desk(), actor(), _sieve(typed), besides=key, after=attempt.at)
        flash(f"批改好了：{VERDICTS[verdict]}。" + ("下面是下一份。" if next_ else "没有等着的了。"), "ok")
        if next_ is None:
            return redirect(url_for("reviews.show_all", **_asked(typed)), 303)
        return redirect(url_for("reviews.show", attempt_id=next_, **_asked(typed)), 303)
    return _page(attempt_id, typed), typed.status


def _page(attempt_id: str, typed: Typed) -> str:
    judged = workbench.get_judged(desk(), actor(), AttemptId(attempt_id))
    attempt, me, sieve = judged.attempt, actor(), _sieve(typed)
    reading = read(read_report(attempt.report)) if attempt.quiz is None else None
    may_see_queue = may(me, Act.REVIEW_QUEUE)
    return render_template(
        "reviews/review.html",
        judged=judged,
        reading=reading,
        marks=marks(reading, notes_of(judged)) if reading else (),
        goals=goals_of(judged.drill, reading.report) if reading and judged.drill is not None else (),
        changed=difference_of(judged),
        sentences=sentences(attempt.text),
        rows=_rows(typed, attempt.text),
        typed=typed,
        asked=_asked(typed),
        next=review_queue.find_next(desk(), me, sieve, besides=attempt.id, after=attempt.at) if may_see_queue else None,
        can_review=judged.drill is not None and me.id != attempt.anchor and _may_review(judged),
        standing=_standing(),
        verdicts=[(one.value, name) for one, name in VERDICTS.items()],
    )


def _may_review(judged: Judged) -> bool:
    return may(actor(), Act.REVIEW_CREATE, room=judged.attempt.room)


def _standing() -> object:
    """Return how the reviewer's own calibration stands, None for those who don't review."""
    me = actor()
    if not may(me, Act.REVIEW_CALIBRATE, owner=me.id):
        return None
    return reviews.list_calibrations(desk(), me, me.id)[1]


def _comments(typed: Typed) -> list[Comment]:
    """Return the comments; a row without words and without a place is no comment."""
    found: list[Comment] = []
    for number, (span, text) in enumerate(zip(typed.all("span"), typed.all("comment"), strict=False), 1):
        if not span and not text.strip():
            continue
        if not span:
            raise InputError(f"第 {number} 条批注还没有选是哪一句，请选一句再提交。", key="comments")
        start, _, end = span.partition("-")
        if not (start.isascii() and start.isdigit() and end.isascii() and end.isdigit()) or len(span) > 20:
            raise InputError(f"第 {number} 条批注的位置不对，请重新选一段文字。", key="comments")
        found.append(Comment(start=int(start), end=int(end), text=text.strip()))
    return found


def _rows(typed: Typed, text: str) -> list[tuple[str, str, str]]:
    """Return the comment rows as typed: place, the words there, remark; empty ones behind."""
    rows: list[tuple[str, str, str]] = []
    for span, words in zip(typed.all("span"), typed.all("comment"), strict=False):
        start, _, end = span.partition("-")
        known = start.isascii() and start.isdigit() and end.isascii() and end.isdigit()
        if span or words.strip() or typed.get("more"):
            rows.append((span if known else "", text[int(start) : int(end)] if known else "", words))
    return [*rows[:_MOST_ROWS], *([("", "", "")] * ROWS)]


def _sieve(typed: Typed) -> Sieve:
    room, course = typed.get("room"), typed.get("course")
    return Sieve(
        room=RoomId(room) if room else None, course=CourseId(course) if course else None, words=typed.get("q")[:40]
    )


def _asked(typed: Typed) -> dict[str, Any]:
    return {key: typed.get(key)[:64] for key in ("room", "course", "q") if typed.get(key)}


def _after() -> tuple[datetime, str] | None:
    text, _, last = request.args.get("after", "").partition(" ")
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC), last
    except ValueError as error:
        raise InputError("翻页的位置不对，请回到批改重新翻。", key="after") from error
