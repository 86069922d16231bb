"""The second reader is what its inputs make it, speaks only where rules are silent, and never takes a finding away."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from coach.datafiles import folder
from coach.errors import LexiconError
from coach.scoring import Kind, Platform, Rulebook, check
from coach.scoring.features import BUCKETS, features
from coach.scoring.forbidden import listen
from coach.scoring.model import Category, How
from coach.scoring.normalise import fold
from coach.scoring.reader import Reader, load, save, stretches, suspect
from coach.services.reader_training import fingerprint, innocent_lines, labelled_lines, rule_lines
from tests.conftest import DATA


def loud(level: float) -> Reader:
    """A reader that gives every stretch the score ``level``."""
    return Reader(
        any_=np.zeros(BUCKETS, dtype=np.float32),
        any_bias=level,
        which=np.zeros((len(Category), BUCKETS), dtype=np.int8),
        which_step=1.0,
        which_bias=np.arange(len(Category), dtype=np.float32),
        warn=2.0,
        hint=1.0,
        inputs="",
    )


def with_reader(rulebook: Rulebook, reader: Reader | None) -> Rulebook:
    book = Rulebook(rulebook.pack)
    book.__dict__["reader"] = reader
    return book


def test_the_shipped_model_was_made_from_the_rules_and_lines_that_are_here(rulebook: Rulebook) -> None:
    reader = load(folder("lexicons") / "reader.bin")
    lines = [*rule_lines(rulebook), *labelled_lines(DATA / "gold" / "forbidden.jsonl")]
    for path in sorted((DATA / "innocent").glob("*.txt")):
        lines += innocent_lines(path)
    assert reader is not None
    assert reader.inputs == fingerprint(lines), "rules or lines changed: run coach lexicon train"
    assert reader.warn > reader.hint


def test_saving_and_loading_keeps_the_model(tmp_path: Path) -> None:
    shipped = load(folder("lexicons") / "reader.bin")
    assert shipped is not None
    (tmp_path / "reader.bin").write_bytes(save(shipped))
    again = load(tmp_path / "reader.bin")
    assert again is not None
    assert save(again) == save(shipped)
    assert np.array_equal(again.which, shipped.which)


@pytest.mark.parametrize("damage", [b"", b"coach-reader-0\n", b"coach-reader-1\n{}\nxx", b"coach-reader-1\nno json\n"])
def test_a_damaged_file_is_told(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "reader.bin").write_bytes(damage)
    with pytest.raises(LexiconError, match="coach lexicon train"):
        load(tmp_path / "reader.bin")


def test_no_file_no_reader(tmp_path: Path) -> None:
    assert load(tmp_path / "reader.bin") is None


@pytest.mark.parametrize(("level", "severity"), [(0.5, None), (1.5, "hint"), (2.5, "warn")])
def test_thresholds_decide_how_loud_it_is(rulebook: Rulebook, level: float, severity: str | None) -> None:
    text = "今天风有点大，窗户我关一下"
    found = check(text, None, with_reader(rulebook, loud(level)), kind=Kind.FOOD).findings
    assert [f.severity for f in found] == ([severity] if severity else [])
    for finding in found:
        assert finding.how is How.SUSPECTED
        assert finding.rule == "reader/minors"
        assert text[finding.start : finding.end] == finding.text
        assert finding.basis


def test_it_says_nothing_where_a_rule_or_a_release_spoke(rulebook: Rulebook) -> None:
    book = with_reader(rulebook, loud(9.0))
    hit = check("这个就是全网最低价", None, book, kind=Kind.FOOD, platform=Platform.DOUYIN)
    assert {f.rule.split("/")[0] for f in hit.findings} == {"price"}
    let_go = check("我们不说全网最低价", None, book, kind=Kind.FOOD, platform=Platform.DOUYIN)
    assert let_go.released
    assert let_go.findings == ()


def test_it_never_takes_a_finding_away(rulebook: Rulebook) -> None:
    alone, quiet = with_reader(rulebook, None), with_reader(rulebook, loud(-99.0))
    for line in labelled_lines(DATA / "gold" / "forbidden.jsonl")[::7]:
        assert check(line.text, None, alone).findings == check(line.text, None, quiet).findings


def test_features_name_their_places(rulebook: Rulebook) -> None:
    speech = listen(fold("红薯粉条今天包邮"), rulebook)
    for family in features(speech.folded.text, speech.tokens):
        assert len(family.ids) == len(family.starts) == len(family.ends)
        assert (family.ids >= 0).all()
        assert (family.ids < BUCKETS).all()
        assert (family.starts < family.ends).all()
        assert family.ends.max() == len(speech.folded.text)


def test_long_speech_is_judged_in_short_stretches(rulebook: Rulebook) -> None:
    speech = listen(fold("这个粉条我们家自己晒的" * 30), rulebook)
    spans = stretches(speech.cut, speech.tokens)
    assert max(end - start for start, end in spans) <= 60
    assert [end for _, end in spans[:-1]] == [start for start, _ in spans[1:]]
    assert suspect(loud(5.0), speech.folded.text, speech.cut, speech.tokens)


def test_nothing_said_nothing_suspected(rulebook: Rulebook) -> None:
    speech = listen(fold("，。"), rulebook)
    assert suspect(loud(0.0), speech.folded.text, speech.cut, speech.tokens) == ()
