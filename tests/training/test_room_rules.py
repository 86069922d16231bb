"""The rules a sign-off rests on are those of its room: other rooms' rules may change as they like."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coach.errors import RefusedError
from coach.training.evidence import Current, Evidence
from coach.training.model import RoomId, Signoff, SignoffId
from coach.training.readiness import readiness
from coach.training.signoff import sign
from coach.training.staleness import SignoffStatus, StaleKind, stale_reasons, status_of
from tests.training.cases import CHEN, CURRENT, NOW, PROGRAM, ROOM, SCOPE, XIAOMEI, attempt, instead, ready

OWN = replace(CURRENT, room_rules={RoomId("room-2"): "rules of room 2"})
SECOND = replace(ROOM, id=RoomId("room-2"), name="二号间")
IN_BOTH = replace(XIAOMEI, rooms=frozenset({ROOM.id, SECOND.id}))


def signed(evidence: Evidence, current: Current, *, room: object = ROOM) -> Signoff:
    done, _ = sign(PROGRAM, evidence, current, room, SCOPE, id=SignoffId("so"), by=CHEN, at=NOW)  # type: ignore[arg-type]
    return done


def test_a_sign_off_is_bound_to_the_rules_of_its_room() -> None:
    first = signed(ready(), OWN)
    assert first.fingerprints.rulebook == CURRENT.rulebook
    changed = replace(OWN, room_rules={SECOND.id: "newer rules of room 2"})
    assert status_of(first, PROGRAM, ready(), changed, at=NOW) is SignoffStatus.VALID
    changed = replace(OWN, room_rules={ROOM.id: "rules of room 1"})
    assert [one.kind for one in stale_reasons(first, PROGRAM, ready(), changed, at=NOW)] == [StaleKind.RULEBOOK]


def test_work_counts_as_checked_by_the_newest_rules_when_they_are_those_of_the_room_it_was_done_in() -> None:
    where = {"platform": next(iter(SCOPE.platforms)), "kind": next(iter(SCOPE.kinds)), "at": NOW}
    assert readiness(PROGRAM, ready(), OWN, **where).unmet == ()  # type: ignore[arg-type]
    changed = replace(OWN, room_rules={ROOM.id: "newer"})
    assert [one.id for one in readiness(PROGRAM, ready(), changed, **where).unmet] == ["signoff.rules"]  # type: ignore[arg-type]


def test_work_done_in_a_room_of_other_rules_does_not_stand_for_a_room_of_its_own() -> None:
    both = replace(ready(), anchor=IN_BOTH)
    assert signed(both, CURRENT, room=SECOND).room == SECOND.id, "rooms without rules of their own share them"
    with pytest.raises(RefusedError, match="“二号间”有自己的规则，按它检查过的练习还没有"):
        signed(both, OWN, room=SECOND)
    there = replace(attempt("write-beef", 2, days_ago=2, rulebook="rules of room 2"), room=SECOND.id)
    done = signed(instead(both, there), OWN, room=SECOND)
    assert done.fingerprints.rulebook == "rules of room 2"
    assert status_of(done, PROGRAM, instead(both, there), OWN, at=NOW) is SignoffStatus.VALID
