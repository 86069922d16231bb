"""Read ``lexicons/`` into a rulebook: word classes, laws, rules, releases, disguises, policy."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from coach.errors import LexiconError
from coach.scoring.context import ReleaseRule
from coach.scoring.disguise import DisguiseTable, Variant
from coach.scoring.facts_table import FactTable, parse_fact_table
from coach.scoring.flow_parse import parse_flow
from coach.scoring.flow_table import FlowTable
from coach.scoring.meaning import Synonyms, parse_synonyms
from coach.scoring.model import Basis, Category, Kind, Platform, Severity
from coach.scoring.normalise import fold
from coach.scoring.pace_table import PaceTable, parse_pace
from coach.scoring.packs import Reader, Source, Table, read_source, read_table
from coach.scoring.phrase import PhraseParser, WordClass
from coach.scoring.refusing import is_lone, refuse_mute, refuse_twins
from coach.scoring.rules import Policy, Rule

SHARED_KEYS = (
    "severity",
    "reason",
    "basis",
    "suggest",
    "kinds",
    "except_kinds",
    "platforms",
    "keep",
    "near",
    "absent",
    "word",
)
RULE_KEYS = ("not_before", "not_after", "except")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Everything read from the folder, before it is indexed."""

    rules: tuple[Rule, ...]
    laws: Mapping[str, Basis]
    releases: tuple[ReleaseRule, ...]
    disguises: DisguiseTable
    policy: Policy
    flow: FlowTable
    pace: PaceTable
    synonyms: Synonyms
    facts: FactTable
    classes: Mapping[str, WordClass]
    user_words: tuple[str, ...]
    fingerprint: str


def load_pack(folder: Path) -> Pack:
    """Read all rule data below ``folder``.

    Raises:
        LexiconError: a file is missing or wrong; names file, line, key and reason.
    """
    source = read_source(folder / "classes.toml")
    classes = parse_classes(source, read_table(source), {})
    parser = PhraseParser(classes)
    laws = parse_laws(read_source(folder / "laws.toml"))
    rules: list[Rule] = []
    seen: dict[str, str] = {}
    for category in Category:
        for rule in parse_rules(read_source(folder / f"{category}.toml"), category, classes, laws):
            if rule.id in seen:
                raise LexiconError(rule.file, rule.line, "id", f"“{rule.id}”和 {seen[rule.id]} 重复：换一个名字")
            seen[rule.id] = f"{rule.file}:{rule.line}"
            rules.append(rule)
    refuse_twins(rules)
    return Pack(
        rules=tuple(rules),
        laws=laws,
        releases=parse_releases(read_source(folder / "context.toml"), parser),
        disguises=parse_disguises(read_source(folder / "disguise.toml"), parser),
        policy=parse_policy(read_source(folder / "policy.toml")),
        flow=parse_flow(read_source(folder / "flow.toml"), parser),
        pace=parse_pace(read_source(folder / "pace.toml")),
        synonyms=_synonyms(read_source(folder / "synonyms.toml")),
        facts=parse_fact_table(
            read_table(read_source(folder / "facts.toml")), read_table(read_source(folder / "places.toml"))
        ),
        classes=classes,
        user_words=tuple(word for word in read_source(folder / "userdict.txt").text.split() if word),
        fingerprint=fingerprint(folder),
    )


def _synonyms(source: Source) -> Synonyms:
    try:
        return parse_synonyms(read_table(source))
    except ValueError as error:
        key, _, reason = str(error).partition(": ")
        raise source.error(key, reason or key) from error


def fingerprint(folder: Path) -> str:
    """Return 16 hex digits that change with any byte of any data file below ``folder``."""
    digest = hashlib.sha256()
    for path in sorted(
        p for p in folder.rglob("*") if p.is_file() and p.suffix in (".toml", ".txt", ".tsv", ".json", ".bin")
    ):
        body = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(body)}\0".encode())
        digest.update(body)
    return digest.hexdigest()[:16]


def parse_classes(source: Source, tables: Table, known: Mapping[str, WordClass]) -> dict[str, WordClass]:
    """Read word classes: ``[name] words = [...]`` or ``[name] say = "phrase"``; a class may use ``known`` and those above."""
    classes: dict[str, WordClass] = dict(known)
    for name, value in tables.items():
        if not isinstance(value, dict):
            raise source.error(name, '应写成 [词类名] 下面 words = [...] 或 say = "..."')
        reader = Reader(source, value, near=f'"{name}"]')
        reader.only("words", "say", "also")
        words = [*reader.strings("words")]
        for other in reader.strings("also"):
            if other not in classes:
                raise reader.fail("also", f"“{other}”还没有定义（要写在前面）")
            words += classes[other].words
        if bool(words) == ("say" in value):
            raise reader.fail("words", "words（或 also）和 say 要有且只有一个")
        if words:
            classes[name] = WordClass(words=tuple(dict.fromkeys(words)))
        else:
            classes[name] = WordClass(
                phrase=reader.phrase("say", reader.text("say"), PhraseParser(classes), loose=True)
            )
    return classes


