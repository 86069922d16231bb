"""Assigning, opening, handing in, and what an attempt lacks to pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from coach.errors import RefusedError
from coach.scoring import Kind, Platform, Verdict
from coach.training.access import Act
from coach.training.drill import (
    PART_NAMES,
    AssignmentState,
    assign,
    cancel,
    lacks,
    move,
    open_assignment,
    state_of,
    submit,
    submit_quiz,
)
from coach.training.model import Assignment, AssignmentId, Attempt, AttemptId, Review, ReviewVerdict, Role, Room, User
from coach.training.parsing_drills import PARTS
from tests.training.cases import (
    CARD,
    LAOWANG,
    LISHI,
    NOW,
    PROGRAM,
    ROOM,
    XIAOMEI,
    ZHANG,
    attempt,
    report,
    verdict_on,
)

HOUR = timedelta(hours=1)
WRITE, RECALL, QUIZ, OPEN = (PROGRAM.get_drill(one) for one in ("write-beef", "recall-beef", "rules-quiz", "open-beef"))


def assigned(drill: str = "write-beef") -> Assignment:
    done, _ = assign(PROGRAM.get_drill(drill), XIAOMEI, ROOM, id=AssignmentId("as-1"), by=LISHI, at=NOW)
    return done


def hand_in(
    assignment: Assignment,
    text: str = "大家好，今天讲牛肉干",
    *,
    by: User = XIAOMEI,
    hours: float = 1,
    earlier: Sequence[Attempt] = (),
    **said: object,
) -> Attempt:
    done, entry = submit(
        assignment,
        PROGRAM.get_drill(assignment.drill),
        id=AttemptId(f"at-{len(earlier) + 1}"),
        by=by,
        at=NOW + hours * HOUR,
        text=text,
        report=report(**said),  # type: ignore[arg-type]
        earlier=earlier,
        card_version=CARD.fingerprint,
    )
    assert entry.act is Act.ATTEMPT_SUBMIT
    return done


def test_an_assignment_is_due_after_the_drills_days_and_limited_by_its_seconds() -> None:
    done, entry = assign(RECALL, XIAOMEI, ROOM, id=AssignmentId("as-1"), by=LISHI, at=NOW, note=" 先看卡 ")
    assert (done.due, done.limit, done.note) == (NOW + timedelta(days=2), 120, "先看卡")
    assert assigned("write-beef").limit is None
    assert (entry.act, entry.actor, entry.room, entry.subject) == (
        Act.ASSIGNMENT_CREATE,
        LISHI.id,
        ROOM.id,
        "as-1",
    )
    assert entry.data["anchor"] == XIAOMEI.id


def test_taking_a_drill_for_oneself_is_practice() -> None:
    _, entry = assign(RECALL, XIAOMEI, ROOM, id=AssignmentId("as-1"), by=XIAOMEI, at=NOW)
    assert entry.act is Act.ASSIGNMENT_PRACTISE


@pytest.mark.parametrize(
    ("anchor", "room", "due", "message"),
    [
        (replace(XIAOMEI, active=False), ROOM, HOUR, "账号已停用"),
        (replace(XIAOMEI, roles=frozenset({Role.TRAINER})), ROOM, HOUR, "小美不是主播"),
        (replace(XIAOMEI, rooms=frozenset()), ROOM, HOUR, "小美不在直播间“一号间”里"),
        (XIAOMEI, replace(ROOM, open=False), HOUR, "直播间“一号间”已停用"),
        (XIAOMEI, ROOM, -HOUR, "截止时间 2026年6月1日 09:00 已经过了"),
    ],
    ids=["disabled", "no_anchor", "foreign_room", "closed_room", "past_due"],
)
def test_a_drill_is_assigned_only_to_an_active_anchor_of_an_open_room_with_time_left(
    anchor: User, room: Room, due: timedelta, message: str
) -> None:
    with pytest.raises(RefusedError, match=message):
        assign(WRITE, anchor, room, id=AssignmentId("as-1"), by=LISHI, at=NOW, due=NOW + due)


def test_a_senior_anchor_practises_too() -> None:
    done, _ = assign(WRITE, LAOWANG, ROOM, id=AssignmentId("as-1"), by=LISHI, at=NOW)
    assert done.anchor == LAOWANG.id


def test_opening_a_drill_starts_its_clock_until_the_next_hand_in() -> None:
    opened, entry = open_assignment(assigned("recall-beef"), RECALL, [], by=XIAOMEI, at=NOW)
    assert opened.started_at == NOW
    assert entry.act is Act.ASSIGNMENT_OPEN
    with pytest.raises(RefusedError, match="已经打开，请直接接着做"):
        open_assignment(opened, RECALL, [], by=XIAOMEI, at=NOW + HOUR)
    first = hand_in(opened)
    again, _ = open_assignment(opened, RECALL, [first], by=XIAOMEI, at=NOW + 2 * HOUR)
    assert again.started_at == NOW + 2 * HOUR


def test_each_try_at_a_drill_with_a_time_limit_has_its_own_clock() -> None:
    opened, _ = open_assignment(assigned("recall-beef"), RECALL, [], by=XIAOMEI, at=NOW)
    first = hand_in(opened)
    with pytest.raises(RefusedError, match="这一次已经交过，请重新打开、重新计时"):
        hand_in(opened, "换个说法再来一次", earlier=[first])


def test_a_hand_in_over_the_time_limit_does_not_pass() -> None:
    over = replace(attempt("recall-beef"), seconds=150, over_limit=True)
    assert lacks(over, RECALL, ()) == ("用了 150 秒，超过限时，请重新打开，在限时内做完。",)


def test_the_report_is_made_with_the_drills_own_card() -> None:
    with pytest.raises(RefusedError, match="报告不是按这个练习的商品卡检查的"):
        submit(
            assigned(),
            WRITE,
            id=AttemptId("x"),
            by=XIAOMEI,
            at=NOW,
            text="大家好呀大家好",
            report=report() | {"product": None},
            earlier=(),
        )


def test_the_due_time_moves_only_forward_from_now() -> None:
    moved, entry = move(assigned(), WRITE, by=LISHI, at=NOW, due=NOW + HOUR)
    assert moved.due == NOW + HOUR
    assert entry.data["before"] == assigned().due
    with pytest.raises(RefusedError, match="已经过了"):
        move(assigned(), WRITE, by=LISHI, at=NOW, due=NOW)


def test_an_assignment_is_cancelled_only_before_anything_was_handed_in() -> None:
    gone, _ = cancel(assigned(), WRITE, [], by=LISHI, at=NOW)
    assert gone.cancelled_at == NOW
    with pytest.raises(RefusedError, match="已经交过 1 次，练习记录要保留"):
        cancel(assigned(), WRITE, [hand_in(assigned())], by=LISHI, at=NOW)


def test_a_cancelled_assignment_takes_nothing_any_more() -> None:
    gone, _ = cancel(assigned(), WRITE, [], by=LISHI, at=NOW)
    with pytest.raises(RefusedError, match="已取消，需要的话请重新布置"):
        hand_in(gone)
    with pytest.raises(RefusedError, match="已取消"):
        move(gone, WRITE, by=LISHI, at=NOW, due=NOW + HOUR)
    with pytest.raises(RefusedError, match="已取消"):
        cancel(gone, WRITE, [], by=LISHI, at=NOW)
    with pytest.raises(RefusedError, match="已取消"):
        open_assignment(gone, WRITE, [], by=XIAOMEI, at=NOW)


def test_an_attempt_keeps_the_whole_report_the_rulebook_and_the_version_of_the_card() -> None:
    done = hand_in(assigned(), score=77)
    assert done.report == report(score=77)
    assert (done.score, done.verdict, done.rulebook) == (77, Verdict.PASS, "rules-now")
    assert (done.product, done.card_version) == (CARD.id, CARD.fingerprint)
    assert (done.platform, done.kind) == (Platform.DOUYIN, Kind.FOOD)


def test_attempts_are_numbered_in_the_order_they_come() -> None:
    first = hand_in(assigned())
    second = hand_in(assigned(), "大家好，今天换个说法", earlier=[first])
    assert (first.number, second.number) == (1, 2)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("  \n", "稿子是空的"),
        ("四个字呢", "现在 4 字，至少要 5 字，还差 1 字"),
        ("长" * 41, "现在 41 字，最多 40 字，请删掉 1 字"),
    ],
    ids=["empty", "too_short", "too_long"],
)
def test_a_text_keeps_the_drills_limits(text: str, message: str) -> None:
    with pytest.raises(RefusedError, match=message):
        hand_in(assigned(), text)


def test_the_same_text_is_not_handed_in_twice_running() -> None:
    with pytest.raises(RefusedError, match="一字不差，请先照报告改一改"):
        hand_in(assigned(), earlier=[hand_in(assigned())])


def test_nobody_hands_in_for_another() -> None:
    with pytest.raises(RefusedError, match="这是别人的练习"):
        hand_in(assigned(), by=LAOWANG)


def test_a_drill_with_a_time_limit_is_opened_first() -> None:
    with pytest.raises(RefusedError, match="限时练习，请先打开它再作答"):
        hand_in(assigned("recall-beef"))


def test_a_hand_in_belongs_to_its_own_drill() -> None:
    with pytest.raises(RefusedError, match="对不上"):
        submit(
            assigned(),
            OPEN,
            id=AttemptId("x"),
            by=XIAOMEI,
            at=NOW,
            text="大家好呀",
            report=report(),
            earlier=(),
        )


def test_a_late_hand_in_is_kept_and_says_so() -> None:
    assert not hand_in(assigned(), hours=5 * 24).late
    assert hand_in(assigned(), hours=5 * 24 + 0.1).late


def test_a_hand_in_over_the_time_limit_is_kept_and_says_so() -> None:
    opened, _ = open_assignment(assigned("recall-beef"), RECALL, [], by=XIAOMEI, at=NOW)
    in_time, over = hand_in(opened, hours=120 / 3600), hand_in(opened, hours=121 / 3600)
    assert (in_time.seconds, in_time.over_limit) == (120, False)
    assert (over.seconds, over.over_limit) == (121, True)


def test_a_quiz_is_marked_by_itself_and_passes_at_the_drills_score() -> None:
    def take(score: int) -> Attempt:
        done, _ = submit_quiz(
            assigned("rules-quiz"),
            QUIZ,
            id=AttemptId("q"),
            by=XIAOMEI,
            at=NOW,
            quiz={"answers": [1, 2]},
            score=score,
            rulebook="r",
            platform=Platform.ANY,
            earlier=(),
        )
        return done

    assert take(80).verdict is Verdict.PASS
    assert take(79).verdict is Verdict.REVISE
    assert lacks(take(80), QUIZ, ()) == ()
    assert lacks(take(79), QUIZ, ()) == ("得分 79，要 80。",)
    assert take(80).quiz == {"answers": [1, 2]}


def test_nobody_takes_a_quiz_for_another() -> None:
    with pytest.raises(RefusedError, match="这是别人的练习"):
        submit_quiz(
            assigned("rules-quiz"),
            QUIZ,
            id=AttemptId("q"),
            by=LAOWANG,
            at=NOW,
            quiz={},
            score=100,
            rulebook="r",
            platform=Platform.ANY,
            earlier=(),
        )


LACKS: dict[str, tuple[str, dict[str, object], tuple[str, ...]]] = {
    "below_the_score": ("open-beef", {"score": 59}, ("得分 59，要 60。",)),
    "a_block_finding": (
        "open-beef",
        {"blocks": ("最好", "第一")},
        ("还有不能播的话：“最好”“第一”，请换成报告里建议的说法（写了放行的也算）。",),
    ),
    "a_part_not_heard": ("open-beef", {"parts": ("need",)}, ("没有听到留人这部分，请补上。",)),
    "points_not_said": (
        "write-beef",
        {"coverage": 0.49},
        ("卖点说到 49%，要 50%，请补上没说到的卖点。", "还没有人批改，请提醒培训批改。"),
    ),
    "nothing": ("open-beef", {}, ()),
}


@pytest.mark.parametrize("case", LACKS)
def test_an_attempt_says_what_it_lacks(case: str) -> None:
    drill, said, missing = LACKS[case]
    assert lacks(attempt(drill, **said), PROGRAM.get_drill(drill), ()) == missing  # type: ignore[arg-type]


def test_an_anchors_own_let_pass_opens_no_gate() -> None:
    made = attempt("open-beef", blocks=("最好",))
    found = made.report["findings"]
    assert isinstance(found, list)
    found[0]["suppressed"] = {"by": "小敏", "reason": "引用"}
    assert "“最好”" in lacks(made, OPEN, ())[0]


REVIEWS: dict[str, tuple[list[tuple[User, ReviewVerdict, float]], bool]] = {
    "one_pass_is_enough": ([(LISHI, ReviewVerdict.PASS, 1)], True),
    "a_comment_passes_nothing": ([(LISHI, ReviewVerdict.COMMENT, 1)], False),
    "a_do_again_of_another_reviewer_still_stands": (
        [(LISHI, ReviewVerdict.PASS, 2), (ZHANG, ReviewVerdict.AGAIN, 1)],
        False,
    ),
    "a_reviewer_may_change_to_pass": ([(LISHI, ReviewVerdict.AGAIN, 1), (LISHI, ReviewVerdict.PASS, 2)], True),
    "a_reviewer_may_change_to_again": ([(LISHI, ReviewVerdict.PASS, 1), (LISHI, ReviewVerdict.AGAIN, 2)], False),
    "a_later_comment_changes_no_verdict": (
        [(LISHI, ReviewVerdict.PASS, 1), (LISHI, ReviewVerdict.COMMENT, 2)],
        True,
    ),
    "the_anchors_own_pass_is_none": ([(XIAOMEI, ReviewVerdict.PASS, 1)], False),
}


@pytest.mark.parametrize("case", REVIEWS)
def test_which_verdict_stands(case: str) -> None:
    given, passes = REVIEWS[case]
    made = attempt("write-beef")
    reviews = [verdict_on(made, by, verdict, days_later=days) for by, verdict, days in given]
    assert (lacks(made, WRITE, reviews) == ()) is passes


def test_a_do_again_also_holds_a_drill_that_needs_no_review() -> None:
    made = attempt("open-beef")
    assert lacks(made, OPEN, [verdict_on(made, LISHI, ReviewVerdict.AGAIN)]) == (
        "有批改人要求重做，请按批注改好再交。",
    )


def test_the_state_of_an_assignment_follows_its_attempts_and_reviews() -> None:
    task, made = assigned(), attempt("write-beef")
    second = replace(attempt("write-beef", 2), at=made.at + HOUR)

    def state(attempts: list[Attempt], reviews: list[Review], hours: float = 1) -> AssignmentState:
        return state_of(task, WRITE, attempts, reviews, at=NOW + hours * HOUR)

    assert state([], []) is AssignmentState.OPEN
    assert state([], [], hours=999) is AssignmentState.OVERDUE
    assert state([made], []) is AssignmentState.WAITING
    assert state([made], [verdict_on(made, LISHI, ReviewVerdict.AGAIN)]) is AssignmentState.AGAIN
    assert state([made, second], [verdict_on(made, LISHI, ReviewVerdict.AGAIN)]) is AssignmentState.WAITING
    assert state([made, second], [verdict_on(made)]) is AssignmentState.PASSED
    gone, _ = cancel(task, WRITE, [], by=LISHI, at=NOW)
    assert state_of(gone, WRITE, [], [], at=NOW) is AssignmentState.CANCELLED


def test_an_unreviewed_drill_below_its_score_is_to_be_done_again() -> None:
    low = attempt("open-beef", score=10)
    assert state_of(assigned("open-beef"), OPEN, [low], [], at=NOW) is AssignmentState.AGAIN


def test_every_part_of_the_flow_has_a_name() -> None:
    assert set(PART_NAMES) == set(PARTS)


def test_the_limits_themselves_are_within_the_limits() -> None:
    assert hand_in(assigned(), "五个字正好").number == 1
    assert hand_in(assigned(), "四" * 40).number == 1
    assert lacks(attempt("write-beef", coverage=0.5), WRITE, ()) == ("还没有人批改，请提醒培训批改。",)
    with pytest.raises(RefusedError, match="已经过了"):
        assign(WRITE, XIAOMEI, ROOM, id=AssignmentId("as-1"), by=LISHI, at=NOW, due=NOW)
    due = NOW + 5 * 24 * HOUR
    assert state_of(assigned(), WRITE, [], [], at=due) is AssignmentState.OPEN
    assert state_of(assigned(), WRITE, [], [], at=due + timedelta(seconds=1)) is AssignmentState.OVERDUE
