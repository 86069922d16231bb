"""What every screen must hold: no sideways scroll, no serious barrier, light and dark, paper, the bar on a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

STATES = ("empty", "careless", "good", "error")


def bring(page, state: str) -> None:
    if state in ("careless", "good"):
        page.get_by_role("link", name="看一个粗心的例子" if state == "careless" else "看一个好例子").click()
        page.wait_for_selector("#report .verdict")
        for fold in page.locator("#report details").all():
            fold.evaluate("e => { e.open = true; }")
        page.wait_for_timeout(300)


def open_state(open_page, state: str, **options):
    page = open_page("/no-such" if state == "error" else "/", allow=("404",), **options)
    bring(page, state)
    return page


@pytest.mark.parametrize("state", STATES)
def test_nothing_scrolls_sideways(open_page, state):
    page = open_state(open_page, state)
    for width in (320, 390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("state", STATES)
def test_no_serious_barrier(open_page, state, until):
    page = open_state(open_page, state, bypass_csp=True, reduced_motion="reduce")  # axe runs inline; colours must rest
    for width, scheme in ((390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        until(page, f"document.documentElement.dataset.bsTheme === '{scheme}'")
        found = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
        assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found] == [], (width, scheme)


def test_on_a_phone_the_bar_stays_in_sight_and_jumps(open_page):
    page = open_state(open_page, "careless", width=390, height=844, reduced_motion="reduce")
    bar = page.locator("#summary")
    for name in ("points", "findings", "result"):
        bar.locator(f'a[href="#{name}"]').click()
        page.wait_for_timeout(100)
        top, bottom = page.locator(f"#{name}").evaluate("e => [e.getBoundingClientRect().top, innerHeight]")
        edge = bar.bounding_box()
        assert edge["y"] < 400
        assert edge["y"] + edge["height"] <= top + 1 < bottom
    assert "/" in bar.inner_text()


def test_on_paper_the_marked_text_replaces_the_editor(open_page):
    page = open_state(open_page, "careless")
    page.emulate_media(media="print")
    assert page.locator("#text").is_hidden()
    assert page.locator("#mirror").is_visible()
    assert page.locator("#mirror").evaluate("e => getComputedStyle(e).color") == "rgb(0, 0, 0)"
    assert page.locator(".editor-tools").is_hidden()


def test_all_can_be_reached_and_seen_with_the_keyboard(open_page):
    page = open_page()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
    for name in ("product", "kind", "platform-any", "text", "file", "看一个好例子"):
        assert name in seen, (name, seen)
