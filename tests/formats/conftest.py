"""A report with one of everything, made by hand: formats are tested on values, not on rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

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
    Remark,
    Report,
    Severity,
    Suppression,
    Verdict,
)

TEXT = (
    "家人们👩‍🍳晚上好，今天这款五常大米全网最低价！\r\n"
    "它能嘴低价<治>胃病，保质期十八个月。\n"
    "再说一次，全网最低价，加薇信，煮出来一粒一粒的。"
)
PRICE_LAW = Basis(law="价格法", article="第十四条", url="https://flk.npc.gov.cn/price")
MakeReport = Callable[..., Report]


def finding(text: str, words: str, category: Category, severity: Severity, nth: int = 0, **more: object) -> Finding:
    """Return a finding on the ``nth`` place (from 0) where ``words`` stand in ``text``."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    values: dict[str, object] = {
        "rule": f"{category}/{words}",
        "term": words,
        "how": How.EXACT,
        "message": f"“{words}”没有依据，属于{category}。",
        "basis": (),
        "suggestions": (),
    }
    return Finding(
        category=category, severity=severity, start=start, end=start + len(words), text=words, **{**values, **more}
    )


@pytest.fixture
def text() -> str:
    """Return the text that the sample report is about."""
    return TEXT


@pytest.fixture
def report() -> Report:
    """Return a report on ``TEXT`` with findings of each severity, twice the same, overlapping and suppressed."""
    price = {"basis": (PRICE_LAW,), "suggestions": ("今天直播间的价格是 69.9 元", "这个价只在今晚 8 点到 10 点")}
    findings = (
        finding(TEXT, "全网最低价", Category.PRICE, Severity.BLOCK, **price),
        finding(TEXT, "嘴低价", Category.PRICE, Severity.WARN, term="最低价", how=How.DISGUISED, rule="price/最低价"),
        finding(TEXT, "低价<治>胃病", Category.MEDICAL, Severity.BLOCK),
        finding(TEXT, "全网最低价", Category.PRICE, Severity.BLOCK, nth=1, **price),
        finding(
            TEXT,
            "加薇信",
            Category.DIVERSION,
            Severity.WARN,
            suppressed=Suppression(by="运营小李", reason="平台允许的企业微信"),
        ),
        finding(TEXT, "煮出来", Category.LABEL, Severity.HINT, how=How.SUSPECTED),
    )
    at = TEXT.index("保质期十八个月")
    good = TEXT.index("一粒一粒")
    first = TEXT.index("全网最低价")
    return Report(
        rulebook="0123456789abcdef",
        product="D01",
        kind=Kind.FOOD,
        platform=Platform.DOUYIN,
        verdict=Verdict.BLOCK,
        score=42,
        chars=len(TEXT),
        seconds=118,
        seconds_source="estimated",
        findings=findings,
        released=(),
        coverage=Coverage(
            score=0.5,
            points=(
                PointResult(
                    id="p1",
                    say="一粒一粒",
                    must=True,
                    covered=True,
                    start=good,
                    end=good + 4,
                    quote="一粒一粒",
                    confidence=0.95,
                ),
                PointResult(
                    id="p2",
                    say="两天之内发货",
                    must=False,
                    covered=True,
                    start=0,
                    end=3,
                    quote="家人们",
                    confidence=0.5,
                ),
                PointResult(id="p3", say="五常产地", must=True, covered=False),
            ),
        ),
        facts=(
            FactResult(
                fact="保质期",
                expected="9个月",
                said="十八个月",
                agrees=False,
                start=at,
                end=at + 7,
                text="保质期十八个月",
            ),
            FactResult(fact="产地", expected="五常", said="五常", agrees=None, start=0, end=3, text="家人们"),
        ),
        conflicts=(
            Conflict(
                point="p3",
                category=Category.ABSOLUTE,
                text="第一产地",
                message="“第一”是绝对化用语。",
                suggestions=("五常产地",),
            ),
        ),
        flow=Flow(
            parts=(
                Part(id="hook", name="留人", present=True, expected=True, start=0, end=3, quote="家人们", share=0.25),
                Part(id="call", name="促单", present=False, expected=True),
                Part(id="faq", name="答疑", present=False, expected=False),
            ),
            order=("hook",),
            remarks=(Remark(id="order", message="卖点讲得太早。", advice="先留人。"),),
        ),
        pace=Pace(
            syllables=60,
            seconds=118,
            seconds_source="estimated",
            per_minute=260,
            fillers=3,
            remarks=(Remark(id="slow", message="语速偏慢。", advice="可以快一点。"),),
        ),
        deductions=(
            Deduction(points=20, because="price/全网最低价", message="说了“全网最低价”", start=first, end=first + 5),
            Deduction(points=10, because="facts/保质期", message="保质期说成了“十八个月”"),
        ),
    )


@pytest.fixture
def clean(report: Report) -> Report:
    """Return a report that has nothing to complain of."""
    return replace(
        report,
        verdict=Verdict.PASS,
        score=100,
        product=None,
        findings=(),
        facts=(),
        conflicts=(),
        deductions=(),
        coverage=Coverage(score=None),
        flow=Flow(),
        pace=Pace(syllables=1, seconds=None, seconds_source="estimated", per_minute=None),
        seconds=None,
    )
