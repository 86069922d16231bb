"""Spoken quantities: what each expression states, and what states nothing."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.scoring.normalise import fold
from coach.scoring.spoken import Quantity, parse_number, quantities

DATA = tomllib.loads((Path(__file__).parents[1] / "data" / "spoken.toml").read_text(encoding="utf-8"))
SPOKEN = [pytest.param(*case, id=case[0]) for group in DATA["phenomenon"] for case in group["cases"]]
NOTHING = [pytest.param(case, id=case) for group in DATA["nothing"] for case in group["cases"]]
SECONDS = {"小时": 3600, "天": 86_400, "个月": 30 * 86_400, "年": 360 * 86_400}
NUMBERS = ("元", "克", "毫升", "%", "折", "毫米", "")


def _wanted(entry: str) -> tuple[float, float, str]:
    span, _, unit = entry.partition(" ")
    low, _, high = span.partition("..")
    factor = SECONDS.get(unit, 1)
    return float(low) * factor, float(high or low) * factor, "秒" if unit in SECONDS else unit


def _said(text: str) -> list[Quantity]:
    return [
        q
        for q in quantities(fold(text).text)
        if not (q.low == q.high == 1 and len(q.unit) == 1 and q.unit not in "元克秒送")
    ]


@pytest.mark.parametrize(("text", "expected"), SPOKEN)
def test_expression(text: str, expected: str) -> None:
    wanted = [_wanted(entry) for entry in expected.split(" + ")] if expected else []
    said = _said(text)
    assert [q.unit for q in said] == [unit for _, _, unit in wanted]
    for quantity, (low, high, _) in zip(said, wanted, strict=True):
        assert (quantity.low, quantity.high) == pytest.approx((low, high), rel=1e-6)


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_counted(text: str) -> None:
    assert [q for q in quantities(fold(text).text) if q.unit in NUMBERS] == []


def test_there_is_enough_data() -> None:
    assert len(SPOKEN) >= 320
    assert len(NOTHING) >= 120


@pytest.mark.parametrize(
    ("text", "unit", "per"),
    [
        ("一袋半斤", "克", "袋"),
        ("两袋一斤", "克", "两袋"),
        ("每袋250克", "克", "袋"),
        ("九块九一包", "元", "包"),
        ("129元/盒", "元", "盒"),
        ("一瓶卖四十九块", "元", "瓶"),
        ("第二件半价", "折", "第二件"),
        ("第二盒打八折", "折", "第二盒"),
        ("买二送一", "送", "买2"),
        ("满200减30", "减", "满200"),
        ("六十九块九", "元", ""),
    ],
)
def test_what_it_is_per(text: str, unit: str, per: str) -> None:
    assert [q.per for q in quantities(text) if q.unit == unit] == [per]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一千二", 1200),
        ("三万五", 35_000),
        ("半", 0.5),
        ("九点九", 9.9),
        ("一九九", 199),
        ("1.5万", 15_000),
        ("十", 10),
        ("1,200", 1200),
    ],
)
def test_whole_number(text: str, value: float) -> None:
    number = parse_number(text)
    assert number is not None
    assert number.low == number.high == value


@pytest.mark.parametrize("text", ["", "万一", "九九", "一一", "块", "十块"])
def test_no_number(text: str) -> None:
    assert parse_number(text) is None


@given(
    st.text(
        alphabet="一二两三四五六七八九十百千万零半几多来个块毛斤克天月年第买送满减点分之百袋，。0123456789.-到abcx",
        max_size=60,
    )
)
def test_spans_lie_in_order_inside_any_text(text: str) -> None:
    end = 0
    for quantity in quantities(text):
        assert end <= quantity.start < quantity.end <= len(text)
        assert text[quantity.start : quantity.end] == quantity.text
        assert quantity.low <= quantity.high
        end = quantity.end
