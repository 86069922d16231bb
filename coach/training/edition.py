"""A team's own edition of the programme: which drills a course asks for, the numbers of the gates, the questions of rubrics.

A part is named ``course.<id>``, ``gate.<stage>``, ``scope`` or ``rubric.<id>``; its value is the part whole, as plain data:
``{"drills": […], "least": 8}``, ``{"sessions": 2, …}``, ``{"checks": [{"id", "ask", "guidance", "aspect", "must"}, …]}``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from coach.errors import InputError, NotFoundError
from coach.training.canonical import digest
from coach.training.model import CheckId, DrillId, Stage
from coach.training.names import STAGES
from coach.training.programme import Check, Course, Drill, Programme, Rubric
from coach.training.programme_print import print_of

Parts = Mapping[str, Any]
SCOPE = "scope"
MOST_CHECKS = 40
_MOST_TEXT = {"ask": 80, "guidance": 400, "aspect": 20}


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number of a gate: what it is called, its range, and whether it is a share that people write in percent."""

    label: str
    low: int
    high: int
    percent: bool = False
    help: str = ""


GATE_NUMBERS: Mapping[str, Number] = {
    "sessions": Number(label="要通过几场", low=1, high=50),
    "minutes": Number(label="合计播满几分钟", low=0, high=10_000),
    "session_minutes": Number(label="一场至少几分钟才算", low=1, high=1_000),
    "in_a_row": Number(label="最近几场要连着通过", low=1, high=20, help="得分和评分表也看这几场。"),
    "score": Number(label="每场至少多少分", low=0, high=100),
    "checks": Number(label="评分表至少做到（%）", low=0, high=100, percent=True),
    "clean": Number(label="最近几场没有不能播的话", low=0, high=20),
    "talk_share": Number(label="自己至少讲（%）", low=0, high=100, percent=True, help="看最后一场；0 表示不看。"),
    "quiet_days": Number(label="几天内没有严重事故", low=0, high=365, help="断播也算。"),
    "minor_incidents": Number(label="这几天最多几次轻微事故", low=0, high=50),
}
SCOPE_NUMBERS: Mapping[str, Number] = {
    "attempts": Number(label="要通过几个不同的练习", low=1, high=50),
    "score": Number(label="最近几次最好的至少多少分", low=0, high=100),
    "clean": Number(label="最近几次没有不能播的话", low=1, high=20),
    "coverage": Number(label="有一次说到卖点（%）", low=0, high=100, percent=True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is different: where, what it was, what it is; either is empty where there was or is nothing."""

    where: str
    before: str
    after: str

    @property
    def words(self) -> str:
        """Return the change in one line."""
        if self.before and self.after:
            return f"{self.where}：{self.before} → {self.after}"
        return f"{self.where}：加上{self.after}" if self.after else f"{self.where}：去掉{self.before}"


def numbers_of(part: str) -> Mapping[str, Number]:
    """Return the numbers of a gate or of the scope; a course or rubric has none."""
    if part == SCOPE:
        return SCOPE_NUMBERS
    return GATE_NUMBERS if part.startswith("gate.") else {}


def list_parts(programme: Programme) -> tuple[str, ...]:
    """Return the names of all parts that a team may change."""
    return (
        *(f"course.{one.id}" for one in programme.courses),
        *(f"gate.{one.stage}" for one in programme.gates),
        SCOPE,
        *(f"rubric.{one.id}" for one in programme.rubrics),
    )


def name_of(programme: Programme, part: str) -> str:
    """Return what people call a part.

    Raises:
        NotFoundError: there is no such part.
    """
    sort, _, key = part.partition(".")
    if part not in list_parts(programme):
        raise NotFoundError("没有这个可以改的部分。请回到课程页重新选。", part=part)
    if sort == "course":
        return f"课程“{programme.get_course(key).title}”"
    if sort == "gate":
        return f"阶段“{STAGES[Stage(key)]}”"
    return f"“{programme.get_rubric(key).title}”" if sort == "rubric" else "每个平台和类别的练习"


def value_of(programme: Programme, part: str) -> dict[str, Any]:
    """Return a part as it stands, as plain data.

    Raises:
        NotFoundError: there is no such part.
    """
    name_of(programme, part)
    sort, _, key = part.partition(".")
    if sort == "course":
        course = programme.get_course(key)
        return {"drills": [str(one) for one in course.drills], "least": course.least}
    if sort == "rubric":
        checks = programme.get_rubric(key).checks
        return {"checks": [{name: getattr(one, name) for name in ("id", *_MOST_TEXT, "must")} for one in checks]}
    table: object = programme.scope if part == SCOPE else programme.get_gate(Stage(key))
    return {name: getattr(table, name) for name in numbers_of(part)}


def checked(programme: Programme, part: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed for a part as its value. A question of a rubric whose words change is another question.

    Raises:
        NotFoundError: there is no such part.
        InputError: a value won't do; ``key`` names it.
    """
    name_of(programme, part)
    sort, _, key = part.partition(".")
    if sort == "course":
        return _course(programme, key, given)
    if sort == "rubric":
        return {"checks": _checks(programme, key, given["checks"])}
    return {name: _number(number, name, given[name]) for name, number in numbers_of(part).items()}


def merged(standard: Programme, parts: Parts, part: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """Return the changes with one part put to this value; a part that is as in the standard again is none."""
    kept = {name: one for name, one in parts.items() if name != part}
    return kept if value == value_of(standard, part) else {**kept, part: dict(value)}


def edited(standard: Programme, parts: Parts, *, number: int = 0, earlier: Iterable[Parts] = ()) -> Programme:
    """Return the programme with a team's changes; ``earlier`` are older changes, whose questions stay known.

    What the standard no longer has (a drill, a rubric) is passed over: an update of the standard breaks no edition.
    """
    courses = tuple(_with_drills(standard, one, parts.get(f"course.{one.id}")) for one in standard.courses)
    gates = tuple(replace(one, **_numbers(parts, f"gate.{one.stage}")) for one in standard.gates)
    rubrics = tuple(_with_checks(one, parts.get(f"rubric.{one.id}")) for one in standard.rubrics)
    before = [
        *(check for rubric in standard.rubrics for check in rubric.checks),
        *(
            _check(one)
            for old in earlier
            for part, value in old.items()
            if part.startswith("rubric.")
            for one in value["checks"]
        ),
    ]
    asked = {check.id for rubric in rubrics for check in rubric.checks}
    made = replace(
        standard,
        courses=courses,
        gates=gates,
        scope=replace(standard.scope, **_numbers(parts, SCOPE)),
        rubrics=rubrics,
        edition=number,
        base=standard,
        retired={one.id: one for one in before if one.id not in asked},
    )
    return replace(made, fingerprint=print_of(made)) if parts else made


def differences(before: Programme, after: Programme) -> tuple[Change, ...]:
    """Return what is different between two editions of a programme, in the order of the path."""
    found: list[Change] = []
    for part in list_parts(before):
        old, new, where = value_of(before, part), value_of(after, part), name_of(before, part)
        if part.startswith("course."):
            found += _drill_changes(where, before, after, old, new)
        elif part.startswith("rubric."):
            found += _check_changes(where, old["checks"], new["checks"])
        else:
            found += [
                Change(
                    where=f"{where} · {number.label}", before=_shown(number, old[key]), after=_shown(number, new[key])
                )
                for key, number in numbers_of(part).items()
                if old[key] != new[key]
            ]
    return tuple(found)


def percent_of(number: Number, value: float) -> str:
    """Return a number as people write it into a form."""
    return str(round(value * 100) if number.percent else int(value))


def drills_for(programme: Programme, course: str) -> tuple[Drill, ...]:
    """Return the drills a course may ask for: those it has first, then those of the standard and of the team it has not."""
    listed = [programme.drills[one] for one in programme.get_course(course).drills]
    rest = [one for one in programme.drills.values() if one.course == course and one not in listed]
    return (*listed, *rest)


def _course(programme: Programme, course: str, given: Mapping[str, Any]) -> dict[str, Any]:
    possible = {str(one.id) for one in drills_for(programme, course)}
    drills = list(dict.fromkeys(str(one) for one in given["drills"]))
    if not drills:
        raise InputError("一门课至少要有一个练习。请勾上。", key="drills")
    if strange := next((one for one in drills if one not in possible), None):
        raise InputError(f"“{strange}”不是这门课的练习，请刷新页面重新勾。", key="drills")
    least = given["least"]
    if not 1 <= least <= len(drills):
        raise InputError(f"勾了 {len(drills)} 个练习，“通过几个算学完”要在 1 到 {len(drills)} 之间。", key="least")
    return {"drills": drills, "least": least}


def _number(number: Number, key: str, value: int) -> int | float:
    if not number.low <= value <= number.high:
        raise InputError(f"“{number.label}”要在 {number.low} 到 {number.high} 之间，现在是 {value}。", key=key)
    return value / 100 if number.percent else value


def _checks(programme: Programme, rubric: str, given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    ids = {
        (one.ask, one.guidance): str(one.id)
        for book in (programme, programme.standard)
        for one in book.get_rubric(rubric).checks
    }
    found: list[dict[str, Any]] = []
    for number, one in enumerate(given, 1):
        words = {key: " ".join(str(one[key]).split()) for key in _MOST_TEXT}
        for key, label in (("ask", "问题"), ("guidance", "怎么算做到"), ("aspect", "归在哪一类")):
            if not words[key]:
                raise InputError(f"第 {number} 项的“{label}”没有写。不要这一项，就把问题清空。", key="checks")
            if len(words[key]) > _MOST_TEXT[key]:
                raise InputError(f"第 {number} 项的“{label}”太长，最多 {_MOST_TEXT[key]} 个字。", key="checks")
        text = (words["ask"], words["guidance"])
        key = ids.get(text) or f"{rubric}-team-{digest(chr(10).join(text))[:10]}"
        if any(key == other["id"] for other in found):
            raise InputError(f"第 {number} 项和前面的一项一样，请改或清空。", key="checks")
        found.append({"id": key, **words, "must": bool(one["must"])})
    if not found:
        raise InputError("评分表至少要有一项。", key="checks")
    if len(found) > MOST_CHECKS:
        raise InputError(f"评分表最多 {MOST_CHECKS} 项，现在是 {len(found)} 项。", key="checks")
    return found


def _with_drills(standard: Programme, course: Course, value: Mapping[str, Any] | None) -> Course:
    drills = tuple(DrillId(one) for one in (value or {}).get("drills", ()) if one in standard.drills)
    if value is None or not drills:
        return course
    return replace(course, drills=drills, least=min(int(value["least"]), len(drills)))


def _with_checks(rubric: Rubric, value: Mapping[str, Any] | None) -> Rubric:
    return rubric if value is None else replace(rubric, checks=tuple(_check(one) for one in value["checks"]))


def _check(one: Mapping[str, Any]) -> Check:
    words = {key: str(one[key]) for key in _MOST_TEXT}
    return Check(id=CheckId(str(one["id"])), must=bool(one["must"]), **words)


def _numbers(parts: Parts, part: str) -> dict[str, Any]:
    value = parts.get(part, {})
    return {key: value[key] for key in numbers_of(part) if key in value}


def _shown(number: Number, value: float) -> str:
    return f"{percent_of(number, value)}%" if number.percent else percent_of(number, value)


def _drill_changes(
    where: str, before: Programme, after: Programme, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterable[Change]:
    if old["least"] != new["least"]:
        yield Change(where=f"{where} · 通过几个算学完", before=str(old["least"]), after=str(new["least"]))
    for one in new["drills"]:
        if one not in old["drills"]:
            yield Change(where=where, before="", after=f"练习“{after.get_drill(one).title}”")
    for one in old["drills"]:
        if one not in new["drills"]:
            yield Change(where=where, before=f"练习“{before.get_drill(one).title}”", after="")


def _check_changes(where: str, old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> Iterable[Change]:
    before, after = ({str(one["id"]): one for one in checks} for checks in (old, new))
    for key, one in after.items():
        if key not in before:
            yield Change(where=where, before="", after=f"“{one['ask']}”{'（必须做到）' if one['must'] else ''}")
        elif one["must"] != before[key]["must"]:
            must = ("不要求", "必须做到")
            yield Change(where=f"{where} · {one['ask']}", before=must[before[key]["must"]], after=must[one["must"]])
        elif one["aspect"] != before[key]["aspect"]:
            yield Change(where=f"{where} · {one['ask']}", before=before[key]["aspect"], after=one["aspect"])
    for key, one in before.items():
        if key not in after:
            yield Change(where=where, before=f"“{one['ask']}”", after="")
