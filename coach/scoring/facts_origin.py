"""Where the goods are said to come from, beside the card's origin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coach.scoring.facts_measure import card_texts
from coach.scoring.facts_talk import Fact, Statement, Talk
from coach.scoring.model import Kind
from coach.scoring.places import Mention, Place, agree

_FROM_BEFORE = re.compile(
    "(?:产地|原产地|产区|奶源|原料|源头|产自|产于|原产于?|出自|来自|源自|出产于?|采自|选自|取自|(?<!国)产|用的?|选的?|自|"
    "[种长养生做]在)"
    "(?:呢|就|都|是|在|的|于|全部|全|统统|自|那个|正宗|地道|我们|咱们|咱|选|选用|用|取|来|了|全是|，|,)*$"
)
_SITE_BEFORE = re.compile(
    "(?<!面料)(?<!机芯)(?:厂子?|厂房|工厂|车间|作坊|牧场|果园|茶园|农场|基地|种植园|园子|产线|生产线)(?:呢|就|都|是|也|一直|本身)*"
    "(?:[开设建落坐]?[在落]|位于)(?:我们|咱们?|老家|的是)*$"
)
_AT = re.compile("[在于落](?:我们|咱们?|老家|的是)*$")
_STOCK_BEFORE = re.compile("(?:仓库?|仓储)(?:呢|就|都|是|也)*(?:[设建]?在|位于)$")
_MADE_IN = re.compile(
    "[^，,。！!？?；;]{0,6}?(?:自己|手工|一手)?(?:做|产|织|缝|烧|炒|酿|打样|组装|装配|加工)(?:出来)?的(?=$|[，,。！!；;])"
)
_IS_BEFORE = re.compile(
    "(?:是|全是|都是|就是|正宗|地道|纯正|全部|在|用|选用|选的是)(?:正宗|地道|纯正|咱们?|我们|全部|那个)*(?:的)?$"
)
_MADE = (
    "进口|产的|原产|出产|产区|直采|直供|产(?!品|后|妇|业|量)|灌装|生产|加工|种的|种出|种植|养的|养殖|制造|代工|"
    "牧场|牧区|基地|果园|茶园|农场|源头|工厂|厂家|厂(?![长商])|做[的好]|造(?=$|[，,。！!的])|[一-龥]{1,2}厂出"
)
_MADE_AFTER = re.compile(
    "(?:那边|那儿|当地|本地|这边|山区|高原|草原|产区|本土)?(?:的)?(?:原装|纯|原瓶|整罐|直接|自己|整机|[大老小源]|源头|自家|正规)?"
    f"(?:{_MADE})|原装(?!盒)"
    "|[^，,。！!？?；;]{0,6}?(?:空运|海运|直飞|飞|运|拉)(?:过来|回来|来)"
    "|[^，,。！!？?；;]{0,6}?[熏酿种养晒做腌织烤熬采摘捕捞挖产榨磨缝染烧晾](?:制|造|植)?出来的"
    "|的?[^，,。！!？?；;]{0,3}源(?=$|[，,。！!？?；;的])"
)
_GOODS_AFTER = re.compile("的[^，,。！!？?；;]{0,6}(?:$|[，,。！!？?；;])|船冻|货(?=$|[，,。！!的])")
_SENT_AFTER = re.compile(
    "(?:那边|那儿|本地|工厂|仓库?|产地|当地|这边)*(?:的)?(?:仓库?|工厂)?(?:直接|现货|直|给[你您]|统一)?"
    "(?:发货|直发|发出|发(?![到往给现票热生红胶酵烧霉黄白育明展]))"
)
_GOING = re.compile(
    "(?:到|往|去|寄|送|给|飞|卖到|卖去|出口|销往)$|(?:出口|销往|发往|寄到|送到|发到|运到|卖到|远销)[一-龥]{0,6}$"
)
_NOT_ORIGIN = re.compile(
    "的?(?:工艺|技术|口味|风味|风格|味道|味儿|配方|品牌|设计|专利|设备|机器|标准|认证|同款|菜|料理|人|朋友|姐妹|兄弟"
    "|家人|宝宝|客户|老板|师傅|主播|代购|公司|游|旅|天气|夏天|冬天|包邮|邮费|运费|快递|偏远|补|不发|市场|香型|仓)"
)
_VIEWERS = re.compile("扣|举|报|打|有没有|有多少|在不在|进来")
_NOT_USED = re.compile("不[用要收拿卖进选]")
_PART = re.compile("原料|香精|机芯|芯片|面料|布料|里料|拉链|辅料|成分|精油|包材|玻璃|钢材")
_NO_PART = frozenset((Kind.COSMETICS, Kind.APPAREL, Kind.HOME, Kind.ELECTRONICS, Kind.BABY))


def origins(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield where the text says the goods come from; a place named in passing, or sent to, is not said."""
    gazetteer = talk.table.places
    expected = tuple(place for mention in gazetteer.mentions(fact.value) for place in mention.places)
    if not expected:
        return
    elsewhere = "|".join(text for text in card_texts(fact))  # 新疆棉 of a quilt made in 南通 is no contradiction
    for mention in talk.mentions():
        weight = _cue_weight(talk, fact, mention)
        if weight == 0 or not talk.asserted(mention.start, mention.end):
            continue
        words = talk.text[mention.start : mention.end]
        if words in elsewhere and words not in fact.value:
            continue
        agrees = words in fact.value or fact.value in words or agree(expected, mention.places)
        if not agrees and (weight == 1 or _of_a_part(talk, fact, mention, expected)):
            continue
        start, end = _span(talk, mention)
        yield Statement(said=words, agrees=agrees, start=start, end=end, weight=weight)


