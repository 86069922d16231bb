"""Assigning drills and handing them in: limits, due dates, what passes, and what an attempt still lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from coach.scoring import Cue, Kind, Platform, Verdict
from coach.training.access import Act
from coach.training.audit import EntryDraft
from coach.training.model import (
    Assignment,
    AssignmentId,
    Attempt,
    AttemptId,
    CardId,
    Review,
    ReviewVerdict,
    Role,
    Room,
    User,
)
from coach.training.names import moment
from coach.training.programme import Drill, DrillType
from coach.training.refusal import refuse_if
from coach.training.reports import blocks_of, coverage_of, parts_of, score_of
from coach.training.review import joined_words, standing_verdicts

PART_NAMES = {
    "hook": "留人",
    "need": "需求",
    "points": "卖点",
    "proof": "信任",
    "price": "价格",
    "call": "促单",
    "interaction": "互动",
    "after_sale": "售后",
}


class AssignmentState(StrEnum):
    """Where an assignment stands."""

    OPEN = "open"
    OVERDUE = "overdue"
    WAITING = "waiting"
    AGAIN = "again"
    PASSED = "passed"
    CANCELLED = "cancelled"


def assign(
    drill: Drill,
    anchor: User,
    room: Room,
    *,
    id: AssignmentId,  # noqa: A002 - the id of the record, as everywhere
    by: User,
    at: datetime,
    due: datetime | None = None,
    note: str = "",
) -> tuple[Assignment, EntryDraft]:
    """Give an anchor a drill; without ``due`` the drill's own number of days holds. One may take a drill for oneself.

    Raises:
        RefusedError: the anchor is no (active) anchor of this room, the room is closed, or the due time is past.
    """
    missing = list(anchor_lacks(anchor, room))
    due = at + timedelta(days=drill.days) if due is None else due
    if due <= at:
        missing.append(f"截止时间 {moment(due)} 已经过了，请选一个以后的时间。")
    refuse_if(missing, f"布置“{drill.title}”", anchor=anchor.id, drill=drill.id)
    record = Assignment(
        id=id,
        drill=drill.id,
        anchor=anchor.id,
        room=room.id,
        by=by.id,
        at=at,
        due=due,
        limit=drill.seconds or None,
        note=note.strip(),
    )
    act = Act.ASSIGNMENT_PRACTISE if by.id == anchor.id else Act.ASSIGNMENT_CREATE
    data = {"anchor": anchor.id, "drill": drill.title, "due": due, "note": record.note}
    return record, EntryDraft(act=act, actor=by.id, at=at, subject=id, room=room.id, data=data)


def anchor_lacks(anchor: User, room: Room) -> tuple[str, ...]:
    """Return why this person can't train in this room now, as sentences; empty if they can."""
    lacks: list[str] = []
    if not anchor.active:
        lacks.append(f"{anchor.name}的账号已停用，请先请管理员重新启用。")
    if not anchor.roles & {Role.ANCHOR, Role.SENIOR}:
        lacks.append(f"{anchor.name}不是主播，请先请管理员加上主播身份。")
    if room.id not in anchor.rooms:
        lacks.append(f"{anchor.name}不在直播间“{room.name}”里，请先请管理员把人加进来。")
    if not room.open:
        lacks.append(f"直播间“{room.name}”已停用，请换一个直播间。")
    return tuple(lacks)


def open_assignment(
    assignment: Assignment, drill: Drill, attempts: Sequence[Attempt], *, by: User, at: datetime
) -> tuple[Assignment, EntryDraft]:
    """Open a drill: its time limit, if there is one, runs from here to the next hand-in; ``attempts`` are those so far.

    Raises:
        RefusedError: it is somebody else's, cancelled, or open already with nothing handed in since.
    """
    missing = _own_lacks(assignment, by)
    started = assignment.started_at
    if started is not None and not _handed_in_since(started, attempts):
        missing.append(f"这个练习在 {moment(started)} 已经打开，请直接接着做。")
    refuse_if(missing, f"打开“{drill.title}”", assignment=assignment.id)
    data = {"drill": drill.title, "limit": assignment.limit}
    draft = EntryDraft(
        act=Act.ASSIGNMENT_OPEN, actor=by.id, at=at, subject=assignment.id, room=assignment.room, data=data
    )
    return replace(assignment, started_at=at), draft


def move(
    assignment: Assignment, drill: Drill, *, by: User, at: datetime, due: datetime
) -> tuple[Assignment, EntryDraft]:
    """Set another due time.

    Raises:
        RefusedError: the assignment is cancelled or the new time is past.
    """
    missing = _cancelled_lacks(assignment)
    if due <= at:
        missing.append(f"截止时间 {moment(due)} 已经过了，请选一个以后的时间。")
    refuse_if(missing, "更改截止时间", assignment=assignment.id)
    data = {"anchor": assignment.anchor, "drill": drill.title, "before": assignment.due, "due": due}
    draft = EntryDraft(
        act=Act.ASSIGNMENT_MOVE, actor=by.id, at=at, subject=assignment.id, room=assignment.room, data=data
    )
    return replace(assignment, due=due), draft


