"""What is spelled out of a phrase is short, different, and matched by the phrase itself."""

from __future__ import annotations

import re

import pytest

from coach.scoring import Rulebook
from coach.scoring.phrase import WordClass, parse_phrase
from coach.scoring.spelling import MOST, spellings

CLASSES = {"疾病": WordClass(words=("痛风", "失眠", "高血压"))}


@pytest.mark.parametrize(
    ("source", "spelt"),
    [
        ("全网 最低", {"全网最低"}),
        ("治 .. {疾病}", {"治痛风", "治失眠", "治高血压"}),
        ("^ (最|顶) 好 ~ 买 $", {"最好买", "顶好买"}),
        ("真的?好", {"好", "真的好"}),
    ],
)
def test_short_texts_of_a_phrase(source: str, spelt: set[str]) -> None:
    found = set(spellings(parse_phrase(source, CLASSES)))
    assert found <= spelt | {"真好"}
    assert found & spelt


def test_every_text_is_matched_by_its_phrase(rulebook: Rulebook) -> None:
    for rule in rulebook.rules[::7]:
        for phrase in rule.phrases:
            spelt = spellings(phrase)
            assert 1 <= len(spelt) <= MOST
            assert all(re.search(phrase.regex, text) for text in spelt), (rule.id, phrase.source, spelt)
