"""A drill of the team's own: checked like those of the programme, kept beside the records, and no sign-off falls by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from coach.datafiles import folder
from coach.errors import ConflictError, InputError
from coach.library import Library
from coach.programmes import load_programme
from coach.services import drill_writing
from coach.services.desk import Desk
from coach.services.drill_writing import Value
from coach.training.model import DrillId, Role
from tests.services import cohort
from tests.services.cohort import NOW, A

TRAINER = cohort.person(Role.TRAINER, A)
DRILL: Mapping[str, Value] = {
    "id": "team-1",
    "title": '“开口”：\\ "三句"\x7f',
    "course": "script",
    "type": "write",
    "level": 1,
    "task": "第一行\n第二行\ttab",
    "guidance": ["先点名", "再给好处"],
    "product": "niurou-gan",
    "coverage": 0.5,
    "score": 70,
    "days": 2,
}


@pytest.fixture
def filled(desk: Desk) -> Desk:
    cohort.fill(desk)
    return desk


def test_it_is_kept_and_read_again_equal_and_the_fingerprint_stays(
    filled: Desk, library: Library, tmp_path: Path
) -> None:
    written = drill_writing.write_drill(filled, TRAINER, DRILL, folder=tmp_path / "drills", seen=0, at=NOW)
    programme = load_programme(folder("scripts_library"), library, own=tmp_path / "drills")
    assert programme.get_drill("team-1") == written
    assert written.title == DRILL["title"]
    assert programme.own == ("team-1",)
    assert programme.list_drills()[-1] == written
    assert all("team-1" not in course.drills for course in programme.courses)
    assert programme.fingerprint == filled.programme.fingerprint
    with filled.reading() as uow:
        (entry,) = uow.audit.newest(limit=1)
    assert entry.act == "drill.write"


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"title": ""}, "title"),
        ({"score": 101}, "score"),
        ({"course": "nope"}, "course"),
        ({"rubric": "nope"}, "rubric"),
        ({"product": "nope"}, "product"),
        ({"type": "quiz"}, "count"),
        ({"type": "move"}, "script"),
        ({"script": "nope"}, "script"),
        ({"review": True}, "rubric"),
        ({"chars_least": 9, "chars_most": 3}, "chars_most"),
        ({"id": "../../evil"}, "id"),
        ({"id": "script-douyin-round"}, "id"),
    ],
)
def test_a_wrong_value_is_told_at_its_key_and_nothing_is_kept(
    filled: Desk, tmp_path: Path, more: dict[str, Value], key: str
) -> None:
    with pytest.raises(InputError) as told:
        drill_writing.write_drill(filled, TRAINER, {**DRILL, **more}, folder=tmp_path / "drills", seen=0, at=NOW)
    assert told.value.evidence["key"] == key
    assert told.value.message.endswith("。")
    assert list(tmp_path.iterdir()) == []


def test_of_two_who_write_one_drill_the_second_is_told_by_whom_and_nothing_is_lost(
    filled: Desk, library: Library, tmp_path: Path
) -> None:
    place = tmp_path / "drills"
    drill_writing.write_drill(filled, TRAINER, DRILL, folder=place, seen=0, at=NOW)
    desk = replace(filled, programme=load_programme(folder("scripts_library"), library, own=place))
    opened = drill_writing.last_written(desk, TRAINER, DrillId("team-1"))
    assert opened > 0
    drill_writing.write_drill(desk, TRAINER, {**DRILL, "score": 75}, folder=place, seen=opened, at=NOW)
    with pytest.raises(ConflictError, match=f"{TRAINER.name}在.*保存了新的内容"):
        drill_writing.write_drill(desk, TRAINER, {**DRILL, "score": 80}, folder=place, seen=opened, at=NOW)
    assert load_programme(folder("scripts_library"), library, own=place).get_drill("team-1").score == 75


def test_a_preview_keeps_nothing(filled: Desk, tmp_path: Path) -> None:
    assert drill_writing.preview_drill(filled, TRAINER, DRILL).score == 70
    with filled.reading() as uow:
        assert uow.audit.head().seq == 1
