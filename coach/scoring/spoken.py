"""Find every quantity a text states, as a range in one canonical unit, however it is spoken or written."""

from __future__ import annotations

import re
from typing import NamedTuple

from coach.scoring.spoken_measures import Draft
from coach.scoring.spoken_numbers import HAN_NUMERALS, Number, parse_number
from coach.scoring.spoken_read import read
from coach.scoring.spoken_units import PACKS, UNITS

__all__ = ["Number", "Quantity", "parse_number", "quantities"]


class Quantity(NamedTuple):
    """A quantity as said: where, how much (inclusive range in ``unit``), and what it is per.

    ``unit`` is canonical: 元 克 毫升 毫米 平方米 秒 % 折 度 岁 倍 瓦 毫安时 …; 日期 (yyyymmdd, unknown parts 0), 时刻
    (minutes after midnight); 送, 发, 减 for 买二送一, 拍一发三, 满200减30; a counted noun (包, 瓶 …); "" for a bare
    number. A month is 30 days and a year twelve months. ``per`` is a pack (袋), packs (两袋), or 第二件, 买2, 满200.
    """

    start: int
    end: int
    text: str
    low: float
    high: float
    unit: str
    approximate: bool
    per: str = ""


_FOLLOWERS = "".join(
    sorted({word[0] for word in UNITS} | set(HAN_NUMERALS) | set("多来余大小整好点分到至半:：~～—–个之"))
)
_TRIGGER = re.compile(rf"[0-9第买满拍下¥￥俩仨]|[{HAN_NUMERALS}半](?=[{re.escape(_FOLLOWERS)}-])|个把")
_BEFORE = ("不到", "不足", "将近", "接近", "差不多", "大概", "大约", "快", "约", "近", "上", "小")
_BEFORE_ENDS = frozenset(word[-1] for word in _BEFORE)
_UNDER = frozenset(("不到", "不足", "将近", "接近", "快", "近"))
_AFTER = re.compile(f"(?P<under>不到|不足)(?![0-9{HAN_NUMERALS}半])|(?P<over>出头|开外|多)|(?P<about>左右|上下)")
_AFTER_HEADS = frozenset("不出开多左上")
_PER_GAP = frozenset(
    (
        "",
        "是",
        "就",
        "就是",
        "有",
        "才",
        "装",
        "重",
        "净重",
        "里面",
        "足足",
        "里面是",
        "大概",
        "只要",
        "卖",
        "要",
        "合",
        "/",
    )
)
_SECOND = re.compile(r"(第[二三2-9][件盒袋包瓶份罐支条双单个箱桶])(?:就|只要|直接|给你|再|可以|打)*$")
_JOINS = frozenset(("到", "至", "-", "~", "～", "—", "–", "--"))


def quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities stated in folded ``text``, in order, never overlapping.

    Idioms, ordinals, grades and link numbers are not quantities. Linear in the length of ``text``.
    """
    drafts: list[Draft] = []
    done = 0
    for trigger in _TRIGGER.finditer(text):
        at = trigger.start()
        if at < done:
            continue
        draft, end = read(text, at)
        if draft is not None:
            _widen(text, draft, done)
            drafts.append(draft)
            end = draft.end
        done = end
    _join_ranges(text, drafts)
    _attach_per(text, drafts)
    return tuple([_frozen(text, draft) for draft in drafts])


def _frozen(text: str, draft: Draft) -> Quantity:
    start, end = draft.start, draft.end
    return Quantity(start, end, text[start:end], draft.low, draft.high, draft.unit, draft.approximate, draft.per)


def _widen(text: str, draft: Draft, done: int) -> None:
    """Take in 不到, 将近, 大概 before and 左右, 出头, 不到 after the quantity."""
    start = draft.start
    if start > done and text[start - 1] in _BEFORE_ENDS:
        _widen_before(text, draft, text[max(done, start - 3) : start])
    if text[draft.end : draft.end + 1] in _AFTER_HEADS:
        after = _AFTER.match(text, draft.end)
        if after:
            draft.end, draft.approximate = after.end(), True
            draft.low *= 0.85 if after["under"] else 0.9 if after["about"] else 1.0
            draft.high *= 1.0 if after["under"] else 1.1 if after["about"] else 1.15


def _widen_before(text: str, draft: Draft, before: str) -> None:
    word = next((word for word in _BEFORE if before.endswith(word)), None)
    if word is None or (word == "近" and before[-2:-1] in ("最", "附", "靠")) or (word in "小上" and draft.low < 20):
        return
    if word == "快" and before[-2:-1] in ("赶", "尽", "很", "加"):
        return
    draft.start -= len(word)
    draft.low *= 0.85 if word in _UNDER else 0.9
    draft.high *= 1.0 if word in _UNDER else 1.1
    draft.approximate = True


def _join_ranges(text: str, drafts: list[Draft]) -> None:
    """Join 三天到五天 and 20:00-22:00 into one range."""
    i = 0
    while i + 1 < len(drafts):
        a, b = drafts[i], drafts[i + 1]
        near = b.start - a.end <= 2 and a.unit == b.unit
        if near and a.low <= b.high and text[a.end : b.start] in _JOINS:
            a.high, a.end, a.approximate = b.high, b.end, True
            del drafts[i + 1]
        else:
            i += 1


def _attach_per(text: str, drafts: list[Draft]) -> None:
    """Say what a measure is per: 每袋250克, 一袋半斤, 九块九一包, 第二盒打八折."""
    for i, draft in enumerate(drafts):
        if draft.per or draft.unit in PACKS:
            continue
        if draft.unit == "折":
            second = _SECOND.search(text, max(0, draft.start - 8), draft.start)
            if second:
                draft.start, draft.per = second.start(), second[1]
            continue
        before = text[max(0, draft.start - 2) : draft.start]
        if len(before) == 2 and before[0] == "每" and before[1] in PACKS:
            draft.per = before[1]
            continue
        previous = drafts[i - 1] if i else None
        if previous is not None and previous.unit in PACKS and text[previous.end : draft.start] in _PER_GAP:
            draft.per = _pack_name(text, previous)
            continue
        if text[draft.end : draft.end + 1] in ("/", "每") and text[draft.end + 1 : draft.end + 2] in PACKS:
            draft.per = text[draft.end + 1]
            continue
        follow = drafts[i + 1] if i + 1 < len(drafts) else None
        if follow is not None and follow.unit in PACKS and text[draft.end : follow.start] in ("", "/", "钱"):
            draft.per = _pack_name(text, follow)


def _pack_name(text: str, draft: Draft) -> str:
    return draft.unit if draft.low == draft.high == 1 else text[draft.start : draft.end]
