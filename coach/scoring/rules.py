"""What a rule pack holds once it is read: laws, rules with their examples, policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from coach.scoring.model import Basis, Category, Kind, Platform, Severity
from coach.scoring.phrase import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One forbidden term or pattern with all that a reader of its finding needs.

    ``kinds``, ``platforms`` and ``rooms`` (by name; empty: all) are where it holds. ``near``: one of these must stand
    in the same sentence; ``absent``: none of these may; ``except_``: a hit inside one of these passes.
    ``keep``: releases (see context.toml) that don't apply to this rule.
    """

    id: str
    category: Category
    severity: Severity
    phrases: tuple[Phrase, ...]
    term: str
    reason: str
    basis: tuple[Basis, ...]
    suggest: tuple[str, ...]
    kinds: frozenset[Kind]
    platforms: frozenset[Platform]
    flag: tuple[str, ...]
    pass_: tuple[str, ...]
    word: bool = False
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    near: tuple[Phrase, ...] = ()
    absent: tuple[Phrase, ...] = ()
    except_: tuple[Phrase, ...] = ()
    keep: frozenset[str] = frozenset()
    group: str = ""
    file: str = ""
    line: int = 0
    rooms: frozenset[str] = frozenset()

    def with_place(self, *, rule_id: str, platforms: frozenset[Platform]) -> Rule:
        """Return the same rule under another id and for these platforms only."""
        return replace(self, id=rule_id, platforms=platforms)

    def holds_for(self, kind: Kind, platform: Platform) -> bool:
        """Tell whether the rule applies to these goods on this platform (``any`` means every rule)."""
        return kind in self.kinds and (platform is Platform.ANY or platform in self.platforms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Weights, pass line and verdicts of the score card (policy.toml)."""

    start: int
    pass_line: int
    severity: Mapping[Severity, int]
    repeat_share: float
    missing_must: int
    missing_point: int
    wrong_fact: int
    flow_part: int
    flow_style: int
    flow_rule: int
    most: Mapping[str, int]
