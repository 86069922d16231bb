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

_NEGATING = frozenset("不没别无非未勿莫甭免慎忌禁")
_NEGATORS = frozenset(
    "不 没 没有 别 无 非 未 勿 莫 甭 免 慎 忌 禁 不要 不用 不会 不能 不是 不必 不得 不可 不可以 不含 不带 不让 不许 不准 不宜 不需 不需要 "
    "千万别 可别 绝不 决不 从不 从没 从未 毫不 毫无 再不 又不 才不 也不 都不 不想 不爱 不再 不太 不怎么 不大 没法 没办法 无需 无须 未曾 未经 并不 并非 非得 禁止 切忌 免去 别再 别去 不建议 不推荐 不适合 不适宜".split()
)
_NOT_NEGATING = frozenset(
    "不错 不但 不仅 不仅仅 不管 不论 不过 不止 不断 不同 不如 不少 不得不 不好意思 不一样 不知不觉 不光 不然 不单 不失 不失为 "
    "不得了 不已 不锈钢 不规则 不对称 无袖 无缝 无痕 无框 非遗 未来感 不低于 不少于 不高于 不超过 不到 不大于 不小于 不等 不便 不妨 不愧 不禁 不时 不经意 不只 不由得 不着急 "
    "不用说 不用谢 不要紧 不客气 不可思议 不言而喻 不得而知 不知道 不清楚 不确定 "
    "别人 别的 别家 别墅 别致 别样 别急 别着急 别忘 别忘了 别针 别名 "
    "没问题 没事 没事儿 没关系 没错 没准 "
    "无论 无比 无线 无数 无限 无聊 无花果 无疑 无非 无理由 无人 无穷 无敌 无微不至 "
    "非常 非洲 非凡 非但 非得 未来 未必 免费 免邮 免税 免得 免疫 免疫力 莫过于 莫名 莫非 忌口 未免".split()
)
_FORBID = re.compile("(?:别|勿|莫|甭|慎|忌|禁|切忌|切勿|请勿|禁止|不要|不能|不可|不可以|不宜|不得|不许|不准|不让|不建议|不推荐|不适合|不适宜)")
_TAIL = frozenset("买吃喝拍碰给进用选入了的啊哦哈呢吧呀嘛么放加过有往里头面进去出来上下带送给到用做添掺兑含配要行能可以需一概都也就才还再另外单任何半点丁儿我们这它那您你呗哒哟的人")
_ASK_TAIL = re.compile("(?:看见|看到|发现|听到|听见|听清|听清楚|明白|知道|懂|领|抢|拍|吃|好|记住|学会|看清楚|看清|想到|试过|用过|买过|会|有|对)了?(?:没有?|不)(?:啊|呀|呢)?$")
_DOING_WITHOUT = re.compile("省[了去掉]|免[了去掉]|告别|拒绝|杜绝|摆脱|省得|取消了?|停了|算了|拉倒|下架|撤了|谈不上|算不上|称不上|做不到|缺少|欠缺")
_AMOUNT = re.compile("低于|高于|少于|多于|超过|大于|小于|到|止|足|等于")
_RESET = re.compile("只|而是|就是|但|反而|却|可是|都是|才是|全是")