def cancel(
    assignment: Assignment, drill: Drill, attempts: Sequence[Attempt], *, by: User, at: datetime
) -> tuple[Assignment, EntryDraft]:
    """Take an assignment back before anything was handed in.

    Raises:
        RefusedError: it is cancelled already, or something was handed in.
    """
    missing = _cancelled_lacks(assignment)
    if attempts:
        missing.append(f"已经交过 {len(attempts)} 次，练习记录要保留。请改截止时间，或在批改里写明不用再做。")
    refuse_if(missing, f"取消“{drill.title}”", assignment=assignment.id)
    data = {"anchor": assignment.anchor, "drill": drill.title}
    draft = EntryDraft(
        act=Act.ASSIGNMENT_CANCEL, actor=by.id, at=at, subject=assignment.id, room=assignment.room, data=data
    )
    return replace(assignment, cancelled_at=at), draft


def submit(
    assignment: Assignment,
    drill: Drill,
    *,
    id: AttemptId,  # noqa: A002
    by: User,
    at: datetime,
    text: str,
    report: Mapping[str, object],
    earlier: Sequence[Attempt],
    card_version: str = "",
    cues: tuple[Cue, ...] = (),
) -> tuple[Attempt, EntryDraft]:
    """Hand in a text with its report (version 1, plain values); ``earlier`` are the assignment's attempts so far.

    A hand-in after the due time or over the time limit is kept, and says so: practice is never thrown away.

    Raises:
        RefusedError: it is somebody else's or cancelled, a drill with a time limit was not opened, the text is empty,
            too short, too long or the same as last time, or the report is of another card.
    """
    missing = _submit_lacks(assignment, drill, by, earlier)
    missing += _text_lacks(drill, text, earlier)
    if drill.product is not None and report.get("product") != drill.product:
        missing.append("报告不是按这个练习的商品卡检查的，请重新检查后再交。")
    refuse_if(missing, f"提交“{drill.title}”", assignment=assignment.id, chars=len(text))
    product, kind = report.get("product"), report.get("kind")
    attempt = Attempt(
        id=id,
        assignment=assignment.id,
        drill=drill.id,
        anchor=assignment.anchor,
        room=assignment.room,
        number=len(earlier) + 1,
        text=text,
        report=report,
        score=score_of(report),
        verdict=Verdict(str(report["verdict"])),
        rulebook=str(report["rulebook"]),
        platform=Platform(str(report["platform"])),
        at=at,
        cues=cues,
        product=CardId(str(product)) if product else None,
        card_version=card_version,
        kind=Kind(str(kind)) if kind else None,
    )
    attempt = _timed(attempt, assignment)
    return attempt, _submitted(attempt, drill, by)


def submit_quiz(
    assignment: Assignment,
    drill: Drill,
    *,
    id: AttemptId,  # noqa: A002
    by: User,
    at: datetime,
    quiz: Mapping[str, object],
    score: int,
    rulebook: str,
    platform: Platform,
    earlier: Sequence[Attempt],
) -> tuple[Attempt, EntryDraft]:
    """Hand in a marked quiz: ``quiz`` is the questions with answers and marks as plain values, ``score`` 0–100.

    Raises:
        RefusedError: it is somebody else's or cancelled, or a drill with a time limit was never opened.
    """
    refuse_if(_submit_lacks(assignment, drill, by, earlier), f"提交“{drill.title}”", assignment=assignment.id)
    attempt = Attempt(
        id=id,
        assignment=assignment.id,
        drill=drill.id,
        anchor=assignment.anchor,
        room=assignment.room,
        number=len(earlier) + 1,
        text="",
        report={},
        score=score,
        verdict=Verdict.PASS if score >= drill.score else Verdict.REVISE,
        rulebook=rulebook,
        platform=platform,
        at=at,
        quiz=quiz,
    )
    attempt = _timed(attempt, assignment)
    return attempt, _submitted(attempt, drill, by)


def lacks(attempt: Attempt, drill: Drill, reviews: Iterable[Review]) -> tuple[str, ...]:
    """Return what this attempt still lacks to pass its drill, as sentences; empty if it passes.

    ``reviews`` are those of this attempt. One reviewer's pass is enough, but nobody's "do again" may still stand.
    """
    found: list[str] = []
    if attempt.score < drill.score:
        found.append(f"得分 {attempt.score}，要 {drill.score}。")
    if attempt.over_limit:
        found.append(f"用了 {attempt.seconds} 秒，超过限时，请重新打开，在限时内做完。")
    if drill.type is not DrillType.QUIZ:
        found += _report_lacks(attempt.report, drill)
    verdicts = standing_verdicts(reviews)
    if any(one.verdict is ReviewVerdict.AGAIN for one in verdicts.values()):
        found.append("有批改人要求重做，请按批注改好再交。")
    elif drill.review and not verdicts:
        found.append("还没有人批改，请提醒培训批改。")
    return tuple(found)


