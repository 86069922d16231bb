"""People of several rooms work on one desk, each by the rules of the room that a record is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from coach.scoring import Kind, Rulebook
from coach.scoring.rulebook import lay_over
from coach.services import assignments, attempts, board, signoff, stages, workbench
from coach.services.delivering import notice_stale
from coach.services.desk import Desk
from coach.services.recheck import recheck
from coach.storage.progress import Milestone
from coach.training.access import CONSOLE
from coach.training.model import AssignmentId, SessionId, Signoff
from coach.training.staleness import SignoffStatus
from tests.services import cohort
from tests.services.cohort import ANCHOR, HOUR, NOW, REVIEWED, A, B
from tests.services.test_path import AT, OPS, OTHER_OPS, SCOPE, ready, shorten

PACK = """team = "{room}"
rooms = ["{room}"]

[[group]]
name = "内部叫法"
category = "disparage"

[[group.rule]]
id = "说法"
say = "{words}"
"""
SAID = "隔壁老王家的可没有这么香。街口老李家的也没有。" * 2
Packs = Callable[[str, str], Rulebook]


@pytest.fixture
def packs(rulebook: Rulebook, tmp_path: Path) -> Packs:
    """Return a function that writes a pack for each of the two rooms and lays them over the built-in rules."""

    def lay(first: str = "隔壁 老王 家", second: str = "街口 老李 家") -> Rulebook:
        for name, room, words in (("a", A, first), ("b", B, second)):
            (tmp_path / f"{name}.toml").write_text(PACK.format(room=room.name, words=words), encoding="utf-8")
        return lay_over(rulebook, tmp_path)

    return lay


@pytest.fixture
def rooms(desk: Desk, packs: Packs) -> Desk:
    """Return the cohort with a pack for each room."""
    cohort.fill(desk)
    return replace(desk, rulebook=packs())


def rules(report: object) -> list[str]:
    assert isinstance(report, dict)
    return [one["rule"] for one in report["findings"] if "·" in one["rule"]]


def test_a_hand_in_and_its_trial_are_checked_by_the_rules_of_the_room_they_are_for(rooms: Desk) -> None:
    handed = attempts.submit(rooms, ANCHOR, AssignmentId("reviewed"), SAID + cohort.SCRIPT, at=NOW)
    assert set(rules(handed.report)) == {"disparage/a·说法"}
    assert handed.rulebook == rooms.rulebook.of_room(A.name).fingerprint != rooms.rulebook.fingerprint
    _, tried = workbench.try_text(rooms, ANCHOR, AssignmentId("text"), SAID)
    assert set(rules(tried.to_dict())) == {"disparage/a·说法"}
    other = cohort.person(next(iter(ANCHOR.roles)), B)
    given = assignments.practise(rooms, other, REVIEWED, room=B.id, at=NOW)
    there = attempts.submit(rooms, other, given.id, SAID + cohort.SCRIPT, at=NOW)
    assert set(rules(there.report)) == {"disparage/b·说法"}


def test_a_quiz_asks_by_the_rules_of_its_room(rooms: Desk) -> None:
    quiz = attempts.get_quiz(rooms, ANCHOR, AssignmentId("quiz"))
    assert quiz.rulebook == rooms.rulebook.of_room(A.name).fingerprint


def test_what_was_said_on_air_is_checked_by_the_rules_of_the_room(rooms: Desk) -> None:
    with rooms.reading() as uow:
        version = uow.sessions.get("ended").version
    kept = stages.transcribe(rooms, OPS, SessionId("ended"), SAID, seen=version, at=NOW)
    assert set(rules(kept.report)) == {"disparage/a·说法"}


def test_a_recheck_goes_by_the_rules_of_the_room_of_each_hand_in(rooms: Desk, packs: Packs) -> None:
    attempts.submit(rooms, ANCHOR, AssignmentId("reviewed"), SAID + cohort.SCRIPT, at=NOW)
    stricter = replace(rooms, rulebook=packs("隔壁 老王 家", "没有 这么 香"))
    (same,) = [one for one in recheck(rooms, CONSOLE) if one.attempt.text.startswith(SAID)]
    (again,) = [one for one in recheck(stricter, CONSOLE) if one.attempt.text.startswith(SAID)]
    assert (again.score, again.verdict) == (same.score, same.verdict)
    milder = replace(rooms, rulebook=packs("听 都 没 听过 的", "街口 老李 家"))
    (better,) = [one for one in recheck(milder, CONSOLE) if one.attempt.text.startswith(SAID)]
    assert better.score > same.score


def where(desk: Desk, signed: Signoff) -> tuple[SignoffStatus, int, int]:
    """Return how the sign-off stands on its sheet, how many the board counts as signed, and how many went stale."""
    at = AT + HOUR
    status = signoff.get_sheet(desk, OPS, signed.id, at=at).standing.status
    (line,) = [one for one in signoff.list_signoffs(desk, OPS, anchor=ANCHOR.id, at=at) if one.signoff.id == signed.id]
    assert line.status is status
    seen = board.get_board(desk, OPS, room=A.id, kind=Kind.FOOD, at=at)
    (entry,) = [one for one in seen.entries if one.anchor.id == ANCHOR.id]
    (part,) = entry.parts
    assert part.standing is not None
    assert part.standing.status is status
    return status, seen.counts[Milestone.SIGNED], notice_stale(desk, at=at)


def test_a_sign_off_stays_valid_when_another_rooms_pack_changes_and_not_when_its_own_does(
    desk: Desk, packs: Packs
) -> None:
    short = shorten(replace(desk, rulebook=packs()))
    ready(short)
    signed = signoff.sign(short, OTHER_OPS, ANCHOR.id, room=A.id, scope=SCOPE, at=AT)
    assert signed.fingerprints.rulebook == short.rulebook.of_room(A.name).fingerprint
    _, _, before = where(short, signed)  # the cohort has a stale one of its own
    assert before == 1
    other = replace(short, rulebook=packs("隔壁 老王 家", "楼上 老张 家"))
    assert where(other, signed) == (SignoffStatus.VALID, 1, 0)
    mine = replace(short, rulebook=packs("楼上 老张 家", "街口 老李 家"))
    assert where(mine, signed) == (SignoffStatus.STALE, 0, 1)


def test_without_packs_for_rooms_the_records_are_not_asked_for_any(desk: Desk) -> None:
    cohort.fill(desk)
    with desk.reading() as uow:
        assert desk.rules_in(uow, A.id) is desk.rulebook
        assert desk.rules_in(uow, B.id) is desk.rulebook
