"""Word files give their words; archives that are broken, hostile or empty are refused before they cost anything."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import docx
import pytest

from coach.documents import DocumentKind, read_document
from coach.errors import InputError

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _archive(body: str, *, part: str = "word/document.xml", raw: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, body if raw else f"<w:document {NS}><w:body>{body}</w:body></w:document>")
    return out.getvalue()


def test_paragraphs_breaks_tabs_and_tables(word_file: bytes) -> None:
    document = read_document("话术.docx", word_file)
    assert document.kind is DocumentKind.DOCX
    assert document.text.split("\n") == [
        "五常大米话术",
        "家人们好，今天这款大米",
        "第二行\t有制表",
        "时段\t话术",
        "开场\t全网最低价",
        "谢谢大家",
    ]


def test_deleted_words_are_gone_inserted_ones_stay_and_text_boxes_count_once() -> None:
    body = (
        "<w:p><w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>搬走</w:t></w:r></w:moveFrom><w:r><w:t>词</w:t></w:r></w:p>"
        '<w:p><w:r><mc:AlternateContent xmlns:mc="m"><mc:Choice><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p>'
        "</w:txbxContent></mc:Choice><mc:Fallback><w:p><w:r><w:t>框</w:t></w:r></w:p></mc:Fallback>"
        "</mc:AlternateContent><w:t>外</w:t></w:r></w:p>"
    )
    assert read_document("a.docx", _archive(body)).text == "新词\n框\n外"


def test_page_breaks_and_tab_stops_are_layout() -> None:
    body = (
        '<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="1"/></w:tabs></w:pPr><w:r><w:t>一</w:t><w:tab/><w:t>二</w:t>'
        '<w:br w:type="page"/><w:br/><w:t>三</w:t></w:r></w:p>'
    )
    assert read_document("a.docx", _archive(body)).text == "一\t二\n三"


def test_the_package_says_where_the_body_is() -> None:
    out = io.BytesIO(_archive("<w:p><w:r><w:t>好</w:t></w:r></w:p>", part="word/document2.xml"))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("_rels/.rels", '<R><r Type="http://x/officeDocument" Target="/word/document2.xml"/></R>')
    assert read_document("a.docx", out.getvalue()).text == "好"


def test_no_text() -> None:
    out = io.BytesIO()
    docx.Document().save(out)
    with pytest.raises(InputError, match=r"a\.docx 里没有文字"):
        read_document("a.docx", out.getvalue())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"not a zip", r"不是完好的 DOCX：压缩包读不出来"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", r"旧版 \.doc 或加了密码"),
        (_archive("x", part="other.xml"), r"里面没有正文"),
        (_archive("<w:document", raw=True), r"正文的 XML 读不出来"),
        (_archive("<w:p><w:r><w:t>好</w:t></w:r></w:p>")[:-40], r"压缩包读不出来"),
    ],
    ids=["no-zip", "old-doc", "no-body", "bad-xml", "cut-off"],
)
def test_broken(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=r"a\.docx .*" + message + r".*(另存为|去掉密码)"):
        read_document("a.docx", data)


def test_damaged_content_is_refused() -> None:
    data = bytearray(_archive("<w:p><w:r><w:t>" + "好米" * 500 + "</w:t></w:r></w:p>"))
    at = data.index(b"document.xml") + 20
    data[at : at + 8] = b"\xff" * 8
    with pytest.raises(InputError, match="不是完好的 DOCX"):
        read_document("a.docx", bytes(data))


def test_entities_are_refused() -> None:
    bomb = f'<!DOCTYPE d [<!ENTITY a "{"好" * 100}">]><w:document {NS}><w:t>&a;&a;</w:t></w:document>'
    with pytest.raises(InputError, match=r"XML 读不出来（DTDForbidden"):
        read_document("a.docx", _archive(bomb, raw=True))


@pytest.mark.parametrize(
    ("size", "message"), [(80 * 1024**2, r"解压后有 .*超过上限 64 MB"), (8 * 1024**2, r"压缩比超过 200 倍")]
)
def test_a_bomb_is_refused_before_it_is_unpacked(size: int, message: str) -> None:
    data = _archive(" " * size, raw=True)
    tracemalloc.start()
    with pytest.raises(InputError, match=r"a\.docx .*" + message):
        read_document("a.docx", data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * 1024**2


def test_many_parts_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(5_001):
            archive.writestr(f"{number}", b"")
    with pytest.raises(InputError, match="5001 个部件，超过上限 5000"):
        read_document("a.docx", out.getvalue())
