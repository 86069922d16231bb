"""Facts told without their name: the one weight, volume, length, dose or range on the card, by how it is spoken of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from coach.scoring.facts_measure import TOLERANCE, amounts_of, answer, card_amounts, card_texts, same
from coach.scoring.facts_talk import Fact, Span, Statement, Talk
from coach.scoring.spoken import Quantity, parse_number
from coach.scoring.spoken_units import COUNT_WORDS

_Reader = Callable[[Talk, Fact, Quantity], int | None]
_OPENING = 6  # characters of a clause before the quantity that answers the clause before
_ENDS = re.compile(
    "(?:[啊呢哈吧呀哦嘛的了]|左右|重|沉)*(?:$|[，,。！!；;]|(?:[一-龥]{0,4}|[一-龥]{0,3}也?能)[拎提抱背扛拿塞揣]|单手|一只手|放)"
)


def soles(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield what the text says of a fact that alone on the card has its unit, though its name isn't spoken."""
    yield from _often(talk, fact)
    rate = _RATE.search(fact.value)
    if rate is not None:
        yield from _doses(talk, fact)
        return
    for unit, reader in (("克", _weight), ("毫升", _volume), ("毫米", _length)):
        if not talk.of(unit):
            continue
        like = fact.first(unit)
        if like is None:
            continue
        if like.low < like.high and unit != "毫升":
            yield from _ranges(talk, fact, like)
        elif _alone(fact, unit):
            yield from _stated(talk, fact, like, reader)


def _alone(fact: Fact, unit: str) -> bool:
    """Tell whether no other fact of the card, and no other number of this one, has ``unit``."""
    if sum(amount.unit == unit for amount in fact.amounts) != 1:
        return False
    facts = fact.product.facts
    return not any(
        amount.unit == unit for name, value in facts.items() if name != fact.name for amount in amounts_of(value)
    )


def _stated(talk: Talk, fact: Fact, like: Quantity, reader: _Reader) -> Iterator[Statement]:
    for amount in talk.of(like.unit):
        start = reader(talk, fact, amount)
        if start is None or not talk.asserted(amount.start, amount.end):
            continue
        agrees = same(amount, like.low, like.high)
        if not agrees and (_many(talk, amount) or _known(fact, amount)):
            continue
        yield answer(amount, like, agrees, (start, amount.end), 1)


def _known(fact: Fact, amount: Quantity) -> bool:
    """Tell whether the card names this amount for something else."""
    known = card_amounts(card_texts(fact))
    return any(other.unit == amount.unit and same(amount, other.low, other.high) for other in known)


def _many(talk: Talk, amount: Quantity) -> bool:
    """Tell whether the amount is that of several pieces: 两个一共三斤."""
    before = talk.just_before(amount)
    return before is not None and before.low >= 2 and before.unit in COUNT_WORDS and before.end <= amount.start


def _lead(talk: Talk, amount: Quantity, pattern: re.Pattern[str], steps: int) -> Span | None:
    """Return where ``pattern`` stands before the amount: in its clause or, where that opens with it, up to ``steps`` back."""
    clause = talk.clause(amount.start)
    low = max(clause[0], amount.start - 14, talk.previous_end(amount))
    here = list(pattern.finditer(talk.text, low, amount.start))
    if here:
        return here[-1].span()
    if amount.start - clause[0] > _OPENING:
        return None
    before = talk.before(clause)
    for _ in range(steps):
        if before is None or talk.previous_end(amount) > before[0]:
            return None
        found = list(pattern.finditer(talk.text, *before))
        if found:
            return found[-1].span()
        before = talk.before(before)
    return None


# --- weight: 上手掂一下，两公斤出头 ------------------------------------------------------------------------------------

_HANDLED = re.compile(
    "掂|(?<![名号宣])称(?![为呼赞职号])|过秤|上秤|秤上|[放搁摆]秤|拎|提(?:起来|着|在手|一下|了提)|上手|拿(?:在手|起来)|抱(?:起来|着)|托在手"
    "|端(?:起来|着)|扛|整[套机台体]|全套|裸[机重]|自重|净重|重量|[有得]?多[重沉]|几斤|电子秤|体重秤"
)
_GROSS = re.compile("毛重|[连带]着?(?:盒|箱|瓶|袋|包装|外?箱|罐)|包装")
_NOT_ITS_WEIGHT = re.compile(
    "体重(?!秤)|身高|(?<![女男])孩子|宝宝|娃|承重|承[受住]|装|能放|灌|满|加水|瘦|胖|吃|喝|兑|倒|配|送|赠|买|卖|拍|洗|以内|以下|"
    "[桶壶瓶杯袋]水|(?<!这)(?<!它)(?:手机|电脑|行李|书|菜|米|大米|矿泉水|西瓜)(?!包)|鲜|出一|做|每|以前"
)
_NOT_WEIGHED = re.compile("体重|承重|载重|充绒|含量(?<!净含量)|配重")


