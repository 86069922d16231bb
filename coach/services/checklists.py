"""Checklists: start one for a room or a show, sign it item by item, close it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from coach.services.desk import Desk, use_case
from coach.services.view import view_of
from coach.storage.repositories import FIRST_PAGE, Window
from coach.storage.unit_of_work import UnitOfWork
from coach.training import checklist as rules
from coach.training.access import Act, allow
from coach.training.audit import EntryDraft
from coach.training.checklist import Progress, progress
from coach.training.checklist_form import Checklist
from coach.training.model import ChecklistId, ChecklistRun, ChecklistRunId, Room, RoomId, Show, ShowId, User, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSheet:
    """A run with its list and how far it is; ``names`` are of whoever signed, ``show`` is None for a room's own list."""

    run: ChecklistRun
    checklist: Checklist
    progress: Progress
    room: Room
    show: Show | None
    names: Mapping[UserId, str]


@use_case(Act.CHECKLIST_START)
def start(
    desk: Desk, actor: User, checklist_id: ChecklistId, *, room: RoomId, show: ShowId | None = None, at: datetime
) -> ChecklistRun:
    """Begin to go through a checklist for a room, or for a show where the list is about one.

    Raises:
        ForbiddenError: the actor may not in this room.
        NotFoundError: there is no such list, room or show.
        RefusedError: the room is closed, or list and show do not fit together.
    """
    allow(actor, Act.CHECKLIST_START, room=room)
    checklist = desk.programme.get_checklist(checklist_id)
    with desk.writing() as uow:
        run, entry = rules.start(
            checklist,
            uow.rooms.get(room),
            id=ChecklistRunId(desk.new_id()),
            by=actor,
            at=at,
            show=uow.shows.get(show) if show is not None else None,
        )
        uow.checklist_runs.add(run)
        uow.record(entry)
        uow.commit()
    return run


@use_case(Act.CHECKLIST_MARK)
def mark(
    desk: Desk, actor: User, run_id: ChecklistRunId, item: str, *, met: bool, note: str = "", at: datetime
) -> ChecklistRun:
    """Sign one item as done or not; the last word counts, all are kept.

    Raises:
        ForbiddenError: the actor may not in this room.
        RefusedError: the run is closed, there is no such item, or the person may not sign it.
    """
    return _change(
        desk,
        actor,
        Act.CHECKLIST_MARK,
        run_id,
        lambda run, checklist: rules.mark(run, checklist, item, met=met, note=note, by=actor, at=at),
    )


@use_case(Act.CHECKLIST_CLOSE)
def close(desk: Desk, actor: User, run_id: ChecklistRunId, *, at: datetime) -> ChecklistRun:
    """Close a run once every item that must be done is signed as done.

    Raises:
        ForbiddenError: the actor may not in this room.
        RefusedError: it is closed already, or an item is open; all open items are named.
    """
    return _change(
        desk,
        actor,
        Act.CHECKLIST_CLOSE,
        run_id,
        lambda run, checklist: rules.close(run, checklist, by=actor, at=at),
    )


@use_case(Act.CHECKLIST_LIST)
def list_runs(
    desk: Desk, actor: User, *, room: RoomId | None = None, window: Window = FIRST_PAGE
) -> tuple[RunSheet, ...]:
    """Return the runs this person may see, the newest first; of one room if given.

    Raises:
        ForbiddenError: the actor may not see that room.
    """
    with desk.reading() as uow:
        view = view_of(uow, actor, Act.CHECKLIST_LIST, room=room)
        runs = uow.checklist_runs.newest(window, rooms=view.rooms)
        return _sheets(desk, uow, [run for run in runs if run.checklist in desk.programme.checklists])


@use_case(Act.CHECKLIST_SHOW)
def get_run(desk: Desk, actor: User, run_id: ChecklistRunId) -> RunSheet:
    """Return one run with its list and how far it is.

    Raises:
        ForbiddenError: the actor may not see it.
        NotFoundError: there is none, or the list is no longer in the programme.
    """
    with desk.reading() as uow:
        run = uow.checklist_runs.get(run_id)
        allow(actor, Act.CHECKLIST_SHOW, room=run.room)
        desk.programme.get_checklist(run.checklist)
        return _sheets(desk, uow, [run])[0]


def _change(
    desk: Desk,
    actor: User,
    act: Act,
    run_id: ChecklistRunId,
    move: Callable[[ChecklistRun, Checklist], tuple[ChecklistRun, EntryDraft]],
) -> ChecklistRun:
    with desk.writing() as uow:
        run = uow.checklist_runs.get(run_id)
        allow(actor, act, room=run.room)
        changed, entry = move(run, desk.programme.get_checklist(run.checklist))
        saved = uow.checklist_runs.save(changed)
        uow.record(entry)
        uow.commit()
    return saved


def _sheets(desk: Desk, uow: UnitOfWork, runs: Sequence[ChecklistRun]) -> tuple[RunSheet, ...]:
    rooms = uow.rooms.get_many({run.room for run in runs})
    shows = uow.shows.get_many({run.show for run in runs if run.show is not None})
    people = uow.users.get_many({run.by for run in runs} | {mark.by for run in runs for mark in run.marks})
    names = {UserId(id_): one.name for id_, one in people.items()}
    sheets: list[RunSheet] = []
    for run in runs:
        checklist = desk.programme.get_checklist(run.checklist)
        sheets.append(
            RunSheet(
                run=run,
                checklist=checklist,
                progress=progress(run, checklist),
                room=rooms[run.room],
                show=shows[run.show] if run.show is not None else None,
                names=names,
            )
        )
    return tuple(sheets)
