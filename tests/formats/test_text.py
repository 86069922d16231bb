"""The terminal report shows where, what, why, how bad and what to say instead, within the width it is given."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import wcwidth

from coach.formats import labels
from coach.formats.text import render_text
from coach.formats.wrapping import wrap
from coach.scoring import names
from coach.scoring.model import Category, Cue, How, Kind, Platform, Report, Severity, Verdict

from .conftest import finding

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def test_every_fixed_word_has_a_name() -> None:
    for words, called in (
        (Verdict, labels.VERDICTS),
        (Severity, labels.SEVERITIES),
        (How, labels.HOWS),
        (Kind, names.KINDS),
        (Platform, names.PLATFORMS),
        (Category, names.CATEGORIES),
    ):
        assert set(words) == set(called)


def test_head_tells_verdict_score_length_and_counts(report: Report, text: str) -> None:
    lines = render_text(report, text).splitlines()
    assert lines[0] == "不能播  42 分 · 70 字 · 约 1 分 58 秒（估算） · 每分钟 260 字"
    assert lines[1] == "商品 D01 · 食品 · 抖音"
    assert lines[2] == "必须改 3 处 · 建议改 1 处 · 留意 1 处 · 和商品卡不一致 1 处 · 卖点讲到 2/3"


@pytest.mark.parametrize(
    ("verdict", "word"), [(Verdict.PASS, "通过"), (Verdict.REVISE, "需修改"), (Verdict.BLOCK, "不能播")]
)
def test_verdicts_have_names(report: Report, text: str, verdict: Verdict, word: str) -> None:
    assert render_text(replace(report, verdict=verdict), text).startswith(word + "  ")


def test_marks_carry_the_numbers_of_their_reasons(report: Report, text: str) -> None:
    out = render_text(report, text)
    assert "五常大米【①全网最低价】！\n" in out
    assert "它能【②③嘴低价<治>胃病】，【⑤保质期十八个月】。\n" in out
    assert "再说一次，【①全网最低价】，加薇信，【④煮出来】" in out


def test_the_script_without_marks_is_the_script(report: Report, text: str) -> None:
    script = render_text(report, text, width=40).split("─" * 40)[1]
    assert re.sub(r"【[①-⑳]+|】|\n", "", script) == text.replace("\r\n", "").replace("\n", "")


def test_each_finding_answers_five_questions(report: Report, text: str) -> None:
    out = render_text(report, text)
    assert (
        "① “全网最低价”  必须改 · 价格误导  第 1 行第 19 字、第 3 行第 6 字\n"
        "   原因  “全网最低价”没有依据，属于price。\n"
        "   依据  《价格法》第十四条\n"
        "   改成  今天直播间的价格是 69.9 元\n"
        "     或  这个价只在今晚 8 点到 10 点\n"
    ) in out
    assert "② “嘴低价”  建议改 · 价格误导 · 变形写法，即“最低价”" in out
    assert "④ “煮出来”  留意 · 标签成分宣称 · 疑似" in out


def test_suppressed_findings_are_listed_as_such_and_not_marked(report: Report, text: str) -> None:
    out = render_text(report, text)
    assert (
        "已豁免（仍列出，不扣分）\n○ “加薇信” 站外导流，第 3 行第 12 字\n   豁免  运营小李：平台允许的企业微信" in out
    )
    assert "加薇信】" not in out


def test_points_facts_conflicts_flow_and_deductions(report: Report, text: str) -> None:
    out = render_text(report, text)
    assert "✓ 一粒一粒（必讲）\n   讲法：“一粒一粒”\n" in out
    assert "？ 两天之内发货\n   讲法：“家人们”（拿不准，请听一遍）\n" in out
    assert "✗ 五常产地（必讲）\n" in out
    assert "⑤ 保质期：“保质期十八个月”  第 2 行第 12 字\n   卡上写  9个月\n   说成  十八个月\n" in out
    assert "？ 产地：“家人们”，卡上写“五常”，请核对\n" in out
    assert "! p3 “第一产地” 绝对化用语\n   原因  “第一”是绝对化用语。\n   改成  五常产地\n" in out
    assert "✓ 留人 25%   ✗ 促单\n" in out
    assert "答疑" not in out
    assert "口头禅 3 处\n· 卖点讲得太早。 先留人。\n· 语速偏慢。 可以快一点。\n" in out
    assert "−20  ① “全网最低价”\n−10  保质期说成了“十八个月”\n" in out


def test_a_clean_report_is_short(clean: Report, text: str) -> None:
    out = render_text(clean, text)
    assert out.startswith("通过  100 分 · 70 字\n没有商品卡 · 食品 · 抖音\n没有发现问题\n")
    assert "卖点" not in out
    assert "扣分" not in out
    assert text.splitlines()[2] in out


@pytest.mark.parametrize("width", [20, 33, 80, 200])
@pytest.mark.parametrize("color", [True, False])
def test_no_line_is_wider_than_asked(report: Report, text: str, width: int, color: bool) -> None:
    long = text + "\n" + "这一段很长很长，没有换行。" * 30 + "word" * 60
    out = _COLOUR.sub("", render_text(replace(report, chars=len(long)), long, width=width, color=color))
    assert max(wcwidth.wcswidth(line) for line in out.splitlines()) <= width


def test_colour_changes_nothing_but_colour(report: Report, text: str) -> None:
    plain, coloured = render_text(report, text), render_text(report, text, color=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31m【①全网最低价】\x1b[0m" in coloured
    assert "\x1b[33m" in coloured
    assert _COLOUR.sub("", coloured) == plain


def test_with_cues_places_are_times(report: Report, text: str) -> None:
    cues = (Cue(start=0, end=30, start_s=83.4), Cue(start=31, end=len(text), start_s=3700.0))
    out = render_text(report, text, cues=cues)
    assert "① “全网最低价”  必须改 · 价格误导  00:01:23、01:01:40\n" in out


def test_controls_surrogates_and_overrides_do_not_reach_the_terminal(clean: Report) -> None:
    text = "a\x1b[2Jb\ud800c\u202ed\x07全网最低价"
    report = replace(clean, findings=(finding(text, "全网最低价", Category.PRICE, Severity.BLOCK),))
    out = render_text(report, text, color=False)
    assert "a\ufffd[2Jb\ufffdc\ufffdd\ufffd【①全网最低价】" in out
    out.encode()


def test_more_than_fifty_findings_keep_their_numbers(clean: Report) -> None:
    text = "".join(f"最{number}好，" for number in range(60))
    found = tuple(finding(text, f"最{number}好", Category.ABSOLUTE, Severity.HINT) for number in range(60))
    out = render_text(replace(clean, findings=found), text, width=200)
    assert "【㊿最49好】" in out
    assert "【(51)最50好】" in out
    assert "\n(60) “最59好”" in out


def test_wrap_keeps_words_and_punctuation_together() -> None:
    assert wrap([("一二三四，五", "")], 8, color=False) == "一二三\n四，五"
    assert wrap([("一二三【四五", "")], 8, color=False) == "一二三\n【四五"
    assert wrap([("一二【①四五", "")], 8, color=False) == "一二\n【①四五"
    assert wrap([("一二three four", "")], 8, color=False) == "一二\nthree\nfour"
    assert wrap([("一\n二", "")], 8, color=False, indent="- ", hanging="  ") == "- 一\n  二"
    assert wrap([("一二", "31"), ("三四五", "")], 6, color=True) == "\x1b[31m一二\x1b[0m三\n四五"
