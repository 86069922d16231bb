"""Take tables in: every row is tried by the same rules as the pages; all go in together, or none and the bad ones are named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from coach.errors import CoachError, ForbiddenError, InputError, NotFoundError, StorageError
from coach.scoring import Product
from coach.services.desk import Desk, use_case
from coach.services.evidence import cards_of
from coach.services.exchange_columns import product_of, roles_of, time_of, words
from coach.services.people import create
from coach.services.sheets import Row
from coach.storage.unit_of_work import UnitOfWork
from coach.training import cards as card_rules
from coach.training import drill as drill_rules
from coach.training.access import Act, allow
from coach.training.audit import EntryDraft
from coach.training.model import AssignmentId, Card, CardId, Room, User, UserId
from coach.training.programme import Drill

Take = Callable[[Row], bool]  # takes one row in; False: it changes nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A row that can't go in: its number in the table, and why."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What became of a table: rows read, rows that would change nothing, the bad ones, and whether the rest went in."""

    rows: int
    unchanged: int
    bad: tuple[BadRow, ...]
    kept: bool


@use_case(Act.IMPORT_PEOPLE)
def import_people(desk: Desk, actor: User, rows: Sequence[Row], *, dry_run: bool, at: datetime) -> Intake:
    """Make a person for each row (登录名, 姓名, 身份, 直播间); they have no password yet.

    Raises:
        ForbiddenError: the actor may not.
    """
    allow(actor, Act.IMPORT_PEOPLE)

    def begin(uow: UnitOfWork) -> Take:
        rooms = _rooms(uow)

        def take(row: Row) -> bool:
            create(
                uow,
                actor,
                id_=UserId(desk.new_id()),
                name=row.cells.get("name", ""),
                login=row.cells.get("login", ""),
                roles=roles_of(row.cells.get("roles", "")),
                rooms=[_named(rooms, name).id for name in words(row.cells.get("rooms", ""))],
                at=at,
            )
            return True

        return take

    return _take_in(desk, actor, Act.IMPORT_PEOPLE, rows, begin, dry_run=dry_run, at=at)


@use_case(Act.IMPORT_CARDS)
def import_cards(desk: Desk, actor: User, rows: Sequence[Row], *, dry_run: bool, at: datetime) -> Intake:
    """Make or change a card for each row; a row that says what the card says already changes nothing.

    Raises:
        ForbiddenError: the actor may not.
    """
    allow(actor, Act.IMPORT_CARDS)

    def begin(uow: UnitOfWork) -> Take:
        cards = dict(cards_of(desk, uow))

        def take(row: Row) -> bool:
            product = product_of(row.cells)
            before = cards.get(CardId(product.id))
            if before is None:
                card, entry = card_rules.create(product, by=actor, at=at, known=False)
            elif _same(before, product):
                return False
            else:
                card, entry = card_rules.edit(before, product, by=actor, at=at)
                card = replace(card, version=before.version + 1)
            uow.cards.add(card)
            uow.record(entry)
            cards[card.id] = card
            return True

        return take

    return _take_in(desk, actor, Act.IMPORT_CARDS, rows, begin, dry_run=dry_run, at=at)


@use_case(Act.IMPORT_ASSIGNMENTS)
def import_assignments(desk: Desk, actor: User, rows: Sequence[Row], *, dry_run: bool, at: datetime) -> Intake:
    """Give a drill (by id or title) for each row (登录名, 练习, 直播间, 截止, 备注).

    Raises:
        ForbiddenError: the actor may not, or not in the room of a row.
    """
    allow(actor, Act.IMPORT_ASSIGNMENTS, room=min(actor.rooms, default=None))

    def begin(uow: UnitOfWork) -> Take:
        rooms = _rooms(uow)

        def take(row: Row) -> bool:
            room = _named(rooms, row.cells.get("room", ""))
            allow(actor, Act.IMPORT_ASSIGNMENTS, room=room.id)
            login = row.cells.get("login", "")
            anchor = uow.users.find_login(login)
            if anchor is None:
                raise NotFoundError(f"没有登录名是“{login}”的人。")
            record, entry = drill_rules.assign(
                _drill(desk, row.cells.get("drill", "")),
                anchor,
                room,
                id=AssignmentId(desk.new_id()),
                by=actor,
                at=at,
                due=time_of(row.cells.get("due", "")),
                note=row.cells.get("note", ""),
            )
            uow.assignments.add(record)
            uow.record(entry)
            return True

        return take

    return _take_in(desk, actor, Act.IMPORT_ASSIGNMENTS, rows, begin, dry_run=dry_run, at=at)


def _take_in(
    desk: Desk,
    actor: User,
    act: Act,
    rows: Sequence[Row],
    begin: Callable[[UnitOfWork], Take],
    *,
    dry_run: bool,
    at: datetime,
) -> Intake:
    """Try every row in one unit of work; commit it only when all are good and it is no dry run."""
    bad: list[BadRow] = []
    changed = 0
    with desk.writing() as uow:
        take = begin(uow)
        for row in rows:
            try:
                changed += take(row)
            except (ForbiddenError, StorageError):
                raise
            except CoachError as error:
                bad.append(BadRow(number=row.number, reason=error.message))
        kept = not bad and not dry_run and changed > 0
        if kept:
            uow.record(EntryDraft(act=act, actor=actor.id, at=at, subject=act.value, data={"rows": changed}))
            uow.commit()
    return Intake(rows=len(rows), unchanged=len(rows) - len(bad) - changed, bad=tuple(bad), kept=kept)


def _rooms(uow: UnitOfWork) -> dict[str, Room]:
    return {room.name: room for room in uow.rooms.list()}


def _named(rooms: dict[str, Room], name: str) -> Room:
    if name not in rooms:
        raise NotFoundError(f"没有叫“{name}”的直播间。现有：{'、'.join(rooms) or '一个也没有'}。")
    return rooms[name]


def _drill(desk: Desk, name: str) -> Drill:
    found = [one for one in desk.programme.list_drills() if name in (one.id, one.title)]
    if len(found) != 1:
        raise InputError(f"练习“{name}”{'有几个，请写编号' if found else '不在培养方案里'}。")
    return found[0]


def _same(before: Card, product: Product) -> bool:
    """Return whether a row says what the card says: a table has no ids of selling points, so those are not compared."""
    return not before.retired and _bare(before.product) == _bare(product)


def _bare(product: Product) -> Product:
    return replace(product, points=tuple(replace(point, id=str(at)) for at, point in enumerate(product.points)))
