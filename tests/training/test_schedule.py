"""What an anchor should practise next, and the reason shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from coach.scoring import Category, Platform, Verdict
from coach.training.model import Attempt, DrillId, Stage
from coach.training.programme import Programme
from coach.training.schedule import Suggestion, Why, memory, next_drills
from tests.training.cases import NOW, PROGRAM, attempt

DOUYIN = frozenset({Platform.DOUYIN})
QUIZ, WRITE, RECALL, OPEN = (DrillId(one) for one in ("rules-quiz", "write-beef", "recall-beef", "open-beef"))


def with_price_quiz() -> Programme:
    quiz = replace(PROGRAM.drills[QUIZ], categories=(Category.PRICE, Category.URGENCY))
    recall = replace(PROGRAM.drills[RECALL], coverage=0.8)
    return replace(PROGRAM, drills={**PROGRAM.drills, QUIZ: quiz, RECALL: recall})


PROGRAMME = with_price_quiz()


def suggest(*attempts: Attempt, passed: tuple[DrillId, ...] = (), busy: tuple[DrillId, ...] = ()) -> list[Suggestion]:
    return list(next_drills(PROGRAMME, attempts, at=NOW, platforms=DOUYIN, passed=passed, busy=busy))


def said(one: Attempt, *words: str, category: str = "price", severity: str = "block") -> Attempt:
    findings = [
        {"rule": f"{category}/x", "category": category, "severity": severity, "text": word, "suppressed": None}
        for word in words
    ]
    return replace(one, report={**one.report, "findings": findings})


def missed(one: Attempt, say: str) -> Attempt:
    point = {"id": "p1", "say": say, "must": True, "covered": False}
    return replace(one, report={**one.report, "coverage": {"score": 0.5, "points": [point]}})


def test_a_beginner_starts_with_the_first_drill_of_each_course_and_is_told_so() -> None:
    first, second, third = suggest()
    assert (first.drill, first.why) == (QUIZ, Why.NEW)
    assert first.reason == "“基础规则”里轮到这一个，还没练过。"
    assert (second.drill, third.drill) == (WRITE, RECALL)


def test_a_drill_not_passed_comes_first_with_its_score() -> None:
    weak = attempt("write-beef", days_ago=1, score=55)
    first = suggest(weak)[0]
    assert (first.drill, first.why) == (WRITE, Why.AGAIN)
    assert first.reason == "上次交的得 55 分，还没有过（要 70 分）。趁还记得，改好再交一次。"
    blocked = replace(attempt("write-beef", days_ago=1, score=75), verdict=Verdict.BLOCK)
    assert "有不能播的话" in suggest(blocked)[0].reason


def test_a_drill_given_already_is_not_proposed_again() -> None:
    weak = attempt("write-beef", days_ago=1, score=55)
    assert WRITE not in {one.drill for one in suggest(weak, busy=(WRITE,))}


def test_a_category_that_keeps_coming_back_asks_for_its_quiz_with_the_words() -> None:
    one = said(attempt("write-beef", 1, days_ago=3), "史上最低")
    two = said(attempt("write-beef", 2, days_ago=2), "全网最低价")
    found = suggest(one, two, passed=(WRITE,))[0]
    assert (found.drill, found.why) == (QUIZ, Why.CATEGORY)
    assert found.reason == "最近 2 次里有 2 次出了“价格误导”，比如“全网最低价”。先把这一类的测验做一遍。"


def test_one_slip_or_a_hint_is_no_repeated_category() -> None:
    once = said(attempt("write-beef", 1, days_ago=3), "史上最低")
    hint = said(attempt("write-beef", 2, days_ago=2), "捡漏", severity="hint")
    assert all(one.why is not Why.CATEGORY for one in suggest(once, hint, passed=(WRITE,)))


def test_after_the_quiz_was_done_the_category_rests_until_it_comes_back() -> None:
    one = said(attempt("write-beef", 1, days_ago=3), "史上最低")
    two = said(attempt("write-beef", 2, days_ago=2), "全网最低价")
    quiz = attempt("rules-quiz", days_ago=1)
    assert all(found.why is not Why.CATEGORY for found in suggest(one, two, quiz, passed=(WRITE, QUIZ)))
    back = said(attempt("write-beef", 3, days_ago=0.5), "最低价")
    assert suggest(one, two, quiz, back, passed=(WRITE, QUIZ))[0].drill == QUIZ


def test_categories_missed_in_quizzes_count_too() -> None:
    wrong = {"questions": [{"rule": "price/x", "category": "price", "correct": False}]}
    quiz = replace(attempt("rules-quiz", 1, days_ago=5), quiz=wrong)
    later = said(attempt("write-beef", 1, days_ago=2), "全网最低价")
    assert suggest(quiz, later, passed=(WRITE, QUIZ))[0].reason.startswith("最近 2 次里有 2 次出了“价格误导”")


def test_a_must_say_point_missed_twice_asks_to_recall_the_card() -> None:
    one = missed(attempt("write-beef", 1, days_ago=3), "三斤鲜肉出一斤")
    two = missed(attempt("write-beef", 2, days_ago=2), "三斤鲜肉出一斤")
    found = suggest(one, two, passed=(WRITE,))[0]
    assert (found.drill, found.why) == (RECALL, Why.POINT)
    assert found.reason == "“三斤鲜肉出一斤”是必讲的，最近 2 次都没讲到。用这份练习把它补上。"
    assert all(other.why is not Why.POINT for other in suggest(one, passed=(WRITE,)))


def test_points_missed_where_nobody_asked_for_them_do_not_count() -> None:
    one = missed(attempt("open-beef", 1, days_ago=3), "三斤鲜肉出一斤")
    two = missed(attempt("open-beef", 2, days_ago=2), "三斤鲜肉出一斤")
    assert all(found.why is not Why.POINT for found in suggest(one, two, passed=(OPEN,)))


def test_what_is_fading_comes_back_with_days_and_chance() -> None:
    old = attempt("recall-beef", days_ago=60, score=80)
    found = next(one for one in suggest(old, passed=(RECALL,)) if one.why is Why.FADING)
    assert found.drill == RECALL
    assert found.reason.startswith("上次练是 60 天前，估计还记得 ")
    fresh = attempt("recall-beef", days_ago=1, score=80)
    assert all(one.why is not Why.FADING for one in suggest(fresh, passed=(RECALL,)))


def test_practising_again_never_crowds_out_what_is_new() -> None:
    old = [attempt(one, days_ago=90, score=80) for one in ("recall-beef", "write-beef", "rules-quiz")]
    found = suggest(*old, passed=(RECALL, WRITE, QUIZ))
    assert [one.why for one in found] == [Why.FADING, Why.NEW, Why.FADING]
    assert found[1].drill == OPEN


def test_knowledge_fades_with_time_and_each_good_try_makes_it_last_longer() -> None:
    drill = PROGRAMME.get_drill("recall-beef")
    once = [attempt("recall-beef", 1, days_ago=30, score=80)]
    twice = [*once, attempt("recall-beef", 2, days_ago=25, score=80)]
    early, late = memory(drill, once, at=NOW - timedelta(days=25)), memory(drill, once, at=NOW)
    again = memory(drill, twice, at=NOW)
    assert early is not None
    assert late is not None
    assert again is not None
    assert 0 < late.recall < early.recall <= 1
    assert again.due - again.practised > late.due - late.practised
    assert again.recall > late.recall
    assert memory(drill, [], at=NOW) is None


def test_a_failed_or_late_try_is_due_sooner_than_a_good_one() -> None:
    drill = PROGRAMME.get_drill("recall-beef")
    good = attempt("recall-beef", days_ago=10, score=80)
    gaps = []
    for one in (replace(good, score=20), replace(good, late=True), good, replace(good, score=98)):
        known = memory(drill, [one], at=NOW)
        assert known is not None
        gaps.append(known.due - known.practised)
    assert gaps == sorted(gaps)
    assert len(set(gaps)) == 4


def test_the_same_records_give_the_same_answer_in_any_order() -> None:
    tries = [attempt("recall-beef", number, days_ago=60 - number, score=80) for number in range(1, 6)]
    tries += [attempt("write-beef", 1, days_ago=2, score=50)]
    assert suggest(*tries) == suggest(*reversed(tries))
    assert suggest(*tries) == suggest(*tries)


def test_a_drill_for_one_moment_of_a_stage_does_not_come_back() -> None:
    once = replace(PROGRAMME.drills[RECALL], stage=Stage.REHEARSAL)
    programme = replace(PROGRAMME, drills={**PROGRAMME.drills, RECALL: once})
    done = attempt("recall-beef", days_ago=60, score=80)
    found = next_drills(programme, [done], at=NOW, platforms=DOUYIN, passed=(RECALL,), most=9)
    assert RECALL not in {one.drill for one in found}


def test_drills_of_another_platform_or_a_later_stage_wait() -> None:
    late = replace(PROGRAMME.drills[RECALL], stage=Stage.MONITORED)
    other = replace(PROGRAMME.drills[WRITE], platform=Platform.XIAOHONGSHU)
    programme = replace(PROGRAMME, drills={**PROGRAMME.drills, RECALL: late, WRITE: other})
    early = next_drills(programme, [], at=NOW, platforms=DOUYIN, most=9)
    assert {one.drill for one in early} == {QUIZ, OPEN}
    later = next_drills(programme, [], at=NOW, platforms=DOUYIN, stage=Stage.MONITORED, most=9)
    assert next(one.reason for one in later if one.drill == RECALL).endswith("是为运营一对一盯播准备的。")
