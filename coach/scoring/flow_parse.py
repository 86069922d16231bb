"""Read flow.toml into its values, with errors that name file, line, key and reason."""

from __future__ import annotations

import re
from collections.abc import Mapping

from coach.scoring.flow_table import (
    BEFORE,
    END,
    START,
    AudienceRule,
    CardRule,
    Example,
    FlowRule,
    FlowTable,
    PartRule,
    Sort,
    StyleRule,
    TypeRule,
)
from coach.scoring.model import Kind, Platform, Role
from coach.scoring.packs import Reader, Source, read_table
from coach.scoring.phrase import PhraseParser


def parse_flow(source: Source, parser: PhraseParser) -> FlowTable:
    """Read flow.toml.

    Raises:
        LexiconError: a key is unknown, missing or ill-typed, a cue can't be read, or a part or type does not exist.
    """
    top = Reader(source, read_table(source))
    top.only(
        "shortest", "carry", "opening", "not_after", "priority",
        "type", "part", "rule", "style", "card", "audience", "scenes", "expects",
    )  # fmt: skip
    parts = tuple(_part(Reader(source, table, near=_near(table)), parser) for table in top.tables("part"))
    known = frozenset(part.id for part in parts)
    types = tuple(_type(Reader(source, table, near=_near(table)), parser, known) for table in top.tables("type"))
    names = frozenset(kind.id for kind in types)
    if not types or types[-1].signs or types[-1].parts:
        raise top.fail("type", "最后一种类型不能有 signs 和 parts：别的都不像时就算它")
    priority = top.strings("priority", least=1)
    if missing := known - set(priority):
        raise top.fail("priority", f"缺少“{min(missing)}”")
    scenes = top.table.get("scenes", {})
    reader = Reader(source, scenes if isinstance(scenes, dict) else {}, near="[scenes]")
    return FlowTable(
        shortest=int(top.number("shortest")),
        carry=int(top.number("carry")),
        opening=int(top.number("opening")),
        not_after=top.strings("not_after"),
        priority=priority,
        types=types,
        parts=parts,
        rules=tuple(_rule(Reader(source, t, near=_near(t)), known, names) for t in top.tables("rule")),
        styles=tuple(_style(Reader(source, t, near=_near(t)), parser, known, names) for t in top.tables("style")),
        audiences=tuple(
            _audience(Reader(source, t, near=str(t.get("name", ""))), parser) for t in top.tables("audience")
        ),
        card=_card(top, known, names),
        scenes={word: reader.strings(word, least=1) for word in reader.table if word != "weak"},
        weak_scenes=frozenset(reader.strings("weak")),
        expects=_expects(top, known, names),
    )


def _near(table: Mapping[str, object]) -> str:
    return f'id = "{table.get("id")}"'


def _part(reader: Reader, parser: PhraseParser) -> PartRule:
    reader.only("id", "name", "advice", "core", "place", "not_after", "cues", "start", "example")
    place = reader.text("place")
    if place not in (START, END) and not place.startswith(BEFORE):
        raise reader.fail("place", "应是 start、end 或 before:环节")
    examples = []
    for table in reader.tables("example"):
        example = Reader(reader.source, table, near=reader.near)
        example.only("script", "platforms", "kinds", "text")
        examples.append(
            Example(
                script=example.text("script"),
                text=example.text("text"),
                platforms=example.choices(Platform, "platforms"),
                kinds=example.choices(Kind, "kinds") if "kinds" in table else frozenset(),
            )
        )
    return PartRule(
        id=reader.text("id"),
        name=reader.text("name"),
        advice=reader.text("advice"),
        core=reader.flag("core"),
        place=place,
        not_after=reader.strings("not_after"),
        cues=reader.phrases("cues", parser),
        start=reader.any_of("start", parser),
        examples=tuple(examples),
    )


def _type(reader: Reader, parser: PhraseParser, parts: frozenset[str]) -> TypeRule:
    reader.only("id", "name", "parts", "signs", "written", "least", "every", "longest", "without")
    without = frozenset(reader.strings("without"))
    _known(reader, "without", without, parts)
    _known(reader, "parts", frozenset(reader.strings("parts")), parts)
    return TypeRule(
        id=reader.text("id"),
        name=reader.text("name"),
        parts=reader.strings("parts"),
        signs=reader.phrases("signs", parser),
        written=tuple(_expression(reader, source) for source in reader.strings("written")),
        least=int(reader.number("least", 0)),
        every=int(reader.number("every")) if "every" in reader.table else None,
        longest=int(reader.number("longest")) if "longest" in reader.table else None,
        without=without,
    )


