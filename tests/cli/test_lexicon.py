"""``coach lexicon``: rules are proved on their own sentences, listed and explained."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from coach.cli import lexicon as module
from coach.datafiles import folder
from coach.scoring import Rulebook

from .conftest import Run


@pytest.fixture(autouse=True)
def loaded_rules(rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the rules that are loaded already, unless another folder is named."""
    load = module.load_folder
    monkeypatch.setattr(module, "load_folder", lambda folder: load(folder) if folder else rulebook)


def test_list_names_every_rule(run: Run, rulebook: Rulebook) -> None:
    result = run("lexicon", "list")
    assert result.exit_code == 0
    assert [line.split("\t")[0] for line in result.stdout.splitlines()] == [rule.id for rule in rulebook.rules]
    first = rulebook.rules[0].category
    some = run("lexicon", "list", "--category", first).stdout.splitlines()
    assert [line.split("\t")[0] for line in some] == [rule.id for rule in rulebook.rules if rule.category == first]


def test_show_explains_with_reason_law_and_examples(run: Run, rulebook: Rulebook) -> None:
    rule = rulebook.rules[0]
    out = run("lexicon", "show", rule.id).stdout
    assert out.startswith(f"{rule.id}  ")
    for expected in (
        rule.reason,
        f"《{rule.basis[0].law}》",
        rule.suggest[0],
        f"要抓：{rule.flag[0]}",
        f"{rule.file}:{rule.line}",
    ):
        assert expected in out


def test_an_unknown_rule_says_how_to_find_one(run: Run) -> None:
    result = run("lexicon", "show", "没有")
    assert result.exit_code == 2
    assert "没有规则“没有”。用 coach lexicon list" in result.stderr


def test_check_names_file_and_line_of_a_fault(run: Run, tmp_path: Path, rulebook: Rulebook) -> None:
    copy = tmp_path / "lexicons"
    shutil.copytree(folder("lexicons"), copy)
    rule = rulebook.rules[0]
    path = copy / rule.file
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(rule.flag[0], "这一句里什么也没有说"), encoding="utf-8")
    result = run("lexicon", "check", "--folder", copy)
    assert result.exit_code == 1
    assert any(
        line.startswith(f"{rule.file}:") and rule.id in line and "这一句里什么也没有说" in line
        for line in result.stdout.splitlines()
    )


def test_check_of_broken_data_is_two_with_the_line(run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "lexicons"
    shutil.copytree(folder("lexicons"), copy)
    (copy / "price.toml").write_text("[[rule]\n", encoding="utf-8")
    result = run("lexicon", "check", "--folder", copy)
    assert result.exit_code == 2
    assert "price.toml:1" in result.stderr
    assert "不存在" in run("lexicon", "check", "--folder", tmp_path / "nowhere").stderr
