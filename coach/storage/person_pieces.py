"""By what people are found: the short pieces of their names and logins, and their roles, each with its people by name.

No record of its own: it is drawn from ``person``. A word of up to ``LONGEST`` letters is one look-up; of a longer one the
last letters are looked up and the rest is compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Index, Select, delete, func, insert, or_, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from coach.storage.columns import storable
from coach.storage.schema import Person
from coach.storage.table import Mark, Table, to
from coach.training.model import Role, User

LONGEST = 3
_AT_ONCE = 500
_ROLE = "role/"  # longer than any piece of a name


class PersonPiece(Table):
    """A piece of a person's name or login, or a role; ``name`` is the whole name, by which lists are sorted."""

    __tablename__ = "person_piece"
    piece: Mapped[str] = mapped_column(Mark, primary_key=True)
    person: Mapped[str] = to("person", primary_key=True)
    name: Mapped[str]
    __table_args__ = (Index(None, "piece", "name", "person"), Index(None, "person"))


def keep_pieces(connection: Connection, people: Sequence[User]) -> None:
    """Write the pieces of people in place of those there are."""
    keys = [one.id for one in people]
    for start in range(0, len(keys), _AT_ONCE):
        connection.execute(delete(PersonPiece).where(PersonPiece.person.in_(keys[start : start + _AT_ONCE])))
    rows = [
        {"piece": piece, "person": one.id, "name": one.name}
        for one in people
        for piece in sorted(pieces_of(one.name, one.login, one.roles))
    ]
    if rows:
        connection.execute(insert(PersonPiece), rows)


def pieces_of(name: str, login: str, roles: Iterable[Role]) -> frozenset[str]:
    """Return all that a person is found by."""
    found = {f"{_ROLE}{Role(role).value}" for role in roles}
    for text in (_plain(name), _plain(login)):
        found |= {text[at : at + size] for size in range(1, LONGEST + 1) for at in range(len(text) - size + 1)}
    return frozenset(found)


def with_all(words: Iterable[str], role: Role | None = None) -> Select[Any]:
    """Select name and id of the people in whose name or login all ``words`` occur, and who have the role if given.

    At least one word or the role is given. Sort by ``name, person``: the first look-up gives them in that order.
    """
    wanted = sorted({_plain(word) for word in words}, key=lambda word: (-len(word), word))
    first: Any = PersonPiece
    looks: list[tuple[str, str]] = [(word[-LONGEST:], word) for word in wanted]
    looks += [(f"{_ROLE}{role.value}", "")] if role is not None else []
    found = select(first.person, first.name).where(first.piece == looks[0][0])
    for piece, _ in looks[1:]:
        other: Any = aliased(PersonPiece)
        found = found.where(select(other.person).where(other.person == first.person, other.piece == piece).exists())
    long = [word for _, word in looks if len(word) > LONGEST]
    if long:
        found = found.join(Person, Person.id == first.person).where(*map(_holds, long))
    return found


def _holds(word: str) -> ColumnElement[bool]:
    return or_(
        func.lower(Person.name).contains(word, autoescape=True),
        func.lower(Person.login).contains(word, autoescape=True),
    )


def _plain(text: str) -> str:
    return storable(text).lower()
