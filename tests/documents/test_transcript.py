"""飞书妙记 exports give speakers and start times; a script that only mentions times stays a script."""

from __future__ import annotations

import io

import docx
import pytest

from coach.documents import Document, DocumentKind, read_document

SPEAKER_FIRST = """2025年3月5日 下午 8:02 | 1小时 2分钟
关键词：大米、直播

文字记录：
主播小敏 00:00:03
家人们好。
今天这款大米

老王 00:01:23
两天之内发货
"""


def _read(text: str) -> Document:
    return read_document("妙记.txt", text.encode())


def _said(document: Document) -> list[tuple[str, float, float | None, str | None]]:
    return [(document.text[c.start : c.end], c.start_s, c.end_s, c.speaker) for c in document.cues]


def test_speaker_before_time() -> None:
    document = _read(SPEAKER_FIRST)
    assert document.kind is DocumentKind.TRANSCRIPT
    assert document.text == "家人们好。\n今天这款大米\n两天之内发货"
    assert _said(document) == [
        ("家人们好。\n今天这款大米", 3.0, None, "主播小敏"),
        ("两天之内发货", 83.0, None, "老王"),
    ]
    at = document.text.index("两天之内")
    assert document.source[slice(*document.locate(at, at + 4))] == "两天之内"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "00:00:01 主播\n大家好\n\n00:01:23 小敏\n再见\n",
            [("大家好", 1.0, None, "主播"), ("再见", 83.0, None, "小敏")],
        ),
        (
            "[00:00:01] 大家好，我是小敏\n[00:00:05] 再见\n",
            [("大家好，我是小敏", 1.0, None, None), ("再见", 5.0, None, None)],
        ),
        ("00:00:01\n大家好\n00:00:09\n再见", [("大家好", 1.0, None, None), ("再见", 9.0, None, None)]),
        (
            "说话人 1 00:01\n大家好\n说话人 2 00:09\n嗯\n说话人 1 01:10\n好",
            [("大家好", 1.0, None, "说话人 1"), ("嗯", 9.0, None, "说话人 2"), ("好", 70.0, None, "说话人 1")],
        ),
        ("主播小敏(00:01:23)：\r\n大家好\r\n", [("大家好", 83.0, None, "主播小敏")]),
    ],
    ids=["time-first", "inline", "bare", "minutes", "brackets"],
)
def test_other_layouts(text: str, said: list[tuple[str, float, float | None, str | None]]) -> None:
    assert _said(_read(text)) == said


@pytest.mark.parametrize(
    "text",
    [
        "今天晚上直播\n开播时间 20:00\n全网最低价",
        "全网最低价专场 20:00\n买一送一\n国家级专场 21:30\n再送一份",
        "主播 00:01:00\n好\n主播 00:00:30\n时间倒着走",
        "大家好\n主播 00:01:00\n好",
        "比分 00:99:00\n好",
    ],
    ids=["schedule", "two-shows", "backwards", "speech-first", "no-clock"],
)
def test_a_script_that_mentions_times_loses_no_word(text: str) -> None:
    document = _read(text)
    assert document.kind is DocumentKind.TEXT
    assert document.text == text


def test_transcript_after_front_matter_and_in_word() -> None:
    document = _read('+++\nproduct = "D01"\n+++\n主播 00:00:05\n全网最低价\n')
    assert document.meta == {"product": "D01"}
    assert _said(document) == [("全网最低价", 5.0, None, "主播")]
    assert document.source[slice(*document.locate(0, 5))] == "全网最低价"
    word = docx.Document()
    for line in SPEAKER_FIRST.splitlines():
        word.add_paragraph(line)
    out = io.BytesIO()
    word.save(out)
    assert _said(read_document("妙记.docx", out.getvalue())) == _said(_read(SPEAKER_FIRST))
