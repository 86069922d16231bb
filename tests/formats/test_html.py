"""The page stands alone, is valid HTML, and leads from every mark to its reason and back."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree.ElementTree import Element

import html5lib
import jinja2
import pytest

from coach.formats import html as module
from coach.formats.html import render_html
from coach.scoring.model import Category, Report, Severity

from .conftest import finding


def _parse(page: str) -> Element:
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root: Element = parser.parse(page)
    return root


def _text(element: Element) -> str:
    return "".join(element.itertext())


def test_valid_with_one_heading_and_unique_ids(report: Report, text: str) -> None:
    root = _parse(render_html(report, text, "五常大米"))
    assert [_text(h) for h in root.iter("h1")] == ["五常大米"]
    assert _text(next(root.iter("title"))) == "五常大米：不能播，42 分"
    assert root.get("lang") == "zh-CN"
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_every_link_inside_arrives_and_every_mark_has_its_reason(report: Report, text: str) -> None:
    root = _parse(render_html(report, text, "a"))
    ids = {element.get("id") for element in root.iter()}
    inner = [link.get("href", "")[1:] for link in root.iter("a") if link.get("href", "").startswith("#")]
    assert set(inner) <= ids
    assert {"r1", "r2", "r3", "r4", "r5"} <= set(inner)
    reasons = {entry.get("id"): _text(entry) for entry in root.iter("article") if entry.get("id")}
    marks = [span for span in root.iter("span") if (span.get("class") or "").startswith("mark ")]
    assert [(_text(mark[0]), mark.get("class")) for mark in marks] == [
        ("全网最低价", "mark block"),
        ("嘴低价<治>胃病", "mark block"),
        ("保质期十八个月", "mark fact"),
        ("全网最低价", "mark block"),
        ("煮出来", "mark hint"),
    ]
    for mark in marks:
        for link in mark[1]:
            assert mark.get("id", "none") in re.findall(
                r'href="#(m\d+)"', _source_of(render_html(report, text, "a"), link.get("href", "")[1:])
            )
    assert "《价格法》第十四条" in reasons["r1"]
    assert "今天直播间的价格是 69.9 元" in reasons["r1"]
    assert "即“最低价”" in reasons["r2"]
    assert "卡上写 9个月，说成 十八个月" in reasons["r5"]


def _source_of(page: str, entry: str) -> str:
    return page.split(f'id="{entry}"')[1].partition("</article>")[0]


def test_the_marked_text_is_the_text(report: Report, text: str) -> None:
    script = next(e for e in _parse(render_html(report, text, "a")).iter("div") if e.get("class") == "script")
    for mark in script:
        sup = mark.find("sup")
        assert sup is not None
        mark.remove(sup)
    assert _text(script) == text.replace("\r\n", "\n")


def test_nothing_is_asked_of_anyone(report: Report, text: str) -> None:
    page = render_html(report, text, "a")
    root = _parse(page)
    assert not [e.tag for e in root.iter() if e.tag in ("script", "img", "link", "iframe", "object", "form")]
    assert not [e for e in root.iter() if e.get("src") or any(name.startswith("on") for name in e.attrib)]
    assert "url(" not in page
    assert "@import" not in page
    outside = {link.get("href") for link in root.iter("a") if not (link.get("href") or "").startswith("#")}
    assert outside == {"https://flk.npc.gov.cn/price"}


def test_it_suits_phone_dark_and_paper(report: Report, text: str) -> None:
    page = render_html(report, text, "a")
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in page
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page


def test_all_parts_are_there(report: Report, text: str) -> None:
    root = _parse(render_html(report, text, "a"))
    assert [_text(h) for h in root.iter("h2")] == [
        "原文", "要改的话", "和商品卡对照", "卖点 2/3", "商品卡自身的问题", "流程与节奏", "已豁免", "扣分",
    ]  # fmt: skip
    body = _text(root)
    assert "运营小李：平台允许的企业微信" in body
    assert "−20" in body


def test_a_clean_report_has_only_its_text(clean: Report, text: str) -> None:
    root = _parse(render_html(clean, text, "a"))
    assert [_text(h) for h in root.iter("h2")] == ["原文"]
    assert "没有发现违规" in _text(root)


def test_what_people_write_stays_text(clean: Report) -> None:
    text = "<script>alert(1)</script>&amp;\ud800\x00"
    report = replace(
        clean,
        product='"><img src=x onerror=alert(1)>',
        findings=(
            finding(text, "<script>", Category.VULGAR, Severity.BLOCK, message="<b>粗</b>", suggestions=("<i>",)),
        ),
    )
    page = render_html(report, text, "</title><script>")
    page.encode()
    root = _parse(page)
    assert not list(root.iter("script")) + list(root.iter("img")) + list(root.iter("i"))
    script = next(e for e in root.iter("div") if e.get("class") == "script")
    assert _text(script) == "<script>①alert(1)</script>&amp;\ufffd\ufffd"


def test_an_undefined_name_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        module._environment().from_string("{{ nothing }}").render()
