"""Read meeting transcripts as 飞书妙记 exports them: a line with speaker and time, then what was said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from coach.documents.model import Document, DocumentKind, Line, TextBuilder, split_lines
from coach.scoring.model import Cue

_CLOCK = r"[\[(（【]?(?:([0-9]{1,2})[:：])?([0-9]{1,2})[:：]([0-9]{2})(?:[.,][0-9]{1,3})?[\])）】]?"
_LABEL = r"[^\s:：。！？!?，,；;、][^:：。！？!?，,；;、]{0,19}?"
_NAME_FIRST = re.compile(rf"\s*({_LABEL})[\s:：]*{_CLOCK}\s*[:：]?\s*")
_TIME_FIRST = re.compile(rf"\s*{_CLOCK}(?![0-9:：.])[\s:：]*(.*)")
_MARKER = re.compile(r"\s*(?:文字记录|转写内容|逐字稿)\s*[:：]?\s*")


@dataclass(frozen=True, slots=True)
class _Stamp:
    """A line that says when, and perhaps who; ``rest`` is what follows the time (who, or the first words)."""

    index: int
    seconds: int
    exact: bool
    speaker: str | None
    rest: str


def read_transcript(source: str, name: str, *, start: int = 0) -> Document | None:
    """Read the transcript that begins at offset ``start`` of ``source``; None when it is not one.

    Only what stands clearly marked is taken for a stamp, since a stamp is not checked as speech: the first line
    is one, times never run back, and hours are written or a speaker comes back (or 文字记录 announces it all).
    """
    lines = [Line(line.number, line.start + start, line.text) for line in split_lines(source[start:])]
    marker = next((index for index, line in enumerate(lines) if _MARKER.fullmatch(line.text)), None)
    first = 0 if marker is None else marker + 1
    stamps = [stamp for index in range(first, len(lines)) if (stamp := _parse_stamp(lines[index], index))]
    if not stamps or any(not line.blank for line in lines[first : stamps[0].index]):
        return None
    if any(after.seconds < before.seconds for before, after in pairwise(stamps)):
        return None
    labels = [stamp.speaker or stamp.rest for stamp in stamps]
    if marker is None and not all(stamp.exact for stamp in stamps) and len(set(labels)) == len(labels):
        return None
    return _assemble(stamps, lines, source, name)


def _parse_stamp(line: Line, index: int) -> _Stamp | None:
    if match := _TIME_FIRST.fullmatch(line.text):
        hours, minutes, seconds, rest = match.groups()
        speaker = None
    elif match := _NAME_FIRST.fullmatch(line.text):
        speaker, hours, minutes, seconds = match.groups()
        rest = ""
    else:
        return None
    if int(seconds) > 59 or (hours is not None and int(minutes) > 59):
        return None
    total = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return _Stamp(index, total, hours is not None, speaker, rest.strip())


def _assemble(stamps: list[_Stamp], lines: list[Line], source: str, name: str) -> Document:
    ends = [stamp.index for stamp in stamps[1:]] + [len(lines)]
    spoken = [
        [line for line in lines[stamp.index + 1 : end] if not line.blank]
        for stamp, end in zip(stamps, ends, strict=True)
    ]
    # "00:01:23 主播" names the speaker only if every such line could, and words follow each of them.
    named = all(
        re.fullmatch(_LABEL, stamp.rest) and below for stamp, below in zip(stamps, spoken, strict=True) if stamp.rest
    )
    builder = TextBuilder()
    cues: list[Cue] = []
    for stamp, below in zip(stamps, spoken, strict=True):
        words = below
        if stamp.rest and not named:
            line = lines[stamp.index]
            words = [Line(line.number, line.start + line.text.rindex(stamp.rest), stamp.rest), *below]
        if not words:
            continue
        builder.newline()
        start = builder.length
        for index, line in enumerate(words):
            if index:
                builder.newline()
            builder.add(line.text, line.start)
        speaker = stamp.speaker or (stamp.rest if named and stamp.rest else None)
        cues.append(Cue(start=start, end=builder.length, start_s=float(stamp.seconds), speaker=speaker))
    text, stretches = builder.build()
    return Document(
        text=text, name=name, kind=DocumentKind.TRANSCRIPT, cues=tuple(cues), source=source, stretches=stretches
    )
