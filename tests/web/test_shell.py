"""The parts every page is made of: times, forms that keep what was typed, charts with words, names of devices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, render_template_string

from coach.errors import ConflictError, InputError, NotFoundError, RefusedError, TooManyError
from coach.scoring import Kind, Platform
from coach.web.formatters import device_name
from coach.web.moments import day, exact, field_time, moment, read_day, read_time, relative, until
from coach.web.pace import Pace
from coach.web.typed import Typed
from tests.web.conftest import Page

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)  # 22:30 in Shanghai, a Tuesday


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "刚刚"),
        (0.4, "马上"),
        (-1, "1 分钟前"),
        (-59, "59 分钟前"),
        (59, "59 分钟后"),
        (80, "1 小时后"),
        (-80, "1 小时前"),
        (-359, "5 小时前"),
        (-600, "今天 12:30"),
        (-24 * 60, "昨天 22:30"),
        (-2 * 24 * 60, "前天 22:30"),
        (120, "明天 00:30"),
        (2 * 24 * 60, "后天 22:30"),
        (-30 * 24 * 60, "10月25日 22:30"),
        (60 * 24 * 60, "2027年1月23日 22:30"),
    ],
)
def test_times_are_near_or_far(minutes: float, words: str) -> None:
    assert relative(NOW + timedelta(minutes=minutes), NOW) == words


def test_exact_times_are_those_of_shanghai() -> None:
    start = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
    assert exact(start) == "2026年11月25日 周三 00:30"
    assert until(start, start + timedelta(hours=2)) == "2026年11月25日 周三 00:30 – 02:30"
    assert until(start, start + timedelta(days=1)) == "2026年11月25日 周三 00:30 – 2026年11月26日 周四 00:30"
    assert day(datetime(2025, 11, 24, 16, 30, tzinfo=UTC)) == "2025年11月25日 周二"
    assert 'datetime="2026-11-24T14:30:00+00:00"' in moment(NOW)
    assert 'title="2026年11月24日 周二 22:30"' in moment(NOW)
    assert moment(None) == exact(None) == day(None) == relative(None) == "—"


def test_a_time_comes_back_from_its_field() -> None:
    assert field_time(NOW) == "2026-11-24T22:30"
    assert read_time(field_time(NOW), key="due") == NOW
    assert read_time(" ", key="due") is None
    assert read_day("2026-11-24", key="day") == NOW.date()
    assert read_day("", key="day") is None
    for read in (read_time, read_day):
        with pytest.raises(InputError, match="不是一个") as refused:
            read("morgen", key="due")
        assert refused.value.evidence["key"] == "due"


def test_a_form_reads_choices_and_numbers_and_names_what_is_wrong() -> None:
    typed = Typed({"platform": "douyin", "kinds": ["food", "baby"], "version": "12", "bad": "x"})
    assert typed.choice(Platform, "platform", label="平台") is Platform.DOUYIN
    assert typed.choices(Kind, "kinds", label="类别") == {Kind.FOOD, Kind.BABY}
    assert typed.number("version", label="版本") == 12
    for read in (
        lambda: typed.choice(Platform, "bad", label="平台"),
        lambda: typed.choice(Platform, "none", label="平台"),
        lambda: typed.choices(Kind, "bad", label="类别"),
        lambda: typed.number("bad", label="版本"),
        lambda: typed.number("none", label="版本"),
    ):
        with pytest.raises(InputError):
            read()


@pytest.mark.parametrize(
    ("error", "status", "errors", "missing"),
    [
        (InputError("姓名太长", key="name"), 422, {"name": "姓名太长"}, []),
        (RefusedError("还不能。缺甲", missing=["缺甲", "缺乙"]), 422, {"": "还不能。缺甲"}, ["缺乙"]),
        (ConflictError("小敏改过"), 409, {"": "小敏改过"}, []),
    ],
)
def test_a_refusal_is_kept_beside_what_was_typed(
    error, status: int, errors: dict[str, str], missing: list[str]
) -> None:
    typed = Typed({"name": "陈"})
    with typed.kept():
        raise error
    assert (typed.status, typed.errors, typed.missing, typed.get("name")) == (status, errors, missing, "陈")


def test_what_is_no_refusal_goes_on() -> None:
    with pytest.raises(NotFoundError), Typed().kept():
        raise NotFoundError("weg")


def test_a_pace_lets_each_place_ask_so_often_and_says_how_long_to_wait() -> None:
    pace = Pace(times=2, seconds=60)
    for place in ("a", "a", "b"):
        pace.check(place)
    with pytest.raises(TooManyError) as wait:
        pace.check("a")
    assert 50 < int(str(wait.value.evidence["seconds"])) <= 60
    quick = Pace(times=1, seconds=0.0)
    quick.check("a")
    quick.check("a")


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0", "iPhone · 微信"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/130.0 Mobile Safari/537.36", "安卓手机 · Chrome"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Windows 电脑 · Edge"),
        ("curl/8", "不认识的设备"),
    ],
)
def test_devices_have_names_people_know(agent: str, name: str) -> None:
    assert device_name(agent) == name


CHARTS = """
{% extends "base.html" %}{% from "components/chart.html" import bar_chart, heat_map, line_chart %}
{% block title %}图{% endblock %}{% block main %}<h1>图</h1>
{{ bar_chart("bars", "谁卡在哪里", bars, unit="次") }}
{{ line_chart("line", "得分", line, goal=80) }}
{{ heat_map("heat", "学员和类别", ["价格", "功效"], heat) }}
{% endblock %}"""


@pytest.fixture
def drawn(app: Flask) -> Callable[..., Page]:
    def drawn_(**values: object) -> Page:
        with app.test_request_context():
            html = render_template_string(CHARTS, **values)
        return Page(type("Answer", (), {"text": html})())

    return drawn_


def test_charts_say_in_words_and_numbers_what_they_show(drawn: Callable[..., Page]) -> None:
    page = drawn(
        bars=[("价格", 7), ("<b>功效", 0)],
        line=[("第1次", 42), ("第2次", None), ("第3次", 93)],
        heat=[("陈小敏", [3, 0])],
    )
    page.assert_sound()
    said = [page.text(e) for e in page.root.iter() if e.tag.endswith("}desc") or e.tag == "desc"]
    assert said == ["价格 7次，<b>功效 0次", "第1次 42，第2次 没有，第3次 93", "陈小敏：价格 3，功效 0。"]
    cells = [[page.text(cell) for cell in row if cell.tag in ("th", "td")] for row in page.all("tr")]
    assert ["第2次", "—"] in cells
    assert ["陈小敏", "3", "0"] in cells
    points = next(e.get("points", "") for e in page.root.iter() if e.tag.endswith("polyline"))
    assert len(points.split()) == 2, "what is missing is not drawn as a zero"


def test_charts_of_nothing_are_no_error(drawn: Callable[..., Page]) -> None:
    drawn(bars=[], line=[], heat=[]).assert_sound()
    drawn(bars=[("a", 0)], line=[("a", 0)], heat=[("a", [0, 0])]).assert_sound()
