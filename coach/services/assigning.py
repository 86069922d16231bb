"""Give drills to many people at once: read the names, say beforehand who gets what and who can't and why, then do it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from coach.errors import InputError, RefusedError
from coach.services.desk import Desk, use_case
from coach.storage.unit_of_work import UnitOfWork
from coach.training import drill as rules
from coach.training.access import Act, allow
from coach.training.model import Assignment, AssignmentId, DrillId, Role, Room, RoomId, User, UserId
from coach.training.names import moment
from coach.training.outcome import passes
from coach.training.programme import Drill, Programme

MOST_NAMES = 1_000
MOST_DRILLS = 20
_BETWEEN = re.compile(r"[\s,，、;；]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A name that gets nothing (``drill`` None) or not this drill, and why."""

    name: str
    why: str
    drill: Drill | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What giving would do: to whom which drills, who can't and why. ``due`` None: each drill's own number of days."""

    room: Room
    drills: tuple[Drill, ...]
    due: datetime | None
    given: tuple[tuple[User, tuple[Drill, ...]], ...]
    refused: tuple[Refused, ...]

    @property
    def count(self) -> int:
        """Return how many assignments it makes."""
        return sum(len(drills) for _, drills in self.given)


@use_case(Act.ASSIGNMENT_CREATE)
def preview(
    desk: Desk,
    actor: User,
    *,
    drills: Iterable[DrillId],
    names: str,
    room: RoomId,
    everybody: bool = False,
    due: datetime | None = None,
    at: datetime,
) -> Plan:
    """Return what giving these drills to these people would do; ``names`` are names or logins, one a line or with commas.

    Raises:
        ForbiddenError: the actor may not in this room.
        NotFoundError: there is no such drill or room.
        InputError: nobody or nothing is chosen, too many, or the due time is past.
    """
    allow(actor, Act.ASSIGNMENT_CREATE, room=room)
    with desk.reading() as uow:
        return _plan(desk.programme, uow, actor, drills, names, room, everybody, due, at)


@use_case(Act.ASSIGNMENT_CREATE)
def give(
    desk: Desk,
    actor: User,
    *,
    drills: Iterable[DrillId],
    names: str,
    room: RoomId,
    everybody: bool = False,
    due: datetime | None = None,
    note: str = "",
    at: datetime,
) -> tuple[Plan, tuple[Assignment, ...]]:
    """Give the drills to all who can take them, in one commit; return the plan as it was carried out.

    Raises:
        ForbiddenError: the actor may not in this room.
        NotFoundError: there is no such drill or room.
        InputError: nobody or nothing is chosen, too many, or the due time is past.
        RefusedError: none of the people can take any of the drills.
    """
    allow(actor, Act.ASSIGNMENT_CREATE, room=room)
    made: list[Assignment] = []
    with desk.writing() as uow:
        plan = _plan(desk.programme, uow, actor, drills, names, room, everybody, due, at)
        if not plan.count:
            missing = [f"{one.name}：{one.why}" for one in plan.refused[:10]]
            raise RefusedError("这些人一个也布置不了，没有布置。请看下面的原因，改好再来。", missing=missing)
        for anchor, wanted in plan.given:
            for drill in wanted:
                record, entry = rules.assign(
                    drill, anchor, plan.room, id=AssignmentId(desk.new_id()), by=actor, at=at, due=due, note=note
                )
                uow.assignments.add(record)
                uow.record(entry)
                made.append(record)
        uow.commit()
    return plan, tuple(made)


def _plan(
    programme: Programme,
    uow: UnitOfWork,
    actor: User,
    drills: Iterable[DrillId],
    names: str,
    room: RoomId,
    everybody: bool,
    due: datetime | None,
    at: datetime,
) -> Plan:
    wanted = tuple(programme.get_drill(drill) for drill in dict.fromkeys(drills))
    place = uow.rooms.get(room)
    _sensible(wanted, due, at)
    people, refused = _people(uow, actor, names, place, everybody)
    busy = _busy(programme, uow, people, wanted)
    given: list[tuple[User, tuple[Drill, ...]]] = []
    for person in people:
        lacks = rules.anchor_lacks(person, place)
        if lacks:
            refused.append(Refused(name=person.name, why="".join(lacks)))
            continue
        free = tuple(drill for drill in wanted if (person.id, drill.id) not in busy)
        refused += [
            Refused(name=person.name, drill=drill, why="已经布置过，还没做完，不再重复布置。")
            for drill in wanted
            if drill not in free
        ]
        if free:
            given.append((person, free))
    return Plan(room=place, drills=wanted, due=due, given=tuple(given), refused=tuple(refused))


def _sensible(drills: Sequence[Drill], due: datetime | None, at: datetime) -> None:
    if not drills:
        raise InputError("还没有选练习。请至少勾一个练习。", key="drills")
    if len(drills) > MOST_DRILLS:
        raise InputError(f"一次最多布置 {MOST_DRILLS} 个练习，现在是 {len(drills)} 个，请分几次。", key="drills")
    if due is not None and due <= at:
        raise InputError(f"截止时间 {moment(due)} 已经过了，请选一个以后的时间。", key="due")


def _people(uow: UnitOfWork, actor: User, names: str, place: Room, everybody: bool) -> tuple[list[User], list[Refused]]:
    """Return whom the names mean, each once, and those that mean nobody or several."""
    words = [word for word in dict.fromkeys(_BETWEEN.split(names.strip())) if word]
    if not words and not everybody:
        raise InputError("还没有写名字。请一行写一个姓名或登录名，或勾上“整个直播间”。", key="names")
    if len(words) > MOST_NAMES:
        raise InputError(f"一次最多 {MOST_NAMES} 个名字，现在是 {len(words)} 个，请分几次布置。", key="names")
    here = uow.users.list_in([place.id])
    known = {one.id: one for one in (*here, *uow.users.list_in(actor.rooms))}
    by_word: dict[str, list[User]] = {}
    for person in known.values():
        for word in {person.name.casefold(), person.login.casefold()}:
            by_word.setdefault(word, []).append(person)
    found: dict[UserId, User] = {}
    if everybody:
        found = {one.id: one for one in here if one.active and Role.ANCHOR in one.roles}
    refused: list[Refused] = []
    for word in words:
        meant = by_word.get(word.casefold(), [])
        near = [one for one in meant if place.id in one.rooms] or meant
        if not near:
            refused.append(Refused(name=word, why="你的直播间里没有叫这个名字的人，请核对，或写登录名。"))
        elif len(near) > 1:
            logins = "、".join(sorted(one.login for one in near))
            refused.append(Refused(name=word, why=f"有 {len(near)} 个人叫这个名字，请改写登录名：{logins}。"))
        else:
            found[near[0].id] = near[0]
    return list(found.values()), refused


def _busy(
    programme: Programme, uow: UnitOfWork, people: Sequence[User], drills: Sequence[Drill]
) -> set[tuple[UserId, DrillId]]:
    """Return who has been given which of these drills and has not passed it."""
    wanted = {drill.id for drill in drills}
    keys = [person.id for person in people]
    work = [one for one in uow.boards.work(keys) if one.drill in wanted]
    finished = {
        one.assignment
        for one in uow.boards.outcomes({one.anchor for one in work})
        if one.drill in wanted and passes(one, programme.get_drill(one.drill))
    }
    return {(one.anchor, one.drill) for one in work if one.id not in finished}
