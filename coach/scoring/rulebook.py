"""A rulebook: all rule data indexed and ready to check with, and the fingerprint that names it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from coach.errors import NotFoundError
from coach.scoring.disguise import Disguises
from coach.scoring.lexicon import Pack, load_pack
from coach.scoring.matching import Matcher
from coach.scoring.rules import Policy, Rule
from coach.scoring.team import layer, load_team_packs
from coach.scoring.tokens import Words


Owner = tuple[str, int]
"""Whose phrase it is: ("rule", n), ("release", n), ("part", n) or ("style", n)."""


class Rulebook:
    """Everything a check needs besides the text and the card. Immutable once made; share it between threads."""

    def __init__(self, pack: Pack) -> None:
        """Index ``pack``."""
        self.pack = pack
        self.fingerprint: str = pack.fingerprint
        self.rules: tuple[Rule, ...] = pack.rules
        self.policy: Policy = pack.policy
        self.words = Words(pack.user_words)
        phrases = []
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

    def find_rule(self, rule_id: str) -> Rule | None:
        """Return the rule ``category/id``, or None."""
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
    pack = load_pack(folder)
    if team is not None:
        pack = layer(pack, load_team_packs(team, pack), room=room)
    return Rulebook(pack)
