"""Shows on air: planned, changed and cancelled within the rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from coach.errors import RefusedError
from coach.scoring import Kind
from coach.training.access import Act
from coach.training.model import Card, Room, Shift, ShiftId, Show, ShowId
from coach.training.show import cancel, edit, plan
from tests.training.cases import CARD, NOW, ROOM, XIAOMEI, ZHANG

START, END = NOW + timedelta(days=2), NOW + timedelta(days=2, hours=12)
BABY = replace(CARD, id="mianrou-jin", product=replace(CARD.product, id="mianrou-jin", name="棉柔巾", kind=Kind.BABY))
LAMP = replace(BABY, product=replace(BABY.product, name="台灯", kind=Kind.ELECTRONICS))


def planned(
    *,
    room: Room = ROOM,
    cards: tuple[Card, ...] = (CARD,),
    name: str = "周年专场",
    start: datetime = START,
    end: datetime = END,
    others: tuple[Show, ...] = (),
) -> Show:
    return plan(room, cards, id=ShowId("show-1"), by=ZHANG, at=NOW, name=name, start=start, end=end, others=others)[0]


def turn(start: datetime, hours: int) -> Shift:
    end = start + timedelta(hours=hours)
    return Shift(id=ShiftId("s1"), show=ShowId("show-1"), anchor=XIAOMEI.id, start=start, end=end, by=ZHANG.id, at=NOW)


def changed(
    show: Show, *, cards: tuple[Card, ...] = (CARD,), end: datetime = END, shifts: tuple[Shift, ...] = ()
) -> Show:
    return edit(show, ROOM, cards, by=ZHANG, at=NOW, name="改名", start=START, end=end, shifts=shifts)[0]


def test_a_show_takes_platform_and_goods_from_its_room_and_products() -> None:
    show = planned(cards=(CARD, BABY))
    assert (show.platform, show.kinds) == (ROOM.platform, frozenset({Kind.FOOD, Kind.BABY}))
    assert show.products == (CARD.id, BABY.id)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"cards": ()}, "至少选一个要讲的商品"),
        ({"cards": (LAMP,)}, "不卖数码家电"),
        ({"cards": (replace(CARD, retired=True),)}, "已停用"),
        ({"room": replace(ROOM, open=False)}, "已停用"),
        ({"name": " "}, "起个名字"),
        ({"start": NOW - timedelta(hours=1)}, "已经过了"),
        ({"end": START}, "结束时间要晚于开始时间"),
        ({"end": START + timedelta(hours=25)}, "最长 24 小时"),
    ],
)
def test_a_show_that_can_not_be_is_refused(wrong: dict[str, object], says: str) -> None:
    with pytest.raises(RefusedError, match=says):
        planned(**wrong)  # type: ignore[arg-type]


def test_a_room_has_one_show_at_a_time() -> None:
    first = planned()
    with pytest.raises(RefusedError, match="已经有专场“周年专场”"):
        planned(start=END - timedelta(hours=1), end=END + timedelta(hours=3), others=(first,))
    assert planned(start=END, end=END + timedelta(hours=3), others=(first,)).start == END
    assert planned(others=(replace(first, cancelled_at=NOW),)).name == "周年专场"


def test_a_show_may_be_changed_and_does_not_clash_with_itself() -> None:
    show = planned()
    longer, entry = edit(
        show,
        ROOM,
        (CARD,),
        by=ZHANG,
        at=NOW,
        name="改名",
        start=START,
        end=END + timedelta(hours=2),
        shifts=(),
        others=(show,),
    )
    assert (longer.name, longer.end, longer.id) == ("改名", END + timedelta(hours=2), show.id)
    assert entry.act is Act.SHOW_EDIT


def test_shifts_must_stay_inside_and_new_goods_need_a_new_roster() -> None:
    show, late = planned(), turn(START + timedelta(hours=9), 3)
    with pytest.raises(RefusedError, match="有 1 个班次落在新的时间外面"):
        changed(show, end=START + timedelta(hours=10), shifts=(late,))
    with pytest.raises(RefusedError, match="新加了母婴"):
        changed(show, cards=(CARD, BABY), shifts=(late,))
    assert changed(show, cards=(CARD, BABY)).kinds == frozenset({Kind.FOOD, Kind.BABY})


def test_a_show_that_began_or_was_cancelled_stays_as_it_is() -> None:
    show = planned()
    with pytest.raises(RefusedError, match="已经开播"):
        cancel(show, by=ZHANG, at=START, reason="断网")
    gone, entry = cancel(show, by=ZHANG, at=NOW, reason=" 品牌方改期 ")
    assert (gone.cancelled_at, entry.data["reason"]) == (NOW, "品牌方改期")
    with pytest.raises(RefusedError, match="已取消"):
        changed(gone)


def test_cancelling_needs_a_reason() -> None:
    with pytest.raises(RefusedError, match="请写明取消的原因"):
        cancel(planned(), by=ZHANG, at=NOW, reason="")
