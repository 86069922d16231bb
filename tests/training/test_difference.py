"""From one attempt to the next: what was won, lost, fixed, and what is new."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coach.errors import RefusedError
from coach.library import Library
from coach.scoring import Rulebook, check
from coach.training.difference import difference
from coach.training.model import Attempt, DrillId
from coach.training.reports import Mark
from tests.training.cases import LAOWANG, attempt, report


def made(number: int, **changes: object) -> Attempt:
    one = attempt("write-beef", number, days_ago=60 - number)
    return replace(one, report={**report(), **changes})


def finding(term: str, start: int, text: str = "", rule: str = "price/x") -> dict[str, object]:
    text = text or term
    return {"rule": rule, "severity": "block", "term": term, "text": text, "start": start, "end": start + len(text)} | {
        "message": "不能说",
        "suppressed": None,
    }


def points(**covered: bool) -> dict[str, object]:
    found = [
        {"id": key, "say": f"卖点{key}", "covered": yes, "start": 3 if yes else None, "end": 5 if yes else None}
        | {"quote": "原话" if yes else None}
        for key, yes in covered.items()
    ]
    return {"score": 0.5, "points": found}


def words(marks: tuple[Mark, ...]) -> list[tuple[str, int | None]]:
    return [(mark.text, mark.start) for mark in marks]


def test_points_newly_covered_and_lost_are_told_apart() -> None:
    got = difference(
        made(1, coverage=points(a=True, b=False, c=True)), made(2, coverage=points(a=True, b=True, c=False))
    )
    assert [(mark.what, mark.message, mark.text, mark.start) for mark in got.newly_covered] == [
        ("b", "卖点b", "原话", 3)
    ]
    assert [mark.what for mark in got.lost] == ["c"]


def test_a_point_that_came_to_the_card_in_between_is_neither_won_nor_lost() -> None:
    got = difference(made(1, coverage=points(a=True)), made(2, coverage=points(b=True)))
    assert (got.newly_covered, got.lost) == ((), ())


def test_findings_are_fixed_kept_or_new_by_rule_and_term_not_by_place() -> None:
    before = made(1, findings=[finding("最好", 0), finding("第一", 5)])
    after = made(2, findings=[finding("第一", 40), finding("神药", 9)])
    got = difference(before, after)
    assert words(got.fixed) == [("最好", 0)]
    assert words(got.kept) == [("第一", 40)]
    assert words(got.new) == [("神药", 9)]


def test_the_same_term_in_another_spelling_is_the_same_finding() -> None:
    got = difference(made(1, findings=[finding("最好", 0)]), made(2, findings=[finding("最好", 4, text="最 好")]))
    assert (got.fixed, got.new) == ((), ())
    assert words(got.kept) == [("最 好", 4)]


def test_one_of_two_equal_findings_fixed_counts_as_one() -> None:
    got = difference(made(1, findings=[finding("最好", 0), finding("最好", 9)]), made(2, findings=[finding("最好", 3)]))
    assert words(got.fixed) == [("最好", 9)]
    assert words(got.kept) == [("最好", 3)]


def test_a_finding_let_stand_by_a_person_counts_as_fixed() -> None:
    let = finding("最好", 0) | {"suppressed": {"by": "李老师", "reason": "引用"}}
    assert words(difference(made(1, findings=[finding("最好", 0)]), made(2, findings=[let])).fixed) == [("最好", 0)]


def test_wrong_facts_fixed_and_new_are_named_with_what_is_right() -> None:
    wrong = {"fact": "保质期", "expected": "9个月", "said": "十八个月", "agrees": False, "start": 1, "end": 5} | {
        "text": "十八个月"
    }
    right = wrong | {"agrees": True}
    got = difference(made(1, facts=[wrong]), made(2, facts=[right]))
    assert [mark.message for mark in got.facts_fixed] == ["保质期应是9个月，说成了十八个月"]
    assert [mark.what for mark in difference(made(1, facts=[right]), made(2, facts=[wrong])).facts_new] == ["保质期"]


def test_parts_score_length_and_pace_stand_side_by_side() -> None:
    def flow(*present: str) -> dict[str, object]:
        parts = [{"id": one, "name": one.upper(), "present": one in present} for one in ("hook", "call")]
        return {"parts": parts}

    before = replace(made(1, flow=flow("hook"), pace={"per_minute": 300}), score=60, text="六个字的稿子")
    after = replace(made(2, flow=flow("call"), pace={"per_minute": None}), score=75, text="短")
    got = difference(before, after)
    assert (got.parts_won, got.parts_lost) == (("CALL",), ("HOOK",))
    assert (got.score, got.chars, got.per_minute) == ((60, 75), (6, 1), (300, None))


def test_it_says_when_rules_or_card_changed_in_between() -> None:
    got = difference(made(1), replace(made(2), rulebook="newer", card_version="newer"))
    assert (got.rules_changed, got.card_changed) == (True, True)
    assert not difference(made(1), made(2)).rules_changed


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (made(1), replace(made(2), drill=DrillId("other")), "同一个练习"),
        (made(1), replace(made(2), anchor=LAOWANG.id), "同一个人"),
        (made(2), made(1), "早的一次放在前面"),
        (made(1), made(1), "早的一次放在前面"),
    ],
    ids=["another_drill", "another_anchor", "turned_round", "itself"],
)
def test_only_two_attempts_of_one_person_at_one_drill_in_their_order_compare(
    before: Attempt, after: Attempt, message: str
) -> None:
    with pytest.raises(RefusedError, match=message):
        difference(before, after)


def test_it_reads_real_reports(rulebook: Rulebook, library: Library) -> None:
    card = library.get_product("niurou-gan")
    texts = ("这款牛肉干全网最低价，错过再等一年", f"这款牛肉干{card.points[0].say}，喜欢的可以拍")
    first, second = (
        replace(made(number), text=text, report=check(text, card, rulebook).to_dict())
        for number, text in enumerate(texts, 1)
    )
    got = difference(first, second)
    assert "全网最低价" in [mark.text for mark in got.fixed]
    assert card.points[0].id in [mark.what for mark in got.newly_covered]
    for one, marks in ((first, got.fixed), (second, got.newly_covered)):
        assert all(one.text[mark.start : mark.end] == mark.text for mark in marks)
