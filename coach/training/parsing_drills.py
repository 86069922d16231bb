"""Drills as data: ``drills/*.toml`` → drills, with errors that name file, line, key and reason."""

from __future__ import annotations

from collections.abc import Sequence

from coach.scoring import Category, Kind, Platform
from coach.scoring.packs import Reader, Source, Table, read_table
from coach.training.model import (
    CardId,
    CourseId,
    DrillId,
    RubricId,
    Stage,
)
from coach.training.programme import (
    Drill,
    DrillType,
)
from coach.training.tables import choice, id_of, near_id, reader_of, share, whole

PARTS = ("hook", "need", "points", "proof", "price", "call", "interaction", "after_sale")
_DRILL_KEYS = (
    *("id", "title", "course", "type", "level", "task", "guidance", "platform", "product", "kind", "script", "text"),
    *("questions", "categories", "count", "parts", "coverage", "score", "chars_least", "chars_most", "seconds"),
    *("days", "rubric", "review", "example", "stage"),
)


def parse_drills(sources: Sequence[Source]) -> list[tuple[Drill, Source]]:
    """Read all drills, each with the file it stands in.

    Raises:
        LexiconError: a key is unknown, missing or wrong, or an id stands twice.
    """
    found: list[tuple[Drill, Source]] = []
    for source in sources:
        reader = Reader(source, read_table(source))
        reader.only("drills")
        found += [(_drill(source, table), source) for table in reader.tables("drills")]
    seen: dict[DrillId, str] = {}
    for drill, source in found:
        if drill.id in seen:
            raise source.error("id", f"练习“{drill.id}”在 {seen[drill.id]} 里已经有了", near=near_id(drill.id))
        seen[drill.id] = source.name
    return found


def _drill(source: Source, table: Table) -> Drill:
    reader = reader_of(source, table)
    reader.only(*_DRILL_KEYS)
    product, script, rubric = (reader.text(key, "") for key in ("product", "script", "rubric"))
    kind = choice(reader, Kind, "kind") if "kind" in table else None
    parts = reader.strings("parts")
    for part in parts:
        if part not in PARTS:
            raise reader.fail("parts", f"“{part}”不在可选范围：{'、'.join(PARTS)}")
    drill = Drill(
        id=DrillId(id_of(reader)),
        title=reader.text("title"),
        course=CourseId(reader.text("course")),
        type=choice(reader, DrillType, "type"),
        level=whole(reader, "level", low=1, high=3),
        task=reader.text("task"),
        guidance=reader.strings("guidance"),
        platform=choice(reader, Platform, "platform") if "platform" in table else Platform.ANY,
        product=CardId(product) if product else None,
        kind=kind,
        script=script,
        text=reader.text("text", ""),
        questions=reader.strings("questions"),
        categories=tuple(sorted(reader.choices(Category, "categories"))) if table.get("categories") else (),
        count=whole(reader, "count", default=0),
        parts=parts,
        coverage=share(reader, "coverage", default=0),
        score=whole(reader, "score", high=100),
        chars_least=whole(reader, "chars_least", default=0),
        chars_most=whole(reader, "chars_most", default=0),
        seconds=whole(reader, "seconds", default=0),
        days=whole(reader, "days", low=1),
        rubric=RubricId(rubric) if rubric else None,
        review=reader.flag("review"),
        example=reader.text("example", ""),
        stage=choice(reader, Stage, "stage") if "stage" in table else None,
    )
    _sensible(reader, drill)
    return drill


def _sensible(reader: Reader, drill: Drill) -> None:
    """Refuse a drill that nobody could work on: no questions, no material, limits that cross."""
    if drill.type is DrillType.QUIZ and drill.count == 0:
        raise reader.fail("count", "题目数要大于 0")
    if drill.type is DrillType.ANSWER and not drill.questions:
        raise reader.fail("questions", "要写出观众的问题")
    if drill.type in (DrillType.REWRITE, DrillType.MOVE) and not (drill.script or drill.text):
        raise reader.fail("script", "要有一篇材料：写 script（话术库里的编号）或 text")
    if drill.script and drill.text:
        raise reader.fail("text", "script 和 text 只写一个")
    if drill.chars_most and drill.chars_most < drill.chars_least:
        raise reader.fail("chars_most", "比 chars_least 小")
    if drill.coverage > 0 and drill.product is None:
        raise reader.fail("coverage", "要求说到卖点，就要写 product")
    if drill.product is not None and drill.kind is not None:
        raise reader.fail("kind", "有 product 时不写 kind，以商品卡为准")
    if drill.review and drill.rubric is None:
        raise reader.fail("rubric", "需要批改的练习要写明评分表")
