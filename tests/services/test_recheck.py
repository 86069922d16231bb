"""A change of the rules shows whose work would be judged differently; what was handed in stays as it was."""

from __future__ import annotations

from dataclasses import replace

from coach.scoring import Verdict
from coach.services.desk import Desk
from coach.services.recheck import recheck
from coach.training.access import CONSOLE
from coach.training.model import AssignmentId, AttemptId
from tests.services import cohort


def test_the_newest_try_of_each_drill_is_checked_anew_and_nothing_is_changed(desk: Desk) -> None:
    cohort.fill(desk)
    bad = replace(
        cohort.attempt("t3", 1, cohort.NOW),
        assignment=AssignmentId("text"),
        drill=cohort.TEXT,
        text="这是全网最低价，加我微信。",
        verdict=Verdict.PASS,
    )
    with desk.writing() as uow:
        uow.attempts.add(bad)
        uow.commit()
    found = {one.attempt.id: one for one in recheck(desk, CONSOLE)}
    assert set(found) == {AttemptId("t2"), AttemptId("t3")}, "an earlier try of the same drill is left alone"
    assert not found[AttemptId("t2")].worse
    worse = found[AttemptId("t3")]
    assert worse.worse
    assert worse.verdict is Verdict.BLOCK
    assert any("全网最低" in words for words in worse.blocks)
    with desk.reading() as uow:
        assert uow.attempts.get("t3") == bad
