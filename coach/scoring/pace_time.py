"""What timestamps tell: seconds of speech, pauses, speeds of short stretches, and each speaker's share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from coach.scoring.model import Cue, Speaker
from coach.scoring.normalise import fold
from coach.scoring.pace_syllables import syllables

ESTIMATED, PARTLY, MEASURED = "estimated", "partly measured", "measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """A cue with its syllables and how long it lasts; ``seconds`` is None where its end is not known."""

    cue: Cue
    spoken: int
    seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How long the talk takes and how that is known; ``pauses`` are (after which character, seconds)."""

    seconds: float
    source: str
    timed: tuple[Timed, ...] = ()
    pauses: tuple[tuple[int, float], ...] = ()


def measure(raw: str, cues: Sequence[Cue], spoken: int, per_minute: int, pause_s: float) -> Times:
    """Measure what can be measured. Cues with both ends measure; starts alone leave the last stretch to the estimate."""
    if not cues:
        return Times(seconds=spoken * 60 / per_minute, source=ESTIMATED)
    counts = [syllables(fold(raw[cue.start : cue.end]).text) for cue in cues]
    if all(cue.end_s is not None for cue in cues):
        timed = tuple(
            Timed(cue=cue, spoken=count, seconds=max(0.0, (cue.end_s or 0.0) - cue.start_s))
            for cue, count in zip(cues, counts, strict=True)
        )
        pauses = [
            (before.end, after.start_s - before.end_s)
            for before, after in pairwise(cues)
            if before.end_s is not None and after.start_s - before.end_s >= pause_s
        ]
        return Times(seconds=_union(cues), source=MEASURED, timed=timed, pauses=tuple(pauses))
    starts = [cue.start_s for cue in cues]
    lengths: list[float | None] = [max(0.0, b - a) for a, b in pairwise(starts)]
    rest = counts[-1] * 60 / per_minute
    timed = tuple(
        Timed(cue=cue, spoken=count, seconds=length)
        for cue, count, length in zip(cues, counts, [*lengths, None], strict=True)
    )
    return Times(seconds=max(0.0, starts[-1] - starts[0]) + rest, source=PARTLY, timed=timed)


def _union(cues: Sequence[Cue]) -> float:
    """Return the seconds covered by cues, counting what overlaps once."""
    total, reach = 0.0, 0.0
    for cue in sorted(cues, key=lambda c: c.start_s):
        end = cue.end_s or cue.start_s
        total += max(0.0, end - max(reach, cue.start_s))
        reach = max(reach, end)
    return total


def windows(timed: Sequence[Timed], window_s: float) -> list[tuple[int, int, int]]:
    """Return (syllables a minute, start, end) of stretches of neighbouring cues that last at least ``window_s``.

    A stretch never spans two speakers; its time is that of its cues, pauses left out.
    """
    found: list[tuple[int, int, int]] = []
    run: list[Timed] = []
    for item in timed:
        if item.seconds is None or (run and run[-1].cue.speaker != item.cue.speaker):
            run = []
        if item.seconds is None:
            continue
        run.append(item)
        seconds = sum(one.seconds or 0.0 for one in run)
        while len(run) > 1 and seconds - (run[0].seconds or 0.0) >= window_s:
            seconds -= run.pop(0).seconds or 0.0
        if seconds >= window_s:
            speed = round(sum(one.spoken for one in run) * 60 / seconds)
            found.append((speed, run[0].cue.start, run[-1].cue.end))
    return found


def speakers(timed: Sequence[Timed], source: str) -> tuple[Speaker, ...]:
    """Return each named speaker's part, the largest first: of the measured time, else of the syllables."""
    names = dict.fromkeys(item.cue.speaker for item in timed if item.cue.speaker)
    if not names:
        return ()
    parts = []
    for name in names:
        own = [item for item in timed if item.cue.speaker == name]
        seconds = sum(item.seconds or 0.0 for item in own) if source == MEASURED else None
        parts.append((name, sum(item.spoken for item in own), seconds))
    total = sum((seconds if seconds is not None else spoken) for _, spoken, seconds in parts)
    return tuple(
        Speaker(
            name=name,
            syllables=spoken,
            seconds=round(seconds) if seconds is not None else None,
            share=round((seconds if seconds is not None else spoken) / total, 3) if total else 0.0,
        )
        for name, spoken, seconds in sorted(parts, key=lambda p: (-(p[2] if p[2] is not None else p[1]), p[0]))
    )
