"""Read a numeral with its unit and what trails it: 九块九毛九, 一斤半, 一米六二, 一年零三个月, 三到五天."""

from __future__ import annotations

import re
from collections.abc import Callable

from coach.scoring.spoken_numbers import DIGITS, NUMERAL, Number, digits_of, parse_number
from coach.scoring.spoken_units import AFTER_GE, MONTH, PACKS, PIECES, UNITS, Unit


class Draft:
    """A quantity being read: span, inclusive range in ``unit``; its neighbours may still add what it is per."""

    __slots__ = ("approximate", "end", "high", "low", "per", "start", "unit")

    def __init__(
        self, start: int, end: int, low: float, high: float, unit: str, *, approximate: bool = False, per: str = ""
    ) -> None:
        self.start, self.end, self.low, self.high = start, end, low, high
        self.unit, self.approximate, self.per = unit, approximate, per

    def add(self, end: int, plus: float, spread: float = 0.0) -> Draft:
        """Take in what trails the unit, up to ``end``: ``plus`` more, and up to ``spread`` more than that."""
        self.end = end
        self.low += plus
        self.high += plus + spread
        self.approximate = self.approximate or spread > 0
        return self


_PACK = "".join(sorted(PACKS))


def _unit_pattern() -> str:
    """Match the longest unit, trying only those that begin with the character at hand."""
    rests: dict[str, list[str]] = {}
    for word in sorted(UNITS, key=len, reverse=True):
        end = "(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else ""
        rests.setdefault(word[0], []).append(re.escape(word[1:]) + end)
    alone = "".join(re.escape(first) for first, rest in rests.items() if rest == [""])
    longer = [re.escape(first) + f"(?:{'|'.join(rest)})" for first, rest in rests.items() if rest != [""]]
    return "|".join((f"[{alone}]", *longer))


_UNIT = _unit_pattern()
_RANGE_SIGNS = r"到至\-~～—–"
_RANGE_AHEAD = rf"(?=[^{_RANGE_SIGNS}]{{0,{max(map(len, UNITS))}}}[{_RANGE_SIGNS}])"
_MORE = "多|来(?!自)|余|几|大几|好几|把(?=[块斤个月年天米])"
QUANTITY = re.compile(
    rf"(?P<num>{NUMERAL}|半)(?P<more>{_MORE})?"
    rf"(?:(?:{_RANGE_AHEAD}(?P<u1>{_UNIT})?(?:到|至|[-~～—–]+)(?P<num2>{NUMERAL})(?P<more2>{_MORE})?)?"
    rf"(?:个(?P<ge>半|多|来|把)(?P<geunit>{'|'.join(AFTER_GE)})|(?P<mi>个米)"
    rf"|(?:[大小整](?=[{_PACK}把勺块卷]))?(?P<unit>{_UNIT})))?"
)
_NOT_MAO = (  # what follows here is counted: 六十九块一台
    "包(?!邮)|[十百千万折个米袋盒片瓶条件颗支罐箱斤克张双只台部辆把副桶杯本盆口卷排板提组串捆床顶枚碗听筒管根粒枝束"
    "天年月点成份套位次号]"
)
_MONEY_TAIL = re.compile(
    r"(?P<more>多|来)钱?|(?P<half>半)钱?(?![价天个])"
    rf"|零?(?P<mao>[一二两三四五六七八九\d])(?:(?P<jiao>[毛角])(?P<fen>[一二三四五六七八九\d])?分?|(?!\d|{_NOT_MAO}))钱?"
)
_MAO_TAIL = re.compile(r"[一二三四五六七八九\d](?![十百千万\d毛块斤])分?钱?")
_JIN_TAIL = re.compile(
    "零?(?:(?P<half>半)|(?P<liang>[一二三四五六七八九])两|(?P<more>多|来)|(?P<tenth>[一二三四五六七八九])(?=$|[，,。！!？?；;的、]))"
)
_HALF_TAIL = re.compile("(?P<half>半)(?![价折年天个小月斤])|(?P<more>多)(?![少一])")
_TENTH_TAIL = re.compile("[一二三四五六七八九](?=$|[，,。！!？?；;的、]|左右|高|厚|宽|长)")  # 九公分六
_SHARE_TAIL = re.compile("(?P<half>半)|[一二三四五六七八九](?![十百千万成])")  # 六成半, 九成五
_METRE_TAIL = re.compile(
    r"半|[一二三四五六七八九]{1,2}(?![\d十百千万个米块件条包袋])|\d{1,2}(?![\d十百千万个米块件条包袋])"
)
_TIME_TAIL = re.compile(rf"(?P<half>半)(?![价折])|(?P<more>多|来)|零?(?P<months>{NUMERAL})个月")
_YEAR_TAIL = re.compile(rf"({NUMERAL})月(?:({NUMERAL})[号日])?")
_MONTH_TAIL = re.compile(rf"月(?:份|底|初|中旬)?(?:({NUMERAL})[号日])?")
_MONEY_CUE = re.compile("[价卖钱元券省付拍]|到手|只要|便宜|优惠|链接|给你|就是")
_LENGTH_CUE = re.compile("[长宽高深厚身卷绳线布料面距离跑厘公]")
_YEARS = ("明年", "今年", "去年", "后年", "前年")


