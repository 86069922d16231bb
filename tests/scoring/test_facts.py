"""Facts said on air beside the facts of the card, by phenomenon."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.errors import LexiconError
from coach.scoring.facts import FactTable, compare, parse_fact_table
from coach.scoring.model import Kind, Point, Product
from coach.scoring.normalise import fold
from coach.scoring.places import agree

ROOT = Path(__file__).parents[2]
LEXICONS = ROOT / "lexicons"
PHRASES = tomllib.loads((ROOT / "tests" / "data" / "spoken.toml").read_text(encoding="utf-8"))


def _read(name: str) -> Mapping[str, object]:
    return tomllib.loads((LEXICONS / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def table() -> FactTable:
    return parse_fact_table(_read("facts.toml"), _read("places.toml"))


def _card(
    facts: Mapping[str, str],
    *,
    name: str = "样品",
    points: tuple[str, ...] = (),
    price: float | None = None,
    kind: Kind = Kind.FOOD,
) -> Product:
    said = tuple(Point(id=f"p{i}", say=say) for i, say in enumerate(points))
    return Product(id="x", name=name, kind=kind, price=price, facts=facts, points=said)


SHELF = {"保质期": "9个月"}
SHIP = {"发货": "48小时内发货"}
NET = {"净含量": "250克"}
SPEC = {"规格": "20支×20克"}
PRICE = {"价格": "69.9元"}
ORIGIN = {"产地": "内蒙古通辽"}

# fact card, speech, verdicts expected in order (an empty tuple: nothing contradicts)
CONTRADICTED: list[tuple[str, Mapping[str, str], str]] = [
    ("shelf life, other number", SHELF, "保质期十八个月，囤着慢慢吃"),
    ("shelf life in years", SHELF, "保质期一年半，放心囤"),
    ("shelf life, the cue in the clause before", SHELF, "保质期呢，足足两年"),
    ("shelf life asked and answered", SHELF, "能放多久？能放一年半呢"),
    ("shelf life, number before the word", SHELF, "它是十二个月的保质期"),
    ("shelf life in days", SHELF, "保质期三百六十五天"),
    ("shelf life shorter", SHELF, "保质期只有六个月，买回去抓紧吃"),
    ("shelf life in digits", SHELF, "保质期:18个月"),
    ("shelf life after a denial", SHELF, "保质期不是九个月，是十二个月"),
    ("keeps for longer", SHELF, "这个常温能放两年都没事"),
    ("shelf life of three years", {"保质期": "36个月"}, "这个洗衣液保质期五年"),
    ("shelf life in half years", {"保质期": "12个月"}, "咱们保质期就半年哈"),
    ("shipping faster", {"发货": "72小时内发货"}, "拍了二十四小时之内给您发出去"),
    ("shipping slower", SHIP, "下单之后一个礼拜内给大家发货"),
    ("shipping in days", SHIP, "付款以后五天之内发出"),
    ("shipping in hours", {"发货": "24小时内发货"}, "七十二小时内发货，大家耐心等等"),
    ("shipping the same day", {"发货": "72小时内发货"}, "今天拍今天就给你发货"),
    ("shipping, cue first", SHIP, "发货时间是十五天"),
    ("shipping range", SHIP, "大概七到十天发货"),
    ("net content", NET, "净含量五百克，一整袋"),
    ("net content in jin", NET, "净重一斤，绝对足秤"),
    ("net content asked and answered", NET, "一袋多少？四百克"),
    ("net content of this pack", NET, "这一袋足足三百克"),
    ("net content with a word after", NET, "五百克装的大袋"),
    ("volume", {"容量": "480毫升"}, "容量六百毫升，够喝一上午"),
    ("volume in litres", {"容量": "5升"}, "八升大容量，一家人够用"),
    ("volume as a bare number", {"容量": "480毫升"}, "容量是七百五，喝一天"),
    ("volume of cosmetics", {"净含量": "30毫升"}, "正装一瓶五十毫升"),
    ("count in a box", SPEC, "一盒里面有三十支"),
    ("count with 装", SPEC, "咱们这个是十五支装的"),
    ("count, this box", SPEC, "今天这一盒是二十五支"),
    ("count of packs", {"规格": "150克×4袋"}, "到手一共六袋"),
    ("count with an adjective", {"规格": "25克×30包"}, "一大盒二十小包"),
    ("weight of each piece", {"规格": "150克×4袋"}, "一袋两百克，一共四袋"),
    ("price", PRICE, "今天到手价五十九块九"),
    ("price, only", PRICE, "直播间只要四十九块九"),
    ("price, number alone", PRICE, "净含量半斤，五十九块九，拍就完了"),
    ("price, taken away", PRICE, "七十九块九拿走"),
    ("price with digits", PRICE, "到手59.9"),
    ("price with 米", PRICE, "今天只要五十九米九"),
    ("price, one pack", PRICE, "五十九块九一袋"),
    ("price, two packs", {"价格": "39.9元一盒，两盒69.9元"}, "两盒只要五十九块九"),
    ("price after an old one", PRICE, "平时卖八十九，今天五十九块九"),
    ("origin", ORIGIN, "产地是新疆阿克苏"),
    ("origin abroad", ORIGIN, "牛肉是澳洲进口的"),
    ("origin, another town", {"产地": "山东烟台"}, "产自山东临沂"),
    ("origin, another province", {"产地": "山东烟台"}, "这批苹果来自陕西洛川"),
    ("origin, goods of", {"产地": "黑龙江五常"}, "都是吉林的米"),
    ("origin, grown there", {"产地": "云南普洱"}, "豆子是海南种的"),
    ("origin of a factory", {"产地": "浙江永康"}, "广东的工厂生产的"),
    ("imported although domestic", {"产地": "上海金山"}, "新西兰原装进口，漂洋过海来的"),
    ("domestic although imported", {"产地": "泰国"}, "榴莲产地是马来西亚"),
    ("warranty", {"质保": "1年"}, "整机质保三年"),
    ("warranty, cue after", {"质保": "1年"}, "两年之内免费换新"),
    ("warranty shorter", {"质保": "2年"}, "我们保修一年"),
    ("after opening", {"开封后": "6个月内用完"}, "打开以后一年之内用完就行"),
    ("sizes", {"尺码": "S到4XL"}, "尺码从M到2XL"),
    ("largest size", {"尺码": "S到4XL"}, "最大只做到XL"),
    ("fabric", {"面料": "92%聚酯纤维，8%氨纶"}, "面料是纯棉的，亲肤"),
    ("share of a fabric", {"面料": "锦纶75%，氨纶25%"}, "里面有百分之四十的氨纶"),
    ("material of a part", {"材质": "316不锈钢内胆，PP杯盖"}, "杯盖是玻璃的"),
    ("steel grade", {"材质": "316不锈钢内胆，PP杯盖"}, "内胆是304不锈钢"),
    ("version", {"蓝牙版本": "蓝牙5.3"}, "蓝牙5.0的，连接很稳"),
    ("power", {"功率": "1400瓦"}, "功率一千八百瓦，热得快"),
    ("waist", {"腰头": "10厘米"}, "腰头十五厘米宽"),
    ("single weight", {"单只重量": "4克"}, "单只重量八克"),
    ("flavour not on the card", {"口味": "原味、香辣、孜然"}, "口味有原味、麻辣味、孜然味"),
    ("number of flavours", {"口味": "原味、香辣、孜然"}, "五种口味随便挑"),
    ("filling", {"馅料": "玉米猪肉"}, "韭菜鸡蛋馅的，鲜得很"),
    ("scent", {"香型": "白茶"}, "薰衣草香的，睡前闻着舒服"),
    ("dried fruit", {"果干种类": "蔓越莓干、蓝莓干、黑加仑干"}, "里面有草莓干和芒果干"),
    ("storage", {"储存": "零下18度以下冷冻"}, "收到常温放着就行"),
    ("postage", {"快递": "偏远地区补10元运费"}, "新疆西藏也包邮"),
]

AGREED: list[tuple[str, Mapping[str, str], str]] = [
    ("the same words", SHELF, "保质期九个月"),
    ("nine months in days", SHELF, "保质期二百七十天"),
    ("about", SHELF, "保质期大概九个月"),
    ("a year and a half", {"保质期": "18个月"}, "保质期一年半"),
    ("nearly a year", {"保质期": "12个月"}, "能放快一年"),
    ("three years", {"保质期": "36个月"}, "保质期三年"),
    ("two days", SHIP, "两天之内给您发出去"),
    ("forty-eight hours", SHIP, "四十八小时内发货"),
    ("tomorrow", {"发货": "24小时内发货"}, "今天拍明天就能发走"),
    ("the same day", {"发货": "24小时内发货"}, "当天就给你发货"),
    ("three days", {"发货": "72小时内发货"}, "下单三天之内发货"),
    ("half a jin", NET, "一袋半斤"),
    ("five liang", NET, "净含量五两"),
    ("two packs a jin", NET, "净含量二百五十克，两袋一斤"),
    ("capacity", {"容量": "480毫升"}, "容量四百八十毫升"),
    ("bare capacity", {"容量": "480毫升"}, "容量四百八，刚刚好"),
    ("twenty pieces", SPEC, "一盒二十支"),
    ("the price", PRICE, "今天到手六十九块九"),
    ("under seventy", PRICE, "直播间只要七十块不到"),
    ("a little over", {"价格": "209元"}, "到手两百出头"),
    ("price as bare number", {"价格": "129元"}, "到手一百二十九"),
    ("two boxes", {"价格": "39.9元一盒，两盒69.9元"}, "两盒六十九块九"),
    ("the town", ORIGIN, "产地通辽"),
    ("the province", ORIGIN, "牛肉来自内蒙古"),
    ("another name", ORIGIN, "内蒙产的"),
    ("region", {"产地": "黑龙江五常"}, "都是东北的大米"),
    ("city of the county", {"产地": "福建平和"}, "漳州产的柚子"),
    ("warranty in months", {"质保": "1年"}, "质保十二个月"),
    ("half a year", {"开封后": "6个月内用完"}, "打开以后半年用完"),
    ("sizes", {"尺码": "S到4XL"}, "S到4XL都有"),
    ("share", {"面料": "92%聚酯纤维，8%氨纶"}, "里面有百分之八的氨纶"),
    ("version", {"蓝牙版本": "蓝牙5.3"}, "蓝牙是5.3"),
    ("power", {"功率": "1400瓦"}, "功率一千四百瓦"),
]

SILENT: list[tuple[str, Mapping[str, str], str]] = [
    ("old price", PRICE, "原价八十九块九"),
    ("usual price", PRICE, "平时卖九十九，专柜一百二"),
    ("crossed-out price", PRICE, "吊牌价一百九十九"),
    ("last week's price", PRICE, "上周专场挂的是七十四块九"),
    ("another shop's price", PRICE, "隔壁直播间卖五十九块九"),
    ("supermarket price", PRICE, "你去超市看看，一袋八十多"),
    ("another link's price", PRICE, "二号链接那个鸭脖二十九块九"),
    ("coupon", PRICE, "左上角领一张十块的券"),
    ("saving", PRICE, "比昨天便宜二十块"),
    ("threshold", PRICE, "满两百减三十"),
    ("each piece", PRICE, "合下来一包三块多"),
    ("each day", PRICE, "算下来一天才两块钱"),
    ("per jin", PRICE, "外面的一斤要一百四"),
    ("postage amount", PRICE, "新疆西藏补十块钱运费"),
    ("denied prices", PRICE, "不要九十九，不要八十九，今天只要六十九块九"),
    ("is it", PRICE, "是不是要卖五十九块九？不是的"),
    ("a viewer asks", PRICE, "有姐妹问五十九块九还有没有"),
    ("red packet", PRICE, "晒图返你五块红包"),
    ("production cost", PRICE, "成本就要五十多"),
    ("wages", PRICE, "一天工资两百块"),
    ("after opening is not shelf life", SHELF, "开封以后一个月之内吃完"),
    ("opened, next clause", SHELF, "袋子打开了，三天吃完最好"),
    ("years of trade", SHELF, "老师傅干了三十年"),
    ("denied shelf life", SHELF, "保质期不是六个月"),
    ("another product's", SHELF, "隔壁那款保质期才三个月"),
    ("last batch", SHELF, "之前的那批保质期是六个月"),
    ("out of the fridge", {"保质期": "4个月"}, "书包里放半天没问题"),
    ("remaining", SHELF, "到手还剩八个月保质期"),
    ("return policy", SHIP, "七天无理由退货"),
    ("on the road", SHIP, "路上两三天就到了"),
    ("time of use", SHIP, "敷十五分钟洗掉"),
    ("bad fruit", SHIP, "收到二十四小时内拍照报坏果"),
    ("raw meat", NET, "三斤鲜肉出一斤"),
    ("per hundred grams", NET, "每一百克蛋白质五十多克"),
    ("body weight", NET, "我一百三十斤，七天瘦五斤"),
    ("two bags", NET, "两袋一斤，拍两份更划算"),
    ("small pack", NET, "里面一小包二十五克"),
    ("dose", NET, "一次挖五十克，兑两百毫升水"),
    ("sample", NET, "另外送一袋五十克的小样"),
    ("another product's weight", NET, "刚才那款是五百克的"),
    ("eaten a day", SPEC, "一天吃两支"),
    ("two boxes' count", SPEC, "两盒四十支"),
    ("bought again", SPEC, "有个姐姐回购了六盒，又买了三十支"),
    ("stock", SPEC, "库存只剩五十支"),
    ("place in passing", ORIGIN, "夏天寄到广东都是干的"),
    ("viewers' place", ORIGIN, "山东的朋友扣个一"),
    ("taste of a place", ORIGIN, "这是四川口味的"),
    ("far places", ORIGIN, "新疆西藏要补邮费"),
    ("another product's place", ORIGIN, "隔壁那款是巴西进口的"),
    ("not imported", ORIGIN, "不是澳洲进口的"),
    ("cotton denied", {"面料": "92%聚酯纤维，8%氨纶"}, "面料不是棉的，不会湿哒哒"),
    ("other power bank", {"蓝牙版本": "蓝牙5.3"}, "充电宝是两万毫安的"),
    ("flavour denied", {"口味": "原味、香辣、孜然"}, "没有麻辣味的哈"),
    ("sold-out sizes", {"尺码": "S到4XL"}, "S码只剩十一件"),
]


def _said(table: FactTable, facts: Mapping[str, str], speech: str) -> list[bool | None]:
    return [result.agrees for result in compare(fold(speech), _card(facts), table)]


@pytest.mark.parametrize(("facts", "speech"), [c[1:] for c in CONTRADICTED], ids=[c[0] for c in CONTRADICTED])
def test_contradiction(table: FactTable, facts: Mapping[str, str], speech: str) -> None:
    assert _said(table, facts, speech).count(False) == 1


@pytest.mark.parametrize(("facts", "speech"), [c[1:] for c in AGREED], ids=[c[0] for c in AGREED])
def test_agreement(table: FactTable, facts: Mapping[str, str], speech: str) -> None:
    said = _said(table, facts, speech)
    assert True in said
    assert False not in said


@pytest.mark.parametrize(("facts", "speech"), [c[1:] for c in SILENT], ids=[c[0] for c in SILENT])
def test_no_contradiction(table: FactTable, facts: Mapping[str, str], speech: str) -> None:
    assert False not in _said(table, facts, speech)


@pytest.mark.parametrize(
    ("name", "value", "goods", "speech"),
    [(f["name"], f["value"], f["goods"], speech) for f in PHRASES["fact"] for speech in f["contradicted"]],
)
def test_phrasing_of_a_contradiction(table: FactTable, name: str, value: str, goods: str, speech: str) -> None:
    results = compare(fold(speech), _card({name: value}, name=goods), table)
    assert any(result.agrees is False for result in results)


@pytest.mark.parametrize(
    ("name", "value", "goods", "speech"),
    [(f["name"], f["value"], f["goods"], speech) for f in PHRASES["fact"] for speech in f.get("innocent", ())],
)
def test_innocent_phrasing(table: FactTable, name: str, value: str, goods: str, speech: str) -> None:
    results = compare(fold(speech), _card({name: value}, name=goods), table)
    assert all(result.agrees is not False for result in results)


@pytest.mark.parametrize("speech", PHRASES["elsewhere"][0]["say"])
def test_talk_of_other_things(table: FactTable, speech: str) -> None:
    card = {
        "净含量": "270克",
        "规格": "9克×30丸",
        "价格": "59.9元一罐，两罐109元",
        "保质期": "12个月",
        "产地": "河南开封",
        "发货": "48小时内发货",
        "口味": "原味、红枣味",
        "储存": "常温阴凉处",
        "赠品": "便携盒1个",
    }
    assert False not in _said(table, card, speech)


def test_said_is_written_in_the_unit_of_the_card(table: FactTable) -> None:
    speech = "保质期一年半，净含量一斤，到手五十九块九"
    results = compare(fold(speech), _card({**SHELF, **NET, **PRICE}), table)
    assert [(r.fact, r.expected, r.said, r.agrees) for r in results] == [
        ("保质期", "9个月", "18个月", False),
        ("净含量", "250克", "500克", False),
        ("价格", "69.9元", "59.9元", False),
    ]


def test_spans_are_those_of_the_raw_text(table: FactTable) -> None:
    speech = "🎉來！保質期１８個月，囤著慢慢吃"
    (result,) = compare(fold(speech), _card(SHELF), table)
    assert speech[result.start : result.end] == result.text == "保質期１８個月"
    assert result.agrees is False


def test_the_same_statement_is_reported_once(table: FactTable) -> None:
    speech = "保质期一年半啊，我再说一遍，保质期一年半。最后提醒，保质期一年半。"
    assert _said(table, SHELF, speech) == [False]


def test_distinct_statements_are_reported_each(table: FactTable) -> None:
    speech = "保质期九个月。后面的朋友听好了，我们家的保质期是两年。"
    assert _said(table, SHELF, speech) == [True, False]


def test_neighbouring_contradictions_are_one_finding(table: FactTable) -> None:
    facts = {"果干种类": "蔓越莓干、蓝莓干、黑加仑干"}
    (result,) = compare(fold("里面是草莓干、芒果干跟菠萝干，嘎嘣脆"), _card(facts), table)
    assert (result.said, result.text) == ("草莓干、芒果干、菠萝干", "草莓干、芒果干跟菠萝干")


def test_another_number_the_card_knows_is_no_contradiction(table: FactTable) -> None:
    points = ("每包25克", "领券后到手59.9元")
    card = _card({"净含量": "750克", **PRICE}, points=points)
    results = compare(fold("一包二十五克，领完券五十九块九"), card, table)
    assert False not in [result.agrees for result in results]


def test_the_price_of_a_card_without_a_price_fact(table: FactTable) -> None:
    card = _card({}, price=89.0)
    assert [r.agrees for r in compare(fold("到手七十九块"), card, table)] == [False]
    assert [r.agrees for r in compare(fold("到手八十九块"), card, table)] == [True]


def test_imported_parts_contradict_food_only(table: FactTable) -> None:
    speech = "原料是法国进口的"
    cream = _card({"产地": "广东广州"}, kind=Kind.COSMETICS)
    assert False not in [r.agrees for r in compare(fold(speech), cream, table)]
    assert False in [r.agrees for r in compare(fold(speech), _card({"产地": "广东广州"}), table)]


@pytest.mark.parametrize("speech", ["", "。", "，，，", "🎉", "九", "产地", "保质期", "一袋多少？", "\n\n"])
def test_any_text_is_read(table: FactTable, speech: str) -> None:
    assert compare(fold(speech), _card({**SHELF, **NET, **PRICE, **ORIGIN, **SHIP}), table) == ()


@given(speech=st.text(alphabet="保质期产地一袋半斤九块个月山东，。？不是今天隔壁到手发货48小时内0.", max_size=80))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_results_lie_in_order_in_any_text(table: FactTable, speech: str) -> None:
    card = _card({**SHELF, **NET, **PRICE, **ORIGIN, **SHIP, **SPEC})
    starts = [(r.start, r.end) for r in compare(fold(speech), card, table)]
    assert starts == sorted(starts)
    assert all(0 <= start < end <= len(speech) for start, end in starts)


@pytest.mark.parametrize(
    ("key", "value", "named"),
    [
        ("talk", None, "talk"),
        ("talk", {"other": ["("]}, "other"),
        ("kind", [], "kind"),
        ("kind", ["x"], "kind"),
        ("words", {"materials": "棉"}, "materials"),
    ],
)
def test_bad_data_names_the_key(key: str, value: object, named: str) -> None:
    data = {**_read("facts.toml"), key: value}
    with pytest.raises(LexiconError) as caught:
        parse_fact_table(data, _read("places.toml"))
    assert caught.value.key == named


def test_an_unknown_sort_of_fact_is_refused() -> None:
    data = dict(_read("facts.toml"))
    kinds = data["kind"]
    assert isinstance(kinds, list)
    data["kind"] = [{**kinds[0], "sort": "colour"}]
    with pytest.raises(LexiconError, match="colour"):
        parse_fact_table(data, _read("places.toml"))


def test_all_provinces_and_prefectures_are_known(table: FactTable) -> None:
    areas = {area for place in table.places.places.values() if not place.abroad for area in place.areas}
    cities = {place.city for place in table.places.places.values() if place.city}
    assert len(areas - {"中国"}) == 34
    assert len(cities) >= 333


@pytest.mark.parametrize(
    ("card", "said", "expected"),
    [
        ("内蒙古通辽", "通辽", True),
        ("内蒙古通辽", "内蒙", True),
        ("内蒙古通辽", "科尔沁", True),
        ("山东烟台", "陕西", False),
        ("山东烟台", "山东临沂", False),
        ("山东烟台", "栖霞", True),
        ("广东中山黄圃", "东莞", False),
        ("陕西秦岭", "汉中", True),
        ("黑龙江", "东北", True),
        ("黑龙江", "五常", True),
        ("福建平和", "漳州", True),
        ("上海金山", "新西兰", False),
        ("澳大利亚", "澳洲", True),
        ("云南普洱", "国产", True),
        ("泰国", "越南", False),
    ],
)
def test_places(table: FactTable, card: str, said: str, *, expected: bool) -> None:
    mine, theirs = (next(iter(table.places.mentions(text))).places for text in (card, said))
    assert agree(mine, theirs) is expected
