"""What type of script a text is, which of its parts are heard, in which order and with what share of the time."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence

from coach.scoring.flow_card import addressed
from coach.scoring.flow_rules import Talk, hold, missing, nobody
from coach.scoring.flow_table import FlowTable, StyleRule
from coach.scoring.flow_timeline import Clock, Heard, lay_out
from coach.scoring.flow_types import get_type, recognise
from coach.scoring.matching import Hit
from coach.scoring.model import Check, Coverage, FactResult, Flow, Kind, Part, Platform, Product, Remark, Stretch
from coach.scoring.normalise import Folded
from coach.scoring.sentences import Sentences
from coach.scoring.tokens import Words

GIVEN, RECOGNISED = "given", "recognised"
_PART_OF_FACT = {"价格": "price", "发货": "after_sale", "保质期": "after_sale"}


def told(coverage: Coverage, facts: Sequence[FactResult]) -> dict[str, list[tuple[int, int]]]:
    """Return which parts of the flow the card's points and facts are, and the raw places where they were said."""
    places: dict[str, list[tuple[int, int]]] = {"points": [], "price": [], "after_sale": []}
    for point in coverage.points:
        if point.covered and point.start is not None and point.end is not None:
            places["points"].append((point.start, point.end))
    for fact in facts:
        if part := _PART_OF_FACT.get(fact.fact):
            places[part].append((fact.start, fact.end))
    return places


def read_flow(
    folded: Folded,
    cut: Sentences,
    hits: Sequence[tuple[tuple[str, int], Hit]],
    table: FlowTable,
    words: Words,
    clock: Clock,
    *,
    platform: Platform,
    kind: Kind | None = None,
    spoken: int,
    script_type: str | None = None,
    product: Product | None = None,
    told: Mapping[str, Sequence[tuple[int, int]]] | None = None,
) -> Flow:
    """Return the type, the parts heard, their order and share of the time, and what is asked of them.

    ``hits`` are the cue hits with their owners, ``spoken`` the syllables, ``told`` raw places already known to belong
    to a part (covered points, facts). Of a text shorter than the table's shortest nothing is expected.

    Raises:
        InputError: there is no type ``script_type``.
    """
    heard, signs, styles = _sort_out(folded, hits, table, told or {})
    counts = _counts(heard, cut, table)
    rule = get_type(table, script_type) if script_type else recognise(table, folded.raw, spoken, signs, counts)
    listed = table.listed[rule.id, platform]
    shown = frozenset(listed)
    names = [part.id for part in table.parts]
    timeline = lay_out(folded, [item for item in heard if item[3] in shown], names, table.carry, clock)
    first: dict[int, Heard] = {}
    for item in heard:
        first.setdefault(item[3], item)
    whole = spoken >= table.shortest
    expected = _expected(table, rule.id, platform, frozenset(counts)) if whole else frozenset()
    parts = _parts(folded, table, listed, first, timeline, expected)
    checks: list[Check] = []
    remarks: list[Remark] = []
    spoken_to = addressed(product, folded, table, words) if product else ()
    if whole:
        places = {names[number]: folded.span(item[0], item[2]) for number, item in first.items()}
        talk = Talk(folded=folded, cut=cut, places=places, timeline=timeline, kind=kind)
        role = product.role if product else None
        asked = [missing(part, table, talk, platform) for part in parts if part.expected]
        asked += [
            found
            for one in table.rules
            if one.holds_for(rule.id, platform, role) and (found := hold(one, table, talk, platform))
        ]
        checks += [check for check, _ in asked]
        remarks += [remark for _, remark in asked if remark]
        remarks += nobody(spoken_to, rule.id, table, talk, platform)
    for number, style in enumerate(table.styles):
        if platform in style.platforms and rule.id in style.types:
            check, remark = _style(style, folded, styles.get(number, ()), table, platform, kind)
            checks.append(check)
            remarks += [remark] if remark else []
    return Flow(
        parts=parts,
        order=tuple(names[number] for number in first if number in shown),
        remarks=tuple(remarks),
        type=rule.id,
        type_name=rule.name,
        type_source=GIVEN if script_type else RECOGNISED,
        timeline=timeline,
        addressed=spoken_to,
        checks=tuple(checks),
    )


