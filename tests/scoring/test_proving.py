"""A bad rule is shown with file, line, key, reason and remedy before it reaches an anchor; the packs that ship are good."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from coach.datafiles import folder
from coach.scoring import Rulebook, load_rulebook
from coach.scoring.packs import read_neutral
from coach.scoring.proving import MOST_NEUTRAL, Fault, prove, prove_on_neutral
from tests.rulepacks import PRICE, small_lexicons

Book = Callable[..., Rulebook]
TEAM = """team = "小满"

[[group]]
name = "内部叫法"
category = "disparage"

[[group.rule]]
id = "老东家"
say = "隔壁 老王 家"
"""


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Return a function that loads the one price rule with parts of its text replaced."""

    def load(*changes: tuple[str, str], team: str = "") -> Rulebook:
        text = PRICE
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "team").mkdir()
        (tmp_path / "team" / "xiaoman.toml").write_text(team or 'team = "空"\n', encoding="utf-8")
        return load_rulebook(small_lexicons(tmp_path / "lexicons", price=text), team=tmp_path / "team")

    return load


def shown(faults: list[Fault]) -> list[tuple[str, int, str]]:
    return [(fault.file, fault.line, fault.key) for fault in faults]


def test_the_packs_that_ship_hold_what_they_promise(rulebook: Rulebook) -> None:
    assert [str(fault) for fault in prove(rulebook)] == []


def test_no_rule_that_ships_fires_all_over_neutral_text(rulebook: Rulebook) -> None:
    lines = read_neutral(folder("lexicons"))
    assert len(lines) >= 250
    assert len(set(lines)) == len(lines)
    assert [str(fault) for fault in prove_on_neutral(rulebook, lines)] == []


def test_a_rule_that_never_matches_is_shown(book: Book) -> None:
    faults = list(prove(book(('say = "全网 最低"', 'say = "全国 最低"'))))
    assert shown(faults)[0] == ("price.toml", 11, "say")
    assert "永远不会命中" in faults[0].reason
    assert str(faults[0]).startswith("price.toml:11：price/全网最低：say：")


def test_a_passed_sentence_that_is_flagged_is_shown(book: Book) -> None:
    faults = list(prove(book(("券后三十", "真的是全网最低哦"))))
    assert shown(faults) == [("price.toml", 11, "pass")]
    assert "误报" in faults[0].reason


def test_a_flagged_sentence_that_is_let_go_says_what_let_it_go(book: Book) -> None:
    (fault,) = prove(book(("今天全网最低了", "我们不说全网最低")))
    assert fault.key == "flag"
    assert "被放行：negation，因为“不说”" in fault.reason


def test_exceptions_with_gaps_that_leave_nothing_of_the_rule_are_shown(book: Book) -> None:
    faults = list(prove(book(("say =", 'except = ["全 ..2 (低|底)"]\nsay ='))))
    assert shown(faults)[0] == ("price.toml", 11, "except")
    assert "例外盖住了整条规则" in faults[0].reason


def test_one_pattern_in_two_rules_is_shown(book: Book) -> None:
    gap = ('say = "全网 最低"', 'say = "全网 .. 最低"')
    twin = PRICE[PRICE.index("[[group.rule]]") :].replace('id = "全网最低"', 'id = "另一条"').replace(*gap)
    (fault,) = prove(book(gap, ('"券后三十"]\n', f'"券后三十"]\n\n{twin}')))
    assert (fault.rule, fault.key) == ("price/另一条", "say")
    assert "和 price/全网最低 重复" in fault.reason


def test_a_phrase_that_runs_over_the_end_of_a_sentence_can_not_match_and_is_shown(book: Book) -> None:
    (fault,) = prove(book(('say = "全网 最低"', 'say = ["全网 最低", "学生 .. 没钱 ？ (花呗|白条)"]')))
    assert fault.key == "say"
    assert "“学生 .. 没钱 ？ (花呗|白条)”永远不会命中" in fault.reason


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ('say = "隔壁 老王 家"', 'say = "隔壁 老王 家"\nnear = ["(说|讲) 坏话"]', "", ""),
        ('say = "隔壁 老王 家"', 'say = "隔壁 .. (老王|老李) 家"', "", ""),
        (
            'say = "隔壁 老王 家"',
            'say = "隔壁 .. 老王 家"\nexcept = ["隔壁 .. 老王 .. 家"]',
            "except",
            "例外盖住了整条规则",
        ),
        ('say = "隔壁 老王 家"', 'say = "隔壁 .. 老王 家"\nabsent = ["王 家"]', "say", "永远不会命中"),
    ],
    ids=["near", "choice", "except", "absent"],
)
def test_a_team_rule_without_sentences_is_tried_on_its_own_words(
    book: Book, old: str, new: str, key: str, reason: str
) -> None:
    faults = list(prove(book(team=TEAM.replace(old, new))))
    assert shown(faults) == ([("xiaoman.toml", 8, key)] if key else [])
    assert all(reason in fault.reason for fault in faults)


def test_a_rule_that_fires_on_more_than_the_stated_share_of_neutral_text_is_shown(book: Book) -> None:
    rules = book(('say = "全网 最低"', 'say = ["全网 最低", "今天 价格"]'))
    lines = [f"第{number}款今天到手三十" for number in range(int(2 / MOST_NEUTRAL))]
    assert list(prove_on_neutral(rules, [*lines[2:], "今天价格没变", "今天价格一样"])) == []
    (fault,) = prove_on_neutral(rules, [*lines[3:], "今天价格没变", "今天价格一样", "问今天价格的看屏幕"])
    assert shown([fault]) == [("price.toml", 11, "say")]
    assert fault.reason.startswith("400 句正常话里标出了 3 句（最多 0.5%），比如“今天价格没变”：")
