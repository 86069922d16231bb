"""Rule data is refused with file, line, key and reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.errors import LexiconError
from coach.scoring import Category, Rulebook, load_rulebook
from tests.rulepacks import PRICE, PRICE_RULE, small_lexicons


@pytest.fixture
def lexicons(tmp_path: Path) -> Path:
    return small_lexicons(tmp_path / "lexicons", price=PRICE)


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
        ('flag = ["这个全网最低啊", "今天全网最低了"]', 'flag = ["这个全网最低啊"]', 13, "flag", "至少要有 2 项"),
        ('pass = ["今天到手九块九", "券后三十"]', 'pass = ["券后三十"]', 14, "pass", "至少要有 2 项"),
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


@pytest.mark.parametrize(
    ("lines", "line", "key", "reason"),
    [
        ('say = "低 ..4"', 12, "say", "一个字"),
        ('say = ["全网 最低", "低"]', 12, "say", "一个字"),
        ('except = ["全网最低"]\nsay = "全网 最低"', 12, "except", "例外盖住了整条规则"),
        ('except = ["最低"]\nsay = "全网 最低"', 12, "except", "例外盖住了整条规则"),
        ('absent = ["最低"]\nsay = ["全网 最低", "最低 最低"]', 12, "absent", "永远不会命中"),
        ('near = ["价"]\nabsent = ["便宜", "价"]\nsay = "最低 .. 卖"', 13, "absent", "永远不会命中"),
        ('kinds = ["food"]\nexcept_kinds = ["food"]\nsay = "全网 最低"', 13, "except_kinds", "永远不会命中"),
    ],
)
def test_a_rule_that_can_not_speak_or_speaks_everywhere_is_refused(
    lexicons: Path, lines: str, line: int, key: str, reason: str
) -> None:
    change(lexicons, 'say = "全网 最低"', lines)
    with pytest.raises(LexiconError, match=reason) as caught:
        load_rulebook(lexicons)
    assert (caught.value.file, caught.value.line, caught.value.key) == ("price.toml", line, key)


@pytest.mark.parametrize(
    "lines",
    [
        'near = ["价"]\nsay = "低"',
        'except = ["不是全网最低"]\nsay = "全网 最低"',
        'except = ["最低"]\nsay = ["全网 最低", "全网 底价"]',
        'except = ["全"]\nsay = "全网 最低"',
        'absent = ["最低"]\nsay = ["全网 最低", "全网 底价"]',
        'near = ["价"]\nabsent = ["便宜"]\nsay = "最低 .. 卖"',
    ],
)
def test_guards_that_leave_something_of_the_rule_are_taken(lexicons: Path, lines: str) -> None:
    change(lexicons, 'say = "全网 最低"', lines)
    assert len(load_rulebook(lexicons).rules) == 1


def test_the_same_words_in_two_rules_are_refused_but_for_other_goods_taken(lexicons: Path) -> None:
    food = PRICE.replace("say =", 'kinds = ["food"]\nsay =')
    twin = PRICE_RULE.replace('id = "全网最低"', 'id = "另一条"').replace("全网 最低", "(全网) 最低")
    (lexicons / "price.toml").write_text(f"{PRICE}\n{twin}", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"和 price/全网最低（price\.toml:11）重复") as caught:
        load_rulebook(lexicons)
    assert (caught.value.line, caught.value.key) == (17, "say")
    (lexicons / "price.toml").write_text(f"{food}\n{twin}", encoding="utf-8")
    assert len(load_rulebook(lexicons).rules) == 2


def test_one_id_twice_is_refused(lexicons: Path) -> None:
    (lexicons / "price.toml").write_text(PRICE + "\n" + PRICE_RULE, encoding="utf-8")
    with pytest.raises(LexiconError, match="重复"):
        load_rulebook(lexicons)


def test_the_fingerprint_changes_with_any_byte(lexicons: Path) -> None:
    before = load_rulebook(lexicons).fingerprint
    assert load_rulebook(lexicons).fingerprint == before
    change(lexicons, "直接报到手价", "直接报到手价。")
    assert load_rulebook(lexicons).fingerprint != before


def test_every_rule_answers_a_readers_questions(rulebook: Rulebook) -> None:
    assert sum(len(rule.phrases) for rule in rulebook.rules) >= 900
    assert {rule.category for rule in rulebook.rules} == set(Category)
    for rule in rulebook.rules:
        assert all((rule.reason, rule.suggest, rule.basis)), rule.id
        assert any(basis.verified != "unverified" for basis in rule.basis), rule.id
        assert all(not basis.in_force or basis.in_force <= "2026-11-24" for basis in rule.basis), rule.id
        assert min(len(rule.flag), len(rule.pass_)) >= 2, rule.id
