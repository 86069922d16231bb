"""``coach batch`` from the command line: where the result goes, what is said, and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Run, RunReal

LINES = (
    json.dumps({"id": "a", "text": "想要的加我微信。"}, ensure_ascii=False)
    + "\n{\n"
    + json.dumps({"id": "b", "text": "今天这款大米两天之内发货。"}, ensure_ascii=False)
    + "\n"
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_text(LINES, encoding="utf-8")
    return path


def test_to_a_file_with_a_word_on_standard_error(run: Run, source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    result = run("batch", source, "-o", out)
    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr == "做完 3 行；1 行有错，原因见输出里的 error。\n"
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["a", None, "b"]
    assert rows[0]["report"]["verdict"] == "block"


def test_to_standard_output(run_real: RunReal, source: Path, tmp_path: Path) -> None:
    result = run_real("batch", source)
    assert result.returncode == 0
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["a", None, "b"]
    assert b"\x1b" not in result.stderr
    again = run_real("batch", source, "-o", tmp_path / "out.jsonl")
    assert again.stdout == b""
    assert (tmp_path / "out.jsonl").read_bytes() == result.stdout


def test_a_progress_bar_when_asked_for(run_real: RunReal, source: Path, tmp_path: Path) -> None:
    result = run_real("batch", source, "-o", tmp_path / "out.jsonl", "--progress")
    assert result.returncode == 0
    assert "3/3" in result.stderr.decode()
    assert result.stdout == b""


def test_the_score_tool_way_of_calling_works(run_real: RunReal, source: Path, tmp_path: Path) -> None:
    result = run_real("batch", source, "-o", tmp_path / "out.jsonl", env={"TERM": "dumb"}, stdin=None)
    assert result.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("没有.jsonl",), "错误：没有.jsonl 不存在"),
        (("{source}", "-o", "{source}"), "输出不能写在输入文件"),
        (("{source}", "-o", "/dev/full"), "写不进 /dev/full"),
        (("{source}", "-o", "{source}/x"), "写不进"),
    ],
)
def test_what_could_not_run_is_two(run: Run, source: Path, arguments: tuple[str, ...], message: str) -> None:
    result = run("batch", *(argument.format(source=source) for argument in arguments))
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_broken_rules_are_two_and_name_file_and_line(
    run: Run, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "lexicons"
    broken.mkdir()
    (broken / "classes.toml").write_text("x = \n", encoding="utf-8")
    monkeypatch.setenv("COACH_LEXICONS", str(broken))
    result = run("batch", source, "-o", tmp_path / "out.jsonl")
    assert result.exit_code == 2
    assert "classes.toml:1" in result.stderr
    monkeypatch.setenv("COACH_LEXICONS", str(tmp_path / "nowhere"))
    assert "COACH_LEXICONS" in run("batch", source).stderr
