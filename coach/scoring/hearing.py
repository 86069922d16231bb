"""Hear the units of selling points in a text: one pass, linear in the text, whatever the number of points."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from coach.scoring.clauses import Clauses
from coach.scoring.selling_points import Amount, Plan, Target, aligned, bound, kind
from coach.scoring.spoken import Quantity

Units = dict[int, float]
"""Unit -> how strongly it is matched (or contradicted), 0-1."""

LEAST_BARE, TELLING, BARE, AGAINST_BOUND, DOUBTFUL = 5, 10, 0.6, 0.3, 0.5
AFTER_WARNING, AROUND = 3, 8


@dataclass(slots=True)
class Heard:
    """What of one alternative is heard, clause by clause, and what speaks against it."""

    match: dict[int, Units] = field(default_factory=dict)
    against: dict[int, Units] = field(default_factory=dict)

    def note(self, index: int, unit: int, strength: float) -> None:
        """Note a match in clause ``index``; the strongest of a clause stays."""
        units = self.match.get(index)
        if units is None:
            self.match[index] = {unit: strength}
        elif units.get(unit, 0.0) < strength:
            units[unit] = strength

    def object(self, index: int, unit: int, strength: float) -> None:
        """Note that clause ``index`` says the contrary of a unit."""
        units = self.against.setdefault(index, {})
        units[unit] = max(strength, units.get(unit, 0.0))


def hear(plan: Plan, cut: Clauses, numbers: Sequence[Quantity]) -> list[Heard]:
    """Return what is heard of each alternative of ``plan``, in its order."""
    heard = [Heard() for _ in plan.alternatives]
    if plan.automaton is not None:
        _hear_words(plan, cut, heard)
    everything = [amount for amounts in plan.amounts.values() for amount in amounts]
    for quantity in numbers:
        bare = quantity.unit == "" and quantity.low >= LEAST_BARE
        amounts = everything if bare else plan.amounts.get(kind(quantity.unit))
        if amounts:
            _hear_number(amounts, cut, quantity, heard)
    for alternative, found in zip(plan.alternatives, heard, strict=True):
        if alternative.warning >= 0:
            _hear_warnings(alternative.warning, cut, found)
    return heard


def _hear_words(plan: Plan, cut: Clauses, heard: list[Heard]) -> None:
    assert plan.automaton is not None
    starts, ends, patterns = cut.word_starts, cut.word_ends, plan.patterns
    found = []
    for pattern, start, end in plan.automaton.find_matches_as_indexes(cut.text, overlapping=True):
        whole, inside = patterns[pattern]
        if end - start > 2 or aligned(start, end, starts, ends):
            found.append((whole, start, end))
        elif end - start == 1:
            found.append((inside, start, end))
    _note(found, cut, heard)
    _note(_over_intensifiers(plan, cut), cut, heard)


def _over_intensifiers(plan: Plan, cut: Clauses) -> Iterable[tuple[Sequence[Target], int, int]]:
    """Yield the matches that an intensifier interrupts: 声音特别小 for 声音小."""
    assert plan.automaton is not None
    text, width = cut.text, 2 * AROUND + 1
    gaps = [gap.span() for gap in cut.cues.intensifiers.finditer(text)]
    joined = "".join(
        text[max(0, a - AROUND) : a].rjust(AROUND, "\n") + text[b : b + AROUND].ljust(AROUND, "\n") + "\n"
        for a, b in gaps
    )
    for pattern, start, end in plan.automaton.find_matches_as_indexes(joined, overlapping=True):
        number, offset = divmod(start, width)
        beyond = end - number * width - AROUND
        if offset < AROUND < offset + end - start:
            a, b = gaps[number]
            if a - AROUND + offset in cut.word_starts:
                yield plan.patterns[pattern][0], a - AROUND + offset, b + beyond


def _note(found: Iterable[tuple[Sequence[Target], int, int]], cut: Clauses, heard: list[Heard]) -> None:
    starts, marked = cut.starts, cut.negators.keys() | cut.answers.keys()
    matches = [of_one.match for of_one in heard]
    for targets, start, end in found:
        if not targets:
            continue
        index = max(0, bisect_right(starts, start) - 1)
        sign = cut.polarity(index, start, end) if index in marked else 1
        for alternative, unit, strength, wanted in targets:
            if sign * wanted >= 0:
                units = matches[alternative].get(index)
                if units is None:
                    matches[alternative][index] = {unit: strength}
                elif units.get(unit, 0.0) < strength:
                    units[unit] = strength
            elif strength > DOUBTFUL:
                heard[alternative].object(index, unit, strength)


def _hear_number(amounts: Sequence[Amount], cut: Clauses, quantity: Quantity, heard: list[Heard]) -> None:
    low, high, index = quantity.low, quantity.high, cut.at(quantity.start)
    lone = high == 1 and kind(quantity.unit) == ""
    clear = high <= 2 * low or low < 0
    for amount in amounts:
        if low <= amount.most and amount.least <= high:
            if clear:
                heard[amount.alternative].note(index, amount.number, _agreement(amount, quantity, cut.text))
        elif amount.unit == quantity.unit and not lone:
            heard[amount.alternative].object(index, amount.number, 1.0)


def _agreement(amount: Amount, quantity: Quantity, text: str) -> float:
    """Return how much an equal number says: less with the contrary bound, less where only the number is the same."""
    if amount.bound and amount.bound * bound(text, quantity.end) < 0:
        return AGAINST_BOUND
    same = amount.unit == quantity.unit or (quantity.unit != "" and quantity.low >= TELLING)
    return 1.0 if same else BARE


def _hear_warnings(unit: int, cut: Clauses, heard: Heard) -> None:
    """Note the warnings (别买, 少吃) that stand in or just after clauses that speak of the point."""
    for index in sorted(heard.match):
        for near in range(index, min(index + AFTER_WARNING, len(cut.starts))):
            if near in cut.warnings:
                heard.note(near, unit, 1.0)
