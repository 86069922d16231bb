"""Pace counts syllables, says how time is known, learns a band, and hears fillers only where they fill."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from coach.documents import read_document
from coach.scoring import Cue, Platform, Rulebook, check
from coach.scoring.model import Pace
from coach.scoring.normalise import fold
from coach.scoring.pace import measure_pace
from coach.scoring.pace_band import learn_band
from coach.scoring.pace_syllables import syllables


def pace(rulebook: Rulebook, text: str, cues: Sequence[Cue] = ()) -> Pace:
    return measure_pace(fold(text), cues, rulebook.pack.pace)


def ids(got: Pace) -> list[str]:
    return [remark.id for remark in got.remarks]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("199.9", 7),
        ("15", 2),
        ("20", 2),
        ("105", 4),
        ("110", 4),
        ("1001", 4),
        ("10000", 2),
        ("12000", 4),
        ("10086", 6),
        ("9.9元", 4),
        ("0.5", 3),
        ("50%", 5),
        ("2024年", 5),
        ("500ml", 4),
        ("2kg", 3),
        ("2-6度", 4),
        ("20:00", 5),
        ("13800138000", 11),
        ("两天发货", 4),
        ("vc", 2),
        ("plus", 1),
        ("spf50+", 6),
        ("〇", 1),
        ("𠮷野", 2),
        ("", 0),
        ("，。", 0),
        ("👍🏻", 0),
    ],
)
def test_syllables_as_spoken(text: str, count: int) -> None:
    assert syllables(text) == count


def test_without_timestamps_time_is_estimated(rulebook: Rulebook) -> None:
    got = pace(rulebook, "好" * 260)
    assert (got.seconds, got.seconds_source, got.per_minute, got.pauses) == (60, "estimated", None, None)
    assert [one.met for one in got.checks if one.id == "pace/speed"] == [None]


def test_with_both_ends_time_is_measured(rulebook: Rulebook) -> None:
    cues = (Cue(start=0, end=100, start_s=0.0, end_s=15.0), Cue(start=100, end=200, start_s=20.0, end_s=35.0))
    got = pace(rulebook, "好" * 200, cues)
    assert (got.seconds, got.seconds_source, got.per_minute) == (30, "measured", 400)
    assert (got.pauses, got.pause_s) == (1, 5.0)
    assert ids(got) == ["pace/fast"]


def test_with_starts_only_the_last_stretch_is_estimated(rulebook: Rulebook) -> None:
    cues = (Cue(start=0, end=130, start_s=0.0), Cue(start=130, end=260, start_s=30.0))
    got = pace(rulebook, "好" * 260, cues)
    assert (got.seconds, got.seconds_source, got.pauses) == (60, "partly measured", None)


def test_cues_that_overlap_are_counted_once(rulebook: Rulebook) -> None:
    cues = (Cue(start=0, end=50, start_s=0.0, end_s=20.0), Cue(start=50, end=100, start_s=10.0, end_s=30.0))
    assert pace(rulebook, "好" * 100, cues).seconds == 30


_SRT = "1\n00:00:01,000 --> 00:00:04,000\n大家好欢迎来到直播间\n\n2\n00:00:04,500 --> 00:00:08,000\n今天讲一口锅三十二公分\n"
_VTT = (
    "WEBVTT\n\n00:01.000 --> 00:04.000\n<v 小敏>大家好欢迎来到直播间\n\n00:04.500 --> 00:08.000\n<v 老周>今天讲一口锅\n"
)
_FEISHU = "文字记录\n小敏 00:00:01\n大家好欢迎来到直播间\n\n老周 00:00:05\n今天讲一口锅三十二公分\n\n小敏 00:00:09\n点一号链接\n"


@pytest.mark.parametrize(
    ("name", "source", "known"),
    [
        ("a.srt", _SRT, "measured"),
        ("a.vtt", _VTT, "measured"),
        ("a.txt", _FEISHU, "partly measured"),
        ("b.txt", "大家好欢迎来到直播间", "estimated"),
    ],
)
def test_each_sort_of_file_says_how_its_time_is_known(rulebook: Rulebook, name: str, source: str, known: str) -> None:
    document = read_document(name, source.encode())
    report = check(document.text, None, rulebook, cues=document.cues)
    assert report.seconds_source == report.pace.seconds_source == known
    assert (report.pace.per_minute is None) is (known == "estimated")


def test_a_named_speaker_has_a_share_of_the_talk(rulebook: Rulebook) -> None:
    measured = read_document("a.vtt", _VTT.encode())
    got = {one.name: one for one in pace(rulebook, measured.text, measured.cues).speakers}
    assert (got["小敏"].seconds, got["老周"].seconds) == (3, 4)
    assert got["小敏"].share + got["老周"].share == pytest.approx(1, abs=0.01)
    partly = read_document("a.txt", _FEISHU.encode())
    said = pace(rulebook, partly.text, partly.cues).speakers
    assert [(one.name, one.syllables, one.seconds) for one in said] == [("小敏", 15, None), ("老周", 11, None)]
    assert pace(rulebook, "好" * 50).speakers == ()


def test_a_band_is_learned_from_senior_hosts(rulebook: Rulebook) -> None:
    table = rulebook.pack.pace
    seniors = []
    for per_cue in (60, 65, 70, 75):
        text = "好" * (per_cue * 10)
        cues = tuple(
            Cue(start=n * per_cue, end=(n + 1) * per_cue, start_s=n * 15.0, end_s=n * 15.0 + 15) for n in range(10)
        )
        seniors.append((text, cues))
    band = learn_band(seniors, table)
    assert (band.slowest, band.fastest, band.source, band.samples) == (240, 300, "learned", 40)
    quick = (Cue(start=0, end=320, start_s=0.0, end_s=60.0),)
    got = measure_pace(fold("好" * 320), quick, table, band=band)
    assert ids(got) == ["pace/fast"]
    assert "老主播" in got.remarks[0].message
    assert ids(measure_pace(fold("好" * 320), quick, table)) == []


def test_too_little_teaches_nothing_and_the_default_is_stated(rulebook: Rulebook) -> None:
    table = rulebook.pack.pace
    few = [("好" * 100, (Cue(start=0, end=100, start_s=0.0, end_s=20.0),)), ("好" * 400, ())]
    band = learn_band(few, table)
    assert band == table.band
    assert (band.slowest, band.fastest, band.source) == (180, 340, "default")


def test_a_rushed_stretch_is_quoted(rulebook: Rulebook) -> None:
    slow, fast = "慢慢讲这一句话给你听" * 6, "价格三十九块九包邮两天发" * 10
    text = slow + fast + slow
    a, b = len(slow), len(slow + fast)
    cues = (
        Cue(start=0, end=a, start_s=0.0, end_s=18.0),
        Cue(start=a, end=b, start_s=18.0, end_s=34.0),
        Cue(start=b, end=len(text), start_s=34.0, end_s=52.0),
    )
    got = pace(rulebook, text, cues)
    assert ids(got) == ["pace/rush"]
    assert got.remarks[0].text == fast


def test_dead_air_is_named(rulebook: Rulebook) -> None:
    text = "好" * 200
    cues = (Cue(start=0, end=100, start_s=0.0, end_s=25.0), Cue(start=100, end=200, start_s=37.0, end_s=62.0))
    got = pace(rulebook, text, cues)
    assert "pace/pauses" in ids(got)
    assert (got.pauses, got.pause_s) == (1, 12.0)


FILLERS = (
    ("嗯，那个，就是说，这个好", 3),
    ("这个锅呢，嗯，挺重的", 1),
    ("呃我想想，两百克", 1),
    ("那个那个，颜色有三个", 1),
    ("价格，然后呢，三十九", 1),
    ("然后就是我们家这个杯子", 1),
    ("那个我们先看一下尺码", 1),
    ("它是纯棉的，对吧", 1),
    ("这个颜色好看对不对，放心穿", 1),
    ("反正，怎么说呢，我自己挺喜欢", 2),
    ("我们我们家做了十年", 1),
    ("嗯嗯，知道了", 1),
    ("其实，也不贵", 1),
    ("面料很软，就是，嗯，会起一点球", 2),
    ("嗯 那个 我们今天讲锅", 2),
    ("嗯那个我们先看尺码", 2),
    ("这个是铸铁的 然后呢 重两公斤六", 1),
)
NO_FILLERS = (
    "那个红色的就是我说的这个，然后放盐",
    "先放油，然后我们下菜",
    "这个是纯棉的",
    "那个蓝色更显白",
    "就是这个味道",
    "你们说得对吧？",
    "其实它不是全棉",
    "反正面也能穿",
    "额头上不出油",
    "对着镜子看",
    "我要的就是这种厚度",
    "先洗净，擦干，然后它就不生锈了",
    "你看看选得对不对",
    "这个那个都有货",
)


@pytest.mark.parametrize(("text", "count"), FILLERS)
def test_fillers_are_heard(rulebook: Rulebook, text: str, count: int) -> None:
    got = pace(rulebook, text)
    assert got.fillers == count
    assert all(text[word.start : word.end].startswith(word.text) for word in got.filler_words)


@pytest.mark.parametrize("text", NO_FILLERS)
def test_the_same_words_are_no_fillers_where_they_mean_something(rulebook: Rulebook, text: str) -> None:
    assert pace(rulebook, text).fillers == 0


def test_too_many_fillers_are_remarked_with_the_commonest(rulebook: Rulebook) -> None:
    text = "嗯，这个面料是双层的，那个，摸起来很软，嗯，洗了不缩水。" * 5
    got = next(remark for remark in pace(rulebook, text).remarks if remark.id == "pace/fillers")
    assert "“嗯”10 次、“那个”5 次" in got.message
    assert got.text == "嗯"


def test_a_clause_said_over_and_over_is_a_repeat(rulebook: Rulebook) -> None:
    text = "价格真的很划算，你们看看，价格真的很划算，这边也看看，价格真的很划算。"
    got = pace(rulebook, text)
    assert [(said.text, said.count) for said in got.repeats] == [("价格真的很划算", 3)]
    assert got.repeats[0].start == text.index("价格", 3)
    assert "pace/repeats" in ids(got)


def test_an_important_number_may_be_said_twice(rulebook: Rulebook) -> None:
    assert pace(rulebook, "到手三十九块九，听清楚，到手三十九块九。").repeats == ()
    far = "这口锅三十二公分，" + "中间讲了很多别的话没有重复的内容在这里" * 20
    assert pace(rulebook, far * 3).repeats == ()


def test_length_is_held_against_the_slot(rulebook: Rulebook) -> None:
    text = "这是一句十个字的话呢啊，" * 26
    fits = check(text, None, rulebook, platform=Platform.ANY, slot_s=(30, 120)).pace
    assert "pace/short" not in ids(fits)
    assert fits.slot_s == (30, 120)
    short = check(text, None, rulebook, slot_s=(120, 180)).pace
    assert "估算只有 66 秒，这一段应讲 120 到 180 秒" in next(r.message for r in short.remarks if r.id == "pace/short")
    long = check(text, None, rulebook, slot_s=(10, 33)).pace
    remark = next(r for r in long.remarks if r.id == "pace/long")
    assert remark.start == pytest.approx(len(text) / 2, abs=3)
    assert check(text, None, rulebook, script_type="round").pace.slot_s == (30, 300)
    assert check(text, None, rulebook).pace.slot_s is None
