"""A finding can be let stand from the page: the decision becomes a line of the script."""

from __future__ import annotations

TEXT = "家人们😀今天的牛肉干。\n想要的𠮷加我微信！\n手慢无。"


def test_letting_pass_writes_the_line_and_takes_the_finding_off(open_page, until):
    page = open_page()
    box = page.locator("#text")
    box.fill(TEXT)
    card = page.locator(".entry", has_text="加我微信").first
    rule = card.locator('[data-decide="let"]').get_attribute("data-rule")
    card.locator("summary", has_text="放行").click()
    card.get_by_role("button", name="放行", exact=True).click()  # both fields are required
    assert box.input_value() == TEXT
    card.get_by_label("姓名").locator("visible=true").fill("小敏")
    card.get_by_label("理由").fill("平台官方企业微信")
    box.evaluate("e => e.setSelectionRange(e.value.length - 2, e.value.length - 1)")
    card.get_by_role("button", name="放行", exact=True).click()
    head, said, last = TEXT.split("\n")
    assert box.input_value() == f"{head}\n# 放行 {rule} 小敏：平台官方企业微信\n{said}\n{last}"
    assert box.evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd)") == "无"
    stand = page.locator('[data-fold="let-stand"]')
    stand.locator(".tag-let", has_text="已放行").wait_for()
    assert "小敏：平台官方企业微信" in stand.inner_text()
    assert page.locator(f'[data-decide="let"][data-rule="{rule}"]').count() == 0
    assert page.locator(".deductions", has_text="加我微信").count() == 0
    box.press("Control+z")
    assert box.input_value() == TEXT
    until(page, "document.querySelector('[data-fold=\"let-stand\"]') === null")


def test_a_false_alarm_is_sent_with_its_sentence(open_page):
    page = open_page()
    sent = []
    page.route("**/alarms", lambda route: (sent.append(route.request.post_data_json), route.fulfill(json={}))[1])
    page.locator("#text").fill(TEXT)
    card = page.locator(".entry", has_text="加我微信").first
    card.locator("summary", has_text="报告误报").click()
    card.get_by_label("姓名").locator("visible=true").fill("小敏")
    card.get_by_role("button", name="报告", exact=True).click()
    card.locator(".decide-said", has_text="已记下").wait_for()
    rule = card.locator('[data-decide="alarm"]').get_attribute("data-rule")
    words = card.get_attribute("data-text")
    assert sent == [{"rule": rule, "sentence": "想要的𠮷加我微信", "words": words, "name": "小敏"}]
