"""What platforms, kinds of goods and categories of forbidden speech are called in Chinese."""

from __future__ import annotations

from coach.scoring.model import Category, Kind, Platform

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
