"""Whatever bytes come, the answer is a document whose offsets hold or an error fit for a reader."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.documents import STDIN, SUFFIXES, Document, read_document
from coach.errors import InputError

_FRAGMENTS = st.sampled_from(
    [
        "1", "2", "00:00:01,000 --> 00:00:02,000", "00:01.000 --> 00:02.000 align:left",
        "00:00:09,000 --> 00:00:02,000",
        "WEBVTT", "NOTE x", "<v 小敏>好</v>", "<i>", "</i>全网", "&amp;", "{\\an8}", "家人们好", "主播小敏 00:01:23",
        "[00:00:01] 你好，", "文字记录：", "+++", 'a = "b"', "", " ", "\u200b", "👩‍🍳", "\x1b[0m", "-->",
    ]
)  # fmt: skip
_TEXTS = st.lists(_FRAGMENTS, max_size=12).flatmap(
    lambda lines: st.sampled_from(["\n", "\r\n", "\r", "\n\n"]).map(lambda end: end.join(lines))
)
_BYTES = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")),
    _TEXTS.flatmap(lambda text: st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]).map(text.encode)),
)


def _read(name: str, data: bytes) -> Document | InputError:
    try:
        return read_document(name, data)
    except InputError as error:
        return error


def _sound(name: str, data: bytes) -> bool:
    """Return True where what comes back is an error fit for a reader, or a document whose offsets hold."""
    document = _read(name, data)
    if isinstance(document, InputError):
        return document.message.endswith("。")
    assert document.text.strip()
    last = 0
    for cue in document.cues:
        assert last <= cue.start < cue.end <= len(document.text)
        last = cue.end
    for at in range(len(document.text)):
        start, end = document.locate(at, at + 1)
        assert 0 <= start <= end <= len(document.source)
        if document.text[at] not in "\n&":  # a joined line end and an entity are spelled otherwise in the file
            assert document.source[start:end] == document.text[at]
    return True


@settings(max_examples=300, deadline=None)
@given(name=st.sampled_from([STDIN, "话术", *(f"a{suffix}" for suffix in SUFFIXES)]), data=_BYTES)
def test_any_bytes(name: str, data: bytes) -> None:
    assert _sound(name, data)


@settings(max_examples=100, deadline=None)
@given(body=st.one_of(_TEXTS, st.text(max_size=100)), cut=st.integers(0, 400), noise=st.binary(max_size=8))
def test_any_archive(body: str, cut: int, noise: bytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<d><p><t>{body}</t></p></d>".encode("utf-8", "replace"))
    whole = out.getvalue()
    for data in (whole, whole[:cut] + noise + whole[cut + len(noise) :], whole[:cut]):
        assert _sound("a.docx", data)


def test_an_unknown_encoding_in_the_xml_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", '<?xml version="1.0" encoding="klingon"?><d><p><t>x</t></p></d>')
    with pytest.raises(InputError, match="XML 读不出来"):
        read_document("a.docx", out.getvalue())
