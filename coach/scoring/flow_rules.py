"""Judge order, share, rhythm and expectations of a script's parts: yes/no checks with evidence, and remarks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from coach.scoring.flow_table import BEFORE, START, FlowRule, FlowTable, Sort
from coach.scoring.model import Addressed, Check, Kind, Part, Platform, Remark, Stretch
from coach.scoring.normalise import Folded
from coach.scoring.sentences import Sentences

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What the rules are held against: where each part is heard first in the raw text, the timeline, the text, the goods."""

    folded: Folded
    cut: Sentences
    places: Mapping[str, Span]
    timeline: Sequence[Stretch]
    kind: Kind | None = None

    @property
    def raw(self) -> str:
        """Return the text as given."""
        return self.folded.raw

    @property
    def seconds(self) -> float:
        """Return how long the talk is."""
        return self.timeline[-1].to_s if self.timeline else 0.0

    def first(self, group: str) -> Span | None:
        """Return where the first part of a group (“a|b”) is heard first."""
        return min((self.places[part] for part in group.split("|") if part in self.places), default=None)

    def sentence(self, place: int) -> Span:
        """Return the sentence at a place of the raw text (or the last before it)."""
        number = self.cut.at(bisect_left(self.folded.ends, place + 1))
        start, end = self.cut.spans[number]
        return self.folded.span(start, end) if end > start else (0, len(self.raw))


def missing(part: Part, table: FlowTable, talk: Talk, platform: Platform) -> tuple[Check, Remark | None]:
    """Ask whether an expected part is there; the remark on a missing one quotes where it belongs."""
    rule = table.parts[table.part_numbers[part.id]]
    check = Check(
        id=f"flow/{part.id}",
        ask=f"有“{part.name}”这一环吗？",
        met=part.present,
        start=part.start,
        end=part.end,
        text=part.quote,
    )
    if part.present:
        return check, None
    span, where = _belongs(rule.place, table, talk)
    example = rule.example(platform, talk.kind)
    return check, Remark(
        id=f"flow/{part.id}",
        message=f"没听到“{part.name}”这一环，可以加在{where}。",
        advice=rule.advice,
        start=span[0],
        end=span[1],
        text=talk.raw[span[0] : span[1]],
        sort="part",
        example=example.text if example else None,
        example_from=example.script if example else None,
    )


def hold(rule: FlowRule, table: FlowTable, talk: Talk, platform: Platform) -> tuple[Check, Remark | None] | None:
    """Hold one rule against the talk; None where it asks nothing (a part it speaks of is not heard at all)."""
    found = _JUDGES[rule.sort](rule, talk)
    if found is None:
        return None
    met, span = found
    quote = talk.raw[span[0] : span[1]] if span else None
    start, end = span or (None, None)
    check = Check(id=f"flow/{rule.id}", ask=rule.ask, met=met, start=start, end=end, text=quote)
    if met:
        return check, None
    example = table.parts[table.part_numbers[rule.part]].example(platform, talk.kind)
    return check, Remark(
        id=f"flow/{rule.id}",
        message=rule.message,
        advice=rule.advice,
        start=start,
        end=end,
        text=quote,
        sort="rule",
        example=example.text if example else None,
        example_from=example.script if example else None,
    )


def nobody(
    spoken_to: Sequence[Addressed], type_id: str, table: FlowTable, talk: Talk, platform: Platform
) -> Iterator[Remark]:
    """Remark where no audience, or no scene, of the card is addressed; quote the sentence where it could be."""
    for sort, rule in table.card.items():
        names = [one.name for one in spoken_to if one.sort == sort]
        if not names or type_id not in rule.types or any(one.met for one in spoken_to if one.sort == sort):
            continue
        start, end = talk.sentence(0)
        example = table.parts[table.part_numbers[rule.part]].example(platform, talk.kind)
        yield Remark(
            id=f"flow/{sort}",
            message=rule.message.format("、".join(names)),
            advice=rule.advice,
            start=start,
            end=end,
            text=talk.raw[start:end],
            sort="card",
            example=example.text if example else None,
            example_from=example.script if example else None,
        )


def _expect(rule: FlowRule, talk: Talk) -> tuple[bool, Span | None]:
    first = min((span for part in rule.parts if (span := talk.first(part))), default=None)
    return (True, first) if first else (False, talk.sentence(len(talk.raw)))


def _early(rule: FlowRule, talk: Talk) -> tuple[bool, Span | None] | None:
    first = min((span for part in rule.parts if (span := talk.first(part))), default=None)
    if first is None:
        return None
    return first[0] <= rule.share * len(talk.raw), first


def _order(rule: FlowRule, talk: Talk) -> tuple[bool, Span | None] | None:
    firsts = [first for group in rule.parts if (first := talk.first(group))]
    if len(firsts) < len(rule.parts):
        return None
    return firsts == sorted(firsts), firsts[-1]


def _most(rule: FlowRule, talk: Talk) -> tuple[bool, Span | None] | None:
    stretches = [stretch for stretch in talk.timeline if stretch.part in rule.parts]
    if not stretches or not talk.seconds:
        return None
    longest = max(stretches, key=lambda s: (s.to_s - s.from_s, -s.start))
    share = sum(stretch.to_s - stretch.from_s for stretch in stretches) / talk.seconds
    return share <= rule.share, (longest.start, longest.end)


def _rhythm(rule: FlowRule, talk: Talk) -> tuple[bool, Span | None] | None:
    if talk.seconds <= rule.seconds:
        return None
    begin, since = 0, 0.0
    for stretch in talk.timeline:
        if stretch.part in rule.parts or stretch is talk.timeline[-1]:
            at = stretch.from_s if stretch.part in rule.parts else stretch.to_s
            if at - since > rule.seconds:
                return False, talk.sentence(begin)
            begin, since = stretch.end, stretch.to_s
    return True, None


_JUDGES = {Sort.EXPECT: _expect, Sort.EARLY: _early, Sort.ORDER: _order, Sort.MOST: _most, Sort.RHYTHM: _rhythm}


def _belongs(place: str, table: FlowTable, talk: Talk) -> tuple[Span, str]:
    """Return the sentence beside which a missing part belongs, and that place in words."""
    if place == START:
        return talk.sentence(0), "开头"
    name = place.removeprefix(BEFORE)
    if name != place and (before := talk.first(name)):
        return talk.sentence(before[0]), f"“{table.parts[table.part_numbers[name]].name}”前面"
    return talk.sentence(len(talk.raw)), "结尾"
