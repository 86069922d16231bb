"""The band of a room is learned from what its senior anchors said with measured times."""

from __future__ import annotations

from coach.scoring import Cue
from coach.services import assignments, attempts
from coach.services.desk import Desk
from coach.services.team_pace import band_of
from coach.training.model import DrillId, Role
from tests.services import cohort
from tests.services.cohort import NOW, A

LONG = DrillId("logic-loop")
LINE = "今天给大家看的是这个牛肉干一袋半斤掰开全是丝。"
SPOKEN = LINE * 50
CUES = tuple(Cue(start=i * len(LINE), end=(i + 1) * len(LINE), start_s=i * 5.0, end_s=i * 5.0 + 5.0) for i in range(50))


def _hand_in(desk: Desk, role: Role, cues: tuple[Cue, ...]) -> None:
    person = cohort.person(role, A)
    task = assignments.practise(desk, person, LONG, room=A.id, at=NOW)
    assignments.open_assignment(desk, person, task.id, at=NOW)
    attempts.submit(desk, person, task.id, SPOKEN, at=NOW, cues=cues)


def test_without_measured_speech_of_seniors_the_stated_band_holds(desk: Desk) -> None:
    cohort.fill(desk)
    _hand_in(desk, Role.SENIOR, ())
    _hand_in(desk, Role.ANCHOR, CUES)
    with desk.reading() as uow:
        assert band_of(desk, uow, A.id) == desk.rulebook.pack.pace.band


def test_a_novice_is_measured_beside_the_rooms_seniors(desk: Desk) -> None:
    cohort.fill(desk)
    _hand_in(desk, Role.SENIOR, CUES)
    _hand_in(desk, Role.ANCHOR, ())
    kept = attempts.list_attempts(desk, cohort.person(Role.ANCHOR, A))[0]
    band = attempts.get_attempt(desk, cohort.person(Role.ANCHOR, A), kept.id).report["pace"]["band"]
    assert band["source"] == "learned"
    assert band["slowest"] <= len(LINE.rstrip("。")) * 12 <= band["fastest"]
