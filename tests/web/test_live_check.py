"""POST /check as the page's script uses it: JSON in, report, marks and HTML out."""

from __future__ import annotations

import pytest

from coach.scoring.model import Kind, Platform


def test_the_answer_holds_the_report_the_marks_and_the_panel(live, coach):
    text = "家人们😀𠮷，加我微信！"
    answer = live(text, kind="food", platform="douyin").get_json()
    assert answer["report"] == coach.check(text, kind=Kind.FOOD, platform=Platform.DOUYIN).to_dict()
    assert next(iter(answer["report"])) == "version"
    marked = {text[start:end]: (layer, targets) for start, end, layer, targets in answer["marks"]}
    finding = answer["report"]["findings"][0]
    assert marked[finding["text"]] == (finding["severity"], ["finding-1"])
    assert 'id="finding-1"' in answer["html"]


def test_the_card_decides_the_kind_when_a_product_is_chosen(live, coach):
    answer = live("三斤多鲜牛肉才出一斤牛肉干", product="niurou-gan", kind="apparel").get_json()
    assert answer["report"]["kind"] == coach.library.get_product("niurou-gan").kind
    assert answer["report"]["coverage"]["points"]


def test_the_same_text_gives_the_same_bytes(live):
    first, second = live("加我微信，手慢无", kind="food"), live("加我微信，手慢无", kind="food")
    assert first.data == second.data


def test_times_of_subtitles_make_the_pace_measured(live):
    text = "大家好今天讲牛肉干\n一斤多少钱看下面"
    cues = [[0, 9, 0.0, 3.0, None], [10, 18, 3.0, 6.0, "小敏"]]
    assert live(text).get_json()["report"]["seconds_source"] == "estimated"
    assert live(text, cues=cues).get_json()["report"]["seconds_source"] != "estimated"


@pytest.mark.parametrize(
    "cues",
    [
        "x",
        [[0, 1]],
        [[0, 99, 0, 1, None]],
        [[2, 3, 0, 1, None], [0, 1, 1, 2, None]],
        [[-1, 1, 0, 1, None]],
        [[0, 1, 5, 1, None]],
        [[0, 1, float("nan"), 1, None]],
        [[0, 1, 0, "1", None]],
        [[0, 1, 0, 1, 7]],
        [[0, 1, 0, 1, None]] * 20_001,
    ],
)
def test_times_that_do_not_fit_the_text_are_refused(live, cues):
    answer = live("加我微信", cues=cues)
    assert answer.status_code == 422
    assert "时间轴" in answer.get_json()["error"]["message"]


@pytest.mark.parametrize("body", [[], "x", 1, None, {"text": 1}, {"text": "好", "product": ["x"]}, {"text": None}])
def test_what_is_no_check_is_refused_with_words(client, token, body):
    answer = client.post("/check", json=body, headers={"X-CSRFToken": token, "Accept": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.get_json()["error"]["message"]


def test_broken_json_is_refused_with_words(client, token):
    headers = {"X-CSRFToken": token, "Accept": "application/json", "Content-Type": "application/json"}
    answer = client.post("/check", data="{", headers=headers)
    assert answer.status_code == 400
    assert "读不懂" in answer.get_json()["error"]["message"]


@pytest.mark.parametrize(
    ("fields", "status", "word"),
    [
        ({"product": "no-such"}, 404, "no-such"),
        ({"product": "/etc/passwd.toml"}, 404, "没有编号"),
        ({"kind": "car"}, 422, "商品类别"),
        ({"platform": "tv"}, 422, "平台"),
    ],
)
def test_unknown_choices_are_named(live, fields, status, word):
    answer = live("好", **fields)
    assert answer.status_code == status
    assert word in answer.get_json()["error"]["message"]


def test_the_limit_is_named_and_counts_code_points(live):
    assert live("😀" * 20_000).status_code == 200
    answer = live("😀" * 20_001)
    assert answer.status_code == 422
    assert "20,000" in answer.get_json()["error"]["message"]


@pytest.mark.parametrize("text", ["\ud83d加我微信", "a\x00b\x0b加我微信", "\u202e加我微信", "👨‍👩‍👧加我微信"])
def test_odd_characters_survive_the_way_there_and_back(live, text):
    answer = live(text)
    assert answer.status_code == 200
    for finding in answer.get_json()["report"]["findings"]:
        assert text[finding["start"] : finding["end"]] == finding["text"]


@pytest.mark.parametrize("headers", [{}, {"X-CSRFToken": "wrong"}])
def test_without_a_token_nothing_is_checked(client, headers):
    answer = client.post("/check", json={"text": "好"}, headers={**headers, "Accept": "application/json"})
    assert answer.status_code == 400
    assert answer.get_json()["error"]["code"] == "csrf"
    assert client.post("/upload", headers=headers).status_code == 400
