"""A team's packs lie over the built-in rules, in their rooms and on their platforms; accepted false alarms are let go."""

from pathlib import Path

import pytest

from coach.datafiles import folder
from coach.errors import LexiconError
from coach.scoring import Kind, Platform, Rulebook, check, load_rulebook

PACK = """team = "小满直播间"
rooms = ["小满食品"]
platforms = ["douyin"]

[[group]]
name = "内部叫法"
category = "disparage"
source = "2026年11月例会"
severity = "warn"
reason = "不拿老东家说事。"

[[group.rule]]
id = "老东家"
say = "隔壁 老王 家"

[[passed]]
rule = "RULE"
sentence = "SENTENCE"
by = "运营小敏"
"""
SAID = "这是全网最低价"


def team(tmp_path: Path, rulebook: Rulebook, **changes: str) -> Path:
    flagged = check(SAID, None, rulebook, kind=Kind.FOOD).findings[0].rule
    text = PACK.replace("RULE", changes.get("rule", flagged)).replace("SENTENCE", SAID)
    (tmp_path / "xiaoman.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_team_rules_hold_in_their_room_and_platform_only(tmp_path: Path, rulebook: Rulebook) -> None:
    place = team(tmp_path, rulebook)
    mine = load_rulebook(folder("lexicons"), team=place, room="小满食品")
    other = load_rulebook(folder("lexicons"), team=place, room="别的房间")
    text = "隔壁老王家的也是这个味"
    found = check(text, None, mine, platform=Platform.DOUYIN).findings
    assert [(f.rule, f.basis[0].law, f.basis[0].article) for f in found] == [
        ("disparage/xiaoman·老东家", "团队规定", "2026年11月例会")
    ]
    assert check(text, None, mine, platform=Platform.XIAOHONGSHU).findings == ()
    assert check(text, None, other, platform=Platform.DOUYIN).findings == ()
    assert mine.fingerprint != other.fingerprint == rulebook.fingerprint


def test_an_accepted_false_alarm_is_let_go_by_name(tmp_path: Path, rulebook: Rulebook) -> None:
    mine = load_rulebook(folder("lexicons"), team=team(tmp_path, rulebook), room="小满食品")
    assert check(SAID, None, rulebook, kind=Kind.FOOD).findings
    report = check(SAID, None, mine, kind=Kind.FOOD)
    assert report.findings == ()
    assert "team" in {released.reason for released in report.released}


def test_a_passed_sentence_for_an_unknown_rule_is_refused(tmp_path: Path, rulebook: Rulebook) -> None:
    place = team(tmp_path, rulebook, rule="price/没有这条")
    with pytest.raises(LexiconError, match=r"xiaoman\.toml"):
        load_rulebook(folder("lexicons"), team=place, room="小满食品")
