"""Who may judge an attempt, what a verdict needs, and how a reviewer is calibrated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from coach.errors import RefusedError
from coach.training.access import Act
from coach.training.model import (
    Attempt,
    Calibration,
    CalibrationId,
    CheckAnswer,
    CheckId,
    Comment,
    Review,
    ReviewId,
    ReviewVerdict,
    Role,
    User,
)
from coach.training.review import Standing, calibrate, distance, review, standing
from tests.training.cases import GUAN, LAOWANG, LISHI, NOW, PROGRAM, XIAOMEI, answers, attempt

PASS, AGAIN, COMMENT = ReviewVerdict.PASS, ReviewVerdict.AGAIN, ReviewVerdict.COMMENT
GOOD = Standing(done=2, needed=2, distance=0.1, most=0.25)
ALL = answers(rubric="script")
REMARK = (Comment(start=0, end=3, text="先叫出人"),)
RUBRIC = PROGRAM.get_rubric("script")


def judge(
    verdict: ReviewVerdict,
    *,
    one: Attempt | None = None,
    by: User = LISHI,
    stands: Standing = GOOD,
    signed_off: bool = False,
    comments: Sequence[Comment] = (),
    checks: Sequence[CheckAnswer] = (),
) -> Review:
    one = one or attempt("write-beef")
    done, entry = review(
        one,
        PROGRAM.get_drill(one.drill),
        RUBRIC,
        id=ReviewId("rv-1"),
        by=by,
        at=NOW,
        verdict=verdict,
        standing=stands,
        signed_off=signed_off,
        comments=comments,
        checks=checks,
        minutes=4,
    )
    assert (entry.act, entry.actor, entry.subject) == (Act.REVIEW_CREATE, by.id, "rv-1")
    return done


def test_a_pass_answers_every_check_with_evidence() -> None:
    done = judge(PASS, checks=ALL, comments=REMARK)
    assert (done.verdict, done.reviewer, done.anchor, done.minutes) == (PASS, LISHI.id, XIAOMEI.id, 4)
    assert done.checks == ALL
    assert done.comments == REMARK


REFUSED: dict[str, tuple[dict[str, object], str]] = {
    "a_pass_with_an_open_check": (
        {"verdict": PASS, "checks": ALL[:1]},
        "“有具体场景吗？”还没有回答",
    ),
    "an_answer_without_evidence": (
        {"verdict": PASS, "checks": (ALL[0], replace(ALL[1], evidence=" "))},
        "“有具体场景吗？”没有写依据，请写下听到的原话",
    ),
    "a_check_answered_twice": ({"verdict": PASS, "checks": (*ALL, ALL[0])}, "“没有夸大吗？”答了两次"),
    "a_check_that_is_not_on_the_rubric": (
        {"verdict": PASS, "checks": (*ALL, CheckAnswer(check=CheckId("x"), met=True, evidence="…"))},
        "评分表里没有“x”这一项",
    ),
    "a_pass_against_a_must_check": (
        {"verdict": PASS, "checks": answers("scene", no=("honest",))},
        "必须做到的“没有夸大吗？”答的是否，不能通过",
    ),
    "a_pass_over_words_that_may_not_be_said": (
        {"verdict": PASS, "checks": ALL, "one": attempt("write-beef", blocks=("最好",))},
        "稿子里还有不能播的话（“最好”），不能通过",
    ),
    "a_do_again_that_says_nothing": (
        {"verdict": AGAIN, "checks": ALL},
        "要求重做时，请至少写一条批注或指出一项没做到的",
    ),
    "a_comment_only_without_a_comment": ({"verdict": COMMENT}, "至少要有一条批注"),
    "a_comment_outside_the_text": (
        {"verdict": COMMENT, "comments": (Comment(start=0, end=99, text="…"),)},
        "第 1 条批注的位置不在这篇稿子里",
    ),
    "a_comment_on_nothing": (
        {"verdict": COMMENT, "comments": (Comment(start=3, end=3, text="…"),)},
        "第 1 条批注的位置不在这篇稿子里",
    ),
    "a_comment_that_says_nothing": (
        {"verdict": COMMENT, "comments": (Comment(start=0, end=3, text=" "),)},
        "第 1 条批注没有写内容",
    ),
    "ones_own_attempt": (
        {"verdict": PASS, "checks": ALL, "one": attempt("write-beef", by=LISHI)},
        "不能批改自己的练习，请由别人来批",
    ),
    "an_anchor_as_reviewer": ({"verdict": PASS, "checks": ALL, "by": XIAOMEI}, "批改由培训、运营或老主播来做"),
    "an_admin_as_reviewer": ({"verdict": PASS, "checks": ALL, "by": GUAN}, "批改由培训、运营或老主播来做"),
    "a_senior_anchor_who_is_not_signed_off": (
        {"verdict": PASS, "checks": ALL, "by": LAOWANG},
        "老主播要有仍然有效的上岗签字才能批改",
    ),
    "a_reviewer_who_has_not_scored_the_references": (
        {"verdict": PASS, "checks": ALL, "stands": Standing(done=1, needed=2, distance=0.0, most=0.25)},
        "先试批 2 份参考练习，还差 1 份",
    ),
    "a_reviewer_who_judges_too_far_from_the_references": (
        {"verdict": AGAIN, "comments": REMARK, "stands": Standing(done=2, needed=2, distance=0.3, most=0.25)},
        "平均差 0.30，要在 0.25 以内",
    ),
    "a_verdict_on_a_quiz": (
        {"verdict": AGAIN, "one": attempt("rules-quiz")},
        "规则测验由系统判分，批改时只能写批注",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_review_is_refused(case: str) -> None:
    given, message = REFUSED[case]
    with pytest.raises(RefusedError) as caught:
        judge(**given)  # type: ignore[arg-type]
    assert message in str(caught.value)
    assert any(message in reason for reason in caught.value.evidence["missing"])  # type: ignore[attr-defined]


def test_a_senior_anchor_who_is_signed_off_reviews() -> None:
    assert judge(PASS, checks=ALL, by=LAOWANG, signed_off=True).reviewer == LAOWANG.id


def test_a_trainer_who_is_also_a_senior_needs_no_sign_off() -> None:
    both = replace(LAOWANG, roles=frozenset({Role.SENIOR, Role.TRAINER}))
    assert judge(PASS, checks=ALL, by=both).verdict is PASS


def test_a_do_again_rests_on_a_comment_or_on_a_check_that_was_not_met() -> None:
    assert judge(AGAIN, comments=REMARK).verdict is AGAIN
    assert judge(AGAIN, checks=answers("honest", no=("scene",))).verdict is AGAIN


def test_a_comment_needs_no_calibration_since_nothing_hangs_on_it() -> None:
    fresh = Standing(done=0, needed=2, distance=None, most=0.25)
    assert judge(COMMENT, comments=REMARK, stands=fresh).verdict is COMMENT


def score(reference: str, verdict: ReviewVerdict, checks: tuple[CheckAnswer, ...], number: int = 1) -> Calibration:
    done, entry = calibrate(
        PROGRAM.get_reference(reference),
        RUBRIC,
        id=CalibrationId(f"ca-{number}"),
        by=LISHI,
        at=NOW + timedelta(hours=number),
        verdict=verdict,
        checks=checks,
    )
    assert entry.act is Act.REVIEW_CALIBRATE
    return done


@pytest.mark.parametrize(
    ("verdict", "checks", "apart"),
    [
        (PASS, ALL, 0.0),
        (PASS, answers("honest", no=("scene",)), 0.25),
        (PASS, answers(no=("honest", "scene"), rubric="script"), 0.5),
        (AGAIN, ALL, 0.5),
        (AGAIN, answers(no=("honest", "scene"), rubric="script"), 1.0),
    ],
)
def test_the_distance_is_half_verdict_half_checks(
    verdict: ReviewVerdict, checks: tuple[CheckAnswer, ...], apart: float
) -> None:
    assert score("ref-good", verdict, checks).distance == apart
    assert distance(PROGRAM.get_reference("ref-good"), verdict, checks) == apart


def test_a_reference_is_scored_completely_and_with_a_verdict() -> None:
    with pytest.raises(RefusedError, match="还没有回答"):
        score("ref-good", PASS, ALL[:1])
    with pytest.raises(RefusedError, match="试批要给出结论"):
        score("ref-good", COMMENT, ALL)


def test_a_reviewer_is_calibrated_by_enough_different_references_near_enough() -> None:
    near = score("ref-good", PASS, ALL)
    far = score("ref-bad", PASS, ALL, 2)
    right = score("ref-bad", AGAIN, answers("scene", no=("honest",)), 3)
    terms = PROGRAM.reviewers
    assert standing([], terms) == Standing(done=0, needed=2, distance=None, most=0.25)
    assert not standing([near], terms).calibrated
    assert not standing([near, near], terms).calibrated
    assert standing([near, far], terms).distance == 0.375
    assert not standing([near, far], terms).calibrated
    assert standing([far, near, right], terms).distance == 0.0
    assert standing([far, near, right], terms).calibrated
