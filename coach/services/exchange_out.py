"""Give tables out: people, cards, assignments and results, as far as a person may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from coach.services.assignments import list_assignments
from coach.services.cards import list_cards
from coach.services.desk import Desk, use_case
from coach.services.exchange_columns import (
    ASSIGNMENTS,
    CARDS,
    PEOPLE,
    RESULTS,
    VERDICTS,
    in_order,
    product_cells,
    shown_time,
)
from coach.services.people import list_users
from coach.services.view import view_of
from coach.storage.repositories import Window
from coach.training.access import ROLE_NAMES, Act, allow, sight
from coach.training.model import RoomId, User

_ALL = Window(limit=1_000_000)
_STATES = {
    "open": "未交",
    "overdue": "逾期",
    "waiting": "待批改",
    "again": "需重做",
    "passed": "已通过",
    "cancelled": "已取消",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A table to be written: its headings, and its rows of text."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@use_case(Act.EXPORT_PEOPLE)
def export_people(desk: Desk, actor: User, *, room: RoomId | None = None) -> Outgoing:
    """Return the people this person may see, of one room if given.

    Raises:
        ForbiddenError: the actor may not.
    """
    allow(actor, Act.EXPORT_PEOPLE, room=room)
    people = list_users(desk, actor, room=room)
    rooms = _room_names(desk)
    return _table(
        PEOPLE,
        (
            (
                one.login,
                one.name,
                in_order(ROLE_NAMES, one.roles),
                "、".join(sorted(rooms.get(each, each) for each in one.rooms)),
                "在用" if one.active else "已停用",
            )
            for one in people
        ),
    )


@use_case(Act.EXPORT_CARDS)
def export_cards(desk: Desk, actor: User) -> Outgoing:
    """Return the cards in use.

    Raises:
        ForbiddenError: the actor may not.
    """
    sight(actor, Act.EXPORT_CARDS)
    return _table(CARDS, (product_cells(card.product) for card in list_cards(desk, actor) if not card.retired))


@use_case(Act.EXPORT_ASSIGNMENTS)
def export_assignments(desk: Desk, actor: User, *, room: RoomId | None = None, at: datetime) -> Outgoing:
    """Return the assignments this person may see, of one room if given, with where each stands.

    Raises:
        ForbiddenError: the actor may not.
    """
    allow(actor, Act.EXPORT_ASSIGNMENTS, room=room)
    found = list_assignments(desk, actor, room=room, window=_ALL, at=at)
    rooms, logins = _room_names(desk), _people(desk)
    return _table(
        ASSIGNMENTS,
        (
            (
                logins[one.assignment.anchor].login,
                one.assignment.drill,
                rooms[one.assignment.room],
                shown_time(one.assignment.due),
                one.assignment.note,
                _STATES[one.state.value],
            )
            for one in found
        ),
    )


@use_case(Act.EXPORT_RESULTS)
def export_results(desk: Desk, actor: User, *, room: RoomId | None = None) -> Outgoing:
    """Return the hand-ins this person may see, of one room if given, the newest first.

    Raises:
        ForbiddenError: the actor may not.
    """
    allow(actor, Act.EXPORT_RESULTS, room=room)
    with desk.reading() as uow:
        view = view_of(uow, actor, Act.EXPORT_RESULTS, room=room)
        lines = uow.attempts.lines.newest(_ALL, rooms=view.rooms)
    rooms, people = _room_names(desk), _people(desk)
    drills = desk.programme.drills
    return _table(
        RESULTS,
        (
            (
                shown_time(one.at),
                people[one.anchor].login,
                people[one.anchor].name,
                rooms[one.room],
                drills[one.drill].title if one.drill in drills else one.drill,
                str(one.number),
                str(one.score),
                VERDICTS.get(one.verdict, one.verdict),
                "是" if one.late else "",
                "是" if one.over_limit else "",
            )
            for one in lines
        ),
    )


def _table(columns: dict[str, str], rows: Iterable[tuple[str, ...]]) -> Outgoing:
    return Outgoing(headings=tuple(columns.values()), rows=tuple(rows))


def _room_names(desk: Desk) -> dict[str, str]:
    with desk.reading() as uow:
        return {room.id: room.name for room in uow.rooms.list()}


def _people(desk: Desk) -> dict[str, User]:
    with desk.reading() as uow:
        return {user.id: user for user in uow.users.list()}
