"""What changed from one attempt to another: points won and lost, findings fixed and new, facts, parts, pace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from coach.errors import RefusedError
from coach.training.model import Attempt, AttemptId
from coach.training.reports import (
    Mark,
    findings_of,
    mark,
    parts_of,
    per_minute_of,
    points_of,
    wrong_facts_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """From ``before`` to ``after``. ``lost`` and ``fixed`` give places in the text before, all others in the text after.

    ``rules_changed`` and ``card_changed`` say that the two were measured differently.
    """

    before: AttemptId
    after: AttemptId
    score: tuple[int, int]
    newly_covered: tuple[Mark, ...]
    lost: tuple[Mark, ...]
    fixed: tuple[Mark, ...]
    new: tuple[Mark, ...]
    kept: tuple[Mark, ...]
    facts_fixed: tuple[Mark, ...]
    facts_new: tuple[Mark, ...]
    parts_won: tuple[str, ...]
    parts_lost: tuple[str, ...]
    per_minute: tuple[int | None, int | None]
    chars: tuple[int, int]
    rules_changed: bool
    card_changed: bool


def difference(before: Attempt, after: Attempt) -> Difference:
    """Compare two attempts of one anchor at one drill.

    Raises:
        RefusedError: they are not by the same anchor, not of the same drill, or the first is not the earlier one.
    """
    if before.anchor != after.anchor or before.drill != after.drill:
        raise RefusedError(
            "这两次提交不是同一个人做的同一个练习，没法比较。请选同一个练习的两次提交。",
            missing=["同一个人、同一个练习的两次提交"],
        )
    if (before.at, before.number) >= (after.at, after.number):
        raise RefusedError("请把早的一次放在前面，晚的一次放在后面再比较。", missing=["先后两次提交"])
    old, new = before.report, after.report
    points = (points_of(old), points_of(new))
    facts = (wrong_facts_of(old), wrong_facts_of(new))
    parts = (parts_of(old), parts_of(new))
    fixed, fresh, kept = _findings(old, new)
    return Difference(
        before=before.id,
        after=after.id,
        score=(before.score, after.score),
        newly_covered=tuple(_point(point) for key, point in points[1].items() if _gained(key, point, points[0])),
        lost=tuple(_point(point) for key, point in points[0].items() if _gained(key, point, points[1])),
        fixed=fixed,
        new=fresh,
        kept=kept,
        facts_fixed=tuple(_fact(fact) for name, fact in facts[0].items() if name not in facts[1]),
        facts_new=tuple(_fact(fact) for name, fact in facts[1].items() if name not in facts[0]),
        parts_won=tuple(name for part, name in parts[1].items() if part not in parts[0]),
        parts_lost=tuple(name for part, name in parts[0].items() if part not in parts[1]),
        per_minute=(per_minute_of(old), per_minute_of(new)),
        chars=(len(before.text), len(after.text)),
        rules_changed=before.rulebook != after.rulebook,
        card_changed=(before.product, before.card_version) != (after.product, after.card_version),
    )


def _gained(key: str, point: Mapping[str, object], other: Mapping[str, Mapping[str, object]]) -> bool:
    """Return whether the point is covered here and was there, uncovered: a point new on the card is no gain."""
    return point.get("covered") is True and key in other and other[key].get("covered") is not True


def _findings(
    old: Mapping[str, object], new: Mapping[str, object]
) -> tuple[tuple[Mark, ...], tuple[Mark, ...], tuple[Mark, ...]]:
    """Pair findings by rule and term in the order of the text; what has no partner is fixed or new."""
    spare = Counter(_key(found) for found in findings_of(old))
    fresh: list[Mark] = []
    kept: list[Mark] = []
    for found in findings_of(new):
        if spare[_key(found)] > 0:
            spare[_key(found)] -= 1
            kept.append(_finding(found))
        else:
            fresh.append(_finding(found))
    fixed: list[Mark] = []
    for found in reversed(findings_of(old)):
        if spare[_key(found)] > 0:
            spare[_key(found)] -= 1
            fixed.insert(0, _finding(found))
    return tuple(fixed), tuple(fresh), tuple(kept)


def _key(found: Mapping[str, object]) -> tuple[str, str]:
    return str(found["rule"]), str(found.get("term", found["text"]))


def _finding(found: Mapping[str, object]) -> Mark:
    return mark(found, what=str(found["rule"]), text=str(found["text"]), message=str(found.get("message", "")))


def _point(point: Mapping[str, object]) -> Mark:
    return mark(point, what=str(point["id"]), text=str(point.get("quote") or ""), message=str(point["say"]))


def _fact(fact: Mapping[str, object]) -> Mark:
    message = f"{fact['fact']}应是{fact['expected']}，说成了{fact['said']}"
    return mark(fact, what=str(fact["fact"]), text=str(fact["text"]), message=message)
