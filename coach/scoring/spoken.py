"""Find every quantity a text states, as a range in one canonical unit, however it is spoken or written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from coach.scoring.spoken_numbers import DIGITS, NUMERAL, NUMERAL_CHARS, Number, parse_number
from coach.scoring.spoken_units import (
    COUNT_WORDS,
    DAY,
    DURATION_AFTER_GE,
    HOUR,
    MEASURES,
    MONTH,
    PIECES,
    YEAR,
    Unit,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A quantity as said: where, how much (inclusive range in ``unit``), and what it is per.

    ``unit`` is canonical: 元 克 毫升 毫米 秒 % 折 度 岁 倍 瓦 …; 日期 (yyyymmdd, unknown parts 0), 时刻 (minutes
    after midnight), 送 / 发 / 减 for 买二送一, 拍一发三, 满200减30; a counted noun (包, 瓶 …); "" for a bare number.
    """

    start: int
    end: int
    text: str
    low: float
    high: float
    unit: str
    approximate: bool
    per: str = ""


class _Draft:
    """A quantity being read; becomes a frozen Quantity once its neighbours are known."""

    __slots__ = ("approximate", "end", "high", "low", "per", "start", "unit")

    def __init__(
        self, start: int, end: int, low: float, high: float, unit: str, approximate: bool = False, per: str = ""
    ) -> None:
        self.start, self.end, self.low, self.high = start, end, low, high
        self.unit, self.approximate, self.per = unit, approximate, per


