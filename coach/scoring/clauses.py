"""Cut folded text into clauses and say, for a word in one, whether it is affirmed, denied, asked or put off."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

Cut = Sequence[tuple[str, int, int]]

_BREAK = re.compile(r"[，。！？；!?;\n：…~]+|(?<![0-9])[,.:]+|[,.:]+(?![0-9])|(?<=[^a-z0-9 ]) +(?=[^a-z0-9 ])")
_SENTENCE_END = frozenset("。！？!?;；\n")
LONGEST, HARD = 30, 18

_NEGATING = re.compile("[不没别无非未勿莫甭免慎忌禁]")
_NOT_NEGATING = frozenset(
    "不错 不但 不仅 不仅仅 不管 不论 不过 不止 不断 不同 不如 不少 不得不 不好意思 不一样 不知不觉 不光 不然 不单 不失 不失为 "
    "不得了 不已 不锈钢 不低于 不少于 不高于 不超过 不到 不大于 不小于 不等 不便 不妨 不愧 不禁 不时 不经意 不只 不由得 不着急 "
    "不用说 不用谢 不要紧 不客气 不可思议 不言而喻 不得而知 不知道 不清楚 不确定 "
    "别人 别的 别家 别墅 别致 别样 别急 别着急 别忘 别忘了 别针 别名 "
    "没问题 没事 没事儿 没关系 没错 没准 "
    "无论 无比 无线 无数 无限 无聊 无花果 无疑 无非 无理由 无人 无穷 无敌 无微不至 "
    "非常 非洲 非凡 非但 非得 未来 未必 免费 免邮 免税 免得 免疫 免疫力 莫过于 莫名 莫非 忌口 未免".split()
)
_FORBID = re.compile("^(?:别|勿|莫|甭|慎|忌|禁|切忌|切勿|请勿|禁止|不要|不能|不可|不可以|不宜|不得|不许|不准|不让|不建议|不推荐|不适合|不适宜)")
_TAIL = frozenset("了的啊哦哈呢吧呀嘛么放加过有往里头面进去出来上下带送给到用做添掺兑含配要行能可以需一概都也就才还再另外单任何半点丁儿我们这它那您你呗哒哟的人")
_ASK_TAIL = re.compile("(?:看见|看到|发现|听到|听见|听清|听清楚|明白|知道|懂|领|抢|拍|吃|好|记住|学会|看清楚|看清|想到|试过|用过|买过|会|有|对)了?(?:没有?|不)(?:啊|呀|呢)?$")
_AMOUNT = re.compile("低于|高于|少于|多于|超过|大于|小于|到|止|足|等于")
_RESET = re.compile("只|而是|就是|但|反而|却|可是|都是|才是|全是")

_ASK = re.compile(
    "[吗么]$|呢$|是不是|有没有|能不能|可不可以|要不要|会不会|行不行|好不好|多不多|(.)不\\1|(.)没\\2|"
    "多少|几[个包条种天分斤克颗粒只瓶支片袋盒块]|怎么|咋|什么|为啥|为什么|哪[个里儿款种](?!.*[了就都])"
)
_VIEWER = re.compile(
    "(?:有人|姐妹|朋友|宝宝|宝妈|妈妈|大哥|大姐|姐姐|哥们|兄弟|粉丝|家人|同学|阿姨|叔叔|小伙伴|网友|公屏|弹幕|评论|评论区|"
    "你们|好多人|很多人|人家|那位|这位|有位|有个|前面)[^，。]{0,8}(?:问|说|讲|刷|担心|以为|留言|想知道|纠结)|你问|还有问|问我|又问|^问|(?:老|总|都|在|还)问"
)
_ELSEWHERE = re.compile(
    "隔壁|旁边那|别家|别人家|人家那|外面那|其他家|市面|某些家|"
    "[二三四五六七八九十2-9]号|另外?一[款个种]|另一款|另外那|那[款双条边]|那个[品链]|"
    "刚才(?:那|讲的|说的|介绍|的|[^，。]{0,8}是)|上一?[款场次回批]|之前(?:那|的|有)|以前那|以前的|去年|昨天|上周|下周|前[年几]|"
    "那个(?:是|才|叫|也)|那是|才[给有送配带]|也有一款|还有一款|还有款|说的是|"
    "不是(?:说|讲|买|指)|不是这|不是我们|不是咱|跟这个没|跟我们没|跟这|别搞混|别记混|不要搞混|别弄混|别混|"
    "在用|那组|(?:你们?|自己)?去[^，。]{0,6}[买配]|自己[买配]|配的是|是给|是买|的活动|赠品|小时候|我家|我妈|我爸|我奶奶|我闺女|我儿子|我朋友|我婆婆"
)
_UNSURE = re.compile(
    "不(?:太|大|怎么|是很)?(?:确定|清楚|知道|晓得|敢|好说|记得|了解|认识|乱|瞎|表态|评价|展开|好讲|报数|懂|答|下结论|一样一样|方便|讲了|说了|多讲|多说|做评价|保证|承诺|负责)|"
    "不跟你们?|没(?:有)?(?:试过|测过|掐过|看过|吃过|用过|挤过|拿到|背下|看到|核实|问过|注意|算过|数过|称过|准数|单子|试|拆|带|量过|听过|研究|记住|收到)|还没|没有这?个?准|"
    "等(?:一下|会儿?|下)|待会儿?|晚点|稍后|回头|下次|下周|明天|改天|等[^，。]{1,8}(?:再|来|讲|补|说|问|回|念|公布|看|给|弹|答)|"
    "先(?:不|记|放一放|别)|以[^，。]{1,10}为准|看(?:详情|页面|包装|说明|链接)|详情页|问(?:一下|一问|问|运营|仓库|客服|厨房|厂|老板|店|助理|大夫|医生)|"
    "去问|得问|得看|得查|要查|要问|看一眼|我看一下|再确认|确认一下|核实|拿不准|说不准|说不好|不好讲|我说了不算|照着图|按平台|应该是?吧|好像|大概是?吧|可能吧|吧我|看不清|忘了|记不"
)
_ALLOW = re.compile(
    "都[能可]以?[吃喝用买拍穿装放]|都行|都可以|随便|没事|没问题|没关系|放心|不影响|也[能可]以?|照样|都没|不怕|不用管|不讲究|没那么|就行|接着|习惯|无所谓|都敢|都不"
)
_YES = re.compile("^(?:是的|对的?|没错|有的?|能的?|可以的?|会的?|当然|肯定|都是|必须|嗯|是啊|对啊|有啊|能啊|送的|支持)")


@dataclass(slots=True)
class Clauses:
    """Clauses of a text in order: half-open spans, the sentence each belongs to, its negating words."""

    text: str
    starts: list[int]
    ends: list[int]
    sentence: list[int]
    negators: dict[int, list[tuple[int, int, bool]]]
    _frames: dict[int, Frame] = field(default_factory=dict)

    def at(self, position: int) -> int:
        """Return the index of the clause that holds ``position``."""
        return max(0, bisect_right(self.starts, position) - 1)

    def body(self, index: int) -> str:
        """Return the words of one clause."""
        return self.text[self.starts[index] : self.ends[index]]

    def polarity(self, index: int, start: int, end: int) -> int:
        """Tell whether ``start:end`` in clause ``index`` is affirmed (1), denied (-1) or the topic of a denial (0)."""
        nearest = 0
        for a, b, forbids in self.negators.get(index, ()):
            if a < end and start < b:
                continue
            if b <= start:
                reset = _RESET.search(self.text, b, start)
                doubled = nearest and self.text[nearest:a] in ("", "是")
                nearest = 0 if reset or doubled else b
            elif nearest:
                break
            elif not forbids and _TAIL.issuperset(self.text[b : self.ends[index]]):
                return -1
            else:
                return 0
        return -1 if nearest else 1

    def forbids(self, index: int) -> bool:
        """Tell whether clause ``index`` warns somebody off (别买, 不建议, 少吃)."""
        return _forbidding(self.body(index)) or any(forbid for _, _, forbid in self.negators.get(index, ()))

    def frame(self, index: int) -> Frame:
        """Return how clause ``index`` is meant: asked, about other goods, put off, allowing (kept once worked out)."""
        found = self._frames.get(index)
        if found is None:
            asked = self.ends[index] < len(self.text) and self.text[self.ends[index]] in "?？"
            found = self._frames[index] = _frame(self.body(index), asked)
        return found

    def around(self, first: int, last: int) -> tuple[range, range]:
        """Return the clauses of the same sentences before ``first`` and after ``last`` (at most three each)."""
        before, after = first, last + 1
        while before > 0 and first - before < 3 and self.sentence[before - 1] == self.sentence[first]:
            before -= 1
        while after < len(self.starts) and after - last <= 3 and self.sentence[after] == self.sentence[last]:
            after += 1
        return range(before, first), range(last + 1, after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """How a clause is meant, besides its words."""

    asked: bool
    viewer: bool
    elsewhere: bool
    unsure: bool
    allows: bool
    yes: bool


@lru_cache(maxsize=8192)
def _frame(body: str, asked: bool) -> Frame:
    return Frame(
        asked=asked or bool(_ASK.search(body)),
        viewer=bool(_VIEWER.search(body)),
        elsewhere=bool(_ELSEWHERE.search(body)),
        unsure=bool(_UNSURE.search(body)),
        allows=bool(_ALLOW.search(body)),
        yes=bool(_YES.search(body)),
    )


_FORBIDDING = re.compile("少(?:吃|喝|用|放|食)|劝退|当心|小心|注意|控制|避免|远离|谨慎|免了|算了|绕道|划走|慎")


def _forbidding(body: str) -> bool:
    return bool(_FORBIDDING.search(body))


def clauses(text: str, tokens: Cut) -> Clauses:
    """Cut ``text``; ``tokens`` are its words with spans. A stretch without marks is cut between words every 18–30."""
    starts: list[int] = []
    ends: list[int] = []
    sentence: list[int] = []
    at = number = 0
    for mark in _BREAK.finditer(text):
        if mark.start() > at:
            starts.append(at)
            ends.append(mark.start())
            sentence.append(number)
        at = mark.end()
        number += not _SENTENCE_END.isdisjoint(mark.group())
    if at < len(text):
        starts.append(at)
        ends.append(len(text))
        sentence.append(number)
    cut = Clauses(text, starts, ends, sentence, {})
    if any(b - a > LONGEST for a, b in zip(starts, ends, strict=True)):
        _cut_long(cut, tokens)
    _mark_negators(cut, tokens)
    return cut


def _cut_long(cut: Clauses, tokens: Cut) -> None:
    borders = [start for _, start, _ in tokens]
    starts, ends, sentence = [], [], []
    for a, b, number in zip(cut.starts, cut.ends, cut.sentence, strict=True):
        while b - a > LONGEST:
            border = borders[min(bisect_right(borders, a + HARD), len(borders) - 1)]
            if not a < border < b:
                break
            starts.append(a)
            ends.append(border)
            sentence.append(number)
            a = border
        starts.append(a)
        ends.append(b)
        sentence.append(number)
    cut.starts[:], cut.ends[:], cut.sentence[:] = starts, ends, sentence


def _mark_negators(cut: Clauses, tokens: Cut) -> None:
    text = cut.text
    for word, start, end in tokens:
        if not _NEGATING.match(word) or word in _NOT_NEGATING:
            continue
        index = cut.at(start)
        if _AMOUNT.match(text, end):
            continue  # 不低于五十克
        if len(word) == 1 and 0 < start and end < len(text) and text[start - 1] == text[end]:
            continue  # 酸不酸
        if end >= cut.ends[index] - 1 and _ASK_TAIL.search(text, cut.starts[index], cut.ends[index]):
            continue  # 看见没有
        cut.negators.setdefault(index, []).append((start, end, bool(_FORBID.match(word))))