_ASK = re.compile(
    r"[吗么]$|呢$|是不是|有没有|能不能|可不可以|要不要|会不会|行不行|好不好|(.)不\1|(.)没\2|多少|多[大久重长高厚]$|"
    r"几[个包条种天分斤克颗粒只瓶支片袋盒块度号层]|怎么|咋|什么|为啥|哪[个里儿款种](?!.*[了就都])"
)
_PEOPLE = (
    "有人|姐妹|朋友|宝宝|宝子|宝妈|妈妈|大哥|大姐|姐姐|哥们|兄弟|粉丝|家人|同学|阿姨|叔叔|小伙伴|网友|公屏|弹幕|评论|你们|好多人|很多人|"
    "人家|那位|这位|有位|有个|前面|大家|老有|总有|老板"
)
_VIEWER = re.compile(
    rf"(?:{_PEOPLE})[^，。]{{0,8}}(?:问|说|讲|刷|担心|以为|留言|想知道|纠结|关心|怀疑|私信|反馈|打字|想要|提议)|你问|还有问|问我|又问|^问|"
    "(?:老|总|都|在|还|就|来)问"
)
_ELSEWHERE = re.compile(
    "隔壁|(?:旁边|后面|前面|左边|右边|那边|楼上)那|别家|别人家|人家那|外面那|其他家|别的(?:店|家|牌|品|款|直播间)|市面|某些家|"
    "[二三四五六七八九十2-9]号(?:链接|那|的|是)|[在去到][二三四五六七八九十2-9]号|第[二三四五六七八九十2-9]个链接|另外?一?[款个种条双盒瓶]|另外那|(?<!跟)那[款双版边]|那个(?:品|链接|活动|套餐)|"
    "刚[才刚](?:那|讲|说的|说过|介绍|报|展示|的|上的|[^，。]{0,8}是)|原来(?:有|的|那|是)|原先|上一版|老版|上一?[款场次回批版]|下一?[款场次批]|之前(?:那|的|有)|以前那|以前的|老款|旧款|升级款|高配|豪华|"
    "那个(?:是|才|叫|也)|那是|是那[款条件双只台瓶]|那(?:种|个)才|才[给有送配带叫]|也有一款|还有一[款个]|还有款|说的是|讲的是|问的是|指的是|"
    "不是(?:说|讲|买|指)|不是这|不是我们|不是咱|跟这个没|跟我们没|跟它没|跟这|别(?:搞|记|弄|看|拍|听)?[混错串]|不要搞混|"
    "只有[^，。]{1,8}(?:才|款|版|装|盒)[^，。]{0,3}[有带送配是能]|某[牌品家]|单卖|另外买|另买|另拍|单拍|要?加钱|加购|单独收费|另收|"
    "话题|科普|热搜|段子|打个?比方|网上|短视频里|"
    "在用的?$|那组|(?:你们?|自己)?去[^，。]{0,6}[买配]|自己[买配备准]|配的是|是给|是买|那[^，。]{0,6}的活动|隔壁[^，。]{0,8}的活动|赠品上|[的是]做法|是[^，。没]{1,8}(?:送|配|带|用|有)的$"
)
_ANECDOTE = re.compile(
    "去年|昨天|前天|上周|前[年几]|小时候|我家|我妈|我爸|我奶奶|我闺女|我儿子|我朋友|我婆婆|我老公|我媳妇|我同事|我自己|我这个?人|我个人|我平时|我那|我有|"
    "要是[^，。]*就好|希望|但愿|如果能|我猜|我也想"
)
_UNSURE = re.compile(
    "不(?:太|大|怎么|是很|能|好|想)?(?:确定|清楚|知道|晓得|敢|好说|记得|了解|认识|乱|瞎|表态|评价|展开|好讲|报数|懂|答|下结论|一样一样|方便|讲了|说了|多讲|多说|承诺|负责|细讲|细说|剧透|透露)|"
    "没(?:有)?(?:仔细|专门|来得及|亲自|自己)?(?:试过|测过|掐过|看过|吃过|用过|挤过|拿到|背下|看到|核实|问过|注意|留意|算过|数过|称过|准数|单子|试|拆|带|量过|听过|研究|记住|收到|把握|敲定|定下|批|公布)|"
    "没(?:有)?[^，。]{0,2}(?:试|测|量|看|吃|用|穿|戴|问|听|见|拆|数|称|算)过|没(?:有)?(?:找着|找到|瞧见|看见|看清|问到|查到|带来|在手上)|"
    "还没|没有?这?个?准|来不及|"
    "等(?:一下|一会儿?|会儿?|下)(?!就)|待会儿?|晚点|晚些|稍后|回头|下次|下周|下期|下场|下播|明天|改天|等[^，。]{1,8}(?:再|来|讲|补|说|问|回|念|公布|看|给|弹|答|确认|通知)|"
    "先(?:不(?:说|讲|报|聊|展开|透露|承诺|回答|答|给|定|乱|跟|下|瞎)|记|放一放|别(?:说|讲|急着问)|保密|卖个)|以[^，。]{1,10}为准|看(?:详情|页面|包装|说明|链接|标签)|详情页|问(?:一下|一问|问|运营|仓库|客服|厨房|厂|老板|店|助理|大夫|医生|产品|品控|设计)|"
    "去问|得问|得看|得查|要查|要问|查一下|查查|看一眼|我看一下|我看看|再确认|确认一下|核实|拿不准|说不准|说不好|说不上|答不上|不好讲|我说了不算|照着图|按平台|应该是?吧|好像|大概是?吧|可能吧|吧我|"
    "正在(?:申请|办|谈|做|测|等|走|批)|还在(?:路上|做|谈|测|调|等|审|申请|打样|商量|沟通)|打算|下个?月|月底|后面会|以后会|送完|发完|没货|缺货|断货|售罄|暂时没|暂无|补货|"
    "不能说|没法(?:保证|说|承诺|给|讲)|跳过|略过|翻篇|不聊|不提|就不[说讲念细]|放后面|留到|最后再?[讲说]|往下滑|点进去|看备注|看主图|看介绍|"
    "估计|听说|据说|也许|看不清|忘了|忘记|记不|想不起|不归我|外行|没谱|悬念|保密|关子"
)
_ALLOW = re.compile(
    "都[能可]以?[吃喝用买拍穿装放]|都行|都可以|随便|没事|没问题|没关系|不影响|也[能可]以?|照样|都没|不怕|不用管|不讲究|没那么|无所谓|都敢|统统|通通|尽管|只管|放心(?:吃|喝|用|买|拍|装|穿)"
)
_YES = re.compile("^(?:是的|对的?|没错|有的?|能的?|可以的?|会的?|当然|肯定|必须|嗯|是啊|对啊|有啊|能啊|送的?|支持|是这个|都有|行)[啊呀哈哦的呢]*$")
_NO = re.compile("^(?:没有?|不是?|不能|不行|不会|不可以|不送|不带|不用|别|没得|不支持)(?:没有|不是|不行|不能)?[啊呀哈哦的呢了]*$")