def _of_a_part(talk: Talk, fact: Fact, mention: Mention, expected: tuple[Place, ...]) -> bool:
    """Tell whether the place is one part's only: 机芯是日本的, 用的摩洛哥的坚果油 of a cream, 普洱是勐海的，陈皮是新会的."""
    text, clause = talk.text, talk.clause(mention.start)
    stuff = _STUFF.match(text, mention.end, clause[1])
    if fact.product.kind in _NO_PART:
        if _PART.search(text, clause[0], mention.start):
            return True
        chosen = _CHOSEN.search(text, max(clause[0], mention.start - 8), mention.start)
        if chosen and stuff and not stuff[1].endswith(fact.product.name[-2:]):
            return True
    before = text[clause[0] : mention.start]
    if not stuff and not _SUBJECT_IS.search(before):
        return False
    beside = (talk.before(clause), talk.after(clause))
    return any(
        span[0] <= other.start < span[1] and agree(expected, other.places)
        for other in talk.mentions()
        for span in beside
        if span is not None
    )


_STUFF = re.compile("(?:那边|那儿|当地|产|出)?的([一-龥]{2,5})")
_CHOSEN = re.compile("(?:用|选|采|取)(?:的|了|自)?(?:是|都是)?$")
_SUBJECT_IS = re.compile("[一-龥]{2}(?:是|都是|来自|用的?是?)$")


def _cue_weight(talk: Talk, fact: Fact, mention: Mention) -> int:
    """Return 0 for a place named in passing, 1 where goods are sent from, 2 or 3 where they are from."""
    text, clause = talk.text, talk.clause(mention.start)
    low = max(clause[0], mention.start - 14)
    if _SENT_FROM.search(fact.name):
        return 0 if _GOING.search(text, low, mention.start) else _sent_weight(text, clause, mention)
    passing = _GOING.search(text, low, mention.start) or _NOT_ORIGIN.match(text, mention.end, clause[1])
    if passing or _NOT_USED.search(text, mention.end, clause[1]):
        return 0
    if _MADE_AFTER.match(text, mention.end, clause[1]):
        return 3
    if _AT.search(text, low, mention.start):
        if _SITE_BEFORE.search(text, low, mention.start) or _MADE_IN.match(text, mention.end, clause[1]):
            return 3
        if _STOCK_BEFORE.search(text, low, mention.start):
            return 1
    if _SENT_AFTER.match(text, mention.end, clause[1]):
        return 1
    if text.startswith("从", mention.start - 1):
        return 1 if re.search("发|走|寄|出", text[mention.end : clause[1]]) else 2
    if _FROM_BEFORE.search(text, low, mention.start):
        return 3
    return 2 if _names_goods(talk, fact, mention) else 0


_SENT_FROM = re.compile("发货[地仓]|仓|发出地")
_STOCK = re.compile("[^，,。！!？?；;]{0,3}仓")


def _sent_weight(text: str, clause: tuple[int, int], mention: Mention) -> int:
    """Return 2 where the place is that the goods are sent from, the fact being one of that sort."""
    sent = _SENT_AFTER.match(text, mention.end, clause[1]) or _STOCK.match(text, mention.end, clause[1])
    stock = _STOCK_BEFORE.search(text, max(clause[0], mention.start - 14), mention.start)
    away = text.startswith("从", mention.start - 1) and re.search("发|走|寄|出", text[mention.end : clause[1]])
    return 2 if sent or stock or away else 0


def _names_goods(talk: Talk, fact: Fact, mention: Mention) -> bool:
    """Tell whether the place names the goods: 新疆牛肉 of a 牛肉干, 都是吉林的米, and 浙江奉化的 alone."""
    text, clause = talk.text, talk.clause(mention.start)
    if len(text) - mention.end >= 2 and text[mention.end : mention.end + 2] in fact.product.name:
        return True
    own = _OWN_NOUN.match(text, mention.end, clause[1])
    if (
        own
        and (clause[0] == mention.start or _IS_BEFORE.search(text, clause[0], mention.start))
        and _grown(fact, own[1])
    ):
        return True
    if own and own[1][:2] == fact.product.name[-2:] and not _PASSING_BEFORE.search(text, clause[0], mention.start):
        return True
    goods = _GOODS_AFTER.match(text, mention.end, min(len(text), clause[1] + 1))
    if goods is None:
        return False
    if _IS_BEFORE.search(text, max(clause[0], mention.start - 14), mention.start):
        return True
    noun = goods[0].strip("的，,。！!？?；;")
    alone = not noun and not _VIEWERS.match(text, clause[1] + 1)
    return mention.start == clause[0] and (alone or any(char in fact.product.name for char in noun))


def _grown(fact: Fact, noun: str) -> bool:
    """Tell whether the card itself says of this noun where it comes from: 普洱的豆子 beside 保山的豆子."""
    place = fact.value[-2:]
    return any(re.search(f"{place}[^，,。；;]{{0,4}}{re.escape(noun)}", text) for text in card_texts(fact))


_OWN_NOUN = re.compile("的([一-龥]{2})")
_PASSING_BEFORE = re.compile("(?:不像|比|跟|和|像|以前|原来|那种|那些|吃过|用过|见过|买过|别的)[^，,。]{0,4}$")


def _span(talk: Talk, mention: Mention) -> tuple[int, int]:
    clause = talk.clause(mention.start)
    before = _FROM_BEFORE.search(talk.text, max(clause[0], mention.start - 14), mention.start)
    after = _MADE_AFTER.match(talk.text, mention.end, clause[1])
    return before.start() if before else mention.start, after.end() if after else mention.end