def parse_laws(source: Source) -> dict[str, Basis]:
    """Read the provisions that rules rest on."""
    laws: dict[str, Basis] = {}
    for law_id, value in read_table(source).items():
        if not isinstance(value, dict):
            raise source.error(law_id, "应写成 [法条编号]")
        reader = Reader(source, value, near=f"[{law_id}]")
        reader.only("law", "article", "url", "in_force", "version", "says", "penalty", "verified", "note")
        verified = reader.text("verified")
        if verified not in ("primary", "secondary", "unverified"):
            raise reader.fail("verified", "应是 primary、secondary 或 unverified")
        in_force = reader.text("in_force", "")
        if not _DATE.fullmatch(in_force) and (in_force or verified != "unverified"):
            raise reader.fail("in_force", "应是 2015-09-01 这样的日期")
        url = reader.text("url")
        if not url.startswith(("https://", "http://")):
            raise reader.fail("url", "应是网址")
        reader.text("says")
        laws[law_id] = Basis(
            law=reader.text("law"), article=reader.text("article"), url=url, in_force=in_force, verified=verified
        )
    return laws


def parse_rules(
    source: Source, category: Category, classes: Mapping[str, WordClass], laws: Mapping[str, Basis]
) -> tuple[Rule, ...]:
    """Read one rule pack: ``[[group]]`` with what its rules share, then ``[[group.rule]]``."""
    top = Reader(source, read_table(source))
    top.only("category", "class", "group")
    local = top.table.get("class", {})
    parser = PhraseParser(parse_classes(source, local if isinstance(local, dict) else {}, classes))
    if top.text("category") != category:
        raise top.fail("category", f"应是“{category}”（和文件名一致）")
    rules: list[Rule] = []
    for group in top.tables("group"):
        shared = Reader(source, group, near=str(group.get("name", "")))
        shared.only("name", "rule", *SHARED_KEYS)
        name = shared.text("name")
        for table in shared.tables("rule"):
            rule_id = table.get("id")
            if not isinstance(rule_id, str) or not re.fullmatch(r"[\w·+%/-]+", rule_id):
                raise shared.fail("id", "每条规则要有 id：汉字、字母、数字、横线")
            reader = Reader(source, {**inherited(group), **table}, near=f'id = "{rule_id}"')
            reader.only("id", "say", "term", "flag", "pass", *RULE_KEYS, *SHARED_KEYS)
            rules.append(parse_rule(reader, category, name, parser, laws))
    return tuple(rules)


def inherited(group: Table) -> Table:
    """Return what a group's rules share."""
    return {key: value for key, value in group.items() if key in SHARED_KEYS}


def parse_rule(
    reader: Reader,
    category: Category,
    group: str,
    parser: PhraseParser,
    laws: Mapping[str, Basis],
    *,
    own: Basis | None = None,
) -> Rule:
    """Read one rule; with ``own`` (a team's rule) that is its basis, and reason, advice and sentences may be missing."""
    need = 0 if own else 1
    rule_id = reader.text("id")
    phrases = reader.phrases("say", parser)
    if not phrases:
        raise reader.fail("say", "缺少要找的说法")
    if any(map(is_lone, phrases)) and not (reader.table.get("near") or reader.table.get("not_after")):
        raise reader.fail("say", "只有一个字的说法要用 near 或 not_after 限定，否则到处误报")
    except_, absent, near = (reader.phrases(key, parser) for key in ("except", "absent", "near"))
    refuse_mute(reader, phrases, except_=except_, absent=absent, near=near)
    kinds = reader.choices(Kind, "kinds")
    if "except_kinds" in reader.table:
        kinds -= reader.choices(Kind, "except_kinds")
        if not kinds:
            raise reader.fail("except_kinds", "减去以后一种商品也不剩，这条规则永远不会命中：放宽 kinds 或删去这一行")
    basis = [own] if own else []
    for law in reader.strings("basis", least=0 if own else 1):
        if law not in laws:
            raise reader.fail("basis", f"laws.toml 里没有“{law}”")
        basis.append(laws[law])
    severity = reader.text("severity", "warn" if own else None)
    if severity not in set(Severity):
        raise reader.fail("severity", f"应是 {'、'.join(Severity)}")
    first = phrases[0]
    term = reader.text("term", min(first.literals) if first.literals else rule_id)
    return Rule(
        id=f"{category}/{rule_id}",
        category=category,
        severity=Severity(severity),
        phrases=phrases,
        term=term,
        reason=reader.text("reason", "团队规定不说这个。" if own else None),
        basis=tuple(basis),
        suggest=reader.strings("suggest", least=need),
        kinds=kinds,
        platforms=reader.choices(Platform, "platforms"),
        flag=reader.strings("flag", least=2 * need),
        pass_=reader.strings("pass", least=2 * need),
        word=reader.flag("word"),
        not_before=reader.strings("not_before"),
        not_after=reader.strings("not_after"),
        near=near,
        absent=absent,
        except_=except_,
        keep=frozenset(reader.strings("keep")),
        group=group,
        file=reader.source.name,
        line=reader.source.id_lines.get(rule_id, 0),
    )


