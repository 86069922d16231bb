"""People and rooms: read them, take people in."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from coach.scoring import Kind, Platform
from coach.services import people, rooms
from coach.training.model import Role, RoomId, User, UserId
from coach.training.model.tokens import TokenScope
from coach.web import clock
from coach.web.api.operation import Call, operation
from coach.web.api.values import Given, Page, PageQuery, RecordId, Text, Told, behind, page_behind, page_by_id


class PersonTold(Told):
    """A person; nothing of their password is told."""

    id: str
    name: str
    login: str
    roles: frozenset[Role]
    rooms: frozenset[str]
    active: bool
    version: int


class RoomTold(Told):
    """A livestream room."""

    id: str
    name: str
    platform: Platform
    kinds: frozenset[Kind]
    open: bool
    version: int


class PeopleQuery(PageQuery):
    """Which people."""

    room: RecordId | None = None
    role: Role | None = None


class NewPerson(Given):
    """A person to take in; they set their password by an invitation."""

    name: Annotated[Text, StringConstraints(min_length=1, max_length=60)]
    login: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,31}$")]
    roles: Annotated[tuple[Role, ...], Field(min_length=1, max_length=5)]
    rooms: Annotated[tuple[RecordId, ...], Field(max_length=100)] = ()


@operation("GET", "/people", "人员名单", scope=TokenScope.PEOPLE_READ)
def list_people(call: Call, query: PeopleQuery) -> Page[PersonTold]:
    """Return the people the token's owner may see, by id."""
    room = RoomId(query.room) if query.room is not None else None
    found = people.list_after(
        call.desk, call.user, room=room, role=query.role, after=behind(query), limit=query.limit + 1
    )
    shown, onward = page_behind(found, query, lambda one: one.id)
    return Page(items=tuple(map(_told, shown)), next=onward)


@operation("GET", "/people/<person>", "一个人", scope=TokenScope.PEOPLE_READ)
def get_person(call: Call, person: str) -> PersonTold:
    """Return one person."""
    return _told(people.get_user(call.desk, call.user, UserId(person)))


@operation("POST", "/people", "新建人员", scope=TokenScope.PEOPLE_WRITE, status=201, writes=True)
def add_person(call: Call, body: NewPerson) -> PersonTold:
    """Take a person in."""
    made = people.add_user(
        call.desk,
        call.user,
        name=body.name,
        login=body.login,
        roles=body.roles,
        rooms=[RoomId(room) for room in body.rooms],
        at=clock.now(),
    )
    return _told(made)


@operation("GET", "/rooms", "直播间名单", scope=TokenScope.PEOPLE_READ)
def list_rooms(call: Call, query: PageQuery) -> Page[RoomTold]:
    """Return the rooms the token's owner may see, by id."""
    shown, onward = page_by_id(rooms.list_rooms(call.desk, call.user), query, lambda one: one.id)
    return Page(items=tuple(map(RoomTold.model_validate, shown)), next=onward)


def _told(user: User) -> PersonTold:
    return PersonTold.model_validate(user)
