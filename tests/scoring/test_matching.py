"""The matcher finds what one regular expression a phrase would find, whatever the number of phrases."""

import re

from hypothesis import given
from hypothesis import strategies as st

from coach.scoring.matching import Hit, Matcher
from coach.scoring.phrase import WordClass, parse_phrase
from coach.scoring.sentences import sentences

CLASSES = {"色": WordClass(words=("红", "红色", "绿"))}
SOURCES = ["红色", "买 .. {色}", "(大|小) {色}", "绿 ~ 大", "{数} 个 绿"]
PHRASES = [parse_phrase(source, CLASSES) for source in SOURCES]


def test_overlapping_phrases_are_all_found() -> None:
    hits = Matcher(PHRASES).find(sentences("买大红色"))
    assert hits == [Hit(1, 0, 4), Hit(2, 1, 4), Hit(0, 2, 4)]


def test_gap_does_not_leave_the_sentence() -> None:
    assert Matcher(PHRASES).find(sentences("绿的。大的")) == []
    assert [hit.phrase for hit in Matcher(PHRASES).find(sentences("绿的，大的"))] == [3]


@given(st.text(alphabet="买大小红绿色三个，。很", max_size=40))
def test_same_as_a_regular_expression_for_each_phrase(text: str) -> None:
    cut = sentences(text)
    got = {(hit.phrase, hit.start) for hit in Matcher(PHRASES).find(cut)}
    for number, phrase in enumerate(PHRASES):
        for first, last in cut.spans:
            for match in re.compile(phrase.regex).finditer(text, first, last):
                overlaps = any(p == number and abs(s - match.start()) < 40 for p, s in got)
                assert overlaps


def test_long_speech_without_marks_is_cut() -> None:
    cut = sentences("说" * 1000)
    assert max(end - start for start, end in cut.spans) <= 400
    assert sum(end - start for start, end in cut.spans) == 1000
