"""Rule data is refused with file, line, key and reason; the packs that ship are proved on their own sentences."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from coach.datafiles import folder
from coach.errors import LexiconError
from coach.scoring import Category, Rulebook, load_rulebook
from coach.scoring.proving import prove

GOOD = """category = "price"

[[group]]
name = "最低价"
severity = "block"
reason = "说不清依据。"
basis = ["PRL-14"]
suggest = ["直接报到手价"]

[[group.rule]]
id = "全网最低"
say = "全网 最低"
flag = ["这个全网最低啊", "今天全网最低了"]
pass = ["今天到手九块九", "券后三十"]
"""


@pytest.fixture
def lexicons(tmp_path: Path) -> Path:
    shutil.copytree(folder("lexicons"), tmp_path / "lexicons")
    for category in Category:
        (tmp_path / "lexicons" / f"{category}.toml").write_text(f'category = "{category}"\n', encoding="utf-8")
    (tmp_path / "lexicons" / "price.toml").write_text(GOOD, encoding="utf-8")
    return tmp_path / "lexicons"


def change(lexicons: Path, old: str, new: str, name: str = "price.toml") -> None:
    text = (lexicons / name).read_text(encoding="utf-8")
    assert old in text
    (lexicons / name).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "reason"),
    [
        ('severity = "block"', 'severity = "bad"', 5, "severity", "block"),
        ('reason = "说不清依据。"', "", 11, "reason", "缺少"),
        ('basis = ["PRL-14"]', 'basis = ["NO-1"]', 7, "basis", "NO-1"),
        ('suggest = ["直接报到手价"]', "suggest = []", 8, "suggest", "至少"),
        ('say = "全网 最低"', 'say = "全网 {没有这类}"', 12, "say", "没有这类"),
        ('say = "全网 最低"', 'say = "低"', 12, "say", "一个字"),
        ('say = "全网 最低"', 'say = "全网 (最低"', 12, "say", "括号"),
        ('flag = ["这个全网最低啊", "今天全网最低了"]', 'flags = ["这个全网最低啊"]', 13, "flags", "不认识"),
        ('pass = ["今天到手九块九", "券后三十"]', "pass = 3", 14, "pass", "列表"),
        ('category = "price"', 'category = "label"', 1, "category", "price"),
        ('name = "最低价"', 'name = "最低价', 4, "（语法）", "TOML"),
    ],
)
def test_a_mistake_is_shown_with_file_line_key_and_reason(
    lexicons: Path, old: str, new: str, line: int, key: str, reason: str
) -> None:
    change(lexicons, old, new)
    with pytest.raises(LexiconError) as caught:
        load_rulebook(lexicons)
    assert (caught.value.file, caught.value.line, caught.value.key) == ("price.toml", line, key)
    assert reason in caught.value.reason
    assert f"price.toml:{line}" in str(caught.value)


def test_a_missing_file_is_named(lexicons: Path) -> None:
    (lexicons / "label.toml").unlink()
    with pytest.raises(LexiconError, match=r"label\.toml"):
        load_rulebook(lexicons)


def test_a_wrong_encoding_is_named(lexicons: Path) -> None:
    (lexicons / "label.toml").write_bytes('category = "label" # 标签'.encode("gb18030"))
    with pytest.raises(LexiconError, match="UTF-8"):
        load_rulebook(lexicons)


def test_a_rule_that_never_matches_fails_the_proof(lexicons: Path) -> None:
    change(lexicons, 'say = "全网 最低"', 'say = "全国 最低"')
    faults = [str(fault) for fault in prove(load_rulebook(lexicons))]
    assert any("永远不会命中" in fault and "price.toml:11" in fault for fault in faults)


def test_a_passed_sentence_that_is_flagged_fails_the_proof(lexicons: Path) -> None:
    change(lexicons, "券后三十", "真的是全网最低哦")
    faults = [str(fault) for fault in prove(load_rulebook(lexicons))]
    assert len(faults) == 1
    assert "误报" in faults[0]


def test_the_same_phrase_twice_fails_the_proof(lexicons: Path) -> None:
    twin = GOOD[GOOD.index("[[group.rule]]") :].replace('id = "全网最低"', 'id = "另一条"')
    (lexicons / "price.toml").write_text(GOOD + "\n" + twin, encoding="utf-8")
    assert any("重复" in str(fault) for fault in prove(load_rulebook(lexicons)))


def test_one_id_twice_is_refused(lexicons: Path) -> None:
    (lexicons / "price.toml").write_text(GOOD + "\n" + GOOD[GOOD.index("[[group.rule]]") :], encoding="utf-8")
    with pytest.raises(LexiconError, match="重复"):
        load_rulebook(lexicons)


def test_the_fingerprint_changes_with_any_byte(lexicons: Path) -> None:
    before = load_rulebook(lexicons).fingerprint
    assert load_rulebook(lexicons).fingerprint == before
    change(lexicons, "直接报到手价", "直接报到手价。")
    assert load_rulebook(lexicons).fingerprint != before


def test_the_packs_that_ship_hold_what_they_promise(rulebook: Rulebook) -> None:
    faults = [str(fault) for fault in prove(rulebook)]
    assert faults == []


def test_every_rule_answers_a_readers_questions(rulebook: Rulebook) -> None:
    assert sum(len(rule.phrases) for rule in rulebook.rules) >= 900
    assert {rule.category for rule in rulebook.rules} == set(Category)
    for rule in rulebook.rules:
        assert all((rule.reason, rule.suggest, rule.basis)), rule.id
        assert any(basis.verified != "unverified" for basis in rule.basis), rule.id
        assert all(not basis.in_force or basis.in_force <= "2026-11-24" for basis in rule.basis), rule.id
        assert min(len(rule.flag), len(rule.pass_)) >= 2, rule.id
