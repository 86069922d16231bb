"""Checklists: every item by a person who may sign it, nothing closed while something is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from coach.errors import RefusedError
from coach.scoring import Kind, Platform
from coach.scoring.packs import Source
from coach.training.access import Act
from coach.training.checklist import close, mark, may_sign, progress, standing, start
from coach.training.model import CardId, ChecklistRun, ChecklistRunId, RoomId, Show, ShowId
from coach.training.parsing import parse_checklist
from tests.training.cases import LAOWANG, LISHI, NOW, ROOM, ZHANG

LIST = parse_checklist(
    Source(
        "room.toml",
        """
id = "room"
version = "1"
title = "开播前检查"
goal = "备齐再开播"
about = "room"

[[items]]
id = "stock"
ask = "库存核对过"
group = "货品"
guidance = "逐个核可售数。"
signers = ["ops"]
note = true

[[items]]
id = "light"
ask = "灯试过"
group = "场景"
guidance = "录二十秒看。"

[[items]]
id = "flowers"
ask = "桌花摆好"
group = "场景"
guidance = "不挡货。"
must = false
""",
    )
)
FOR_SHOW = replace(LIST, about="show")
SHOW = Show(
    id=ShowId("show-1"),
    room=ROOM.id,
    name="周年专场",
    platform=Platform.DOUYIN,
    kinds=frozenset({Kind.FOOD}),
    products=(CardId("niurou-gan"),),
    start=NOW + timedelta(days=1),
    end=NOW + timedelta(days=1, hours=12),
    by=ZHANG.id,
    at=NOW,
)


def begun() -> ChecklistRun:
    return start(LIST, ROOM, id=ChecklistRunId("run-1"), by=LISHI, at=NOW)[0]


def signed(run: ChecklistRun, item: str, *, met: bool = True, note: str = "看过") -> ChecklistRun:
    return mark(run, LIST, item, met=met, note=note, by=ZHANG, at=NOW)[0]


def test_a_run_names_the_version_it_goes_by_and_is_audited() -> None:
    run, entry = start(LIST, ROOM, id=ChecklistRunId("run-1"), by=LISHI, at=NOW)
    assert (run.fingerprint, run.marks, run.closed_at) == (LIST.fingerprint, (), None)
    assert (entry.act, entry.subject, entry.room) == (Act.CHECKLIST_START, "run-1", ROOM.id)


def test_a_list_about_a_show_belongs_to_one() -> None:
    run, _ = start(FOR_SHOW, ROOM, id=ChecklistRunId("run-2"), by=ZHANG, at=NOW, show=SHOW)
    assert run.show == SHOW.id
    with pytest.raises(RefusedError, match="请先选一个专场"):
        start(FOR_SHOW, ROOM, id=ChecklistRunId("run-3"), by=ZHANG, at=NOW)


@pytest.mark.parametrize(
    ("room", "show", "says"),
    [
        (replace(ROOM, open=False), None, "已停用"),
        (ROOM, SHOW, "不是为专场准备的"),
    ],
)
def test_a_run_that_makes_no_sense_is_refused(room: object, show: Show | None, says: str) -> None:
    with pytest.raises(RefusedError, match=says):
        start(LIST, room, id=ChecklistRunId("x"), by=ZHANG, at=NOW, show=show)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("show", "says"),
    [
        (replace(SHOW, room=RoomId("room-2")), "不在直播间"),
        (replace(SHOW, cancelled_at=NOW), "已取消"),
    ],
)
def test_a_show_of_another_room_or_a_cancelled_one_is_refused(show: Show, says: str) -> None:
    with pytest.raises(RefusedError, match=says):
        start(FOR_SHOW, ROOM, id=ChecklistRunId("x"), by=ZHANG, at=NOW, show=show)


def test_signing_an_item_keeps_who_when_and_what_was_seen() -> None:
    run, entry = mark(begun(), LIST, "stock", met=True, note=" 可售三百 ", by=ZHANG, at=NOW)
    one = standing(run)["stock"]
    assert (one.met, one.note, one.by, one.at) == (True, "可售三百", ZHANG.id, NOW)
    assert (entry.act, entry.data["item"], entry.data["met"]) == (Act.CHECKLIST_MARK, "库存核对过", True)


def test_an_item_signed_again_keeps_both_words_and_the_last_one_counts() -> None:
    run = signed(signed(begun(), "stock", met=False, note="少二十件"), "stock", note="补到三百")
    assert [one.met for one in run.marks] == [False, True]
    assert standing(run)["stock"].note == "补到三百"


@pytest.mark.parametrize(
    ("item", "met", "note", "who", "says"),
    [
        ("stock", True, "看过", LISHI, "由运营来签"),
        ("stock", True, " ", ZHANG, "要写下看到了什么：逐个核可售数"),
        ("light", False, "", LISHI, "请写明缺什么、找谁补"),
        ("nothing", True, "", LISHI, "没有这一项"),
    ],
)
def test_a_signature_that_may_not_stand_is_refused_with_what_to_do(
    item: str, met: bool, note: str, who: object, says: str
) -> None:
    with pytest.raises(RefusedError, match=says):
        mark(begun(), LIST, item, met=met, note=note, by=who, at=NOW)  # type: ignore[arg-type]


def test_everybody_who_may_sign_is_known() -> None:
    stock, light, _ = LIST.items
    assert [may_sign(stock, one) for one in (ZHANG, LISHI, LAOWANG)] == [True, False, False]
    assert [may_sign(light, one) for one in (ZHANG, LISHI, LAOWANG)] == [True, True, True]


def test_a_close_names_every_open_item_and_who_signs_it() -> None:
    run = signed(begun(), "light", met=False, note="左灯不亮")
    with pytest.raises(RefusedError) as refused:
        close(run, LIST, by=ZHANG, at=NOW)
    assert refused.value.evidence["missing"] == [
        "“库存核对过”还没有签，请运营看过再签。",
        "“灯试过”签的是没做到（左灯不亮），请办好再签一次。",
    ]


def test_a_close_waits_for_no_item_that_need_not_be_done() -> None:
    run = signed(signed(begun(), "stock"), "light")
    so_far = progress(run, LIST)
    assert (so_far.done, so_far.items, so_far.lacks) == (2, 3, ())
    closed, entry = close(run, LIST, by=ZHANG, at=NOW + timedelta(hours=1))
    assert (closed.closed_by, closed.closed_at) == (ZHANG.id, NOW + timedelta(hours=1))
    assert (entry.act, entry.data["done"]) == (Act.CHECKLIST_CLOSE, 2)


def test_a_closed_run_can_be_neither_signed_nor_closed_again() -> None:
    closed, _ = close(signed(signed(begun(), "stock"), "light"), LIST, by=ZHANG, at=NOW)
    with pytest.raises(RefusedError, match="已经完成，要再查请另开一张"):
        mark(closed, LIST, "flowers", met=True, note="", by=ZHANG, at=NOW)
    with pytest.raises(RefusedError, match="已经完成"):
        close(closed, LIST, by=ZHANG, at=NOW)


def test_a_list_changed_in_between_asks_for_a_new_run() -> None:
    newer = replace(LIST, version="2")
    with pytest.raises(RefusedError, match="现在是 2 版"):
        mark(begun(), newer, "light", met=True, note="", by=LISHI, at=NOW)
