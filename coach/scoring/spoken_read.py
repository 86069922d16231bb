"""Read one spoken quantity at a place in a text: a numeral with its unit, a date, a clock time, a share, a deal."""

from __future__ import annotations

import re

from coach.scoring.spoken_measures import QUANTITY, Draft, measure, stretch
from coach.scoring.spoken_numbers import DIGITS, NUMERAL, digits_of, parse_number
from coach.scoring.spoken_units import AFTER_GE, COUNT_WORDS, IDIOMS, MONTH, PACKS

Read = tuple[Draft | None, int]

_PACK = "".join(sorted(PACKS))
_LONE = "".join(word for word in COUNT_WORDS if len(word) == 1)
_PLAIN = frozenset("款袋盒瓶罐支颗杯份箱桶双张根粒枚碗勺种")  # after 一 these always count: nothing longer begins so
_IDIOM_HEADS = frozenset("一两二三四五六七八九十百千万半双")
_WEEKDAY = frozenset("周期拜初老双")
_ORDINAL = re.compile(rf"第{NUMERAL}(?:[{_LONE}天年月周])?")
_GIVE = re.compile(
    rf"(?:买|拍|下单|拍下)({NUMERAL})[{_PACK}]?(?:就|再|立|还|我|给|你|直接)*(?:送|赠|发|得|到手)({NUMERAL})"
    r"(?![\d十百]|块|元|米)"
)
_OFF = re.compile(rf"满({NUMERAL})[块元]?(?:钱)?(?:就|立|再|可)*减({NUMERAL})[块元]?")
_SHARE = re.compile(
    rf"(?P<whole>{NUMERAL})分之(?P<part>{NUMERAL})(?:点(?P<tenths>[零一二三四五六七八九]+))?"
    rf"(?:(?:到|至|[-~～—–])(?:百分之)?(?P<upper>{NUMERAL}))?(?P<more>多)?"
)
_YUAN = re.compile(r"[¥￥]\s?(\d+(?:,\d{3})*(?:\.\d+)?)")
_CLOCK = re.compile(
    rf"({NUMERAL}?)(?:[:：]([0-5]\d)(?!\d)|点(?:(半)|([一三])刻|整|钟|({NUMERAL})分(?!之)"
    r"|([二三四五]?十[一二三四五六七八九]?)(?!块)|(?=[前后之到开准发下就]|以前|左右)))"
)
_EVENING = frozenset(("下午", "傍晚", "晚上", "今晚", "明晚", "夜里", "每晚", "当晚"))
_DAYTIME = _EVENING | {"凌晨", "早上", "早晨", "上午", "清早", "今早", "中午", "当天", "半夜", "明早"}


def read(text: str, at: int) -> Read:
    """Read what starts at ``at``; return the quantity, if any, and where reading goes on."""
    char = text[at]
    if char == "一" and text[at + 1 : at + 2] in _PLAIN and text[at - 1 : at] not in _WEEKDAY:
        return Draft(at, at + 2, 1.0, 1.0, text[at + 1]), at + 2
    if char in _IDIOM_HEADS:
        idiom = IDIOMS.match(text, at)
        if idiom:
            return None, idiom.end()
    if char in "第买满拍下¥￥个俩仨":
        return _special(text, at, char)
    before = text[at - 1] if at else ""
    if "a" <= before <= "z" or (before in _WEEKDAY and _is_weekday(text, at)):
        run = QUANTITY.match(text, at)
        return None, run.end("num") if run else at + 1
    ahead = text[at : at + 9]
    if "分之" in ahead and (share := _SHARE.match(text, at)):
        return _share(share)
    if ("点" in ahead or ":" in ahead or "：" in ahead) and (clock := _clock(text, at)):
        return clock, clock.end
    match = QUANTITY.match(text, at)
    if match is None:
        return None, at + 1
    draft = measure(text, at, match)
    if draft is None:
        return _shorter(text, at, match)
    return draft, draft.end


def _shorter(text: str, at: int, match: re.Match[str]) -> Read:
    """Read 七十九一盒 as 七十九 and 一盒: a run of numerals that is no number ends where its longest number does."""
    end = match.end("num")
    if end - at >= 3 and parse_number(match["num"]) is None and (number := parse_number(text[at : end - 1])):
        return Draft(at, end - 1, number.low, number.high, "", approximate=number.approximate), end - 1
    return None, end


