"""The self-check page as a document: with and without a report, and what a form without scripts gets."""

from __future__ import annotations

import io
import re

import pytest

CARELESS = "家人们😀，加我微信！要买的加我微信，保质期十八个月。"
INJECTION = '<script>alert(1)</script>"><img src=x onerror=alert(1)> 加我微信 {{ 7*7 }} &amp; </textarea><b>'


def test_the_empty_page_says_what_to_do_first(client, read_page):
    page = read_page(client.get("/"))
    page.assert_sound()
    assert page.text(page.one("h1")) == "话术自检"
    assert "三步就能开始" in page.text()
    samples = [page.text(a) for a in page.all("a") if a.get("data-sample") is not None]
    assert samples == ["看一个好例子", "看一个粗心的例子"]


def test_products_are_grouped_by_kind_after_no_product(client, coach, read_page):
    select = read_page(client.get("/")).one("select", id="product")
    assert select[0].text.startswith("不选商品")
    groups = select.findall("optgroup")
    assert len({group.get("label") for group in groups}) == len(groups) > 1
    shown = {option.get("value") for group in groups for option in group}
    assert shown == {product.id for product in coach.library.list_products()}


def test_all_platforms_and_kinds_can_be_chosen(client, read_page):
    page = read_page(client.get("/"))
    assert [e.get("value") for e in page.all("input", type="radio")] == ["douyin", "xiaohongshu", "any"]
    assert len(page.one("select", id="kind")) == 9


def test_a_form_gets_the_whole_report_and_keeps_its_choices(submit, read_page):
    page = read_page(submit(text=CARELESS, product="niurou-gan", platform="douyin"))
    page.assert_sound()
    assert page.one("textarea").text == CARELESS
    assert page.one("option", value="niurou-gan").get("selected") is not None
    assert page.one("input", value="douyin").get("checked") is not None
    assert "加我微信" in page.text(page.one("div", id="report"))
    marked = page.one("div", id="marked")
    assert "加我微信" in [page.text(a) for a in marked.iter("a")]
    assert page.text(marked).endswith(CARELESS)


def test_line_ends_of_browsers_do_not_shift_the_marks(submit, read_page):
    page = read_page(submit(text="第一行😀\r\n第二行\r\n加我微信"))
    assert "加我微信" in [page.text(a) for a in page.one("div", id="marked").iter("a")]


def test_text_from_people_is_never_markup(submit, live, read_page):
    page = read_page(submit(text=INJECTION))
    page.assert_sound()
    assert page.one("textarea").text == INJECTION
    assert [e for e in page.all("script") if not e.get("src")] == []
    assert page.all("img") == []
    html = live(INJECTION).get_json()["html"]
    assert "<script" not in html
    assert "<img" not in html


@pytest.mark.parametrize("script_id", ["good", "careless"])
def test_a_sample_opens_as_a_page_with_its_report(client, coach, read_page, script_id):
    script = next(s for s in coach.library.list_scripts() if s.quality == script_id)
    page = read_page(client.get(f"/scripts/{script.id}"))
    page.assert_sound()
    assert page.one("textarea").text == script.text
    assert page.one("h3", id="points") is not None


def test_a_sample_opens_as_json_for_the_page(client, coach):
    script = coach.library.list_scripts()[0]
    answer = client.get(f"/scripts/{script.id}", headers={"Accept": "application/json"}).get_json()
    assert (answer["text"], answer["product"], answer["title"]) == (script.text, script.product, script.title)


def test_a_form_with_a_mistake_keeps_every_character(submit, read_page):
    text = "很长的话术😀。" * 4000
    answer = submit(text=text)
    page = read_page(answer)
    page.assert_sound()
    assert answer.status_code == 422
    assert page.one("textarea").text == text
    message = page.text(page.one("div", id="message"))
    assert "28,000" in message
    assert "20,000" in message
    assert "分成几段" in message


def test_an_empty_form_is_told_what_is_missing(submit, read_page):
    answer = submit(text="  \n")
    assert answer.status_code == 422
    assert "先把要讲的话贴进来" in read_page(answer).text()


def test_a_file_in_the_form_is_checked_and_typed_text_is_kept(submit, read_page):
    page = read_page(submit(text="原来打的字", file=(io.BytesIO("加我微信".encode()), "稿.txt")))
    page.assert_sound()
    assert page.one("textarea").text == "加我微信"
    assert "原来打的字" in page.text(page.one("pre"))
    assert page.one("article", id="finding-1") is not None


def test_a_bad_file_in_the_form_keeps_typed_text(submit, read_page):
    answer = submit(text="原来打的字", file=(io.BytesIO(b"%PDF-1.7"), "稿.pdf"))
    page = read_page(answer)
    assert answer.status_code == 422
    assert page.one("textarea").text == "原来打的字"
    assert ".pdf" in page.text(page.one("div", id="message"))


def test_a_product_that_is_gone_is_told_and_the_text_kept(submit, read_page):
    answer = submit(text="写了很久😀", product="no-such")
    page = read_page(answer)
    assert answer.status_code == 404
    assert page.one("textarea").text == "写了很久😀"
    assert "no-such" in page.text(page.one("div", id="message"))


def test_the_time_of_a_script_is_told_beside_the_time_it_should_take(submit, live, read_page):
    page = read_page(submit(text="一袋十二小包，独立包装，随身带着吃。" * 20, slot="15"))
    page.assert_sound()
    assert page.one("option", value="15").get("selected") is not None
    assert "定的 15 秒" in page.text()
    assert "超了" in page.text()
    assert "还剩" in live("一袋十二小包，独立包装。", slot="300").get_json()["html"]


@pytest.mark.parametrize("slot", ["", "0", "-5", "abc", "99999999999"])
def test_a_time_that_can_not_be_chosen_is_none(submit, read_page, slot):
    page = read_page(submit(text="一袋十二小包，独立包装。", slot=slot))
    page.assert_sound()
    assert "定的" not in page.text(page.one("div", id="report"))


def test_what_to_fix_first_comes_before_the_findings(submit, read_page):
    page = read_page(submit(text=CARELESS, product="niurou-gan", platform="douyin"))
    steps = [page.text(e) for e in page.one("ol", **{"class": "first-steps"})]
    assert any("加我微信" in step and "改完到" in step for step in steps)


def test_a_type_of_script_is_chosen_kept_and_judged_by(submit, live, read_page):
    text = "一袋十二小包，独立包装，随身带着吃。" * 20
    page = read_page(submit(text=text, type="opening", platform="douyin"))
    page.assert_sound()
    assert page.one("option", value="opening").get("selected") is not None
    assert "按“开场”来看。" in page.text(page.one("div", id="report"))
    guessed = live(text, platform="douyin").get_json()
    assert "请在“话术类型”里选" in guessed["html"]
    assert (guessed["report"]["flow"]["type_source"], live(text, type="note").get_json()["report"]["flow"]["type"]) == (
        "recognised",
        "note",
    )
    answer = submit(text="写了很久", type="nope")
    assert answer.status_code == 422
    assert read_page(answer).one("textarea").text == "写了很久"


def test_the_timeline_is_a_picture_with_words_and_a_table_behind(client, read_page):
    page = read_page(client.get("/scripts/niurou-gan-1"))
    page.assert_sound()
    drawn = page.text(page.one("figure", aria_labelledby="timeline-title"))
    assert re.match(r"时间线：每一环在什么时候讲 0:\d\d 留人 → ", drawn)
    table = page.text(page.one("details", data_fold="timeline"))
    assert "留人" in table
    assert "卖点" in table
