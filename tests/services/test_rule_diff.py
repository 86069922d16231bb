"""A change of rules is shown as the findings that appear and disappear."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.library import Library
from coach.scoring import Kind, Platform, Rulebook, load_rulebook
from coach.services.rule_diff import Change, diff, own_corpus
from tests.rulepacks import PRICE, small_lexicons

ADDED = """
[[group.rule]]
id = "老王家价"
say = "老王家 (的)? 价"
flag = ["这就是老王家价", "老王家的价给到你"]
pass = ["今天到手九块九", "隔壁老王来买枣"]
"""
CORPUS = [
    ("今天全网最低", Kind.FOOD, Platform.DOUYIN),
    ("老王家的价给到你。这个全网最低啊", Kind.FOOD, Platform.DOUYIN),
    ("券后三十", Kind.FOOD, Platform.ANY),
]


def copy(to: Path, price: str) -> Rulebook:
    """Return the rules of a copied folder in which the price pack is ``price`` and all others are empty."""
    return load_rulebook(small_lexicons(to, price=price))


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return copy(tmp_path_factory.mktemp("old") / "lexicons", PRICE)


@pytest.fixture(scope="module")
def more(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return copy(tmp_path_factory.mktemp("more") / "lexicons", PRICE + ADDED)


@pytest.fixture(scope="module")
def milder(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return copy(tmp_path_factory.mktemp("milder") / "lexicons", PRICE.replace('"block"', '"warn"'))


def test_an_added_rule_shows_what_appears(old: Rulebook, more: Rulebook) -> None:
    assert list(diff(old, more, CORPUS)) == [
        Change(sign="+", rule="price/老王家价", severity="block", words="老王家的价", text=CORPUS[1][0])
    ]


def test_a_removed_rule_shows_what_disappears(old: Rulebook, more: Rulebook) -> None:
    changes = list(diff(more, old, CORPUS))
    assert [(c.sign, c.rule, c.words) for c in changes] == [("-", "price/老王家价", "老王家的价")]


def test_a_changed_severity_shows_both_sides_in_the_order_of_the_corpus(old: Rulebook, milder: Rulebook) -> None:
    changes = list(diff(old, milder, CORPUS))
    assert [c.text for c in changes] == [CORPUS[0][0]] * 2 + [CORPUS[1][0]] * 2
    for pair in (changes[:2], changes[2:]):
        assert {(c.sign, c.rule, c.severity, c.words) for c in pair} == {
            ("-", "price/全网最低", "block", "全网最低"),
            ("+", "price/全网最低", "warn", "全网最低"),
        }


def test_the_same_folder_shows_nothing(old: Rulebook, library: Library) -> None:
    again = load_rulebook_again(old)
    assert list(diff(old, again, [*own_corpus(old, again, library)][:40])) == []
    assert list(diff(old, old, CORPUS)) == []


def load_rulebook_again(old: Rulebook) -> Rulebook:
    """Return another rulebook of the same pack."""
    return Rulebook(old.pack)


def test_goods_and_platform_of_a_sentence_are_minded(old: Rulebook, tmp_path: Path) -> None:
    only_food = copy(tmp_path / "lexicons", PRICE.replace("suggest =", 'kinds = ["food"]\nsuggest ='))
    texts = [("今天全网最低", kind, Platform.ANY) for kind in (Kind.FOOD, Kind.APPAREL)]
    assert [c.sign for c in diff(old, only_food, texts)] == ["-"]
    assert list(diff(old, only_food, texts[:1])) == []


def test_the_own_corpus_has_every_sentence_and_script_once(old: Rulebook, more: Rulebook, library: Library) -> None:
    corpus = list(own_corpus(old, more, library))
    assert len(set(corpus)) == len(corpus)
    texts = [text for text, _, _ in corpus]
    for rule in more.rules:
        assert {*rule.flag, *rule.pass_} <= set(texts)
    assert {script.text for script in library.list_scripts()} <= set(texts)
    assert texts.count("今天到手九块九") == 1


def test_the_own_corpus_of_the_shipped_rules_has_no_mark_and_nothing_twice(
    rulebook: Rulebook, library: Library
) -> None:
    corpus = list(own_corpus(rulebook, rulebook, library))
    assert len(set(corpus)) == len(corpus) > len(rulebook.rules)
    assert not any(text.startswith("[") for text, _, _ in corpus)
