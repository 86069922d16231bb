"""Reviews of attempts: who may judge, what a verdict needs, whose verdict stands, and how near a reviewer judges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from coach.training.access import Act
from coach.training.audit import EntryDraft
from coach.training.model import (
    Attempt,
    Calibration,
    CalibrationId,
    CheckAnswer,
    Comment,
    Review,
    ReviewId,
    ReviewVerdict,
    Role,
    User,
    UserId,
)
from coach.training.programme import Drill, DrillType, Reference, ReviewerTerms, Rubric
from coach.training.refusal import refuse_if
from coach.training.reports import blocks_of

VERDICT_SHARE = 0.5  # of the calibration distance; the other half is the share of checks answered differently


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a reviewer's calibration stands: references scored of those needed, mean distance, and whether that will do."""

    done: int
    needed: int
    distance: float | None
    most: float

    @property
    def calibrated(self) -> bool:
        """Return whether enough references are scored, near enough."""
        return self.done >= self.needed and (self.distance is None or self.distance <= self.most)


def review(
    attempt: Attempt,
    drill: Drill,
    rubric: Rubric | None,
    *,
    id: ReviewId,  # noqa: A002 - the id of the record, as everywhere
    by: User,
    at: datetime,
    verdict: ReviewVerdict,
    standing: Standing,
    signed_off: bool,
    comments: Sequence[Comment] = (),
    checks: Sequence[CheckAnswer] = (),
    minutes: int | None = None,
) -> tuple[Review, EntryDraft]:
    """Judge one attempt. ``rubric`` is the drill's; ``signed_off`` says whether the reviewer has a valid sign-off.

    Raises:
        RefusedError: it is one's own attempt, the reviewer is not calibrated or (a senior anchor) not signed off, a span
            lies outside the text, or the verdict lacks what it must rest on.
    """
    missing = list(reviewer_lacks(by, verdict, standing, signed_off=signed_off))
    if by.id == attempt.anchor:
        missing.insert(0, "不能批改自己的练习，请由别人来批。")
    missing += _comment_lacks(attempt, comments)
    missing += check_lacks(rubric, checks, complete=verdict is ReviewVerdict.PASS)
    missing += _verdict_lacks(attempt, drill, rubric, verdict, comments, checks)
    refuse_if(missing, "提交这份批改", attempt=attempt.id)
    record = Review(
        id=id,
        attempt=attempt.id,
        anchor=attempt.anchor,
        reviewer=by.id,
        at=at,
        verdict=verdict,
        comments=tuple(comments),
        checks=tuple(checks),
        minutes=minutes,
    )
    data = {
        "anchor": attempt.anchor,
        "attempt": attempt.id,
        "drill": drill.title,
        "number": attempt.number,
        "verdict": verdict,
        "comments": len(comments),
        "met": sum(check.met for check in checks),
        "checks": len(checks),
    }
    return record, EntryDraft(act=Act.REVIEW_CREATE, actor=by.id, at=at, subject=id, room=attempt.room, data=data)


def reviewer_lacks(by: User, verdict: ReviewVerdict, standing: Standing, *, signed_off: bool) -> tuple[str, ...]:
    """Return what a person lacks to give this verdict; a comment needs no calibration, since nothing hangs on it."""
    lacks: list[str] = []
    if not by.roles & {Role.TRAINER, Role.OPS, Role.SENIOR}:
        lacks.append("批改由培训、运营或老主播来做，请找他们。")
    elif not by.roles & {Role.TRAINER, Role.OPS} and not signed_off:
        lacks.append("老主播要有仍然有效的上岗签字才能批改，请先请运营签字或续签。")
    if verdict is ReviewVerdict.COMMENT or standing.calibrated:
        return tuple(lacks)
    if standing.done < standing.needed:
        left = standing.needed - standing.done
        lacks.append(f"先试批 {standing.needed} 份参考练习，还差 {left} 份。请打开“试批参考练习”做完。")
    else:
        lacks.append(
            f"试批和参考结论平均差 {standing.distance:.2f}，要在 {standing.most:.2f} 以内。"
            "请看完参考理由，再试批一份差得最多的。"
        )
    return tuple(lacks)


def _comment_lacks(attempt: Attempt, comments: Sequence[Comment]) -> list[str]:
    lacks: list[str] = []
    for number, comment in enumerate(comments, 1):
        if not comment.text.strip():
            lacks.append(f"第 {number} 条批注没有写内容，请写上或删掉。")
        if not 0 <= comment.start < comment.end <= len(attempt.text):
            lacks.append(f"第 {number} 条批注的位置不在这篇稿子里，请重新选一段文字。")
    return lacks


