"""A believable cohort for trying things out: eight weeks of two rooms, lived through the same services that people use.

The same start, seed, rules and library give the same records, id for id. Every report is of the real check.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from coach.services import cards, checklists, people, rooms, roster
from coach.services.demo_anchor import Stay, live
from coach.services.demo_people import ANCHORS, ROOMS, STAFF, Member
from coach.services.demo_practice import calibrate, doable
from coach.services.desk import Archive, Desk
from coach.services.passwords import hash_password
from coach.training.access import CONSOLE
from coach.training.model import CardId, ChecklistId, DrillId, Role, Room, User

WEEKS = 8
PASSWORD = "demo-coach-2026"  # noqa: S105 - of people who exist only in a demo
ADMIN = Member(login="admin", name="演示管理员", roles=(Role.ADMIN,), rooms=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """The people and rooms that were made, people by login."""

    people: Mapping[str, User]
    rooms: tuple[Room, ...]


def make_cohort(desk: Desk, *, start: datetime, seed: int = 1) -> Cohort:
    """Live through eight weeks from ``start`` in an empty database; nobody has a password yet."""
    numbers = random.Random(seed)  # noqa: S311 - the same each time is the point
    desk = replace(desk, new_id=lambda: f"{numbers.getrandbits(128):032x}")
    made = tuple(
        rooms.add_room(desk, CONSOLE, name=name, platform=platform, kinds=kinds, at=start)
        for name, platform, kinds in ROOMS
    )
    who = {
        one.login: people.add_user(
            desk,
            CONSOLE,
            name=one.name,
            login=one.login,
            roles=one.roles,
            rooms=[made[place].id for place in one.rooms],
            at=start,
        )
        for one in (ADMIN, *STAFF, *ANCHORS)
    }
    cohort = Cohort(people=who, rooms=made)
    drills = doable(desk)
    stays = [live(_stay(desk, cohort, one, start, drills)) for one in ANCHORS]
    _run([*(_staff(desk, who[one.login], start) for one in STAFF if Role.ADMIN not in one.roles), *stays], start)
    _run([_end(desk, cohort, start + timedelta(weeks=WEEKS))], start)
    return cohort


def give_passwords(archive: Archive, cohort: Cohort, *, at: datetime) -> None:
    """Let everybody of the cohort sign in with the demo's password."""
    hashed = hash_password(PASSWORD)
    with archive.writing() as uow:
        for user in cohort.people.values():
            uow.passwords.put(user.id, hashed, at=at)
        uow.commit()


def _run(lives: list[Iterator[datetime]], start: datetime) -> None:
    """Let every life go on when its time has come, the earliest first, so that the records come in order."""
    queue = [(start, place) for place in range(len(lives))]
    heapq.heapify(queue)
    while queue:
        _, place = heapq.heappop(queue)
        following = next(lives[place], None)
        if following is not None:
            heapq.heappush(queue, (following, place))


def _stay(desk: Desk, cohort: Cohort, anchor: Member, start: datetime, drills: frozenset[DrillId]) -> Stay:
    (room,) = anchor.rooms
    own = [one for one in STAFF if room in one.rooms]
    return Stay(
        desk=desk,
        anchor=cohort.people[anchor.login],
        way=anchor.way,
        room=cohort.rooms[room],
        trainers=tuple(cohort.people[one.login] for one in own if Role.TRAINER in one.roles),
        ops=tuple(cohort.people[one.login] for one in own if Role.OPS in one.roles),
        seniors=tuple(
            cohort.people[one.login]
            for one in ANCHORS
            if one.rooms == anchor.rooms and Role.SENIOR in one.roles and one.login != anchor.login
        ),
        begins=start + anchor.begins + timedelta(hours=9),
        ends=start + timedelta(weeks=WEEKS),
        chance=random.Random(anchor.login),  # noqa: S311
        doable=drills,
    )


def _staff(desk: Desk, person: User, start: datetime) -> Iterator[datetime]:
    at = start + timedelta(hours=1)
    yield at
    calibrate(desk, person, at=at)


def _end(desk: Desk, cohort: Cohort, end: datetime) -> Iterator[datetime]:
    """Let the last days bring a changed card, a checklist for each room, and a show that is still to come."""
    at = end - timedelta(days=1)
    yield at
    trainer = cohort.people["he"]
    card = cards.get_card(desk, trainer, CardId("chongdian-bao"))
    product = replace(card.product, price=(card.product.price or 0) + 10)
    cards.edit_card(desk, trainer, product, seen=card.version, at=at)
    for room, login in zip(cohort.rooms, ("wang", "zheng"), strict=True):
        ops = cohort.people[login]
        run = checklists.start(desk, ops, ChecklistId("room"), room=room.id, at=at)
        items = [one for one in desk.programme.get_checklist(ChecklistId("room")).items if Role.OPS in one.signers]
        for number, item in enumerate(items[: len(items) if room is cohort.rooms[0] else 6]):
            checklists.mark(
                desk,
                ops,
                run.id,
                item.id,
                met=number != 4,
                note="看过，照片在群里" if number != 4 else "贴片还没有换",
                at=at,
            )
    ops = cohort.people["wang"]
    goods = [CardId(one) for one in ("niurou-gan", "ganban-mifen", "wogan")]
    opens = end + timedelta(days=5, hours=2)
    show = roster.plan_show(
        desk,
        ops,
        room=cohort.rooms[0].id,
        name="开仓大促专场",
        products=goods,
        start=opens,
        end=opens + timedelta(hours=12),
        at=at + timedelta(hours=1),
    )
    checklists.start(
        desk, ops, ChecklistId("million-show"), room=cohort.rooms[0].id, show=show.id, at=at + timedelta(hours=2)
    )
