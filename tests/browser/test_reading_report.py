"""From the report to the text and back: selecting, highlighting, copying, keeping what was opened."""

from __future__ import annotations

import pytest

TEXT = "家人们😀今天𠮷祥牌👨‍👩‍👧的牛肉干，加我微信！\n要买的加微信，手慢无，手慢无。"


@pytest.fixture
def checked(open_page):
    def open_(**options):
        page = open_page(**options)
        page.locator("#text").fill(TEXT)
        page.wait_for_selector("#finding-1")
        return page

    return open_


def selected(page) -> str:
    return page.locator("#text").evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd)")


def test_code_points_become_utf16_exactly(open_page):
    page = open_page()
    address = page.locator('script[src*="check.js"]').get_attribute("src").replace("check.js", "offsets.js")
    samples = ["", "ab", "😀", "a😀b𠮷c", "👨‍👩‍👧!", "e\u0301", "\u202e中", "中\n文"]
    for text in samples:
        expected = [len(text[:n].encode("utf-16-le")) // 2 for n in range(len(text) + 1)]
        script = """async ([url, text, count]) => {
            const { cpToUtf16 } = await import(url);
            return [...Array(count + 1).keys()].map(offset => cpToUtf16(text, offset));
        }"""
        assert page.evaluate(script, [address, text, len(text)]) == expected
    lone = """async url => {
        const { cpToUtf16 } = await import(url);
        return [1, 99, -1].map(offset => cpToUtf16("\\ud83d全", offset));
    }"""
    assert page.evaluate(lone, address) == [1, 2, 0]


def test_every_quote_selects_itself(checked):
    page = checked()
    places = page.locator("#report .js-place")
    assert places.count() >= 2
    for number in range(places.count()):
        places.nth(number).click()
        assert selected(page) == places.nth(number).get_attribute("data-text")
        assert page.locator("#text").evaluate("e => document.activeElement === e")


def test_a_place_far_down_is_brought_into_sight(open_page):
    page = open_page(width=390, height=844)
    page.locator("#text").fill("说给大家听的一段话😀。\n" * 150 + "加我微信")
    page.wait_for_selector("#finding-1")
    page.locator("#finding-1 .quote").first.click()
    page.wait_for_timeout(600)
    hit = page.locator("#mirror .hit-block").bounding_box()
    frame = page.locator("#editor").bounding_box()
    assert frame["y"] <= hit["y"]
    assert hit["y"] + hit["height"] <= frame["y"] + frame["height"]
    assert 0 <= hit["y"] < 844


def test_a_quote_still_selects_itself_after_words_were_typed_before_it(checked):
    page = checked()
    page.route("**/check", lambda route: None)
    page.evaluate("const t = document.getElementById('text'); t.focus(); t.setSelectionRange(0, 0)")
    page.keyboard.type("😀😀嗨，")
    quote = page.locator("#finding-1 .quote").first
    quote.click()
    assert selected(page) == quote.get_attribute("data-text")


def test_a_quote_that_was_edited_away_says_so(checked):
    page = checked()
    page.route("**/check", lambda route: None)
    page.locator("#text").fill("全都改了")
    page.locator("#finding-1 .quote").first.click()
    assert "已经改掉" in page.locator("#message").inner_text()
    assert page.locator("#text").input_value() == "全都改了"


def test_the_caret_in_a_mark_lights_up_its_finding(checked, until):
    page = checked(width=390, height=844)
    at = TEXT.encode("utf-16-le").index("加微信".encode("utf-16-le")) // 2 + 1
    page.evaluate(f"const t = document.getElementById('text'); t.focus(); t.setSelectionRange({at}, {at})")
    page.wait_for_selector(".entry.is-active")
    assert "加微信" in page.locator(".entry.is-active").inner_text()
    note = page.locator("#caret-note a")
    assert "站外导流" in note.inner_text()
    note.click()
    until(page, "document.querySelector('.entry.is-active').getBoundingClientRect().top < innerHeight / 2")
    page.evaluate("const t = document.getElementById('text'); t.focus(); t.setSelectionRange(0, 0)")
    page.wait_for_selector(".entry.is-active", state="detached")


def test_a_suggestion_can_be_copied(checked, until):
    page = checked()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.locator("[data-copy]").first
    button.click()
    until(page, "[...document.querySelectorAll('[data-copy]')].some(b => b.textContent === '已复制')")
    assert page.evaluate("navigator.clipboard.readText()") == button.get_attribute("data-copy")


def test_what_was_opened_stays_open_and_loaded_after_a_check(checked):
    page = checked()
    fold = page.locator("#finding-1 .rule-fold")
    fold.locator("summary").click()
    page.wait_for_selector("#finding-1 .examples")
    page.locator("#finding-1 .quote").first.focus()
    with page.expect_response("**/check"):
        page.evaluate("document.getElementById('kind').dispatchEvent(new Event('change', {bubbles: true}))")
    page.wait_for_timeout(200)
    assert fold.evaluate("e => e.open")
    assert page.locator("#finding-1 .examples").is_visible()
    assert page.evaluate("document.activeElement.classList.contains('quote')")


def test_a_deduction_leads_to_its_finding(checked):
    page = checked()
    if not page.locator('[data-fold="deductions"]').evaluate("e => e.open"):
        page.locator('[data-fold="deductions"] > summary').click()
    link = page.locator("[data-goto]").first
    link.click()
    assert page.locator(".entry.is-active").get_attribute("id") == link.get_attribute("data-goto")


def test_screen_readers_hear_the_verdict_once(checked):
    page = checked()
    words = page.locator("#status").inner_text()
    assert "分" in words
    assert "违规" in words
