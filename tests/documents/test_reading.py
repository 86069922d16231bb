"""Every form of file becomes its text; every broken one is refused with the place and the remedy."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from coach.documents import DocumentKind, load_document, read_document
from coach.errors import InputError

SCRIPT = "家人们晚上好，今天这款五常大米两天之内发货。\n煮出来一粒一粒的。"


def _load(folder: Path, name: str, data: bytes):
    path = folder / name
    path.write_bytes(data)
    return load_document(path)


@pytest.mark.parametrize(
    "data",
    [
        SCRIPT.encode(),
        b"\xef\xbb\xbf" + SCRIPT.encode(),
        SCRIPT.encode("utf-16"),
        b"\xfe\xff" + SCRIPT.encode("utf-16-be"),
        SCRIPT.encode("gb18030"),
    ],
    ids=["utf-8", "utf-8-bom", "utf-16-le", "utf-16-be", "gb18030"],
)
def test_encodings_are_recognised(tmp_path: Path, data: bytes) -> None:
    document = _load(tmp_path, "话术.txt", data)
    assert document.text == SCRIPT
    assert document.kind is DocumentKind.TEXT
    assert document.name == "话术.txt"


def test_text_stays_as_given_including_line_ends_and_odd_characters() -> None:
    raw = "  第一行\r\n第二行\x1b[31m\x07\u200b👩‍🍳\r\n\n"
    assert read_document("a.txt", raw.encode()).text == raw


def test_traditional_text_in_gbk_is_read_and_big5_is_refused() -> None:
    text = "這款大米國家級的口感，煮出來一粒一粒油亮亮的，今天給大家講清楚。" * 3
    assert read_document("a.txt", text.encode("gbk")).text == text
    with pytest.raises(InputError, match=r"第 1 个字节不合 UTF-8，也不像 GB18030"):
        read_document("a.txt", text.encode("big5"))


def test_damaged_utf8_is_not_taken_for_gb18030() -> None:
    data = ("今天这款大米" * 20).encode()
    with pytest.raises(InputError, match=r"第 19 个字节不合 UTF-8 编码.*另存为"):
        read_document("a.txt", data[:18] + b"\xff" + data[19:])


def test_damaged_utf16_names_the_byte() -> None:
    with pytest.raises(InputError, match=r"第 5 个字节不合 UTF-16"):
        read_document("a.txt", b"\xff\xfe" + "好".encode("utf-16-le") + b"\x00\xd8" + b"a\x00")


def test_western_text_in_latin1_is_refused() -> None:
    with pytest.raises(InputError, match=r"a\.txt 的第 4 个字节"):
        read_document("a.txt", "café crème brûlée".encode("latin-1"))


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n ", "\u3000\u3000\n".encode(), "\ufeff\u200b".encode()])
def test_empty_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"a\.txt (是空的|里没有要检查的话术)。请放入"):
        read_document("a.txt", data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("好".encode() + b"\x00abc", r"第 4 个字节是 0"),
        (bytes(range(1, 32)) * 3, r"控制字符"),
        (b"%PDF-1.7 text", r"看起来是PDF"),
        (b"\x89PNG\r\n\x1a\n", r"看起来是PNG"),
        (b"PK\x03\x04....", r"压缩包"),
    ],
)
def test_binary_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=r"a\.txt 不是文本.*" + reason):
        read_document("a.txt", data)


def test_too_many_characters_and_bytes_name_the_limit() -> None:
    with pytest.raises(InputError, match=r"有 11 个字，超过 10 字的上限（COACH_MAX_CHARS）") as caught:
        read_document("a.txt", ("好" * 11).encode(), max_chars=10)
    assert caught.value.evidence["limit"] == 10
    assert read_document("a.txt", ("好" * 10).encode(), max_chars=10).text == "好" * 10
    with pytest.raises(InputError, match=r"超过 [\d,]+ 字节的上限"):
        read_document("a.txt", b"a" * 10_000, max_chars=10)


def test_a_huge_file_is_refused_without_being_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as stream:
        stream.truncate(50 * 1024**3)  # sparse: takes no disk, but would take all memory
    with pytest.raises(InputError, match=r"huge\.txt 超过 8,004,096 字节的上限"):
        load_document(path)


@pytest.mark.parametrize(("name", "hint"), [("a.doc", "另存为 .docx"), ("a.mp4", "录音"), ("a.xyz", "标准输入")])
def test_unsupported_suffix_lists_the_supported(name: str, hint: str) -> None:
    with pytest.raises(InputError, match=r"支持：\.txt \.md \.srt \.vtt \.docx") as caught:
        read_document(name, b"abc")
    assert hint in caught.value.message


def test_missing_folder_and_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"找不到文件 .*没有\.txt"):
        load_document(tmp_path / "没有.txt")
    with pytest.raises(InputError, match=r"是一个目录.*coach batch"):
        load_document(tmp_path)
    path = tmp_path / "locked.txt"
    path.write_text("好")
    path.chmod(0)
    if os.geteuid() == 0:  # root reads everything: let the system call answer as it does for others

        def refuse(self: Path, *args: object, **kwargs: object) -> None:
            raise PermissionError(13, "Permission denied", str(self))

        monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match=r"没有读取 .*locked\.txt 的权限"):
        load_document(path)


def test_odd_paths_are_refused_not_crashed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"读不出来|找不到"):
        load_document(tmp_path / "a\0b.txt")
    with pytest.raises(InputError, match=r"读不出来|找不到"):
        load_document(tmp_path / ("长" * 300 + ".txt"))


def test_front_matter_is_metadata_and_offsets_point_into_the_body() -> None:
    source = '+++\r\nproduct = "D01"\r\nplatform = "douyin"\r\n+++\r\n大家好\r\n全网最低价'
    document = read_document("a.md", source.encode())
    assert document.meta == {"product": "D01", "platform": "douyin"}
    assert document.text == "大家好\r\n全网最低价"
    assert document.kind is DocumentKind.MARKDOWN
    at = document.text.index("全网最低价")
    start, end = document.locate(at, at + 5)
    assert document.source[start:end] == "全网最低价"
    assert start == at + source.index("大家好")


def test_broken_front_matter_names_the_place() -> None:
    with pytest.raises(InputError, match=r"第 1 行的 \+\+\+ 没有配对"):
        read_document("a.md", "+++\ntitle = 1\n正文".encode())
    with pytest.raises(InputError, match=r"不是正确的 TOML.*line 2"):
        read_document("a.md", '+++\ntitle = "a"\nproduct = \n+++\n正文'.encode())
    with pytest.raises(InputError, match="里没有要检查的话术"):
        read_document("a.md", b'+++\ntitle = "a"\n+++\n')


def test_plus_signs_later_in_a_text_are_speech() -> None:
    assert read_document("a.txt", "大家好\n+++\n再见".encode()).text == "大家好\n+++\n再见"


def test_standard_input_is_recognised_by_content(word_file: bytes) -> None:
    srt = "1\n00:00:01,000 --> 00:00:02,000\n大家好\n"
    assert read_document("-", srt.encode()).kind is DocumentKind.SRT
    assert read_document("-", "WEBVTT\n\n00:01.000 --> 00:02.000\n大家好\n".encode()).kind is DocumentKind.VTT
    assert read_document("-", word_file).kind is DocumentKind.DOCX
    plain = read_document("-", "大家好".encode())
    assert (plain.kind, plain.name) == (DocumentKind.TEXT, "标准输入")
    with pytest.raises(InputError, match="标准输入 是空的"):
        read_document("-", b"")


def test_a_name_without_suffix_is_plain_text() -> None:
    assert read_document("话术", "大家好".encode()).text == "大家好"
