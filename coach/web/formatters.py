"""Labels and number formats of the pages, as Jinja filters."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from flask import Flask

from coach.scoring.model import Category, How, Kind, Platform, Product, Severity, Verdict
from coach.web.marking import pieces

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
PLATFORMS = {Platform.DOUYIN: "抖音", Platform.XIAOHONGSHU: "小红书", Platform.ANY: "不限"}
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
SEVERITIES = {Severity.BLOCK: "必须改", Severity.WARN: "建议改", Severity.HINT: "留意"}
VERDICTS = {Verdict.PASS: "可以播", Verdict.REVISE: "改好再播", Verdict.BLOCK: "现在不能播"}
HOWS = {How.EXACT: "", How.DISGUISED: "变形写法", How.SUSPECTED: "疑似"}


def register(app: Flask) -> None:
    """Make the labels and formats known to the templates."""
    app.jinja_env.filters.update(duration=duration, by_kind=by_kind, pieces=pieces)
    app.jinja_env.globals.update(
        KINDS=KINDS,
        PLATFORMS=PLATFORMS,
        CATEGORIES=CATEGORIES,
        SEVERITIES=SEVERITIES,
        VERDICTS=VERDICTS,
        HOWS=HOWS,
    )


def duration(seconds: float) -> str:
    """Return a length of time in words: 118 → 1 分 58 秒."""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{rest} 秒"
    return f"{minutes} 分 {rest} 秒" if rest else f"{minutes} 分钟"


def by_kind(products: Iterable[Product]) -> list[tuple[str, list[Product]]]:
    """Return the products grouped under the labels of their kinds, in the labels' order."""
    order = list(KINDS)
    ordered = sorted(products, key=lambda product: order.index(product.kind))
    return [(KINDS[kind], list(group)) for kind, group in groupby(ordered, key=lambda product: product.kind)]