FRAMES = ("asked", "viewer", "elsewhere", "anecdote", "unsure", "allows")


@dataclass(slots=True)
class Clauses:
    """Clauses of a text in order: half-open spans, the sentence each belongs to, its negating words."""

    text: str
    starts: list[int]
    ends: list[int]
    sentence: list[int]
    negators: dict[int, list[tuple[int, int, bool]]]
    answers: dict[int, int]
    _frames: dict[int, Frame] = field(default_factory=dict)
    _bans: dict[int, bool] = field(default_factory=dict)

    def at(self, position: int) -> int:
        """Return the index of the clause that holds ``position``."""
        return max(0, bisect_right(self.starts, position) - 1)

    def body(self, index: int) -> str:
        """Return the words of one clause."""
        return self.text[self.starts[index] : self.ends[index]]

    def polarity(self, index: int, start: int, end: int, *, topics: bool = True) -> int:
        """Tell whether ``start:end`` in clause ``index`` is affirmed (1), denied (-1) or the topic of a denial (0).

        With ``topics`` a topic whose ban ends the clause counts as denied (烘干机就别进了); a point leaves it open.
        """
        if index in self.answers:
            return self.answers[index]
        nearest = 0
        for a, b, forbids in self.negators.get(index, ()):
            if start <= a and b <= end:
                return 1
            if a < start < b:
                nearest = start
            elif b <= start:
                reset = _RESET.search(self.text, b, start) or b - a == 1 and "的" in self.text[b:start]
                doubled = nearest and self.text[nearest:a] in ("", "是")
                nearest = 0 if reset or doubled else b
            elif nearest or a < end:
                break
            elif (topics or not forbids) and _TAIL.issuperset(self.text[b : self.ends[index]]):
                return -1
            else:
                return 0
        return -1 if nearest else 1

    def forbids(self, index: int) -> bool:
        """Tell whether clause ``index`` warns somebody off (别买, 不建议, 少吃)."""
        found = self._bans.get(index)
        if found is None:
            found = self._bans[index] = any(forbid for _, _, forbid in self.negators.get(index, ())) or bool(
                _FORBIDDING.search(self.text, self.starts[index], self.ends[index])
            )
        return found

    def frame(self, index: int) -> Frame:
        """Return how clause ``index`` is meant: asked, about other goods, put off, allowing (kept once worked out)."""
        found = self._frames.get(index)
        if found is None:
            asked = self.ends[index] < len(self.text) and self.text[self.ends[index]] in "?？"
            found = self._frames[index] = _frame(self.body(index), asked, index in self.answers)
        return found

    def frames(self) -> frozenset[str]:
        """Return the names of the frames that any clause of the text has."""
        return frozenset(name for index in range(len(self.starts)) for name in FRAMES if getattr(self.frame(index), name))

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
    anecdote: bool
    unsure: bool
    allows: bool


