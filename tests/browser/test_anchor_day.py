"""An anchor's day on a phone: gets a drill, fails it, fixes it, hands in, reads the review; also without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from coach.services import attempts
from coach.training.model import Comment, ReviewVerdict
from tests.web.practice import BAD, LIMITED, REWRITE, give, judge
from tests.web.world import PASSWORD

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def sign_in(open_page, world):
    """Return a page of the anchor, signed in by the form."""

    def sign_in_(**options):
        page = open_page("/login", **{**PHONE, **options})
        page.fill("[name=login]", "anchor")
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url("**/today")
        return page

    return sign_in_


@pytest.fixture
def good(world) -> str:
    """Return a script that passes the drill."""
    scripts = world.desk.library.list_scripts()
    return next(one.text for one in scripts if one.product == "niurou-gan" and one.quality == "good")[:560]


def last_attempt(world):
    me = world.people["anchor"]
    return attempts.get_attempt(world.desk, me, attempts.list_attempts(world.desk, me)[0].id)


def test_a_drill_is_failed_fixed_handed_in_and_its_review_read(sign_in, world, good):
    task = give(world, REWRITE)
    page = sign_in()
    page.locator(f'a.task[href="/assignments/{task}"]').click()
    expect(page.locator("#text")).to_have_value(re.compile("老板不在"))
    page.wait_for_selector("#mirror .hit-block")
    expect(page.locator("#report .goal-short").first).to_be_visible()

    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_url("**/attempts/*")
    expect(page.locator(".badge-state").first).to_have_text("没过")
    expect(page.get_by_text("还有不能播的话").first).to_be_visible()

    page.get_by_role("link", name="接着改，再交一次").click()
    page.locator("#text").fill(good)
    expect(page.locator("#saved")).to_have_text(re.compile(r"已存 \d\d:\d\d"))
    expect(page.locator("#report .goal-short")).to_have_count(0)
    assert page.locator("#report .goal-met").count() >= 5
    page.reload()
    expect(page.locator("#text")).to_have_value(good)
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_url("**/attempts/*")
    expect(page.get_by_text("这个练习过了")).to_be_visible()
    expect(page.get_by_role("heading", name="和上一次比")).to_be_visible()
    expect(page.locator(".change-good").first).to_contain_text("改掉了")

    attempt = last_attempt(world)
    judge(world, attempt.id, ReviewVerdict.COMMENT, comments=[Comment(start=4, end=12, text="开场这样就对了。")])
    page.goto(page.url.rsplit("/attempts", 1)[0] + "/today")
    page.locator('[aria-labelledby="news"] a').first.click()
    expect(page.get_by_text("开场这样就对了。")).to_be_visible()
    page.locator(".comment .quote").click()
    expect(page.locator("#marked-text .is-active").first).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_scripts_a_drill_is_read_checked_kept_and_handed_in(sign_in, world, good):
    task = give(world, REWRITE)
    page = sign_in(java_script_enabled=False)
    page.locator(f'a.task[href="/assignments/{task}"]').click()
    page.locator("#text").fill(BAD)
    page.get_by_role("button", name="检查").click()
    expect(page.locator("#text")).to_have_value(BAD)
    expect(page.locator("#report .goal-short").first).to_be_visible()
    expect(page.locator("#marked")).to_contain_text("全网最低价")
    page.get_by_role("button", name="存草稿").click()
    expect(page.get_by_text("草稿存好了。")).to_be_visible()
    expect(page.locator("#text")).to_have_value(BAD)
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.locator(".badge-state").first).to_have_text("没过")
    page.get_by_role("link", name="接着改，再交一次").click()
    page.locator("#text").fill(good)
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_text("这个练习过了")).to_be_visible()
    judge(world, last_attempt(world).id, ReviewVerdict.COMMENT, comments=[Comment(start=0, end=3, text="稳。")])
    page.reload()
    expect(page.get_by_text("稳。", exact=True)).to_be_visible()


def test_what_the_line_swallowed_is_kept_on_the_phone_and_sent_later(sign_in, world):
    task = give(world, REWRITE)
    page = sign_in(allow=("ERR_FAILED", "409"))  # the page that is left may still get its words through
    page.goto(page.url.replace("/today", f"/assignments/{task}"))
    page.route("**/draft", lambda route: route.abort())
    page.locator("#text").fill("断网时写的话")
    expect(page.locator("#saved")).to_have_text("没连上，先存在这台设备上")
    page.unroute("**/draft")
    page.reload()
    expect(page.locator("#text")).to_have_value("断网时写的话")
    expect(page.locator("#saved")).to_have_text(re.compile(r"已存 \d\d:\d\d"))
    assert attempts.find_draft(world.desk, world.people["anchor"], task).text == "断网时写的话"


def test_an_older_window_says_that_it_can_not_save(sign_in, world):
    task = give(world, REWRITE)
    page = sign_in(allow=("409",))
    page.goto(page.url.replace("/today", f"/assignments/{task}"))
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("#text").fill("第二个窗口")
    expect(other.locator("#saved")).to_have_text(re.compile(r"已存 \d\d:\d\d"))
    page.locator("#text").fill("第一个窗口")
    expect(page.locator("#message")).to_contain_text("从另一个窗口保存过")
    expect(page.locator("#saved")).to_have_text("这里没有存上")
    expect(page.locator("#text")).to_have_value("第一个窗口")


def test_the_time_of_a_limit_runs_down(sign_in, world, until):
    task = give(world, LIMITED)
    page = sign_in()
    page.goto(page.url.replace("/today", f"/assignments/{task}"))
    page.get_by_role("button", name="开始", exact=True).click()
    expect(page.locator("[data-clock]")).to_have_text(re.compile(r"29:5\d"))
    first = page.locator("[data-clock]").inner_text()
    until(page, f"document.querySelector('[data-clock]').textContent !== '{first}'")


def test_an_earlier_version_is_brought_back(sign_in, world, until):
    task = give(world, REWRITE)
    page = sign_in()
    page.goto(page.url.replace("/today", f"/assignments/{task}"))
    page.wait_for_selector("#report .verdict")
    page.locator("#text").fill("重新写的一段，两天之内发货。")
    page.wait_for_selector("#versions:not([hidden])")
    page.locator("#versions summary").click()
    page.locator("#versions-list button").first.click()
    expect(page.locator("#text")).to_have_value(re.compile("老板不在"))
    page.locator("#undo").click()
    expect(page.locator("#text")).to_have_value("重新写的一段，两天之内发货。")


def test_the_time_of_a_script_is_held_against_the_slot(open_page):
    page = open_page("/script", **PHONE)
    page.select_option("#slot", "15")
    page.locator("#text").fill("一袋十二小包，独立包装，随身带着吃。" * 20)
    expect(page.locator("#report .slot-over")).to_contain_text("定的 15 秒")
    expect(page.locator("#report .slot-over b")).to_contain_text("超了")
    page.select_option("#slot", "300")
    expect(page.locator("#report .slot-fits b")).to_contain_text("还剩")
    page.reload()
    expect(page.locator("#slot")).to_have_value("300")


def test_the_type_of_a_script_is_kept_with_the_draft_and_with_each_version(open_page):
    page = open_page("/script", **PHONE)
    page.select_option("#type", "opening")
    page.locator("#text").fill("一袋十二小包，独立包装，随身带着吃。" * 20)
    expect(page.locator("#report")).to_contain_text("按“开场”来看。")
    page.reload()
    expect(page.locator("#type")).to_have_value("opening")
    expect(page.locator("#report")).to_contain_text("按“开场”来看。")
    page.locator("#text").fill("重新写的一篇，两天之内发货。")
    page.wait_for_selector("#versions:not([hidden])")
    page.select_option("#type", "note")
    expect(page.locator("#report")).to_contain_text("按“预约笔记”来看。")
    page.locator("#versions summary").click()
    page.locator("#versions-list button").last.click()
    expect(page.locator("#type")).to_have_value("opening")
    expect(page.locator("#report")).to_contain_text("按“开场”来看。")


def test_a_card_is_recalled_with_and_without_scripts(sign_in):
    for scripts in (True, False):
        page = sign_in(java_script_enabled=scripts)
        page.goto(page.url.replace("/today", "/cards/niurou-gan/study"))
        expect(page.get_by_text("三斤多鲜牛肉晾出一斤牛肉干")).to_be_hidden()
        page.locator("summary", has_text="第 2 个卖点").click()
        expect(page.get_by_text("三斤多鲜牛肉晾出一斤牛肉干")).to_be_visible()
        page.get_by_label("第 2 个卖点记得").check()
        page.locator("#text").fill("三斤多鲜牛肉晾出一斤牛肉干，保质期十八个月。")
        page.get_by_role("button", name="对一下").click()
        expect(page.locator("#result")).to_have_text(re.compile(r"讲到 \d/8 个卖点"))
        expect(page.get_by_text("卡上写 8个月")).to_be_visible()
        expect(page.get_by_label("第 2 个卖点记得")).to_be_checked()
