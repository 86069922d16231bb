"""Product cards as they are kept: the form, conflicts with their reasons, older pages, and tables taken in."""

from __future__ import annotations

import io

from coach.services import cards
from coach.training.model import CardId

FIELDS = {
    "name": "小米", "kind": "food", "platform": "douyin", "price": "19.9", "audience": "新手辣妈、时尚银发",
    "point-id": ["", ""], "point-say": ["一煮就香", ""], "point-aliases": ["煮出来香；香得很", ""], "point-must": ["0"],
    "fact-name": ["产地", ""], "fact-value": ["山西沁州", ""], "faq-q": ["怎么存？"], "faq-a": ["阴凉干燥"],
}  # fmt: skip


def kept(world, id_="xiaomi"):
    return cards.get_card(world.desk, world.people["ops"], CardId(id_))


def test_a_card_is_made_from_its_form_and_read_back_the_same(world, enter, post, read_page):
    trainer = enter("trainer")
    read_page(trainer.get("/admin/cards/new")).assert_sound()
    assert post(trainer, "/admin/cards/new", id="xiaomi", **FIELDS).status_code == 303
    product = kept(world).product
    (point,) = product.points
    assert (point.id, point.say, point.aliases, point.must) == ("p1", "一煮就香", ("煮出来香", "香得很"), True)
    assert product.facts == {"产地": "山西沁州"}
    assert product.audience == ("新手辣妈", "时尚银发")
    page = read_page(trainer.get("/admin/cards/xiaomi"))
    page.assert_sound()
    assert "小米" in enter("ops").get("/admin/cards?q=小米&kind=food").text
    again = post(trainer, "/admin/cards/xiaomi", **{**FIELDS, "point-id": ["p1", ""]}, version="1")
    assert again.status_code == 422
    assert "没有要保存的改动" in again.text


def test_more_empty_lines_come_without_a_script_and_lose_nothing(world, enter, post, read_page):
    answer = post(enter("ops"), "/admin/cards/new", id="xiaomi", more="1", **FIELDS)
    assert answer.status_code == 200
    page = read_page(answer)
    page.assert_sound()
    values = [one.get("value") for one in page.all("input", name="point-say")]
    assert values == ["一煮就香", "", "", "", "", ""]
    assert "xiaomi" not in {one.id for one in cards.list_cards(world.desk, world.people["ops"])}


def test_what_a_card_asks_to_say_but_may_not_be_said_is_shown_with_its_reason(world, enter, post, read_page):
    ops = enter("ops")
    fields = {**FIELDS, "point-say": ["吃了能治胃病", ""]}
    answer = post(ops, "/admin/cards/new", id="xiaomi", **fields)
    page = read_page(ops.get(answer.headers["Location"]))
    page.assert_sound()
    words = page.text(page.one("section", **{"aria-labelledby": "conflicts"}))
    assert "治胃病" in words
    assert "医疗用语" in words
    links = [a.get("href", "") for a in page.root.iter("a")]
    rule = next(link for link in links if link.startswith("/rules/"))
    assert ops.get(rule).status_code == 200


def test_whoever_was_faster_is_named_and_what_was_typed_stays(world, enter, post, read_page):
    post(enter("trainer"), "/admin/cards/new", id="xiaomi", **FIELDS)
    first = {**FIELDS, "point-id": ["p1", ""], "version": "1"}
    assert post(enter("trainer"), "/admin/cards/xiaomi", **{**first, "price": "21"}).status_code == 303
    ops = enter("ops")
    answer = post(ops, "/admin/cards/xiaomi", **{**first, "price": "22"})
    assert answer.status_code == 409
    page = read_page(answer)
    page.assert_sound()
    assert "林老师" in page.text(page.one("div", role="alert"))
    assert page.one("input", name="price").get("value") == "22"
    assert page.one("input", name="version").get("value") == "2"
    assert post(ops, "/admin/cards/xiaomi", **{**first, "price": "22", "version": "2"}).status_code == 303
    assert kept(world).product.price == 22


def test_a_half_filled_line_is_named(enter, post, read_page):
    answer = post(enter("ops"), "/admin/cards/new", id="xiaomi", **{**FIELDS, "fact-value": ["", ""]})
    assert answer.status_code == 422
    read_page(answer).assert_sound()
    assert "“产地”这一行只填了一半" in answer.text


def test_a_table_is_shown_first_and_written_only_when_confirmed(world, enter, post, read_page):
    ops = enter("ops")
    table = "编号\t名称\t类别\t价格\nxiaomi\t小米\t食品\t19.9\nniurou\t牛肉\t食品\t29"
    answer = post(ops, "/admin/cards/import", table=table)
    assert answer.status_code == 200
    page = read_page(answer)
    page.assert_sound()
    assert "2 行会新建或修改" in page.text()
    assert "xiaomi" not in {one.id for one in cards.list_cards(world.desk, world.people["ops"])}
    rows = page.one("input", name="rows").get("value")
    assert post(ops, "/admin/cards/import", rows=rows).status_code == 303
    assert kept(world).product.price == 19.9


def test_bad_rows_are_named_and_nothing_is_written(world, enter, post, read_page):
    table = (io.BytesIO("编号,名称,类别\nxiaomi,小米,石头\nok,好的,食品".encode()), "a.csv")
    answer = post(enter("ops"), "/admin/cards/import", file=table)
    page = read_page(answer)
    page.assert_sound()
    assert "第 2 行" in page.text()
    assert not page.all("input", name="rows")
    assert "ok" not in {one.id for one in cards.list_cards(world.desk, world.people["ops"])}
    endless = "编号,名称,类别\na,b," + "长" * 140_000
    broken = (io.BytesIO(endless.encode()), "b.csv")
    for fields in ({}, {"rows": "[1, 2]"}, {"table": "名称\n小米"}, {"table": endless}, {"file": broken}):
        assert post(enter("ops"), "/admin/cards/import", **fields).status_code == 422


def test_a_retired_card_is_out_of_use(world, enter, post):
    ops = enter("ops")
    assert post(ops, "/admin/cards/niurou-gan/retire").status_code == 303
    assert "已停用" in ops.get("/admin/cards/niurou-gan").text
    assert kept(world, "niurou-gan").retired