def measure(text: str, at: int, match: re.Match[str]) -> Draft | None:
    """Turn a numeral with what follows into a draft, or None where it isn't a quantity."""
    raw, word = match["num"], match["unit"]
    number = parse_number(raw)
    if number is None:
        return _tenths_off(match, at) if word == "折" else None
    if match["more"]:
        number = stretch(number, match["more"])
    if match["num2"]:
        ranged = _range(number, match)
        if ranged is None:
            return _first_of_two(at, match, number)
        number = ranged
    if match["mi"]:
        return _money_tail(
            text, Draft(at, match.end(), number.low, number.high, "元", approximate=number.approximate), "块"
        )
    if match["ge"]:
        return _half_more(at, match, number)
    if word is None:
        return _bare(text, at, match, number)
    if word in PACKS and raw[-1] == "一" and _price_then_pack(text, at, raw):
        shorter = parse_number(raw[:-1])
        return Draft(at, at + len(raw) - 1, shorter.low, shorter.high, "") if shorter else None
    return _with_unit(text, at, match, number, word)


def _price_then_pack(text: str, at: int, raw: str) -> bool:
    """Tell 卖一百一盒 (a hundred a box) from 一箱二十一盒 (twenty-one boxes)."""
    return len(raw) > 2 and bool(re.search("[卖价]|到手|只要|才|就$", text[max(0, at - 4) : at]))


def _tenths_off(match: re.Match[str], at: int) -> Draft | None:
    """Read 七五折, 八八折: two digits side by side are tenths."""
    raw = match["num"]
    if len(raw) != 2 or any(char not in DIGITS for char in raw):
        return None
    value = DIGITS[raw[0]] + DIGITS[raw[1]] / 10
    return Draft(at, match.end(), value, value, "折")


def stretch(number: Number, more: str) -> Number:
    """Widen a round number by 多, 来, 几: 三十多 is 30–40, 十来 is 9–13."""
    low, step = number.low, 1.0  # step: the place of the last figure that isn't zero
    while low >= 10 and low % (step * 10) == 0 and step * 10 <= low:
        step *= 10
    if more in ("来", "把"):
        return Number(0.9 * low, max(number.high, low + 0.3 * step), True)
    return Number(low, max(number.high, low + step), True)


def _range(number: Number, match: re.Match[str]) -> Number | None:
    """Read the second end of a range: 三到五天, 二三十到五十, 3斤-5斤; None where the ends don't fit."""
    upper = parse_number(match["num2"])
    if upper is None:
        return None
    if match["more2"]:
        upper = stretch(upper, match["more2"])
    low, first = number.low, match["u1"]
    if first and match["unit"] and first != match["unit"]:
        mine, theirs = UNITS[first], UNITS[match["unit"]]
        if mine.name != theirs.name:
            return None
        low *= mine.factor / theirs.factor
    return None if upper.high < low else Number(low, upper.high, True)


def _first_of_two(at: int, match: re.Match[str], number: Number) -> Draft | None:
    """Read 三个月 of 三个月到三岁: the ends of the range have units that don't compare."""
    first = UNITS.get(match["u1"] or "")
    if first is None or not match["unit"] or first.name == UNITS[match["unit"]].name:
        return None
    low, high = number.low * first.factor, number.high * first.factor
    return Draft(at, match.end("u1"), low, high, first.name, approximate=number.approximate)


def _half_more(at: int, match: re.Match[str], number: Number) -> Draft:
    factor = AFTER_GE[match["geunit"]]
    low, high, kind = number.low, number.high, match["ge"]
    if kind == "半":
        low, high = low + 0.5, high + 0.5
    elif kind == "多":
        high += 1
    else:
        low, high = 0.8 * low, 1.5 * high
    return Draft(at, match.end(), low * factor, high * factor, "秒", approximate=number.approximate or kind != "半")


