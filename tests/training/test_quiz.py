"""Rule quizzes: made from the packs' own sentences, the same each time, and explained from the rule."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from coach.datafiles import folder
from coach.errors import InputError, RefusedError
from coach.library import Library
from coach.programmes import load_programme
from coach.scoring import Kind, Platform, Rulebook, Severity, check
from coach.training.programme import Drill, DrillType
from coach.training.quiz import Form, Question, Quiz, explain, mark, missed_categories, missed_rules
from coach.training.quiz_making import goods, make_quiz

QUIZZES = (
    *("rules-absolute", "rules-price", "rules-food", "rules-cosmetics", "rules-health-food"),
    *("rules-diversion", "rules-honest", "rules-label", "rules-decency", "rules-paper"),
)


@pytest.fixture(scope="module")
def drills(library: Library) -> dict[str, Drill]:
    programme = load_programme(folder("scripts_library"), library)
    return {str(drill.id): drill for drill in programme.list_drills()}


@pytest.fixture(scope="module")
def paper(drills: dict[str, Drill], rulebook: Rulebook) -> Quiz:
    return make_quiz(drills["rules-paper"], rulebook, seed="as-1/1")


def may_be_said(text: str, question: Question, rulebook: Rulebook) -> set[bool]:
    kinds = question.kinds or rulebook.get_rule(question.rule).kinds
    reports = [check(text, None, rulebook, kind=kind, platform=Platform.ANY) for kind in sorted(kinds)]
    return {all(found.severity is Severity.HINT for found in report.findings) for report in reports}


def test_the_list_of_quizzes_is_complete(drills: dict[str, Drill]) -> None:
    assert {id_ for id_, drill in drills.items() if drill.type is DrillType.QUIZ} == set(QUIZZES)


@pytest.mark.parametrize("drill_id", QUIZZES)
def test_every_right_answer_may_be_said_and_every_wrong_one_may_not(
    drill_id: str, drills: dict[str, Drill], rulebook: Rulebook
) -> None:
    drill = drills[drill_id]
    quiz = make_quiz(drill, rulebook, seed=f"{drill_id}/1")
    assert len(quiz.questions) == drill.count
    for question in quiz.questions:
        right = question.options[question.right].text
        if question.form is Form.JUDGE:
            assert may_be_said(question.sentence, question, rulebook) >= {right == "能播"}
            continue
        assert True in may_be_said(right, question, rulebook)
        for place, option in enumerate(question.options):
            assert place == question.right or False in may_be_said(option.text, question, rulebook), option
        assert question.form is Form.PICK or False in may_be_said(question.sentence, question, rulebook)


@pytest.mark.parametrize("drill_id", QUIZZES)
def test_every_question_names_rule_reason_source_and_what_to_say(
    drill_id: str, drills: dict[str, Drill], rulebook: Rulebook
) -> None:
    drill = drills[drill_id]
    quiz = make_quiz(drill, rulebook, seed="as-2/1")
    for question in quiz.questions:
        rule = rulebook.get_rule(question.rule)
        assert question.reason == rule.reason
        assert question.say == rule.suggest
        assert question.say
        assert all(one["law"] and one["article"] for one in question.basis)
        assert question.basis
        assert explain(question)
        assert not drill.categories or question.category in drill.categories
    texts = [option.text for one in quiz.questions if one.form is not Form.JUDGE for option in one.options]
    texts += [question.sentence for question in quiz.questions if question.sentence]
    assert len(set(texts)) == len(texts), "no sentence is asked twice"
    assert len({question.rule for question in quiz.questions}) == drill.count, "no rule is asked twice"


def test_the_same_seed_gives_the_same_quiz_and_another_seed_another(
    drills: dict[str, Drill], rulebook: Rulebook, paper: Quiz
) -> None:
    again = make_quiz(drills["rules-paper"], rulebook, seed="as-1/1")
    assert (again, again.fingerprint) == (paper, paper.fingerprint)
    other = make_quiz(drills["rules-paper"], rulebook, seed="as-1/2")
    assert other.fingerprint != paper.fingerprint
    assert {one.rule for one in other.questions} != {one.rule for one in paper.questions}


def test_the_paper_asks_about_all_categories_in_all_forms_and_the_right_place_varies(paper: Quiz) -> None:
    assert len({question.category for question in paper.questions}) == 14
    assert {question.form for question in paper.questions} == set(Form)
    judged = [question.right for question in paper.questions if question.form is Form.JUDGE]
    offered = [question.right for question in paper.questions if question.form is not Form.JUDGE]
    assert set(judged) == {0, 1}
    assert len(set(offered)) > 1


def test_missed_rules_come_back_first_but_fill_half_at_most(drills: dict[str, Drill], rulebook: Rulebook) -> None:
    price = drills["rules-price"]
    missed = [rule.id for rule in rulebook.rules if rule.category == "urgency" and rule.severity is not Severity.HINT]
    again = make_quiz(price, rulebook, seed="as-3/2", again=missed[:3])
    assert set(missed[:3]) <= {question.rule for question in again.questions}
    many = make_quiz(price, rulebook, seed="as-3/2", again=missed[:10])
    assert len({question.rule for question in many.questions} & set(missed[:10])) >= price.count // 2
    assert any(question.category == "price" for question in many.questions)


def test_goods_are_named_where_they_decide(drills: dict[str, Drill], rulebook: Rulebook) -> None:
    quiz = make_quiz(drills["rules-health-food"], rulebook, seed="as-4/1")
    named = [question for question in quiz.questions if question.kinds]
    assert named
    for question in named:
        assert goods(question).startswith("卖的是")
        assert Kind.HEALTH_FOOD in question.kinds
    approved = [one for one in quiz.questions if one.form is Form.JUDGE and one.right == 0 and "批" in one.sentence]
    assert all(one.kinds == (Kind.HEALTH_FOOD,) for one in approved)


def test_a_full_answer_sheet_is_marked_and_explained(paper: Quiz) -> None:
    right = [question.right for question in paper.questions]
    marked = mark(paper, right, shown=paper.fingerprint)
    assert (marked.right, marked.score) == (20, 100)
    wrong = [*right[:15], *((place + 1) % 2 for place in right[15:])]
    half = mark(paper, wrong, shown=paper.fingerprint)
    assert half.score == 75
    questions = half.values["questions"]
    assert isinstance(questions, list)
    assert [one["correct"] for one in questions] == [True] * 15 + [False] * 5
    assert missed_rules(half.values) == tuple(question.rule for question in paper.questions[15:])
    assert missed_categories(half.values) == tuple(question.category for question in paper.questions[15:])
    assert questions[0]["ask"]
    assert questions[0]["basis"][0]["law"]
    assert json.loads(json.dumps(half.values)) == half.values, "plain values, as the attempt keeps them"


def test_a_question_left_open_is_wrong(paper: Quiz) -> None:
    marked = mark(paper, [None] * 20, shown=paper.fingerprint)
    assert (marked.right, marked.score) == (0, 0)
    assert len(missed_rules(marked.values)) == 20


def test_answers_to_other_questions_are_refused_with_what_to_do(paper: Quiz) -> None:
    with pytest.raises(RefusedError, match=r"规则刚刚更新过.*重新打开"):
        mark(paper, [0] * 20, shown="0123456789abcdef")


@pytest.mark.parametrize(("answers", "says"), [([0] * 19, "19 个答案"), ([9, *[0] * 19], "第 1 题没有这个选项")])
def test_an_impossible_answer_sheet_is_an_input_error(paper: Quiz, answers: list[int], says: str) -> None:
    with pytest.raises(InputError, match=says):
        mark(paper, answers, shown=paper.fingerprint)


def test_too_few_rules_for_a_quiz_are_refused(drills: dict[str, Drill], rulebook: Rulebook) -> None:
    with pytest.raises(RefusedError, match="例句只出得了"):
        make_quiz(replace(drills["rules-label"], count=500), rulebook, seed="as-5/1")
