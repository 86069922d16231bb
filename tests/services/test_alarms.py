"""Reported false alarms are only ever added to, survive a torn line, and become a team's release when accepted."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import threading
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from coach.datafiles import folder
from coach.errors import InputError, LexiconError, NotFoundError
from coach.scoring import Kind, Rulebook, check, load_rulebook
from coach.scoring.rulebook import lay_over
from coach.services.alarms import FILE, Alarm, accept_alarm, list_alarms, refuse_alarm, report_alarm
from coach.services.reader_training import verdict_lines

AT = "2026-11-24T08:00:00+00:00"
SAID = "家人们，这是全网最低价"


@pytest.fixture
def alarm(rulebook: Rulebook) -> Alarm:
    finding = check(SAID, None, rulebook, kind=Kind.FOOD).findings[0]
    return Alarm(rule=finding.rule, sentence=SAID, words=finding.text, name="小敏", at=AT)


def test_alarms_come_back_in_order(tmp_path: Path, alarm: Alarm) -> None:
    place = tmp_path / "deep" / "instance"
    assert list_alarms(place) == ()
    assert not place.exists()
    report_alarm(place, alarm)
    report_alarm(place, replace(alarm, name="阿\ud83d强"))
    assert [(k.number, k.alarm.name, k.accepted_by) for k in list_alarms(place)] == [
        (1, "小敏", None),
        (2, "阿\ud83d强", None),
    ]
    first = json.loads((place / FILE).read_text().splitlines()[0])
    assert first == {
        "what": "reported",
        "rule": alarm.rule,
        "sentence": SAID,
        "words": alarm.words,
        "name": "小敏",
        "at": AT,
    }


def test_a_torn_line_costs_only_itself(tmp_path: Path, alarm: Alarm) -> None:
    report_alarm(tmp_path, alarm)
    with (tmp_path / FILE).open("ab") as stream:
        stream.write(b'{"what": "repor')
    report_alarm(tmp_path, replace(alarm, name="阿强"))
    assert [(k.number, k.alarm.name) for k in list_alarms(tmp_path)] == [(1, "小敏"), (2, "阿强")]


def test_many_at_once_keep_every_line_whole(tmp_path: Path, alarm: Alarm) -> None:
    threads = [
        threading.Thread(target=lambda: [report_alarm(tmp_path, alarm) for _ in range(10)] and None) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list_alarms(tmp_path)) == 80


@pytest.mark.parametrize(
    ("key", "value"), [("sentence", "长" * 201), ("name", " "), ("rule", ""), ("words", "词" * 201)]
)
def test_empty_and_too_long_fields_are_refused(tmp_path: Path, alarm: Alarm, key: str, value: str) -> None:
    with pytest.raises(InputError):
        report_alarm(tmp_path, replace(alarm, **{key: value}))
    assert not (tmp_path / FILE).exists()


def test_an_accepted_alarm_silences_the_sentence_and_is_recorded(
    tmp_path: Path, alarm: Alarm, rulebook: Rulebook
) -> None:
    report_alarm(tmp_path, alarm)
    before = (tmp_path / FILE).read_bytes()
    packs = tmp_path / "packs"
    packs.mkdir()
    done = accept_alarm(tmp_path, 1, packs / "xiaoman.toml", "运营", at=AT, pack=rulebook.pack)
    assert done.accepted_by == "运营"
    assert list_alarms(tmp_path)[0].accepted_by == "运营"
    assert (tmp_path / FILE).read_bytes().startswith(before)
    assert tomllib.loads((packs / "xiaoman.toml").read_text(encoding="utf-8"))["team"] == "xiaoman"
    mine = load_rulebook(folder("lexicons"), team=packs)
    assert check(f"{SAID}。", None, rulebook, kind=Kind.FOOD).findings
    assert check(f"{SAID}。", None, mine, kind=Kind.FOOD).findings == ()
    with pytest.raises(InputError, match="已由运营放行"):
        accept_alarm(tmp_path, 1, packs / "xiaoman.toml", "别人", at=AT)


def test_a_pack_that_is_there_keeps_every_byte(tmp_path: Path, alarm: Alarm) -> None:
    pack = tmp_path / "team.toml"
    pack.write_text('# 手写的\nteam = "小满"', encoding="utf-8")
    report_alarm(tmp_path, alarm)
    accept_alarm(tmp_path, 1, pack, "运营", at=AT)
    text = pack.read_text(encoding="utf-8")
    assert text.startswith('# 手写的\nteam = "小满"\n')
    assert tomllib.loads(text)["passed"] == [{"rule": alarm.rule, "sentence": SAID, "by": "运营", "at": AT}]


@pytest.mark.parametrize("sentence", ['引"号\\n', '"""\n[[group]]\nname = "x"', "😀\x7f\x00𠮷", "半\ud83d个"])
def test_no_sentence_breaks_out_of_its_quotes(tmp_path: Path, alarm: Alarm, sentence: str) -> None:
    report_alarm(tmp_path, replace(alarm, sentence=sentence))
    accept_alarm(tmp_path, 1, tmp_path / 'na"me.toml', '运"营\n', at=AT)
    table = tomllib.loads((tmp_path / 'na"me.toml').read_text(encoding="utf-8"))
    assert set(table) == {"team", "passed"}
    assert table["passed"][0]["sentence"] == sentence.replace("\ud83d", "?")
    assert table["passed"][0]["by"] == '运"营'


