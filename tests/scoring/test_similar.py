"""Likeness of lines and scripts: by rare words and wording, and passages taken over nearly word for word."""

from __future__ import annotations

import pytest

from coach.scoring import Rulebook
from coach.scoring.similar import Index

TEXTS = (
    ("guo", "锅底是平的，电磁炉也能用。第一次用要开锅，抹油小火烧十五分钟。两公斤六，要两只手端。"),
    ("cha", "茶是清明前采的，一芽两叶。水温八十度，别用开水烫。一罐五十克，喝一个月。"),
    ("wazi", "袜口双层罗纹，不勒腿。脚尖手工对目缝的。一份十双，五个颜色。"),
)


@pytest.fixture(scope="module")
def index(rulebook: Rulebook) -> Index:
    return Index(TEXTS, rulebook.words)


@pytest.mark.parametrize(
    ("query", "owner", "words"),
    [
        ("电磁炉能不能用", "guo", "电磁炉也能用"),
        ("开锅怎么开", "guo", "要开锅"),
        ("水温要多少度", "cha", "水温八十度"),
        ("泡茶不要拿开水烫", "cha", "开水烫"),
        ("袜口会不会勒腿", "wazi", "不勒腿"),
        ("缝线是手工的吗", "wazi", "手工对目缝"),
        ("有几个颜色", "wazi", "五个颜色"),
        ("一罐能喝多久", "cha", "喝一个月"),
        ("單手端得動嗎，兩公斤六", "guo", "两公斤六"),
        ("电 磁 炉 可以用", "guo", "电磁炉"),
    ],
)
def test_a_line_is_found_in_other_words(index: Index, query: str, owner: str, words: str) -> None:
    best = index.lines_like(query, least=0.1)[0]
    assert best.line.owner == owner
    assert words in best.line.text
    assert 0 < best.score <= 1


def test_a_line_says_where_it_stands(index: Index) -> None:
    texts = dict(TEXTS)
    for match in index.lines_like("一份一罐一只手", least=0.0):
        assert texts[match.line.owner][match.line.start : match.line.end] == match.line.text


def test_nothing_is_found_for_words_that_are_nowhere(index: Index) -> None:
    assert index.lines_like("量子力学") == ()
    assert index.lines_like("") == ()
    assert Index((), index._words).lines_like("锅") == ()


def test_owners_narrow_the_search(index: Index) -> None:
    found = index.lines_like("一份一罐", least=0.0, owners=frozenset({"cha"}))
    assert {match.line.owner for match in found} == {"cha"}


def test_the_most_like_text_comes_first(index: Index) -> None:
    found = index.texts_like("这个锅电磁炉能用，第一次要抹油小火烧。端的时候两只手。")
    assert found[0].owner == "guo"
    assert found[0].share > 2 * (found[1].share if len(found) > 1 else 0)
    assert index.texts_like(TEXTS[0][1], but="guo") == () or index.texts_like(TEXTS[0][1], but="guo")[0].owner != "guo"


def test_a_copy_is_told_with_its_passages(index: Index) -> None:
    text = "大家好，我重新写一篇。第一次用要开锅呢，抹油小火烧十五分钟。讲完这个我去吃饭了，明天再说别的。"
    (copy,) = index.copies_in(text)
    assert copy.owner == "guo"
    (passage,) = copy.passages
    assert text[passage.start : passage.end] == passage.text
    assert passage.line.text == "第一次用要开锅，抹油小火烧十五分钟"
    assert copy.share == pytest.approx(len(passage.text) / len(text), abs=0.1)


def test_clauses_moved_about_and_disguise_are_still_a_copy(index: Index) -> None:
    assert index.copies_in("抹油小火烧十五分钟，第一次用要开锅。")[0].owner == "guo"
    assert index.copies_in("第一次用要开鍋，抹油小火燒十五分鐘。")[0].owner == "guo"


@pytest.mark.parametrize(
    "text",
    [
        "我们这口锅是铸铁的，重是重了点，养好了能用很多年。",
        "水开了再下，煮八分钟捞出来过凉水。",
        "五个颜色都好看，我自己穿灰的。",
        "",
    ],
)
def test_the_same_goods_in_own_words_are_no_copy(index: Index, text: str) -> None:
    assert index.copies_in(text) == ()
