"""The cohort board, the stuck page and the queue say what the records say, on both databases, to those who may see it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coach.scoring import Verdict
from coach.services import assignments, review_queue
from coach.services import cohort as board
from coach.services.desk import Desk
from coach.services.review_queue import Sieve
from coach.storage.boards import Filter, Order
from coach.training.drill import AssignmentState
from coach.training.model import (
    AttemptId,
    CourseId,
    Review,
    ReviewId,
    ReviewVerdict,
    Role,
    RoomId,
    SessionId,
    Stage,
    StageVerdict,
    User,
    UserId,
)
from coach.training.outcome import Lack
from tests.services import cohort
from tests.services.cohort import ANCHOR, HOUR, NOW, A, B

TRAINER, FAR, ADMIN = cohort.person(Role.TRAINER, A), cohort.person(Role.TRAINER, B), cohort.person(Role.ADMIN, A)
LATER = NOW + 72 * HOUR


@pytest.fixture
def filled(desk: Desk) -> Desk:
    cohort.fill(desk)
    return desk


def line(desk: Desk, who: User = TRAINER, **more: object) -> board.CohortLine:
    found = board.list_cohort(desk, who, at=NOW, words="小敏", **more)  # type: ignore[arg-type]
    (one,) = found.lines
    return one


def judge(desk: Desk, attempt: str, verdict: ReviewVerdict, key: str) -> None:
    with desk.writing() as uow:
        uow.reviews.add(
            Review(
                id=ReviewId(key),
                attempt=AttemptId(attempt),
                anchor=ANCHOR.id,
                reviewer=UserId("ops-a"),
                at=NOW,
                verdict=verdict,
            )
        )
        uow.commit()


def test_the_board_counts_open_work_as_the_list_of_assignments_does(filled: Desk) -> None:
    for at in (NOW, LATER):
        states = [one.state for one in assignments.list_assignments(filled, TRAINER, anchor=ANCHOR.id, at=at)]
        (one,) = board.list_cohort(filled, TRAINER, at=at, words="小敏").lines
        assert one.waiting == states.count(AssignmentState.WAITING)
        assert one.overdue == states.count(AssignmentState.OVERDUE)
        assert one.open == sum(state in ("open", "overdue", "again") for state in states)
    assert one.overdue == 2


def test_a_pass_finishes_the_drill_and_counts_for_its_course_until_somebody_says_again(filled: Desk) -> None:
    drill = replace(filled.programme.get_drill(cohort.REVIEWED), score=0, parts=(), coverage=0.0)
    desk = replace(filled, programme=replace(filled.programme, drills={**filled.programme.drills, drill.id: drill}))
    assert {cell.passed for cell in line(desk).courses} == {0}
    judge(desk, "t2", ReviewVerdict.PASS, "v2")
    passed = {cell.course: cell.passed for cell in line(desk).courses}
    assert passed[CourseId("rules")] == 1
    assert line(desk).waiting == 0
    judge(desk, "t2", ReviewVerdict.AGAIN, "v3")
    assert {cell.passed for cell in line(desk).courses} == {0}


def test_stages_count_passed_sessions_and_name_the_next(filled: Desk) -> None:
    with filled.writing() as uow:
        for number, verdict in enumerate((StageVerdict.PASS, StageVerdict.AGAIN)):
            start = NOW - (9 - number) * HOUR
            uow.sessions.add(
                cohort.session(
                    f"j{number}", verdict=verdict, planned_start=start, started_at=start, ended_at=start + HOUR
                )
            )
        uow.commit()
    cell = next(cell for cell in line(filled).stages if cell.stage is Stage.PAIRED)
    assert (cell.passed, cell.needed, cell.again) == (1, filled.programme.get_gate(Stage.PAIRED).sessions, True)
    assert cell.planned == NOW + HOUR


def test_each_filter_shows_those_it_names(filled: Desk) -> None:
    def shown(show: Filter, at: object = NOW) -> set[str]:
        return {one.anchor.id for one in board.list_cohort(filled, TRAINER, show=show, at=at).lines}  # type: ignore[arg-type]

    assert shown(Filter.ALL) == {ANCHOR.id, "anchor-a"}
    assert shown(Filter.WAITING) == {ANCHOR.id}
    assert shown(Filter.OVERDUE) == set()
    assert shown(Filter.OVERDUE, LATER) == {ANCHOR.id}
    assert shown(Filter.QUIET) == {"anchor-a"}
    assert shown(Filter.QUIET, NOW + 24 * 8 * HOUR) == {ANCHOR.id, "anchor-a"}


def test_pages_follow_each_other_in_the_order_asked_for(filled: Desk) -> None:
    for order in Order:
        whole = [one.anchor.id for one in board.list_cohort(filled, ADMIN, order=order, at=NOW).lines]
        pages = [board.list_cohort(filled, ADMIN, order=order, limit=1, skip=skip, at=NOW) for skip in range(3)]
        assert [one.anchor.id for page in pages for one in page.lines] == whole
        assert {page.total for page in pages} == {3}
    last = board.list_cohort(filled, ADMIN, order=Order.LAST, at=NOW).lines
    assert last[-1].anchor.id == ANCHOR.id, "who has never handed in comes first"


def test_words_with_signs_of_the_database_are_only_words(filled: Desk) -> None:
    assert board.list_cohort(filled, TRAINER, words="%", at=NOW).total == 0
    assert board.list_cohort(filled, TRAINER, words="TARGET", at=NOW).total == 1


def test_whoever_belongs_to_no_room_sees_nobody(filled: Desk) -> None:
    alone = replace(TRAINER, rooms=frozenset[RoomId]())
    assert board.list_cohort(filled, alone, at=NOW).lines == ()
    assert board.get_stuck(filled, alone, at=NOW).total == 0
    assert review_queue.list_waiting(filled, alone, Sieve()).total == 0


def test_another_room_sees_nothing_of_this_one(filled: Desk) -> None:
    assert {one.anchor.id for one in board.list_cohort(filled, FAR, at=NOW).lines} == {"anchor-b"}
    assert board.get_stuck(filled, FAR, at=NOW).weeks == {}
    assert review_queue.list_waiting(filled, FAR, Sieve()).lines == ()


def hand_in_bad(desk: Desk, times: int) -> None:
    finding = {"rule": "price/x", "category": "price", "severity": "block", "text": "全网最低价", "suppressed": None}
    with desk.writing() as uow:
        for number in range(3, 3 + times):
            bad = cohort.attempt(f"t{number}", number, NOW - HOUR)
            report = {**bad.report, "findings": [finding], "coverage": {"points": [{"id": "p1", "covered": False}]}}
            uow.attempts.add(replace(bad, report=report, verdict=Verdict.BLOCK, product="niurou-gan"))  # type: ignore[arg-type]
        uow.commit()


def test_what_people_get_wrong_is_counted_by_people_and_week(filled: Desk) -> None:
    hand_in_bad(filled, 2)
    stuck = board.get_stuck(filled, TRAINER, at=NOW)
    assert stuck.weeks == {"price": (0, 0, 0, 1)}
    assert [(one.key, one.anchors, one.times) for one in stuck.points] == [("niurou-gan/p1", 1, 2)]
    ((person, times, _),) = board.list_missed(filled, TRAINER, Lack.CATEGORY, "price", at=NOW)
    assert (person.id, times) == (ANCHOR.id, 2)
    assert board.get_stuck(filled, TRAINER, at=NOW + 24 * 40 * HOUR).weeks == {}


def test_a_drill_handed_in_three_times_without_passing_is_where_somebody_is_stuck(filled: Desk) -> None:
    assert board.get_stuck(filled, TRAINER, at=NOW).drills == ()
    hand_in_bad(filled, 1)
    (one,) = board.get_stuck(filled, TRAINER, at=NOW).drills
    assert (one.drill, one.anchors) == (cohort.REVIEWED, ((ANCHOR.id, 3, 83),))


def test_the_funnel_counts_those_with_enough_passed_sessions(filled: Desk) -> None:
    needed = filled.programme.get_gate(Stage.PAIRED).sessions
    for number in range(needed):
        assert board.get_stuck(filled, TRAINER, at=NOW).reached == {}
        with filled.writing() as uow:
            uow.sessions.add(cohort.session(f"p{number}", verdict=StageVerdict.PASS))
            uow.commit()
    stuck = board.get_stuck(filled, TRAINER, at=NOW)
    assert (stuck.total, stuck.reached, stuck.signed) == (2, {Stage.PAIRED: 1}, 1)


def test_one_person_shows_what_is_open_and_what_was_done(filled: Desk) -> None:
    found = board.get_person(filled, TRAINER, ANCHOR.id, at=NOW)
    assert {one.id: state.value for one, state in found.work} == {"text": "open", "quiz": "open", "reviewed": "waiting"}
    assert [one.id for one in found.lines] == ["t2", "t1"]
    assert {one.id for one in found.sessions} >= {SessionId("ended"), SessionId("noted")}
    assert [one.action.text for one in found.actions] == ["背熟卖点"]


def test_the_queue_goes_on_from_page_to_page_and_to_the_next(filled: Desk) -> None:
    with filled.writing() as uow:
        for number in (3, 4):
            fresh = cohort.attempt(f"t{number}", number, NOW + number * HOUR)
            uow.attempts.add(fresh)
            uow.attempts.queue_up(fresh)
        uow.commit()
    first = review_queue.list_waiting(filled, TRAINER, Sieve(), limit=2)
    assert ([one.id for one in first.lines], first.total) == (["t2", "t3"], 3)
    rest = review_queue.list_waiting(filled, TRAINER, Sieve(), after=first.next, limit=2)
    assert ([one.id for one in rest.lines], rest.next) == (["t4"], None)

    def after(key: str) -> str | None:
        with filled.reading() as uow:
            at = uow.attempts.get(key).at
        return review_queue.find_next(filled, TRAINER, Sieve(), besides=AttemptId(key), after=at)

    assert (after("t2"), after("t3"), after("t4")) == ("t3", "t4", "t2")


def test_the_queue_is_cut_down_by_course_and_name_and_never_shows_ones_own(filled: Desk) -> None:
    def found(who: User = TRAINER, **sieve: str) -> int:
        return review_queue.list_waiting(filled, who, Sieve(**sieve)).total  # type: ignore[arg-type]

    assert (found(course="rules"), found(course="logic")) == (1, 0)
    assert (found(words="敏"), found(words="别人")) == (1, 0)
    assert found(replace(ANCHOR, roles=frozenset({Role.TRAINER}))) == 0
