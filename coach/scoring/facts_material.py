"""What the goods are said to be made of, beside the card's materials, part by part and share by share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from coach.scoring.facts_labels import labelled
from coach.scoring.facts_measure import card_texts, same
from coach.scoring.facts_talk import Fact, Statement, Talk
from coach.scoring.spoken import Quantity

_WHOLE = "木头|木料|板材|皮子|面料|材质|材料|料子|布料|成分|质地|整[个件条]"
_PARTS = (
    "内胆|杯盖|盖子|里料|填充物?|鞋面|鞋底|内里|手柄|杯身|锅身|外壳|机身|底部|表带|镜片|镜框|表层|面层|底层|"
    "刀头|刀柄|锅体|吸管|内层|外层|车架|架子|框架|骨架|床架|桌面|台面|柜体|箱体|鞋帮|鞋垫|伞面|伞骨|滤网|刀片|刀身|壶身|"
    "瓶身|锅盖|底座|枕芯|被芯|表壳|灯罩|灯体|喷头|把手|轮子|刷毛|刷头|琴身|板面"
)
_SYNONYMS = {"架子": "车架", "盖子": "杯盖", "内层": "内胆", "内里": "里料", "填充物": "填充"}


def _any_of(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@lru_cache(maxsize=64)
def _said_patterns(words: tuple[str, ...], part: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of 杯盖是硅胶 and 聚酯纤维面料; each begins with plain words, so that it scans fast."""
    stuff, own = _any_of(words), f"|{re.escape(part)}" if part else ""
    return (
        re.compile(
            rf"(?P<part>{_WHOLE}|{_PARTS}{own})(?:呢|啊|全部|全|都|用的?|的?是|就|采用|做|选|整个|它|这个|一水的|这)*"
            rf"(?P<pure>百分百|百分之百|100%|纯|全)?(?:的)?(?P<word>{stuff})"
        ),
        re.compile(rf"(?P<word>{stuff})(?:的)?(?:(?P<part>{_PARTS})|[一-龥]{{0,2}}(?:面料|材质|料子|布料))(?P<pure>)"),
    )


@lru_cache(maxsize=8)
def _beside_pattern(words: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    stuff = _any_of(words)
    return re.compile(rf"(?:的|是)?({stuff})"), re.compile(rf"({stuff})(?:占|有|是|含量|含|了|到)*$")


def materials(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield materials as said: another stuff for the same part (杯盖是硅胶的), another share (氨纶百分之五)."""
    yield from labelled(talk, fact)
    groups = talk.table.materials
    mine = frozenset(group for word, group in groups.items() if word in fact.value)
    if not mine:
        return
    yield from _shares(talk, fact)
    parts = _parts_of(fact.value, groups)
    for family in (talk.table.textiles, _PULPS):
        if mine & family and not parts:
            yield from _stuffs(talk, fact, mine, family)
    for pattern in _said_patterns(tuple(groups), _OF_PART.sub("", fact.name)):
        for match in pattern.finditer(talk.text):
            part = _SYNONYMS.get(match["part"] or "", match["part"] or "材质")
            whole = re.fullmatch(_WHOLE, part) is not None
            if not whole and part not in parts and (part not in fact.name or fact.product.name.endswith(part)):
                continue
            own = parts.get(part, mine)
            agrees = _fits(groups[match["word"]], own, talk.table.plastics) and not (match["pure"] and len(own) > 1)
            if talk.asserted(match.end() - 1, match.end()):
                yield Statement(said=match["word"], agrees=agrees, start=match.start(), end=match.end(), weight=2)


@lru_cache(maxsize=8)
def _fabric_patterns(words: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of 百分百纯棉, 用的都是精梳棉 and of 真丝的 alone."""
    stuff = _any_of(words)
    return (
        re.compile(
            "(?:百分百|百分之百|100%|是|用的|选用|采用)(?:都是)?"
            rf"(?P<word>[纯全]?(?:{stuff}))的?(?=$|[，,。！!？?；;])"
        ),
        re.compile(rf"(?P<word>{stuff})(?:[混加和跟](?:{stuff}))?的(?=$|[，,。！!])"),
    )


_OF_PART = re.compile("(?:的)?(?:材质|面料|材料|质地|用料)$|^(?:主要)?(?:成分|原料|填充物?)$")
_PULPS = frozenset(("竹浆", "木浆"))
_OTHER_PART = re.compile("领|袖|帽|拉链|扣|腰带|里衬|内衬|包边|吊牌|赠|袋子")


def _stuffs(talk: Talk, fact: Fact, mine: frozenset[str], family: frozenset[str]) -> Iterator[Statement]:
    """Yield a stuff said without its cue, one of the card's family: 百分百纯棉, 真丝的, 用的都是精梳棉, 木浆的."""
    words = tuple(word for word, group in talk.table.materials.items() if group in family)
    said, alone = _fabric_patterns(words)
    elsewhere = "".join(
        text for text in card_texts(fact) if text != fact.value
    )  # the filling of what is named by its fabric
    for match in (*said.finditer(talk.text), *alone.finditer(talk.text)):
        clause, word = talk.clause(match.start()), match["word"]
        if match.re is alone and match.start() != clause[0]:
            continue
        group = talk.table.materials.get(word) or talk.table.materials.get(word[1:], "")
        if not _OTHER_PART.search(talk.text, clause[0], match.start()) and talk.asserted(match.end() - 1, match.end()):
            agrees = group in mine and not ("百分" in match[0] and len(mine) > 1)
            if not agrees and word in elsewhere:
                continue
            yield Statement(said=word, agrees=agrees, start=match.start(), end=match.end(), weight=1)


def _fits(group: str, own: frozenset[str], plastics: frozenset[str]) -> bool:
    return group in own or (group == "塑料" and bool(own & plastics))


def _parts_of(value: str, groups: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return the materials of each part the card names: 316不锈钢内胆，PP杯盖."""
    parts: dict[str, frozenset[str]] = {}
    for segment in re.split("[，,、；;+]", value):
        for part in re.findall(_PARTS, segment):
            parts[_SYNONYMS.get(part, part)] = frozenset(g for word, g in groups.items() if word in segment)
    return {part: own for part, own in parts.items() if own}


def _shares(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield the share of a material (百分之八的氨纶) beside the card's, or of one the card doesn't have."""
    groups = talk.table.materials
    card = {groups[word]: amount for amount in fact.amounts if (word := _material_of(talk, fact.value, amount))}
    if not card:
        return
    for amount in talk.of("%"):
        word = _material_of(talk, talk.text, amount)
        if not word or not talk.asserted(amount.start, amount.end):
            continue
        like = card.get(groups[word])
        agrees = like is not None and same(amount, like.low, like.high)
        said = f"{word}{amount.low:g}%"
        yield Statement(said=said, agrees=agrees, start=amount.start, end=amount.end, weight=2)


def _material_of(talk: Talk, text: str, amount: Quantity) -> str:
    if amount.unit != "%":
        return ""
    after, before = _beside_pattern(tuple(talk.table.materials))
    match = after.match(text, amount.end) or before.search(text, max(0, amount.start - 10), amount.start)
    return match[1] if match else ""
