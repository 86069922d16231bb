"""Flow: types, parts in order and time, expectations by platform and role, manners marked down, the card's people."""

from __future__ import annotations

import itertools

import pytest

from coach.errors import InputError
from coach.library import Library
from coach.scoring import Cue, Kind, Platform, Product, Role, Rulebook, check
from coach.scoring.model import Flow

from .flow_sentences import CALM, HEARD, NOT_HEARD, PRESSURE, PRICE_SHOUTING, SHOUTING, TYPES

FILL = "这里慢慢说一点别的事情凑够一整段话的长度。" * 9


def flow(rulebook: Rulebook, text: str, platform: Platform = Platform.DOUYIN, **more: object) -> Flow:
    product = more.pop("product", None)
    assert product is None or isinstance(product, Product)
    return check(text, product, rulebook, platform=platform, **more).flow  # type: ignore[arg-type]


def heard(got: Flow) -> set[str]:
    return {part.id for part in got.parts if part.present}


def remarks(got: Flow) -> set[str]:
    return {remark.id.removeprefix("flow/") for remark in got.remarks}


def card(**more: object) -> Product:
    return Product(id="x", name="样品", kind=Kind.HOME, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("part", "sentence"), [(part, s) for part, many in HEARD.items() for s in many])
def test_a_part_is_heard_in_many_ways(rulebook: Rulebook, part: str, sentence: str) -> None:
    text = "前面先垫一句没有关系的话。" * 8 + sentence
    assert part in heard(flow(rulebook, text, Platform.XIAOHONGSHU))


@pytest.mark.parametrize(("part", "sentence"), [(part, s) for part, many in NOT_HEARD.items() for s in many])
def test_a_part_is_not_heard_in_other_words(rulebook: Rulebook, part: str, sentence: str) -> None:
    text = "前面先垫一句没有关系的话。" * 8 + sentence
    assert part not in heard(flow(rulebook, text, Platform.XIAOHONGSHU))


def test_parts_come_in_the_order_in_which_they_are_heard(rulebook: Rulebook) -> None:
    text = "刚进来的朋友先别划走。配料表就三样。今天到手九块九包邮。点一号链接。四十八小时发货，坏了包赔。"
    got = flow(rulebook, text)
    order = [part for part in got.order if part in ("hook", "price", "call", "after_sale")]
    assert order == ["hook", "price", "call", "after_sale"]
    hook = next(part for part in got.parts if part.id == "hook")
    assert text[hook.start : hook.end] == hook.quote


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, many in TYPES.items() for text in many])
def test_the_type_of_a_script_is_recognised(rulebook: Rulebook, kind: str, text: str) -> None:
    got = flow(rulebook, text, Platform.XIAOHONGSHU)
    assert (got.type, got.type_source) == (kind, "recognised")


def test_a_round_says_so_and_everything_else_is_a_live_script(rulebook: Rulebook) -> None:
    assert flow(rulebook, "三十秒给你讲明白这只锅。" + FILL).type == "round"
    assert flow(rulebook, "大家好，欢迎来。" + FILL + "下一个品我们看杯子。").type == "live"
    assert flow(rulebook, FILL).type == "live"


def test_a_given_type_is_taken_and_an_unknown_one_refused(rulebook: Rulebook) -> None:
    got = flow(rulebook, FILL, script_type="opening")
    assert (got.type, got.type_name, got.type_source) == ("opening", "开场", "given")
    assert "theme" in {part.id for part in got.parts if part.expected}
    with pytest.raises(InputError, match="没有“speech”这种话术类型。可选：note（预约笔记）"):
        flow(rulebook, FILL, script_type="speech")


@pytest.mark.parametrize(
    ("kind", "platform", "expected"),
    [
        ("live", Platform.DOUYIN, {"hook", "points", "price", "call", "after_sale"}),
        ("live", Platform.XIAOHONGSHU, {"scene", "story", "suits", "points", "after_sale"}),
        ("live", Platform.ANY, {"points"}),
        ("note", Platform.XIAOHONGSHU, {"when", "scene", "suits", "news", "invite"}),
        ("opening", Platform.DOUYIN, {"hook", "self", "theme", "offer"}),
        ("answers", Platform.DOUYIN, {"asked", "after_sale"}),
    ],
)
def test_each_type_expects_its_own_parts(rulebook: Rulebook, kind: str, platform: Platform, expected: set[str]) -> None:
    got = flow(rulebook, FILL, platform, script_type=kind)
    assert {part.id for part in got.parts if part.expected} == expected


