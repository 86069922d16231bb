"""A day of operations: three stages, the sign-off, what makes it stale, and taking it back; also without scripts."""

from __future__ import annotations

import logging
import re
import threading

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server

from coach.config import Settings
from coach.training.model import Stage
from coach.web import clock, create_app
from coach.wiring import build, open_desk
from tests.web.ops_world import DAY, HOUR, on_short_programme, plan, practise, ready, said
from tests.web.world import PASSWORD, populate

PACK = """team = "小满"

[[group]]
name = "内部叫法"
category = "disparage"

[[group.rule]]
id = "老东家"
say = "老东家"
"""


@pytest.fixture
def place(tmp_path):
    (tmp_path / "packs").mkdir()
    return tmp_path


@pytest.fixture
def app(place):
    settings = Settings.from_env({"COACH_INSTANCE": str(place / "instance"), "COACH_TEAM_PACKS": str(place / "packs")})
    coach = build(settings)
    return create_app(settings, coach, on_short_programme(open_desk(coach)))


@pytest.fixture
def world(app):
    return populate(app.extensions["desk"])


@pytest.fixture
def server(app):
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    httpd = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    thread.join()
    httpd.server_close()


@pytest.fixture
def sign_in(open_page):
    def sign_in_(login, **options):
        page = open_page("/login", **options)
        page.fill("[name=login]", login)
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: not url.endswith("/login"))
        return page

    return sign_in_


@pytest.fixture
def later(monkeypatch):
    """Return a function that sets the clock of the app on by so many hours."""
    real, ahead = clock.now, [0]
    monkeypatch.setattr(clock, "now", lambda: real() + sum(ahead) * HOUR)
    return ahead.append


def visit(page, server, path):
    page.goto(server + path)
    return page


def run_stage(page, server, world, later, stage):
    """Start, log nothing, end, write down, answer the rubric and pass one session, all on its page."""
    id_ = plan(world, stage, start=clock.now() + HOUR, at=clock.now())
    visit(page, server, f"/stages/{id_}")
    page.get_by_role("button", name="开播").click()
    expect(page.locator(".on-air-running")).to_be_visible()
    later(2)
    page.locator("summary", has_text="下播").click()
    page.get_by_role("button", name="确定下播").click()
    expect(page.get_by_text("播了 120 分钟")).to_be_visible()
    page.locator("[name=transcript]").fill(said(world))
    page.get_by_role("button", name="存好并检查").click()
    expect(page.locator("#report")).to_contain_text("卖点")
    page.locator("[name=recap]").fill("整场没断")
    page.locator("[name=action-text]").first.fill(f"{stage}之后背净含量")
    page.get_by_role("button", name="存播后记录").click()
    expect(page.get_by_text("播后记录存好了。")).to_be_visible()
    for chip in page.locator(".yes-no").all():
        chip.locator("label", has_text=re.compile("^做到$")).click()
        chip.locator("input[type=text], input:not([type])").last.fill("听到了")
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page.get_by_text("结论是通过")).to_be_visible()
    return id_


def test_ops_runs_the_stages_signs_sees_it_go_stale_and_takes_it_back(sign_in, server, place, world, later):
    practise(world, at=clock.now() - 9 * DAY)
    anchor = world.people["anchor"].id
    ops = sign_in("ops")
    expect(ops).to_have_url(re.compile("/readiness$"))
    run_stage(ops, server, world, later, Stage.REHEARSAL)
    senior = sign_in("senior", width=390, height=844)
    run_stage(senior, server, world, later, Stage.PAIRED)
    expect(senior.locator(".earlier")).to_contain_text("rehearsal之后背净含量")
    assert senior.evaluate("document.documentElement.scrollWidth") <= 390
    run_stage(ops, server, world, later, Stage.MONITORED)

    visit(ops, server, "/readiness?at=monitored")
    ops.get_by_role("link", name="陈小敏", exact=True).click()
    expect(ops.get_by_text("条件都齐了，可以签字")).to_be_visible()
    ops.get_by_role("link", name="去签字").click()
    expect(ops.get_by_text("我看过这位主播的练习")).to_be_visible()
    ops.fill("#sign-password", PASSWORD)
    ops.get_by_role("button", name="签字").click()
    ops.wait_for_url(re.compile(r"/signoffs/\w+$"))
    expect(ops.locator(".sheet-state")).to_have_text("有效")
    sheet = ops.url
    paper = ops.pdf(format="A4")
    assert paper.startswith(b"%PDF")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 2, "the sheet is two pages at most"

    (place / "packs" / "team.toml").write_text(PACK, encoding="utf-8")
    ops.reload()
    expect(ops.locator(".sheet-state")).to_have_text("失效了")
    expect(ops.get_by_text("规则库更新了。请主播按新规则交一次练习，再请运营续签。")).to_be_visible()
    visit(ops, server, "/readiness?at=stale")
    expect(ops.get_by_text("规则库更新了")).to_be_visible()

    ops.goto(sheet)
    ops.locator("summary", has_text="撤销").click()
    ops.fill("#revoke-reason", "规则没跟上")
    ops.get_by_role("button", name="撤销", exact=True).click()
    expect(ops.locator(".sheet-state")).to_have_text("已撤销")
    expect(ops.get_by_text("规则没跟上").first).to_be_visible()
    visit(ops, server, f"/readiness/{anchor}")
    expect(ops.get_by_text("撤销原因：规则没跟上")).to_be_visible()


