"""The pattern language: what each sign matches, which words it hangs on, what it refuses."""

import re

import pytest

from coach.scoring.phrase import Phrase, PhraseError, WordClass, parse_phrase

CLASSES = {"疾病": WordClass(words=("高血压", "糖尿病"))}


def matches(source: str, text: str) -> str | None:
    found = re.search(parse_phrase(source, CLASSES).regex, text)
    return found.group() if found else None


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("全网最低价", "今天全网最低价了", "全网最低价"),
        ("治 .. {疾病}", "这个治我妈的高血压", "治我妈的高血压"),
        ("治 .. {疾病}", "这个治，我妈的高血压", None),
        ("治 .. {疾病}", "治疗我爸妈两个人的高血压", None),
        ("治 ..8 {疾病}", "治疗我爸妈两个人的高血压", "治疗我爸妈两个人的高血压"),
        ("治 ~ {疾病}", "能治，你家老人的高血压", "治，你家老人的高血压"),
        ("(最|顶) (便宜|低)", "全网顶便宜的", "顶便宜"),
        ("{数} 天 瘦", "三天瘦十斤", "三天瘦"),
        ("{数} 天 瘦", "14天瘦了", "14天瘦"),
        ("保证 (你|您)? 瘦", "保证瘦", "保证瘦"),
        ("包邮 $", "今天包邮，明天不", "包邮"),
        ("包邮 $", "今天包邮吗", None),
        ("^ 包邮", "都包邮", None),
        ("^ 包邮", "都行，包邮", "包邮"),
        ("國家級", "国家级的", "国家级"),
    ],
)
def test_matches(source: str, text: str, found: str | None) -> None:
    assert matches(source, text) == found


def test_short_neighbours_become_one_longer_anchor() -> None:
    phrase = parse_phrase("(最|顶) (便宜|低) .. 拍", CLASSES)
    assert phrase.anchors[0] == {"最便宜", "最低", "顶便宜", "顶低"}


def test_fixed_words_are_known_as_literals() -> None:
    assert parse_phrase("(全网|史上) 最低", CLASSES).literals == {"全网最低", "史上最低"}
    assert parse_phrase("治 .. {疾病}", CLASSES).literals == frozenset()


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("{没有}", "没有叫"),
        ("(甲|", "空的"),
        ("(甲|乙", "括号"),
        ("甲)", "多余"),
        ("{数} ..", "必定出现"),
        ("(甲)?", "必定"),
    ],
)
def test_refuses_what_cannot_be_read(source: str, word: str) -> None:
    with pytest.raises(PhraseError, match=word):
        parse_phrase(source, CLASSES)


def test_phrase_is_a_value() -> None:
    assert parse_phrase("甲乙", CLASSES) == parse_phrase("甲乙", CLASSES)
    assert isinstance(parse_phrase("甲乙", CLASSES), Phrase)


def test_a_sign_of_the_language_may_stand_for_itself() -> None:
    assert parse_phrase(r"打 3\.5折", CLASSES).literals == {"打3.5折"}
    assert parse_phrase(r"(\+|加) 薇?", CLASSES).literals == {"+", "加", "+薇", "加薇"}
    assert parse_phrase(r"new\ balance\?", CLASSES).literals == {"new balance?"}