_UNITS: dict[str, Unit] = {word: Unit(word, 1.0) for word in COUNT_WORDS} | MEASURES
_UNIT_RE = "|".join(
    re.escape(word) + ("(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else "")
    for word in sorted(_UNITS, key=len, reverse=True)
)
_TRIGGER = re.compile(f"[{NUMERAL_CHARS}半俩仨第买满拍¥]|个把")
_SKIP = re.compile(
    "一下|一点(?=[儿也都不点]|一点)|一些|一起|一直|一定|一样|一般|一共|一旦|一边|一方面|一向|一律|一切|一致|一面|一带|一路|一时|"
    "一会|一辈子|一口|一流|一心|一系列|一番|一阵|一度|一再|一同|一齐|一体|一键|一家人|一家子|一个劲|一个样|一条心|一根筋|一条龙|"
    "一次性|一成不变|一年级|一年四季|一年到头|一年半载|一天到晚|一毛不拔|一对一|一帮|一把手|一把年纪|一包在|一打[开完看听]|一抽空|"
    "一串红|一只手|一头雾水|一级[棒]|一套一套|一块[儿去来](?!钱)|"
    "两口|两下|两边|两头|两样(?=[了的])|两码事|三角|八角|三层肉|四季|五花|百分百|十分(?!钟|之|钱)|三分熟|五分熟|七分熟|八分熟|"
    "三三两两|七七八八|三二一|一二三[四上走]|五四三二一|双十一|半天(?![内之发到])|半路|半夜|半成品|半信|半袖|半身|半截|半边|半场|半入|"
    "千万(?=[别不要记注得])|万一|千层|百年好合|百家|千家|万家|三下五除二|三包(?=服务|政策)|一而再|十足|十全|"
    "[一二三四五六七八九十]年级|[一二三四五六]级(?=能效|压榨|大风)"
)
_ORDINAL = re.compile(rf"第{NUMERAL}(?:[{''.join(w for w in COUNT_WORDS if len(w) == 1)}天年月周])?")
_HALF_PRICE = re.compile("半价")
_GIVE = re.compile(
    rf"(?:买|拍|下单|拍下)({NUMERAL})[件袋盒包瓶份罐支条双单个箱桶]?(?:就|再|立|还|我|给|你|直接)*(?:送|赠|发|得|到手)({NUMERAL})(?![\d十百]|块|元|米)"
)
_OFF = re.compile(rf"满({NUMERAL})[块元]?(?:钱)?(?:就|立|再|可)*减({NUMERAL})[块元]?")
_PERCENT = re.compile(rf"百分之({NUMERAL})(?:点([零一二三四五六七八九]+))?(?:(?:到|至|[-~])(?:百分之)?({NUMERAL}))?")
_YUAN = re.compile(r"¥\s?(\d+(?:,\d{3})*(?:\.\d+)?)")
_CLOCK = re.compile(
    rf"({NUMERAL}?)(?::([0-5]\d)(?!\d)|点(?:(半)|([一三])刻|整|钟|({NUMERAL})分(?!之)|([二三四五]?十[一二三四五六七八九]?)(?!块)|(?=[前后之到开准发下就]|以前|左右)))"
)
_DAYTIME = ("凌晨", "早上", "早晨", "上午", "清早", "今早", "中午", "下午", "傍晚", "晚上", "今晚", "明晚", "夜里", "每晚", "当晚", "当天", "半夜")
_MORE = "多|来(?![自])|余|几|大几|好几|把"
_MAIN = re.compile(
    rf"(?P<num>{NUMERAL}|半)(?P<more>{_MORE})?"
    rf"(?:(?:(?P<u1>{_UNIT_RE})?(?:到|至|[-~～—–]+)(?P<num2>{NUMERAL})(?P<more2>{_MORE})?)?"
    rf"(?:个(?P<ge>半|多|来|把)(?P<geunit>月|小时|钟头|钟|星期|礼拜|季度)|(?P<mi>个米)|(?:[大小整](?=[包袋盒片瓶个条颗支枝罐箱桶份块张根粒杯碗听卷把勺]))?(?P<unit>{_UNIT_RE})))?"
)
_MONEY_TAIL = re.compile(
    r"(?:(?P<more>多|来)钱?|零?(?P<mao>[一二两三四五六七八九\d])(?:(?P<jiao>[毛角])(?P<fen>[一二三四五六七八九\d])?分?|(?!\d|[十百千万折个米包袋盒片瓶条件颗支罐箱斤克张双只天年月点成份套位次号]))钱?|(?P<half>半)钱?)"
)
_NOT_MONEY = re.compile(PIECES)
_JIN_TAIL = re.compile(rf"(?:零)?(?:(?P<half>半)|(?P<liang>[一二三四五六七八九])两|(?P<more>多|来)|(?P<tenth>[一二三四五六七八九])(?=$|[，,。！!？?；;的、]))")
_HALF_TAIL = re.compile("半(?![价折年天个小月斤])")
_METER_TAIL = re.compile(r"(?P<half>半)|(?P<frac>[一二三四五六七八九]{1,2}|\d{1,2})(?![\d十百千万个米块件条包袋])")
_TIME_TAIL = re.compile(rf"(?P<half>半)(?![价折])|(?P<more>多|来)|零?(?P<months>{NUMERAL})个月")
_MONTH_DAY = re.compile(rf"月(?:份|底|初|中旬)?(?:({NUMERAL})[号日])?")
_BEFORE = ("不到", "不足", "将近", "接近", "差不多", "大概", "大约", "快", "约", "近", "上", "小")
_UNDER = frozenset(("不到", "不足", "将近", "接近", "快", "近"))
_AFTER = re.compile("(?P<under>不到|不足)|(?P<over>出头|开外|多)|(?P<about>左右|上下)")
_PER_GAP = frozenset(("", "是", "就", "就是", "有", "才", "装", "重", "净重", "里面", "足足", "里面是", "大概", "只要", "卖", "要", "合", "/"))
_PACKS = frozenset("包 袋 盒 片 瓶 个 条 件 颗 支 枝 只 罐 箱 桶 份 双 套 张 本 根 粒 枚 杯 碗 听 排 板 卷 提 组 串 对 筒 管 次".split())
_WEEKDAY = frozenset("周期拜初老")
_MONEY_CUE = re.compile("[价卖钱元券省付拍]|到手|只要|便宜|优惠|链接|给你|就是|来")
_LENGTH_CUE = re.compile("[长宽高深厚身卷绳线布料面距离跑厘公]")


def quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities stated in folded ``text``, in order, never overlapping.

    Ranges are inclusive and in the canonical unit of each kind (see :class:`Quantity`); a month is 30 days and a
    year twelve months. Idioms, ordinals, grades and link numbers are not quantities. Linear in the text.
    """
    drafts: list[_Draft] = []
    done = 0
    for trigger in _TRIGGER.finditer(text):
        at = trigger.start()
        if at < done:
            continue
        found, done = _read(text, at, done)
        if found is not None:
            drafts.append(found)
    _join_ranges(text, drafts)
    _attach_per(text, drafts)
    return tuple(
        Quantity(
            start=d.start,
            end=d.end,
            text=text[d.start : d.end],
            low=d.low,
            high=d.high,
            unit=d.unit,
            approximate=d.approximate,
            per=d.per,
        )
        for d in drafts
    )


def _read(text: str, at: int, done: int) -> tuple[_Draft | None, int]:
    """Read what starts at ``at``; return the draft, if any, and where reading goes on."""
    char = text[at]
    skipped = _SKIP.match(text, at)
    if skipped:
        return None, skipped.end()
    if char in "第买满拍¥个俩仨":
        return _read_special(text, at, char)
    if text.startswith("百分之", at):
        return _percent(text, at)
    before = text[at - 1] if at else ""
    if "a" <= before <= "z" or before in _WEEKDAY and _is_weekday(text, at):
        run = _MAIN.match(text, at)
        return None, run.end("num") if run else at + 1
    clock = _CLOCK.match(text, at)
    if clock:
        draft = _clock(text, at, clock)
        if draft is not None:
            return draft, draft.end
    match = _MAIN.match(text, at)
    if match is None:
        return None, at + 1
    draft = _measure(text, at, match)
    if draft is None:
        return None, match.end("num")
    return _widen(text, draft, done), draft.end


def _is_weekday(text: str, at: int) -> bool:
    """Tell 星期三, 周六, 初一, 老三 from 一周三次, 保质期三年."""
    if text[at - 1] in "初老":
        return text[at : at + 1] in DIGITS
    two, three = text[max(0, at - 2) : at], text[max(0, at - 3) : at - 2]
    if two in ("星期", "礼拜"):
        return three not in ("个", "一", "两", "三", "几")
    return text[at - 1] == "周" and two[:1] not in DIGITS and not two[:1].isdigit()


def _read_special(text: str, at: int, char: str) -> tuple[_Draft | None, int]:
    if char == "第":
        match = _ORDINAL.match(text, at)
        if match is None:
            return None, at + 1
        half = _HALF_PRICE.match(text, match.end())
        if half:
            return _Draft(at, half.end(), 5.0, 5.0, "折", per=match[0]), half.end()
        return None, match.end()
    if char == "¥":
        match = _YUAN.match(text, at)
        return _simple(match, 1, "元") if match else (None, at + 1)
    if char in "俩仨":
        count = 2.0 if char == "俩" else 3.0
        if text.startswith("月", at + 1):
            return _Draft(at, at + 2, count * MONTH, count * MONTH, "秒"), at + 2
        if text[max(0, at - 1) : at] in "他她它咱你我们" and at:
            return None, at + 1
        return _Draft(at, at + 1, count, count, "个"), at + 1
    if char == "个":
        unit = next((u for u in DURATION_AFTER_GE if text.startswith(u, at + 2)), None)
        if unit is None:
            return None, at + 2
        value, end = float(DURATION_AFTER_GE[unit]), at + 2 + len(unit)
        return _Draft(at, end, 0.8 * value, 1.5 * value, "秒", True), end
    match = _OFF.match(text, at) if char == "满" else _GIVE.match(text, at)
    if match is None:
        return None, at + 1
    number, first = parse_number(match[2]), parse_number(match[1])
    if number is None or first is None:
        return None, at + 1
    unit = "减" if char == "满" else "发" if "发" in match[0] or "到手" in match[0] else "送"
    return _Draft(at, match.end(), number.low, number.high, unit, per=f"{char}{first.low:g}"), match.end()


def _simple(match: re.Match[str], group: int, unit: str) -> tuple[_Draft | None, int]:
    number = parse_number(match[group])
    if number is None:
        return None, match.end()
    return _Draft(match.start(), match.end(), number.low, number.high, unit), match.end()


def _percent(text: str, at: int) -> tuple[_Draft | None, int]:
    match = _PERCENT.match(text, at)
    number = parse_number(match[1]) if match else None
    if match is None or number is None:
        return None, at + 3
    low, high = number.low, number.high
    if match[2]:
        low = high = float(f"{low:.0f}.{''.join(str(DIGITS[c]) for c in match[2])}")
    if match[3] and (upper := parse_number(match[3])):
        high = upper.high
    return _Draft(at, match.end(), low, high, "%", low != high), match.end()


def _clock(text: str, at: int, match: re.Match[str]) -> _Draft | None:
    number = parse_number(match[1]) if match[1] else None
    if number is None or number.approximate or number.low > 24 or number.low != int(number.low):
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
    hour, start = number.low, at
    daytime = text[max(0, at - 2) : at]
    if daytime in _DAYTIME:
        start = at - 2
        if hour < 12 and daytime in ("下午", "傍晚", "晚上", "今晚", "明晚", "夜里", "每晚", "当晚"):
            hour += 12
        elif daytime == "中午" and hour < 6:
            hour += 12
    value = hour * 60 + minutes
    return _Draft(start, match.end(), value, value, "时刻")


def _measure(text: str, at: int, match: re.Match[str]) -> _Draft | None:
    """Turn a numeral with what follows into a draft, or None where it isn't a quantity."""
    raw = match["num"]
    number = parse_number(raw)
    if number is None:
        return _odd_discount(match, at) if match["unit"] == "折" else None
    if raw[-1] in "百千万亿十" and len(raw) == 1 and raw != "十" and not (match["more"] or match["unit"] or match["mi"]):
        return None
    if match["more"]:
        number = _stretch(number, match["more"])
    if match["num2"]:
        number = _range(number, match)
        if number is None:
            return None
    if match["mi"]:
        return _with_tail(text, _Draft(at, match.end(), number.low, number.high, "元", number.approximate), "块")
    if match["ge"]:
        return _half_more(at, match, number)
    word = match["unit"]
    if word is None:
        return _bare(text, at, match, number)
    return _with_unit(text, at, match, number, word)


def _odd_discount(match: re.Match[str], at: int) -> _Draft | None:
    """Read 七五折, 八八折: two digits side by side are tenths."""
    raw = match["num"]
    if len(raw) != 2 or any(char not in DIGITS for char in raw):
        return None
    value = DIGITS[raw[0]] + DIGITS[raw[1]] / 10
    return _Draft(at, match.end(), value, value, "折")


def _stretch(number: Number, more: str) -> Number:
    """Widen a round number by 多, 来, 几: 三十多 is 30–40, 十来 is 9–13."""
    low = number.low
    step = 1.0
    while low >= 10 and low % (step * 10) == 0 and step * 10 <= low:
        step *= 10
    if more in ("来", "把"):
        return Number(0.9 * low, low + 0.3 * step, True)
    return Number(low, low + step, True)


def _range(number: Number, match: re.Match[str]) -> Number | None:
    upper = parse_number(match["num2"])
    if upper is None:
        return None
    if match["more2"]:
        upper = _stretch(upper, match["more2"])
    low, first = number.low, match["u1"]
    if first and match["unit"] and first != match["unit"]:
        mine, theirs = _UNITS[first], _UNITS[match["unit"]]
        if mine.name != theirs.name:
            return None
        low *= mine.factor / theirs.factor
    elif not first and low < 10 and upper.low >= 20 and match["num2"][-1] == "十":
        low *= 10
    return None if upper.high < low else Number(low, upper.high, True)


def _half_more(at: int, match: re.Match[str], number: Number) -> _Draft:
    factor = DURATION_AFTER_GE[match["geunit"]]
    low, high, kind = number.low, number.high, match["ge"]
    if kind == "半":
        low, high = low + 0.5, high + 0.5
    elif kind == "多":
        high += 1
    else:
        low, high = 0.8 * low, 1.5 * high
    return _Draft(at, match.end(), low * factor, high * factor, "秒", number.approximate or kind != "半")


def _bare(text: str, at: int, match: re.Match[str], number: Number) -> _Draft | None:
    raw = match["num"]
    end = match.end("num2") if match["num2"] else match.end("more") if match["more"] else match.end("num")
    digits = raw[0].isascii()
    if not digits and (len(raw) < 2 or number.approximate and not set(raw) & set("十百千")):
        return None
    following = text[end : end + 1]
    if following in ("号", "链", "星") and following:
        return None
    if digits and "a" <= following <= "z":
        return None
    return _Draft(at, end, number.low, number.high, "", number.approximate)


def _with_unit(text: str, at: int, match: re.Match[str], number: Number, word: str) -> _Draft | None:
    unit, end = _UNITS[word], match.end()
    following = text[end : end + 1]
    if word == "年":
        if following == "级":
            return None
        if 1900 <= number.low <= 2100 and number.low == number.high:
            return _date(text, at, end, number)
    if word == "月" and number.low <= 12 and not number.approximate and match["num"] != "半":
        return _month(text, at, match, number)
    if word == "折":
        if following and following in "叠扇痕合":
            return None
        low = number.low / 10 if number.low > 10 else number.low
        return _Draft(at, end, low, low, "折", number.approximate)
    if word == "块" and _NOT_MONEY.match(text, end):
        return _Draft(at, end, number.low, number.high, "块", number.approximate)
    if word in ("毛", "角") and following and following in "巾衣度落色形线孔绒":
        return None
    if word == "成" and (number.low > 10 or following and following in "为立功就本员交品都分熟人年"):
        return None
    if word == "米" and _is_money_mi(text, at, end, number):
        unit = Unit("元", 1.0)
        word = "块"
    low, high = number.low * unit.factor, number.high * unit.factor
    draft = _Draft(at, end, low, high, unit.name, number.approximate)
    if unit.name == "度":
        return _temperature(text, draft)
    return _with_tail(text, draft, word)


def _is_money_mi(text: str, at: int, end: int, number: Number) -> bool:
    """Tell 六十九米九 (yuan, in hosts' slang) from 三米长."""
    before, after = text[max(0, at - 8) : at], text[end : end + 2]
    if _LENGTH_CUE.search(before) or after[:1] and after[0] in "长宽高深厚布线绳的":
        return False
    if after[:1] == "九" or after[:1] == "9":
        return number.low >= 4
    return bool(_MONEY_CUE.search(before)) and number.low >= 5


def _with_tail(text: str, draft: _Draft, word: str) -> _Draft:
    """Add what trails the unit: 九块九毛九, 一斤半, 一米六二, 一年半, 三块多."""
    if word in ("块", "元", "块钱"):
        return _money_tail(text, draft)
    if word in ("斤", "公斤", "两"):
        match = _JIN_TAIL.match(text, draft.end)
        if match and not (match["tenth"] and word != "两"):
            factor = _UNITS[word].factor
            if match["tenth"]:
                return _extend(draft, match.end(), 0.1 * factor * DIGITS[match["tenth"]])
            if match["more"]:
                return _extend(draft, match.end(), 0.0, factor)
            return _extend(draft, match.end(), 0.5 * factor if match["half"] else 50.0 * DIGITS[match["liang"]])
    elif word == "米":
        match = _METER_TAIL.match(text, draft.end)
        if match:
            digits = "".join(str(DIGITS.get(char, char)) for char in match["frac"] or "5")
            return _extend(draft, match.end(), float(f"0.{digits}") * 1000)
    elif draft.unit in ("克", "毫升", "毫米"):
        match = _HALF_TAIL.match(text, draft.end)
        if match:
            return _extend(draft, match.end(), 0.5 * _UNITS[word].factor)
    elif draft.unit == "秒":
        match = _TIME_TAIL.match(text, draft.end)
        if match:
            factor = _UNITS[word].factor
            if match["more"]:
                return _extend(draft, match.end(), 0.0, factor)
            if match["half"]:
                return _extend(draft, match.end(), factor / 2)
            months = parse_number(match["months"])
            if months and word == "年" and months.low < 12:
                return _extend(draft, match.end(), months.low * MONTH)
    return draft


def _extend(draft: _Draft, end: int, plus: float, spread: float = 0.0) -> _Draft:
    draft.end = end
    draft.low += plus
    draft.high += plus + spread
    draft.approximate = draft.approximate or spread > 0
    return draft


def _money_tail(text: str, draft: _Draft) -> _Draft:
    match = _MONEY_TAIL.match(text, draft.end)
    if match is None:
        return draft
    if match["more"]:
        return _extend(draft, match.end(), 0.0, 1.0)
    if match["half"]:
        return draft if draft.low != int(draft.low) else _extend(draft, match.end(), 0.5)
    tenths = float(DIGITS.get(match["mao"], match["mao"]))
    cents = float(DIGITS.get(match["fen"], match["fen"])) if match["fen"] else 0.0
    draft = _extend(draft, match.end(), 0.0)
    draft.low = round(draft.low + tenths / 10 + cents / 100, 2)
    draft.high = round(draft.high + tenths / 10 + cents / 100, 2)
    return draft


def _date(text: str, at: int, end: int, number: Number) -> _Draft:
    value, month = number.low * 10_000, re.compile(rf"({NUMERAL})月(?:({NUMERAL})[号日])?").match(text, end)
    if month and (parsed := parse_number(month[1])) and parsed.low <= 12:
        value, end = value + parsed.low * 100, month.end()
        if month[2] and (day := parse_number(month[2])):
            value += day.low
    return _Draft(at, end, value, value, "日期")


def _month(text: str, at: int, match: re.Match[str], number: Number) -> _Draft:
    tail = _MONTH_DAY.match(text, match.end() - 1)
    value, end = number.low * 100, match.end()
    if tail:
        end = tail.end()
        if tail[1] and (day := parse_number(tail[1])) and day.low <= 31:
            value += day.low
    start = at - 2 if text[max(0, at - 2) : at] in ("明年", "今年", "去年", "后年", "前年") else at
    return _Draft(start, end, value, value, "日期")


def _temperature(text: str, draft: _Draft) -> _Draft:
    below = text[max(0, draft.start - 2) : draft.start]
    if below == "零下":
        draft.start -= 2
    elif below[-1:] in ("负", "-"):
        draft.start -= 1
    else:
        return draft
    draft.low, draft.high = -draft.high, -draft.low
    return draft


def _widen(text: str, draft: _Draft, done: int) -> _Draft:
    """Take in 不到, 将近, 大概 before and 左右, 出头, 不到 after the quantity."""
    before = text[max(done, draft.start - 3) : draft.start]
    for word in _BEFORE:
        if before.endswith(word):
            if word == "近" and before[-2:-1] in ("最", "附", "靠") or word in "小上" and draft.low < 20:
                break
            draft.start -= len(word)
            draft.low *= 0.85 if word in _UNDER else 0.9
            draft.high *= 1.0 if word in _UNDER else 1.1
            draft.approximate = True
            break
    after = _AFTER.match(text, draft.end)
    if after:
        draft.end, draft.approximate = after.end(), True
        draft.low *= 0.85 if after["under"] else 0.9 if after["about"] else 1.0
        draft.high *= 1.0 if after["under"] else 1.1 if after["about"] else 1.15
    return draft


def _join_ranges(text: str, drafts: list[_Draft]) -> None:
    """Join 三天到五天 and 20:00-22:00 into one range."""
    i = 0
    while i + 1 < len(drafts):
        a, b = drafts[i], drafts[i + 1]
        if a.unit == b.unit and b.start - a.end <= 2 and text[a.end : b.start] in ("到", "至", "-", "~", "--"):
            if a.low <= b.high:
                a.high, a.end, a.approximate = b.high, b.end, True
                del drafts[i + 1]
                continue
        i += 1


def _attach_per(text: str, drafts: list[_Draft]) -> None:
    """Say what a measure is per: 每袋250克, 一袋半斤, 九块九一包, 每100克1.1克."""
    for i, draft in enumerate(drafts):
        if draft.per or draft.unit in _PACKS:
            continue
        before = text[max(0, draft.start - 2) : draft.start]
        if len(before) == 2 and before[0] == "每" and before[1] in _PACKS:
            draft.per = before[1]
            continue
        prev = drafts[i - 1] if i else None
        if prev is not None and prev.unit in _PACKS and text[prev.end : draft.start] in _PER_GAP:
            draft.per = _count_name(text, prev)
            continue
        follow = drafts[i + 1] if i + 1 < len(drafts) else None
        if follow is not None and follow.unit in _PACKS and text[draft.end : follow.start] in ("", "/", "钱"):
            draft.per = _count_name(text, follow)


def _count_name(text: str, draft: _Draft) -> str:
    return draft.unit if draft.low == draft.high == 1 else text[draft.start : draft.end]
