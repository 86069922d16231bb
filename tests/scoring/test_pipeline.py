"""The whole check: exact spans for any text, the same bytes every time, no error but CoachError."""

from __future__ import annotations

import json
import subprocess
import sys

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.errors import CoachError
from coach.library import Library
from coach.scoring import Kind, Platform, Report, Rulebook, check

PIECES = st.sampled_from(
    [
        "全网最低价", "加我薇❤信", "zui好的", "国·家·级", "本品不能代替药物", "三天瘦十斤", "第一次",
        "有人问能治高血压吗", "六十九块九", "保质期十八个月", "三斤鲜肉出一斤", "四十八小时发货", "，", "。", "\n", " ",
        "😋", "👨‍👩‍👧", "１", "ＶＸ", "\u200b", "\ud83d", "𠮷", "治", "最", "不",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(st.characters(codec=None), max_size=120), st.lists(PIECES, max_size=25).map("".join))


def spans(report: Report) -> list[tuple[int | None, int | None, str | None]]:
    found = [(f.start, f.end, f.text) for f in report.findings]
    found += [(r.start, r.end, r.text) for r in report.released]
    found += [(p.start, p.end, p.quote) for p in report.coverage.points]
    found += [(f.start, f.end, f.text) for f in report.facts]
    found += [(p.start, p.end, p.quote) for p in report.flow.parts]
    found += [(a.start, a.end, a.quote) for a in report.flow.addressed]
    found += [(c.start, c.end, c.text) for c in report.checks]
    found += [(s.start, s.end, s.text) for s in report.pace.repeats]
    return found + [(r.start, r.end, r.text) for r in (*report.flow.remarks, *report.pace.remarks)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=250)
@given(text=TEXTS, platform=st.sampled_from(list(Platform)))
def test_every_span_slices_the_raw_text_to_what_it_says(
    rulebook: Rulebook, library: Library, text: str, platform: Platform
) -> None:
    try:
        report = check(text, library.get_product("niurou-gan"), rulebook, platform=platform)
    except CoachError:
        return
    for start, end, words in spans(report):
        assert (start is None) == (end is None) == (words is None)
        if start is not None:
            assert 0 <= start < end <= len(text)
            assert text[start:end] == words
    assert report.score == max(0, 100 - sum(d.points for d in report.deductions))
    assert json.loads(report.to_json(indent=None) if "\ud83d" not in text else "{}") is not None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(text=TEXTS)
def test_the_same_text_gives_the_same_report(rulebook: Rulebook, text: str) -> None:
    once, again = (check(text, None, rulebook, kind=Kind.FOOD) for _ in range(2))
    assert once == again


def test_bytes_are_the_same_across_processes(library: Library) -> None:
    code = (
        "import sys\nfrom coach.wiring import build\ncoach = build()\n"
        "s = coach.library.get_script('niurou-gan-2')\n"
        "sys.stdout.write(coach.check(s.text, coach.product_from(s.product), platform=s.platform).to_json())"
    )
    outs = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1", "424242")
    }
    assert len(outs) == 1
    assert json.loads(outs.pop())["product"] == "niurou-gan"


def test_report_has_the_keys_of_version_1(rulebook: Rulebook, library: Library) -> None:
    script = library.get_script("niurou-gan-2")
    body = check(script.text, library.get_product("niurou-gan"), rulebook).to_dict()
    wanted = [
        "version",
        "rulebook",
        "product",
        "kind",
        "platform",
        "verdict",
        "score",
        "chars",
        "seconds",
        "seconds_source",
        "findings",
        "coverage",
        "facts",
        "conflicts",
        "flow",
        "pace",
        "deductions",
    ]
    assert set(wanted) <= set(body)
    assert body["version"] == 1
    assert next(iter(body)) == "version"
    finding = body["findings"][0]
    assert set(finding) >= {
        "rule",
        "category",
        "severity",
        "start",
        "end",
        "text",
        "term",
        "how",
        "message",
        "basis",
        "suggestions",
        "suppressed",
    }
    assert {"law", "article", "url"} <= set(finding["basis"][0])
    assert set(body["coverage"]["points"][0]) >= {"id", "say", "covered", "start", "end", "quote", "confidence"}
    assert set(body["deductions"][0]) >= {"points", "because", "start", "end"}


def test_a_careless_script_is_blocked_and_a_good_one_passes(rulebook: Rulebook, library: Library) -> None:
    product = library.get_product("niurou-gan")
    good = check(library.get_script("niurou-gan-1").text, product, rulebook, platform=Platform.DOUYIN)
    careless = check(library.get_script("niurou-gan-2").text, product, rulebook, platform=Platform.DOUYIN)
    assert good.verdict == "pass"
    assert careless.verdict == "block"
    assert careless.score < good.score


def test_every_deduction_names_what_it_is_for(rulebook: Rulebook, library: Library) -> None:
    report = check(library.get_script("niurou-gan-2").text, library.get_product("niurou-gan"), rulebook)
    known = {f.rule for f in report.findings} | {f"coverage/{p.id}" for p in report.coverage.points}
    known |= {f"facts/{f.fact}" for f in report.facts} | {remark.id for remark in report.flow.remarks}
    assert report.deductions
    assert {d.because for d in report.deductions} <= known
    assert all(d.points > 0 and d.message for d in report.deductions)
