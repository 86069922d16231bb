"""A rulebook: all rule data indexed and ready to check with, and the fingerprint that names it."""

from __future__ import annotations

from collections import Counter
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
from coach.scoring.team import layer, load_team_packs
from coach.scoring.tokens import Words

READER, READER_FILE = "reader/", "reader.bin"
Owner = tuple[str, int]
"""Whose phrase it is: ("rule", n), ("release", n), ("part", n) or ("style", n)."""


class Rulebook:
    """Everything a check needs besides the text and the card. Immutable once made; share it between threads."""

    def __init__(self, pack: Pack, reader_file: Path | None = None) -> None:
        """Index ``pack``; the second reader is read from ``reader_file`` at first use, where there is one."""
        self.pack = pack
        self.reader_file = reader_file
        self.fingerprint: str = pack.fingerprint
        self.rules: tuple[Rule, ...] = pack.rules
        self.policy: Policy = pack.policy
        self.words = Words(pack.user_words)
        phrases: list[Phrase] = []
        self.owners: list[Owner] = []
        for number, rule in enumerate(pack.rules):
            phrases += rule.phrases
            self.owners += [("rule", number)] * len(rule.phrases)
        for number, release in enumerate(pack.releases):
            phrases += release.over
            self.owners += [("release", number)] * len(release.over)
        rule_phrases = len(phrases)
        for owner, phrase in pack.flow.phrases():
            phrases.append(phrase)
            self.owners.append(owner)
        self.matcher = Matcher(phrases)
        self._rule_words = {word for phrase in phrases[:rule_phrases] for anchor in phrase.anchors for word in anchor}
        self._by_id = {rule.id: rule for rule in pack.rules}

    @cached_property
    def disguises(self) -> Disguises:
        """The second reading's look-ups over all words the rules know."""
        return Disguises(self.pack.disguises, self._rule_words)

    @cached_property
    def reader(self) -> Reader | None:
        """The second reader, or None where it has not been trained."""
        return load_reader(self.reader_file) if self.reader_file else None

    @cached_property
    def suspicions(self) -> dict[Category, Rule]:
        """The rules in whose name the second reader reports, one a category."""
        return {category: _suspicion(category, self.rules) for category in Category}

    def prepare(self) -> None:
        """Build now what is otherwise built at first use, so that a kept rulebook has it."""
        self.disguises.prepare()
        assert self.pack.synonyms.phrases is not None

    def __getstate__(self) -> dict[str, object]:
        """Leave out the second reader: it is a file of its own."""
        return {name: value for name, value in self.__dict__.items() if name != "reader"}

    def find_rule(self, rule_id: str) -> Rule | None:
        """Return the rule ``category/id``, or None."""
        if rule_id.startswith(READER):
            return next((rule for rule in self.suspicions.values() if rule.id == rule_id), None)
        return self._by_id.get(rule_id)

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
    """Load and index the rule data below ``folder``, with the packs of the folder ``team`` for ``room`` over it.

    Raises:
        LexiconError: a file is missing or wrong; names file, line, key and reason.
    """
    rulebook = Rulebook(load_pack(folder), folder / READER_FILE)
    return rulebook if team is None else lay_over(rulebook, team, room=room)


def lay_over(rulebook: Rulebook, team: Path, *, room: str | None = None) -> Rulebook:
    """Return ``rulebook`` with the packs of the folder ``team`` for ``room`` over it; itself when none holds there.

    Raises:
        LexiconError: a pack is wrong; names file, line, key and reason.
    """
    pack = layer(rulebook.pack, load_team_packs(team, rulebook.pack), room=room)
    return rulebook if pack is rulebook.pack else Rulebook(pack, rulebook.reader_file)


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
