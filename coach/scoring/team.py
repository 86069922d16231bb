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

TEAM = "team"
"""The id of the releases that accepted sentences are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A sentence that a team lets stand; ``rooms`` (empty: all of its pack) are those in which it does."""

    release: ReleaseRule
    rooms: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPack:
    """One file of a team: whose it is, the rooms in which it holds (empty: all), its rules and accepted false alarms."""

    name: str
    rooms: frozenset[str]
    rules: tuple[Rule, ...]
    passed: tuple[Passed, ...]

    def holds_in(self, room: str | None) -> bool:
        """Tell whether the pack holds in the room of this name; without one only a pack for all rooms does."""
        return not self.rooms or room in self.rooms

    def releases_in(self, room: str | None) -> tuple[ReleaseRule, ...]:
        """Return what lets its accepted sentences stand in the room of this name."""
        return tuple(one.release for one in self.passed if not one.rooms or room in one.rooms)


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
    ``rule``: ``rule``, ``sentence``, ``by``, and ``rooms`` where it holds in some of the pack's rooms only.
    """
    top = Reader(source, read_table(source))
    top.only("team", "rooms", "platforms", "class", "group", "passed")
    local = top.table.get("class", {})
    parser = PhraseParser(parse_classes(source, local if isinstance(local, dict) else {}, pack.classes))
    platforms, rooms = top.choices(Platform, "platforms"), frozenset(top.strings("rooms"))
    rules: list[Rule] = []
    for group in top.tables("group"):
        shared = Reader(source, group, near=str(group.get("name", "")))
        shared.only("name", "category", "source", "rule", *SHARED_KEYS)
        for table in shared.tables("rule"):
            rule = _team_rule(source, shared, {**inherited(group), **table}, parser, platforms, pack)
            rules.append(replace(rule, rooms=rooms))
    refuse_twins(rules)
    known = {rule.id for rule in (*pack.rules, *rules)}
    passed = tuple(_passed(Reader(source, table, near="[[passed]]"), known, rooms) for table in top.tables("passed"))
    return TeamPack(name=top.text("team"), rooms=rooms, rules=tuple(rules), passed=passed)


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


def _passed(reader: Reader, known: set[str], rooms: frozenset[str]) -> Passed:
    reader.only("rule", "sentence", "by", "at", "rooms")
    rule = reader.text("rule")
    if rule not in known:
        raise LexiconError(reader.source.name, reader.source.line("rule", near=rule), "rule", f"没有规则“{rule}”")
    own = frozenset(reader.strings("rooms"))
    beyond = sorted(own - rooms) if rooms else []
    if beyond:
        raise LexiconError(
            reader.source.name,
            reader.source.line("rooms", near=reader.text("sentence")),
            "rooms",
            f"这份词库不管“{'、'.join(beyond)}”，放行的句子在那里不起作用：改成{'、'.join(sorted(rooms))}，或写进管它的词库",
        )
    words = fold(reader.text("sentence")).text
    phrase = Phrase(words, (re.escape(words),), (frozenset((words,)),), frozenset((words,)))
    release = ReleaseRule(
        id=TEAM,
        name="团队放行",
        why=f"团队确认过这句话没有问题（{reader.text('by')}）",
        over=(phrase,),
        categories=frozenset((Category(rule.partition("/")[0]),)),
        kinds=frozenset(Kind),
    )
    return Passed(release=release, rooms=own)


def rooms_named(teams: Iterable[TeamPack]) -> frozenset[str]:
    """Return the names of the rooms for which these packs have something of their own."""
    teams = tuple(teams)
    return frozenset().union(*(team.rooms for team in teams), *(one.rooms for team in teams for one in team.passed))


def gather(pack: Pack, teams: Iterable[TeamPack]) -> Pack:
    """Return ``pack`` with all that the team packs have for any room: what is looked for, not what holds.

    Raises:
        LexiconError: two rules have one id.
    """
    teams = tuple(teams)
    releases = (one.release for team in teams for one in team.passed)
    return _laid(pack, (rule for team in teams for rule in team.rules), releases)


def layer(pack: Pack, teams: Iterable[TeamPack], *, room: str | None = None) -> Pack:
    """Return ``pack`` with what of the team packs holds in ``room`` laid over it (None: what holds in all rooms).

    The fingerprint changes with what is laid over and with nothing else, so that a report names the rules it was made
    with, and another room's packs are nothing to it.

    Raises:
        LexiconError: two rules have one id.
    """
    digest = hashlib.sha256(pack.fingerprint.encode())
    rules: list[Rule] = []
    releases: list[ReleaseRule] = []
    for team in teams:
        own = team.releases_in(room)
        if not team.holds_in(room) or not (team.rules or own):
            continue
        rules += team.rules
        releases += own
        digest.update(repr((team.name, [_print(rule) for rule in team.rules])).encode())
        digest.update(repr([(sorted(one.categories), [p.source for p in one.over]) for one in own]).encode())
    if not rules and not releases:
        return pack
    return replace(_laid(pack, rules, releases), fingerprint=digest.hexdigest()[:16])


def _laid(pack: Pack, rules: Iterable[Rule], releases: Iterable[ReleaseRule]) -> Pack:
    together = (*pack.rules, *rules)
    seen: set[str] = set()
    for rule in together:
        if rule.id in seen:
            raise LexiconError(rule.file, rule.line, "id", f"“{rule.id}”重复：换一个名字")
        seen.add(rule.id)
    return replace(pack, rules=together, releases=(*releases, *pack.releases))


def _print(rule: Rule) -> tuple[object, ...]:
    """Return all of a rule that a report depends on, in a fixed order."""
    phrases = [[phrase.regex for phrase in part] for part in (rule.phrases, rule.near, rule.absent, rule.except_)]
    scope = [sorted(rule.kinds), sorted(rule.platforms), sorted(rule.keep), rule.word, rule.not_before, rule.not_after]
    words = (rule.id, rule.severity, rule.term, rule.reason, rule.suggest, [repr(basis) for basis in rule.basis])
    return (*words, phrases, scope)
