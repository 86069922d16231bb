"""The card: every deduction names its policy, steps to fix first gain what they say, questions carry evidence."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest

from coach.datafiles import folder
from coach.library import Library
from coach.scoring import Product, Report, Rulebook, Verdict, card, check


def reports(rulebook: Rulebook, library: Library) -> list[tuple[str, Product, Report]]:
    found = []
    for script in library.list_scripts():
        product = library.get_product(script.product or "")
        found.append((script.text, product, check(script.text, product, rulebook, platform=script.platform)))
    return found


def test_every_deduction_points_to_keys_of_the_policy(rulebook: Rulebook, library: Library) -> None:
    policy = tomllib.loads((folder("lexicons") / "policy.toml").read_text(encoding="utf-8"))
    seen = set()
    for _, _, report in reports(rulebook, library):
        for deduction in report.deductions:
            assert deduction.policy
            for key in deduction.policy:
                value: object = policy
                for name in key.split("."):
                    assert isinstance(value, dict)
                    value = value[name]
                assert isinstance(value, (int, float))
            first = deduction.policy[0].split(".")
            assert deduction.points <= policy[first[0]][first[1]]
            seen.add(deduction.policy[0])
    assert {"severity.block", "severity.warn", "missing.must", "missing.point", "facts.wrong", "flow.part"} <= seen


def test_the_score_is_the_start_less_the_deductions(rulebook: Rulebook, library: Library) -> None:
    for _, _, report in reports(rulebook, library):
        assert report.score == max(0, rulebook.policy.start - sum(d.points for d in report.deductions))


def test_a_limit_is_named_where_it_cuts(rulebook: Rulebook) -> None:
    report = check("全网最低价。这里说点别的。" * 3, None, rulebook)
    tight = replace(rulebook.policy, most={**rulebook.policy.most, "findings": 25})
    owed = card.due(report.findings, report.coverage, report.facts, report.flow, tight)
    taken = [d for d in card.deductions(owed, tight) if d.because.startswith("price/")]
    assert [(d.points, d.policy) for d in taken] == [
        (20, ("severity.block",)),
        (5, ("severity.block", "repeat_share", "most.findings")),
    ]


def test_steps_add_up_and_never_gain_more_than_those_before(rulebook: Rulebook, library: Library) -> None:
    for _, _, report in reports(rulebook, library):
        assert len(report.first) <= card.STEPS
        score = report.score
        for step in report.first:
            score += step.gain
            assert step.score == score
        assert score <= rulebook.policy.start
        if not report.deductions:
            assert report.first == ()
        names = {deduction.because for deduction in report.deductions}
        if report.score > 0:
            assert all(step.because in names for step in report.first)


def test_the_first_step_gains_most(rulebook: Rulebook) -> None:
    text = "这款面霜全网最低价。" + "这里慢慢说一点别的。" * 3 + "真的全网最低价。"
    report = check(text, None, rulebook)
    first = report.first[0]
    assert first.because.startswith("price/")
    assert first.count == 2
    assert first.gain == sum(d.points for d in report.deductions if d.because == first.because)
    assert text[first.start : first.end] in first.action
    assert first.say


def test_doing_a_step_gains_what_it_said(rulebook: Rulebook, library: Library) -> None:
    script = library.get_script("wogan-1")
    product = library.get_product("wogan")
    spoilt = script.text.replace("有籽啊，先说好，一个果里头五六粒，给小娃娃吃要先把籽挑掉。", "")
    before = check(spoilt, product, rulebook, platform=script.platform)
    step = before.first[0]
    assert (step.because, step.action) == ("coverage/p7", "补讲卖点")
    after = check(script.text, product, rulebook, platform=script.platform)
    assert after.score == before.score + step.gain == step.score


@pytest.mark.parametrize("name", ["niurou-gan-1", "niurou-gan-2", "yangmao-kaishan-2"])
def test_questions_are_answered_yes_or_no_with_evidence(rulebook: Rulebook, library: Library, name: str) -> None:
    script = library.get_script(name)
    report = check(script.text, library.get_product(script.product or ""), rulebook, platform=script.platform)
    by_id = {one.id: one for one in report.checks}
    assert by_id["findings/block"].met is (report.verdict is not Verdict.BLOCK)
    assert {f"coverage/{p.id}" for p in report.coverage.points if p.must} <= set(by_id)
    for one in report.checks:
        assert one.ask.endswith("？") or "：" in one.ask
        assert one.met in (True, False, None)
        if one.start is not None:
            assert script.text[one.start : one.end] == one.text


def test_the_report_keeps_its_keys_and_adds_first_and_checks(rulebook: Rulebook) -> None:
    body = check("全网最低价", None, rulebook).to_dict()
    assert next(iter(body)) == "version"
    assert body["version"] == 1
    first = body["first"]
    assert isinstance(first, list)
    assert set(first[0]) == {"action", "gain", "score", "because", "count", "start", "end", "say"}
    assert isinstance(body["checks"], list)
