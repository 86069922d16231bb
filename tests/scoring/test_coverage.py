"""Coverage by meaning: what conveys a selling point, what only mentions its words."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.scoring.clauses import clauses
from coach.scoring.coverage import cover, state
from coach.scoring.cues import parse_cues
from coach.scoring.meaning import Synonyms, parse_synonyms
from coach.scoring.model import Kind, Point, PointResult, Product
from coach.scoring.normalise import fold
from coach.scoring.spoken import quantities
from coach.scoring.tokens import Words
from tests.scoring.coverage_cases import NOT_SAID, SAID

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "tests" / "data" / "gold"
TABLE = tomllib.loads((ROOT / "lexicons" / "synonyms.toml").read_text(encoding="utf-8"))
SYNONYMS = parse_synonyms(TABLE)
WORDS = Words((ROOT / "lexicons" / "userdict.txt").read_text(encoding="utf-8").split())


def card(*says: str, must: tuple[int, ...] = (), name: str = "") -> Product:
    points = tuple(Point(id=f"p{i}", say=say, must=i in must) for i, say in enumerate(says))
    return Product(id="x", name=name, kind=Kind.FOOD, points=points)


def heard(say: str, text: str, synonyms: Synonyms = SYNONYMS) -> PointResult:
    return cover(fold(text), card(say), WORDS, synonyms).points[0]


def cases(table: dict[str, list[tuple[str, str]]]) -> list[object]:
    return [
        pytest.param(say, text, id=f"{phenomenon}: {say}") for phenomenon, pairs in table.items() for say, text in pairs
    ]


@pytest.mark.parametrize(("say", "text"), cases(SAID))
def test_a_point_said_in_other_words_is_covered(say: str, text: str) -> None:
    result = heard(say, text)
    assert result.covered
    assert result.start is not None
    assert text[result.start : result.end] == result.quote


@pytest.mark.parametrize(("say", "text"), cases(NOT_SAID))
def test_a_point_not_conveyed_is_not_covered(say: str, text: str) -> None:
    result = heard(say, text)
    assert not result.covered
    assert (result.start, result.end, result.quote) == (None, None, None)
    assert 0 <= result.confidence < 0.5


def test_there_are_enough_cases_of_both_sorts() -> None:
    assert sum(map(len, SAID.values())) >= 50
    assert sum(map(len, NOT_SAID.values())) >= 50


def test_the_quote_is_the_clause_that_carries_the_point_not_more() -> None:
    text = "大家晚上好，先点个关注。这个杯子的内胆是316不锈钢的，颜色有三个。喜欢的拍一下。"
    assert heard("内胆316不锈钢", text).quote == "这个杯子的内胆是316不锈钢的"


def test_a_quote_is_spelled_as_in_the_raw_text() -> None:
    text = "哈嘍～這款 Ｔ恤 是純 棉 的😀，機洗 不變形！"
    result = heard("可以机洗，不变形", text)
    assert result.quote is not None
    assert text[result.start : result.end] == result.quote
    assert "機洗" in result.quote


def test_an_alias_covers_its_point() -> None:
    point = Point(id="p", say="采用第三代某某工艺", aliases=("坏了包赔",))
    product = Product(id="x", name="", kind=Kind.HOME, points=(point,))
    assert cover(fold("路上摔坏了我们赔给您。"), product, WORDS, SYNONYMS).points[0].covered


def test_the_score_counts_points_that_must_be_said_double() -> None:
    product = card("送运费险", "48小时内发货", must=(0,))
    coverage = cover(fold("运费险给您送了，放心拍。"), product, WORDS, SYNONYMS)
    assert [point.covered for point in coverage.points] == [True, False]
    assert coverage.score == pytest.approx(2 / 3, abs=1e-4)


def test_without_points_there_is_no_score() -> None:
    coverage = cover(fold("大家好"), card(), WORDS, SYNONYMS)
    assert coverage.score is None
    assert coverage.points == ()


@pytest.mark.parametrize("text", ["", "。。。", " \n", "😀😀", "\ud800啊", "123", "啊" * 50])
@pytest.mark.parametrize("say", ["送运费险", "的", "！", "", "29.9元", "别"])
def test_odd_points_and_texts_are_answered(say: str, text: str) -> None:
    assert not heard(say, text).covered


def test_it_works_with_no_synonyms_and_no_cues() -> None:
    bare = parse_synonyms({"decision": TABLE["decision"]})
    assert heard("内胆316不锈钢", "内胆是316不锈钢的", bare).covered
    assert not heard("内胆316不锈钢", "大家晚上好", bare).covered


def test_precomputed_words_and_numbers_change_nothing() -> None:
    folded = fold("一罐净重正好一斤，四十八小时之内发走。")
    product = card("净含量500克", "48小时内发货")
    given_all = cover(folded, product, WORDS, SYNONYMS, tokens=WORDS.cut(folded.text), numbers=quantities(folded.text))
    assert given_all == cover(folded, product, WORDS, SYNONYMS)


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [(0.0, "missing"), (0.34, "missing"), (0.35, "perhaps"), (0.64, "perhaps"), (0.65, "said"), (1.0, "said")],
)
def test_state_has_three_answers(confidence: float, expected: str) -> None:
    assert state(PointResult(id="p", say="", must=False, covered=confidence >= 0.5, confidence=confidence)) == expected


def polarity(text: str, word: str) -> int:
    cut = clauses(text, WORDS.cut(text), SYNONYMS.cues)
    at = text.index(word)
    return cut.polarity(cut.at(at), at, at + len(word))


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("香精没放", "香精", -1),
        ("无香精无酒精", "酒精", -1),
        ("糖和奶精都没往里放", "奶精", -1),
        ("手提袋今天没有啊", "手提袋", -1),
        ("烘干机就免了", "烘干机", -1),
        ("不是没有酒精", "酒精", 1),
        ("没有主动降噪只有通话降噪", "通话", 1),
        ("不简单的牛仔外套", "外套", 1),
        ("果干不会把坚果弄软", "果干", 0),
        ("果干不会把坚果弄软", "坚果", -1),
        ("别拍错链接", "链接", 1),
        ("酸不酸", "酸", 1),
        ("特别甜", "甜", 1),
        ("你们看见没有", "看见", 1),
        ("蛋白质不低于五十克", "五十克", 1),
        ("送不送运费险？送。", "运费险", 1),
        ("有没有运费险？没有。", "运费险", -1),
    ],
)
def test_polarity(text: str, word: str, expected: int) -> None:
    assert polarity(text, word) == expected


def test_speech_without_punctuation_is_cut_into_clauses() -> None:
    text = "那个我们这个牛肉干呢是一条一条单独包好的然后你出门的时候揣两条在包里就走特别方便" * 3
    cut = clauses(text, WORDS.cut(text), SYNONYMS.cues)
    assert len(cut.starts) > 3
    assert all(0 < b - a <= 30 for a, b in zip(cut.starts, cut.ends, strict=True))
    assert heard("独立包装，出门携带方便", text).covered


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"sames": {}}, "sames"),
        ({"same": []}, "same"),
        ({"same": {"food": "脆 酥"}}, "same.food"),
        ({"same": {"food": ["脆"]}}, "same.food[0]"),
        ({"near": {"food": [["脆", 1]]}}, "near.food[0]"),
        ({"same": {"food": ["脆 酥 脆"]}}, "same.food[0]"),
        ({"words": {"stop": 3}}, "words.stop"),
        ({"decision": {"bias": "a"}}, "decision.bias"),
        ({"decision": {"bias": True}}, "decision.bias"),
        ({"cues": {"hopes": ["希望"]}}, "cues.hopes"),
        ({"cues": {"asked": "吗"}}, "cues.asked"),
        ({"cues": {"asked": ["("]}}, "cues.asked"),
    ],
)
def test_bad_data_is_refused_with_its_key(data: dict[str, object], key: str) -> None:
    with pytest.raises(ValueError, match="^" + key.replace("[", r"\[").replace("]", r"\]") + ":"):
        parse_synonyms(data)


def test_the_shipped_table_is_large_and_its_cues_are_whole() -> None:
    assert len(SYNONYMS.groups) >= 400
    assert set(TABLE["cues"]) == set(type(SYNONYMS.cues).__dataclass_fields__)
    assert parse_cues({}).asked.search("吗") is None


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="不没别有人问送运费险，。？ 500克一斤aA\n😀裏", max_size=60))
def test_any_text_gives_exact_offsets_and_the_same_answer_twice(text: str) -> None:
    product = card("送运费险", "净含量500克", "不含酒精", name="运费险")
    first = cover(fold(text), product, WORDS, SYNONYMS)
    assert first == cover(fold(text), product, WORDS, SYNONYMS)
    for point in first.points:
        assert point.covered == (point.confidence >= 0.5) == (point.quote is not None)
        if point.start is not None:
            assert text[point.start : point.end] == point.quote


def gold_f1(*, aliases: bool) -> float:
    def rows(name: str) -> list[dict]:
        return [json.loads(line) for line in (GOLD / name).read_text(encoding="utf-8").splitlines()]

    products = {}
    for row in rows("products.jsonl"):
        points = tuple(
            Point(id=p["id"], say=p["say"], aliases=tuple(p["aliases"]) if aliases else ()) for p in row["points"]
        )
        products[row["id"]] = Product(id=row["id"], name=row["name"], kind=Kind(row["kind"]), points=points)
    both = said = found = 0
    for script in rows("scripts.jsonl"):
        for point in cover(fold(script["text"]), products[script["product"]], WORDS, SYNONYMS).points:
            expected = script["covered"][point.id] is not None
            both += expected and point.covered
            said += expected
            found += point.covered
    return 2 * both / (said + found)


@pytest.mark.parametrize("aliases", [True, False])
def test_gold_scripts(aliases: bool) -> None:
    assert gold_f1(aliases=aliases) >= 0.9
