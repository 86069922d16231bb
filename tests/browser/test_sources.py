"""Files, samples, drafts, failures: wherever a text comes from, the one before is not lost."""

from __future__ import annotations

SRT = "1\n00:00:00,000 --> 00:00:02,500\n大家好😀，加我微信\n\n2\n00:00:02,500 --> 00:00:05,000\n一斤四十九块九\n"


def file(name: str, data: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "text/plain", "buffer": data}


def test_a_file_fills_the_editor_and_the_text_before_can_be_brought_back(open_page, until):
    page = open_page()
    page.locator("#text").fill("我自己写的稿子")
    page.set_input_files("#file", file("场.srt", SRT.encode()))
    until(page, "document.getElementById('text').value.startsWith('大家好')")
    page.wait_for_selector("#finding-1")
    assert "场.srt" in page.locator("#notice").inner_text()
    assert "实测" in page.locator(".verdict-meta").inner_text()
    page.locator("#text").press("End")
    page.keyboard.type("改")
    until(page, "document.querySelector('.verdict-meta').textContent.includes('估算')")
    page.locator("#undo").click()
    assert page.locator("#text").input_value() == "我自己写的稿子"


def test_a_dropped_file_is_read_too(open_page):
    page = open_page()
    page.evaluate(
        """() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['加我微信'], '稿.txt'));
        const drop = new DragEvent('drop', {dataTransfer, bubbles: true, cancelable: true});
        document.getElementById('text').dispatchEvent(drop); }"""
    )
    page.wait_for_selector("#finding-1")
    assert page.locator("#text").input_value() == "加我微信"
    assert "稿.txt" in page.locator("#notice").inner_text()


def test_a_file_that_can_not_be_read_leaves_the_text(open_page):
    page = open_page(allow=("422",))
    page.locator("#text").fill("我自己写的稿子")
    page.wait_for_selector("#report .verdict")
    page.set_input_files("#file", file("稿.pdf", b"%PDF-1.7"))
    page.wait_for_selector("#message:not([hidden])")
    assert ".pdf" in page.locator("#message").inner_text()
    assert page.locator("#text").input_value() == "我自己写的稿子"


def test_samples_open_in_place_and_can_be_taken_back(open_page):
    page = open_page()
    page.get_by_role("link", name="看一个粗心的例子").click()
    page.wait_for_selector("#finding-1")
    assert page.locator("#product").input_value() != ""
    page.locator("#clear").click()
    page.wait_for_selector("#empty:not([hidden])")
    assert page.locator("#report").inner_text() == ""
    page.locator("#undo").click()
    page.wait_for_selector("#finding-1")


def test_a_draft_is_there_again_after_a_reload(open_page):
    page = open_page()
    page.select_option("#product", "niurou-gan")
    page.locator('label[for="platform-xiaohongshu"]').click()
    page.locator("#text").fill("写到一半😀")
    page.reload()
    page.wait_for_selector("#report .verdict")
    assert page.locator("#text").input_value() == "写到一半😀"
    assert page.locator("#product").input_value() == "niurou-gan"
    assert page.locator("#platform-xiaohongshu").is_checked()
    assert "上次" in page.locator("#notice").inner_text()


def test_a_text_over_the_limit_is_told_so_and_comes_back_below_it(open_page):
    page = open_page()
    page.locator("#text").fill("😀" * 20_001)
    page.wait_for_selector("#message:not([hidden])")
    assert "20,001" in page.locator("#message").inner_text()
    page.locator("#text").fill("加我微信")
    page.wait_for_selector("#finding-1")
    assert page.locator("#message").is_hidden()


def test_a_lost_connection_is_told_and_the_check_comes_later(open_page):
    page = open_page(allow=("ERR_INTERNET_DISCONNECTED", "Failed to load resource"))
    page.context.set_offline(True)
    page.locator("#text").fill("加我微信")
    page.wait_for_selector("#message:not([hidden])")
    assert "连不上服务器" in page.locator("#message").inner_text()
    page.context.set_offline(False)
    page.wait_for_selector("#finding-1")
    assert page.locator("#message").is_hidden()


def test_a_session_that_ended_is_renewed_without_a_word(open_page):
    page = open_page(allow=("400",))
    page.context.clear_cookies()
    page.locator("#text").fill("加我微信")
    page.wait_for_selector("#finding-1")
    assert page.locator("#message").is_hidden()


def test_without_scripts_the_form_gives_the_same_answer(open_page):
    page = open_page(java_script_enabled=False, width=390)
    assert page.locator("#clear").is_hidden()
    page.locator("#text").fill("家人们😀加我微信")
    page.get_by_role("button", name="检查").click()
    assert page.locator("#finding-1").is_visible()
    assert page.locator("#marked .hit-block").inner_text() == "加我微信"
    assert page.locator("#text").input_value() == "家人们😀加我微信"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#marked .hit-block").click()
    assert page.url.endswith("#finding-1")