def parse_releases(source: Source, parser: PhraseParser) -> tuple[ReleaseRule, ...]:
    """Read context.toml: the typed reasons to stay silent, in the order in which they are tried."""
    releases = []
    for table in Reader(source, read_table(source)).tables("release"):
        reader = Reader(source, table, near=f'id = "{table.get("id")}"')
        reader.only(
            "id",
            "name",
            "why",
            "before",
            "after",
            "inside",
            "reach",
            "after_reach",
            "sentence",
            "over",
            "unless",
            "unless_before",
            "turn",
            "categories",
            "kinds",
            "basis",
        )
        releases.append(
            ReleaseRule(
                id=reader.text("id"),
                name=reader.text("name"),
                why=reader.text("why"),
                before=reader.any_of("before", parser),
                after=reader.any_of("after", parser),
                inside=reader.any_of("inside", parser),
                reach=int(reader.number("reach", 6)),
                after_reach=int(reader.number("after_reach", reader.number("reach", 6))),
                sentence=reader.any_of("sentence", parser),
                over=reader.phrases("over", parser),
                unless=reader.any_of("unless", parser),
                turn=reader.any_of("turn", parser),
                unless_before=reader.any_of("unless_before", parser),
                categories=reader.choices(Category, "categories"),
                kinds=reader.choices(Kind, "kinds"),
            )
        )
    return tuple(releases)


def parse_disguises(source: Source, parser: PhraseParser) -> DisguiseTable:
    """Read disguise.toml: ``[[variant]]`` and ``[sound]``."""
    top = Reader(source, read_table(source))
    top.only("variant", "sound")
    variants = []
    for table in top.tables("variant"):
        reader = Reader(source, table, near=f'means = "{table.get("means")}"')
        reader.only("means", "words", "near", "not_after", "sure")
        variants.append(
            Variant(
                means=reader.text("means"),
                words=tuple(fold(word).text for word in reader.strings("words", least=1)),
                near=reader.any_of("near", parser),
                not_after=reader.strings("not_after"),
                sure=reader.table.get("sure", True) is True,
            )
        )
    sound = top.table.get("sound", {})
    reader = Reader(source, sound if isinstance(sound, dict) else {}, near="[sound]")
    reader.only("words", "near", "chars", "never")
    return DisguiseTable(
        variants=tuple(variants),
        sound_words=frozenset(reader.strings("words")),
        sound_near=reader.any_of("near", parser),
        chars=reader.text("chars", ""),
        never=frozenset(reader.strings("never")),
    )


def parse_policy(source: Source) -> Policy:
    """Read policy.toml."""
    top = Reader(source, read_table(source))
    top.only("start", "pass_line", "repeat_share", "severity", "missing", "facts", "flow", "most")

    def section(name: str) -> Reader:
        value = top.table.get(name)
        if not isinstance(value, dict):
            raise top.fail(name, f"缺少 [{name}]")
        return Reader(source, value, near=f"[{name}]")

    severity, missing, most, flow = section("severity"), section("missing"), section("most"), section("flow")
    return Policy(
        start=int(top.number("start")),
        pass_line=int(top.number("pass_line")),
        severity={level: int(severity.number(level)) for level in Severity},
        repeat_share=float(top.number("repeat_share")),
        missing_must=int(missing.number("must")),
        missing_point=int(missing.number("point")),
        wrong_fact=int(section("facts").number("wrong")),
        flow_part=int(flow.number("part")),
        flow_style=int(flow.number("style")),
        flow_rule=int(flow.number("rule")),
        most={name: int(most.number(name)) for name in ("findings", "missing", "facts", "flow")},
    )
