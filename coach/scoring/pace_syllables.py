"""Count the syllables of a text as it is spoken: 199.9 is seven, 一百九十九点九."""

from __future__ import annotations

import re

import numpy as np

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_PIECE = re.compile(r"([0-9]+(?:\.[0-9]+)?)|([a-z]+)|([%°+])")
_VOWELS = re.compile("[aeiouy]+")
# How units and signs are read: 500ml is 五百毫升, 50% is 百分之五十, 2-6 is 二到六.
_UNITS = {
    "ml": 2, "l": 1, "g": 1, "kg": 2, "mg": 2, "cm": 2, "mm": 2, "m": 1, "km": 2, "mah": 3, "w": 1, "kw": 2, "h": 2,
    "min": 2, "s": 1, "hz": 2, "x": 1,
}  # fmt: skip
_PERCENT, _SIGN, _SAID_APART = 3, 1, 3
_HAN = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF), (0x3007, 0x3007))
_SPOKEN = frozenset(range(0x30, 0x3A)) | frozenset(range(0x61, 0x7B)) | {0x25, 0x2B, 0xB0}


def syllables(text: str) -> int:
    """Count syllables of folded text: a Han character is one, numbers as read, short Latin words by letter, others by vowels."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    count = sum(int(((codes >= low) & (codes <= high)).sum()) for low, high in _HAN[:1])
    if codes.size and int(codes.max()) > 0x9FFF:
        count += sum(int(((codes >= low) & (codes <= high)).sum()) for low, high in _HAN[1:])
    count += text.count("〇") if "〇" in text else 0
    others = np.flatnonzero(_IS_SPOKEN[np.minimum(codes, 0xFF)])
    if not others.size:
        return count
    edges = np.flatnonzero(np.diff(others) > 2)
    begins = [int(others[0]), *others[edges + 1].tolist()]
    ends = [*others[edges].tolist(), int(others[-1])]
    for begin, end in zip(begins, ends, strict=True):
        count += _run(text[begin : end + 1], text[end + 1 : end + 2])
    return count


def _run(run: str, after: str) -> int:
    """Count a run of numbers, letters and signs; what stands between two numbers is read as 到 or 点."""
    count, number_before = 0, False
    at = 0
    for match in _PIECE.finditer(run):
        number, word, sign = match.groups()
        if number:
            if number_before and run[at : match.start()] in ("-", "~", ":"):
                count += 1
            year = len(number) == 4 and (run[match.end() :] or after).startswith("年")
            count += 4 if year else spoken_number(number)
        elif word:
            count += _UNITS.get(word, 0) if number_before and match.start() == at else 0
            if not (number_before and match.start() == at and word in _UNITS):
                count += len(word) if len(word) <= _SAID_APART else max(1, len(_VOWELS.findall(word)))
        else:
            count += _PERCENT if sign == "%" else _SIGN
        number_before, at = bool(number), match.end()
    return count


def spoken_number(number: str) -> int:
    """Count the syllables of a number read aloud: 199.9 → yi bai jiu shi jiu dian jiu."""
    whole, _, decimals = number.partition(".")
    tail = len(decimals) + 1 if decimals else 0
    if len(whole) > 8 or (whole.startswith("0") and len(whole) > 1):
        return len(whole) + tail  # read digit by digit, like a phone number
    return _whole(int(whole)) + tail


def _whole(value: int) -> int:
    if value < 10:
        return 1
    if value >= 10_000:
        high, value = divmod(value, 10_000)
        rest = 0 if not value else _whole(value) + (1 if value < 1000 else 0) + (1 if 10 <= value < 20 else 0)
        return _whole(high) + 1 + rest
    count, zero_pending, started = 0, False, False
    for unit, size in ((1000, 1), (100, 1), (10, 1), (1, 0)):
        digit, value = divmod(value, unit)
        if digit:
            count += (1 if zero_pending and started else 0) + 1 + size
            if unit == 10 and digit == 1 and not started:
                count -= 1  # 十五, not 一十五
            started, zero_pending = True, False
        else:
            zero_pending = True
    return count


_IS_SPOKEN = np.zeros(0x100, dtype=np.bool_)
_IS_SPOKEN[list(_SPOKEN)] = True
