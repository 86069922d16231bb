"""TOML sources → a programme with its drills and checklists; every mistake names file, line, key and reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from coach.scoring.packs import Reader, Source, Table, read_table
from coach.training.checklist_form import Checklist, ChecklistItem
from coach.training.model import (
    CheckId,
    ChecklistId,
    CourseId,
    DrillId,
    ProgrammeId,
    ReferenceId,
    ReviewVerdict,
    Role,
    RubricId,
    Stage,
)
from coach.training.parsing_drills import parse_drills
from coach.training.programme import (
    Check,
    Course,
    Drill,
    Gate,
    Programme,
    Reference,
    ReviewerTerms,
    Rubric,
    ScopeTerms,
    SignoffTerms,
    Where,
)
from coach.training.programme_print import print_of
from coach.training.tables import choice, id_of, near_id, once, part, reader_of, roles, share, whole

_PROGRAMME_KEYS = (
    *("id", "version", "title", "courses", "rubrics", "gates", "scope", "reviewers", "references", "signoff"),
)
_GATE_KEYS = (
    *("stage", "title", "goal", "partners", "rubric", "where", "sessions", "minutes", "session_minutes", "score"),
    *("clean", "in_a_row", "checks", "talk_share", "quiet_days", "minor_incidents"),
)


def parse_programme(
    source: Source, drills: Sequence[Source], checklists: Sequence[Source] = (), own: Sequence[Source] = ()
) -> Programme:
    """Read a programme, the drills it is made of, the checklists beside it, and the drills the team wrote itself.

    Raises:
        LexiconError: a key is unknown, missing or wrong, an id stands twice, or one thing names another that isn't there.
    """
    reader = Reader(source, read_table(source))
    reader.only(*_PROGRAMME_KEYS)
    rubrics = tuple(_rubric(source, table) for table in reader.tables("rubrics"))
    courses = tuple(_course(source, table) for table in reader.tables("courses"))
    gates = tuple(_gate(source, table) for table in reader.tables("gates"))
    found = parse_drills([*drills, *own])
    programme = Programme(
        id=ProgrammeId(id_of(reader)),
        version=reader.text("version"),
        title=reader.text("title"),
        courses=courses,
        rubrics=rubrics,
        gates=gates,
        scope=_scope(part(reader, "scope")),
        reviewers=_reviewers(part(reader, "reviewers")),
        references=tuple(_reference(source, table) for table in reader.tables("references")),
        signoff=_signoff(part(reader, "signoff")),
        drills={drill.id: drill for drill, _ in found},
        checklists=_checklists(checklists),
        fingerprint="",
        own=tuple(drill.id for drill, where in found if where in own),
    )
    _agree(source, programme)
    for drill, where in found:
        _agree_drill(where, drill, programme)
    _agree_references(source, programme)
    return replace(programme, fingerprint=print_of(programme))


def _checklists(sources: Sequence[Source]) -> dict[ChecklistId, Checklist]:
    found: dict[ChecklistId, Checklist] = {}
    for source in sources:
        checklist = parse_checklist(source)
        if checklist.id in found:
            raise source.error("id", f"检查表“{checklist.id}”出现了两次")
        found[checklist.id] = checklist
    return found


def parse_checklist(source: Source) -> Checklist:
    """Read one checklist.

    Raises:
        LexiconError: a key is unknown, missing or wrong, or an item's id stands twice.
    """
    reader = Reader(source, read_table(source))
    reader.only("id", "version", "title", "goal", "about", "items")
    about = reader.text("about")
    if about not in ("room", "show", "account"):
        raise reader.fail("about", f"“{about}”不在可选范围：room、show、account")
    items = tuple(_item(source, table) for table in reader.tables("items"))
    if not items:
        raise reader.fail("items", "至少要有一项")
    once(source, "items", [item.id for item in items])
    return Checklist(
        id=ChecklistId(id_of(reader)),
        version=reader.text("version"),
        title=reader.text("title"),
        goal=reader.text("goal"),
        about=about,
        items=items,
    )


def _item(source: Source, table: Table) -> ChecklistItem:
    reader = reader_of(source, table)
    reader.only("id", "ask", "group", "phase", "guidance", "signers", "note", "must")
    phase = reader.text("phase", "")
    if phase not in ("before", "during", "after", ""):
        raise reader.fail("phase", f"“{phase}”不在可选范围：before、during、after")
    signers = (
        reader.choices(Role, "signers") if "signers" in table else frozenset({Role.TRAINER, Role.OPS, Role.SENIOR})
    )
    return ChecklistItem(
        id=id_of(reader),
        ask=reader.text("ask"),
        group=reader.text("group"),
        phase=phase,
        guidance=reader.text("guidance"),
        signers=signers,
        note=reader.flag("note"),
        must=reader.flag("must") if "must" in table else True,
    )


def _course(source: Source, table: Table) -> Course:
    reader = reader_of(source, table)
    reader.only("id", "title", "goal", "drills", "least")
    drills = tuple(DrillId(drill) for drill in reader.strings("drills", least=1))
    return Course(
        id=CourseId(id_of(reader)),
        title=reader.text("title"),
        goal=reader.text("goal"),
        drills=drills,
        least=whole(reader, "least", low=1, high=len(drills)),
    )


def _rubric(source: Source, table: Table) -> Rubric:
    reader = reader_of(source, table)
    reader.only("id", "title", "checks")
    checks = tuple(_check(source, check) for check in reader.tables("checks"))
    if not checks:
        raise reader.fail("checks", "至少要有一项")
    once(source, "checks", [check.id for check in checks])
    return Rubric(id=RubricId(id_of(reader)), title=reader.text("title"), checks=checks)


def _check(source: Source, table: Table) -> Check:
    reader = reader_of(source, table)
    reader.only("id", "ask", "guidance", "aspect", "must")
    return Check(
        id=CheckId(id_of(reader)),
        ask=reader.text("ask"),
        guidance=reader.text("guidance"),
        aspect=reader.text("aspect"),
        must=reader.flag("must"),
    )


def _gate(source: Source, table: Table) -> Gate:
    reader = Reader(source, table, near=f'stage = "{table.get("stage", "")}"')
    reader.only(*_GATE_KEYS)
    return Gate(
        stage=choice(reader, Stage, "stage"),
        title=reader.text("title"),
        goal=reader.text("goal"),
        partners=roles(reader, "partners"),
        rubric=RubricId(reader.text("rubric")),
        where=choice(reader, Where, "where"),
        sessions=whole(reader, "sessions", low=1),
        minutes=whole(reader, "minutes"),
        session_minutes=whole(reader, "session_minutes", low=1),
        score=whole(reader, "score", high=100),
        clean=whole(reader, "clean"),
        in_a_row=whole(reader, "in_a_row", low=1),
        checks=share(reader, "checks"),
        talk_share=share(reader, "talk_share", default=0),
        quiet_days=whole(reader, "quiet_days"),
        minor_incidents=whole(reader, "minor_incidents"),
    )


def _scope(reader: Reader) -> ScopeTerms:
    reader.only("attempts", "score", "clean", "coverage")
    return ScopeTerms(
        attempts=whole(reader, "attempts", low=1),
        score=whole(reader, "score", high=100),
        clean=whole(reader, "clean", low=1),
        coverage=share(reader, "coverage"),
    )


def _reviewers(reader: Reader) -> ReviewerTerms:
    reader.only("references", "distance")
    return ReviewerTerms(references=whole(reader, "references"), distance=share(reader, "distance"))


def _reference(source: Source, table: Table) -> Reference:
    reader = reader_of(source, table)
    reader.only("id", "title", "drill", "script", "verdict", "met", "why")
    verdict = choice(reader, ReviewVerdict, "verdict")
    if verdict is ReviewVerdict.COMMENT:
        raise reader.fail("verdict", "参考练习要有结论：pass 或 again")
    return Reference(
        id=ReferenceId(id_of(reader)),
        title=reader.text("title"),
        drill=DrillId(reader.text("drill")),
        script=reader.text("script"),
        verdict=verdict,
        met=frozenset(CheckId(check) for check in reader.strings("met")),
        why=reader.text("why"),
    )


def _signoff(reader: Reader) -> SignoffTerms:
    reader.only("meaning", "days", "warn_days", "signers", "reviewers", "fresh_days")
    days = whole(reader, "days", low=1)
    return SignoffTerms(
        meaning=reader.text("meaning"),
        days=days,
        warn_days=whole(reader, "warn_days", high=days),
        signers=roles(reader, "signers"),
        reviewers=whole(reader, "reviewers", low=2),
        fresh_days=whole(reader, "fresh_days", low=1),
    )


def _agree(source: Source, programme: Programme) -> None:
    """Refuse a programme whose parts do not fit each other."""
    if [gate.stage for gate in programme.gates] != list(Stage):
        raise source.error("gates", f"要有三个阶段，按顺序：{'、'.join(Stage)}")
    if not programme.courses:
        raise source.error("courses", "至少要有一门课")
    once(source, "courses", [course.id for course in programme.courses])
    once(source, "rubrics", [rubric.id for rubric in programme.rubrics])
    once(source, "references", [reference.id for reference in programme.references])
    rubrics = {rubric.id for rubric in programme.rubrics}
    for gate in programme.gates:
        if gate.rubric not in rubrics:
            raise source.error("rubric", f"没有评分表“{gate.rubric}”", near=f'stage = "{gate.stage}"')
    for course in programme.courses:
        for drill_id in course.drills:
            drill = programme.drills.get(drill_id)
            if drill is None:
                raise source.error("drills", f"没有练习“{drill_id}”", near=near_id(course.id))
            if drill.course != course.id:
                raise source.error("drills", f"练习“{drill_id}”写的课程是“{drill.course}”", near=near_id(course.id))


def _agree_drill(source: Source, drill: Drill, programme: Programme) -> None:
    courses = {course.id: course for course in programme.courses}
    if drill.course not in courses:
        raise source.error("course", f"没有“{drill.course}”这门课", near=near_id(drill.id))
    if drill.id not in courses[drill.course].drills and drill.id not in programme.own:
        raise source.error("id", f"课程“{drill.course}”的 drills 里没有列出它", near=near_id(drill.id))
    if drill.rubric is not None and all(drill.rubric != rubric.id for rubric in programme.rubrics):
        raise source.error("rubric", f"没有评分表“{drill.rubric}”", near=near_id(drill.id))


def _agree_references(source: Source, programme: Programme) -> None:
    if len(programme.references) < programme.reviewers.references:
        raise source.error("references", "参考练习的份数少于 [reviewers] 要求的份数", near="[reviewers]")
    for reference in programme.references:
        drill = programme.drills.get(reference.drill)
        if drill is None or drill.rubric is None:
            raise source.error("drill", f"“{reference.drill}”不是一个有评分表的练习", near=near_id(reference.id))
        known = {check.id for check in programme.get_rubric(drill.rubric).checks}
        for check in sorted(reference.met - known):
            raise source.error("met", f"评分表“{drill.rubric}”里没有“{check}”", near=near_id(reference.id))