def _expression(reader: Reader, source: str) -> re.Pattern[str]:
    try:
        return re.compile(source)
    except re.error as error:
        raise reader.fail("written", f"“{source}”：{error}") from error


def _rule(reader: Reader, parts: frozenset[str], types: frozenset[str]) -> FlowRule:
    reader.only(
        "id", "sort", "parts", "share", "seconds", "types", "platforms", "roles", "part", "ask", "message", "advice"
    )
    sort = reader.text("sort")
    if sort not in set(Sort):
        raise reader.fail("sort", f"应是 {'、'.join(Sort)} 之一")
    named = reader.strings("parts", least=2 if sort == Sort.ORDER else 1)
    _known(reader, "parts", {part for group in named for part in group.split("|")}, parts)
    of_types = frozenset(reader.strings("types", least=1))
    _known(reader, "types", of_types, types)
    part = reader.text("part", named[0].partition("|")[0])
    _known(reader, "part", {part}, parts)
    return FlowRule(
        id=reader.text("id"),
        sort=Sort(sort),
        parts=named,
        share=float(reader.number("share", 0 if sort not in (Sort.EARLY, Sort.MOST) else None)),
        seconds=float(reader.number("seconds", 0 if sort != Sort.RHYTHM else None)),
        types=of_types,
        platforms=reader.choices(Platform, "platforms"),
        roles=reader.choices(Role, "roles") if "roles" in reader.table else None,
        part=part,
        ask=reader.text("ask"),
        message=reader.text("message"),
        advice=reader.text("advice"),
    )


def _style(reader: Reader, parser: PhraseParser, parts: frozenset[str], types: frozenset[str]) -> StyleRule:
    reader.only("id", "platforms", "types", "message", "advice", "part", "cues")
    _known(reader, "part", {reader.text("part")}, parts)
    _known(reader, "types", frozenset(reader.strings("types")), types)
    return StyleRule(
        id=reader.text("id"),
        platforms=reader.choices(Platform, "platforms"),
        types=frozenset(reader.strings("types")) or types,
        message=reader.text("message"),
        advice=reader.text("advice"),
        part=reader.text("part"),
        cues=reader.phrases("cues", parser),
    )


def _card(top: Reader, parts: frozenset[str], types: frozenset[str]) -> dict[str, CardRule]:
    table = top.table.get("card")
    found = {}
    for sort in ("audience", "scene"):
        value = table.get(sort) if isinstance(table, dict) else None
        if not isinstance(value, dict):
            raise top.fail("card", f"缺少 [card.{sort}]")
        reader = Reader(top.source, value, near=f"[card.{sort}]")
        reader.only("message", "advice", "part", "types")
        _known(reader, "part", {reader.text("part")}, parts)
        of_types = frozenset(reader.strings("types", least=1))
        _known(reader, "types", of_types, types)
        message = reader.text("message")
        if message.count("{}") != 1:
            raise reader.fail("message", "要有一处 {}，放名字")
        found[sort] = CardRule(message=message, advice=reader.text("advice"), part=reader.text("part"), types=of_types)
    return found


def _audience(reader: Reader, parser: PhraseParser) -> AudienceRule:
    reader.only("name", "words")
    words = reader.any_of("words", parser)
    if words is None:
        raise reader.fail("words", "至少要有一个词")
    return AudienceRule(name=reader.text("name"), words=words)


def _expects(
    top: Reader, parts: frozenset[str], types: frozenset[str]
) -> dict[tuple[str, Platform], tuple[tuple[str, ...], ...]]:
    found: dict[tuple[str, Platform], tuple[tuple[str, ...], ...]] = {}
    tables = top.table.get("expects", {})
    for name, value in tables.items() if isinstance(tables, dict) else ():
        reader = Reader(top.source, value if isinstance(value, dict) else {}, near=f"[expects.{name}]")
        _known(top, "expects", {str(name)}, types)
        reader.only(*Platform)
        for platform in Platform:
            groups = tuple(tuple(group.split("|")) for group in reader.strings(platform))
            _known(reader, platform, {part for group in groups for part in group}, parts)
            found[str(name), platform] = groups
    return found


def _known(reader: Reader, key: str, names: frozenset[str] | set[str], known: frozenset[str]) -> None:
    if unknown := names - known:
        raise reader.fail(key, f"没有叫“{min(unknown)}”的；可用：{'、'.join(sorted(known))}")
