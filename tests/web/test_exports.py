"""Tables out and in through the browser: what a person may see, nothing a spreadsheet would run, bad rows by number."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from coach.services import people
from coach.training.access import CONSOLE
from coach.training.model import Role
from coach.web import clock
from tests.web.conftest import Page
from tests.web.practice import ANSWER, REVIEWED, give, hand_in

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＠a", '=HYPERLINK("http://x","点我")']


def rows_of(answer):
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    if answer.mimetype == "text/csv":
        return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(answer.data))
    return [[cell.value or "" for cell in row] for row in book.active.iter_rows()]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("what", ["people", "cards", "assignments", "results"])
def test_each_table_comes_in_both_forms_with_its_heading(world, enter, what, form) -> None:
    hand_in(world, give(world, REVIEWED), ANSWER)
    rows = rows_of(enter("trainer").get(f"/exports/{what}.{form}"))
    assert len(rows) > 1
    assert rows[0][0] in ("登录名", "编号", "时间")


def test_a_table_shows_only_what_a_person_may_see(world, enter) -> None:
    hand_in(world, give(world, REVIEWED), ANSWER)
    assert {row[0] for row in rows_of(enter("trainer").get("/exports/people.csv"))[1:]} >= {"anchor", "trainer"}
    assert "anchor2" not in enter("trainer").get("/exports/people.csv").text
    assert "anchor2" in enter("admin").get("/exports/people.csv").text
    assert len(rows_of(enter("trainer2").get("/exports/results.csv"))) == 1
    other = world.rooms["乙"].id
    assert enter("trainer").get(f"/exports/people.csv?room={other}").status_code == 403
    assert len(rows_of(enter("admin").get(f"/exports/people.csv?room={other}"))) == 3
    assert enter("admin").get("/exports/secrets.csv").status_code == 404
    assert enter("admin").get("/exports/people.exe").status_code == 404


@pytest.mark.parametrize("name", FORMULAS)
def test_a_name_that_a_spreadsheet_would_run_comes_out_as_text(world, enter, name) -> None:
    people.add_user(world.desk, CONSOLE, name=name, login="boese", roles=[Role.ANCHOR], at=clock.now())
    admin = enter("admin")
    (row,) = [row for row in rows_of(admin.get("/exports/people.csv")) if row[0] == "boese"]
    assert row[1] == f"'{name}"
    book = load_workbook(io.BytesIO(admin.get("/exports/people.xlsx").data))
    (cell,) = [row[1] for row in book.active.iter_rows() if row[0].value == "boese"]
    assert (cell.data_type, cell.value) == ("s", name)


def tried(post, client, what, table):
    answer = post(client, f"/exports/import/{what}", table=table)
    page = Page(answer)
    page.assert_sound()
    return answer, page


def test_five_hundred_pasted_lines_are_looked_over_and_then_all_go_in(world, enter, post) -> None:
    admin = enter("admin")
    table = "登录名\t姓名\t身份\t直播间\n" + "".join(f"neu{n}\t新人{n}\t主播\t甲号直播间\n" for n in range(500))
    answer, page = tried(post, admin, "people", table)
    assert answer.status_code == 200
    assert "500 行可以导入" in page.text()
    assert len(people.list_users(world.desk, CONSOLE)) == 7, "a look writes nothing"
    rows = page.one("input", name="rows").get("value")
    assert post(admin, "/exports/import/people", rows=rows).status_code == 303
    assert len(people.list_users(world.desk, CONSOLE)) == 507


def test_bad_rows_are_named_by_their_number_and_nothing_goes_in(world, enter, post) -> None:
    table = "登录名,姓名,身份\nneu1,新一,主播\nanchor,撞名,主播\nneu3,,主播\nneu4,新四,船长\nneu1,重复,主播\n"
    _, page = tried(post, enter("admin"), "people", table)
    for number in (3, 4, 5, 6):
        assert f"第 {number} 行：" in page.text()
    assert "1 行可以导入，4 行不对" in page.text()
    assert page.all("input", name="rows") == []
    assert len(people.list_users(world.desk, CONSOLE)) == 7


def test_a_trainer_brings_in_assignments_for_their_own_room_only(world, enter, post) -> None:
    head = "登录名,练习,直播间,截止\n"
    trainer = enter("trainer")
    _, page = tried(post, trainer, "assignments", f"{head}anchor,{REVIEWED},甲号直播间,2030-01-01\n")
    rows = page.one("input", name="rows").get("value")
    assert post(trainer, "/exports/import/assignments", rows=rows).status_code == 303
    assert any(row[0] == "anchor" for row in rows_of(trainer.get("/exports/assignments.csv")))
    away = post(trainer, "/exports/import/assignments", table=f"{head}anchor2,{REVIEWED},乙号直播间,2030-01-01\n")
    assert away.status_code == 403
    assert trainer.get("/exports/import/people").status_code == 403
    assert enter("admin").get("/exports/import/assignments").status_code == 403
    assert enter("admin").get("/exports/import/secrets").status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {"table": ""},
        {"table": "登录名,未知列\na,b"},
        {"table": "登录名\na"},
        {"table": "登录名,姓名,身份\na," + "长" * 140_000},
        {"rows": "x"},
        {"rows": "[1]"},
        {"rows": "[[1, 2]]"},
        {"rows": "{}"},
        {"file": (io.BytesIO(b"PK\x03\x04"), "x.xlsx")},
        {"file": (io.BytesIO(b"x"), "x.exe")},
    ],
)
def test_what_is_no_table_is_refused_with_words(enter, post, sent) -> None:
    answer = post(enter("admin"), "/exports/import/people", **sent)
    assert answer.status_code == 422
    page = Page(answer)
    page.assert_sound()
    assert page.all("div", role="alert")


def test_cells_are_shown_as_text(enter, post) -> None:
    table = "登录名,姓名,身份\nneu,<script>alert(1)</script>,主播\n"
    _, page = tried(post, enter("admin"), "people", table)
    assert "<script>alert(1)</script>" in page.text()
