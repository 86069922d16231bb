"""Giving drills to many: names are read as people paste them, and who can't take a drill is told before and left out."""

from __future__ import annotations

import pytest

from coach.errors import InputError, RefusedError
from coach.services import assigning, people
from coach.services.desk import Desk
from coach.training.access import CONSOLE
from coach.training.model import DrillId, Role
from tests.services import cohort
from tests.services.cohort import ANCHOR, HOUR, NOW, A, B

TRAINER = cohort.person(Role.TRAINER, A)
FRESH = DrillId("rules-rewrite-beef")


@pytest.fixture
def filled(desk: Desk) -> Desk:
    cohort.fill(desk)
    return desk


def plan(desk: Desk, names: str, *drills: DrillId, **more: object) -> assigning.Plan:
    return assigning.preview(desk, TRAINER, drills=drills or [FRESH], names=names, room=A.id, at=NOW, **more)  # type: ignore[arg-type]


def test_names_come_one_a_line_or_between_commas_and_count_once(filled: Desk) -> None:
    found = plan(filled, " 小敏\n小敏，target、anchor-a\t小敏 ")
    assert [person.id for person, _ in found.given] == [ANCHOR.id, "anchor-a"]
    assert found.refused == ()


def test_everybody_means_the_active_anchors_of_the_room(filled: Desk) -> None:
    people.disable_user(filled, CONSOLE, cohort.person(Role.ANCHOR, A).id, reason="离职", at=NOW)
    assert [person.id for person, _ in plan(filled, "", everybody=True).given] == [ANCHOR.id]


def test_each_who_cannot_is_named_with_the_reason(filled: Desk) -> None:
    for login in ("min-1", "min-2"):
        people.add_user(filled, CONSOLE, name="大敏", login=login, roles=[Role.ANCHOR], rooms=[A.id], at=NOW)
    found = plan(filled, "谁也不是\n大敏\ntrainer-a\nanchor-b")
    reasons = {one.name: one.why for one in found.refused}
    assert found.given == ()
    assert "没有叫这个名字的人" in reasons["谁也不是"]
    assert "min-1、min-2" in reasons["大敏"]
    assert "不是主播" in reasons["trainer-a"]
    assert "没有叫这个名字的人" in reasons["anchor-b"], "people of other rooms are not given away"


def test_a_drill_that_is_not_finished_is_not_given_twice(filled: Desk) -> None:
    found = plan(filled, "小敏", cohort.TEXT, FRESH)
    ((_, drills),) = found.given
    assert [drill.id for drill in drills] == [FRESH]
    assert "还没做完" in found.refused[0].why


def test_giving_does_what_the_preview_said(filled: Desk) -> None:
    due = NOW + 72 * HOUR
    said = plan(filled, "小敏\nanchor-a\n谁", cohort.TEXT, FRESH, due=due)
    done, made = assigning.give(
        filled,
        TRAINER,
        drills=[cohort.TEXT, FRESH],
        names="小敏\nanchor-a\n谁",
        room=A.id,
        due=due,
        note="加油",
        at=NOW,
    )
    assert done == said
    assert {(one.anchor, one.drill) for one in made} == {
        (ANCHOR.id, FRESH),
        ("anchor-a", FRESH),
        ("anchor-a", cohort.TEXT),
    }
    assert {(one.due, one.note) for one in made} == {(due, "加油")}


def test_five_hundred_names_at_once(filled: Desk) -> None:
    logins = [f"viele-{number}" for number in range(500)]
    for login in logins:
        with filled.writing() as uow:
            uow.users.add(cohort.person(Role.ANCHOR, A).__class__(
                id=login, name=f"学员{login}", login=login, roles=frozenset({Role.ANCHOR}), rooms=frozenset({A.id})  # type: ignore[arg-type]
            ))  # fmt: skip
            uow.commit()
    _, made = assigning.give(filled, TRAINER, drills=[FRESH], names="\n".join(logins), room=A.id, at=NOW)
    assert len(made) == 500


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"names": ""}, "names"),
        ({"drills": []}, "drills"),
        ({"due": NOW}, "due"),
        ({"names": "a " * 10 + "\n".join(map(str, range(1001)))}, "names"),
    ],
)
def test_what_is_left_out_is_asked_for_at_its_field(filled: Desk, more: dict[str, object], key: str) -> None:
    asked = {"drills": [FRESH], "names": "小敏", "due": None, **more}
    with pytest.raises(InputError) as told:
        assigning.preview(filled, TRAINER, room=A.id, at=NOW, **asked)  # type: ignore[arg-type]
    assert told.value.evidence["key"] == key


def test_nobody_who_can_is_a_refusal_that_names_why(filled: Desk) -> None:
    with pytest.raises(RefusedError) as told:
        assigning.give(filled, TRAINER, drills=[FRESH], names="谁", room=A.id, at=NOW)
    assert "谁：" in told.value.evidence["missing"][0]  # type: ignore[index]
    assert B.id != A.id
