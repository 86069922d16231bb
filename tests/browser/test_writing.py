"""Typing into the page: marks come, stay under their words, and nothing the writer holds is taken away."""

from __future__ import annotations

import pytest

TEXT = "家人们😀今天𠮷祥牌👨‍👩‍👧的牛肉干，加我微信！\n要买的加微信，保质期十八个月。"
AIM = "[...document.querySelectorAll('#mirror .hit')].map(e => e.textContent)"


def type_and_wait(page, text):
    page.locator("#text").fill(text)
    page.wait_for_selector("#report .verdict")
    page.wait_for_selector("#mirror .hit")


def test_marks_appear_as_you_type_and_the_caret_stays(open_page, until):
    page = open_page()
    box = page.locator("#text")
    box.click()
    page.keyboard.type("今天加我微信，")
    until(page, f"{AIM}.includes('加我微信')")
    page.keyboard.type("还有")
    assert box.input_value() == "今天加我微信，还有"
    assert box.evaluate("e => [document.activeElement === e, e.selectionStart, e.selectionEnd]") == [True, 9, 9]
    page.wait_for_timeout(900)
    assert box.evaluate("e => [e.selectionStart, e.selectionEnd]") == [9, 9]


def test_a_selection_and_the_scroll_survive_a_check(open_page):
    page = open_page(height=700)
    type_and_wait(page, "讲给大家听的一段话。\n" * 60 + "加我微信")
    box = page.locator("#text")
    before = page.evaluate(
        """() => { const t = document.getElementById('text'), f = document.getElementById('editor');
        t.focus(); f.scrollTop = 300; t.setSelectionRange(100, 120, 'backward'); return f.scrollTop; }"""
    )
    with page.expect_response("**/check"):
        page.evaluate("document.getElementById('kind').dispatchEvent(new Event('change', {bubbles: true}))")
    page.wait_for_timeout(200)
    assert box.evaluate("e => [e.selectionStart, e.selectionEnd, e.selectionDirection]") == [100, 120, "backward"]
    assert page.evaluate("document.getElementById('editor').scrollTop") == before


@pytest.mark.parametrize("width", [390, 1280])
def test_marks_lie_exactly_under_their_words(open_page, width):
    page = open_page(width=width)
    filler = "，这一句 is mixed ABC123 中英文，“引号”、标点——都有。\n\n"
    type_and_wait(page, filler.join([TEXT] * 6) + "  末尾空格   \n")
    misses = page.evaluate(
        """() => {
        const misses = [], box = document.getElementById('text'), frame = document.getElementById('editor');
        for (const hit of document.querySelectorAll('#mirror .hit')) {
          const range = document.createRange();
          range.setStart(document.getElementById('mirror'), 0);
          range.setEndBefore(hit);
          const start = range.toString().length;
          const [before] = hit.getClientRects();
          frame.scrollTop += before.top - frame.getBoundingClientRect().top - 60;
          window.scrollTo(0, 0); frame.scrollIntoView();
          const [rect] = hit.getClientRects();
          // The caret snaps to the nearer edge of a character: a drift of a pixel or two lands on another one.
          const near = [7, rect.left > 40 + frame.getBoundingClientRect().left ? -7 : 1];
          for (const step of near) {
            const caret = document.caretPositionFromPoint(rect.left + step, rect.top + rect.height / 2);
            if (caret.offsetNode !== box || caret.offset !== start) misses.push([hit.textContent, start, caret.offset]);
          }
        }
        return [document.querySelectorAll('#mirror .hit').length, misses]; }"""
    )
    assert misses[0] >= 12
    assert misses[1] == []
    assert page.locator("#mirror .hit").first.evaluate("e => getComputedStyle(e).padding") == "0px"
    heights = page.evaluate("['text', 'mirror'].map(id => document.getElementById(id).scrollHeight)")
    assert heights[0] == heights[1]


def test_marks_move_with_the_words_before_the_next_check(open_page):
    page = open_page()
    type_and_wait(page, "今天加我微信")
    page.route("**/check", lambda route: None)  # no further answer
    page.evaluate("const t = document.getElementById('text'); t.focus(); t.setSelectionRange(0, 0)")
    page.keyboard.type("大家好，")
    assert "加我微信" in page.evaluate(AIM)
    assert page.evaluate("document.getElementById('mirror').textContent") == "大家好，今天加我微信 "


def test_nothing_is_asked_while_a_word_is_composed(open_page, until):
    page = open_page()
    asked = []
    page.on("request", lambda r: asked.append(r.url) if r.url.endswith("/check") else None)
    page.locator("#text").press_sequentially("今天")  # a check is due, but the next word begins before
    ime = page.context.new_cdp_session(page)
    ime.send("Input.imeSetComposition", {"text": "quanwang", "selectionStart": 8, "selectionEnd": 8})
    page.wait_for_timeout(700)
    assert asked == []
    assert page.evaluate("document.getElementById('mirror').textContent") == "今天quanwang "
    ime.send("Input.insertText", {"text": "加我微信"})
    until(page, f"{AIM}.includes('加我微信')")
    assert page.locator("#text").input_value() == "今天加我微信"


def test_an_older_question_is_given_up(open_page, until):
    page = open_page()
    gone = []
    page.on("requestfailed", lambda r: gone.append(r.url))
    page.route("**/check", lambda route: (page.wait_for_timeout(50), route.continue_()) if gone else None)
    page.locator("#text").fill("加我微信")
    page.wait_for_timeout(700)
    page.locator("#text").fill("加我微信。这是全网最低价")
    until(page, f"{AIM}.length >= 2")
    assert len(gone) == 1


def test_points_are_ticked_off_as_they_are_said(open_page, until):
    page = open_page()
    page.select_option("#product", "niurou-gan")
    page.locator("#text").fill("大家好，今天给大家讲牛肉干。")
    page.wait_for_selector("#points")
    said = page.locator(".point-said").count()
    page.locator("#text").press_sequentially("三斤多的鲜牛肉才晾出一斤牛肉干。")
    until(page, f"document.querySelectorAll('.point-said').length > {said}")
    assert page.locator(".point-said").filter(has_text="三斤").count() == 1


def test_undo_still_works_after_checks(open_page, until):
    page = open_page()
    page.locator("#text").click()
    page.keyboard.type("加我微信")
    until(page, f"{AIM}.length > 0")
    page.keyboard.press("Control+z")
    assert page.locator("#text").input_value() != "加我微信"
