"""Whom the demo cohort consists of, how far each has come, and the words they use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from coach.scoring import Kind, Platform
from coach.training.model import Role


class Way(StrEnum):
    """How far an anchor of the demo comes in eight weeks."""

    NEW = "new"  # drills given, nothing handed in
    COURSE = "course"  # in the middle of the courses
    STUCK = "stuck"  # hands the same drill in again and again
    READY = "ready"  # courses done, the first session planned
    REHEARSAL = "rehearsal"
    PAIRED = "paired"
    MONITORED = "monitored"
    UNSIGNED = "unsigned"  # everything proven, nobody has signed yet
    SIGNED = "signed"
    INCIDENT = "incident"  # signed, stale by an incident
    CARD = "card"  # signed, stale because a product card changed
    REVOKED = "revoked"
    RENEWED = "renewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person of the demo: the room's place in ``ROOMS``; an anchor also has a way and the day they begin."""

    login: str
    name: str
    roles: tuple[Role, ...]
    rooms: tuple[int, ...]
    way: Way | None = None
    begins: timedelta = timedelta()


ROOMS = (
    ("山野零食铺", Platform.DOUYIN, (Kind.FOOD,)),
    ("日和生活馆", Platform.XIAOHONGSHU, (Kind.FOOD, Kind.HOME)),
)
STAFF = (
    Member(login="lin", name="林若兰", roles=(Role.TRAINER,), rooms=(0,)),
    Member(login="sun", name="孙佳宁", roles=(Role.TRAINER,), rooms=(1,)),
    Member(login="he", name="何一鸣", roles=(Role.TRAINER,), rooms=(0, 1)),
    Member(login="wang", name="王思远", roles=(Role.OPS,), rooms=(0,)),
    Member(login="zheng", name="郑晓曼", roles=(Role.OPS,), rooms=(1,)),
    Member(login="ma", name="马骁", roles=(Role.OPS,), rooms=(0, 1)),
)
_ANCHORS = (
    ("zhou", "周海棠", 0, Way.SIGNED, 0),
    ("xu", "许青禾", 1, Way.SIGNED, 0),
    ("chen", "陈小敏", 0, Way.SIGNED, 0),
    ("zhao", "赵一帆", 0, Way.INCIDENT, 1),
    ("qian", "钱乐乐", 1, Way.CARD, 1),
    ("li", "李春燕", 0, Way.REVOKED, 2),
    ("wu", "吴桐", 1, Way.RENEWED, 0),
    ("feng", "冯可可", 0, Way.UNSIGNED, 5),
    ("chu", "褚云舒", 1, Way.UNSIGNED, 6),
    ("wei", "魏子涵", 0, Way.MONITORED, 12),
    ("jiang", "蒋梦瑶", 1, Way.MONITORED, 13),
    ("shen", "沈冬至", 0, Way.PAIRED, 19),
    ("han", "韩星月", 1, Way.PAIRED, 20),
    ("yang", "杨梅", 0, Way.PAIRED, 21),
    ("zhu", "朱小满", 0, Way.REHEARSAL, 27),
    ("qin", "秦霜", 1, Way.REHEARSAL, 28),
    ("you", "尤佳", 1, Way.READY, 31),
    ("lv", "吕晴", 0, Way.READY, 33),
    ("shi", "施念", 1, Way.STUCK, 34),
    ("kong", "孔令仪", 0, Way.STUCK, 35),
    ("cao", "曹雨桐", 0, Way.COURSE, 41),
    ("yan", "严舒", 1, Way.COURSE, 43),
    ("hua", "华灵", 0, Way.NEW, 53),
    ("jin", "金谷", 1, Way.NEW, 54),
)
_SENIORS = ("zhou", "xu", "chen", "wu")
ANCHORS = tuple(
    Member(
        login=login,
        name=name,
        roles=(Role.ANCHOR, Role.SENIOR) if login in _SENIORS else (Role.ANCHOR,),
        rooms=(room,),
        way=way,
        begins=timedelta(days=day),
    )
    for login, name, room, way, day in _ANCHORS
)
GREETINGS = (
    "大家好，我们开始。",
    "晚上好，刚进来的朋友先坐。",
    "来，今天讲慢一点。",
    "大家好，我是今天的主播。",
    "好，人差不多了，我们开讲。",
    "进来的朋友先别急着拍，听我讲完。",
)
PRAISE = (
    "开头留得住人，卖点都说到了。",
    "数字和卡上一样，念着也顺。",
    "价格讲得清楚，听一遍就能算出来。",
    "比上一次稳多了。",
)
WISHES = ("这一句可以再短一点。", "这里加一个手上的动作，观众看得见。", "这句太书面，换成你平时说话的样子。")
AGAIN = (
    "有不能播的话，照报告里的说法改，再交一次。",
    "卖点没说全，发货和保质期是观众最先问的。",
    "照稿念的痕迹重，先合上稿子讲一遍。",
)
SEEN = (
    "第三分钟说到了。",
    "全程做到，回看确认过。",
    "被问到时答得准。",
    "手上有动作，镜头里看得清。",
    "开场和收尾各一次。",
)
UNSEEN = ("只说了一半，下一场补上。", "这一场没有看到。")
NOTES = (
    ("开场改成先报好处再报价。", "前十分钟偏紧，后面放开了。", "在线掉的那五分钟是没有互动，下一场每三分钟问一次。"),
    ("配料表那段保留，句子再短一半。", "状态稳，声音到后面有点哑。", "福袋口播提前半分钟，留人明显好。"),
    ("价格只报一遍，算给观众看。", "被催单时慌了一下，先喝口水再答。", "弹幕问发货最多，写进循环话术。"),
)
ACTIONS = ("把开场三十秒录一遍发给培训", "背熟发货和保质期两条", "把常问的五个问题写成卡片")