def _weight(talk: Talk, fact: Fact, amount: Quantity) -> int | None:
    if _NOT_WEIGHED.search(fact.name) or amount.low < 20 or not _ENDS.match(talk.text, amount.end):
        return None
    span = _lead(talk, amount, _HANDLED, 2)
    if span is None:
        return None
    words = talk.text[max(span[0] - 6, talk.clause(span[0])[0]) : amount.start]
    own = _GROSS.sub("", words)
    if "毛重" not in fact.name and _GROSS.search(talk.text, amount.end, amount.end + 8):
        return None
    if _NOT_ITS_WEIGHT.search(own) or ("毛重" in fact.name) != (own != words):
        return None
    return _start(talk, span, amount)


def _start(talk: Talk, span: Span, amount: Quantity) -> int:
    return span[0] if span[0] >= talk.clause(amount.start)[0] else amount.start


# --- volume and length: 桶多大？十升 -----------------------------------------------------------------------------------

_HOW_BIG = re.compile("多大|多能装|(?:装|盛|容)(?:得?下)?多少|多少升|几升|多少毫升|容量")
_VESSEL = re.compile(
    "(?:桶|水?箱|壶|缸|内胆|盆|锅|肚子|肚量)(?:身|体|里面?)?(?:就|都|也|是|有|大|啊|呢|挺|很|足足|得有|整整|能装|给到|做到)*$"
)
_OTHER_VOLUME = re.compile("[喝吃用倒兑配挤吸加接泡冲送赠]|每|一次|小样|水量|半[箱桶壶]|[剩差]")


def _volume(talk: Talk, fact: Fact, amount: Quantity) -> int | None:
    clause = talk.clause(amount.start)
    span = _asked(talk, amount, _HOW_BIG)
    if span is None:
        found = _VESSEL.search(talk.text, max(clause[0], amount.start - 10), amount.start)
        span = found.span() if found and _ENDS.match(talk.text, amount.end) else None
    if span is None or fact.kind is None or fact.kind.sort != "amount":
        return None
    low = talk.clause(span[0])[0]
    return None if _OTHER_VOLUME.search(talk.text, low, amount.start) else _start(talk, span, amount)


def _asked(talk: Talk, amount: Quantity, pattern: re.Pattern[str]) -> Span | None:
    """Return the question in the clause before that the amount answers."""
    clause = talk.clause(amount.start)
    before = talk.before(clause) if amount.start - clause[0] <= _OPENING else None
    if before is not None and talk.before_hesitation(before) <= before[0]:
        before = talk.before(before)
    if before is None or talk.previous_end(amount) > before[0]:
        return None
    found = pattern.search(talk.text, *before)
    return found.span() if found and before[1] - found.end() <= 3 else None


_SIDES = {side: re.compile(f"多{side}|{side}度?(?:是?多少|$)") for side in "长宽高厚深粗"}


def _length(talk: Talk, fact: Fact, amount: Quantity) -> int | None:
    side = next((side for side in _SIDES if fact.name.removesuffix("度").endswith(side)), None)
    if side is None or not _ENDS.match(talk.text, amount.end):
        return None
    span = _asked(talk, amount, _SIDES[side])
    if span is None:
        return None
    asked = talk.in_clause(span[0])
    noun = fact.name.removesuffix("度")[:-1]
    return amount.start if not noun or noun[-1] in asked or len(asked) <= 4 else None


# --- doses: 每日2粒, 一天四粒 ------------------------------------------------------------------------------------------

_DAY, _TIME = "(?:[每一][天日])", "(?:每|一)(?:次|回|顿|餐)"
_RATE = re.compile(f"(?P<day>{_DAY}|日服)|(?P<time>{_TIME})")
_RATE_GAP = "(?:就|只|要|需要?|得|是|吃|服用?|嚼|含|喝|用|冲|泡|贴|各|够|也就|随餐|饭后|饭前|大概|固定|建议|推荐)*$"
_PER = {"day": re.compile(_DAY + _RATE_GAP), "time": re.compile(_TIME + _RATE_GAP)}
_BOUNDED = re.compile("别|不要|不能|最多|超|孩子|儿童|小孩|大人|老人|我(?!们)|我妈|我爸|开始|头[一二三几]|前[一二三几]")
_SERVED = re.compile("服|食|吃|用|量|喝")


