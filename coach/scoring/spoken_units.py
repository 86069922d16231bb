"""The units and measure words of spoken Mandarin, with what one of each is in its canonical unit."""

from __future__ import annotations

from typing import NamedTuple

MINUTE, HOUR, DAY = 60, 3600, 86_400
WEEK, MONTH = 7 * DAY, 30 * DAY
YEAR = 12 * MONTH  # shelf lives are printed so: 12个月 = 1年, 180天 = 6个月


class Unit(NamedTuple):
    """A canonical unit and how many of it one spoken unit is."""

    name: str
    factor: float


def _table(name: str, spellings: str, factor: float = 1.0) -> dict[str, Unit]:
    return {spelling: Unit(name, factor) for spelling in spellings.split()}


MEASURES: dict[str, Unit] = {
    **_table("元", "元 块 块钱 元钱 圆 rmb 人民币 块大洋 个大洋"),
    **_table("元", "毛 毛钱 角 角钱", 0.1),
    **_table("元", "分钱", 0.01),
    **_table("克", "克 g"),
    **_table("克", "公斤 千克 kg", 1000.0),
    **_table("克", "斤 市斤", 500.0),
    **_table("克", "两", 50.0),
    **_table("克", "毫克 mg", 0.001),
    **_table("克", "微克 ug μg", 0.000001),
    **_table("克", "吨", 1_000_000.0),
    **_table("毫升", "毫升 ml cc"),
    **_table("毫升", "升 公升 l", 1000.0),
    **_table("毫米", "毫米 mm"),
    **_table("毫米", "厘米 公分 cm", 10.0),
    **_table("毫米", "分米", 100.0),
    **_table("毫米", "米 m", 1000.0),
    **_table("毫米", "公里 千米 km", 1_000_000.0),
    **_table("毫米", "英寸 寸 吋", 25.4),
    **_table("毫米", "尺", 1000 / 3),
    **_table("平方米", "平方米 平米 平方 ㎡ m2"),
    **_table("秒", "秒 秒钟"),
    **_table("秒", "分钟 分钟 min", MINUTE),
    **_table("秒", "刻钟", 15 * MINUTE),
    **_table("秒", "小时 个小时 钟头 个钟头 个钟 h", HOUR),
    **_table("秒", "天 日 昼夜 天天 个工作日 工作日 整天", DAY),
    **_table("秒", "周 个星期 星期 个礼拜 礼拜", WEEK),
    **_table("秒", "个月 月", MONTH),
    **_table("秒", "个季度 季度", 3 * MONTH),
    **_table("秒", "年", YEAR),
    **_table("岁", "岁 周岁"),
    **_table("%", "% 个百分点"),
    **_table("%", "成", 10.0),
    **_table("折", "折"),
    **_table("度", "度 摄氏度 °c c"),
    **_table("倍", "倍"),
    **_table("瓦", "瓦 w 瓦特"),
    **_table("瓦", "千瓦 kw", 1000.0),
    **_table("毫安时", "毫安时 毫安 mah ma"),
    **_table("伏", "伏 v"),
    **_table("赫兹", "赫兹 hz"),
    **_table("分贝", "分贝 db"),
    **_table("卡", "大卡 千卡 卡 卡路里 kcal"),
    **_table("焦", "千焦 kj", 1000.0),
    **_table("个", "打", 12.0),
}

COUNTED = tuple(
    "包 袋 盒 片 瓶 个 条 件 颗 支 枝 只 罐 箱 桶 份 双 套 张 本 把 根 粒 枚 杯 碗 听 排 板 卷 提 组 串 对 筒 管 贴 帖 丸 "
    "抽 朵 棵 头 滴 勺 样 种 款 色 层 格 档 挡 台 部 辆 间 家 户 位 名 人 次 遍 回 顿 餐 步 圈 页 副 床 匹 捆 扎 篮 筐 "
    "盘 碟 壶 坛 缸 粒装 尾 块 节 段 轮 期 批 单 组装 面 股 针 目 丝 级 代 网 核 寸盘 小时装 泡 饼 团 束 米装 扇 座 门 幅 枪 场 分 码 米 号 口".split()
)
_NOT_PLAIN = frozenset("块 分 米 号 口 面 网 核 级 码 丝 目 期".split()) | {
    "粒装", "组装", "寸盘", "小时装", "米装",
}
COUNT_WORDS = tuple(word for word in COUNTED if word not in _NOT_PLAIN)

# What may stand between the number and its unit: 三个多月, 十来斤, 一百多块, 几十来个
DURATION_AFTER_GE = {"月": MONTH, "小时": HOUR, "钟头": HOUR, "钟": HOUR, "星期": WEEK, "礼拜": WEEK, "季度": 3 * MONTH}

# A solid piece, not money: 两块香皂, 三块巧克力
PIECES = (
    "香皂|肥皂|皂|毛巾|饼|布|表|手表|地|石头|巧克力|豆腐|蛋糕|糕|糖|电池|屏|板|砖|牌|玻璃|腹肌|冰|面膜|排骨|姜|木|骨|瓷|抹布|海绵|"
    "面包|牛排|披萨|积木|拼图|桌布|垫|钢|肉|鸡|鱼|馒头|酥|奶酪|芝士|腐乳|尿布|尿垫|纱布|布料|料子|皮|围巾|方巾|浴巾|小方巾|小饼|"
    "月饼|儿|去|来吃|里脊|牛腩|牛腱|腊肉|火腿|年糕|粑|硬盘|充电宝|滤芯|钻|玉|土|空地|组成|拼接|小|大(?![洋概几])|的(?![吧呀啊呢])"
)
