"""How people of the demo practise and judge: texts from the library's scripts, quizzes, reviews with comments."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from datetime import datetime

from coach.errors import RefusedError
from coach.services import attempts, reviews
from coach.services.demo_people import AGAIN, GREETINGS, PRAISE, SEEN, UNSEEN, WISHES
from coach.services.desk import Desk
from coach.training.model import (
    Assignment,
    Attempt,
    CheckAnswer,
    Comment,
    ReviewVerdict,
    RubricId,
    User,
)
from coach.training.programme import Drill, DrillType
from coach.training.reports import blocks_of

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


def text_for(desk: Desk, drill: Drill, *, careless: bool, chance: random.Random) -> str:
    """Return what an anchor hands in: a script of the library on the drill's goods, fitted to the length asked for."""
    known = [one for one in desk.library.list_scripts() if one.product == drill.product]
    good = [one.text for one in known if one.quality == "good"]
    bad = [one.text for one in known if one.quality != "good"]
    most, text = drill.chars_most or 1_000, chance.choice(GREETINGS)
    for source in [*bad[:1], *good] if careless else good:
        for sentence in _SENTENCE.findall(source):
            if len(text) + len(sentence) > most:
                return text.strip()
            text += sentence
        if len(text.strip()) >= drill.chars_least:
            break
    return text.strip()


def suits(desk: Desk, drill: Drill) -> bool:
    """Return whether the library has a good script from which this drill can be done."""
    if drill.type is DrillType.QUIZ:
        return True
    good = [one for one in desk.library.list_scripts() if one.product == drill.product and one.quality == "good"]
    return drill.product is not None and any(len(one.text) >= drill.chars_least + 10 for one in good)


def hand_in(
    desk: Desk, anchor: User, assignment: Assignment, drill: Drill, *, careless: bool, chance: random.Random, at: datetime
) -> Attempt:
    """Hand in once: a quiz with the right answers (careless: every fourth wrong), else a text."""
    if drill.type is DrillType.QUIZ:
        quiz = attempts.get_quiz(desk, anchor, assignment.id)
        answers = [
            (one.right + 1) % len(one.options) if careless and place % 3 == 0 else one.right
            for place, one in enumerate(quiz.questions)
        ]
        return attempts.submit_quiz(desk, anchor, assignment.id, answers, shown=quiz.fingerprint, at=at)
    text = text_for(desk, drill, careless=careless, chance=chance)
    return attempts.submit(desk, anchor, assignment.id, text, at=at)


def judge(desk: Desk, reviewer: User, attempt: Attempt, drill: Drill, *, chance: random.Random, at: datetime) -> bool:
    """Review a hand-in with comments and the rubric, and return whether it passes: never with words that may not air."""
    rubric = desk.programme.get_rubric(drill.rubric) if drill.rubric else None
    blocked = bool(blocks_of(attempt.report))
    checks = answers([] if rubric is None else [(one.id, one.must) for one in rubric.checks], chance=chance, weak=1)
    passes = not blocked and attempt.score >= drill.score
    start = min(len(attempt.text) - 1, chance.randrange(max(1, len(attempt.text) - 20)))
    words = chance.choice(PRAISE) + chance.choice(WISHES) if passes else chance.choice(AGAIN)
    reviews.review(
        desk,
        reviewer,
        attempt.id,
        verdict=ReviewVerdict.PASS if passes else ReviewVerdict.AGAIN,
        comments=[Comment(start=start, end=min(start + 14, len(attempt.text)), text=words)],
        checks=checks,
        minutes=chance.randrange(4, 15),
        at=at,
    )
    return passes


def answers(checks: Sequence[tuple[str, bool]], *, chance: random.Random, weak: int) -> list[CheckAnswer]:
    """Answer a rubric with yes, but for some checks that are no must."""
    soft = [id_ for id_, must in checks if not must]
    no = set(chance.sample(soft, min(weak, len(soft))))
    return [
        CheckAnswer(check=id_, met=id_ not in no, evidence=chance.choice(UNSEEN if id_ in no else SEEN))  # type: ignore[arg-type]
        for id_, _ in checks
    ]


_ = RefusedError
