"""The few values kept of a hand-in answer as the whole records do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coach.scoring import Kind, Platform, Verdict
from coach.training.drill import lacks
from coach.training.model import (
    AssignmentId,
    Attempt,
    AttemptId,
    CardId,
    DrillId,
    Review,
    ReviewId,
    ReviewVerdict,
    RoomId,
    UserId,
)
from coach.training.outcome import Lack, Miss, judged_by, misses_of, outcome_of, passes
from coach.training.programme import Drill
from tests.training.cases import NOW, PROGRAM

PARTS = [{"id": "hook", "name": "留人", "present": True}, {"id": "price", "name": "价格", "present": True}]
BLOCK = {"rule": "price/全网最低价", "category": "price", "severity": "block", "text": "全网最低价", "suppressed": None}
POINTS = [{"id": "p1", "say": "八个月", "covered": True}, {"id": "p2", "say": "十二包", "covered": False}]
GOOD: dict[str, object] = {
    "score": 90,
    "findings": [],
    "coverage": {"score": 0.8, "points": POINTS},
    "facts": [{"fact": "保质期", "agrees": False}],
    "flow": {"parts": PARTS},
}
ATTEMPT = Attempt(
    id=AttemptId("t"),
    assignment=AssignmentId("a"),
    drill=DrillId("d"),
    anchor=UserId("u"),
    room=RoomId("r"),
    number=1,
    text="大家好",
    report=GOOD,
    score=90,
    verdict=Verdict.PASS,
    rulebook="r",
    platform=Platform.DOUYIN,
    at=NOW,
    product=CardId("niurou-gan"),
    kind=Kind.FOOD,
)


def judged(verdict: ReviewVerdict, by: str) -> Review:
    return Review(
        id=ReviewId(f"{by}{verdict}"),
        attempt=ATTEMPT.id,
        anchor=ATTEMPT.anchor,
        reviewer=UserId(by),
        at=NOW,
        verdict=verdict,
    )


@pytest.fixture
def drill() -> Drill:
    found = PROGRAM.get_drill("write-beef")
    return replace(found, score=80, coverage=0.6, parts=("hook", "price"), review=False)


PASS, AGAIN, COMMENT = (judged(verdict, verdict) for verdict in ReviewVerdict)
CASES = {
    "all there": ({}, {}, ()),
    "a low score": ({"score": 79}, {}, ()),
    "over the limit": ({"over_limit": True, "seconds": 99}, {}, ()),
    "a block": ({"report": {**GOOD, "findings": [BLOCK]}}, {}, ()),
    "a block let pass": ({"report": {**GOOD, "findings": [{**BLOCK, "suppressed": {"by": "x"}}]}}, {}, ()),
    "too little covered": ({"report": {**GOOD, "coverage": {"score": 0.5, "points": []}}}, {}, ()),
    "no coverage known": ({"report": {**GOOD, "coverage": None}}, {}, ()),
    "a silent part": ({"report": {**GOOD, "flow": {"parts": PARTS[:1]}}}, {}, ()),
    "nobody has reviewed": ({}, {"review": True}, ()),
    "only a comment": ({}, {"review": True}, (COMMENT,)),
    "passed by a reviewer": ({}, {"review": True}, (PASS,)),
    "one passes, another does not": ({}, {"review": True}, (PASS, AGAIN)),
    "again where no review is asked": ({}, {}, (AGAIN,)),
    "a quiz": ({"quiz": {"questions": []}, "report": {}}, {"type": "quiz", "coverage": 0.0, "parts": ()}, ()),
}


@pytest.mark.parametrize("name", CASES)
def test_it_passes_exactly_when_nothing_is_lacking(drill: Drill, name: str) -> None:
    more, terms, reviews = CASES[name]
    attempt, drill = replace(ATTEMPT, **more), replace(drill, **terms)  # type: ignore[arg-type]
    outcome = replace(outcome_of(attempt), judged=judged_by(reviews))
    assert passes(outcome, drill) is (not lacks(attempt, drill, reviews))


def test_both_answers_are_among_the_cases(drill: Drill) -> None:
    found = set()
    for more, terms, reviews in CASES.values():
        outcome = replace(outcome_of(replace(ATTEMPT, **more)), judged=judged_by(reviews))  # type: ignore[arg-type]
        found.add(passes(outcome, replace(drill, **terms)))  # type: ignore[arg-type]
    assert found == {True, False}


def test_what_went_wrong_is_named_once() -> None:
    hint = {**BLOCK, "severity": "hint", "category": "vulgar"}
    attempt = replace(ATTEMPT, report={**GOOD, "findings": [BLOCK, BLOCK, hint]})
    assert misses_of(attempt) == (
        Miss(lack=Lack.CATEGORY, key="price"),
        Miss(lack=Lack.POINT, key="niurou-gan/p2"),
        Miss(lack=Lack.FACT, key="niurou-gan/保质期"),
    )


def test_a_quiz_misses_the_categories_answered_wrong() -> None:
    questions = [{"category": "medical", "correct": False}, {"category": "price", "correct": True}]
    attempt = replace(ATTEMPT, quiz={"questions": questions}, report={})
    assert misses_of(attempt) == (Miss(lack=Lack.CATEGORY, key="medical"),)
