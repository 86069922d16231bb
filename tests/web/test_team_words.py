"""The team's own words in the browser: tried first, then they hold at once, for pages and for training, until removed."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from openpyxl import Workbook

from coach.services import attempts
from coach.services.assignments import assign
from coach.web import clock, create_app
from tests.web.conftest import Page
from tests.web.practice import ANSWER, REVIEWED

LIST = "隔壁老王家,贬低同行\n今天\n冲\n隔壁老王家\n"
SAID = "大家好，隔壁老王家的可没有这么香。"


@pytest.fixture
def app(coach, world, tmp_path):
    (tmp_path / "packs").mkdir()
    settings = replace(
        coach.settings,
        instance=tmp_path / "instance",
        team_packs=tmp_path / "packs",
        database_url=f"sqlite:///{tmp_path / 'coach.db'}",
    )
    return create_app(settings, replace(coach, settings=settings), world.desk)


def tried(post, admin, **more):
    answer = post(
        admin, "/admin/packs/words/import", **{"team": "小满", "category": "inducement", "list": LIST, **more}
    )
    page = Page(answer)
    page.assert_sound()
    return answer, page


def fields(page, **more):
    form = next(e for e in page.all("form") if e.get("action") == "/admin/packs/words/add")
    inputs = [e for e in form.iter("input") if e.get("type") == "hidden"]
    ticked = [e.get("value") for e in form.iter("input") if e.get("checked") is not None]
    return {**{e.get("name"): e.get("value", "") for e in inputs}, "take": ticked, **more}


def findings(app, world):
    asked = app.extensions["desk"]
    (given,) = assign(
        asked, world.people["trainer"], drills=[REVIEWED], anchors=[world.people["anchor"].id],
        room=world.rooms["甲"].id, at=clock.now(),
    )  # fmt: skip
    done = attempts.submit(asked, world.people["anchor"], given.id, ANSWER + SAID, at=clock.now())
    return [one["rule"] for one in done.report["findings"]]


def test_a_list_is_tried_then_written_and_holds_at_once(app, world, enter, post, client, live, tmp_path) -> None:
    admin = enter("admin")
    answer, page = tried(post, admin)
    assert answer.status_code == 200
    assert "太常见" in page.text()
    assert "第 3 行：“冲”太短" in page.text()
    assert "第 4 行：“隔壁老王家”和第 1 行重复" in page.text()
    assert list((tmp_path / "packs").iterdir()) == [], "a look writes nothing"
    sent = fields(page)
    assert sent["take"] == ["1"], "what flags innocent speech is not ticked"
    assert live(SAID).get_json()["report"]["findings"] == []
    assert post(admin, "/admin/packs/words/add", **sent).status_code == 303
    shown = Page(admin.get("/admin/packs/words"))
    shown.assert_sound()
    assert "隔壁老王家" in shown.text()
    (finding,) = live(SAID).get_json()["report"]["findings"]
    assert finding["rule"] == "disparage/小满·隔壁老王家"
    assert app.extensions["desk"].rulebook.find_rule("disparage/小满·隔壁老王家"), "the records go by the new rules too"
    assert "往团队词库“小满”加了 1 个词（隔壁老王家）" in Page(admin.get("/admin/audit")).text()
    assert post(admin, "/admin/packs/words/remove", team="小满", rule=finding["rule"]).status_code == 303
    assert live(SAID).get_json()["report"]["findings"] == []
    assert "从团队词库“小满”删了“隔壁老王家”" in Page(admin.get("/admin/audit")).text()


def test_what_is_handed_in_after_an_import_is_checked_by_the_new_words(app, world, enter, post) -> None:
    admin = enter("admin")
    post(admin, "/admin/packs/words/add", **fields(tried(post, admin)[1]))
    admin.get("/admin/packs/words")
    assert "disparage/小满·隔壁老王家" in findings(app, world)


def test_a_workbook_and_a_second_import_into_the_same_pack(enter, post, tmp_path) -> None:
    admin, book, out = enter("admin"), Workbook(), io.BytesIO()
    for row in (("词语", "级别", "建议"), ("闭眼冲鸭", "禁", "慢慢挑"), ("隔壁老王家", "改", "")):
        book.active.append(row)
    book.save(out)
    post(admin, "/admin/packs/words/add", **fields(tried(post, admin)[1]))
    _, page = tried(post, admin, list="", file=(io.BytesIO(out.getvalue()), "我们的词.xlsx"))
    sent = fields(page)
    assert post(admin, "/admin/packs/words/add", **{**sent, "take": ["2", "3"]}).status_code == 303
    text = (tmp_path / "packs" / "小满.toml").read_text()
    assert text.count("隔壁老王家") == 3, "id, say and term: a word that is there is not added again"
    assert 'suggest = ["慢慢挑"]' in text
    again = post(admin, "/admin/packs/words/add", **{**sent, "take": ["2", "3"]})
    assert again.status_code == 422
    assert "词库里都有了" in Page(again).text()
    other = post(admin, "/admin/packs/words/add", **{**sent, "take": ["2"], "platform": "douyin"})
    assert "管的范围是：所有直播间、所有平台" in Page(other).text()


def test_words_for_one_platform_hold_only_there(app, enter, post, client, live) -> None:
    admin = enter("admin")
    _, page = tried(post, admin, platform="xiaohongshu", list="隔壁老王家")
    post(admin, "/admin/packs/words/add", **fields(page))
    assert live(SAID, platform="douyin").get_json()["report"]["findings"] == []
    assert live(SAID, platform="xiaohongshu").get_json()["report"]["findings"]


@pytest.mark.parametrize("team", ["../x", "a/b", ".hidden", "", "x" * 41, "a b"])
def test_a_pack_can_not_be_written_elsewhere(enter, post, tmp_path, team) -> None:
    admin = enter("admin")
    answer, page = tried(post, admin, team=team)
    assert answer.status_code == 422
    assert page.one("input", id="field-team").get("aria-invalid") == "true"
    rows = json.dumps([[1, {"term": "隔壁老王家"}]])
    sent = {"team": team, "category": "price", "rows": rows, "take": "1"}
    assert post(admin, "/admin/packs/words/add", **sent).status_code == 422
    assert not list(tmp_path.rglob("*.toml"))


@pytest.mark.parametrize("rows", ["", "x", "[1]", "[[1, 2]]", '{"a": 1}', '[["x", {}]]', "null"])
def test_rows_that_a_browser_would_not_send_are_refused(enter, post, rows) -> None:
    sent = {"team": "小满", "category": "price", "rows": rows, "take": "1"}
    assert post(enter("admin"), "/admin/packs/words/add", **sent).status_code == 422


def test_words_are_shown_as_text(enter, post) -> None:
    admin = enter("admin")
    _, page = tried(post, admin, list="<script>alert(1)</script>\n隔壁<b>老王</b>")
    assert [e for e in page.all("b") if page.text(e) == "老王"] == []
    post(admin, "/admin/packs/words/add", **{**fields(page), "take": ["1", "2"]})
    Page(admin.get("/admin/packs/words")).assert_sound()


def test_a_broken_pack_is_named_on_the_page_and_nothing_is_added_to_it(enter, post, tmp_path) -> None:
    (tmp_path / "packs" / "小满.toml").write_text("team = ", encoding="utf-8")
    admin = enter("admin")
    assert "读不了" in Page(admin.get("/admin/packs/words")).text()
    answer = post(admin, "/admin/packs/words/add", **fields(tried(post, admin)[1]))
    assert answer.status_code == 422
    assert "现在就有错" in Page(answer).text()
    assert (tmp_path / "packs" / "小满.toml").read_text() == "team = "
