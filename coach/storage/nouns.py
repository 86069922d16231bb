"""The repositories of nouns that live in more than one table, or whose lists leave the long texts behind."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Text,
    delete,
    func,
    insert,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import aliased

from coach.storage import schema
from coach.storage.gists import Gists, keep_gists
from coach.storage.outcome_tables import Gist
from coach.storage.outcomes import draw
from coach.storage.person_pieces import keep_pieces, with_all
from coach.storage.records import record_of, row_of
from coach.storage.repositories import Editable, Records, Window
from coach.training.model import (
    AssignmentId,
    Attempt,
    AttemptId,
    Card,
    ChecklistItemMark,
    ChecklistRun,
    DrillId,
    Revocation,
    Role,
    Room,
    RoomId,
    Signoff,
    User,
    UserId,
)


class Users(Editable[User]):
    """People, with the rooms they belong to."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, User, schema.Person, "人员", elsewhere=frozenset({"rooms"}))

    def find_login(self, login: str) -> User | None:
        """Return whoever signs in by this name, capitals or not, or None."""
        same = func.lower(schema.Person.login) == login.lower()
        return next(iter(self._read(self._select().where(same))), None)

    def active_admins(self) -> frozenset[UserId]:
        """Return who can manage people now."""
        admins = type_coerce(schema.Person.roles, Text()).contains(f'"{Role.ADMIN.value}"')
        rows = self._connection.execute(select(schema.Person.id).where(schema.Person.active, admins))
        return frozenset(UserId(row[0]) for row in rows)

    def page(
        self, *, rooms: Iterable[str] | None, role: Role | None, words: Iterable[str], limit: int, skip: int
    ) -> tuple[tuple[User, ...], int]:
        """Return people by name after the first ``skip``: of rooms (None: all), a role, all words in name or login; and
        how many there are."""
        person, asked = schema.Person, [word for word in words if word]
        wanted: list[ColumnElement[bool]] = []
        keys: Any = person.id
        order: tuple[Any, ...] = (person.name, person.id)
        if asked or role is not None:
            near = with_all(asked, role).subquery()
            keys, order = near.c.person, (near.c.name, near.c.person)
        if rooms is not None:
            members = select(schema.PersonRoom.person).where(schema.PersonRoom.room.in_(sorted(set(rooms))))
            wanted.append(keys.in_(members))
        total = self._connection.execute(select(func.count(keys)).where(*wanted)).scalar_one()
        page = select(keys).where(*wanted).order_by(*order).limit(limit).offset(skip)
        ids = [row[0] for row in self._connection.execute(page)]
        found = self.get_many(ids)
        return tuple(found[key] for key in ids), total

    def after(
        self, key: str, *, rooms: Iterable[str] | None, role: Role | None, active: bool | None, limit: int
    ) -> tuple[User, ...]:
        """Return people by id behind ``key``: of rooms (None: all), a role, in use or not (None: both)."""
        keys: Any = schema.Person.id
        if role is not None:
            keys = with_all((), role).subquery().c.person
        wanted: list[ColumnElement[bool]] = [keys > key]
        if rooms is not None:
            members = select(schema.PersonRoom.person).where(schema.PersonRoom.room.in_(sorted(set(rooms))))
            wanted.append(keys.in_(members))
        page = select(keys).where(*wanted)
        if active is not None:
            person = aliased(schema.Person)
            page = page.join(person, person.id == keys).where(person.active.is_(active))
        ids = [row[0] for row in self._connection.execute(page.order_by(keys).limit(limit))]
        found = self.get_many(ids)
        return tuple(found[one] for one in ids)

    def names(self, keys: Iterable[str], *, rooms: Iterable[str] | None) -> Mapping[UserId, str]:
        """Return the names of those of these people that there are (in these rooms; None: wherever), by id."""
        person, wanted = schema.Person, sorted(set(keys))
        known = select(person.id, person.name)
        if rooms is not None:
            members = select(schema.PersonRoom.person).where(schema.PersonRoom.room.in_(sorted(set(rooms))))
            known = known.where(person.id.in_(members))
        found: dict[UserId, str] = {}
        for start in range(0, len(wanted), 500):
            part = known.where(person.id.in_(wanted[start : start + 500]))
            found |= {UserId(row[0]): row[1] for row in self._connection.execute(part)}
        return found

    def count_by_room(self, rooms: Iterable[str]) -> Mapping[RoomId, int]:
        """Return how many active people belong to each of these rooms."""
        member = schema.PersonRoom
        counted = (
            select(member.room, func.count())
            .join(schema.Person, schema.Person.id == member.person)
            .where(schema.Person.active, member.room.in_(sorted(set(rooms))))
            .group_by(member.room)
        )
        return {RoomId(row[0]): row[1] for row in self._connection.execute(counted)}

    def list_in(self, rooms: Iterable[str]) -> tuple[User, ...]:
        """Return the people of these rooms by name."""
        members = select(schema.PersonRoom.person).where(schema.PersonRoom.room.in_(sorted(set(rooms))))
        return self._read(self._select().where(self._key.in_(members)).order_by(schema.Person.name, self._key))

    def add(self, record: User) -> None:
        """Insert a person and their rooms."""
        super().add(record)
        self._enter(record)
        keep_pieces(self._connection, [record])

    def save(self, record: User) -> User:
        """Write a changed person and their rooms; return the person with the new version.

        Raises:
            ConflictError: the version before is no longer there.
        """
        saved = super().save(record)
        self._connection.execute(delete(schema.PersonRoom).where(schema.PersonRoom.person == record.id))
        self._enter(record)
        keep_pieces(self._connection, [record])
        return saved

    def _enter(self, record: User) -> None:
        rooms = [{"person": record.id, "room": room} for room in sorted(record.rooms)]
        if rooms:
            self._connection.execute(insert(schema.PersonRoom), rooms)

    def _records(self, rows: Iterable[RowMapping]) -> tuple[User, ...]:
        found = list(rows)
        rooms: dict[str, list[RoomId]] = {row["id"]: [] for row in found}
        keys = list(rooms)
        for start in range(0, len(keys), 500):
            part = schema.PersonRoom.person.in_(keys[start : start + 500])
            for person, room in self._connection.execute(
                select(schema.PersonRoom.person, schema.PersonRoom.room).where(part)
            ):
                rooms[person].append(RoomId(room))
        return tuple(record_of(User, row, rooms=frozenset(rooms[row["id"]])) for row in found)


