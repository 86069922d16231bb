"""Write a drill of the team's own: checked like those of the programme, previewed, kept in a file beside the records."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from coach.errors import InputError, LexiconError, NotFoundError, OutputError
from coach.scoring.packs import Source
from coach.services.desk import Desk, use_case
from coach.storage.unit_of_work import UnitOfWork
from coach.training.access import Act, allow
from coach.training.audit import EntryDraft
from coach.training.model import DrillId, User
from coach.training.parsing_drills import parse_drills
from coach.training.programme import Drill

MOST_OWN = 300
Value = str | int | float | bool | list[str]


@use_case(Act.DRILL_WRITE)
def preview_drill(desk: Desk, actor: User, values: Mapping[str, Value]) -> Drill:
    """Return the drill that these values make; the keys are those of ``drills/*.toml``.

    Raises:
        ForbiddenError: the actor may not.
        InputError: a value won't do; ``key`` names it.
    """
    allow(actor, Act.DRILL_WRITE)
    return _checked(desk, values)


@use_case(Act.DRILL_WRITE)
def write_drill(
    desk: Desk, actor: User, values: Mapping[str, Value], *, folder: Path, seen: int, at: datetime
) -> Drill:
    """Keep a drill as a file in ``folder``, over the one of the same id if the team wrote that; the desk sees it next time.

    ``seen`` is what ``last_written`` gave when the form was opened.

    Raises:
        ForbiddenError: the actor may not.
        ConflictError: somebody wrote it in between.
        InputError: a value won't do; ``key`` names it.
        OutputError: the file can't be written.
    """
    allow(actor, Act.DRILL_WRITE)
    drill = _checked(desk, values)
    there = desk.programme.find_drill(drill.id) is not None
    if not there and len(desk.programme.own) >= MOST_OWN:
        raise InputError(f"团队练习已有 {MOST_OWN} 个，请改旧的。", key="title")
    with desk.writing() as uow:
        uow.refuse_stale(drill.id, now=_last(uow, drill.id), seen=seen)
        data = {"how": "修改" if there else "新写", "title": drill.title, "values": dict(values)}
        uow.record(EntryDraft(act=Act.DRILL_WRITE, actor=actor.id, at=at, subject=drill.id, data=data))
        _keep(folder / f"{drill.id}.toml", text_of(values))
        uow.commit()
    return drill


@use_case(Act.DRILL_WRITE)
def last_written(desk: Desk, actor: User, drill_id: DrillId) -> int:
    """Return the number of the entry that tells of the last writing of a drill, 0 while it was never written.

    Raises:
        ForbiddenError: the actor may not.
    """
    allow(actor, Act.DRILL_WRITE)
    with desk.reading() as uow:
        return _last(uow, drill_id)


@use_case(Act.DRILL_WRITE)
def find_pattern(desk: Desk, actor: User, drill_id: DrillId) -> tuple[DrillId, Drill]:
    """Return a drill to write on from: under its own id if the team wrote it, else under a new one.

    Raises:
        ForbiddenError: the actor may not.
        NotFoundError: there is none.
    """
    allow(actor, Act.DRILL_WRITE)
    drill = desk.programme.get_drill(drill_id)
    return (drill.id if drill.id in desk.programme.own else new_drill_id(desk, actor)), drill


@use_case(Act.DRILL_WRITE)
def new_drill_id(desk: Desk, actor: User) -> DrillId:
    """Return an id for a drill that is about to be written.

    Raises:
        ForbiddenError: the actor may not.
    """
    allow(actor, Act.DRILL_WRITE)
    return DrillId(f"team-{desk.new_id()[:12]}")


def text_of(values: Mapping[str, Value]) -> str:
    """Return the values as the text of a drills file; JSON's texts, numbers and lists are TOML's too."""
    lines = ["[[drills]]"]
    lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return "\n".join(lines).replace("\x7f", "\\u007f") + "\n"


def _last(uow: UnitOfWork, drill_id: str) -> int:
    return next((entry.seq for entry in uow.audit.newest(limit=1, subject=drill_id, acts=Act.DRILL_WRITE.value)), 0)


def _checked(desk: Desk, values: Mapping[str, Value]) -> Drill:
    try:
        (drill, _), *_ = parse_drills([Source("练习", text_of(values))])
    except LexiconError as error:
        raise InputError(f"{error.reason}。", key=error.key) from error
    programme = desk.programme
    known = programme.find_drill(drill.id)
    if known is not None and drill.id not in programme.own:
        raise InputError("这是培养方案自带的练习，不能改。请另写一个。", key="id")
    try:
        programme.get_course(drill.course)
        if drill.rubric is not None:
            programme.get_rubric(drill.rubric)
    except NotFoundError as error:
        raise InputError(error.message, key="rubric" if "rubric" in error.evidence else "course") from error
    if drill.product is not None and desk.library.find_product(drill.product) is None:
        raise InputError(f"没有编号为“{drill.product}”的商品卡，请从名单里选。", key="product")
    if drill.script and drill.script not in desk.library.scripts:
        raise InputError(f"话术库里没有“{drill.script}”这篇，请从名单里选。", key="script")
    return drill


def _keep(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = path.with_suffix(".part")
        scratch.write_text(text, encoding="utf-8")
        scratch.replace(path)
    except OSError as error:
        raise OutputError(
            f"写不了 {path}：{error.strerror or error}。请检查目录权限和空间。", path=str(path)
        ) from error