def test_nothing_is_written_when_it_can_not_be_accepted(tmp_path: Path, alarm: Alarm, rulebook: Rulebook) -> None:
    pack = tmp_path / "team.toml"
    report_alarm(tmp_path, replace(alarm, rule="price/没有这条"))
    with pytest.raises(NotFoundError):
        accept_alarm(tmp_path, 2, pack, "运营", at=AT)
    with pytest.raises(InputError):
        accept_alarm(tmp_path, 1, pack, " ", at=AT)
    with pytest.raises(LexiconError, match="没有规则"):
        accept_alarm(tmp_path, 1, pack, "运营", at=AT, pack=rulebook.pack)
    assert not pack.exists()
    pack.write_text("team = ", encoding="utf-8")
    with pytest.raises(LexiconError):
        accept_alarm(tmp_path, 1, pack, "运营", at=AT)
    assert pack.read_text() == "team = "
    assert list_alarms(tmp_path)[0].accepted_by is None


def accept_all(folder: Path, numbers: Iterable[int], pack: Path, by: str) -> None:
    """Accept alarms one after the other, passing over those that somebody else has accepted."""
    for number in numbers:
        with contextlib.suppress(InputError):
            accept_alarm(folder, number, pack, by, at=AT)


@pytest.mark.parametrize("inside", [True, False], ids=["pack beside the alarms", "pack elsewhere"])
def test_two_processes_that_accept_at_once_lose_nothing(tmp_path: Path, alarm: Alarm, inside: bool) -> None:
    place, pack = tmp_path / "instance", tmp_path / ("instance" if inside else "packs") / "xiaoman.toml"
    for number in range(1, 41):
        report_alarm(place, replace(alarm, sentence=f"{SAID}，第{number}遍"))
    pack.parent.mkdir(exist_ok=True)
    shares = {"小敏": [*range(1, 31)], "阿强": [*range(40, 10, -1)]}  # twenty alarms are wanted by both
    spawn = multiprocessing.get_context("spawn")
    both = [spawn.Process(target=accept_all, args=(place, numbers, pack, by)) for by, numbers in shares.items()]
    for process in both:
        process.start()
    for process in both:
        process.join(60)
    assert [process.exitcode for process in both] == [0, 0]
    passed = tomllib.loads(pack.read_text(encoding="utf-8"))["passed"]
    assert sorted(entry["sentence"] for entry in passed) == sorted(f"{SAID}，第{n}遍" for n in range(1, 41))
    kept = list_alarms(place)
    assert [k.accepted_by for k in kept] == [
        next(entry["by"] for entry in passed if entry["sentence"] == k.alarm.sentence) for k in kept
    ]
    rows = [json.loads(line) for line in (place / FILE).read_text().splitlines()]
    assert len([row for row in rows if row["what"] == "accepted"]) == 40