class Rooms(Editable[Room]):
    """Livestream rooms."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, Room, schema.Room, "直播间")

    def page(self, *, among: Iterable[str] | None, limit: int, skip: int) -> tuple[Room, ...]:
        """Return rooms (of ``among``; None: of all), those in use first, by name, after the first ``skip``."""
        found = self._select().order_by(schema.Room.open.desc(), schema.Room.name, self._key)
        if among is not None:
            found = found.where(self._key.in_(sorted(set(among))))
        return self._read(found.limit(limit).offset(skip))


class Cards(Records[Card]):
    """Product cards: every version is kept, the highest counts."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, Card, schema.Card, "商品卡")

    def find(self, key: str) -> Card | None:
        """Return the newest version of a card, or None."""
        return next(iter(reversed(self.versions(key))), None)

    def versions(self, key: str) -> tuple[Card, ...]:
        """Return all versions of a card, the oldest first."""
        return self._read(self._select().where(self._key == key).order_by(schema.Card.version))

    def list(self, **equal: object) -> tuple[Card, ...]:
        """Return the newest version of each card whose fields equal these values, by id."""
        newest = select(schema.Card.id, func.max(schema.Card.version).label("version")).group_by(schema.Card.id)
        kept = newest.subquery()
        rows = self._select().join(kept, (schema.Card.id == kept.c.id) & (schema.Card.version == kept.c.version))
        return self._read(rows.where(*self._same(equal)).order_by(schema.Card.id))

    def named(self, words: Sequence[str], *, limit: int) -> tuple[Card, ...]:
        """Return cards in use with all words in name, id or brand, as they are now, by id."""
        later = aliased(schema.Card)
        superseded = select(later.version).where(later.id == schema.Card.id, later.version > schema.Card.version)
        text = func.lower(type_coerce(schema.Card.product, Text()))
        near = [text.contains(json.dumps(word.lower(), ensure_ascii=False)[1:-1], autoescape=True) for word in words]
        rows = (
            self._select().where(*near, schema.Card.retired.is_(False), ~superseded.exists()).order_by(schema.Card.id)
        )
        found: list[Card] = []
        with self._connection.execute(rows.execution_options(yield_per=100)) as result:
            for row in result.mappings():  # the words may stand elsewhere on the card
                card = self._records([row])[0]
                names = f"{card.product.name}\n{card.id}\n{card.product.brand}".casefold()
                if all(word.casefold() in names for word in words):
                    found.append(card)
                if len(found) == limit:
                    break
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptLine:
    """An attempt as a list shows it: without its text and report."""

    id: AttemptId
    assignment: AssignmentId
    drill: DrillId
    anchor: UserId
    room: RoomId
    number: int
    score: int
    verdict: str
    at: datetime
    late: bool
    over_limit: bool


