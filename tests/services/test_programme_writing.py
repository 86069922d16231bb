"""A change of the programme: looked at first, kept as a version with its reason on the trail, and in force at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coach.config import Settings
from coach.errors import ConflictError, InputError, NotFoundError
from coach.renewal import ProgrammeRenewal
from coach.services import drill_writing, programme_writing
from coach.services.desk import Desk
from coach.storage.unit_of_work import Store
from coach.training.edition import value_of
from coach.training.model import Review, ReviewId, ReviewVerdict, Role, Stage, User
from coach.training.programme import Programme
from coach.wiring import Coach, build, open_desk
from tests.services import cohort
from tests.services.cohort import NOW, A

GATE = "gate.rehearsal"


@pytest.fixture
def trainer(desk: Desk) -> User:
    cohort.fill(desk)
    person = cohort.person(Role.TRAINER, A)
    with desk.reading() as uow:
        return uow.users.get(person.id)


def numbers(programme: Programme, **more: int) -> dict[str, Any]:
    value = value_of(programme, GATE)
    return {**{key: round(one * 100) if isinstance(one, float) else one for key, one in value.items()}, **more}


def now(desk: Desk) -> Programme:
    with desk.reading() as uow:
        return programme_writing.programme_now(uow, desk.programme.standard)


def write(desk: Desk, actor: User, *, seen: int, **more: int) -> None:
    programme_writing.write_part(desk, actor, GATE, numbers(desk.programme, **more), seen=seen, why="试播太少", at=NOW)


def test_a_preview_says_what_changes_and_keeps_nothing(desk: Desk, trainer: User) -> None:
    outlook = programme_writing.preview_part(desk, trainer, GATE, numbers(desk.programme, sessions=3), at=NOW)
    assert [one.words for one in outlook.changes] == ["阶段“上镜试播” · 要通过几场：2 → 3"]
    with desk.reading() as uow:
        assert uow.editions.newest_number(desk.programme.id) == 0


def test_a_kept_version_holds_is_on_the_trail_and_leaves_the_old_print_in_the_records(
    desk: Desk, trainer: User
) -> None:
    write(desk, trainer, seen=0, sessions=4)
    made = now(desk)
    assert made.get_gate(Stage.REHEARSAL).sessions == 4
    assert made.fingerprint != desk.programme.fingerprint
    with desk.reading() as uow:
        (entry,) = uow.audit.newest(limit=1)
        (edition,) = uow.editions.of(desk.programme.id)
    assert (entry.act, entry.values()["number"]) == ("programme.write", 1)
    assert entry.values()["fingerprint"] == edition.fingerprint == made.fingerprint
    write(replace(desk, programme=made), trainer, seen=1, sessions=2)
    assert now(desk).fingerprint == desk.programme.fingerprint, "what was signed under the same content holds again"
    (newest, first) = programme_writing.list_editions(desk, trainer)
    assert (newest.edition.parts, [one.words for one in first.changes]) == ({}, ["阶段“上镜试播” · 要通过几场：2 → 4"])


def test_two_people_at_once_the_second_is_told_who_and_when(desk: Desk, trainer: User) -> None:
    write(desk, trainer, seen=0, sessions=4)
    with pytest.raises(ConflictError, match=f"{trainer.name}在2026年3月2日"):
        write(desk, trainer, seen=0, sessions=5)
    assert now(desk).edition == 1


@pytest.mark.parametrize(("sessions", "why", "key"), [(2, "一样", ""), (3, " ", "why"), (3, "长" * 201, "why")])
def test_no_change_and_no_reason_are_refused(desk: Desk, trainer: User, sessions: int, why: str, key: str) -> None:
    with pytest.raises(InputError) as told:
        programme_writing.write_part(
            desk, trainer, GATE, numbers(desk.programme, sessions=sessions), seen=0, why=why, at=NOW
        )
    assert told.value.evidence["key"] == key


def test_an_earlier_version_comes_back_as_the_newest(desk: Desk, trainer: User) -> None:
    for seen, sessions in enumerate((3, 4)):
        write(replace(desk, programme=now(desk)), trainer, seen=seen, sessions=sessions)
    assert programme_writing.preview_return(desk, trainer, 1, at=NOW).changes[0].after == "3"
    programme_writing.go_back(desk, trainer, 1, seen=2, why="四场太多", at=NOW)
    assert (now(desk).edition, now(desk).get_gate(Stage.REHEARSAL).sessions) == (3, 3)
    with pytest.raises(NotFoundError):
        programme_writing.preview_return(desk, trainer, 9, at=NOW)


def test_a_lower_bar_names_people_of_the_own_rooms_only(desk: Desk, trainer: User) -> None:
    with desk.writing() as uow:
        handed = uow.attempts.list(drill=str(cohort.REVIEWED))[-1]
        uow.reviews.add(
            Review(
                id=ReviewId("passed"),
                attempt=handed.id,
                anchor=handed.anchor,
                reviewer=trainer.id,
                at=NOW,
                verdict=ReviewVerdict.PASS,
                comments=(),
                checks=(),
            )
        )
        uow.commit()
    given = {"drills": [str(cohort.REVIEWED)], "least": 1}
    near = programme_writing.preview_part(desk, trainer, "course.rules", given, at=NOW)
    assert [(one.anchor.name, one.gained) for one in near.effects] == [("小敏", ("基础规则课程（通过 1 个）",))]
    far = programme_writing.preview_part(desk, replace(trainer, rooms=frozenset()), "course.rules", given, at=NOW)
    assert far.changes == near.changes
    assert far.effects == ()
    everywhere = replace(trainer, roles=frozenset({Role.ADMIN}), rooms=frozenset())
    assert programme_writing.preview_part(desk, everywhere, "course.rules", given, at=NOW).effects == near.effects


def test_a_drill_of_the_team_counts_once_a_course_lists_it(desk: Desk, trainer: User, tmp_path: Path) -> None:
    coach = build(replace(Settings.from_env({"COACH_INSTANCE": str(tmp_path)})))
    values = {
        "id": "team-1",
        "title": "开口",
        "course": "mindset",
        "type": "write",
        "task": "写。",
        "score": 60,
        "days": 1,
    }
    drill_writing.write_drill(desk, trainer, {**values, "level": 1}, folder=coach.settings.team_drills, seen=0, at=NOW)
    renewal = ProgrammeRenewal(coach, desk, print)
    renewal._seen = None
    taught = renewal.current()
    assert taught.own == ("team-1",)
    assert taught.fingerprint == desk.programme.fingerprint
    listed = [*taught.get_course("mindset").drills, "team-1"]
    programme_writing.write_part(
        replace(desk, programme=taught),
        trainer,
        "course.mindset",
        {"drills": listed, "least": 4},
        seen=0,
        why="加一个",
        at=NOW,
    )
    made = renewal.current()
    assert made.get_course("mindset").drills[-1] == "team-1"
    assert [one.id for one in made.list_drills()].count("team-1") == 1
    assert made.fingerprint != taught.fingerprint


def test_a_running_app_and_the_next_start_take_it_up(tmp_path: Path) -> None:
    settings = Settings.from_env({"COACH_INSTANCE": str(tmp_path), "COACH_CACHE": "off"})
    coach: Coach = build(settings)
    desk = open_desk(coach)
    cohort.fill(desk)
    trainer = cohort.person(Role.TRAINER, A)
    renewal = ProgrammeRenewal(coach, desk, print)
    assert renewal.current() is desk.programme
    write(desk, trainer, seen=0, sessions=6)
    assert renewal.current().get_gate(Stage.REHEARSAL).sessions == 6
    assert renewal.current() is renewal.current()
    assert open_desk(coach).programme.fingerprint == renewal.current().fingerprint
    store: Store = desk.store
    store.close()