def _sort_out(
    folded: Folded,
    hits: Sequence[tuple[tuple[str, int], Hit]],
    table: FlowTable,
    told: Mapping[str, Sequence[tuple[int, int]]],
) -> tuple[list[Heard], dict[int, set[int]], dict[int, list[Hit]]]:
    """Part the cue hits: parts heard (in text order), signs of types, and manners."""
    heard: list[Heard] = []
    signs: defaultdict[int, set[int]] = defaultdict(set)
    styles: defaultdict[int, list[Hit]] = defaultdict(list)
    text, owners, ranks = folded.text, table.owners, table.ranks
    for (_, index), hit in hits:
        sort, number, cue, rank, undo = owners[index]
        start = hit.start
        if sort == "part":
            if not undo or not text.endswith(undo, max(0, start - 4), start):
                heard.append((start, rank, hit.end, number))
        elif sort == "sign":
            signs[number].add(cue)
        elif not text.endswith(table.not_after, max(0, start - 4), start):
            styles[number].append(hit)
    opening = text[: table.opening]
    for number, part in enumerate(table.parts):
        found = part.start_regex.search(opening) if part.start_regex else None
        if found and found.end() > found.start():
            heard.append((found.start(), ranks[number], found.end(), number))
    for name, spans in told.items():
        number = table.part_numbers[name]
        for span in spans:
            start = bisect_left(folded.ends, span[0] + 1)
            end = max(start + 1, bisect_left(folded.starts, span[1]))
            heard.append((start, ranks[number], min(end, len(text)), number))
    heard.sort()
    return heard, signs, styles


def _counts(heard: Sequence[Heard], cut: Sentences, table: FlowTable) -> dict[str, int]:
    """Return the parts heard, those that tell types apart by number with the sentences in which they are."""
    counts = {table.parts[part].id: 1 for part in {item[3] for item in heard}}
    for number in table.counted:
        sentences = {cut.at(item[0]) for item in heard if item[3] == number}
        if sentences:
            counts[table.parts[number].id] = len(sentences)
    return counts


def _expected(table: FlowTable, type_id: str, platform: Platform, present: frozenset[str]) -> frozenset[str]:
    """Return the parts expected: of alternatives those heard, else the first."""
    expected: set[str] = set()
    for group in table.expects.get((type_id, platform), ()):
        expected |= set(group) & present or {group[0]}
    return frozenset(expected)


def _parts(
    folded: Folded,
    table: FlowTable,
    listed: Sequence[int],
    first: Mapping[int, Heard],
    timeline: Sequence[Stretch],
    expected: frozenset[str],
) -> tuple[Part, ...]:
    total = timeline[-1].to_s if timeline else 0.0
    times: defaultdict[str | None, float] = defaultdict(float)
    for stretch in timeline:
        times[stretch.part] += stretch.to_s - stretch.from_s
    parts = []
    for number in listed:
        rule = table.parts[number]
        item = first.get(number)
        start, end = folded.span(item[0], item[2]) if item else (None, None)
        parts.append(
            Part(
                id=rule.id,
                name=rule.name,
                present=item is not None,
                expected=rule.id in expected,
                start=start,
                end=end,
                quote=folded.raw[start:end] if item else None,
                share=round(times[rule.id] / total, 3) if total else 0.0,
            )
        )
    return tuple(parts)


def _places(hits: Sequence[Hit]) -> int:
    """Count hits, those that overlap once."""
    count, reach = 0, -1
    for hit in hits:
        count += hit.start >= reach
        reach = max(reach, hit.end)
    return count


def _style(
    style: StyleRule, folded: Folded, hits: Sequence[Hit], table: FlowTable, platform: Platform, kind: Kind | None
) -> tuple[Check, Remark | None]:
    """Ask whether a manner stayed away; the remark quotes its first place and counts the others."""
    ask = f"没有这种说法吗：{style.message}"
    if not hits:
        return Check(id=f"flow/{style.id}", ask=ask, met=True), None
    start, end = folded.span(hits[0].start, hits[0].end)
    text = folded.raw[start:end]
    example = table.parts[table.part_numbers[style.part]].example(platform, kind)
    return Check(id=f"flow/{style.id}", ask=ask, met=False, start=start, end=end, text=text), Remark(
        id=f"flow/{style.id}",
        message=style.message,
        advice=style.advice,
        start=start,
        end=end,
        text=text,
        count=_places(hits),
        sort="style",
        example=example.text if example else None,
        example_from=example.script if example else None,
    )
