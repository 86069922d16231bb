"""Facts told in words: sizes, storage, gifts, and choices such as flavours and colours."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coach.scoring.facts_measure import amounts_of, answer, same
from coach.scoring.facts_talk import Fact, Statement, Talk

# --- sizes -----------------------------------------------------------------------------------------------------------

_SIZE = r"(?:(?:[2-9]|[二三四五六两])?x{0,3}[sl]|x{2,5}l?|m|均码)"
_SIZE_RANGE = re.compile(rf"(?<![a-z0-9])({_SIZE})码?(?:一直|开始)?(?:到|至|[-~—–])({_SIZE})(?![a-z0-9])")
_SIZE_MAX = re.compile(rf"(?:最大|最高)(?:的|码|号|只|就|才|能|可以|有|是|到|做到|穿到)*({_SIZE})(?![a-z0-9])")
_SIZE_MIN = re.compile(rf"(?:最小)(?:的|码|号|只|就|才|能|可以|有|是|到|从)*({_SIZE})(?![a-z0-9])")
_LETTERS = re.compile("[smlx]|均码")
_HAN = {"二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6}


def size_rank(size: str) -> int | None:
    """Return a size's place in the row s=0, m=1, l=2, xl=3, 2xl=xxl=4 …; xs is -1; None for 均码."""
    if size in ("s", "m", "l"):
        return "sml".index(size)
    match = re.fullmatch(r"([2-9二三四五六两]?)(x*)([sl]?)", size)
    if not match:
        return None
    times = _HAN.get(match[1]) or int(match[1] or 0) or len(match[2])
    return -times if match[3] == "s" else 2 + times