def test_two_taps_log_an_incident_on_a_phone_while_the_show_runs(sign_in, server, world, later):
    practise(world, at=clock.now() - 9 * DAY)
    id_ = plan(world, Stage.REHEARSAL, start=clock.now() + HOUR, at=clock.now())
    page = sign_in("ops", width=390, height=844)
    visit(page, server, f"/stages/{id_}").get_by_role("button", name="开播").click()
    expect(page.locator("[data-clock]")).to_have_text(re.compile(r"0:00:\d\d"))
    both = (page.locator("label", has_text="价格说错了"), page.get_by_role("button", name="轻微"))
    for tap in both:
        box = tap.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 844 - 54, "both taps are above the bar, without scrolling"
    for tap in both:
        tap.click()
    expect(page.get_by_text("记好了：“价格说错了”")).to_be_visible()
    for button in page.locator(".severity-row .btn-big, summary.btn-big").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 48


def test_points_are_ticked_off_on_air_and_the_device_keeps_the_ticks(sign_in, server, world):
    practise(world, at=clock.now() - 9 * DAY)
    page = sign_in("ops", width=390, height=844)
    id_ = plan(world, Stage.REHEARSAL, start=clock.now() + HOUR, at=clock.now())
    visit(page, server, f"/stages/{id_}").get_by_role("button", name="开播").click()
    expect(page.locator("[data-ticked]")).to_have_text("0")
    page.locator(".point-ticks label").nth(1).click()
    expect(page.locator("[data-ticked]")).to_have_text("1")
    page.reload()
    expect(page.locator(".point-ticks input").nth(1)).to_be_checked()
    expect(page.locator("[data-ticked]")).to_have_text("1")


def test_a_half_filled_rubric_outlives_the_page(sign_in, server, world):
    practise(world, at=clock.now() - 9 * DAY)
    page = sign_in("ops")
    id_ = plan(world, Stage.REHEARSAL, start=clock.now() + HOUR, at=clock.now())
    visit(page, server, f"/stages/{id_}").get_by_role("button", name="开播").click()
    page.locator("summary", has_text="下播").click()
    page.get_by_role("button", name="确定下播").click()
    row = page.locator(".yes-no").first
    row.locator("label", has_text=re.compile("^做到$")).click()
    row.locator("input:not([type])").fill("第三分钟喊了名字")
    page.reload()
    expect(page.locator(".yes-no").first.locator("input:not([type])")).to_have_value("第三分钟喊了名字")
    expect(page.locator(".yes-no").first.locator("[value=yes]")).to_be_checked()


def test_without_scripts_ops_reads_writes_down_and_signs(sign_in, server, world, later):
    ready(world)
    page = sign_in("ops", java_script_enabled=False, allow=("422",))
    id_ = plan(world, Stage.MONITORED, start=clock.now() + HOUR, at=clock.now())
    visit(page, server, f"/stages/{id_}")
    expect(page.get_by_text("开头慢一点").first).to_be_visible()
    page.get_by_role("button", name="开播").click()
    page.locator("label", has_text="离开了镜头").click()
    page.get_by_role("button", name="轻微").click()
    expect(page.get_by_text("记好了：“离开了镜头”")).to_be_visible()
    later(2)
    page.locator("summary", has_text="下播").click()
    page.get_by_role("button", name="确定下播").click()
    page.locator("[name=transcript]").fill(said(world) + "全网最低价。")
    page.get_by_role("button", name="存好并检查").click()
    expect(page.locator("#report")).to_contain_text("全网最低价")
    visit(page, server, f"/signoffs/{world.people['anchor'].id}/new")
    page.fill("#sign-password", PASSWORD)
    page.get_by_role("button", name="签字").click()
    expect(page.locator(".message")).to_contain_text("没有不能播的话")
