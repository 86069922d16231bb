"""Flow and pace in plain lines: the same in the terminal and on the page, and saying how they are known."""

from __future__ import annotations

import html
from dataclasses import replace

import pytest

from coach.formats.html import render_html
from coach.formats.labels import length
from coach.formats.talk import LONGEST_TIMELINE, Lane, lanes, pace_lines, timeline
from coach.formats.text import render_text
from coach.scoring.model import Addressed, Band, Flow, Pace, Part, Remark, Report, Speaker, Step, Stretch

PARTS = (
    Part(id="hook", name="留人", present=True, expected=True, start=0, end=3, quote="家人们", share=0.1),
    Part(id="points", name="卖点", present=True, expected=True, start=3, end=5, quote="👩‍🍳", share=0.6),
)


def stretch(part: str | None, from_s: float, to_s: float) -> Stretch:
    return Stretch(part=part, start=0, end=3, from_s=from_s, to_s=to_s)


@pytest.fixture
def talk(report: Report) -> Report:
    return replace(
        report,
        seconds_source="measured",
        flow=Flow(
            parts=PARTS,
            type="round",
            type_name="单品讲解",
            timeline=(stretch("hook", 0, 12.4), stretch(None, 12.4, 60), stretch("points", 60, 118)),
            addressed=(
                Addressed(sort="audience", name="新手辣妈", met=True, start=0, end=3, quote="家人们"),
                Addressed(sort="scene", name="放学路上", met=False),
            ),
            remarks=(
                Remark(
                    id="flow/shouting", message="喊麦。", advice="慢慢讲。", start=0, end=3, text="家人们", count=2,
                    sort="style", example="下雨天就想穿它。", example_from="yangmao-kaishan-1",
                ),
            ),
        ),
        pace=Pace(
            syllables=60,
            seconds=118,
            seconds_source="measured",
            per_minute=260,
            band=Band(slowest=220, fastest=300, source="learned", samples=40),
            pauses=3,
            pause_s=4.5,
            speakers=(
                Speaker(name="小敏", syllables=40, seconds=80, share=0.7),
                Speaker(name="老周", syllables=20, seconds=38, share=0.3),
            ),
        ),
        first=(
            Step(action="改掉“全网最低价”", gain=30, score=72, because="price/全网最低价", count=2, say="今天 69.9 元"),
            Step(action="补讲必讲卖点", gain=0, score=72, because="coverage/p3", say="五常产地"),
        ),
    )  # fmt: skip


LINES = (
    "流程与节奏（按单品讲解）",
    "0:00 留人 → 1:00 卖点",
    "✓ 新手辣妈",
    "✗ 放学路上",
    "语速每分钟 260 字（实测），合适的是 220–300（团队老主播 40 段）",
    "停顿 3 次，最长 4.5 秒",
    "谁说了多少：小敏 70%（1 分 20 秒）、老周 30%（38 秒）",
    "先改这几处",
    "改掉“全网最低价”（2 处）",
    "+30 分，到 72 分",
    "说：今天 69.9 元",
    "补讲必讲卖点",
    "原话：“家人们”（共 2 处）",
    "例：“下雨天就想穿它。”",
)


@pytest.mark.parametrize("line", LINES)
def test_terminal_and_page_tell_the_same(talk: Report, text: str, line: str) -> None:
    assert line in render_text(talk, text, width=200)
    assert line in html.unescape(render_html(talk, text, "稿"))


def test_a_step_that_gains_nothing_promises_nothing(talk: Report, text: str) -> None:
    assert "+0 分" not in render_text(talk, text, width=200)
    assert "+0 分" not in render_html(talk, text, "稿")


def test_the_length_says_how_it_is_known(talk: Report) -> None:
    assert "1 分 58 秒（实测）" in length(talk)
    assert "1 分 58 秒（部分实测）" in length(replace(talk, seconds_source="partly measured"))
    assert "约 1 分 58 秒（估算）" in length(replace(talk, seconds_source="estimated"))


def test_nothing_known_is_not_told(clean: Report) -> None:
    assert timeline(clean) == ""
    assert pace_lines(clean) == []


def test_a_long_timeline_is_cut(talk: Report) -> None:
    many = tuple(stretch("hook" if n % 2 else "points", n, n + 1) for n in range(40))
    line = timeline(replace(talk, flow=replace(talk.flow, timeline=many)))
    assert line.count("→") == LONGEST_TIMELINE - 1
    assert line.endswith(" …")


def test_the_lanes_of_the_picture_are_the_parts_in_the_order_they_begin(talk: Report) -> None:
    assert lanes(talk) == (
        Lane(name="留人", stretches=((0, 12.4),)),
        Lane(name="卖点", stretches=((60, 118),)),
    )
    again = replace(talk.flow, timeline=(*talk.flow.timeline, stretch("hook", 118, 120)))
    assert lanes(replace(talk, flow=again))[0].stretches == ((0, 12.4), (118, 120))
    assert lanes(replace(talk, flow=replace(talk.flow, timeline=talk.flow.timeline[:2]))) == ()