def sizes(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield the range of sizes as said: s到4xl, 最大只到2xl."""
    yield from _numbered_sizes(talk, fact)
    expected = _SIZE_RANGE.search(fact.value)
    if expected is None:
        return
    if not _LETTERS.search(talk.text):
        return
    low, high = size_rank(expected[1]), size_rank(expected[2])
    for match in re.finditer("均码", talk.text):
        if talk.asserted(*match.span()):
            yield Statement(said=match[0], agrees=False, start=match.start(), end=match.end())
    for pattern in (_SIZE_RANGE, _SIZE_MAX, _SIZE_MIN):
        for match in pattern.finditer(talk.text):
            if not talk.asserted(*match.span()):
                continue
            said = tuple(size_rank(size) for size in match.groups())
            agrees = said == ((low, high) if pattern is _SIZE_RANGE else (high if pattern is _SIZE_MAX else low,))
            yield Statement(said=match[0].upper(), agrees=agrees, start=match.start(), end=match.end())


def _numbered_sizes(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield a range of numbered sizes: 三十六到四十二码 beside 35-44码."""
    like = fact.first("码")
    for amount in talk.of("码", "") if like and like.low < like.high else ():
        if not amount.unit and not (
            _SHOE.search(talk.text[max(0, amount.start - 6) : amount.start]) and amount.high <= 60
        ):
            continue
        if like and amount.low < amount.high and talk.asserted(amount.start, amount.end):
            agrees = (amount.low, amount.high) == (like.low, like.high)
            yield answer(amount, like, agrees, (amount.start, amount.end), 2)


_SHOE = re.compile("(?:尺码|码数|码子|鞋码)(?:呢|啊|从|是|有|就|都)*$")

# --- storage ---------------------------------------------------------------------------------------------------------

_STORE = re.compile(
    "(?:放|存|保存|存放|储存|摆|搁)[^，,。！!？?；;]{0,6}?(?:就行|就可以|就好|即可|没问题|都行|[也都](?:可以|行|成|能|没事)|着)"
    "|(?:就行|就可以|即可|保存|存放|储存|放着|放柜子)"
)
_NOT_STORE = re.compile("开封|打开|拆开|开袋|解冻|化|别|不要|不能|千万|先|拿出来")
_STORE_NEAR = re.compile("冻|冷|放|存|储")


def storages(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield the place to keep the goods, where it is another class (常温 beside 冷冻) than the card's."""
    yield from _temperatures(talk, fact)
    patterns = talk.table.storage
    mine = next((key for key in ("cold", "cool", "room") if patterns[key].search(fact.value)), None)
    for key, pattern in patterns.items():
        if mine is None or key == mine or {key, mine} == {"cold", "cool"}:
            continue
        for match in pattern.finditer(talk.text):
            start, end = talk.clause(match.start())
            words = talk.text[start:end]
            if _STORE.search(words) and not _NOT_STORE.search(words) and talk.asserted(*match.span()):
                yield Statement(said=match[0], agrees=False, start=start, end=end)


def _temperatures(talk: Talk, fact: Fact) -> Iterator[Statement]:
    like = fact.first("度")
    for amount in talk.of("度") if like else ():
        start, end = talk.clause(amount.start)
        if like is None or not _STORE_NEAR.search(talk.text, max(0, start - 8), end):
            continue
        if (amount.low > 0) == (like.low > 0) and talk.asserted(amount.start, amount.end):
            yield answer(amount, like, same(amount, like.low, like.high), (amount.start, amount.end), 1)


# --- gifts -----------------------------------------------------------------------------------------------------------

_GIVEN = re.compile("送|赠|配|给|附")
_NOT_GIVEN = re.compile(
    "不送|没有?送|没送|不带|不配|不给|不赠|单卖|单独卖|另买|另外买|另拍|自己买|要买|取消了?|没有了|不包含|不含|送不了|没有(?=$|[，,。！!])"
)
_ANSWER_NO = re.compile("没有|没|不送|不带|不配|不给|取消|单卖")


def gifts(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield what the text says of the card's gifts: denied, sold apart, or another number of them."""
    for noun, start, end in _gift_nouns(fact):
        like = next((q for q in fact.amounts if start <= q.start < end and q.unit not in ("元", "克")), None)
        if len(noun) > 2 and noun not in talk.text:
            for match in re.finditer(f"{re.escape(noun[-1])}子", talk.text):  # 不锈钢勺 is said 勺子
                yield from _refused(talk, match)
        for match in re.finditer(re.escape(noun), talk.text):
            yield from _refused(talk, match)
            yield from _of_size(talk, fact, match, start, end)
            for amount in talk.of(like.unit) if like else ():
                clause = talk.clause(match.start())
                if like is None or not (clause[0] <= amount.start < clause[1]) or not _GIVEN.search(talk.text, *clause):
                    continue
                gap = amount.start - match.end() if amount.start >= match.end() else match.start() - amount.end
                if gap > 6 or amount.low < 1 or not talk.asserted(amount.start, amount.end):
                    continue
                span = min(match.start(), amount.start), max(match.end(), amount.end)
                yield answer(amount, like, same(amount, like.low, like.high), span, 1)


def _of_size(talk: Talk, fact: Fact, noun: re.Match[str], start: int, end: int) -> Iterator[Statement]:
    """Yield the size said of a gift right before its name, beside the card's: 送一支五十克的旅行装."""
    like = next((q for q in fact.amounts if start <= q.start < end and q.unit in ("克", "毫升")), None)
    for amount in talk.of(like.unit) if like else ():
        near = 0 <= noun.start() - amount.end <= 1 and _GIVEN.search(talk.in_clause(amount.start))
        if like and near and not same(amount, like.low, like.high) and talk.asserted(amount.start, amount.end):
            yield answer(amount, like, False, (amount.start, noun.end()), 2)


def _refused(talk: Talk, match: re.Match[str]) -> Iterator[Statement]:
    clause = talk.clause(match.start())
    if talk.elsewhere(*match.span()) or talk.taken_back(clause):
        return
    refusal = _NOT_GIVEN.search(talk.text, *clause)
    after = talk.after(clause)
    asked = talk.table.talk.asked.search(talk.text, *clause)
    if refusal and not asked:
        yield Statement(
            said=refusal[0], agrees=False, start=match.start(), end=max(match.end(), refusal.end()), weight=2
        )
    elif asked and after and (no := _ANSWER_NO.match(talk.text, *after)):
        yield Statement(said=no[0], agrees=False, start=match.start(), end=no.end(), weight=2)


def _gift_nouns(fact: Fact) -> Iterator[tuple[str, int, int]]:
    """Yield each gift's noun (开柚器, 食谱, 小样) with the span of its entry in the value."""
    at = 0
    for entry in re.split("[，,、；;+]", fact.value):
        start, end = at, at + len(entry)
        at = end + 1
        given = _given(entry) if fact.kind is not None and fact.kind.sort == "price" else entry
        for amount in amounts_of(given):
            given = given.replace(amount.text, "")
        noun = re.sub("同款|同色|同码|送|赠", "", given)
        if len(noun) >= 2:
            yield noun, start, end


_GIVEN_IN_PRICE = re.compile("[送赠](?:你)?(.+)")
_MORE_OF_THE_SAME = re.compile(r"[买拍满一二三四五六七八九]\S?送[一二三四五六七八九\d]")


def _given(entry: str) -> str:
    """Return what a price gives beside the goods: 169元，送同色笔袋; "" for 买二送一."""
    match = None if _MORE_OF_THE_SAME.search(entry) else _GIVEN_IN_PRICE.search(entry)
    return match[1] if match else ""


# --- choices ---------------------------------------------------------------------------------------------------------

_CHOICE = re.compile("[一-龥]{1,4}$")
_SINGLE_CHOICE = re.compile("([一-龥]{1,4}?)[味香色]?(?:型|味)?的?")
_NEGATIVE = re.compile("没有|不是|不含|没放|不要|无|缺货|卖完|断货")
_NOUN = re.compile("口味|味道|颜色|色号|香型|款式|花色|馅")
_ONLY_A_NUMBER = re.compile("(?:一?共|有)?[0-9二两三四五六七八九十]+[种个款色](?:可选|颜色|口味|任选)?")
_SUFFIXES = ("色", "馅", "香", "味")


def choices(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield choices as said (口味, 颜色, 香型, 馅料, 果干) that the card doesn't list, and a wrong number of them."""
    items = [item for item in re.split("[、，,/和跟及]", fact.value) if item]
    number = _ONLY_A_NUMBER.fullmatch(fact.value)
    if number:  # 3种: what is one of them is not known
        yield from _how_many(talk, fact, int(fact.amounts[0].low) if fact.amounts else 0, ("种", "款"))
        return
    yield from _how_many(talk, fact, len(items))
    yield from _enumerated(talk, fact, items)
    suffix = _suffix(fact.name, items)
    if not suffix:
        return
    for match in re.finditer(rf"{suffix}(?=[、，,。！!？?跟和与的型]|$)(?!的?(?:软件|APP|图标))", talk.text):
        head = _CHOICE.search(talk.text, max(0, match.start() - 4), match.start())
        if head is None:
            continue
        word = head[0]
        if any(item.removesuffix(suffix)[-2:] in word or word[-2:] in item for item in items):
            continue
        known = _known_choice(talk, fact.name, word)
        if known is None:
            continue
        start = head.start() + word.index(known)
        lead = talk.text[talk.clause(start)[0] : start]
        if talk.asserted(start, match.end()) and not _NEGATIVE.search(lead):
            yield Statement(said=known + suffix, agrees=False, start=start, end=match.end())


def _enumerated(talk: Talk, fact: Fact, items: list[str]) -> Iterator[Statement]:
    """Read 颜色有黑、白、粉: a word of the vocabulary in the list that the card doesn't have."""
    noun = _NOUN.search(fact.name)
    if noun is None:
        return
    if "色" in fact.name:
        yield from _colours(talk, items)
    nouns = {"香型": "香型|香味|味道"}.get(noun[0], noun[0])
    head = rf"(?:{nouns})[^，,。！!？?；;]{{0,6}}?(?:有|是|分|就|：|:|[两二三四五六]个[，,])"
    for match in re.finditer(head + "([^，,。！!？?；;]+)", talk.text):
        single = _SINGLE_CHOICE.fullmatch(match[1])
        if (not single and not re.search("[、和跟]", match[1])) or not talk.asserted(*match.span(1)):
            continue
        words = [word for word in re.split("[、和跟与还]|[一二三四五六七八九十两]+[个种款]", match[1]) if word]
        words = [single[1]] if single else words
        strange = [
            w for w in words if not any(w in item or item in w for item in items) and _known_choice(talk, fact.name, w)
        ]
        if strange and not _NEGATIVE.search(match[1]):
            yield Statement(said="、".join(strange), agrees=False, start=match.start(), end=match.end())


def _colours(talk: Talk, items: list[str]) -> Iterator[Statement]:
    """Read colours told one after the other: 颜色呢大红、墨绿、黑色; 颜色黑的白的粉的."""
    known = "|".join(sorted(talk.table.choices["colours"], key=len, reverse=True))
    one = rf"[大深浅亮暗正]?(?:{known})[色的]*"
    row = re.compile(rf"颜色(?:呢|啊|有|是|就|分|一共|[两二三四五六]个|[，,：:])*((?:{one}[、，,和跟还有]*){{1,8}})")
    for match in row.finditer(talk.text):
        words = [w for w in re.findall(known, match[1]) if w]
        strange = [w for w in words if not any(w in item or item.removesuffix("色") in w for item in items)]
        lead = talk.text[talk.clause(match.start())[0] : match.start()]
        listed = len(words) > 1 or match.end() in (len(talk.text), talk.clause(match.start())[1])
        if strange and listed and not _NEGATIVE.search(lead) and talk.asserted(*match.span(1)):
            yield Statement(said="、".join(strange), agrees=False, start=match.start(), end=match.end(1))


def _suffix(name: str, items: list[str]) -> str:
    for suffix in _SUFFIXES:
        if suffix in name:
            return suffix
    last = {item[-1] for item in items}
    return last.pop() if len(last) == 1 and len(items) > 1 else ""


def _known_choice(talk: Talk, name: str, word: str) -> str | None:
    """Return the longest word of the vocabulary inside ``word``; one character only for colours."""
    vocabulary = talk.table.choices["colours" if "色" in name else "scents" if "香" in name else "flavours"]
    for size in range(min(4, len(word)), 0 if "色" in name else 1, -1):
        for at in range(len(word) - size, -1, -1):
            if word[at : at + size] in vocabulary:
                return word[at : at + size]
    return None


def _how_many(talk: Talk, fact: Fact, count: int, units: tuple[str, ...] = ("种", "个", "款")) -> Iterator[Statement]:
    noun = _NOUN.search(fact.name)
    if noun is None or count < 2:
        return
    for amount in talk.of(*dict.fromkeys((*units, "个"))):
        if amount.low < 2 or amount.approximate:
            continue
        after = amount.unit in units and talk.text.startswith(noun[0], amount.end)
        clause = talk.clause(amount.start)
        before = re.search(f"{noun[0]}(?:一?共|总共|我们|都|就|有|是)*$", talk.text[clause[0] : amount.start])
        whole = before is not None and amount.end == clause[1]
        if (after or whole) and talk.asserted(amount.start, amount.end):
            said = f"{amount.low:g}{amount.unit}"
            start = clause[0] + before.start() if before and whole else amount.start
            end = amount.end + len(noun[0]) if after else amount.end
            yield Statement(said=said, agrees=amount.low == count, start=start, end=end)


# --- for whom the goods are not: 不适宜人群 孕妇、乳母 ----------------------------------------------------------------

_UNSUITED = re.compile("不适[宜合用]|禁忌|慎用|禁用|忌用")
_WHO = "(?:们|妹妹|姐妹|朋友|宝妈|妈妈|的人|人群)*"
_DO = "(?:放心|随便)?(?:吃|喝|用|服用|抹|敷|戴|穿)"
_MAY = f"{_WHO}(?:(?:也|都|照样|一样|随便|放心|完全|统统)+(?:可以|能|适合)?|(?:可以|能)){_DO}"


def unsuited(talk: Talk, fact: Fact) -> Iterator[Statement]:
    """Yield speech that gives the goods to those the card says they are not for."""
    if not _UNSUITED.search(fact.name):
        return
    groups = [re.escape(group) for group in re.split("[、，,/和及]", fact.value) if 2 <= len(group) <= 6]
    for match in re.finditer(f"(?:{'|'.join(groups)}){_MAY}(?!不)", talk.text) if groups else ():
        if talk.asserted(*match.span()) and not re.search("不|别|没", match[0]):
            yield Statement(said=match[0], agrees=False, start=match.start(), end=match.end(), weight=2)
