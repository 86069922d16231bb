"""A team's own packs: rules and accepted false alarms that lie over the built-in ones, by room and platform."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from coach.errors import LexiconError
from coach.scoring.context import ReleaseRule
from coach.scoring.lexicon import RULE_KEYS, SHARED_KEYS, Pack, inherited, parse_classes, parse_rule
from coach.scoring.model import Basis, Category, Kind, Platform
from coach.scoring.normalise import fold
from coach.scoring.packs import Reader, Source, read_source, read_table
from coach.scoring.phrase import Phrase, PhraseParser
from coach.scoring.refusing import refuse_twins
from coach.scoring.rules import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPack:
    """One file of a team: whose it is, where it holds, its rules and its accepted false alarms."""

    name: str
    rooms: frozenset[str]
    rules: tuple[Rule, ...]
    releases: tuple[ReleaseRule, ...]


def load_team_packs(folder: Path, pack: Pack) -> tuple[TeamPack, ...]:
    """Read every ``*.toml`` of a team's folder, in name order.

    Raises:
        LexiconError: a file is wrong; names file, line, key and reason.
    """
    return tuple(parse_team_pack(read_source(path), pack) for path in sorted(folder.glob("*.toml")))


def parse_team_pack(source: Source, pack: Pack) -> TeamPack:
    """Read one team pack.

    ``team`` names it; ``rooms`` and ``platforms`` limit it (everywhere when absent); ``[[group]]`` as in the built-in
    packs but with its own ``category`` and, instead of ``basis``, a free ``source``; sentences are welcome, not
    demanded. ``[[passed]]`` lets one sentence stand for the category of
    ``rule``: ``rule``, ``sentence``, ``by``.
    """
    top = Reader(source, read_table(source))
    top.only("team", "rooms", "platforms", "class", "group", "passed")
    local = top.table.get("class", {})
    parser = PhraseParser(parse_classes(source, local if isinstance(local, dict) else {}, pack.classes))
    platforms = top.choices(Platform, "platforms")
    rules: list[Rule] = []
    for group in top.tables("group"):
        shared = Reader(source, group, near=str(group.get("name", "")))
        shared.only("name", "category", "source", "rule", *SHARED_KEYS)
        for table in shared.tables("rule"):
            rules.append(_team_rule(source, shared, {**inherited(group), **table}, parser, platforms, pack))
    refuse_twins(rules)
    known = {rule.id for rule in (*pack.rules, *rules)}
    releases = tuple(_passed(Reader(source, table, near="[[passed]]"), known) for table in top.tables("passed"))
    return TeamPack(name=top.text("team"), rooms=frozenset(top.strings("rooms")), rules=tuple(rules), releases=releases)


def _team_rule(
    source: Source,
    group: Reader,
    table: dict[str, object],
    parser: PhraseParser,
    platforms: frozenset[Platform],
    pack: Pack,
) -> Rule:
    rule_id = table.get("id")
    if not isinstance(rule_id, str) or not re.fullmatch(r"[\w·+%/-]+", rule_id):
        raise group.fail("id", "每条规则要有 id：汉字、字母、数字、横线")
    category = group.text("category")
    if category not in set(Category):
        raise group.fail("category", f"应是 {'、'.join(Category)} 之一")
    own = Basis(law="团队规定", article=group.text("source", group.text("name")), url="")
    reader = Reader(source, table, near=f'id = "{rule_id}"')
    reader.only("id", "say", "term", "flag", "pass", *RULE_KEYS, *SHARED_KEYS)
    rule = parse_rule(reader, Category(category), group.text("name"), parser, pack.laws, own=own)
    if not rule.platforms & platforms:
        raise reader.fail("platforms", "和文件开头的 platforms 没有共同的平台，这条规则永远不会命中：改其中一处")
    stem = source.name.rsplit(".", 1)[0]
    return rule.with_place(rule_id=f"{category}/{stem}·{rule_id}", platforms=rule.platforms & platforms)


def _passed(reader: Reader, known: set[str]) -> ReleaseRule:
    reader.only("rule", "sentence", "by", "at")
    rule = reader.text("rule")
    if rule not in known:
        raise LexiconError(reader.source.name, reader.source.line("rule", near=rule), "rule", f"没有规则“{rule}”")
    words = fold(reader.text("sentence")).text
    phrase = Phrase(words, (re.escape(words),), (frozenset((words,)),), frozenset((words,)))
    return ReleaseRule(
        id="team",
        name="团队放行",
        why=f"团队确认过这句话没有问题（{reader.text('by')}）",
        over=(phrase,),
        categories=frozenset((Category(rule.partition("/")[0]),)),
        kinds=frozenset(Kind),
    )


def layer(pack: Pack, teams: Iterable[TeamPack], *, room: str | None = None) -> Pack:
    """Return ``pack`` with the team packs that hold in ``room`` laid over it (None: those that name no room).

    The fingerprint changes with what is laid over, so that a report names the rules it was made with.

    Raises:
        LexiconError: two rules have one id.
    """
    chosen = [team for team in teams if not team.rooms or (room is not None and room in team.rooms)]
    if not chosen:
        return pack
    rules = [*pack.rules, *(rule for team in chosen for rule in team.rules)]
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise LexiconError(rule.file, rule.line, "id", f"“{rule.id}”重复：换一个名字")
        seen.add(rule.id)
    digest = hashlib.sha256(pack.fingerprint.encode())
    for team in chosen:
        digest.update(
            repr((team.name, [(r.id, r.severity, [p.source for p in r.phrases]) for r in team.rules])).encode()
        )
        digest.update(repr([(sorted(r.categories), [p.source for p in r.over]) for r in team.releases]).encode())
    releases = (*(release for team in chosen for release in team.releases), *pack.releases)
    return replace(pack, rules=tuple(rules), releases=releases, fingerprint=digest.hexdigest()[:16])
