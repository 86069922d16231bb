"""Shows on air: planned with products and hours, changed, cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from coach.scoring.names import KINDS
from coach.training.access import Act
from coach.training.audit import EntryDraft
from coach.training.model import Card, Room, Shift, Show, ShowId, User
from coach.training.names import joined, moment
from coach.training.refusal import refuse_if

LONGEST = timedelta(hours=24)


def plan(
    room: Room,
    cards: Sequence[Card],
    *,
    id: ShowId,  # noqa: A002 - the id of the record, as everywhere
    by: User,
    at: datetime,
    name: str,
    start: datetime,
    end: datetime,
    others: Sequence[Show] = (),
) -> tuple[Show, EntryDraft]:
    """Plan a show of a room with these products; ``others`` are the room's shows around that time.

    Raises:
        RefusedError: the room is closed, products are missing, retired or foreign to the room, it has no name, or its time
            is past, impossible, longer than a day or taken.
    """
    missing = [] if room.open else [f"直播间“{room.name}”已停用，请换一个直播间。"]
    missing += _lacks(room, cards, name, start, end, at)
    missing += _clashes(start, end, others)
    refuse_if(missing, "安排这个专场", room=room.id)
    show = Show(
        id=id,
        room=room.id,
        name=name.strip(),
        platform=room.platform,
        kinds=frozenset(card.product.kind for card in cards),
        products=tuple(card.id for card in cards),
        start=start,
        end=end,
        by=by.id,
        at=at,
    )
    return show, _draft(Act.SHOW_PLAN, show, by, at)


def edit(
    show: Show,
    room: Room,
    cards: Sequence[Card],
    *,
    by: User,
    at: datetime,
    name: str,
    start: datetime,
    end: datetime,
    shifts: Sequence[Shift],
    others: Sequence[Show] = (),
) -> tuple[Show, EntryDraft]:
    """Change a show that has not begun; ``shifts`` are its own, and must still lie within it.

    Raises:
        RefusedError: it has begun or is cancelled, ``plan`` would refuse, a shift would fall outside, or goods are added
            while shifts stand (their anchors may not be signed off for them).
    """
    kinds = frozenset(card.product.kind for card in cards)
    missing = _open_lacks(show, at) + _lacks(room, cards, name, start, end, at)
    missing += _clashes(start, end, [other for other in others if other.id != show.id])
    outside = [one for one in shifts if one.start < start or one.end > end]
    if outside:
        missing.append(f"有 {len(outside)} 个班次落在新的时间外面，请先取消这些班次再改。")
    added = joined(KINDS[kind] for kind in sorted(kinds - show.kinds))
    if added and shifts:
        missing.append(f"新加了{added}，排好的主播不一定签过。请先取消班次，改好再排。")
    refuse_if(missing, f"修改专场“{show.name}”", show=show.id)
    changed = replace(
        show,
        name=name.strip(),
        kinds=kinds,
        products=tuple(card.id for card in cards),
        start=start,
        end=end,
    )
    return changed, _draft(Act.SHOW_EDIT, changed, by, at)


def cancel(show: Show, *, by: User, at: datetime, reason: str) -> tuple[Show, EntryDraft]:
    """Cancel a show that has not begun.

    Raises:
        RefusedError: it has begun or is cancelled already, or no reason is given.
    """
    missing = _open_lacks(show, at)
    if not reason.strip():
        missing.append("请写明取消的原因，排了班的主播会看到。")
    refuse_if(missing, f"取消专场“{show.name}”", show=show.id)
    return replace(show, cancelled_at=at), _draft(Act.SHOW_CANCEL, show, by, at, reason=reason.strip())


def _lacks(room: Room, cards: Sequence[Card], name: str, start: datetime, end: datetime, at: datetime) -> list[str]:
    lacks = [] if name.strip() else ["请给专场起个名字。"]
    lacks += [] if cards else ["请至少选一个要讲的商品。"]
    lacks += [f"商品卡“{card.product.name}”已停用，请换一个商品。" for card in cards if card.retired]
    foreign = joined(KINDS[kind] for kind in sorted({card.product.kind for card in cards} - room.kinds))
    if foreign:
        lacks.append(f"直播间“{room.name}”不卖{foreign}，请换商品，或请管理员修改直播间的品类。")
    if start < at:
        lacks.append(f"开始时间 {moment(start)} 已经过了，请选一个以后的时间。")
    if end <= start:
        lacks.append("结束时间要晚于开始时间，请核对。")
    elif end - start > LONGEST:
        lacks.append("一个专场最长 24 小时，更长的请分成两个专场。")
    return lacks


def _clashes(start: datetime, end: datetime, others: Sequence[Show]) -> list[str]:
    return [
        f"这个直播间 {moment(other.start)} 起已经有专场“{other.name}”，请换时间。"
        for other in others
        if other.cancelled_at is None and other.start < end and start < other.end
    ]


def _open_lacks(show: Show, at: datetime) -> list[str]:
    if show.cancelled_at is not None:
        return [f"专场“{show.name}”在 {moment(show.cancelled_at)} 已取消，需要的话请另排一个。"]
    if at >= show.start:
        return [f"专场“{show.name}”在 {moment(show.start)} 已经开播，不能再改。"]
    return []


def _draft(act: Act, show: Show, by: User, at: datetime, **more: object) -> EntryDraft:
    data = {"name": show.name, "start": show.start, "end": show.end, "products": show.products, **more}
    return EntryDraft(act=act, actor=by.id, at=at, subject=show.id, room=show.room, data=data)
