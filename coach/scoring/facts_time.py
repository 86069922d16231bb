"""Facts that are lengths of time: shelf life, use after opening, warranty, shipping, claims."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coach.scoring.facts_measure import answer, same
from coach.scoring.facts_talk import Fact, Statement, Talk
from coach.scoring.spoken_units import DAY

_SHIP_DAY = re.compile(
    r"(?P<day>当天|当日|今天|今晚|现拍现|明天|次日|第二天|隔天|隔日|后天|大后天|这两天)"
    r"(?P<gap>[^，,。！!？?；;]{0,9}?)"
    r"(?:发货|发出|发走|发掉|给[你您大家]{1,2}发|就发|能发|安排发|寄出|寄走|出库|出仓|走快递|走冷链|(?<=[天日晚])发|就走)"
    r"(?![现票热])"
)
_DAYS = {
    "当天": (0.0, 1.0), "当日": (0.0, 1.0), "今天": (0.0, 1.0), "今晚": (0.0, 1.0), "现拍现": (0.0, 1.0),
    "明天": (0.5, 2.0), "次日": (0.5, 2.0), "第二天": (0.5, 2.0), "隔天": (0.5, 2.0), "隔日": (0.5, 2.0),
    "后天": (1.0, 3.0), "大后天": (2.0, 4.0), "这两天": (0.5, 3.0),
}  # fmt: skip
_SAME_DAY = ("当天", "当日", "今天", "今晚", "现拍现")
_LATER_DAY = re.compile("大后天|明天|次日|第二天|隔天|隔日|后天")
_SPAN_IN_GAP = re.compile("小时|[天日]之?内|不|没|别|个工作日|周|礼拜|星期|月")


def durations(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield what the text says about a fact that is a length of time."""
    kind, like = fact.kind, fact.first("秒")
    if kind is None:
        return
    if kind.id == "ship":
        yield from _shipping_days(talk, fact)
    if like is None:
        return
    if kind.id == "warranty":
        yield from _for_life(talk)
    if kind.id == "return" and _WHOLE_ONLY.search(fact.value):
        yield from _taken_back_used(talk)
    for amount in talk.of("秒"):
        if amount.high < kind.least:
            continue
        cue = talk.cue(kind, amount)
        if cue is None or not talk.asserted(amount.start, amount.end):
            continue
        if kind.needs and not kind.needs.search(talk.text, cue.start, talk.clause(amount.start)[1]):
            continue
        agrees = same(amount, like.low, like.high)
        if kind.id == "claim" and not agrees and not _CLAIMED.search(talk.in_clause(amount.start)):
            continue
        if amount.high < like.low and _PART_OF.search(talk.text, max(0, amount.start - 4), amount.start):
            continue
        if not agrees and not cue.strong and amount.high < like.low:
            continue  # 能放三天 of goods that keep for months is about the place they stand, not the shelf life
        yield answer(amount, like, agrees, (cue.start, cue.end), 2 if cue.strong else 1)


_CLAIMED = re.compile("拍|报|联系|反馈|客服|赔|照|登记|申请|坏|破|烂|损|碎|漏")
_PART_OF = re.compile("(?:[头前首]|其中|最初|开头|里头)(?:的|这)?$")  # 头六个月坏了换新 of two years' warranty
_FOR_LIFE = re.compile(
    "(?:终身|一辈子|永久)(?:免费)?(?:质保|保修|包换|维修|换新)|(?:质保|保修)(?:是|就是)?(?:终身|一辈子|永久)"
)


def _for_life(talk: Talk) -> Iterator[Statement]:
    for match in _FOR_LIFE.finditer(talk.text):
        if talk.asserted(*match.span()):
            yield Statement(said="终身", agrees=False, start=match.start(), end=match.end(), weight=2)


_WHOLE_ONLY = re.compile("(?:未|没)(?:拆封|拆|开封|使用|用过|洗)|不影响二次销售|包装完[好整]|吊牌")
_USED = re.compile(
    "(?:拆(?:了|开了?|过|封)(?:封|包装)?|开封了?|[用吃喝穿洗试](?:过|了)|剪了?吊牌)[^，,。！!？?；;不没]{0,4}?[，,]?"
    "(?:不(?:喜欢|满意|合适|想要)[^，,。！!？?；;]{0,2})?(?:也|都|照样|照|随便|一样|随时)(?:能|可以|给|包|让|接受)?(?:[你您]|你们|大家)?(?:随便)?退"
)


def _taken_back_used(talk: Talk) -> Iterator[Statement]:
    """Yield the promise to take back what is opened or used, which the card leaves out: 拆了随便退."""
    for match in _USED.finditer(talk.text):
        if talk.asserted(*match.span()):
            yield Statement(said=match[0], agrees=False, start=match.start(), end=match.end(), weight=2)


def _shipping_days(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield promises that name a day (今天拍今天发, 隔天发走) beside the card's hours or 当天."""
    kind, like = fact.kind, fact.first("秒")
    same_day = any(word in fact.value for word in ("当天", "当日"))
    if kind is None or (like is None and not same_day):
        return
    for match in _SHIP_DAY.finditer(talk.text):
        start, end = match.span()
        later = _LATER_DAY.search(match["gap"])
        word = later[0] if later else match["day"]
        if _SPAN_IN_GAP.search(match["gap"]) or kind.block.search(talk.in_clause(start)):
            continue
        if not talk.asserted(start, end):
            continue
        low, high = (day * DAY for day in _DAYS[word])
        agrees = word in _SAME_DAY if like is None or same_day else low < like.high and like.low <= high
        yield Statement(said=f"{word}发", agrees=agrees, start=start, end=end)
