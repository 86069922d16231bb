"""How stages, severities, platforms and kinds are called in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

from coach.scoring import Category, Kind, Platform
from coach.training.model import IncidentSeverity, Stage

STAGES = {Stage.REHEARSAL: "上镜试播", Stage.PAIRED: "老主播一带一上播", Stage.MONITORED: "运营一对一盯播"}
SEVERITIES = {
    IncidentSeverity.MINOR: "轻微事故",
    IncidentSeverity.SERIOUS: "严重事故",
    IncidentSeverity.CUT: "断播事故",
}
PLATFORMS = {Platform.DOUYIN: "抖音", Platform.XIAOHONGSHU: "小红书", Platform.ANY: "不限平台"}
KINDS = {
    Kind.FOOD: "食品",
    Kind.HEALTH_FOOD: "保健食品",
    Kind.COSMETICS: "化妆品",
    Kind.APPAREL: "服饰鞋包",
    Kind.HOME: "家居日用",
    Kind.BABY: "母婴",
    Kind.ELECTRONICS: "数码家电",
    Kind.OTHER: "其他",
}
CATEGORIES = {
    Category.ABSOLUTE: "绝对化用语",
    Category.MEDICAL: "医疗用语",
    Category.EFFICACY: "功效夸大",
    Category.PRICE: "价格误导",
    Category.URGENCY: "虚假紧迫",
    Category.DIVERSION: "站外导流",
    Category.INDUCEMENT: "诱导互动",
    Category.ENDORSEMENT: "虚假背书",
    Category.DISPARAGE: "贬低同行",
    Category.SUPERSTITION: "封建迷信",
    Category.VULGAR: "低俗歧视",
    Category.LABEL: "标签成分宣称",
    Category.COUNTERFEIT: "假冒违禁品",
    Category.MINORS: "诱导未成年人",
}
_CHINA = timezone(timedelta(hours=8))  # Asia/Shanghai: no summer time since 1991


def day(at: datetime) -> str:
    """Return the day in China, as 2026年11月24日."""
    local = at.astimezone(_CHINA)
    return f"{local.year}年{local.month}月{local.day}日"


def moment(at: datetime) -> str:
    """Return day and minute in China, as 2026年11月24日 14:05."""
    return f"{day(at)} {at.astimezone(_CHINA):%H:%M}"


def joined(words: Iterable[str]) -> str:
    """Return words as a Chinese list."""
    return "、".join(words)
