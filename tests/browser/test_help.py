"""The tour by keyboard and without scripts, the list of keys, and how much the first load weighs."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from coach.services import tours
from coach.web import clock
from tests.web.world import PASSWORD

MOST_BYTES = 400_000


@pytest.fixture
def sign_in(open_page):
    def sign_in_(login: str, **options):
        page = open_page("/login", **options)
        page.fill("[name=login]", login)
        page.fill("[name=password]", PASSWORD)
        page.locator("main button[type=submit]").click()
        page.wait_for_load_state()
        return page

    return sign_in_


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_new_person_is_led_around_by_keyboard_alone(sign_in, world, scripts):
    with world.desk.writing() as uow:
        uow.tours.drop(world.people["anchor2"].id)
        uow.commit()
    page = sign_in("anchor2", width=390, height=844, java_script_enabled=scripts)
    for number, path in enumerate(("/today", "/script", "/history", "/cards", "/readiness/me"), start=1):
        page.wait_for_url(f"**{path}*")
        tour = page.locator(".tour")
        expect(tour).to_contain_text(f"第 {number} 步，共 5 步")
        assert page.locator("body").evaluate("e => e.scrollWidth") <= 390
        way = tour.get_by_role("link", name="下一步") if number < 5 else tour.get_by_role("button", name="看完了")
        page.locator(".skip-link").focus()
        page.keyboard.press("Enter")
        for _ in range(4):
            page.keyboard.press("Tab")
            if way.evaluate("e => e === document.activeElement"):
                break
        expect(way).to_be_focused()
        page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("导览收起来了")
    page.goto(page.url)
    expect(page.locator(".tour")).to_have_count(0)
    assert not tours.needs_tour(world.desk, world.people["anchor2"])


def test_the_keys_are_listed_and_do_what_they_say(sign_in, world):
    tours.end_tour(world.desk, world.people["trainer"], at=clock.now())
    page = sign_in("trainer")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="这一页能用的键")
    expect(dialog).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("2")
    assert page.url.endswith("/cohort"), "the keys of the page rest while the list is open"
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("3")
    page.wait_for_url("**/reviews")
    page.get_by_role("button", name="键盘").click()
    expect(page.get_by_role("dialog")).to_contain_text("待批改的名单")
    page.get_by_role("button", name="关闭").click()
    page.keyboard.press("/")
    expect(page.locator("#site-search")).to_be_focused()
    page.keyboard.type("?/g2")
    expect(page.locator("#site-search")).to_have_value("?/g2")
    expect(page.get_by_role("dialog")).to_be_hidden()


HOMES = [("", "/"), ("anchor", "/today"), ("trainer", "/cohort"), ("ops", "/readiness"), ("admin", "/admin/users")]


@pytest.mark.parametrize(("login", "path"), HOMES)
def test_the_first_load_is_light_and_the_second_lighter(open_page, sign_in, server, login, path):
    page = sign_in(login, width=390, height=844) if login else open_page("/help")
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.clearBrowserCache")
    weights: list[float] = []
    wire.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    page.goto(server + path, wait_until="networkidle")
    first = sum(weights)
    assert len(weights) > 5
    assert 10_000 < first <= MOST_BYTES
    weights.clear()
    page.goto(server + path, wait_until="networkidle")
    assert sum(weights) < first / 3, "what was loaded once is kept"
