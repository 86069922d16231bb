"""Hear the units of selling points in a text: one pass, linear in the text, whatever the number of points."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from coach.scoring.clauses import Clauses
from coach.scoring.selling_points import Amount, Meanings, NumberMeaning, Plan, bound, kind
from coach.scoring.spoken import Quantity

Units = dict[int, float]
"""Unit -> how strongly it is matched (or contradicted), 0-1."""

LEAST_BARE, TELLING, BARE, AGAINST_BOUND = 5, 10, 0.6, 0.3
AFTER_WARNING, AROUND = 3, 8
WIDE, COMMON = 1.3, 0.7  # a range reaches so many times as far as it begins; the share two alike ones have in common
KEPT = 4096  # quantities whose meaning a plan remembers


@dataclass(slots=True)
class Heard:
    """What of one alternative is heard, clause by clause, and what speaks against it."""

    match: dict[int, Units]
    against: dict[int, Units]

    def note(self, index: int, unit: int, strength: float) -> None:
        """Note a match in clause ``index``; the strongest of a clause stays."""
        units = self.match.get(index)
        if units is None:
            self.match[index] = {unit: strength}
        elif units.get(unit, 0.0) < strength:
            units[unit] = strength

    def object(self, index: int, unit: int, strength: float) -> None:
        """Note that clause ``index`` says the contrary of a unit."""
        units = self.against.get(index)
        if units is None:
            self.against[index] = {unit: strength}
        elif units.get(unit, 0.0) < strength:
            units[unit] = strength


def hear(plan: Plan, cut: Clauses, numbers: Sequence[Quantity]) -> list[Heard]:
    """Return what is heard of each alternative of ``plan``, in its order."""
    heard = [Heard({}, {}) for _ in plan.alternatives]
    if plan.automaton is not None:
        _note(_words(plan, plan.automaton, cut), cut, heard)
        _note(_over_intensifiers(plan, plan.automaton, cut), cut, heard)
    for quantity in numbers if plan.amounts else ():
        _hear_number(plan, cut, quantity, heard)
    for alternative, found in zip(plan.alternatives, heard, strict=True):
        if alternative.warning >= 0:
            _hear_warnings(alternative.warning, cut, found)
    return heard


def _words(plan: Plan, automaton: AhoCorasick, cut: Clauses) -> Iterator[tuple[Meanings, int, int]]:
    """Yield the patterns in the text that mean something where they stand."""
    borders, whole, inside = cut.borders, plan.whole_meanings, plan.inside_meanings
    for pattern, start, end in automaton.find_matches_as_indexes(cut.text, overlapping=True):
        if end - start == 1:
            meanings = whole[pattern] if start in borders and end in borders else inside[pattern]
        elif end - start > 2 or start in borders or end in borders:
            meanings = whole[pattern]
        else:
            continue
        if meanings is not None:
            yield meanings, start, end


def _over_intensifiers(plan: Plan, automaton: AhoCorasick, cut: Clauses) -> list[tuple[Meanings, int, int]]:
    """Return the matches that an intensifier interrupts: 声音特别小 for 声音小."""
    text, width = cut.text, 2 * AROUND + 1
    gaps = [gap.span() for gap in cut.cues.intensifiers.finditer(text)]
    joined = "".join(
        [
            text[max(0, a - AROUND) : a].rjust(AROUND, "\n") + text[b : b + AROUND].ljust(AROUND, "\n") + "\n"
            for a, b in gaps
        ]
    )
    found = []
    for pattern, start, end in automaton.find_matches_as_indexes(joined, overlapping=True):
        if end - start == 1:
            continue
        number, offset = divmod(start, width)
        if offset < AROUND < offset + end - start:
            a, b = gaps[number]
            meanings = plan.whole_meanings[pattern]
            if meanings is not None and a - AROUND + offset in cut.borders:
                found.append((meanings, a - AROUND + offset, b + end - number * width - AROUND))
    return found


def _note(found: Iterable[tuple[Meanings, int, int]], cut: Clauses, heard: list[Heard]) -> None:
    """Note what patterns mean in the clause each begins in."""
    starts, marked = cut.starts, cut.negators.keys() | cut.answers.keys()
    borders = [*starts, len(cut.text) + 1]
    borders[0] = 0
    matches = [of_one.match for of_one in heard]
    index, low, high, denies = 0, 0, 0, False
    for meanings, start, end in found:
        if not low <= start < high:
            index = max(0, bisect_right(starts, start) - 1)
            low, high, denies = borders[index], borders[index + 1], index in marked
        said, denied = meanings[cut.polarity(index, start, end) if denies else 1]
        for alternative, unit, strength in said:
            clauses = matches[alternative]
            units = clauses.get(index)
            if units is None:
                clauses[index] = {unit: strength}
            elif units.get(unit, 0.0) < strength:
                units[unit] = strength
        for alternative, unit, strength in denied:
            heard[alternative].object(index, unit, strength)


def _hear_number(plan: Plan, cut: Clauses, quantity: Quantity, heard: list[Heard]) -> None:
    key = quantity.low, quantity.high, quantity.unit
    meaning = plan.numbers.get(key)
    if meaning is None:
        if len(plan.numbers) >= KEPT:
            plan.numbers.clear()
        meaning = plan.numbers[key] = _compared(plan, quantity)
    said, denied = meaning
    if not said and not denied:
        return
    index = cut.at(quantity.start)
    side = bound(cut.text, quantity.end) if said else 0
    for amount, strength in said:
        strength = AGAINST_BOUND if amount.bound * side < 0 else strength  # noqa: PLW2901 - of this amount here
        heard[amount.alternative].note(index, amount.number, strength)
    for amount in denied:
        heard[amount.alternative].object(index, amount.number, 1.0)


def _compared(plan: Plan, quantity: Quantity) -> NumberMeaning:
    """Return the plan's numbers that a quantity states, with how strongly, and those of its unit that it contradicts."""
    low, high, unit = quantity.low, quantity.high, quantity.unit
    if unit == "" and low >= LEAST_BARE:
        amounts = [amount for amounts in plan.amounts.values() for amount in amounts]
    else:
        amounts = plan.amounts.get(kind(unit), [])
    clear = high <= 2 * low or low < 0
    alike = [
        amount for amount in amounts if low <= amount.most and amount.least <= high and _same_range(amount, quantity)
    ]
    said = tuple((amount, _agreement(amount, quantity)) for amount in alike if clear or amount.most > 2 * amount.least)
    if high == 1 and kind(unit) == "":
        return said, ()
    return said, tuple(amount for amount in amounts if amount.unit == unit and amount not in alike)


def _same_range(amount: Amount, quantity: Quantity) -> bool:
    """Tell whether of two wide ranges most is common to both: 两岁到六岁 is not 3到8岁; always true of one number."""
    low, high = quantity.low, quantity.high
    if high < WIDE * low or amount.most < WIDE * amount.least:
        return True
    if amount.least <= low and high <= amount.most:
        return True
    common = min(high, amount.most) - max(low, amount.least)
    return common > COMMON * (max(high, amount.most) - min(low, amount.least))


def _agreement(amount: Amount, quantity: Quantity) -> float:
    """Return how much an equal number says: less where only the number is the same."""
    same = amount.unit == quantity.unit or (quantity.unit != "" and quantity.low >= TELLING)
    return 1.0 if same else BARE


def _hear_warnings(unit: int, cut: Clauses, heard: Heard) -> None:
    """Note the warnings (别买, 少吃) that stand in or just after clauses that speak of the point."""
    for index in sorted(heard.match):
        for near in range(index, min(index + AFTER_WARNING, len(cut.starts))):
            if near in cut.warnings:
                heard.note(near, unit, 1.0)
