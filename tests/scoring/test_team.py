"""A team's packs lie over the built-in rules, each room's in that room only; accepted false alarms are let go there."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.errors import LexiconError
from coach.scoring import How, Kind, Platform, Rulebook, check
from coach.scoring.proving import prove
from coach.scoring.rulebook import lay_over

PACK = """team = "TEAM"
rooms = ["ROOM"]
platforms = ["douyin"]

[[group]]
name = "内部叫法"
category = "disparage"
source = "2026年11月例会"
severity = "warn"
reason = "不拿老东家说事。"

[[group.rule]]
id = "说法"
say = "WORDS"
"""
PASSED = """
[[passed]]
rule = "RULE"
sentence = "这是全网最低价"
by = "运营小敏"
"""
SAID = "这是全网最低价"
WANG, LI = "隔壁老王家的也是这个味", "街口老李家的也是这个味"


def write(place: Path, name: str, room: str, words: str, more: str = "", *, everywhere: bool = False) -> Path:
    text = PACK.replace("TEAM", name).replace("ROOM", room).replace("WORDS", words) + more
    if everywhere:
        text = text.replace(f'rooms = ["{room}"]\n', "", 1)
    (place / f"{name}.toml").write_text(text, encoding="utf-8")
    return place


def passed(rulebook: Rulebook, more: str = "") -> str:
    return PASSED.replace("RULE", check(SAID, None, rulebook, kind=Kind.FOOD).findings[0].rule) + more


def said(text: str, book: Rulebook, platform: Platform = Platform.DOUYIN) -> list[str]:
    return [finding.rule for finding in check(text, None, book, kind=Kind.FOOD, platform=platform).findings]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder with a pack of room 甲 and one of room 乙."""
    write(tmp_path, "jia", "甲", "隔壁 老王 家")
    return write(tmp_path, "yi", "乙", "街口 老李 家")


@pytest.fixture
def book(rulebook: Rulebook, place: Path) -> Rulebook:
    return lay_over(rulebook, place)


def test_a_word_that_one_room_forbids_is_silent_in_another_and_where_no_room_is_named(book: Rulebook) -> None:
    assert said(WANG, book.of_room("甲")) == ["disparage/jia·说法"]
    assert said(LI, book.of_room("乙")) == ["disparage/yi·说法"]
    for other in (book, book.of_room(None), book.of_room("丙")):
        assert said(WANG, other) == said(LI, other) == []
    assert said(LI, book.of_room("甲")) == said(WANG, book.of_room("乙")) == []


def test_a_finding_of_a_team_names_the_team_as_its_ground(book: Rulebook) -> None:
    (finding,) = check(WANG, None, book.of_room("甲"), platform=Platform.DOUYIN).findings
    assert (finding.basis[0].law, finding.basis[0].article) == ("团队规定", "2026年11月例会")


def test_a_team_rule_holds_on_its_platform_only(book: Rulebook) -> None:
    assert said(WANG, book.of_room("甲"), Platform.XIAOHONGSHU) == []


@pytest.mark.parametrize("text", ["隔壁老忘家的也是这个味", "隔壁老w家的也是这个味", "隔🍉壁🍉老🍉王🍉家的也是这个味"])
def test_a_disguised_word_is_seen_through_in_its_room_only(book: Rulebook, text: str) -> None:
    mine = check(text, None, book.of_room("甲"), platform=Platform.DOUYIN).findings
    assert [(finding.rule, finding.how) for finding in mine] == [("disparage/jia·说法", How.DISGUISED)]
    for other in (book, book.of_room("乙"), book.of_room("丙")):
        assert said(text, other) == []


def test_words_for_all_rooms_hold_in_rooms_that_have_words_of_their_own(rulebook: Rulebook, place: Path) -> None:
    book = lay_over(rulebook, write(place, "alle", "甲", "楼上 老张 家", everywhere=True))
    for one in (book, book.of_room("甲"), book.of_room("乙"), book.of_room("丙")):
        assert said("楼上老张家的", one) == said("楼上老脏家的", one) == ["disparage/alle·说法"]
    assert book.of_room("丙").fingerprint == book.fingerprint != rulebook.fingerprint


def test_the_fingerprint_of_a_room_is_that_of_the_rules_that_hold_there(
    rulebook: Rulebook, book: Rulebook, place: Path
) -> None:
    assert book.fingerprint == book.of_room("丙").fingerprint == rulebook.fingerprint
    assert len({book.fingerprint, book.of_room("甲").fingerprint, book.of_room("乙").fingerprint}) == 3
    after = lay_over(rulebook, write(place, "jia", "甲", "隔壁 老王 店"))
    assert after.of_room("甲").fingerprint != book.of_room("甲").fingerprint
    assert after.of_room("乙").fingerprint == book.of_room("乙").fingerprint
    assert after.fingerprint == book.fingerprint


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('severity = "warn"', 'severity = "block"'),
        ('platforms = ["douyin"]', 'platforms = ["xiaohongshu"]'),
        ("不拿老东家说事。", "说自己的东西。"),
        ('say = "隔壁 老王 家"', 'say = "隔壁 老王 家"\nexcept = ["隔壁老王家的狗"]'),
        ('say = "隔壁 老王 家"', 'say = "隔壁 老王 家"\nsuggest = ["说自己的东西"]'),
    ],
)
def test_all_that_a_report_shows_of_a_team_rule_is_in_the_fingerprint(
    rulebook: Rulebook, book: Rulebook, place: Path, old: str, new: str
) -> None:
    text = (place / "jia.toml").read_text(encoding="utf-8")
    (place / "jia.toml").write_text(text.replace(old, new), encoding="utf-8")
    assert lay_over(rulebook, place).of_room("甲").fingerprint != book.of_room("甲").fingerprint


