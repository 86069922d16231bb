"""``coach library search``: lines, scripts, copies and points, for people and for machines."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import Run


def test_a_line_is_looked_up(run: Run) -> None:
    result = run("library", "search", "开锅要抹油小火烧")
    assert result.exit_code == 0
    assert "相似的话：" in result.output
    assert "《铸铁锅好稿：老师傅先说锅再炒菜》zhutie-guo-1" in result.output


def test_nothing_found_is_exit_code_1(run: Run) -> None:
    result = run("library", "search", "量子力学")
    assert (result.exit_code, result.output) == (1, "相似的话：没有找到\n")


def test_a_point_gets_its_best_line(run: Run) -> None:
    result = run("library", "search", "--product", "niurou-gan", "--point", "p3")
    assert result.exit_code == 0
    assert "先挂起来晾七十二个小时" in result.output


def test_a_file_is_compared_and_its_missing_points_are_filled(run: Run, tmp_path: Path) -> None:
    script = tmp_path / "稿.txt"
    script.write_text("今天讲牛肉干。收到要是有漏气的、胀袋的，您拍个照找客服，给您补发。", encoding="utf-8")
    result = run("library", "search", "--file", script, "--product", "niurou-gan", "--format", "json")
    assert result.exit_code == 0
    found = json.loads(result.output)
    assert found["copies"][0]["owner"] == "niurou-gan-1"
    assert found["scripts"][0]["owner"] == "niurou-gan-1"
    assert "p1" in {one["point"] for one in found["points"]}
    assert found["copies"][0]["passages"][0]["line"]["text"].startswith("收到要是有漏气的")


def test_what_is_missing_is_said(run: Run) -> None:
    assert "请给出要找的话" in run("library", "search").output
    assert "--point 要和 --product 一起给" in run("library", "search", "--point", "p1").output
    assert "没有卖点“p99”" in run("library", "search", "--product", "wogan", "--point", "p99").output