def test_missing_parts_quote_their_place_and_show_a_line_of_the_library(rulebook: Rulebook, library: Library) -> None:
    text = "开头这一句。" + FILL + "点一号链接。" + "最后这一句。"
    got = flow(rulebook, text)
    by_id = {remark.id: remark for remark in got.remarks}
    assert by_id["flow/hook"].text == "开头这一句"
    assert by_id["flow/price"].text == "点一号链接"
    assert "可以加在“促单”前面" in by_id["flow/price"].message
    for remark in got.remarks:
        assert remark.advice
        assert text[remark.start : remark.end] == remark.text
        assert remark.example is not None
        assert remark.example_from is not None
        assert remark.example in library.get_script(remark.example_from).text


def test_nothing_is_expected_of_a_short_text(rulebook: Rulebook) -> None:
    got = flow(rulebook, "刚进来的朋友别划走")
    assert not any(part.expected for part in got.parts)
    assert not got.remarks


@pytest.mark.parametrize(
    ("style", "sentence"),
    [("shouting", s) for s in SHOUTING]
    + [("pressure", s) for s in PRESSURE]
    + [("price-shouting", s) for s in PRICE_SHOUTING],
)
def test_manners_are_marked_down_on_xiaohongshu_only(rulebook: Rulebook, style: str, sentence: str) -> None:
    text = FILL + sentence + FILL
    assert style in remarks(flow(rulebook, text, Platform.XIAOHONGSHU))
    assert style not in remarks(flow(rulebook, text, Platform.DOUYIN))


@pytest.mark.parametrize("sentence", CALM)
def test_calm_talk_is_not_marked_down(rulebook: Rulebook, sentence: str) -> None:
    got = remarks(flow(rulebook, FILL + sentence + FILL, Platform.XIAOHONGSHU))
    assert not got & {"shouting", "pressure", "price-shouting"}


def test_a_manner_is_quoted_once_and_counted(rulebook: Rulebook) -> None:
    text = FILL + "姐妹们冲啊。" + FILL + "宝宝们给我冲！"
    got = next(r for r in flow(rulebook, text, Platform.XIAOHONGSHU).remarks if r.id == "flow/shouting")
    assert got.text == "姐妹们冲"
    assert got.count == 2


def test_the_call_after_the_goods_and_the_price(rulebook: Rulebook) -> None:
    goods, price, call = "看这个面料，是双层的。", "到手五十九块九。", "想要的点一号链接。"
    rest = "刚进来的先别划走。" + FILL
    assert not remarks(flow(rulebook, rest + goods + price + call)) & {"points-before-call", "price-before-call"}
    assert {"points-before-call", "price-before-call"} <= remarks(flow(rulebook, rest + call + FILL + price + goods))


def test_on_douyin_the_hook_comes_first(rulebook: Rulebook) -> None:
    late = "这个面料摸一下。" + FILL * 3 + "刚进来的先别划走。" + FILL
    assert "hook-early" in remarks(flow(rulebook, late))
    assert "hook-early" not in remarks(flow(rulebook, "刚进来的先别划走。" + late))


def test_a_long_show_needs_rhythm(rulebook: Rulebook) -> None:
    still = "刚进来的先别划走。" + FILL * 8
    assert "interaction-rhythm" in remarks(flow(rulebook, still))
    lively = "".join("喜欢的公屏打个一。" + FILL * 2 for _ in range(4))
    assert "interaction-rhythm" not in remarks(flow(rulebook, lively))


def test_selling_may_not_drown_the_talk_on_xiaohongshu(rulebook: Rulebook) -> None:
    loud = "价格六十九块九，点一号链接下单。" * 12
    assert "selling-share" in remarks(flow(rulebook, loud, Platform.XIAOHONGSHU))
    quiet = FILL + "放在书桌上，下雨天也亮。" + FILL + "六十九块九，链接里有。"
    assert "selling-share" not in remarks(flow(rulebook, quiet, Platform.XIAOHONGSHU))


@pytest.mark.parametrize(
    ("role", "without", "words"),
    [
        (Role.TRAFFIC, "traffic-price", "到手九块九。"),
        (Role.PROFIT, "profit-proof", "检测报告给你们看。"),
        (Role.WELFARE, "welfare-thanks", "谢谢老粉一直支持。"),
        (Role.HERO, "hero-proof", "老客回购的特别多。"),
    ],
)
def test_each_role_of_the_goods_asks_for_something(rulebook: Rulebook, role: Role, without: str, words: str) -> None:
    product = card(role=role)
    late = "到手九块九。" if role is Role.TRAFFIC else ""
    assert without in remarks(flow(rulebook, FILL * 2 + late, product=product))
    assert without not in remarks(flow(rulebook, words + FILL * 2 + late, product=product))
    assert without not in remarks(flow(rulebook, FILL * 2 + late, product=card()))


