"""Read SRT and WebVTT subtitles: the spoken lines, when each was said and, in WebVTT, by whom."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import NoReturn

from coach.documents.model import Document, DocumentKind, Line, TextBuilder, split_lines
from coach.errors import InputError
from coach.scoring.model import Cue

_CLOCK = r"(?:([0-9]{1,3}):)?([0-9]{1,2}):([0-9]{1,2})[.,]([0-9]{1,3})"
_TIMING = re.compile(rf"\s*{_CLOCK}\s*-->\s*{_CLOCK}(?:\s.*)?")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_SKIPPED = re.compile(
    r"</?(?:v|c|b|i|u|s|font|span|ruby|rt|lang)(?:[.\s][^>]*)?>"  # styling and voices
    r"|<(?:[0-9]+:)?[0-9]{2}:[0-9]{2}\.[0-9]{3}>"  # karaoke times
    r"|\{\\[^}]*\}"  # positions: {\an8}
    r"|&(?:[a-z]+|#[0-9]+|#x[0-9a-f]+);",  # WebVTT entities
    re.IGNORECASE,
)
_SRT_TIMING = "00:00:01,000 --> 00:00:04,000"
_VTT_TIMING = "00:00:01.000 --> 00:00:04.000"


@dataclass(frozen=True, slots=True)
class _Block:
    """A timing line and the lines spoken under it."""

    start_s: float
    end_s: float
    lines: tuple[Line, ...]


def looks_like_srt(source: str) -> bool:
    """Tell whether the first lines are a number and a timing, as SRT begins."""
    lines = [line for line in split_lines(source[:2000]) if not line.blank][:2]
    return len(lines) == 2 and lines[0].text.strip().isdigit() and _TIMING.fullmatch(lines[1].text) is not None


def looks_like_vtt(source: str) -> bool:
    """Tell whether the text begins with the word that opens every WebVTT file."""
    return re.match(r"WEBVTT(?:[ \t\r\n]|\Z)", source) is not None


def read_srt(source: str, name: str) -> Document:
    """Read SubRip subtitles. A missing number and blank lines inside a cue are forgiven.

    Raises:
        InputError: a timing is missing, misspelt or runs backwards; names the line and what was expected.
    """
    lines = split_lines(source)
    timings = [index for index, line in enumerate(lines) if "-->" in line.text]
    first = next((line for line in lines if not line.blank), lines[0])
    if not timings:
        _fail(name, first, f"应为字幕序号和时间行（如 {_SRT_TIMING}），整个文件没有一行时间")
    heads = [index - 1 if index and lines[index - 1].text.strip().isdigit() else index for index in timings]
    for line in lines[: heads[0]]:
        if not line.blank:
            _fail(name, line, f"应为字幕序号，下一行是时间（如 {_SRT_TIMING}），这里却是“{_short(line)}”")
    blocks: list[_Block] = []
    for timing, end in zip(timings, [*heads[1:], len(lines)], strict=True):
        start_s, end_s = _parse_timing(lines[timing], name, _SRT_TIMING)
        spoken = lines[timing + 1 : end]
        _refuse_lost_timing(spoken, number=len(blocks) + 2, name=name)
        blocks.append(_Block(start_s, end_s, tuple(line for line in spoken if not line.blank)))
    return _assemble(blocks, source, name, DocumentKind.SRT)


def read_vtt(source: str, name: str) -> Document:
    """Read WebVTT subtitles (https://www.w3.org/TR/webvtt1/). NOTE, STYLE and REGION blocks are skipped.

    Raises:
        InputError: the header is missing, or a timing is missing, misspelt or runs backwards; names the line.
    """
    lines = split_lines(source)
    if not looks_like_vtt(source):
        _fail(name, lines[0], f"WebVTT 文件应以 WEBVTT 开头，这里却是“{_short(lines[0])}”")
    blocks: list[_Block] = []
    for group in _paragraphs(lines):
        if group[0].number == 1 or re.match(r"(?:NOTE|STYLE|REGION)(?:\s|$)", group[0].text):
            continue
        at = next((index for index, line in enumerate(group[:2]) if "-->" in line.text), None)
        if at is None:
            _fail(name, group[0], f"应为时间行（如 {_VTT_TIMING}），这里却是“{_short(group[0])}”")
        start_s, end_s = _parse_timing(group[at], name, _VTT_TIMING)
        blocks.append(_Block(start_s, end_s, tuple(group[at + 1 :])))
    return _assemble(blocks, source, name, DocumentKind.VTT)


def _paragraphs(lines: list[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = [[]]
    for line in lines:
        if line.blank:
            groups.append([])
        else:
            groups[-1].append(line)
    return [group for group in groups if group]


def _refuse_lost_timing(spoken: list[Line], *, number: int, name: str) -> None:
    """Refuse a cue whose timing line is gone, rather than take its number for speech."""
    for before, line, after in zip(spoken, spoken[1:], [*spoken[2:], None], strict=False):
        if before.blank and line.text.strip() == str(number) and after is not None and not after.blank:
            _fail(name, after, f"序号 {number} 后面应为时间行（如 {_SRT_TIMING}），这里却是“{_short(after)}”")


def _parse_timing(line: Line, name: str, example: str) -> tuple[float, float]:
    match = _TIMING.fullmatch(line.text)
    if match is None:
        _fail(name, line, f"时间应写成 {example}，这里却是“{_short(line)}”")
    start, end = _seconds(match.groups()[:4]), _seconds(match.groups()[4:])
    if end < start:
        _fail(name, line, "结束时间早于开始时间，请改正")
    return start, end


def _seconds(clock: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in clock)
    return round(int(hours) * 3600 + int(minutes) * 60 + int(seconds) + int(fraction.ljust(3, "0")) / 1000, 3)


def _assemble(blocks: list[_Block], source: str, name: str, kind: DocumentKind) -> Document:
    builder = TextBuilder()
    cues: list[Cue] = []
    for block in blocks:
        spans = [_spoken(line, kind) for line in block.lines]
        spans = [pieces for pieces in spans if "".join(text for text, _ in pieces).strip()]
        if not spans:
            continue
        builder.newline()
        start = builder.length
        for index, pieces in enumerate(spans):
            if index:
                builder.newline()
            for text, at in pieces:
                builder.add(text, at)
        voices = {voice.strip() for line in block.lines for voice in _VOICE.findall(line.text)}
        speaker = html.unescape(voices.pop()) if len(voices) == 1 else None
        cues.append(Cue(start=start, end=builder.length, start_s=block.start_s, end_s=block.end_s, speaker=speaker))
    text, stretches = builder.build()
    return Document(text=text, name=name, kind=kind, cues=tuple(cues), source=source, stretches=stretches)


def _spoken(line: Line, kind: DocumentKind) -> list[tuple[str, int]]:
    """Return the pieces of a line left when tags are taken out, each with its offset in the source."""
    pieces: list[tuple[str, int]] = []
    at = 0
    for match in _SKIPPED.finditer(line.text):
        tag = match.group()
        if tag.startswith("&") and (kind is DocumentKind.SRT or html.unescape(tag) == tag):
            continue
        pieces.append((line.text[at : match.start()], line.start + at))
        if tag.startswith("&"):
            pieces.append((html.unescape(tag), line.start + match.start()))
        at = match.end()
    return [*pieces, (line.text[at:], line.start + at)]


def _short(line: Line) -> str:
    return line.text.strip()[:30]


def _fail(name: str, line: Line, what: str) -> NoReturn:
    raise InputError(f"{name} 第 {line.number} 行：{what}。", name=name, line=line.number)