def _bare(text: str, at: int, match: re.Match[str], number: Number) -> Draft | None:
    """Keep a number without a unit when it is more than one spoken digit and no name or grade."""
    raw = match["num"]
    end = match.end("num2") if match["num2"] else match.end("more") if match["more"] else match.end("num")
    written = raw[0].isascii()
    if not written and (len(raw) < 2 or raw[0] in "千万亿" or (number.approximate and not set(raw) & set("十百千"))):
        return None
    following = text[end : end + 1]
    if following and (following in "号链星" or (written and "a" <= following <= "z")):
        return None
    return Draft(at, end, number.low, number.high, "", approximate=number.approximate)


def _with_unit(text: str, at: int, match: re.Match[str], number: Number, word: str) -> Draft | None:
    unit, end = UNITS[word], match.end()
    if word in ("年", "月") and (date := _calendar(text, at, match, number)):
        return date
    if word == "块" and PIECES.match(text, end):
        return Draft(at, end, number.low, number.high, "块", approximate=number.approximate)
    if _not_a_unit(word, text[end : end + 1], number):
        return _bare(text, at, match, number) if word == "包" or len(match["num"]) > 2 else None  # 一百三十九包邮
    if word == "折":
        low = number.low / 10 if number.low > 10 else number.low
        return Draft(at, end, low, low, "折", approximate=number.approximate)
    if word == "米" and _is_money(text, at, end, number):
        unit, word = Unit("元", 1.0), "块"
    low, high = number.low * unit.factor, number.high * unit.factor
    draft = Draft(at, end, low, high, unit.name, approximate=number.approximate)
    return _temperature(text, draft) if unit.name == "度" else _with_tail(text, draft, word)


def _calendar(text: str, at: int, match: re.Match[str], number: Number) -> Draft | None:
    """Read 2025年3月 and 六月十八号 as dates; 三年 and 18月 are lengths of time."""
    if number.low != number.high or number.approximate or match["num"] == "半":
        return None
    if match["unit"] == "年":
        return _date(text, at, match.end(), number) if 1900 <= number.low <= 2100 else None
    return _month(text, at, match, number) if number.low <= 12 else None


# What may not follow a unit: 一年级, 五成熟, 三角形, 两百克服务
_FOLLOWED = {
    "毛": "巾衣绒孔线", "角": "度落色形", "折": "叠扇痕合", "成": "为立功就本员交品都分熟人年", "年": "级轻",
    "天": "然猫花", "周": "年边围到岁", "度": "过假", "家": "人里长庭居纺常务电乡", "人": "民家参间生",
    "位": "置", "色": "素泽彩", "头": "发皮痛晕疼", "单": "独品纯", "批": "发", "层": "次", "套": "路",
    "条": "件纹码", "本": "来身地", "对": "比应方", "片": "面刻", "款": "式", "股": "票", "日": "常本期子",
    "克": "服制", "g": "网手信时基", "升": "级降华", "瓦": "时罐", "米": "饭粉饼线酒糕浆",
    "包": "邮退换赔", "转": "发圈身头账手让眼换动弯向", "帕": "金", "支": "持付",
}  # fmt: skip


def _not_a_unit(word: str, following: str, number: Number) -> bool:
    if following and following in _FOLLOWED.get(word, ""):
        return True
    return (word == "成" and number.low > 10) or (word == "c" and number.low > 250)


def _is_money(text: str, at: int, end: int, number: Number) -> bool:
    """Tell 六十九米九 (yuan, in hosts' slang) from 三米长."""
    before, after = text[max(0, at - 8) : at], text[end : end + 2]
    if _LENGTH_CUE.search(before) or (after[:1] and after[0] in "长宽高深厚布线绳的"):
        return False
    if after[:1] in ("九", "9"):
        return number.low >= 4
    return number.low >= 5 and bool(_MONEY_CUE.search(before))


def _with_tail(text: str, draft: Draft, word: str) -> Draft:
    """Add what trails the unit: 九块九毛九, 一斤半, 二两六, 一米六二, 一年半, 三块多."""
    tail = _TAILS.get(word) or _UNIT_TAILS.get(draft.unit)
    return tail(text, draft, word) if tail else draft


def _mao_tail(text: str, draft: Draft, word: str) -> Draft:
    match = _MAO_TAIL.match(text, draft.end)
    return draft.add(match.end(), 0.01 * float(digits_of(match[0][0]))) if match else draft