def _is_weekday(text: str, at: int) -> bool:
    """Tell 星期三, 周六, 初一, 老三, 双十一 from 一周三次, 保质期三年."""
    if text[at - 1] in "初老":
        return text[at : at + 1] in DIGITS
    if text[at - 1] == "双":
        return text[at] == "十"
    two, three = text[max(0, at - 2) : at], text[max(0, at - 3) : max(0, at - 2)]
    if two in ("星期", "礼拜"):
        return three not in ("个", "一", "两", "三", "几")
    return text[at - 1] == "周" and two[:1] not in DIGITS and not two[:1].isdigit()


def _special(text: str, at: int, char: str) -> Read:
    if char == "第":
        match = _ORDINAL.match(text, at)
        if match is None:
            return None, at + 1
        if text.startswith("半价", match.end()):
            return Draft(at, match.end() + 2, 5.0, 5.0, "折", per=match[0]), match.end() + 2
        return None, match.end()
    if char in "¥￥":
        match = _YUAN.match(text, at)
        number = parse_number(match[1]) if match else None
        if match is None or number is None:
            return None, at + 1
        return Draft(at, match.end(), number.low, number.high, "元"), match.end()
    if char in "俩仨":
        return _pair(text, at, 2.0 if char == "俩" else 3.0)
    if char == "个":
        return _about_one(text, at)
    return _deal(text, at, char)


def _pair(text: str, at: int, count: float) -> Read:
    if text.startswith("月", at + 1):
        return Draft(at, at + 2, count * MONTH, count * MONTH, "秒"), at + 2
    if at and text[at - 1] in "他她它咱你我们":
        return None, at + 1
    return Draft(at, at + 1, count, count, "个"), at + 1


def _about_one(text: str, at: int) -> Read:
    """Read 个把月, 个把小时."""
    unit = next((word for word in AFTER_GE if text.startswith(word, at + 2)), None)
    if unit is None:
        return None, at + 2
    value, end = float(AFTER_GE[unit]), at + 2 + len(unit)
    return Draft(at, end, 0.8 * value, 1.5 * value, "秒", approximate=True), end


def _deal(text: str, at: int, char: str) -> Read:
    """Read 买二送一, 拍一发三, 满200减30."""
    match = _OFF.match(text, at) if char == "满" else _GIVE.match(text, at)
    number = parse_number(match[2]) if match else None
    first = parse_number(match[1]) if match else None
    if match is None or number is None or first is None:
        return None, at + 1
    unit = "减" if char == "满" else "发" if "发" in match[0] or "到手" in match[0] else "送"
    per = f"{'满' if char == '满' else '买'}{first.low:g}"
    return Draft(at, match.end(), number.low, number.high, unit, per=per), match.end()


def _share(match: re.Match[str]) -> Read:
    """Read 百分之五十, 百分之三到五, 四分之三."""
    whole, part = parse_number(match["whole"]), parse_number(match["part"])
    if whole is None or part is None or whole.low <= 0 or whole.low != whole.high:
        return None, match.end()
    low, high = part.low, part.high
    if match["tenths"]:
        low = high = float(f"{low:.0f}.{digits_of(match['tenths'])}")
    if match["upper"] and (upper := parse_number(match["upper"])):
        high = upper.high
    if match["more"]:
        high = stretch(part, "多").high
    scale = 100 / whole.low
    return Draft(match.start(), match.end(), low * scale, high * scale, "%", approximate=low != high), match.end()


def _clock(text: str, at: int) -> Draft | None:
    match = _CLOCK.match(text, at)
    number = parse_number(match[1]) if match and match[1] else None
    if match is None or number is None or number.approximate or number.low > 24 or number.low != int(number.low):
        return None
    minutes = 30.0 if match[3] else 0.0
    if match[2]:
        minutes = float(match[2])
    elif match[4]:
        minutes = 15.0 * DIGITS[match[4]]
    elif match[5] or match[6]:
        part = parse_number(match[5] or match[6])
        if part is None or part.low >= 60:
            return None
        minutes = part.low
    hour, start, daytime = number.low, at, text[max(0, at - 2) : at]
    if daytime in _DAYTIME:
        start = at - 2
        if (hour < 12 and daytime in _EVENING) or (hour < 6 and daytime == "中午"):
            hour += 12
    value = hour * 60 + minutes
    return Draft(start, match.end(), value, value, "时刻")
