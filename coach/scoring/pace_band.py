"""Learn from senior hosts' transcripts how fast the team talks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from coach.scoring.model import Band, Cue
from coach.scoring.pace_table import PaceTable
from coach.scoring.pace_time import MEASURED, measure, windows


def learn_band(transcripts: Iterable[tuple[str, Sequence[Cue]]], table: PaceTable) -> Band:
    """Return the band in which senior hosts talk; the stated default where there is too little to learn from.

    Each transcript is a text with its cues. Only measured ones (both ends of every cue) teach: stretches of
    ``window_s`` seconds, of which the slowest and fastest tenth are left out.
    """
    speeds: list[int] = []
    for text, cues in transcripts:
        times = measure(text, cues, 0, table.per_minute, table.pause_s)
        if times.source == MEASURED:
            speeds += [speed for speed, _, _ in windows(times.timed, table.window_s)]
    if len(speeds) < table.least:
        return table.band
    speeds.sort()
    last = len(speeds) - 1
    return Band(
        slowest=speeds[round(last * table.low)],
        fastest=speeds[round(last * table.high)],
        source="learned",
        samples=len(speeds),
    )