def state_of(
    assignment: Assignment,
    drill: Drill,
    attempts: Sequence[Attempt],
    reviews: Sequence[Review],
    *,
    at: datetime,
) -> AssignmentState:
    """Return where an assignment stands; ``attempts`` are its own, ``reviews`` those of its attempts."""
    if assignment.cancelled_at is not None:
        return AssignmentState.CANCELLED
    by_attempt = {one.id: [review for review in reviews if review.attempt == one.id] for one in attempts}
    if any(not lacks(attempt, drill, by_attempt[attempt.id]) for attempt in attempts):
        return AssignmentState.PASSED
    if not attempts:
        late = assignment.due is not None and at > assignment.due
        return AssignmentState.OVERDUE if late else AssignmentState.OPEN
    last = max(attempts, key=lambda one: one.number)
    judged = standing_verdicts(by_attempt[last.id])
    return AssignmentState.WAITING if drill.review and not judged else AssignmentState.AGAIN


def _report_lacks(report: Mapping[str, object], drill: Drill) -> list[str]:
    found: list[str] = []
    blocks = blocks_of(report)
    if blocks:
        words = joined_words([mark.text for mark in blocks])
        found.append(f"还有不能播的话：{words}，请换成报告里建议的说法（写了放行的也算）。")
    coverage = coverage_of(report) or 0.0
    if coverage < drill.coverage:
        found.append(f"卖点说到 {coverage:.0%}，要 {drill.coverage:.0%}，请补上没说到的卖点。")
    heard = parts_of(report)
    silent = [PART_NAMES[part] for part in drill.parts if part not in heard]
    if silent:
        found.append(f"没有听到{'、'.join(silent)}这部分，请补上。")
    return found


def _submit_lacks(assignment: Assignment, drill: Drill, by: User, earlier: Sequence[Attempt]) -> list[str]:
    missing = _own_lacks(assignment, by)
    if assignment.drill != drill.id:
        missing.append("提交的内容和布置的练习对不上，请从“我的练习”里重新打开。")
    if assignment.limit is not None:
        started = assignment.started_at
        if started is None:
            missing.append("这是限时练习，请先打开它再作答。")
        elif _handed_in_since(started, earlier):
            missing.append("这是限时练习，这一次已经交过，请重新打开、重新计时。")
    return missing


def _handed_in_since(started: datetime, attempts: Sequence[Attempt]) -> bool:
    return any(one.at >= started for one in attempts)


def _text_lacks(drill: Drill, text: str, earlier: Sequence[Attempt]) -> list[str]:
    if not text.strip():
        return ["稿子是空的，请写好或录好再交。"]
    if len(text) < drill.chars_least:
        return [f"稿子现在 {len(text)} 字，至少要 {drill.chars_least} 字，还差 {drill.chars_least - len(text)} 字。"]
    if drill.chars_most and len(text) > drill.chars_most:
        return [f"稿子现在 {len(text)} 字，最多 {drill.chars_most} 字，请删掉 {len(text) - drill.chars_most} 字。"]
    if earlier and max(earlier, key=lambda one: one.number).text == text:
        return ["和上一次交的一字不差，请先照报告改一改。"]
    return []


def _own_lacks(assignment: Assignment, by: User) -> list[str]:
    own = [] if by.id == assignment.anchor else ["这是别人的练习，请打开自己的。"]
    return own + _cancelled_lacks(assignment)


def _cancelled_lacks(assignment: Assignment) -> list[str]:
    if assignment.cancelled_at is None:
        return []
    return [f"这个练习在 {moment(assignment.cancelled_at)} 已取消，需要的话请重新布置。"]


def _timed(attempt: Attempt, assignment: Assignment) -> Attempt:
    """Add how long it took since the drill was opened, and whether it came late or over the limit."""
    started = assignment.started_at
    seconds = int((attempt.at - started).total_seconds()) if started is not None else None
    return replace(
        attempt,
        seconds=seconds,
        late=assignment.due is not None and attempt.at > assignment.due,
        over_limit=assignment.limit is not None and seconds is not None and seconds > assignment.limit,
    )


def _submitted(attempt: Attempt, drill: Drill, by: User) -> EntryDraft:
    data = {
        "assignment": attempt.assignment,
        "drill": drill.title,
        "number": attempt.number,
        "score": attempt.score,
        "verdict": attempt.verdict,
        "rulebook": attempt.rulebook,
        "late": attempt.late,
        "over_limit": attempt.over_limit,
    }
    return EntryDraft(
        act=Act.ATTEMPT_SUBMIT, actor=by.id, at=attempt.at, subject=attempt.id, room=attempt.room, data=data
    )
