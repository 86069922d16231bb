"""Pace counts syllables and says whether time was measured."""

import pytest

from coach.scoring import Cue, Rulebook
from coach.scoring.normalise import fold
from coach.scoring.pace import measure_pace, syllables


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("199.9", 7),
        ("15", 2),
        ("20", 2),
        ("105", 4),
        ("9.9元", 4),
        ("两天发货", 4),
        ("vc", 2),
        ("plus", 1),
        ("", 0),
        ("，。", 0),
    ],
)
def test_syllables_as_spoken(text: str, count: int) -> None:
    assert syllables(text) == count


def test_without_timestamps_time_is_estimated(rulebook: Rulebook) -> None:
    pace = measure_pace(fold("好" * 260), (), rulebook.pack.pace)
    assert (pace.seconds, pace.seconds_source, pace.per_minute) == (60, "estimated", None)


def test_with_both_ends_time_is_measured(rulebook: Rulebook) -> None:
    cues = (Cue(start=0, end=100, start_s=0.0, end_s=15.0), Cue(start=100, end=200, start_s=20.0, end_s=35.0))
    pace = measure_pace(fold("好" * 200), cues, rulebook.pack.pace)
    assert (pace.seconds, pace.seconds_source, pace.per_minute) == (30, "measured", 400)
    assert [remark.id for remark in pace.remarks] == ["pace/fast"]


def test_with_starts_only_the_last_stretch_is_estimated(rulebook: Rulebook) -> None:
    cues = (Cue(start=0, end=130, start_s=0.0), Cue(start=130, end=260, start_s=30.0))
    pace = measure_pace(fold("好" * 260), cues, rulebook.pack.pace)
    assert (pace.seconds, pace.seconds_source) == (60, "partly measured")


def test_fillers_count_only_where_they_fill(rulebook: Rulebook) -> None:
    table = rulebook.pack.pace
    assert measure_pace(fold("嗯，那个，就是说，这个好"), (), table).fillers == 3
    assert measure_pace(fold("那个红色的就是我说的这个，然后放盐"), (), table).fillers == 0