class AttemptLines(Records[AttemptLine]):
    """The attempts as lists show them."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, AttemptLine, Gist, "练习记录")

    def _select(self) -> Any:
        return select(*(self._rows.columns[name] for name in AttemptLine.__slots__))


class Attempts(Records[Attempt]):
    """Hand-ins, and the queue of those that wait for a reviewer."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, Attempt, schema.Attempt, "练习记录")
        self.lines = AttemptLines(connection)
        self.gists = Gists(connection)

    def add(self, record: Attempt) -> None:
        """Insert a hand-in, with what it came to."""
        super().add(record)
        draw(self._connection, [record])
        keep_gists(self._connection, [record])
        given = schema.Assignment.id == record.assignment
        self._connection.execute(update(schema.Assignment).where(given).values(handed_in=True))

    def queue_up(self, attempt: Attempt) -> None:
        """Put an attempt into the review queue."""
        row = {
            "attempt": attempt.id,
            "room": attempt.room,
            "anchor": attempt.anchor,
            "drill": attempt.drill,
            "at": attempt.at,
        }
        self._connection.execute(insert(schema.AwaitingReview).values(**row))

    def leave_queue(self, attempt: AttemptId) -> None:
        """Take an attempt out of the review queue, if it is there."""
        self._connection.execute(delete(schema.AwaitingReview).where(schema.AwaitingReview.attempt == attempt))

    def queue(self, window: Window, *, rooms: Iterable[str] | None) -> tuple[AttemptLine, ...]:
        """Return those waiting for a reviewer, the one that waits longest first."""
        waiting = select(schema.AwaitingReview.attempt).order_by(schema.AwaitingReview.at)
        if rooms is not None:
            waiting = waiting.where(schema.AwaitingReview.room.in_(sorted(set(rooms))))
        keys = [row[0] for row in self._connection.execute(waiting.limit(window.limit))]
        lines = self.lines.get_many(keys)
        return tuple(lines[key] for key in keys)


class Signoffs(Records[Signoff]):
    """Sign-offs, with their revocations."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, Signoff, schema.Signoff, "上岗确认", elsewhere=frozenset({"revoked"}))

    def revoke(self, signoff: Signoff) -> None:
        """Keep that a sign-off was taken back."""
        assert signoff.revoked is not None
        row = {"signoff": signoff.id, **row_of(signoff.revoked)}
        self._connection.execute(insert(schema.Revocation).values(**row))

    def _records(self, rows: Iterable[RowMapping]) -> tuple[Signoff, ...]:
        found = list(rows)
        taken = schema.Revocation.signoff.in_([row["id"] for row in found])
        back = {
            row["signoff"]: record_of(Revocation, row)
            for row in self._connection.execute(select(schema.Revocation.__table__).where(taken)).mappings()
        }
        return tuple(record_of(Signoff, row, revoked=back.get(row["id"])) for row in found)


class ChecklistRuns(Editable[ChecklistRun]):
    """Checklists gone through, with their marks in the order signed."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, ChecklistRun, schema.ChecklistRun, "检查表", elsewhere=frozenset({"marks"}))

    def save(self, record: ChecklistRun) -> ChecklistRun:
        """Write a changed run and its new marks; return the run with the new version.

        Raises:
            ConflictError: the version before is no longer there.
        """
        saved = super().save(record)
        there = self._connection.execute(
            select(func.count()).select_from(schema.ChecklistMark).where(schema.ChecklistMark.run == record.id)
        ).scalar_one()
        fresh = [
            {"run": record.id, "number": number, **row_of(mark)}
            for number, mark in enumerate(record.marks[there:], there + 1)
        ]
        if fresh:
            self._connection.execute(insert(schema.ChecklistMark), fresh)
        return saved

    def _records(self, rows: Iterable[RowMapping]) -> tuple[ChecklistRun, ...]:
        found = list(rows)
        marks: dict[str, list[ChecklistItemMark]] = {row["id"]: [] for row in found}
        wanted = schema.ChecklistMark.run.in_(list(marks))
        order = (schema.ChecklistMark.run, schema.ChecklistMark.number)
        rows_of_marks = select(schema.ChecklistMark.__table__).where(wanted).order_by(*order)
        for row in self._connection.execute(rows_of_marks).mappings():
            marks[row["run"]].append(record_of(ChecklistItemMark, row))
        return tuple(record_of(ChecklistRun, row, marks=tuple(marks[row["id"]])) for row in found)


class Passwords:
    """The hashes of passwords, by person."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, person: UserId) -> str | None:
        """Return the hash of a person's password, or None."""
        rows = self._connection.execute(select(schema.Credential.hash).where(schema.Credential.person == person))
        return rows.scalar_one_or_none()

    def put(self, person: UserId, hashed: str, *, at: datetime) -> None:
        """Keep a person's new hash in place of the old."""
        self._connection.execute(delete(schema.Credential).where(schema.Credential.person == person))
        self._connection.execute(insert(schema.Credential).values(person=person, hash=hashed, changed_at=at))