def test_audiences_and_scenes_of_the_card_are_addressed_or_not(rulebook: Rulebook) -> None:
    product = card(audience=("新手辣妈", "时尚银发"), scenes=("放学路上", "周末露营", "早上冲一杯"))
    text = "接娃的时候往书包侧兜一塞，妈妈们省心。周六在公园搭帐篷也带着。"
    got = {(a.sort, a.name): a for a in flow(rulebook, text, product=product).addressed}
    assert got["audience", "新手辣妈"].met
    assert not got["audience", "时尚银发"].met
    assert got["scene", "放学路上"].quote == "接娃"
    assert got["scene", "周末露营"].met
    assert not got["scene", "早上冲一杯"].met
    assert all(text[a.start : a.end] == a.quote for a in got.values() if a.met)


def test_nobody_of_the_card_addressed_is_remarked_and_costs_nothing(rulebook: Rulebook) -> None:
    product = card(audience=("新手辣妈",), scenes=("放学路上",))
    report = check(FILL, product, rulebook, platform=Platform.ANY, script_type="live")
    found = {r.id: r for r in report.flow.remarks}
    assert "新手辣妈" in found["flow/audience"].message
    assert "放学路上" in found["flow/scene"].message
    assert found["flow/audience"].text == FILL[: FILL.index("。")]
    assert not {"flow/audience", "flow/scene"} & {d.because for d in report.deductions}
    addressed = check("接娃的妈妈们看这里。" + FILL, product, rulebook, platform=Platform.ANY).flow
    assert not {"audience", "scene"} & remarks(addressed)


def test_a_scene_is_not_met_by_its_commonest_word(rulebook: Rulebook) -> None:
    product = card(scenes=("孩子的饭兜", "早上冲一杯"))
    got = flow(rulebook, "孩子也能用。晚上早上都行。", product=product).addressed
    assert [a.met for a in got] == [False, False]


def test_the_timeline_tiles_the_text(rulebook: Rulebook, library: Library) -> None:
    for script in library.list_scripts():
        got = flow(rulebook, script.text, script.platform)
        assert got.timeline[0].start == 0
        assert got.timeline[-1].end == len(script.text)
        for left, right in itertools.pairwise(got.timeline):
            assert (left.end, left.to_s) == (right.start, right.from_s)
            assert left.part != right.part
        assert sum(part.share for part in got.parts) <= 1.01


def test_the_timeline_follows_the_timestamps(rulebook: Rulebook) -> None:
    first, second = "刚进来的先别划走。", "到手九块九。"
    cues = (
        Cue(start=0, end=len(first), start_s=5.0, end_s=35.0),
        Cue(start=len(first), end=len(first + second), start_s=35.0, end_s=45.0),
    )
    got = flow(rulebook, first + second, cues=cues)
    assert [(s.part, s.from_s, s.to_s) for s in got.timeline] == [("hook", 0.0, 30.0), ("price", 30.0, 40.0)]
    assert {part.id: part.share for part in got.parts if part.share} == {"hook": 0.75, "price": 0.25}


def test_every_question_has_an_answer_with_evidence(rulebook: Rulebook) -> None:
    text = "刚进来的先别划走。" + FILL + "到手九块九。"
    got = flow(rulebook, text)
    by_id = {one.id: one for one in got.checks}
    assert by_id["flow/hook"].met is True
    assert by_id["flow/hook"].text == "刚进来的"
    assert by_id["flow/call"].met is False
    assert by_id["flow/call"].ask == "有“促单”这一环吗？"
    assert {one.id for one in got.checks if one.met is False} == {remark.id for remark in got.remarks}


def test_every_example_is_a_line_of_the_library(rulebook: Rulebook, library: Library) -> None:
    for part in rulebook.pack.flow.parts:
        for example in part.examples:
            script = library.get_script(example.script)
            assert example.text in script.text
            assert script.quality == "good"


def test_a_remark_shows_a_line_for_the_goods_at_hand(rulebook: Rulebook) -> None:
    text = FILL + "到手九块九。"
    shown = {
        kind: {
            one.id: one.example_from
            for one in check(text, None, rulebook, kind=kind, platform=Platform.DOUYIN).flow.remarks
        }
        for kind in (Kind.ELECTRONICS, Kind.BABY, Kind.FOOD, None)
    }
    assert shown[Kind.ELECTRONICS]["flow/hook"] == "chongdian-bao-1"
    assert shown[Kind.BABY]["flow/call"] == "mianrou-jin-1"
    assert shown[Kind.FOOD]["flow/hook"] == shown[None]["flow/hook"] == "niurou-gan-1"


def test_a_line_of_certain_goods_is_of_a_card_of_that_kind(rulebook: Rulebook, library: Library) -> None:
    lines = [line for part in rulebook.pack.flow.parts for line in part.examples if line.kinds]
    assert len(lines) > 30
    for line in lines:
        script = library.get_script(line.script)
        assert library.get_product(str(script.product)).kind in line.kinds
        assert script.platform in line.platforms
