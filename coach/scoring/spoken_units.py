"""The units and measure words of spoken Mandarin, with what one of each is in its canonical unit."""

from __future__ import annotations

import re
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
    **_table("元", "元 块 块钱 元钱 圆 rmb 人民币 块大洋"),
    **_table("元", "毛 毛钱 角 角钱", 0.1),
    **_table("元", "分钱", 0.01),
    **_table("克", "克 g"),
    **_table("克", "公斤 千克 kg", 1000.0),
    **_table("克", "斤 市斤", 500.0),
    **_table("克", "两", 50.0),
    **_table("克", "磅", 453.6),
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
    **_table("秒", "分钟 min", MINUTE),
    **_table("秒", "刻钟", 15 * MINUTE),
    **_table("秒", "小时 个小时 钟头 个钟头 个钟 h", HOUR),
    **_table("秒", "天 日 昼夜 个工作日 工作日 整天", DAY),
    **_table("秒", "周 个星期 星期 个礼拜 礼拜", WEEK),
    **_table("秒", "个月 月 月龄 个月龄", MONTH),
    **_table("秒", "个季度 季度", 3 * MONTH),
    **_table("秒", "年", YEAR),
    **_table("岁", "岁 周岁"),
    **_table("%", "% 个百分点 个点"),
    **_table("%", "成", 10.0),
    **_table("折", "折"),
    **_table("度", "度 摄氏度 °c c"),
    **_table("波美度", "波美度 度波美 波美"),
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
    **_table("帕", "帕 pa 帕斯卡"),
    **_table("帕", "千帕 kpa", 1000.0),
    **_table("转", "转"),
}

COUNT_WORDS = (
    *"包袋盒片瓶个条件颗支枝只罐箱桶份双套张本把根粒枚杯碗听排板卷提组串对筒管贴帖丸抽朵棵头滴勺样种款色层格",
    *"档挡台部辆间家户位名人次遍回顿餐步圈页副床匹捆扎篮筐码盘碟壶坛缸尾节段轮批单股针泡饼团束扇座幅场",
)
UNITS: dict[str, Unit] = {word: Unit(word, 1.0) for word in COUNT_WORDS} | MEASURES

# 三个多月, 一个半小时, 个把星期
AFTER_GE = {"月": MONTH, "小时": HOUR, "钟头": HOUR, "钟": HOUR, "星期": WEEK, "礼拜": WEEK, "季度": 3 * MONTH}

PACKS = frozenset("包袋盒片瓶个条件颗支枝只罐箱桶份双套张本根粒枚杯碗听排板卷提组串对筒管单次")

# Solid pieces and other words that make 块 no money: 两块香皂, 一块儿
PIECES = re.compile(
    "香皂|肥皂|皂|毛巾|饼|布|表|手表|地|石头|巧克力|豆腐|蛋糕|糕|糖|电池|屏|板|砖|牌|玻璃|腹肌|冰|面膜|排骨|姜|木|骨|瓷|抹布|海绵|"
    "面包|牛排|披萨|积木|拼图|垫|钢|肉|鸡|鱼|馒头|酥|奶酪|芝士|腐乳|尿|纱布|皮|围巾|方巾|浴巾|小|月饼|儿|去|来吃|里脊|牛腩|牛腱|"
    "腊肉|火腿|年糕|粑|硬盘|充电宝|滤芯|钻|玉|土|空地|组成|拼接|大(?![洋概几])"
)

# Words that hold numerals and mean no number; matched only where a numeral stands before something unit-like.
IDIOMS = re.compile(
    "一下|一点(?=[儿也都不点]|一点)|一些|一起|一直|一定|一样|一般|一共|一旦|一边|一方面|一向|一律|一切|一致|一面|一带|一路|一时|一会|一辈子|"
    "一口|一流|一心|一系列|一番|一阵|一度(?!电)|一再|一同|一齐|一体|一键|一家(?:人|子|老小|大小|三口|四口)|一个(?:劲|样)|一条(?:心|龙)|一根筋|一次性|"
    "一成不变|[一二三四五六七八九十]年级|一年(?:四季|到头|半载)|一天到晚|一毛不拔|一对一|一把(?:手|年纪)|一打[开完看听]|一抽空|一串红|"
    "一只手|一头雾水|一级棒|一块[儿去来](?!钱)|一分为二|一人一半|一包在|一回生|一回事|一样一样|一层楼|一卡通|一月份?的时候|一周岁?半载|"
    "两口|两下|两边|两头|两样(?=[了的])|两码事|两全|[三八]角(?!钱)|一五一十|十三香|十全|三层肉|四季|五花|百分百|十分(?!钟|之|钱)|[三五七八]分熟|三分钟热度|"
    "三三两两|七七八八|三二一|一二三[四上走]|五四三二一|三年五载|三番五次|四面八方|五颜六色|七上八下|七八糟|"
    "双十[一二]|半(?:天(?!之?内|发|到)|路|夜|成品|信|袖|身|截|边|场|入|信半疑|个字|点)|"
    "千万(?=[别不要记得注])|千层|百年好合|[百千万]家|百草|百货|百搭|万一|万能|万分|千丝|三下五除二|三包(?=服务|政策)|一而再|十足|十全|"
    "[一二三四五六]级(?=能效|压榨|大风)|二手|二维|三文|三明|四川|五香|五谷|六神|七夕|八宝|九层塔|九宫格|十字"
)