def test_what_a_room_is_told_does_not_depend_on_the_packs_of_others(
    rulebook: Rulebook, book: Rulebook, tmp_path: Path
) -> None:
    (tmp_path / "alone").mkdir()
    alone = lay_over(rulebook, write(tmp_path / "alone", "yi", "乙", "街口 老李 家"))
    text = f"家人们，{WANG}。{LI}。加我薇❤信，隔壁老w家，街口老l家，这是全网最低价。"
    reports = [check(text, None, one.of_room("乙"), kind=Kind.FOOD).to_json() for one in (alone, book)]
    assert reports[0] == reports[1]
    plain = [check(text, None, one, kind=Kind.FOOD).to_json() for one in (rulebook, book, book.of_room("丙"))]
    assert plain[0] == plain[1] == plain[2]


def test_a_book_made_for_a_room_checks_by_its_rules_and_leads_to_all_others(rulebook: Rulebook, place: Path) -> None:
    book = lay_over(rulebook, place, room="甲")
    assert said(WANG, book) == said(WANG, book.of_room("甲")) == ["disparage/jia·说法"]
    assert said(LI, book.of_room("乙")) == ["disparage/yi·说法"]
    assert said(WANG, book.of_room("乙")) == said(WANG, book.of_room("丙")) == []
    assert book.of_room("丙").fingerprint == rulebook.fingerprint


def test_the_rules_of_every_room_can_be_explained_and_are_proved(rulebook: Rulebook, book: Rulebook) -> None:
    assert book.rooms == ("乙", "甲")
    assert len(book.every_rule) == len(rulebook.rules) + 2 == len(book.of_room("甲").rules) + 1
    assert book.get_rule("disparage/jia·说法").rooms == {"甲"}
    mine = book.of_room("甲")
    assert list(prove(mine, [mine.get_rule("disparage/jia·说法")])) == []


def test_rooms_share_what_is_large(rulebook: Rulebook, book: Rulebook) -> None:
    mine, yours = book.of_room("甲"), book.of_room("乙")
    assert mine.matcher is yours.matcher is book.matcher
    assert mine.words is yours.words is book.words
    assert mine.reader is yours.reader is book.reader
    assert book.of_room("丙") is book
    assert book.disguises is rulebook.disguises, "no word holds everywhere that was not there before"


def test_an_accepted_false_alarm_is_let_go_by_name_in_the_rooms_of_its_pack(rulebook: Rulebook, place: Path) -> None:
    book = lay_over(rulebook, write(place, "jia", "甲", "隔壁 老王 家", passed(rulebook)))
    report = check(SAID, None, book.of_room("甲"), kind=Kind.FOOD)
    assert report.findings == ()
    assert "team" in {released.reason for released in report.released}
    assert said(SAID, book) == said(SAID, book.of_room("乙")) == said(SAID, rulebook) != []


@pytest.mark.parametrize("text", ["想要的加我薇❤信", "想要好坪反线"])
def test_an_accepted_sentence_stands_in_disguise_too(rulebook: Rulebook, place: Path, text: str) -> None:
    (rule,) = said(text, rulebook)
    more = PASSED.replace("RULE", rule).replace(SAID, text)
    book = lay_over(rulebook, write(place, "jia", "甲", "隔壁 老王 家", more))
    assert said(text, book.of_room("甲")) == []
    assert said(text, book) == said(text, book.of_room("乙")) == [rule]
    assert said(text.replace("想要", "喜欢"), book.of_room("甲")) == [rule], "only this sentence"


def test_a_sentence_may_stand_in_one_room_of_a_pack_that_holds_in_all(rulebook: Rulebook, place: Path) -> None:
    before = lay_over(rulebook, write(place, "alle", "甲", "楼上 老张 家", everywhere=True))
    text = passed(rulebook, 'rooms = ["甲"]\n')
    book = lay_over(rulebook, write(place, "alle", "甲", "楼上 老张 家", text, everywhere=True))
    assert said(SAID, book.of_room("甲")) == []
    assert said(SAID, book) == said(SAID, book.of_room("乙")) == said(SAID, rulebook) != []
    assert before.of_room("甲").fingerprint != book.of_room("甲").fingerprint
    assert [before.of_room(one).fingerprint for one in ("乙", "丙", None)] == [
        book.of_room(one).fingerprint for one in ("乙", "丙", None)
    ], "where the sentence does not stand nothing has changed"


def test_a_sentence_can_not_stand_where_its_pack_does_not_hold(rulebook: Rulebook, place: Path) -> None:
    write(place, "jia", "甲", "隔壁 老王 家", passed(rulebook, 'rooms = ["乙"]\n'))
    with pytest.raises(LexiconError, match=r"jia\.toml:20：rooms：这份词库不管“乙”"):
        lay_over(rulebook, place)


def test_a_passed_sentence_for_an_unknown_rule_is_refused(rulebook: Rulebook, place: Path) -> None:
    write(place, "jia", "甲", "隔壁 老王 家", PASSED.replace("RULE", "price/没有这条"))
    with pytest.raises(LexiconError, match=r"jia\.toml"):
        lay_over(rulebook, place)
