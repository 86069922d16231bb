"""SRT and WebVTT give text, times and voices; a broken one names its line."""

from __future__ import annotations

import pytest

from coach.documents import Document, DocumentKind, read_document
from coach.errors import InputError

SRT = """1
00:00:01,000 --> 00:00:04,200
家人们好，今天这款
五常大米

2
00:00:05,000 --> 00:00:07,500
<i>全网</i>最低价{\\an8}

3
01:00:00,000 --> 01:00:01,5
谢谢大家
"""
VTT = """WEBVTT - 今晚

STYLE
::cue { color: red }

NOTE 这一段不是话术
第二行也不是

开场
00:01.000 --> 00:04.000 align:start
<v.loud 小敏>家人们好</v> &amp; 大家好

00:00:05.000 --> 00:00:06.500
<v 小敏>一问</v><v 老王>一答</v>

01:00:07.000 --> 01:00:08.000
没有<00:00:07.500><c.red>名字</c>
"""


def _read(name: str, text: str) -> Document:
    return read_document(name, text.encode())


def _said(document: Document) -> list[tuple[str, float, float | None, str | None]]:
    return [(document.text[c.start : c.end], c.start_s, c.end_s, c.speaker) for c in document.cues]


def test_srt() -> None:
    document = _read("a.srt", SRT)
    assert document.kind is DocumentKind.SRT
    assert document.text == "家人们好，今天这款\n五常大米\n全网最低价\n谢谢大家"
    assert _said(document) == [
        ("家人们好，今天这款\n五常大米", 1.0, 4.2, None),
        ("全网最低价", 5.0, 7.5, None),
        ("谢谢大家", 3600.0, 3601.5, None),
    ]


def test_a_span_across_a_tag_is_found_again_in_the_file() -> None:
    document = _read("a.srt", SRT)
    at = document.text.index("全网最低价")
    start, end = document.locate(at, at + 5)
    assert document.source[start:end] == "全网</i>最低价"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_line_ends_and_bom_change_nothing(ending: str, bom: str) -> None:
    assert _said(_read("a.srt", bom + SRT.replace("\n", ending))) == _said(_read("a.srt", SRT))
    assert _said(_read("a.vtt", bom + VTT.replace("\n", ending))) == _said(_read("a.vtt", VTT))


def test_srt_forgives_missing_numbers_blank_lines_dots_and_no_hours() -> None:
    text = "00:01.5 --> 00:02.25\n第一句\n\n还是第一句\n\n\n7\n00:00:03,000-->00:00:04,000 X1:40\n2024\n"
    assert _said(_read("a.srt", text)) == [
        ("第一句\n还是第一句", 1.5, 2.25, None),
        ("2024", 3.0, 4.0, None),
    ]


def test_srt_cue_without_words_is_left_out() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n\n2\n00:00:03,000 --> 00:00:04,000\n好\n"
    assert _said(_read("a.srt", text)) == [("好", 3.0, 4.0, None)]


def test_speech_with_angle_brackets_and_ampersands_is_kept_in_srt() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n甜度<5 A&amp;B <3 爱你\n"
    assert _read("a.srt", text).text == "甜度<5 A&amp;B <3 爱你"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("大家好\n我是小敏\n", r"第 1 行：应为字幕序号和时间行.*没有一行时间"),
        ("1\n大家好\n\n2\n00:00:03,000 --> 00:00:04,000\n好\n", r"第 1 行：应为字幕序号.*这里却是“1”"),
        ("1\n00:00:01 --> 00:00:02\n好\n", r"第 2 行：时间应写成 00:00:01,000 --> 00:00:04,000，这里却是“00:00:01"),
        ("1\n00:00:09,000 --> 00:00:02,000\n好\n", r"第 2 行：结束时间早于开始时间"),
        (
            "1\n00:00:01,000 --> 00:00:02,000\n一\n\n2\n二\n\n3\n00:00:03,000 --> 00:00:04,000\n三\n",
            r"第 6 行：序号 2 后面应为时间行.*这里却是“二”",
        ),
        ("1\r\n00:00:01,000 --> 0:0:x\r\n好", r"第 2 行：时间应写成"),
    ],
)
def test_broken_srt_names_line_and_what_was_expected(text: str, message: str) -> None:
    with pytest.raises(InputError, match=r"a\.srt " + message) as caught:
        _read("a.srt", text)
    assert isinstance(caught.value.evidence["line"], int)


def test_srt_without_words_is_refused() -> None:
    with pytest.raises(InputError, match="里没有要检查的话术"):
        _read("a.srt", "1\n00:00:01,000 --> 00:00:02,000\n\n")


def test_vtt() -> None:
    document = _read("a.vtt", VTT)
    assert document.kind is DocumentKind.VTT
    assert _said(document) == [
        ("家人们好 & 大家好", 1.0, 4.0, "小敏"),
        ("一问一答", 5.0, 6.5, None),
        ("没有名字", 3607.0, 3608.0, None),
    ]
    at = document.text.index("& 大家好")
    assert document.source[slice(*document.locate(at, at + 5))] == "&amp; 大家好"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("00:01.000 --> 00:02.000\n好\n", r"第 1 行：WebVTT 文件应以 WEBVTT 开头"),
        ("WEBVTT\n\n00:01,000 -> 00:02\n好\n", r"第 3 行：应为时间行（如 00:00:01.000"),
        ("WEBVTT\n\n00:01 --> 00:02\n好\n", r"第 3 行：时间应写成 00:00:01.000 --> 00:00:04.000"),
        ("WEBVTT\n\n标题\n多一行\n00:01.000 --> 00:02.000\n好\n", r"第 3 行：应为时间行.*“标题”"),
        ("WEBVTT\n\n1\n00:05.000 --> 00:02.000\n好\n", r"第 4 行：结束时间早于开始时间"),
    ],
)
def test_broken_vtt_names_line_and_what_was_expected(text: str, message: str) -> None:
    with pytest.raises(InputError, match=r"a\.vtt " + message):
        _read("a.vtt", text)
