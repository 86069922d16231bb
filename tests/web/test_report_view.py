"""The report arranged for the page: groups, states, targets, marks; and every part of it rendered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import render_template

from coach.scoring.model import (
    Basis,
    Category,
    Conflict,
    Coverage,
    Deduction,
    FactResult,
    Finding,
    Flow,
    How,
    Kind,
    Pace,
    Part,
    Platform,
    PointResult,
    Released,
    Remark,
    Report,
    Severity,
    Suppression,
    Verdict,
)
from coach.web.marking import marks
from coach.web.reading import read

TEXT = "😀最低价，最低价！保质期十八个月，三斤出一斤。加微信"


def finding(start: int, text: str, severity: str = "block", rule: str = "price/最低价", **more: object) -> Finding:
    assert TEXT[start : start + len(text)] == text
    base = Finding(
        rule=rule,
        category=Category.PRICE,
        severity=Severity(severity),
        start=start,
        end=start + len(text),
        text=text,
        term=text,
        how=How.EXACT,
        message="没有依据",
        basis=(
            Basis(law="价格法", article="第十四条", url="https://flk.npc.gov.cn/x"),
            Basis(law="规则", article="", url=""),
        ),
        suggestions=("券后价见页面",),
    )
    return replace(base, **more)


@pytest.fixture
def report() -> Report:
    return Report(
        rulebook="r",
        product="p",
        kind=Kind.FOOD,
        platform=Platform.DOUYIN,
        verdict=Verdict.BLOCK,
        score=50,
        chars=len(TEXT),
        seconds=118,
        seconds_source="estimated",
        findings=(
            finding(1, "最低价"),
            finding(5, "最低价"),
            finding(23, "加微信", "warn", "diversion/微信", how=How.DISGUISED, term="微信"),
            finding(24, "微信", "hint", "diversion/微", suppressed=Suppression(by="运营", reason="品牌名")),
        ),
        released=(Released(rule="a/b", reason="说的是次序", because="order", start=0, end=1, text="😀"),),
        coverage=Coverage(
            score=0.5,
            points=(
                PointResult(
                    id="p1",
                    say="三斤出一斤",
                    must=True,
                    covered=True,
                    start=17,
                    end=22,
                    quote="三斤出一斤",
                    confidence=0.9,
                ),
                PointResult(id="p2", say="独立小包", must=False, covered=False, confidence=0.4),
                PointResult(id="p3", say="三种口味", must=False, covered=False, confidence=0.1),
            ),
        ),
        facts=(
            FactResult(
                fact="保质期", expected="8个月", said="十八个月", agrees=False, start=9, end=16, text="保质期十八个月"
            ),
            FactResult(fact="产地", expected="通辽", said="通辽", agrees=True, start=0, end=1, text="😀"),
            FactResult(fact="发货", expected="48小时", said="很快", agrees=None, start=0, end=1, text="😀"),
        ),
        conflicts=(
            Conflict(point="p9", category=Category.MEDICAL, text="治咳嗽", message="不能说", suggestions=("润喉",)),
        ),
        flow=Flow(
            parts=(
                Part(id="hook", name="留人", present=True, expected=True, start=0, end=1, quote="😀", share=0.25),
                Part(id="price", name="价格", present=True, expected=True),
                Part(id="need", name="需求", present=False, expected=True),
                Part(id="faq", name="售后", present=False, expected=False),
            ),
            remarks=(Remark(id="x", message="没有催单", advice="补一句", start=0, end=1, text="😀"),),
        ),
        pace=Pace(
            syllables=20, seconds=118, seconds_source="estimated", per_minute=260,
            remarks=(Remark(id="y", message="口头语多", advice="少说"),),
        ),
        deductions=(
            Deduction(points=20, because="price/最低价", message="说了", start=5, end=8),
            Deduction(points=8, because="facts/保质期", message="保质期说错", start=9, end=16),
            Deduction(points=3, because="coverage/p3", message="没讲三种口味"),
            Deduction(points=2, because="flow/need", message="没听到需求"),
        ),
    )  # fmt: skip


def test_equal_findings_share_an_entry_and_the_worst_come_first(report):
    reading = read(report)
    assert [(g.id, g.first.text, len(g.places)) for g in reading.groups] == [
        ("finding-1", "最低价", 2),
        ("finding-2", "加微信", 1),
    ]
    assert (reading.finding_count, reading.count(Severity.BLOCK), reading.count(Severity.HINT)) == (3, 2, 0)
    assert [f.text for f in reading.let_stand] == ["微信"]


def test_points_are_said_perhaps_said_or_missing(report):
    reading = read(report)
    assert [point.state for point in reading.points] == ["said", "perhaps", "missing"]
    assert reading.said_count == 1


def test_every_deduction_leads_to_what_it_speaks_of(report):
    assert [item.target for item in read(report).deductions] == ["finding-1", "fact-1", "point-3", None]


def test_marks_cover_findings_facts_and_quotes_without_overlap(report):
    found = marks(read(report))
    assert [(TEXT[m.start : m.end], m.layer, m.targets) for m in found] == [
        ("最低价", "block", ("finding-1",)),
        ("最低价", "block", ("finding-1",)),
        ("保质期十八个月", "fact", ("fact-1",)),
        ("三斤出一斤", "point", ("point-1",)),
        ("加微信", "warn", ("finding-2",)),
    ]


def test_where_marks_meet_the_worst_shows_and_all_are_named(report):
    crossing = replace(report, findings=(finding(1, "最低价"), finding(2, "低价，最", "hint", "x/y")))
    assert [(TEXT[m.start : m.end], m.layer, m.targets) for m in marks(read(crossing))][:3] == [
        ("最", "block", ("finding-1",)),
        ("低价", "block", ("finding-1", "finding-2")),
        ("，最", "hint", ("finding-2",)),
    ]


def test_every_part_of_a_report_is_shown(app, report):
    with app.test_request_context():
        html = render_template("script/_report.html", reading=read(report))
    words = """
        不能播|必须改 2 处|约 1 分 58 秒|每分钟 260 字|估算|变形写法|卡上写|说成|请自己核对|说对的|已讲到|还没讲
        可能讲到，请听一遍|商品卡本身的问题|可以改成：润喉|已由人确认可以说|这些没有算违规，原因|少说|25%
        《价格法》第十四条|https://flk.npc.gov.cn/x|券后价见页面|复制|−20|✗ 需求
    """
    words = [word.strip() for line in words.split("\n") for word in line.split("|")]
    for word in words:
        assert word in html, word
    assert "售后" not in html


def test_a_clean_report_says_so(app, report):
    clean = replace(
        report, findings=(), released=(), facts=(), conflicts=(), deductions=(), coverage=Coverage(score=None),
        verdict=Verdict.PASS, score=100, seconds=None, flow=Flow(),
        pace=Pace(syllables=0, seconds=None, seconds_source="estimated", per_minute=None),
    )  # fmt: skip
    with app.test_request_context():
        html = render_template("script/_report.html", reading=read(clean))
    assert "没有发现不能说的话" in html
    assert 'id="points"' not in html
    assert 'id="facts"' not in html
