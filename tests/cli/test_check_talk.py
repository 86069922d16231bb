"""``coach check``: the type of script and the time it should take, from the command line or the front matter."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import Run

TEXT = "这里慢慢说一点别的事情凑够一整段话的长度。" * 12


def test_the_type_is_given_or_recognised(run: Run, tmp_path: Path) -> None:
    plain = tmp_path / "a.txt"
    plain.write_text(TEXT, encoding="utf-8")
    headed = tmp_path / "b.md"
    headed.write_text(f'+++\ntype = "answers"\n+++\n{TEXT}', encoding="utf-8")
    flow = json.loads(run("check", plain, "--format", "json").output)["flow"]
    assert (flow["type"], flow["type_source"]) == ("live", "recognised")
    flow = json.loads(run("check", headed, "--format", "json").output)["flow"]
    assert (flow["type"], flow["type_source"]) == ("answers", "given")
    flow = json.loads(run("check", headed, "--type", "opening", "--format", "json").output)["flow"]
    assert (flow["type"], flow["type_name"]) == ("opening", "开场")


def test_an_unknown_type_is_refused_with_those_there_are(run: Run) -> None:
    result = run("check", "-", "--type", "演讲", stdin=TEXT.encode())
    assert result.exit_code == 2
    assert "没有“演讲”这种话术类型。可选：note（预约笔记）" in result.output


def test_the_time_it_should_take(run: Run) -> None:
    pace = json.loads(run("check", "-", "--slot", "120", "--format", "json", stdin=TEXT.encode()).output)["pace"]
    assert pace["slot_s"] == [96, 144]
    assert "pace/short" in {remark["id"] for remark in pace["remarks"]}
    assert "10 到 86400 之间的整数" in run("check", "-", "--slot", "5", stdin=TEXT.encode()).output