def check_lacks(rubric: Rubric | None, checks: Sequence[CheckAnswer], *, complete: bool) -> list[str]:
    """Return what the answers to a rubric lack: unknown or double checks, evidence, and (``complete``) open checks."""
    known = {check.id: check for check in rubric.checks} if rubric else {}
    lacks: list[str] = []
    answered: set[str] = set()
    for answer in checks:
        if answer.check not in known:
            lacks.append(f"评分表里没有“{answer.check}”这一项，请刷新页面后重填。")
        elif answer.check in answered:
            lacks.append(f"“{known[answer.check].ask}”答了两次，请只留一个。")
        elif not answer.evidence.strip():
            lacks.append(f"“{known[answer.check].ask}”没有写依据，请写下听到的原话或看到的情况。")
        answered.add(answer.check)
    if complete:
        lacks += [f"“{check.ask}”还没有回答，请选是或否。" for key, check in known.items() if key not in answered]
    return lacks


def must_lacks(rubric: Rubric | None, checks: Sequence[CheckAnswer]) -> list[str]:
    """Return the checks without whose yes nothing passes, and that were answered no."""
    no = {answer.check for answer in checks if not answer.met}
    return [
        f"必须做到的“{check.ask}”答的是否，不能通过。请改为重做，或更正这一项。"
        for check in (rubric.checks if rubric else ())
        if check.must and check.id in no
    ]


def _verdict_lacks(
    attempt: Attempt,
    drill: Drill,
    rubric: Rubric | None,
    verdict: ReviewVerdict,
    comments: Sequence[Comment],
    checks: Sequence[CheckAnswer],
) -> list[str]:
    if verdict is ReviewVerdict.COMMENT:
        return [] if comments else ["只写批注时至少要有一条批注。"]
    if drill.type is DrillType.QUIZ:
        return ["规则测验由系统判分，批改时只能写批注。"]
    if verdict is ReviewVerdict.AGAIN:
        why = comments or any(not check.met for check in checks)
        return [] if why else ["要求重做时，请至少写一条批注或指出一项没做到的，让主播知道改哪里。"]
    blocks = joined_words([mark.text for mark in blocks_of(attempt.report)])
    lacks = [f"稿子里还有不能播的话（{blocks}），不能通过。请改为重做。"] if blocks else []
    return lacks + must_lacks(rubric, checks)


def joined_words(words: Sequence[str]) -> str:
    """Return at most three different words in quotation marks, and how many more there are."""
    different = list(dict.fromkeys(words))
    more = f"等 {len(different)} 处" if len(different) > 3 else ""
    return "".join(f"“{word}”" for word in different[:3]) + more


def standing_verdicts(reviews: Iterable[Review]) -> dict[UserId, Review]:
    """Return each reviewer's last verdict (pass or again) on one attempt; a comment changes no verdict."""
    last: dict[UserId, Review] = {}
    for one in sorted(reviews, key=lambda item: (item.at, item.id)):
        if one.verdict is not ReviewVerdict.COMMENT and one.reviewer != one.anchor:
            last[one.reviewer] = one
    return last


def calibrate(
    reference: Reference,
    rubric: Rubric,
    *,
    id: CalibrationId,  # noqa: A002
    by: User,
    at: datetime,
    verdict: ReviewVerdict,
    checks: Sequence[CheckAnswer],
) -> tuple[Calibration, EntryDraft]:
    """Score a reference attempt; the record carries the distance from the known judgement.

    Raises:
        RefusedError: a check is open, answered twice, unknown or without evidence, or there is no verdict.
    """
    missing = check_lacks(rubric, checks, complete=True)
    if verdict is ReviewVerdict.COMMENT:
        missing.append("试批要给出结论：通过或重做。")
    refuse_if(missing, "提交这份试批", reference=reference.id)
    apart = distance(reference, verdict, checks)
    record = Calibration(
        id=id, reviewer=by.id, reference=reference.id, verdict=verdict, checks=tuple(checks), distance=apart, at=at
    )
    data = {"reference": reference.title, "verdict": verdict, "distance": round(apart, 4)}
    return record, EntryDraft(act=Act.REVIEW_CALIBRATE, actor=by.id, at=at, subject=id, data=data)


def distance(reference: Reference, verdict: ReviewVerdict, checks: Sequence[CheckAnswer]) -> float:
    """Return 0 (the same judgement) to 1 (the opposite in all): half for the verdict, half for the checks."""
    wrong = sum(answer.met != (answer.check in reference.met) for answer in checks)
    share = wrong / len(checks) if checks else 0.0
    return VERDICT_SHARE * (verdict is not reference.verdict) + (1 - VERDICT_SHARE) * share


def standing(calibrations: Iterable[Calibration], terms: ReviewerTerms) -> Standing:
    """Return how one reviewer's calibration stands: the last score of each reference counts."""
    last = {one.reference: one for one in sorted(calibrations, key=lambda item: (item.at, item.id))}
    mean = sum(one.distance for one in last.values()) / len(last) if last else None
    return Standing(done=len(last), needed=terms.references, distance=mean, most=terms.distance)
