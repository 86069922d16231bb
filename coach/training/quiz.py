"""Rule quizzes: the same seed and rulebook give the same questions, and every answer is explained from its rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from coach.errors import InputError, RefusedError
from coach.scoring import Category, Kind, Platform
from coach.training.canonical import fingerprint, plain

LETTERS = "ABCD"


class Form(StrEnum):
    """What a question asks: may this be said, which of these may be said, what to say instead."""

    JUDGE = "judge"
    PICK = "pick"
    INSTEAD = "instead"


ASKS = {
    Form.JUDGE: "这句话能播吗？",
    Form.PICK: "下面几句，哪一句能播？",
    Form.INSTEAD: "这句话不能播。下面哪一句可以换上去说？",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer to choose, and why it is right or wrong."""

    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question with its answers. ``kinds`` are the goods it is about, empty where they make no difference.

    ``rule``, ``reason``, ``basis`` and ``say`` are what the explanation shows: the rule, why, on which provision
    (law, article, address), and what to say instead.
    """

    form: Form
    sentence: str
    kinds: tuple[Kind, ...]
    options: tuple[Option, ...]
    right: int
    rule: str
    term: str
    category: Category
    reason: str
    basis: tuple[Mapping[str, str], ...]
    say: tuple[str, ...]

    @property
    def ask(self) -> str:
        """Return the question as it is put."""
        return ASKS[self.form]


@dataclass(frozen=True, kw_only=True)
class Quiz:
    """The questions made from one seed and one rulebook."""

    seed: str
    rulebook: str
    platform: Platform
    questions: tuple[Question, ...]

    @cached_property
    def fingerprint(self) -> str:
        """Return what names exactly these questions: the answer sheet carries it back."""
        return fingerprint([self.seed, self.rulebook, self.platform, self.questions])


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A quiz with its answers: how many are right, the score, and all of it as plain values for the attempt."""

    right: int
    score: int
    values: Mapping[str, object]


def mark(quiz: Quiz, answers: Sequence[int | None], *, shown: str) -> Marked:
    """Mark the answers, one a question (the place of the chosen option, None for none given).

    ``shown`` is the fingerprint of the quiz that was on the screen. A question without an answer counts as wrong.

    Raises:
        RefusedError: other questions were on the screen, because the rules changed in between.
        InputError: there are more or fewer answers than questions, or one names no option.
    """
    if shown != quiz.fingerprint:
        reason = "题目是按规则现出的，规则刚刚更新过，你看到的题目已经换了。"
        raise RefusedError(f"还不能交卷：{reason}请重新打开这份测验再答。", missing=[reason])
    if len(answers) != len(quiz.questions):
        raise InputError(
            f"这份测验有 {len(quiz.questions)} 题，交上来 {len(answers)} 个答案。请回到测验页面重新交卷。",
            questions=len(quiz.questions),
            answers=len(answers),
        )
    marked: list[dict[str, object]] = []
    for number, (question, chosen) in enumerate(zip(quiz.questions, answers, strict=True), 1):
        if chosen is not None and not 0 <= chosen < len(question.options):
            raise InputError(f"第 {number} 题没有这个选项。请回到测验页面重新选。", question=number, answer=chosen)
        marked.append({**_plain(question), "number": number, "chosen": chosen, "correct": chosen == question.right})
    right = sum(1 for one in marked if one["correct"])
    score = round(100 * right / len(marked)) if marked else 0
    values = {
        "version": 1,
        "seed": quiz.seed,
        "rulebook": quiz.rulebook,
        "platform": quiz.platform.value,
        "right": right,
        "total": len(marked),
        "questions": marked,
    }
    return Marked(right=right, score=score, values=values)


def explain(question: Question) -> str:
    """Return one sentence on why the right answer is right, for a page that shows the question again."""
    return question.options[question.right].why


def missed_rules(marked: Mapping[str, object]) -> tuple[str, ...]:
    """Return the rules of the questions answered wrong in a marked quiz, in the order asked."""
    return tuple(str(one["rule"]) for one in _questions(marked) if one.get("correct") is False)


def missed_categories(marked: Mapping[str, object]) -> tuple[str, ...]:
    """Return the categories of the questions answered wrong in a marked quiz, in the order asked."""
    return tuple(str(one["category"]) for one in _questions(marked) if one.get("correct") is False)


def _questions(marked: Mapping[str, object]) -> tuple[Mapping[str, object], ...]:
    questions = marked.get("questions")
    return tuple(one for one in questions if isinstance(one, Mapping)) if isinstance(questions, (list, tuple)) else ()


def _plain(question: Question) -> dict[str, object]:
    values = plain(question)
    assert isinstance(values, dict)
    return {**values, "ask": question.ask}
