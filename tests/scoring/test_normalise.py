"""Folding keeps an exact map to the raw text and joins only what was split inside a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.scoring.normalise import fold


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("ＶＸ加我", "vx加我"),
        ("國家級的配方", "国家级的配方"),
        ("最·低·价", "最低价"),
        ("最\u200b低\ufeff价", "最低价"),
        ("加 薇 ❤️ 信", "加薇信"),
        ("驰.名.商.标", "驰名商标"),
        ("葳❤芯同名", "葳芯同名"),
        ("ding🔝ji的货", "dingji的货"),
        ("消yán去菌", "消yan去菌"),
        ("w e i x i n", "weixin"),
        ("①②③", "123"),
        ("🅥❶", "v❶"),
        ("⾦⾊", "金色"),
        ("最\ud800低价", "最低价"),
        ("\ud800", "\ufffd"),
    ],
)
def test_disguise_by_form_is_folded_away(raw: str, folded: str) -> None:
    assert fold(raw).text == folded


@pytest.mark.parametrize(
    "raw",
    [
        "到手19.9元",
        "十九.9",
        "晚上20:00开播",
        "这个藕粉代餐 瘦下去就焊死了 你再怎么吃",
        "拍一号，别犹豫。",
        "new york",
        "买2-3袋",
        "真好吃啊家人们😋我跟你们说一下",
    ],
)
def test_layout_and_numbers_keep_their_marks(raw: str) -> None:
    assert fold(raw).text == raw


def test_span_covers_the_whole_disguised_spelling() -> None:
    raw = "家人们，最·低·價啊"
    folded = fold(raw)
    at = folded.text.index("最低价")
    start, end = folded.span(at, at + 3)
    assert raw[start:end] == "最·低·價"
    assert folded.changed(at, at + 3)


def test_plain_text_is_not_called_changed() -> None:
    folded = fold("今天全网最低价")
    assert not folded.changed(0, len(folded.text))


def test_gaps_say_what_was_dropped_inside_words() -> None:
    folded = fold("最*低价，减 肥")
    assert [(folded.text[at - 1 : at + 1], dropped) for at, dropped in folded.gaps()] == [("最低", "*"), ("减肥", " ")]
    assert fold("最低价，减肥").gaps() == []


def test_a_traditional_character_stands_out_only_in_simplified_text() -> None:
    folded = fold("这双鞋是復刻的，五金都对得上")
    assert [folded.text[at] for at in folded.foreign()] == ["复"]
    assert fold("這雙鞋是復刻的，五金都對得上").foreign() == []
    assert fold("这双鞋是复刻的").foreign() == []


@given(st.text(st.characters(codec=None), max_size=200))
def test_every_folded_character_comes_from_one_raw_place_in_order(raw: str) -> None:
    folded = fold(raw)
    assert len(folded.starts) == len(folded.ends) == len(folded.text)
    at = 0
    for start, end in zip(folded.starts, folded.ends, strict=True):
        assert at <= start < end <= len(raw)
        at = start


@given(st.text(max_size=80))
def test_folding_twice_changes_no_word_character(raw: str) -> None:
    once = fold(raw).text
    twice = fold(once).text
    keep = [c for c in once if c.isalnum()]
    assert [c for c in twice if c.isalnum()] == keep
