"""Numerals as written or spoken (129, 一百二十九, 一千二, 七八十, 1百, 幺七九) become a range of plain numbers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "幺": 1}
SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}

_TWO_WITHIN = (
    "(?<=[百千万亿零])两(?=[百千万])|(?<=一)两(?=[个天年月块包袋盒片瓶条件颗次小斤口百千万支杯勺根份罐只分周])"
)
_HAN_RUN = (
    f"(?:(?:[一二三四五六七八九十百千万亿零〇幺几]|两(?!两))(?:[一二三四五六七八九十百千万亿零〇幺几]|{_TWO_WITHIN})*)"
)
_ARABIC = r"(?:\d+(?:,\d{3})*(?:\.\d+)?(?:[十百千万亿]+[\d一二三四五六七八九]*)*)"
_POINT = "点[零一二三四五六七八九〇]{1,4}(?![零一二三四五六七八九〇十]|分(?!之)|刻)"
NUMERAL = rf"(?:{_ARABIC}|{_HAN_RUN}(?:{_POINT})?)"
HAN_NUMERALS = "零〇一二两三四五六七八九十百千万亿几幺"

_PAIR = re.compile("([一二两三四五六七八九])([一二两三四五六七八九])([十百千万]*)$")
_TOKEN = re.compile(r"\d+(?:\.\d+)?|.")
_LOOSE = {"百八十": (80, 100), "百十": (100, 120), "千八百": (800, 1000), "万八千": (8000, 10_000)}
_NEIGHBOURS = {(1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 7), (7, 8), (8, 9), (3, 5), (3, 2)}


class Number(NamedTuple):
    """A numeral's inclusive range; ``low == high`` where it is exact."""

    low: float
    high: float
    approximate: bool


@lru_cache(maxsize=8192)
def parse_number(text: str) -> Number | None:
    """Read one whole numeral, or return None when ``text`` is not a number.

    一千二 is 1200, 七八十 is 70 to 80, 1.5万 is 15000, 一九九 is 199, 半 is 0.5.
    """
    if text == "半":
        return Number(0.5, 0.5, False)
    if text in _LOOSE:
        return Number(*_LOOSE[text], True)
    if not text or (len(text) > 1 and text[0] in "百千万亿" and text[1] in DIGITS):
        return None  # 万一, 千三: no number starts so
    whole, point, decimals = text.partition("点")
    if point:
        return _decimal(whole, decimals)
    if "几" in text:
        return _several(text)
    if len(text) > 2 and all(char in DIGITS for char in text) and text[0] != "两":
        return _exact(float(int(digits_of(text))))
    pair = _PAIR.search(text)
    if pair and len(text) > 1:
        return _between(text[: pair.start()], pair)
    value = _value(text.replace(",", ""))
    return None if value is None else _exact(value)


def digits_of(text: str) -> str:
    """Write each spoken digit of ``text`` as a figure: 二零二五 is 2025."""
    return "".join(str(DIGITS.get(char, char)) for char in text)


def _exact(value: float) -> Number:
    return Number(value, value, False)


def _decimal(whole: str, decimals: str) -> Number | None:
    base = _value(whole)
    if base is None or not decimals or any(char not in DIGITS for char in decimals):
        return None
    return _exact(float(f"{base:.0f}.{digits_of(decimals)}"))


def _several(text: str) -> Number | None:
    """Read 几, 几十, 十几, 二十几, 一百几."""
    low, high = _value(text.replace("几", "二")), _value(text.replace("几", "九"))
    if text.endswith("几") and len(text) > 1:
        low = _value(text[:-1] + "一") if text[-2] == "十" else _value(text[:-1])
        high = _value(text[:-1] + "九")
    return None if low is None or high is None else Number(low, high, True)


def _between(head: str, pair: re.Match[str]) -> Number | None:
    """Read 七八十, 十七八, 一百七八, 三五百: two neighbouring digits side by side are a range."""
    if (DIGITS[pair[1]], DIGITS[pair[2]]) not in _NEIGHBOURS:
        return None
    low, high = _value(head + pair[1] + pair[3]), _value(head + pair[2] + pair[3])
    return None if low is None or high is None else Number(min(low, high), max(low, high), True)


def _value(text: str) -> float | None:
    """Add up sections; a last digit after 百千万 counts in the next lower place (一千二 = 1200)."""
    total = section = 0.0
    digit: float | None = None
    scale, zero = 0, False
    for token in _TOKEN.findall(text):
        unit = SCALES.get(token)
        if unit is None:
            if digit is not None:
                return None
            digit = _digit(token)
            if digit is None:
                return None
            if digit == 0:
                digit, zero = (0.0, zero) if len(text) == 1 else (None, True)
            continue
        if unit >= 10_000:
            total = (total + section + (digit or 0)) or 1.0
            total, section = total * unit, 0.0
        elif digit is None and section and scale <= unit:
            return None
        else:
            section += (1 if digit is None else digit) * unit
        digit, scale, zero = None, unit, False
    if digit is not None and scale >= 100 and not zero and digit < 10 and digit == int(digit):
        digit *= scale / 10
    return total + section + (digit or 0)


def _digit(token: str) -> float | None:
    if token in DIGITS:
        return float(DIGITS[token])
    return float(token) if token[0].isascii() and token[0].isdigit() else None
