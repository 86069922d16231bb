"""What pace.toml holds: speeds, fillers, repeats, pauses and the time a script should take."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from coach.scoring.model import Band
from coach.scoring.normalise import HAN
from coach.scoring.packs import Reader, Source, read_table

_WORD = f"{HAN}a-z0-9"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fillers:
    """Filler words: ``regex`` finds candidates; a candidate in ``tags`` or before ``then`` is judged by its place."""

    regex: re.Pattern[str]
    stumble: re.Pattern[str]
    sounds: frozenset[str]
    alone: frozenset[str]
    before: frozenset[str]
    then: tuple[str, ...]
    ordered: tuple[str, ...]
    tags: frozenset[str]
    not_after_tag: tuple[str, ...]
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceTable:
    """Speeds in syllables a minute and everything else by which pace and fluency are judged (pace.toml)."""

    per_minute: int
    band: Band
    fillers: Fillers
    repeat_length: int
    repeat_times: int
    repeat_within: int
    pause_s: float
    too_long_s: float
    window_s: float
    over: float
    low: float
    high: float
    least: int
    slots: Mapping[str, tuple[int, int]]


def parse_pace(source: Source) -> PaceTable:
    """Read pace.toml.

    Raises:
        LexiconError: a key is unknown, missing or ill-typed.
    """
    top = Reader(source, read_table(source))
    top.only("per_minute", "slowest", "fastest", "fillers", "repeats", "pauses", "band", "slots")
    repeats = _section(top, "repeats", "length", "times", "within")
    pauses = _section(top, "pauses", "shortest_s", "too_long_s", "window_s", "over")
    band = _section(top, "band", "low", "high", "least")
    return PaceTable(
        per_minute=int(top.number("per_minute")),
        band=Band(slowest=int(top.number("slowest")), fastest=int(top.number("fastest"))),
        fillers=_fillers(top),
        repeat_length=int(repeats.number("length")),
        repeat_times=int(repeats.number("times")),
        repeat_within=int(repeats.number("within")),
        pause_s=pauses.number("shortest_s"),
        too_long_s=pauses.number("too_long_s"),
        window_s=pauses.number("window_s"),
        over=pauses.number("over"),
        low=band.number("low"),
        high=band.number("high"),
        least=int(band.number("least")),
        slots=_slots(top),
    )


def _section(top: Reader, name: str, *keys: str) -> Reader:
    value = top.table.get(name)
    if not isinstance(value, dict):
        raise top.fail(name, f"缺少 [{name}]")
    reader = Reader(top.source, value, near=f"[{name}]")
    reader.only(*keys)
    return reader


def _fillers(top: Reader) -> Fillers:
    reader = _section(
        top, "fillers", "sounds", "alone", "before", "then", "ordered", "tags", "not_after_tag", "stumbles", "most"
    )
    sounds, alone, tags = (reader.strings(key, least=1) for key in ("sounds", "alone", "tags"))
    before = reader.strings("before")
    return Fillers(
        regex=re.compile(_any({*alone, *tags, *before, *sounds})),
        stumble=re.compile(f"({_any(reader.strings('stumbles', least=1))})\\1+"),
        sounds=frozenset(sounds),
        alone=frozenset(alone),
        before=frozenset(before),
        then=reader.strings("then"),
        ordered=reader.strings("ordered"),
        tags=frozenset(tags),
        not_after_tag=reader.strings("not_after_tag"),
        most=reader.number("most"),
    )


def _slots(top: Reader) -> dict[str, tuple[int, int]]:
    slots = {}
    table = top.table.get("slots")
    reader = _section(top, "slots", *(map(str, table) if isinstance(table, dict) else ()))
    for name, value in reader.table.items():
        if not isinstance(value, list) or len(value) != 2 or not all(isinstance(n, int) for n in value):
            raise reader.fail(name, "应是 [最短秒数, 最长秒数]")
        slots[name] = (value[0], value[1])
    return slots


def _any(words: set[str] | tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))
