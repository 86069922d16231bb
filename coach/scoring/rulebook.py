"""A rulebook: all rule data indexed and ready to check with, and the fingerprint that names it; one for each room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from coach.errors import NotFoundError
from coach.scoring.disguise import Disguises
from coach.scoring.lexicon import Pack, load_pack
from coach.scoring.matching import Matcher
from coach.scoring.model import Basis, Category, Kind, Platform, Severity
from coach.scoring.phrase import Phrase
from coach.scoring.reader import Reader
from coach.scoring.reader import load as load_reader
from coach.scoring.rules import Policy, Rule
from coach.scoring.team import TEAM, gather, layer, load_team_packs, rooms_named
from coach.scoring.tokens import Words

READER, READER_FILE = "reader/", "reader.bin"
Owner = tuple[str, int]
"""Whose phrase it is: ("rule", n), ("release", n), ("part", n), ("style", n), or NOBODY's."""
NOBODY: Owner = ("nobody", 0)
"""Who has the phrases that hold in other rooms only: they are heard, and mean nothing."""


class Index:
    """What the rulebooks of all rooms share: every phrase indexed once, speech cut into words, the second reader.

    ``pack`` is all that is looked for in any room, ``common`` what holds in every one.
    """

    def __init__(self, pack: Pack, common: Pack, reader_file: Path | None) -> None:
        """Index ``pack``; the second reader is read from ``reader_file`` at first use, where there is one."""
        self.pack, self.common, self.reader_file = pack, common, reader_file
        self.by_id = {rule.id: rule for rule in pack.rules}
        self.words = Words(pack.user_words)
        self.matcher = Matcher([*_phrases(pack), *(phrase for _, phrase in pack.flow.phrases())])
        self.disguises: dict[frozenset[str], Disguises] = {}
        """Look-ups of the second reading by the words that they add to the common ones, made at first use."""

    @cached_property
    def reader(self) -> Reader | None:
        """The second reader, or None where it has not been trained."""
        return load_reader(self.reader_file) if self.reader_file else None

    def owners(self, pack: Pack) -> list[Owner]:
        """Return whose in ``pack`` each phrase is."""
        rules = {id(rule): ("rule", number) for number, rule in enumerate(pack.rules)}
        releases = {id(release): ("release", number) for number, release in enumerate(pack.releases)}
        owners = [rules.get(id(rule), NOBODY) for rule in self.pack.rules for _ in rule.phrases]
        owners += [releases.get(id(release), NOBODY) for release in self.pack.releases for _ in release.over]
        return owners + [owner for owner, _ in self.pack.flow.phrases()]

    def disguises_in(self, pack: Pack) -> Disguises:
        """Return the look-ups over the words of ``pack``: those that all rooms know, and what it adds to them."""
        own = frozenset() if pack is self.common else frozenset(_words(pack) - _words(self.common))
        if own not in self.disguises:
            beyond = self.disguises_in(self.common) if own else None
            self.disguises[own] = Disguises(pack.disguises, own or _words(self.common), beyond=beyond)
        return self.disguises[own]

    def __getstate__(self) -> dict[str, object]:
        """Leave out the second reader: it is a file of its own."""
        return {name: value for name, value in self.__dict__.items() if name != "reader"}