@lru_cache(maxsize=8192)
def _frame(body: str, asked: bool, answered: bool) -> Frame:
    return Frame(
        asked=not answered and (asked or bool(_ASK.search(body))),
        viewer=not answered and bool(_VIEWER.search(body)),
        elsewhere=bool(_ELSEWHERE.search(body)),
        anecdote=bool(_ANECDOTE.search(body)),
        unsure=bool(_UNSURE.search(body)),
        allows=bool(_ALLOW.search(body)),
    )


_FORBIDDING = re.compile("(?:先|就|都|可|咱)不(?:要|能)?[喝吃买拍用碰]|少(?:吃|喝|用|放|食)|劝退|当心|小心|注意|控制|避免|远离|谨慎|免了|算了|绕道|划走|慎")


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
    cut = Clauses(text, starts, ends, sentence, {}, {})
    if any(b - a > LONGEST for a, b in zip(starts, ends, strict=True)):
        _cut_long(cut, tokens)
    _mark_negators(cut, tokens)
    _mark_answers(cut)
    return cut


def _mark_answers(cut: Clauses) -> None:
    """Note which questions the very next clause answers with a bare yes (1) or no (-1)."""
    for index in range(1, len(cut.starts)):
        if cut.ends[index] - cut.starts[index] > 6:
            continue
        body = cut.body(index)
        answer = 1 if _YES.match(body) else -1 if _NO.match(body) else 0
        asked = cut.text[cut.ends[index - 1]] in "?？"
        if answer and (asked or _ASK.search(cut.text, cut.starts[index - 1], cut.ends[index - 1])):
            cut.answers[index - 1] = answer


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


def words_and_negations(tokens: Cut) -> list[tuple[str, int, int]]:
    """Split a negating character off the words that begin with one (没拿到, 不漏水), the same in speech and in points."""
    split: list[tuple[str, int, int]] = []
    for token in tokens:
        word, start, end = token
        if word[0] in _NEGATING and end - start > 1 and word not in _NEGATORS and word not in _NOT_NEGATING:
            split.append((word[0], start, start + 1))
            split.append((word[1:], start + 1, end))
        else:
            split.append(token)
    return split


def _mark_negators(cut: Clauses, tokens: Cut) -> None:
    text = cut.text
    for word, start, end in tokens:
        if word not in _NEGATORS and (word[0] not in _NEGATING or word in _NOT_NEGATING):
            continue
        index = cut.at(start)
        if _AMOUNT.match(text, end):
            continue  # 不低于五十克
        if len(word) == 1 and 0 < start and end < len(text) and text[start - 1] == text[end]:
            continue  # 酸不酸
        if end >= cut.ends[index] - 1 and _ASK_TAIL.search(text, cut.starts[index], cut.ends[index]):
            continue  # 看见没有
        cut.negators.setdefault(index, []).append((start, end, bool(_FORBID.match(text, start))))
    for found in _DOING_WITHOUT.finditer(text):
        index = cut.at(found.start())
        cut.negators.setdefault(index, []).append((found.start(), found.end(), False))
        cut.negators[index].sort()
