"""Every requirement fails by itself, says what proves it, and says what to do next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from coach.scoring import Kind, Platform
from coach.training.evidence import Current, Evidence, Requirement
from coach.training.model import IncidentSeverity, ReviewVerdict, Stage, StageVerdict
from coach.training.readiness import Readiness, opening, readiness, readiness_grid
from tests.training.cases import (
    CARD,
    CURRENT,
    LISHI,
    NOW,
    OLD_RULES,
    PROGRAM,
    PROGRAMME,
    XIAOMEI,
    ZHANG,
    answers,
    attempt,
    incident,
    instead,
    ready,
    session,
    small,
    verdict_on,
    without,
)

REHEARSAL, PAIRED, MONITORED = Stage
AGAIN = StageVerdict.AGAIN
MINOR, SERIOUS, CUT = IncidentSeverity.MINOR, IncidentSeverity.SERIOUS, IncidentSeverity.CUT


def compute(evidence: Evidence, current: Current = CURRENT, kind: Kind = Kind.FOOD) -> Readiness:
    return readiness(PROGRAM, evidence, current, platform=Platform.DOUYIN, kind=kind, at=NOW)


def need(evidence: Evidence, id_: str, current: Current = CURRENT) -> Requirement:
    return next(one for one in compute(evidence, current).requirements if one.id == id_)


def test_an_anchor_with_all_the_evidence_is_ready_and_nothing_is_left_to_do() -> None:
    done = compute(ready())
    assert done.unmet == ()
    assert done.ready
    assert done.step == "ready"
    assert all(one.next == "" for one in done.requirements)


def test_a_new_anchor_starts_at_the_first_course_and_is_told_which_drill_comes_next() -> None:
    fresh = compute(Evidence(anchor=XIAOMEI))
    assert not fresh.ready
    assert fresh.step == "course"
    assert fresh.unmet[0].next == "还差 1 个。下一个做“规则测验”。"
    assert all(one.next.endswith("。") for one in fresh.unmet)


def test_every_requirement_met_names_the_records_that_prove_it() -> None:
    done = compute(ready())
    ids = {one.id for one in (*ready().attempts, *ready().reviews, *ready().sessions)}
    for one in done.requirements:
        if not one.id.endswith("incidents"):
            assert one.evidence, one.id
        assert set(one.evidence) <= ids


CASES: dict[str, tuple[Callable[[], Evidence], set[str], str]] = {
    "a course needs its number of passed drills": (
        lambda: without(ready(), "rules-quiz-1"),
        {"course.rules"},
        "还差 1 个。下一个做“规则测验”。",
    ),
    "a drill below its score does not count, and the next act names what it lacks": (
        lambda: instead(ready(), attempt("rules-quiz", score=70)),
        {"course.rules"},
        "还差 1 个。“规则测验”第 1 次还差：得分 70，要 80。",
    ),
    "a stage needs its number of passed sessions": (
        lambda: without(ready(), "rehearsal-1"),
        {"rehearsal.sessions", "rehearsal.minutes", "rehearsal.in_a_row", "rehearsal.score", "rehearsal.clean"}
        | {"rehearsal.checks"},
        "还差 1 场。请培训或运营安排下一场上镜试播，由老主播、培训来带，至少 15 分钟。",
    ),
    "a session shorter than the least length does not count": (
        lambda: instead(ready(), session(REHEARSAL, 2, days_ago=38, minutes=14)),
        {"rehearsal.sessions", "rehearsal.minutes"},
        "还差 1 场。",
    ),
    "a stage needs its minutes on air altogether": (
        lambda: instead(ready(), session(PAIRED, 2, days_ago=28, minutes=34)),
        {"paired.minutes"},
        "还差 1 分钟。",
    ),
    "the last sessions must be passed one after the other": (
        lambda: instead(ready(), session(PAIRED, 3, days_ago=27, minutes=35, verdict=AGAIN)),
        {"paired.in_a_row"},
        "还要连续通过 2 场。上一次要求重来的原因：语速太快。先改这一点。",
    ),
    "each of the last sessions needs the least score": (
        lambda: instead(ready(), session(MONITORED, 2, days_ago=18, score=79)),
        {"monitored.score"},
        "有 1 场低于 80 分，请照那场的报告改稿，再播一场。",
    ),
    "no block finding in the last sessions": (
        lambda: instead(ready(), session(MONITORED, 2, days_ago=18, blocks=("全网最低价",))),
        {"monitored.clean"},
        "说过不能播的话：“全网最低价”。请改掉这些说法，再连续播 2 场都不说。",
    ),
    "a session that was cut short still shows its block finding": (
        lambda: instead(
            ready(), session(MONITORED, 3, days_ago=17, minutes=5, verdict=AGAIN, blocks=("最好",), score=60)
        ),
        {"monitored.clean", "monitored.in_a_row", "monitored.score"},
        "还要连续通过 2 场。",
    ),
    "a session without a transcript proves no clean speech": (
        lambda: instead(ready(), replace(session(MONITORED, 3, days_ago=17, verdict=None), report=None)),
        {"monitored.clean"},
        "还没有文字稿，请贴上文字稿。",
    ),
    "each of the last sessions needs its share of yes on the rubric": (
        lambda: instead(ready(), session(PAIRED, 2, days_ago=28, minutes=35, checks=answers(no=("goods", "close")))),
        {"paired.checks"},
        "先练没做到的：“演示了商品吗？”“促单了吗？”，再播一场。",
    ),
    "in the paired stage the anchor must talk enough in the last session": (
        lambda: instead(ready(), session(PAIRED, 2, days_ago=28, minutes=35, talk_share=0.49)),
        {"paired.talk_share"},
        "下一场请老主播少说，主播自己讲到 50% 以上。",
    ),
    "a paired session without a talk share does not show it": (
        lambda: instead(ready(), session(PAIRED, 2, days_ago=28, minutes=35, talk_share=None)),
        {"paired.talk_share"},
        "最近一场没有填主播说话占比，下一场请在文字稿里标明谁在说话。",
    ),
    "a serious incident in the quiet days holds every stage that looks back so far": (
        lambda: instead(ready(), incident(SERIOUS, days_ago=10)),
        {"paired.incidents", "monitored.incidents"},
        "有严重事故（“全网最低价”）。",
    ),
    "a cut-off room in the last week holds all three stages": (
        lambda: instead(ready(), incident(CUT, days_ago=3)),
        {"rehearsal.incidents", "paired.incidents", "monitored.incidents"},
        "有断播事故",
    ),
    "more minor incidents than allowed hold the stage": (
        lambda: instead(ready(), incident(MINOR, days_ago=3)),
        {"monitored.incidents"},
        "轻微事故超过 0 起",
    ),
    "the platform and kind of goods need their number of different drills passed": (
        lambda: without(instead(ready(), attempt("write-beef", 2, days_ago=49)), "recall-beef-1"),
        {"course.script", "scope.attempts"},
        "还差 1 个。",
    ),
    "the last attempts must be clean": (
        lambda: instead(ready(), attempt("write-beef", 2, days_ago=10, blocks=("最好",))),
        {"scope.clean"},
        "请改掉“最好”，再交 2 次都不说。",
    ),
    "the last attempts must reach the score at their best": (
        lambda: instead(
            ready(), attempt("recall-beef", 2, days_ago=9, score=79), attempt("recall-beef", 3, days_ago=8, score=79)
        ),
        {"scope.score"},
        "争取 80 分",
    ),
    "one passed attempt must convey the selling points": (
        lambda: instead(
            ready(), attempt("recall-beef", days_ago=55, coverage=0.7), attempt("write-beef", days_ago=50, coverage=0.7)
        ),
        {"scope.coverage"},
        "请挑一张食品的商品卡，把卖点说全再交一次。",
    ),
    "selling points told from an old card do not count": (
        lambda: instead(
            ready(),
            replace(attempt("recall-beef", days_ago=55), card_version="old"),
            replace(attempt("write-beef", days_ago=50), card_version="old"),
        ),
        {"scope.coverage"},
        "商品卡改过了，请按新卡再交一次。",
    ),
    "something must have been checked with the rules of today": (
        lambda: instead(
            ready(),
            attempt("recall-beef", days_ago=55, rulebook=OLD_RULES),
            attempt("write-beef", days_ago=50, rulebook=OLD_RULES),
            session(MONITORED, 1, days_ago=20, rulebook=OLD_RULES),
            session(MONITORED, 2, days_ago=18, rulebook=OLD_RULES),
        ),
        {"signoff.rules"},
        "规则库更新过，请交一次抖音·食品的练习，按现在的规则库检查，改到没有不能播的话。",
    ),
    "the last monitored session must be recent": (
        lambda: instead(ready(), session(MONITORED, 1, days_ago=33), session(MONITORED, 2, days_ago=32)),
        {"signoff.fresh"},
        "请运营再盯一场抖音·食品的上播并给结论。",
    ),
}


@pytest.mark.parametrize("rule", CASES, ids=lambda rule: rule.replace(" ", "_"))
def test_requirement(rule: str) -> None:
    make, unmet, todo = CASES[rule]
    found = compute(make())
    assert {one.id for one in found.unmet} == unmet
    assert any(todo in one.next for one in found.unmet), [one.next for one in found.unmet]


def test_the_evidence_must_hold_verdicts_of_two_different_people() -> None:
    alone = replace(
        ready(),
        reviews=tuple(replace(one, reviewer=ZHANG.id) for one in ready().reviews),
        sessions=tuple(replace(one, partner=ZHANG.id, verdict_by=ZHANG.id) for one in ready().sessions),
    )
    found = compute(alone)
    assert [one.id for one in found.unmet] == ["signoff.reviewers"]
    assert found.unmet[0].next == "还差 1 个人，请另一位培训或运营批改一次练习，或带一场上播。"
    assert found.judges == (ZHANG.id,)


def test_the_anchors_own_verdict_never_counts_as_a_pair_of_eyes() -> None:
    own = replace(ready(), sessions=tuple(replace(one, verdict_by=XIAOMEI.id) for one in ready().sessions))
    assert compute(own).judges == (LISHI.id,)


def test_a_reviewers_do_again_that_still_stands_takes_the_drill_back() -> None:
    write = attempt("write-beef", days_ago=50)
    again = verdict_on(write, ZHANG, ReviewVerdict.AGAIN, days_later=2)
    found = compute(instead(ready(), again))
    assert {one.id for one in found.unmet} == {"course.script", "scope.attempts"}
    assert compute(instead(ready(), again, verdict_on(write, ZHANG, days_later=3))).ready


def test_a_drill_that_needs_a_review_does_not_count_without_one() -> None:
    found = compute(replace(ready(), reviews=()))
    assert "还没有人批改" in next(one.next for one in found.unmet if one.id == "course.script")


def test_readiness_for_food_says_nothing_of_another_kind_of_goods() -> None:
    baby = compute(ready(), kind=Kind.BABY)
    assert {one.part for one in baby.unmet} == {"scope", "monitored", "signoff"}
    assert need(ready(), "rehearsal.sessions").met
    assert "请培训布置一个抖音·母婴的练习" in " ".join(one.next for one in baby.unmet)


def test_paired_sessions_on_another_platform_do_not_count_for_this_one() -> None:
    moved = replace(ready(), sessions=tuple(replace(one, platform=Platform.XIAOHONGSHU) for one in ready().sessions))
    parts = {one.part for one in compute(moved).unmet}
    assert "rehearsal" not in parts
    assert {"paired", "monitored"} <= parts


def test_minor_incidents_within_the_allowance_hold_nothing() -> None:
    assert need(instead(ready(), incident(MINOR, days_ago=3)), "paired.incidents").met


def test_an_incident_weighs_until_its_quiet_days_are_over() -> None:
    assert not need(instead(ready(), incident(SERIOUS, days_ago=13.9)), "monitored.incidents").met
    assert need(instead(ready(), incident(SERIOUS, days_ago=14)), "monitored.incidents").met


def test_a_session_waiting_for_its_verdict_is_what_to_do_next() -> None:
    waiting = instead(ready(), session(MONITORED, 2, days_ago=18, verdict=None))
    assert need(waiting, "monitored.sessions").next == (
        "还差 1 场。2026年5月14日 11:00 结束的一场还没有结论，请提醒搭档给结论。"
    )


def test_a_stage_that_is_not_open_says_what_to_finish_first() -> None:
    early = without(ready(), "rules-quiz-1", "paired-1", "paired-2")
    assert need(early, "paired.sessions").next == "还差 2 场。先完成“基础规则课程”，再安排老主播一带一上播。"
    alone = without(ready(), "paired-1", "paired-2")
    assert "请培训或运营安排下一场老主播一带一上播" in need(alone, "paired.sessions").next


def test_what_to_practise_next_is_a_text_for_this_platform_and_kind_never_a_quiz() -> None:
    fresh = need(Evidence(anchor=XIAOMEI), "scope.attempts")
    assert fresh.next == "还差 2 个。下一个做“写牛肉干的稿子”。"


def test_a_gate_that_does_not_look_back_asks_for_no_quiet_days_and_no_clean_sessions() -> None:
    lax = small(PROGRAMME.replace("quiet_days = 7", "quiet_days = 0").replace("clean = 2", "clean = 0", 1))
    found = readiness(lax, ready(), CURRENT, platform=Platform.DOUYIN, kind=Kind.FOOD, at=NOW)
    ids = {one.id for one in found.requirements}
    assert not ids & {"rehearsal.incidents", "rehearsal.clean"}
    assert {"paired.incidents", "paired.clean"} <= ids


def test_exactly_the_least_length_score_and_share_is_enough() -> None:
    just = instead(
        ready(),
        session(REHEARSAL, 1, days_ago=40, minutes=15, score=70),
        session(REHEARSAL, 2, days_ago=38, minutes=25, checks=answers(no=("goods", "close"))),
        session(PAIRED, 2, days_ago=28, minutes=35, talk_share=0.5, score=80),
    )
    assert compute(just).ready


def test_the_talk_share_is_asked_only_where_the_gate_names_one() -> None:
    ids = {one.id for one in compute(ready()).requirements if one.id.endswith("talk_share")}
    assert ids == {"paired.talk_share"}


def test_a_session_without_a_transcript_is_named_by_when_it_ended() -> None:
    silent = replace(session(MONITORED, 3, days_ago=17, minutes=60, verdict=None), report=None)
    assert need(instead(ready(), silent), "monitored.clean").next == (
        "2026年5月15日 11:00 结束的一场还没有文字稿，请贴上文字稿。"
    )


def test_a_planned_session_is_what_to_do_next() -> None:
    planned = replace(
        session(MONITORED, 2, days_ago=-1, verdict=None), started_at=None, ended_at=None, report=None, talk_share=None
    )
    assert "下一场已排在 2026年6月2日 10:00，请按时上播。" in need(instead(ready(), planned), "monitored.sessions").next


def test_a_retired_card_proves_no_knowledge_of_the_goods() -> None:
    retired = Current(rulebook=CURRENT.rulebook, cards={CARD.id: replace(CARD, retired=True)})
    assert not need(ready(), "scope.coverage", retired).met


def test_rehearsal_opens_with_the_courses_paired_with_rehearsal_monitored_with_all_before_and_practice() -> None:
    def parts(stage: Stage) -> set[str]:
        found = opening(PROGRAM, ready(), CURRENT, stage, platform=Platform.DOUYIN, kind=Kind.FOOD, at=NOW)
        return {one.part for one in found}

    assert parts(REHEARSAL) == {"course"}
    assert parts(PAIRED) == {"course", "rehearsal"}
    assert parts(MONITORED) == {"course", "rehearsal", "paired", "scope"}


def test_the_grid_gives_every_pair_the_same_answer_as_one_by_one() -> None:
    pairs = readiness_grid(PROGRAM, ready(), CURRENT, platforms=[Platform.DOUYIN], kinds=[Kind.BABY, Kind.FOOD], at=NOW)
    assert pairs == (compute(ready(), kind=Kind.BABY), compute(ready()))


@pytest.mark.parametrize("id_", [one.id for one in (*ready().attempts, *ready().reviews, *ready().sessions)])
def test_every_record_of_the_evidence_is_needed(id_: str) -> None:
    assert not compute(without(ready(), id_)).ready


def test_the_order_of_the_records_does_not_matter() -> None:
    turned = replace(ready(), attempts=ready().attempts[::-1], sessions=ready().sessions[::-1])
    assert compute(turned) == compute(ready())


def test_a_drill_that_left_the_programme_counts_for_nothing() -> None:
    other = replace(attempt("recall-beef", days_ago=5), id="x", drill="gone")
    assert compute(instead(ready(), other)).ready
    assert compute(replace(ready(), attempts=(other,))).step == "course"
    assert NOW - other.at == timedelta(days=5)
