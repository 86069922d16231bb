"""POST /upload: files of every kind become text; what can't be read is answered with words."""

from __future__ import annotations

import io

import docx
import pytest

SRT = "1\n00:00:00,000 --> 00:00:02,500\n大家好，今天讲牛肉干\n\n2\n00:00:02,500 --> 00:00:05,000\n一斤四十九块九\n"


@pytest.fixture
def upload(client, token):
    def post(data: bytes, name: str):
        headers = {"X-CSRFToken": token, "Accept": "application/json"}
        return client.post("/upload", data={"file": (io.BytesIO(data), name)}, headers=headers)

    return post


def word(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("好吃".encode(), "稿.txt"),
        ("好吃".encode("gb18030"), "稿.TXT"),
        ("好吃".encode(), "稿.md"),
        (word("好吃"), "稿.docx"),
    ],
)
def test_text_and_word_files_are_read(upload, data, name):
    answer = upload(data, name)
    assert answer.status_code == 200
    assert answer.get_json() == {"text": "好吃", "cues": []}


def test_subtitles_bring_their_times_and_can_be_checked_with_them(upload, live):
    answer = upload(SRT.encode(), "场.srt").get_json()
    assert [row[2:4] for row in answer["cues"]] == [[0.0, 2.5], [2.5, 5.0]]
    first = answer["cues"][0]
    assert answer["text"][first[0] : first[1]] == "大家好，今天讲牛肉干"
    report = live(answer["text"], cues=answer["cues"]).get_json()["report"]
    assert report["seconds_source"] != "estimated"


@pytest.mark.parametrize(
    ("data", "name", "word_"),
    [
        (b"%PDF-1.7", "稿.pdf", ".pdf"),
        (b"", "稿.txt", "空"),
        (b"PK\x03\x04 broken", "稿.docx", "稿.docx"),
        (b"1\n00:99:00 -> x\nhi\n", "场.srt", "场.srt"),
        (b"\xff\xfe\x00\x00\x01\x02\x03", "稿.txt", "稿.txt"),
    ],
)
def test_what_can_not_be_read_is_answered_with_words(upload, data, name, word_):
    answer = upload(data, name)
    assert answer.status_code == 422
    assert word_ in answer.get_json()["error"]["message"]


def test_no_file_is_answered_with_words(client, token):
    answer = client.post("/upload", headers={"X-CSRFToken": token, "Accept": "application/json"})
    assert answer.status_code == 422
    assert "先选一个文件" in answer.get_json()["error"]["message"]


def test_a_file_that_is_too_large_names_the_limit(upload):
    with upload(b"a" * (10 * 1024 * 1024 + 1), "稿.txt") as answer:
        assert answer.status_code == 413
        assert "10 MB" in answer.get_json()["error"]["message"]
        answer.request.input_stream.close()  # the test client's own temporary file