def _doses(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield how much is to be taken a day or a time, where the card says one such number."""
    if not _SERVED.search(fact.name):
        return
    for like in fact.amounts:
        if like.unit in ("", "次", "秒", "元", "天", "日") or like.unit not in (*COUNT_WORDS, "克", "毫升"):
            continue
        rates = list(_RATE.finditer(fact.value, 0, like.start))
        if not rates:
            continue
        yield from _doses_a_day(talk, fact, like, rates)
        period = _PER["day" if rates[-1]["day"] else "time"]
        for amount in talk.of(like.unit):
            clause = talk.clause(amount.start)
            found = period.search(talk.text, max(clause[0], amount.start - 12), amount.start)
            if found is None or not talk.asserted(amount.start, amount.end):
                continue
            if _BOUNDED.search(talk.text, max(clause[0], found.start() - 6), amount.start):
                continue
            yield answer(amount, like, same(amount, like.low, like.high), (found.start(), amount.end), 2)


_A_WEEK = re.compile("(?:每|一)(?:周|星期|个?礼拜)")
_DAILY = re.compile(
    "(?:天天|每天)都?(?:可以|能)(?:拿来)?[用敷洗喝吃抹涂喷做贴]"
    "|(?:天天|每天)都?[用敷洗喝吃抹涂喷做贴](?:都|也)?(?:可以|行|没事|没问题|不怕)"
    "|(?:每|一)天(?:用|敷|洗|喝|吃|抹|做|贴)?[一两二三](?:次|片|回)"
)


def _often(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield daily use of what the card says is used some times a week: 天天敷都可以 beside 每周2-3次."""
    if not _A_WEEK.search(fact.value) or fact.first("次") is None:
        return
    for match in _DAILY.finditer(talk.text):
        clause = talk.clause(match.start())
        if not _BOUNDED.search(talk.text, max(clause[0], match.start() - 6), match.end()) and talk.asserted(
            *match.span()
        ):
            yield Statement(said=match[0], agrees=False, start=match.start(), end=match.end())


_TIMES_A_DAY = re.compile(f"{_DAY}(?P<times>[1-9一二三四五六七八九两])[次回顿]")


def _doses_a_day(talk: Talk, fact: Fact, like: Quantity, rates: list[re.Match[str]]) -> Iterator[Statement]:
    """Yield how much is to be taken a day where the card says how often, and how much each time: 一天一粒."""
    often = _TIMES_A_DAY.search(fact.value, 0, like.start)
    times = parse_number(often["times"]) if often else None
    if times is None or rates[-1]["day"]:
        return
    for amount in talk.of(like.unit):
        clause = talk.clause(amount.start)
        found = _PER["day"].search(talk.text, max(clause[0], amount.start - 12), amount.start)
        if found is None or not talk.asserted(amount.start, amount.end):
            continue
        if _BOUNDED.search(talk.text, max(clause[0], found.start() - 6), amount.start):
            continue
        agrees = same(amount, like.low * times.low, like.high * times.low)
        yield answer(amount, like, agrees, (found.start(), amount.end), 2)


# --- for whom, by weight or height: 适用体重 9到14公斤 ------------------------------------------------------------------

_TO = re.compile("[到至~～—–-]")
_WHOSE = re.compile("体重|身高|宝宝|宝贝|孩子|娃|小朋友|适合|适用|能穿|可以穿|狗|猫")
_SIZE = re.compile("(?<![a-z])(x{0,3}[sl]|x{2,4}|m|nb)码?")


def _ranges(talk: Talk, fact: Fact, like: Quantity) -> Iterator[Statement]:
    """Yield a range of weights or heights the goods are said to be for; both its ends count."""
    if not re.search("适用|适合|体重|身高", fact.name):
        return
    mine = set(_SIZE.findall(f"{fact.product.name}{fact.value}".lower()))
    likes = [amount for amount in fact.amounts if amount.unit == like.unit]
    for amount in talk.of(like.unit):
        if amount.low >= amount.high or not _TO.search(amount.text):
            continue
        clause = talk.clause(amount.start)
        before = talk.before(clause)
        words = talk.text[before[0] if before else clause[0] : clause[1]]
        sizes = set(_SIZE.findall(talk.text, clause[0], amount.start))
        if not _WHOSE.search(words) or (sizes and not sizes & mine) or not talk.asserted(amount.start, amount.end):
            continue
        agrees = any(_near(amount.low, each.low) and _near(amount.high, each.high) for each in likes)
        yield answer(amount, like, agrees, (amount.start, amount.end), 2)


def _near(said: float, card: float) -> bool:
    return abs(said - card) <= TOLERANCE * abs(card)
