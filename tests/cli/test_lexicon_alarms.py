"""``coach lexicon alarms`` and ``accept``: look at what the page was told, and let it stand."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from coach.scoring import Kind, Rulebook, check
from coach.services.alarms import Alarm, report_alarm

from .conftest import Run

SAID = "这是全网最低价"


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COACH_INSTANCE", str(tmp_path / "instance"))
    return tmp_path / "instance"


@pytest.fixture
def rule(instance: Path, rulebook: Rulebook) -> str:
    finding = check(SAID, None, rulebook, kind=Kind.FOOD).findings[0]
    alarm = Alarm(rule=finding.rule, sentence=SAID, words=finding.text, name="小\t敏", at="2026-11-24T08:00:00+00:00")
    report_alarm(instance, alarm)
    return finding.rule


def test_nothing_reported(run: Run, instance: Path) -> None:
    result = run("lexicon", "alarms")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "没有误报" in result.stderr
    assert not instance.exists()


def test_list_accept_list(run: Run, rule: str, tmp_path: Path) -> None:
    listed = run("lexicon", "alarms")
    cells = listed.stdout.rstrip("\n").split("\t")
    assert cells[:3] == ["1", "待处理", rule]
    assert cells[4:6] == [SAID, "小 敏"]
    target = tmp_path / "xiaoman.toml"
    done = run("lexicon", "accept", "1", "--team-file", target, "--by", "运营小敏")
    assert done.exit_code == 0, done.output
    table = tomllib.loads(target.read_text(encoding="utf-8"))
    assert (table["team"], table["passed"][0]["rule"], table["passed"][0]["by"]) == ("xiaoman", rule, "运营小敏")
    assert "已由运营小敏放行" in run("lexicon", "alarms").stdout
    again = run("lexicon", "accept", "1", "--team-file", target, "--by", "别人")
    assert again.exit_code == 2
    assert "已由运营小敏放行" in again.stderr


@pytest.mark.parametrize("arguments", [("9", "--by", "小敏"), ("0", "--by", "小敏"), ("1",), ("1", "--by", "")])
def test_what_can_not_be_accepted_is_told(run: Run, rule: str, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    target = tmp_path / "team.toml"
    result = run("lexicon", "accept", *arguments, "--team-file", target)
    assert result.exit_code == 2
    assert "错误：" in result.stderr
    assert not target.exists()


def test_a_refusal_is_listed_with_its_reason(run: Run, rule: str) -> None:
    done = run("lexicon", "refuse", "1", "--why", "说的就是最低价", "--by", "运营小敏")
    assert done.exit_code == 0, done.output
    assert f"规则 {rule} 照旧" in done.stderr
    assert "已由运营小敏驳回：说的就是最低价" in run("lexicon", "alarms").stdout
    assert run("lexicon", "refuse", "1", "--why", "再想想", "--by", "别人").exit_code == 2
