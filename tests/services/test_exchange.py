"""Lists go in whole or not at all, bad rows are named by number, and what comes out goes in again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from coach.errors import ForbiddenError, InputError
from coach.scoring import Kind, Point, Product
from coach.services import assignments, cards, people
from coach.services.desk import Desk
from coach.services.exchange import import_assignments, import_cards, import_people
from coach.services.exchange_columns import ASSIGNMENTS, CARDS, PEOPLE
from coach.services.exchange_out import export_assignments, export_cards, export_people, export_results
from coach.services.sheets import Row, pack_rows, read_pasted, read_sheet, unpack_rows, write_csv, write_xlsx
from coach.training.access import CONSOLE
from coach.training.model import CardId, Role
from tests.services import cohort
from tests.services.cohort import ANCHOR, NOW, A

TRAINER = cohort.person(Role.TRAINER, A)
STAFF = ("login", "name", "roles")


def trail(desk: Desk) -> list[str]:
    with desk.reading() as uow:
        return [entry.act for entry in uow.audit.walk()]


def pasted(*lines: str, columns: dict[str, str] = PEOPLE, needed: tuple[str, ...] = STAFF) -> tuple[Row, ...]:
    return read_pasted("\n".join(line.replace("|", "\t") for line in lines), columns, needed=needed)


def test_five_hundred_pasted_lines_go_in_at_once(desk: Desk) -> None:
    cohort.fill(desk)
    rows = pasted("登录名|姓名|身份|直播间", *(f"new{n}|新人{n}|主播、老主播|小满零食" for n in range(500)))
    dry = import_people(desk, CONSOLE, rows, dry_run=True, at=NOW)
    assert (dry.rows, dry.bad, dry.kept) == (500, (), False)
    assert len(trail(desk)) == 1
    done = import_people(desk, CONSOLE, rows, dry_run=False, at=NOW)
    assert done.kept
    assert trail(desk)[1:] == ["user.create"] * 500 + ["exchange.import_people"]
    made = people.get_by_login(desk, CONSOLE, "new499")
    assert (made.name, made.roles, made.rooms) == ("新人499", {Role.ANCHOR, Role.SENIOR}, {A.id})


def test_bad_rows_are_named_by_number_and_nothing_goes_in(desk: Desk) -> None:
    cohort.fill(desk)
    rows = pasted(
        "登录名|姓名|身份|直播间",
        "good|好|主播|小满零食",
        "",
        "bad one|空格|主播|",
        "target|重名|主播|",
        "lin|林|厨师|",
        "wang|王|主播|没有的",
        "good|又一次|主播|",
    )
    intake = import_people(desk, CONSOLE, rows, dry_run=False, at=NOW)
    assert not intake.kept
    told = {bad.number: bad.reason for bad in intake.bad}
    assert list(told) == [4, 5, 6, 7, 8]
    assert "登录名要 2 到 32 位" in told[4]
    assert "已经有人用了" in told[5]
    assert "身份“厨师”不在可选范围：主播、老主播、培训、运营、管理员" in told[6]
    assert "没有叫“没有的”的直播间。现有：" in told[7]
    assert "已经有人用了" in told[8]
    assert len(trail(desk)) == 1


def test_cards_come_out_and_go_in_again_unchanged(desk: Desk, tmp_path: Path) -> None:
    cohort.fill(desk)
    out = export_cards(desk, CONSOLE)
    for path, data in (
        (tmp_path / "c.csv", write_csv(out.headings, out.rows)),
        (tmp_path / "c.xlsx", write_xlsx(out.headings, out.rows)),
    ):
        path.write_bytes(data)
        rows = read_sheet(path, CARDS, needed=("id", "name"))
        intake = import_cards(desk, CONSOLE, rows, dry_run=False, at=NOW)
        assert (intake.bad, intake.unchanged, intake.kept) == ((), len(out.rows), False), path.suffix


def test_a_changed_card_becomes_its_next_version_and_a_new_one_its_first(desk: Desk) -> None:
    cohort.fill(desk)
    beef = desk.library.get_product("niurou-gan")
    fresh = Product(
        id="xin",
        name="新品",
        kind=Kind.FOOD,
        price=9.9,
        audience=("新手辣妈",),
        points=(Point(id="p1", say="=1+1 很香", must=True),),
        facts={"产地": "内蒙古"},
    )
    cards.add_card(desk, CONSOLE, fresh, at=NOW)
    out = export_cards(desk, CONSOLE)
    csv = write_csv(out.headings, out.rows).decode("utf-8-sig").replace("牛肉干", "牛肉条").replace("xin,", "xin2,")
    intake = import_cards(desk, CONSOLE, read_pasted(csv, CARDS, needed=("id",)), dry_run=False, at=NOW)
    assert intake.kept
    assert cards.get_card(desk, CONSOLE, CardId("niurou-gan")).version == 1
    assert cards.get_card(desk, CONSOLE, CardId("niurou-gan")).product.name == beef.name.replace("牛肉干", "牛肉条")
    assert cards.get_card(desk, CONSOLE, CardId("xin2")).product == replace(fresh, id="xin2")


def test_a_table_of_assignments_goes_in_as_the_trainer_would_give_them(desk: Desk) -> None:
    cohort.fill(desk)
    due = (NOW + timedelta(days=2)).strftime("%Y-%m-%d")
    columns = {"columns": ASSIGNMENTS, "needed": ("login", "drill", "room")}
    rows = pasted("登录名|练习|直播间|截止|备注", f"target|{cohort.TEXT}|小满零食|{due} 18:00|慢一点", **columns)  # type: ignore[arg-type]
    assert import_assignments(desk, TRAINER, rows, dry_run=False, at=NOW).kept
    newest = assignments.list_assignments(desk, TRAINER, anchor=ANCHOR.id, at=NOW)
    given = next(one.assignment for one in newest if one.assignment.note == "慢一点")
    assert given.due is not None
    assert given.due.isoformat() == f"{due}T10:00:00+00:00"
    bad = pasted(
        "登录名|练习|直播间|截止", "niemand|nichts|小满零食|", f"target|{cohort.TEXT}|小满零食|下周", **columns
    )  # type: ignore[arg-type]
    told = [one.reason for one in import_assignments(desk, TRAINER, bad, dry_run=True, at=NOW).bad]
    assert told[0] == "没有登录名是“niemand”的人。"
    assert "截止“下周”看不懂" in told[1]
    away = pasted("登录名|练习|直播间", f"target|{cohort.TEXT}|青木家居", **columns)  # type: ignore[arg-type]
    with pytest.raises(ForbiddenError):
        import_assignments(desk, TRAINER, away, dry_run=True, at=NOW)


def test_what_goes_out_is_what_a_person_may_see(desk: Desk) -> None:
    cohort.fill(desk)
    everybody = export_people(desk, CONSOLE)
    assert len(everybody.rows) == 11
    mine = export_people(desk, TRAINER)
    assert {row[3] for row in mine.rows} == {"小满零食"}
    results = export_results(desk, TRAINER)
    assert [row[1:7] for row in results.rows] == [
        ("target", "小敏", "小满零食", desk.programme.get_drill(cohort.REVIEWED).title, "2", "82"),
        ("target", "小敏", "小满零食", desk.programme.get_drill(cohort.REVIEWED).title, "1", "81"),
    ]
    assert export_results(desk, cohort.person(Role.TRAINER, cohort.B)).rows == ()
    assert {row[5] for row in export_assignments(desk, TRAINER, at=NOW).rows} == {"未交", "待批改"}


def test_a_cell_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    rows = [["=1+1", "+86", "-5", "@x", "普通"]]
    headings = list(PEOPLE.values())
    assert b"'=1+1,'+86,'-5,'@x" in write_csv(headings, rows)
    (tmp_path / "a.xlsx").write_bytes(write_xlsx(headings, rows))
    (tmp_path / "a.csv").write_bytes(write_csv(headings, rows))
    for name in ("a.xlsx", "a.csv"):
        (row,) = read_sheet(tmp_path / name, PEOPLE, needed=())
        assert list(row.cells.values()) == rows[0], name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "表里什么也没有"),
        ("登录名,年龄\na,3", "不认识的列名“年龄”。可用的列名：登录名、姓名"),
        ("登录名,姓名\na,b", "缺少“身份”这一列"),
        ("登录名,姓名,身份\n" + "a,b,c\n" * 20_001, "一次最多 20000 行"),
        ("登录名,姓名,身份\na,b," + "长" * 140_000, r"可能不是完好的 \.csv"),
    ],
)
def test_a_table_that_can_not_be_read_says_why(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_pasted(text, PEOPLE, needed=STAFF)


def test_rows_carried_by_a_page_come_back_and_what_was_changed_on_the_way_is_refused() -> None:
    rows = pasted("登录名|姓名|身份", "lin|林|培训", "", '=1|逗号,引号"|主播')
    assert unpack_rows(pack_rows(rows), PEOPLE) == rows
    assert unpack_rows('[[2, {"login": "a", "secret": "b"}]]', PEOPLE)[0].cells == {"login": "a"}
    for text in ("", "x", "{}", "[1]", "[[1, 2]]", '[["a", {}]]'):
        with pytest.raises(InputError, match="预览的内容不完整"):
            unpack_rows(text, PEOPLE)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"no zip")
    with pytest.raises(InputError, match=r"不是完好的 \.xlsx"):
        read_sheet(tmp_path / "a.xlsx", PEOPLE, needed=())
    (tmp_path / "a.csv").write_text("登录名,姓名\na," + "长" * 140_000, encoding="utf-8")
    with pytest.raises(InputError, match=r"可能不是完好的 \.csv"):
        read_sheet(tmp_path / "a.csv", PEOPLE, needed=())
    with pytest.raises(InputError, match=r"不认识的文件类型“\.pdf”"):
        read_sheet(tmp_path / "a.pdf", PEOPLE, needed=())
    (tmp_path / "gbk.csv").write_bytes("登录名,姓名\nlin,林\n".encode("gb18030"))
    assert read_sheet(tmp_path / "gbk.csv", PEOPLE, needed=())[0].cells == {"login": "lin", "name": "林"}
