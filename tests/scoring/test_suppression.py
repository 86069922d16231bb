"""A written decision keeps a finding visible, names who and why, and reaches only the line it is about."""

import pytest

from coach.scoring import Kind, Report, Rulebook, check

LINE = "这是全网最低价。"


def run(text: str, rulebook: Rulebook) -> Report:
    return check(text, None, rulebook, kind=Kind.FOOD)


@pytest.mark.parametrize(
    "mark", ["# 放行 {} 小敏：活动已备案", "// 放行 {} 小敏: 活动已备案", "<!-- 放行 {} 小敏：活动已备案 -->"]
)
def test_a_decision_names_who_and_why(rulebook: Rulebook, mark: str) -> None:
    text = mark.format("price") + "\n" + LINE
    found = run(text, rulebook).findings
    assert found
    assert {(f.suppressed.by, f.suppressed.reason) for f in found if f.suppressed} == {("小敏", "活动已备案")}
    assert all(text[f.start : f.end] == f.text for f in found)


def test_suppressed_findings_cost_nothing_and_do_not_block(rulebook: Rulebook) -> None:
    open_, closed = run(LINE, rulebook), run("# 放行 * 小敏：已备案\n" + LINE, rulebook)
    assert open_.verdict != "pass"
    assert closed.verdict == "pass"
    assert closed.score == 100
    assert len(closed.findings) == len(open_.findings)


def test_only_the_next_line_is_meant(rulebook: Rulebook) -> None:
    found = run(f"# 放行 price 小敏：已备案\n\n{LINE}\n{LINE}", rulebook).findings
    assert [f.suppressed is not None for f in found] == [True, False]


def test_the_whole_text_can_be_meant(rulebook: Rulebook) -> None:
    found = run(f"{LINE}\n# 全文放行 price 小敏：已备案\n{LINE}", rulebook).findings
    assert len(found) == 2
    assert all(f.suppressed for f in found)


@pytest.mark.parametrize(
    "text", ["# 放行 price 小敏：\n", "# 放行 price\n", "我们放行 price 小敏：好\n", "# 放行 medical 小敏：不是这类\n"]
)
def test_without_name_reason_or_the_right_rule_nothing_is_suppressed(rulebook: Rulebook, text: str) -> None:
    found = run(text + LINE, rulebook).findings
    assert any(f.suppressed is None and f.category == "price" for f in found)


def test_the_comment_itself_is_no_speech(rulebook: Rulebook) -> None:
    report = run("# 放行 price/全网最低价 小敏：全网最低价活动\n今天上新", rulebook)
    assert report.findings == ()
    assert report.pace.syllables == 4
