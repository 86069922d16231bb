"""How people of the demo practise and judge: texts from the library's scripts, quizzes, reviews with comments."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from coach.scoring import check
from coach.services import attempts, reviews
from coach.services.demo_people import AGAIN, GREETINGS, PRAISE, SEEN, UNSEEN, WISHES
from coach.services.desk import Desk
from coach.training.model import (
    Assignment,
    Attempt,
    CheckAnswer,
    Comment,
    DrillId,
    ReviewVerdict,
    RubricId,
    User,
)
from coach.training.outcome import outcome_of, passes
from coach.training.programme import Drill, DrillType
from coach.training.reports import blocks_of, coverage_of, parts_of, score_of

_SENTENCE = re.compile(r"[^。！？\n]*[。！？\n]+")


def calibrate(desk: Desk, reviewer: User, *, at: datetime) -> None:
    """Score the reference hand-ins as they were judged, but for one check."""
    for number, reference in enumerate(desk.programme.references):
        rubric = desk.programme.get_rubric(RubricId(str(desk.programme.get_drill(reference.drill).rubric)))
        answers = [
            CheckAnswer(check=one.id, met=(one.id in reference.met) != (number == place == 1), evidence="照参考稿看的")
            for place, one in enumerate(rubric.checks)
        ]
        reviews.calibrate(desk, reviewer, reference.id, verdict=reference.verdict, checks=answers, at=at)


def text_for(desk: Desk, drill: Drill, *, careless: bool, greeting: int) -> str:
    """Return what an anchor hands in: a script of the library on the drill's goods, fitted to the length asked for."""
    known = [one for one in desk.library.list_scripts() if one.product == drill.product]
    good = [one.text for one in known if one.quality == "good"]
    bad = [one.text for one in known if one.quality != "good"]
    most, text = drill.chars_most or 1_000, GREETINGS[greeting % len(GREETINGS)]
    for source in [*bad[:1], *good] if careless else good:
        for sentence in _SENTENCE.findall(source):
            if len(text) + len(sentence) > most:
                return text.strip()
            text += sentence
        if len(text.strip()) >= drill.chars_least:
            break
    return text.strip()


def doable(desk: Desk) -> frozenset[DrillId]:
    """Return the drills that the library's good scripts pass, as the real check says, and all quizzes."""
    found: set[DrillId] = set()
    for drill in desk.programme.list_drills():
        if drill.type is DrillType.QUIZ:
            found.add(drill.id)
        elif drill.product is not None:
            text = text_for(desk, drill, careless=False, greeting=0)
            card = desk.library.get_product(drill.product)
            report = check(text, card, desk.rulebook, platform=drill.platform).to_dict()
            silent = set(drill.parts) - set(parts_of(report))
            lacks = blocks_of(report) or silent or (coverage_of(report) or 0.0) < drill.coverage
            if len(text) >= drill.chars_least and not lacks and score_of(report) >= drill.score:
                found.add(drill.id)
    return frozenset(found)


def good(attempt: Attempt, drill: Drill) -> bool:
    """Return whether a hand-in passes, but for a reviewer's word."""
    return passes(replace(outcome_of(attempt), judged="pass"), drill)


def hand_in(
    desk: Desk, anchor: User, assignment: Assignment, drill: Drill, *, careless: bool, greeting: int, at: datetime
) -> Attempt:
    """Hand in once: a quiz with the right answers (careless: every fourth wrong), else a text."""
    if drill.type is DrillType.QUIZ:
        quiz = attempts.get_quiz(desk, anchor, assignment.id)
        answers = [
            (one.right + 1) % len(one.options) if careless and place % 3 == 0 else one.right
            for place, one in enumerate(quiz.questions)
        ]
        return attempts.submit_quiz(desk, anchor, assignment.id, answers, shown=quiz.fingerprint, at=at)
    text = text_for(desk, drill, careless=careless, greeting=greeting)
    return attempts.submit(desk, anchor, assignment.id, text, at=at)


def judge(desk: Desk, reviewer: User, attempt: Attempt, drill: Drill, *, chance: random.Random, at: datetime) -> bool:
    """Review a hand-in with comments and the rubric, and return whether it passes: never with words that may not air."""
    rubric = desk.programme.get_rubric(drill.rubric) if drill.rubric else None
    checks = answers([] if rubric is None else [(one.id, one.must) for one in rubric.checks], chance=chance, weak=1)
    well = good(attempt, drill)
    start = min(len(attempt.text) - 1, chance.randrange(max(1, len(attempt.text) - 20)))
    words = chance.choice(PRAISE) + chance.choice(WISHES) if well else chance.choice(AGAIN)
    reviews.review(
        desk,
        reviewer,
        attempt.id,
        verdict=ReviewVerdict.PASS if well else ReviewVerdict.AGAIN,
        comments=[Comment(start=start, end=min(start + 14, len(attempt.text)), text=words)],
        checks=checks,
        minutes=chance.randrange(4, 15),
        at=at,
    )
    return well


def answers(checks: Sequence[tuple[str, bool]], *, chance: random.Random, weak: int) -> list[CheckAnswer]:
    """Answer a rubric with yes, but for some checks that are no must."""
    soft = [id_ for id_, must in checks if not must]
    no = set(chance.sample(soft, min(weak, len(soft))))
    return [
        CheckAnswer(check=id_, met=id_ not in no, evidence=chance.choice(UNSEEN if id_ in no else SEEN))  # type: ignore[arg-type]
        for id_, _ in checks
    ]
