"""All records of training come out as tables: what a person may see, in words, each row whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from coach.services import checklists, exchange_records, stages
from coach.services.desk import Desk
from coach.services.exchange_out import Outgoing
from coach.services.sheets import write_csv, write_xlsx
from coach.training.model import ChecklistRunId, Figures, Notes, Role, SessionId
from tests.services import cohort
from tests.services.cohort import ANCHOR, NOW, A, B

TRAINER, OPS = cohort.person(Role.TRAINER, A), cohort.person(Role.OPS, A)
TABLES: dict[str, Callable[..., Outgoing]] = {
    "reviews": exchange_records.export_reviews,
    "sessions": exchange_records.export_sessions,
    "incidents": exchange_records.export_incidents,
    "signoffs": lambda desk, actor, **more: exchange_records.export_signoffs(desk, actor, at=NOW, **more),
    "checklists": exchange_records.export_checklists,
    "shows": exchange_records.export_shows,
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_holds_what_a_person_may_see_and_every_row_is_whole(desk: Desk, name: str) -> None:
    cohort.fill(desk)
    mine = TABLES[name](desk, TRAINER)
    assert mine.rows
    assert {len(row) for row in mine.rows} == {len(mine.headings)}
    assert TABLES[name](desk, TRAINER, room=A.id) == mine == TABLES[name](desk, cohort.person(Role.ADMIN, B))
    assert TABLES[name](desk, cohort.person(Role.TRAINER, B)).rows == ()
    assert write_csv(mine.headings, mine.rows)
    assert write_xlsx(mine.headings, mine.rows)


def row(table: Outgoing, place: int = 0) -> dict[str, str]:
    return dict(zip(table.headings, table.rows[place], strict=True))


def test_a_session_comes_with_times_figures_notes_and_actions(desk: Desk) -> None:
    cohort.fill(desk)
    known = stages.get_session(desk, OPS, SessionId("noted"))
    notes = Notes(script="开头短一点", state="稳", recap="每三分钟互动一次")
    stages.note(desk, OPS, known.id, notes=notes, actions=known.actions, seen=known.version, at=NOW)
    figures = Figures(gmv=1234.5, orders=20, conversion=0.031)
    stages.enter_figures(desk, OPS, known.id, figures=figures, seen=known.version + 1, at=NOW)
    found = exchange_records.export_sessions(desk, TRAINER)
    (whole,) = [one for place in range(len(found.rows)) if (one := row(found, place))["复盘"]]
    assert (whole["登录名"], whole["姓名"], whole["直播间"]) == (ANCHOR.login, ANCHOR.name, A.name)
    assert (whole["状态"], whole["阶段"], whole["结论"]) == ("待结论", "老主播一带一上播", "")
    assert (whole["成交额"], whole["订单数"], whole["观看人数"], whole["转化率"]) == ("1234.5", "20", "", "3.1%")
    assert whole["改进事项"].startswith(f"背熟卖点（{ANCHOR.name}，20")


def test_a_sign_off_says_whether_it_holds_and_why_not(desk: Desk) -> None:
    cohort.fill(desk)
    signed = row(exchange_records.export_signoffs(desk, TRAINER, at=NOW))
    assert (signed["平台"], signed["品类"], signed["状态"]) == ("抖音", "食品", "失效")
    assert "培养方案改过了" in signed["失效原因"]
    assert signed["撤销人"] == ""


def test_a_checklist_gives_a_row_for_each_item_signed_or_not(desk: Desk) -> None:
    cohort.fill(desk)
    items = desk.programme.get_checklist("room").items
    checklists.mark(desk, OPS, ChecklistRunId("c1"), items[0].id, met=False, note="贴片没换", at=NOW)
    found = exchange_records.export_checklists(desk, TRAINER)
    assert len(found.rows) == len(items)
    assert (row(found)["做到"], row(found)["看到了什么"], row(found)["签的人"]) == ("否", "贴片没换", OPS.name)
    assert (row(found, 1)["做到"], row(found, 1)["完成"]) == ("", "")


def test_a_show_gives_a_row_for_each_turn_and_one_without_any(desk: Desk) -> None:
    cohort.fill(desk)
    found = exchange_records.export_shows(desk, TRAINER)
    assert [(row(found, place)["专场"], row(found, place)["主播登录名"]) for place in (0, 1)] == [
        ("年货节", ""),
        ("年货节", ANCHOR.login),
    ]


def test_an_incident_of_somebody_who_left_still_names_them(desk: Desk) -> None:
    cohort.fill(desk)
    with desk.writing() as uow:
        uow.users.save(replace(uow.users.get(ANCHOR.id), active=False))
        uow.commit()
    told = row(exchange_records.export_incidents(desk, TRAINER))
    assert (told["姓名"], told["程度"], told["原话或行为"], told["登记人"]) == (
        ANCHOR.name,
        "轻微事故",
        "全网最低",
        OPS.name,
    )