def test_accepting_where_no_alarm_was_ever_reported_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="没有第 1 条误报"):
        accept_alarm(tmp_path / "没有", 1, tmp_path / "team.toml", "运营", at=AT)


def test_a_refused_alarm_is_kept_with_its_reason_and_decided_once(tmp_path: Path, alarm: Alarm) -> None:
    report_alarm(tmp_path, alarm)
    before = (tmp_path / FILE).read_bytes()
    refuse_alarm(tmp_path, 1, "运营", "说的就是全网最低价", at=AT)
    (kept,) = list_alarms(tmp_path)
    assert (kept.refused_by, kept.why, kept.accepted_by, kept.waits) == ("运营", "说的就是全网最低价", None, False)
    assert (tmp_path / FILE).read_bytes().startswith(before)
    with pytest.raises(InputError, match="已由运营驳回"):
        accept_alarm(tmp_path, 1, tmp_path / "packs" / "xiaoman.toml", "别人", at=AT)
    with pytest.raises(InputError, match="已由运营驳回"):
        refuse_alarm(tmp_path, 1, "别人", "再想想", at=AT)


@pytest.mark.parametrize(("by", "why"), [("", "理由"), ("运营", "  "), ("运营", "长" * 201)])
def test_a_refusal_needs_a_name_and_a_reason(tmp_path: Path, alarm: Alarm, by: str, why: str) -> None:
    report_alarm(tmp_path, alarm)
    with pytest.raises(InputError):
        refuse_alarm(tmp_path, 1, by, why, at=AT)
    assert list_alarms(tmp_path)[0].waits


def test_verdicts_teach_the_second_reader_and_open_reports_do_not(
    tmp_path: Path, alarm: Alarm, rulebook: Rulebook
) -> None:
    for _ in range(3):
        report_alarm(tmp_path, alarm)
    accept_alarm(tmp_path, 1, tmp_path / "team.toml", "运营", at=AT)
    refuse_alarm(tmp_path, 2, "运营", "标得对", at=AT)
    innocent, forbidden = verdict_lines(tmp_path, rulebook)
    assert (innocent.text, innocent.hits) == (SAID, ())
    start, end, category = forbidden.hits[0]
    assert (SAID[start:end], category) == (alarm.words, rulebook.get_rule(alarm.rule).category)


def test_an_alarm_of_a_room_stands_there_only_and_once(tmp_path: Path, alarm: Alarm, rulebook: Rulebook) -> None:
    packs = tmp_path / "packs"
    packs.mkdir()
    for room in ("甲", "甲", ""):
        report_alarm(tmp_path, replace(alarm, room=room))
    assert [kept.alarm.room for kept in list_alarms(tmp_path)] == ["甲", "甲", ""]
    for number in (1, 2):
        accept_alarm(tmp_path, number, packs / "team.toml", "运营", at=AT, pack=rulebook.pack)
    table = tomllib.loads((packs / "team.toml").read_text(encoding="utf-8"))
    assert [entry["rooms"] for entry in table["passed"]] == [["甲"]], "it stands there already"
    book = lay_over(rulebook, packs)
    assert check(SAID, None, book.of_room("甲"), kind=Kind.FOOD).findings == ()
    assert check(SAID, None, book.of_room("乙"), kind=Kind.FOOD).findings
    accept_alarm(tmp_path, 3, packs / "team.toml", "运营", at=AT, pack=rulebook.pack)
    assert check(SAID, None, lay_over(rulebook, packs).of_room("乙"), kind=Kind.FOOD).findings == ()


def test_an_alarm_is_not_accepted_into_a_pack_that_does_not_hold_where_it_came_from(
    tmp_path: Path, alarm: Alarm, rulebook: Rulebook
) -> None:
    (tmp_path / "team.toml").write_text('team = "乙"\nrooms = ["乙"]\n', encoding="utf-8")
    report_alarm(tmp_path, replace(alarm, room="甲"))
    with pytest.raises(LexiconError, match="这份词库不管“甲”"):
        accept_alarm(tmp_path, 1, tmp_path / "team.toml", "运营", at=AT, pack=rulebook.pack)
    assert list_alarms(tmp_path)[0].waits
    assert "passed" not in (tmp_path / "team.toml").read_text(encoding="utf-8")
