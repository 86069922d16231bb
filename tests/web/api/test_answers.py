"""What the API answers: pages that lose nothing, problems in plain words, writes by the rules of the pages, safe tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from coach.services import cards, people
from coach.training.access import CONSOLE
from coach.training.model import Role
from coach.web import clock
from tests.web.api.conftest import Ask, refused
from tests.web.world import World


def given(world: World, **more: object) -> dict[str, object]:
    drills = ["points-numbers", "rules-absolute", "rules-ask-wechat"]
    return {"drills": drills, "anchors": [world.people["anchor"].id], "room": world.rooms["甲"].id, **more}


def walk(program: Ask, path: str, limit: int) -> list[dict[str, object]]:
    found, cursor = [], ""
    for _ in range(200):
        page = program("GET", f"{path}?limit={limit}{cursor}").get_json()
        found += page["items"]
        if page["next"] is None:
            return found
        cursor = f"&cursor={page['next']}"
    raise AssertionError("the pages never end")


def test_pages_lose_nothing_of_what_was_made_at_one_moment(ask: Callable[..., Ask], world: World) -> None:
    program = ask("trainer")
    for _ in range(3):
        assert program("POST", "/assignments", json=given(world)).status_code == 201
    whole = [one["assignment"]["id"] for one in walk(program, "/assignments", 200)]
    assert len(set(whole)) == 9
    for limit in (1, 2, 4):
        assert [one["assignment"]["id"] for one in walk(program, "/assignments", limit)] == whole


def test_lists_by_id_are_whole_too(ask: Callable[..., Ask], world: World) -> None:
    program = ask("admin")
    for path in ("/cards", "/people", "/rooms", "/drills", "/readiness"):
        name = "anchor" if path == "/readiness" else "id"
        whole = [one[name] for one in walk(program, path, 50)]
        assert whole == sorted(set(whole)), path
        assert [one[name] for one in walk(program, path, 2)] == whole, path


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/people?limit=0", "limit：不能小于 1"),
        ("/people?limit=x", "limit：应是整数"),
        ("/people?limit=1&limit=2", "出现了不止一次"),
        ("/people?role=boss", "role：只能是 anchor、senior、trainer、ops、admin"),
        ("/people?rolle=ops", "rolle：没有这一项"),
        ("/people?cursor=zzzz", "参数 cursor 不对"),
        ("/assignments?cursor=WyJhIl0", "参数 cursor 不对"),
        ("/assignments?cursor=WyJhIiwiYiJd", "参数 cursor 不对"),
    ],
)
def test_a_wrong_parameter_is_named(ask: Callable[..., Ask], path: str, said: str) -> None:
    assert said in str(refused(ask("admin")("GET", path), 422, "input")["detail"])


@pytest.mark.parametrize(
    ("body", "status", "kind", "said"),
    [
        (b"{", 400, "unreadable", "不是完好的 JSON"),
        (b'{"text": "\\ud800"}', 400, "unreadable", "不是完好的 JSON"),
        (b"[]", 422, "input", "应是一个对象"),
        (b"{}", 422, "input", "text：缺少这一项"),
        (b'{"text": ""}', 422, "input", "text：太短"),
        (b'{"text": "a", "kind": "boat"}', 422, "input", "kind：只能是 food"),
        (b'{"text": "a", "txet": 1}', 422, "input", "txet：没有这一项"),
        (b'{"text": "a", "product": {"id": "x", "nmae": "y"}}', 422, "input", "nmae"),
    ],
)
def test_a_wrong_body_is_named(ask: Callable[..., Ask], body: bytes, status: int, kind: str, said: str) -> None:
    answer = ask("ops")("POST", "/check", data=body, content_type="application/json")
    told = refused(answer, status, kind)
    assert said in str(told["detail"]) + str(told["errors"])


def test_problems_of_http_itself_are_problems_too(ask: Callable[..., Ask]) -> None:
    program = ask("ops")
    refused(program("GET", "/nothing"), 404, "not-found")
    refused(program("GET", "/attempts/none"), 404, "not-found")
    answer = program("DELETE", "/me")
    refused(answer, 405, "method")
    assert "GET" in answer.headers["Allow"]
    refused(program("POST", "/check", data="text=a"), 415, "media")
    refused(program("POST", "/check", data=b" " * 11_000_000, content_type="application/json"), 413, "too-large")


def test_a_batch_answers_each_line_and_one_that_fails_stops_no_other(ask: Callable[..., Ask]) -> None:
    items = [
        {"id": "1", "text": "全网最低价"},
        {"id": "2", "text": "大家好", "product": "there-is-none"},
        {"id": "3", "text": "大家好", "product": {"id": "x", "name": "x", "kind": "food"}},
    ]
    answer = ask("ops")("POST", "/batch", json={"items": items}).get_json()["items"]
    assert [one["id"] for one in answer] == ["1", "2", "3"]
    assert [one["error"] is None for one in answer] == [True, False, True]
    assert answer[0]["report"]["verdict"] == "block"
    long = [{"id": str(n), "text": "好" * 20_000} for n in range(21)]
    errors = [one["error"] for one in ask("ops")("POST", "/batch", json={"items": long}).get_json()["items"]]
    assert [error is None for error in errors] == [True] * 20 + [False]


def test_a_card_is_made_changed_and_retired_as_on_the_pages(ask: Callable[..., Ask]) -> None:
    program = ask("trainer")
    card = {"id": "zao-cha", "name": "早茶", "kind": "food", "points": [{"id": "p1", "say": "全网最低价"}]}
    made = program("POST", "/cards", json={"product": card})
    assert made.status_code == 201
    assert [one["point"] for one in made.get_json()["conflicts"]] == ["p1"]
    refused(program("POST", "/cards", json={"product": card}), 422, "refused")
    changed = {"product": {**card, "name": "晚茶"}, "version": 1}
    assert program("PUT", "/cards/zao-cha", json=changed).get_json()["card"]["version"] == 2
    told = refused(program("PUT", "/cards/zao-cha", json=changed), 409, "conflict")
    assert "林老师" in str(told["detail"])
    refused(program("PUT", "/cards/wan-cha", json=changed), 422, "input")
    assert program("POST", "/cards/zao-cha/retire").get_json()["retired"] is True


def test_a_drill_is_given_handed_in_and_read(ask: Callable[..., Ask], world: World) -> None:
    made = ask("trainer")("POST", "/assignments", json=given(world, drills=["points-numbers"])).get_json()["items"]
    path = f"/assignments/{made[0]['id']}"
    text = "大家好，今天给大家介绍这款洗衣液，一桶三公斤，一共三十九块九，两天之内发货，洗得干净也好漂。" * 3
    refused(ask("anchor2")("POST", f"{path}/attempts", json={"text": text}), 403, "forbidden")
    handed = ask("anchor")("POST", f"{path}/attempts", json={"text": text})
    assert handed.status_code == 201, handed.text
    it = handed.get_json()
    assert it["report"]["chars"] == len(text)
    assert ask("trainer")("GET", f"/attempts/{it['id']}").get_json() == it
    assert [one["id"] for one in ask("ops")("GET", "/attempts").get_json()["items"]] == [it["id"]]
    assert ask("anchor")("GET", path).get_json()["attempts"] == 1
    refused(ask("trainer")("POST", f"{path}/cancel"), 422, "refused")


def test_readiness_says_what_is_missing_and_what_to_do(ask: Callable[..., Ask], world: World) -> None:
    parts = ask("anchor")("GET", f"/people/{world.people['anchor'].id}/readiness").get_json()
    assert {(one["platform"], one["kind"]) for one in parts} == {("douyin", "food"), ("douyin", "home")}
    assert all(need["next"] for one in parts for need in one["requirements"] if not need["met"])
    assert ask("ops")("GET", "/signoffs").get_json() == {"items": [], "next": None}


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)"])
def test_no_cell_of_a_table_is_a_formula(ask: Callable[..., Ask], world: World, name: str) -> None:
    people.add_user(world.desk, CONSOLE, name=name, login="xin", roles=[Role.ANCHOR], at=clock.now())
    product = world.desk.library.list_products()[0]
    cards.add_card(world.desk, CONSOLE, type(product)(id="evil", name=name, kind=product.kind), at=clock.now())
    program = ask("admin")
    for table in ("people", "cards", "assignments", "results"):
        answer = program("GET", f"/exports/{table}.csv")
        assert answer.status_code == 200
        assert answer.content_type == "text/csv; charset=utf-8"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        cells = [cell for row in csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
        assert (f"'{name}" in cells) == (table in ("people", "cards"))
    refused(ask("anchor")("GET", "/exports/people.csv"), 403, "forbidden")
