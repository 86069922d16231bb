"""What lies before an anchor: the trial check is the check that counts, and the day and the path show each record once."""

from __future__ import annotations

from datetime import timedelta

from coach.scoring import Platform
from coach.services import assignments, attempts, cards, path, workbench
from coach.services.desk import Desk
from coach.training.drill import AssignmentState
from coach.training.model import AssignmentId, AttemptId, DrillId, Role
from tests.services import cohort
from tests.services.cohort import ANCHOR, HOUR, NOW, SCRIPT, A

TEXT = AssignmentId("text")


def test_a_trial_check_is_the_check_of_the_hand_in_and_keeps_nothing(desk: Desk) -> None:
    cohort.fill(desk)
    drill, report = workbench.try_text(desk, ANCHOR, TEXT, SCRIPT)
    assert drill.id == cohort.TEXT
    assert attempts.list_of_assignment(desk, ANCHOR, TEXT) == ()
    assert attempts.submit(desk, ANCHOR, TEXT, SCRIPT, at=NOW).report == report.to_dict()


def test_a_trial_check_holds_the_text_against_the_card_of_the_team(desk: Desk) -> None:
    cohort.fill(desk)
    product = desk.library.get_product(str(desk.programme.get_drill(cohort.TEXT).product))
    changed = {name: ("七天之内" if name == "发货" else value) for name, value in product.facts.items()}
    cards.edit_card(
        desk,
        cohort.person(Role.OPS, A),
        type(product)(**{name: getattr(product, name) for name in product.__slots__} | {"facts": changed}),
        seen=0,
        at=NOW,
    )
    _, report = workbench.try_text(desk, ANCHOR, TEXT, SCRIPT)
    assert "发货" in {fact.fact for fact in report.facts if fact.agrees is False}


def test_the_bench_shows_the_draft_to_the_anchor_alone(desk: Desk) -> None:
    cohort.fill(desk)
    own = workbench.get_workbench(desk, ANCHOR, TEXT, at=NOW)
    assert own.draft is not None
    assert (own.own, own.draft.text, own.platform, own.state) == (True, "大家好", Platform.DOUYIN, AssignmentState.OPEN)
    seen = workbench.get_workbench(desk, cohort.person(Role.TRAINER, A), TEXT, at=NOW)
    assert (seen.own, seen.draft) == (False, None)


def test_a_hand_in_comes_with_what_was_said_and_what_it_lacks(desk: Desk) -> None:
    cohort.fill(desk)
    judged = workbench.get_judged(desk, ANCHOR, AttemptId("t1"))
    assert [(review.id, name) for review, name in judged.reviews] == [("v1", "trainer-a")]
    assert judged.siblings == ("t1", "t2")
    assert any("还没有人批改" in one for one in judged.lacks)


def test_a_day_holds_what_is_due_what_waits_and_what_comes_next(desk: Desk) -> None:
    cohort.fill(desk)
    day = path.get_day(desk, ANCHOR, ANCHOR.id, at=NOW)
    assert {one.assignment.id for one in day.to_do} == {"text", "quiz"}
    assert [one.assignment.id for one in day.waiting] == ["reviewed"]
    assert len(day.next) == 3
    assert not {one.drill.id for one in day.next} & {cohort.TEXT, cohort.QUIZ, cohort.REVIEWED}
    assert [one.review.id for one in day.news] == ["v1"]
    assert {one.session.id for one in day.meetings} == {"planned", "planned2", "running"}
    assert [one.action.text for one in day.actions] == ["背熟卖点"]


def test_an_overdue_drill_comes_first_and_a_review_is_no_news_for_ever(desk: Desk) -> None:
    cohort.fill(desk)
    trainer = cohort.person(Role.TRAINER, A)
    (late,) = assignments.assign(
        desk, trainer, drills=[DrillId("logic-call")], anchors=[ANCHOR.id], room=A.id, at=NOW, due=NOW + HOUR
    )
    day = path.get_day(desk, ANCHOR, ANCHOR.id, at=NOW + 2 * HOUR)
    assert (day.to_do[0].assignment.id, day.to_do[0].state) == (late.id, AssignmentState.OVERDUE)
    assert path.get_day(desk, ANCHOR, ANCHOR.id, at=NOW + path.NEWS + timedelta(seconds=1)).news == ()


def test_the_path_names_every_record_it_rests_on(desk: Desk) -> None:
    cohort.fill(desk)
    found = path.get_path(desk, ANCHOR, ANCHOR.id, at=NOW)
    assert {(one.platform, one.kind) for one in found.parts} == {(A.platform, kind) for kind in A.kinds}
    assert all(id_ in found.proofs for part in found.parts for id_ in part.evidence)
    assert found.proofs["v1"].id == "t1"
    assert [one.signoff.id for one in found.signoffs] == ["g1"]
    assert path.leading(()) is None