def _tenth_tail(text: str, draft: Draft, word: str) -> Draft:
    match = _TENTH_TAIL.match(text, draft.end)
    return (
        draft.add(match.end(), 0.1 * UNITS[word].factor * DIGITS[match[0]]) if match else _half_tail(text, draft, word)
    )


def _share_tail(text: str, draft: Draft, word: str) -> Draft:
    match = _SHARE_TAIL.match(text, draft.end)
    if match is None:
        return draft
    return draft.add(match.end(), 5.0 if match["half"] else float(DIGITS[match[0]]))


def _metre_tail(text: str, draft: Draft, word: str) -> Draft:
    match = _METRE_TAIL.match(text, draft.end)
    digits = digits_of(match[0]).replace("半", "5") if match else ""
    return draft.add(match.end(), float(f"0.{digits}") * 1000) if match else draft


def _half_tail(text: str, draft: Draft, word: str) -> Draft:
    match, factor = _HALF_TAIL.match(text, draft.end), UNITS[word].factor
    if match is None:
        return draft
    return draft.add(match.end(), 0.5 * factor) if match["half"] else draft.add(match.end(), 0.0, factor)


def _jin_tail(text: str, draft: Draft, word: str) -> Draft:
    match = _JIN_TAIL.match(text, draft.end)
    factor = UNITS[word].factor
    if match is None or (match["tenth"] and word not in ("两", "公斤")):
        return draft
    if match["tenth"]:
        return draft.add(match.end(), 0.1 * factor * DIGITS[match["tenth"]])
    if match["more"]:
        return draft.add(match.end(), 0.0, factor)
    return draft.add(match.end(), 0.5 * factor if match["half"] else 50.0 * DIGITS[match["liang"]])


def _time_tail(text: str, draft: Draft, word: str) -> Draft:
    match, factor = _TIME_TAIL.match(text, draft.end), UNITS[word].factor
    if match is None:
        return draft
    if match["more"]:
        return draft.add(match.end(), 0.0, factor)
    if match["half"]:
        return draft.add(match.end(), factor / 2)
    months = parse_number(match["months"])
    return draft.add(match.end(), months.low * MONTH) if months and word == "年" and months.low < 12 else draft


def _money_tail(text: str, draft: Draft, word: str) -> Draft:
    match = _MONEY_TAIL.match(text, draft.end)
    if match is None:
        return draft
    if match["more"]:
        return draft.add(match.end(), 0.0, 1.0)
    if match["half"]:
        return draft.add(match.end(), 0.5)
    tenths = float(DIGITS.get(match["mao"], match["mao"]))
    cents = float(DIGITS.get(match["fen"], match["fen"])) if match["fen"] else 0.0
    draft.end = match.end()
    draft.low = round(draft.low + tenths / 10 + cents / 100, 2)
    draft.high = round(draft.high + tenths / 10 + cents / 100, 2)
    return draft


_TAILS: dict[str, Callable[[str, Draft, str], Draft]] = {
    **dict.fromkeys(("块", "元", "块钱"), _money_tail),
    **dict.fromkeys(("毛", "角"), _mao_tail),
    **dict.fromkeys(("斤", "公斤", "两"), _jin_tail),
    **dict.fromkeys(("公分", "厘米"), _tenth_tail),
    "米": _metre_tail,
    "成": _share_tail,
}
_UNIT_TAILS = {"秒": _time_tail, "克": _half_tail, "毫升": _half_tail, "毫米": _half_tail}


def _date(text: str, at: int, end: int, number: Number) -> Draft:
    value, tail = number.low * 10_000, _YEAR_TAIL.match(text, end)
    month = parse_number(tail[1]) if tail else None
    if tail and month and month.low <= 12:
        value, end = value + month.low * 100, tail.end()
        if tail[2] and (day := parse_number(tail[2])):
            value += day.low
    return Draft(at, end, value, value, "日期")


def _month(text: str, at: int, match: re.Match[str], number: Number) -> Draft:
    tail = _MONTH_TAIL.match(text, match.end() - 1)
    value, end = number.low * 100, match.end()
    if tail:
        end = tail.end()
        if tail[1] and (day := parse_number(tail[1])) and day.low <= 31:
            value += day.low
    start = at - 2 if text[max(0, at - 2) : at] in _YEARS else at
    return Draft(start, end, value, value, "日期")


def _temperature(text: str, draft: Draft) -> Draft:
    below = text[max(0, draft.start - 2) : draft.start]
    if below == "零下":
        draft.start -= 2
    elif below[-1:] in ("负", "-"):
        draft.start -= 1
    else:
        return draft
    draft.low, draft.high = -draft.high, -draft.low
    return draft
