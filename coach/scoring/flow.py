"""Which parts of a show are heard, in which order and with what share of the talk; what the platform expects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coach.scoring.matching import Hit
from coach.scoring.model import Flow, Part, Platform, Remark
from coach.scoring.normalise import Folded
from coach.scoring.packs import Reader, Source, read_table
from coach.scoring.phrase import Phrase, PhraseParser
from coach.scoring.sentences import Sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRule:
    """One part of a show: its name, what to do when it is missing, and the cues by which it is heard."""

    id: str
    name: str
    advice: str
    cues: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleRule:
    """A manner that one platform marks down, with its cues."""

    id: str
    platform: Platform
    message: str
    advice: str
    cues: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowTable:
    """Parts, styles and expectations (flow.toml)."""

    shortest: int
    parts: tuple[PartRule, ...]
    styles: tuple[StyleRule, ...]
    expects: Mapping[Platform, frozenset[str]]

    def phrases(self) -> list[tuple[tuple[str, int], Phrase]]:
        """Return every cue with its owner, for the matcher that looks for all phrases at once."""
        owned = [(("part", i), cue) for i, part in enumerate(self.parts) for cue in part.cues]
        return owned + [(("style", i), cue) for i, style in enumerate(self.styles) for cue in style.cues]


def parse_flow(source: Source, parser: PhraseParser) -> FlowTable:
    """Read flow.toml.

    Raises:
        LexiconError: a key is unknown, missing or ill-typed, or a cue can't be read.
    """
    top = Reader(source, read_table(source))
    top.only("shortest", "part", "platform")
    parts = []
    for table in top.tables("part"):
        reader = Reader(source, table, near=f'id = "{table.get("id")}"')
        reader.only("id", "name", "advice", "cues")
        parts.append(
            PartRule(
                id=reader.text("id"),
                name=reader.text("name"),
                advice=reader.text("advice"),
                cues=reader.phrases("cues", parser),
            )
        )
    styles: list[StyleRule] = []
    expects: dict[Platform, frozenset[str]] = {}
    platforms = top.table.get("platform", {})
    for name, value in platforms.items() if isinstance(platforms, dict) else ():
        if name not in set(Platform) or not isinstance(value, dict):
            raise top.fail(f"platform.{name}", f"应是 {'、'.join(Platform)} 之一")
        reader = Reader(source, value, near=f"[platform.{name}]")
        reader.only("expects", "mark_down")
        expects[Platform(name)] = frozenset(reader.strings("expects"))
        unknown = expects[Platform(name)] - {part.id for part in parts}
        if unknown:
            raise reader.fail("expects", f"没有叫“{min(unknown)}”的环节")
        styles += [
            _style(Reader(source, table, near=name), Platform(name), parser) for table in reader.tables("mark_down")
        ]
    return FlowTable(shortest=int(top.number("shortest")), parts=tuple(parts), styles=tuple(styles), expects=expects)


def _style(reader: Reader, platform: Platform, parser: PhraseParser) -> StyleRule:
    reader.only("id", "message", "advice", "cues")
    return StyleRule(
        id=reader.text("id"),
        platform=platform,
        message=reader.text("message"),
        advice=reader.text("advice"),
        cues=reader.phrases("cues", parser),
    )


def read_flow(
    folded: Folded,
    cut: Sentences,
    hits: Sequence[tuple[tuple[str, int], Hit]],
    platform: Platform,
    spoken: int,
    table: FlowTable,
) -> Flow:
    """Return the parts heard and remarks; ``hits`` are the cue hits with their owners, ``spoken`` the syllables.

    A part's share is the share of the text's characters that stand in sentences with one of its cues.
    """
    first: dict[int, Hit] = {}
    where: defaultdict[int, set[int]] = defaultdict(set)
    style: dict[int, Hit] = {}
    for (sort, number), hit in hits:
        if sort == "style":
            style.setdefault(number, hit)
            continue
        where[number].add(cut.at(hit.start))
        if number not in first or hit.start < first[number].start:
            first[number] = hit
    whole = spoken >= table.shortest
    expected = table.expects.get(platform, frozenset()) if whole else frozenset()
    total = sum(end - start for start, end in cut.spans) or 1
    parts = []
    for number, rule in enumerate(table.parts):
        share = sum(cut.spans[i][1] - cut.spans[i][0] for i in where.get(number, ())) / total
        span = folded.span(first[number].start, first[number].end) if number in first else None
        parts.append(
            Part(
                id=rule.id,
                name=rule.name,
                present=span is not None,
                expected=rule.id in expected,
                start=span[0] if span else None,
                end=span[1] if span else None,
                quote=folded.raw[span[0] : span[1]] if span else None,
                share=round(share, 3),
            )
        )
    order = tuple(table.parts[n].id for n in sorted(first, key=lambda n: (first[n].start, n)))
    return Flow(parts=tuple(parts), order=order, remarks=_remarks(folded, parts, style, platform, table))


def _remarks(
    folded: Folded, parts: Sequence[Part], style: Mapping[int, Hit], platform: Platform, table: FlowTable
) -> tuple[Remark, ...]:
    remarks = [
        Remark(id=f"flow/{part.id}", message=f"没听到“{part.name}”这一环。", advice=rule.advice)
        for part, rule in zip(parts, table.parts, strict=True)
        if part.expected and not part.present
    ]
    for number, hit in sorted(style.items()):
        rule = table.styles[number]
        if rule.platform is platform:
            start, end = folded.span(hit.start, hit.end)
            remarks.append(
                Remark(
                    id=f"flow/{rule.id}",
                    message=rule.message,
                    advice=rule.advice,
                    start=start,
                    end=end,
                    text=folded.raw[start:end],
                )
            )
    return tuple(remarks)
