"""How fast and how fluently a text is spoken: measured where there are timestamps, estimated otherwise and said so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coach.scoring.model import Cue, Pace, Remark
from coach.scoring.normalise import HAN, Folded
from coach.scoring.packs import Reader, Source, read_table

_DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_HAN = re.compile(f"[{HAN}]+")
_LATIN = re.compile("[a-z]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceTable:
    """Speeds in syllables a minute and the words that may be filler (pace.toml)."""

    per_minute: int
    slowest: int
    fastest: int
    fillers: tuple[str, ...]
    filler: re.Pattern[str]


def parse_pace(source: Source) -> PaceTable:
    """Read pace.toml.

    Raises:
        LexiconError: a key is unknown, missing or ill-typed.
    """
    reader = Reader(source, read_table(source))
    reader.only("per_minute", "slowest", "fastest", "fillers")
    fillers = reader.strings("fillers", least=1)
    words = "|".join(re.escape(word) for word in sorted(fillers, key=lambda w: (-len(w), w)))
    alone = rf"(?<![{HAN}a-z0-9])(?:{words})(?![{HAN}a-z0-9])"
    return PaceTable(
        per_minute=int(reader.number("per_minute")),
        slowest=int(reader.number("slowest")),
        fastest=int(reader.number("fastest")),
        fillers=fillers,
        filler=re.compile(rf"{alone}|(?:({words})(?=\1))"),
    )


def syllables(text: str) -> int:
    """Count syllables as spoken: a Han character is one, 199.9 is seven (一百九十九点九), letters by name, words by vowels."""
    count = sum(map(len, _HAN.findall(text)))
    for match in _DIGITS.finditer(text):
        count += _spoken_digits(match.group())
    for match in _LATIN.finditer(text):
        word = match.group()
        count += len(word) if len(word) <= 3 else max(1, len(re.findall("[aeiouy]+", word)))
    return count


def measure_pace(folded: Folded, cues: Sequence[Cue], table: PaceTable) -> Pace:
    """Return syllables, seconds and speed; ``seconds_source`` is measured, partly measured or estimated.

    Cues with start and end measure; starts alone leave the last stretch to be estimated; no cues, all is estimated.
    """
    spoken = syllables(folded.text)
    seconds, source = _duration(folded.raw, cues, spoken, table)
    per_minute = round(spoken * 60 / seconds) if seconds and source != "estimated" else None
    fillers = len(table.filler.findall(folded.text))
    return Pace(
        syllables=spoken,
        seconds=round(seconds) if spoken else 0,
        seconds_source=source,
        per_minute=per_minute,
        fillers=fillers,
        remarks=_remarks(per_minute, fillers, spoken, table),
    )


def _duration(raw: str, cues: Sequence[Cue], spoken: int, table: PaceTable) -> tuple[float, str]:
    if not cues:
        return spoken * 60 / table.per_minute, "estimated"
    if all(cue.end_s is not None for cue in cues):
        return sum((cue.end_s or 0.0) - cue.start_s for cue in cues), "measured"
    last = cues[-1]
    rest = syllables(raw[last.start : last.end].lower()) * 60 / table.per_minute
    return max(0.0, last.start_s - cues[0].start_s) + rest, "partly measured"


def _spoken_digits(number: str) -> int:
    """Count the syllables of a number read aloud: 199.9 → yi bai jiu shi jiu dian jiu."""
    whole, _, decimals = number.partition(".")
    tail = len(decimals) + 1 if decimals else 0
    if len(whole) > 8 or (whole.startswith("0") and len(whole) > 1):
        return len(whole) + tail  # read digit by digit, like a phone number
    return _spoken_whole(int(whole)) + tail


def _spoken_whole(value: int) -> int:
    if value < 10:
        return 1
    count, zero_pending, started = 0, False, False
    for unit, size in ((10_000, None), (1000, 1), (100, 1), (10, 1), (1, 0)):
        digit, value = divmod(value, unit)
        if size is None:
            if digit:
                count, started = _spoken_whole(digit) + 1, True
            continue
        if digit:
            count += (1 if zero_pending and started else 0) + 1 + size
            if unit == 10 and digit == 1 and not started:
                count -= 1  # 十五, not 一十五
            started, zero_pending = True, False
        else:
            zero_pending = True
    return count


def _remarks(per_minute: int | None, fillers: int, spoken: int, table: PaceTable) -> tuple[Remark, ...]:
    remarks = []
    if per_minute is not None and per_minute > table.fastest:
        remarks.append(
            Remark(
                id="pace/fast",
                message=f"语速每分钟 {per_minute} 字，偏快（建议不超过 {table.fastest}）。",
                advice="讲价格、规格和规则时停一拍，重要数字说两遍。",
            )
        )
    if per_minute is not None and per_minute < table.slowest:
        remarks.append(
            Remark(
                id="pace/slow",
                message=f"语速每分钟 {per_minute} 字，偏慢（建议不低于 {table.slowest}）。",
                advice="提前把商品卡背熟，减少停顿。",
            )
        )
    if spoken >= 100 and fillers * 100 > spoken * 4:
        remarks.append(
            Remark(
                id="pace/fillers",
                message=f"口头禅 {fillers} 次，偏多。",
                advice="说完一句就停，不用“嗯、那个、然后”去填空。",
            )
        )
    return tuple(remarks)