class Rulebook:
    """Everything a check needs besides the text and the card. Immutable once made; share it between threads.

    It holds the rules of one room, or those of a check about none, and leads to the books of the rooms that have rules
    of their own. What takes time and space to make is there once for all of them.
    """

    def __init__(
        self,
        pack: Pack,
        reader_file: Path | None = None,
        *,
        index: Index | None = None,
        rooms: Mapping[str | None, Rulebook | None] | None = None,
    ) -> None:
        """Index ``pack``; the second reader is read from ``reader_file`` at first use, where there is one.

        With ``index`` (of all rooms) nothing is indexed again. ``rooms`` are the books of those that team packs name,
        None's those of all others; None is this book itself.
        """
        self.pack = pack
        self.index = index or Index(pack, pack, reader_file)
        self.fingerprint: str = pack.fingerprint
        self.rules: tuple[Rule, ...] = pack.rules
        self.policy: Policy = pack.policy
        self.words, self.matcher = self.index.words, self.index.matcher
        self.owners = self.index.owners(pack)
        self._rooms = rooms or {}

    @property
    def rooms(self) -> tuple[str, ...]:
        """The names of the rooms for which team packs have something of their own."""
        return tuple(sorted(room for room in self._rooms if room is not None))

    def of_room(self, room: str | None) -> Rulebook:
        """Return the rules that hold in the room of this name; None: those of a check about no room, which are these."""
        if room is None:
            return self
        return self._rooms.get(room if room in self._rooms else None) or self

    @cached_property
    def disguises(self) -> Disguises:
        """The second reading's look-ups over all words the rules know."""
        return self.index.disguises_in(self.pack)

    @cached_property
    def reader(self) -> Reader | None:
        """The second reader, or None where it has not been trained."""
        return self.index.reader

    @cached_property
    def suspicions(self) -> dict[Category, Rule]:
        """The rules in whose name the second reader reports, one a category."""
        return {category: _suspicion(category, self.rules) for category in Category}

    @property
    def script_types(self) -> tuple[tuple[str, str], ...]:
        """The types a script can be given as, each with its name, in the order in which they are tried."""
        return tuple((kind.id, kind.name) for kind in self.pack.flow.types)

    def prepare(self) -> None:
        """Build now what is otherwise built at first use, so that a kept rulebook has it."""
        self.disguises.prepare()
        assert self.pack.synonyms.phrases is not None

    def __getstate__(self) -> dict[str, object]:
        """Leave out the second reader: it is a file of its own."""
        return {name: value for name, value in self.__dict__.items() if name != "reader"}

    @property
    def every_rule(self) -> tuple[Rule, ...]:
        """The rules of all rooms."""
        return self.index.pack.rules

    def rule_phrases(self) -> Iterator[tuple[int, Rule, Phrase]]:
        """Yield the phrases of the rules that hold, each with its number in the matcher and its rule."""
        numbers: dict[int, list[int]] = {}
        for place, (sort, number) in enumerate(self.owners):
            if sort == "rule":
                numbers.setdefault(number, []).append(place)
        for number, rule in enumerate(self.rules):
            for place, phrase in zip(numbers.get(number, ()), rule.phrases, strict=True):
                yield place, rule, phrase

    def find_rule(self, rule_id: str) -> Rule | None:
        """Return the rule ``category/id``, in whatever room it holds, or None."""
        if rule_id.startswith(READER):
            return next((rule for rule in self.suspicions.values() if rule.id == rule_id), None)
        return self.index.by_id.get(rule_id)

    def get_rule(self, rule_id: str) -> Rule:
        """Return the rule ``category/id``.

        Raises:
            NotFoundError: there is no such rule.
        """
        rule = self.find_rule(rule_id)
        if rule is None:
            raise NotFoundError(f"没有规则“{rule_id}”。用 coach lexicon list 查看全部规则。", rule=rule_id)
        return rule


def load_rulebook(folder: Path, *, team: Path | None = None, room: str | None = None) -> Rulebook:
    """Load and index the rule data below ``folder``, with the packs of the folder ``team`` over it; see ``lay_over``.

    Raises:
        LexiconError: a file is missing or wrong; names file, line, key and reason.
    """
    rulebook = Rulebook(load_pack(folder), folder / READER_FILE)
    return rulebook if team is None else lay_over(rulebook, team, room=room)


def lay_over(rulebook: Rulebook, team: Path, *, room: str | None = None) -> Rulebook:
    """Return ``rulebook`` with the packs of the folder ``team`` over it; itself where there are none.

    The book returned has the rules of ``room`` (None: what holds in all rooms), and leads to those of the others.

    Raises:
        LexiconError: a pack is wrong; names file, line, key and reason.
    """
    teams = load_team_packs(team, rulebook.pack)
    if not teams:
        return rulebook
    common = layer(rulebook.pack, teams)
    packs: dict[str | None, Pack] = {None: common}
    packs |= {name: layer(rulebook.pack, teams, room=name) for name in sorted(rooms_named(teams))}
    index = Index(gather(rulebook.pack, teams), common, rulebook.index.reader_file)
    if len(common.rules) == len(rulebook.rules):
        index.disguises |= rulebook.index.disguises  # the same words: no need to index them again
    mine = packs.get(room, common)
    books = {
        pack.fingerprint: Rulebook(pack, index=index) for pack in packs.values() if pack.fingerprint != mine.fingerprint
    }
    return Rulebook(mine, index=index, rooms={name: books.get(pack.fingerprint) for name, pack in packs.items()})


def _phrases(pack: Pack) -> Iterable[Phrase]:
    yield from (phrase for rule in pack.rules for phrase in rule.phrases)
    yield from (phrase for release in pack.releases for phrase in release.over)


def _words(pack: Pack) -> set[str]:
    """Return the words that may be meant by a disguise; a sentence that a team lets stand is none of them."""
    phrases = _phrases(replace(pack, releases=tuple(one for one in pack.releases if one.id != TEAM)))
    return {word for phrase in phrases for anchor in phrase.anchors for word in anchor}


def _suspicion(category: Category, rules: tuple[Rule, ...]) -> Rule:
    """Make the rule of one category in whose name the second reader reports, on the basis its rules rest on most."""
    basis: Counter[Basis] = Counter(basis for rule in rules if rule.category is category for basis in rule.basis)
    return Rule(
        id=f"{READER}{category}",
        category=category,
        severity=Severity.WARN,
        phrases=(),
        term="疑似",
        reason="没有对上具体的规则，但整句听起来像违规的话。这是按统计给出的怀疑，请人再听一遍。",
        basis=tuple(item for item, _ in basis.most_common(1)),
        suggest=("换成能当场证明的说法：配料、尺寸、工艺、做法，或写在页面上的活动规则。",),
        kinds=frozenset(Kind),
        platforms=frozenset(Platform),
        flag=(),
        pass_=(),
        group="第二读者",
        file=READER_FILE,
    )
