"""The team's own edition of the programme: checked at its key, applied whole, told as differences, and named by its content."""

from __future__ import annotations

from typing import Any

import pytest

from coach.errors import InputError, NotFoundError
from coach.training.edition import checked, differences, edited, list_parts, merged, name_of, value_of
from coach.training.model import Stage
from coach.training.programme import Programme
from tests.training.cases import PROGRAM


def changed(part: str, programme: Programme = PROGRAM, **more: Any) -> Programme:
    given = {**form(programme, part), **more}
    return edited(programme.standard, merged(programme.standard, {}, part, checked(programme, part, given)))


def form(programme: Programme, part: str) -> dict[str, Any]:
    """Return a part as people type it: shares in percent."""
    value = value_of(programme, part)
    return {key: round(one * 100) if isinstance(one, float) else one for key, one in value.items()}


@pytest.mark.parametrize("part", list_parts(PROGRAM))
def test_a_part_typed_as_it_stands_is_no_change(part: str) -> None:
    value = checked(PROGRAM, part, form(PROGRAM, part))
    assert value == value_of(PROGRAM, part)
    assert merged(PROGRAM, {}, part, value) == {}
    assert edited(PROGRAM, {part: value}).fingerprint == PROGRAM.fingerprint


def test_a_course_asks_for_other_drills_and_another_number() -> None:
    made = changed("course.script", drills=["write-beef", "open-beef"], least=1)
    assert [one.id for one in made.list_drills() if one.course == "script"] == ["write-beef", "open-beef"]
    assert made.get_course("script").least == 1
    assert made.find_drill("recall-beef") is not None, "what was handed in still has its drill"
    assert [one.words for one in differences(PROGRAM, made)] == [
        "课程“话术设计” · 通过几个算学完：2 → 1",
        f"课程“话术设计”：去掉练习“{PROGRAM.get_drill('recall-beef').title}”",
    ]


def test_numbers_of_a_gate_and_the_scope_change_shares_in_percent() -> None:
    made = changed("gate.paired", sessions=9, talk_share=65)
    assert (made.get_gate(Stage.PAIRED).sessions, made.get_gate(Stage.PAIRED).talk_share) == (9, 0.65)
    assert made.get_gate(Stage.REHEARSAL) == PROGRAM.get_gate(Stage.REHEARSAL)
    assert changed("scope", coverage=75).scope.coverage == 0.75
    assert any(one.after == "65%" for one in differences(PROGRAM, made))


def test_a_question_with_other_words_is_another_question_and_the_old_one_stays_known() -> None:
    checks = value_of(PROGRAM, "rubric.script")["checks"]
    old = PROGRAM.get_rubric("script").checks[0]
    made = changed("rubric.script", checks=[{**checks[0], "ask": "换了一个问法吗？"}, *checks[1:]])
    new = made.get_rubric("script").checks[0]
    assert new.id != old.id
    assert made.find_check(old.id) == old
    assert made.find_check("nobody-asked") is None
    assert made.get_rubric("script").checks[1:] == PROGRAM.get_rubric("script").checks[1:]
    back = changed("rubric.script", made, checks=checks)
    assert back.get_rubric("script") == PROGRAM.get_rubric("script"), "the same words are the same question again"
    again = edited(PROGRAM, {}, number=2, earlier=[{"rubric.script": {"checks": [{**checks[0], "id": new.id}]}}])
    assert again.find_check(new.id) is not None


def test_the_fingerprint_names_the_content_and_nothing_else() -> None:
    made = changed("gate.rehearsal", sessions=7)
    assert made.fingerprint != PROGRAM.fingerprint
    parts = {"gate.rehearsal": value_of(made, "gate.rehearsal")}
    assert edited(PROGRAM, parts, number=5, earlier=[{}]).fingerprint == made.fingerprint
    assert edited(PROGRAM, {}, number=6, earlier=[parts]).fingerprint == PROGRAM.fingerprint
    assert edited(PROGRAM, {}, number=6).label == "1 版，团队第 6 次修改"


def test_an_update_of_the_standard_breaks_no_edition() -> None:
    parts = {
        "course.script": {"drills": ["write-beef", "gone"], "least": 2},
        "course.away": {"drills": ["gone"], "least": 1},
        "course.rules": {"drills": ["gone"], "least": 1},
        "rubric.away": {"checks": [{"id": "old-1", "ask": "问吗？", "guidance": "看", "aspect": "人", "must": False}]},
    }
    made = edited(PROGRAM, parts)
    assert made.get_course("script").drills == ("write-beef",)
    assert made.get_course("script").least == 1
    assert made.get_course("rules") == PROGRAM.get_course("rules")
    assert edited(PROGRAM, {}, earlier=[parts]).find_check("old-1") is not None


@pytest.mark.parametrize(
    ("part", "more", "key"),
    [
        ("course.script", {"drills": []}, "drills"),
        ("course.script", {"drills": ["rules-quiz"]}, "drills"),
        ("course.script", {"least": 0}, "least"),
        ("course.script", {"least": 99}, "least"),
        ("gate.paired", {"sessions": 0}, "sessions"),
        ("gate.paired", {"checks": 101}, "checks"),
        ("scope", {"score": -1}, "score"),
        ("rubric.script", {"checks": []}, "checks"),
        ("rubric.script", {"checks": [{"ask": "问吗？", "guidance": " ", "aspect": "人", "must": False}]}, "checks"),
        ("rubric.script", {"checks": [{"ask": "问" * 81, "guidance": "看", "aspect": "人", "must": False}]}, "checks"),
        (
            "rubric.script",
            {"checks": [{"ask": "问吗？", "guidance": "看", "aspect": "人", "must": False}] * 2},
            "checks",
        ),
        (
            "rubric.script",
            {"checks": [{"ask": f"第{n}问吗？", "guidance": "看", "aspect": "人", "must": False} for n in range(41)]},
            "checks",
        ),
    ],
)
def test_a_wrong_value_is_told_at_its_key(part: str, more: dict[str, Any], key: str) -> None:
    with pytest.raises(InputError) as told:
        changed(part, **more)
    assert told.value.evidence["key"] == key
    assert told.value.message.endswith("。")


@pytest.mark.parametrize("part", ["", "scope.x", "course.nope", "gate.nope", "rubric", "signoff"])
def test_a_part_that_is_not_there_is_not_found(part: str) -> None:
    for act in (name_of, value_of):
        with pytest.raises(NotFoundError):
            act(PROGRAM, part)
