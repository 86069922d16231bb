"""Going through a checklist: each item signed by a person who may, nothing closed while something is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from coach.training.access import ROLE_NAMES, Act
from coach.training.audit import EntryDraft
from coach.training.checklist_form import Checklist, ChecklistItem
from coach.training.model import ChecklistItemMark, ChecklistRun, ChecklistRunId, Room, Show, User
from coach.training.names import joined, moment
from coach.training.refusal import refuse_if

SHOW = "show"  # what a list is about when it belongs to a show on air


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is: items signed as done, items in all, and what a close still lacks, as sentences."""

    done: int
    items: int
    lacks: tuple[str, ...]


def start(
    checklist: Checklist,
    room: Room,
    *,
    id: ChecklistRunId,  # noqa: A002 - the id of the record, as everywhere
    by: User,
    at: datetime,
    show: Show | None = None,
) -> tuple[ChecklistRun, EntryDraft]:
    """Begin to go through a checklist for a room, or for a show where the list is about one.

    Raises:
        RefusedError: the room is closed, a list about a show has none, or the show is cancelled or another room's.
    """
    missing: list[str] = []
    if not room.open:
        missing.append(f"直播间“{room.name}”已停用，请换一个直播间。")
    if checklist.about == SHOW and show is None:
        missing.append("这张检查表是为专场准备的，请先选一个专场。")
    if checklist.about != SHOW and show is not None:
        missing.append("这张检查表不是为专场准备的，请从直播间里开始。")
    if show is not None and show.room != room.id:
        missing.append(f"专场“{show.name}”不在直播间“{room.name}”，请换一个专场。")
    if show is not None and show.cancelled_at is not None:
        missing.append(f"专场“{show.name}”在 {moment(show.cancelled_at)} 已取消，请换一个专场。")
    refuse_if(missing, f"开始“{checklist.title}”", checklist=checklist.id)
    run = ChecklistRun(
        id=id,
        checklist=checklist.id,
        fingerprint=checklist.fingerprint,
        room=room.id,
        by=by.id,
        at=at,
        show=show.id if show is not None else None,
    )
    data = {"checklist": checklist.title, "version": checklist.version, "show": run.show}
    return run, EntryDraft(act=Act.CHECKLIST_START, actor=by.id, at=at, subject=id, room=room.id, data=data)


def mark(
    run: ChecklistRun, checklist: Checklist, item: str, *, met: bool, note: str, by: User, at: datetime
) -> tuple[ChecklistRun, EntryDraft]:
    """Sign one item as done or not; an item may be signed again, and the last word counts.

    Raises:
        RefusedError: the run is closed or the list was changed since, there is no such item, the person has no role for
            it, or what was seen has to be written down and is not.
    """
    missing = _open_lacks(run, checklist)
    line = _find_item(checklist, item)
    if line is None:
        missing.append("检查表里没有这一项，请刷新页面。")
    else:
        missing += _mark_lacks(line, met=met, note=note, by=by)
    refuse_if(missing, "签这一项", run=run.id, item=item)
    assert line is not None
    signed = ChecklistItemMark(item=item, met=met, note=note.strip(), by=by.id, at=at)
    data = {"checklist": checklist.title, "id": item, "item": line.ask, "met": met, "note": signed.note}
    draft = EntryDraft(act=Act.CHECKLIST_MARK, actor=by.id, at=at, subject=run.id, room=run.room, data=data)
    return replace(run, marks=(*run.marks, signed)), draft


def close(run: ChecklistRun, checklist: Checklist, *, by: User, at: datetime) -> tuple[ChecklistRun, EntryDraft]:
    """Close a run once every item that must be done is signed as done.

    Raises:
        RefusedError: it is closed already, the list was changed since, or an item is open; all open items are named.
    """
    missing = _open_lacks(run, checklist)
    so_far = progress(run, checklist)
    missing += so_far.lacks
    refuse_if(missing, f"完成“{checklist.title}”", run=run.id)
    data = {"checklist": checklist.title, "done": so_far.done, "items": so_far.items}
    draft = EntryDraft(act=Act.CHECKLIST_CLOSE, actor=by.id, at=at, subject=run.id, room=run.room, data=data)
    return replace(run, closed_at=at, closed_by=by.id), draft


def standing(run: ChecklistRun) -> Mapping[str, ChecklistItemMark]:
    """Return the last mark of each item that was signed."""
    return {one.item: one for one in run.marks}


def progress(run: ChecklistRun, checklist: Checklist) -> Progress:
    """Return how far a run is and which items a close still waits for."""
    marks = standing(run)
    lacks: list[str] = []
    for item in checklist.items:
        signed = marks.get(item.id)
        if not item.must or (signed is not None and signed.met):
            continue
        if signed is None:
            lacks.append(f"“{item.ask}”还没有签，请{_signers(item)}看过再签。")
        else:
            lacks.append(f"“{item.ask}”签的是没做到（{signed.note}），请办好再签一次。")
    done = sum(1 for item in checklist.items if item.id in marks and marks[item.id].met)
    return Progress(done=done, items=len(checklist.items), lacks=tuple(lacks))


def may_sign(item: ChecklistItem, user: User) -> bool:
    """Return whether this person has a role that signs the item."""
    return bool(item.signers & user.roles)


def _find_item(checklist: Checklist, item: str) -> ChecklistItem | None:
    return next((one for one in checklist.items if one.id == item), None)


def _mark_lacks(item: ChecklistItem, *, met: bool, note: str, by: User) -> list[str]:
    lacks: list[str] = []
    if not may_sign(item, by):
        lacks.append(f"这一项由{_signers(item)}来签，请找本直播间的{_signers(item)}。")
    if not met and not note.strip():
        lacks.append("没做到的，请写明缺什么、找谁补。")
    elif item.note and not note.strip():
        lacks.append(f"这一项要写下看到了什么：{item.guidance}")
    return lacks


def _open_lacks(run: ChecklistRun, checklist: Checklist) -> list[str]:
    lacks: list[str] = []
    if run.closed_at is not None:
        lacks.append(f"这张检查表在 {moment(run.closed_at)} 已经完成，要再查请另开一张。")
    if run.fingerprint != checklist.fingerprint:
        lacks.append(f"“{checklist.title}”的内容更新过（现在是 {checklist.version} 版），请另开一张，照新的查。")
    return lacks


def _signers(item: ChecklistItem) -> str:
    return joined(ROLE_NAMES[role] for role in ROLE_NAMES if role in item.signers)
