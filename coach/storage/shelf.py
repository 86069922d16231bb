"""The sign-offs by where they stand, counted and listed by the database: no evidence is read for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Text, and_, case, exists, func, not_, or_, select, type_coerce
from sqlalchemy.orm import aliased

from coach.storage import schema
from coach.storage.progress import Field, fresh
from coach.training.model import Role, SignoffId
from coach.training.staleness import SignoffStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Whose sign-offs to look at and what counts (see ``Field``); those that end before ``soon`` are expiring."""

    field: Field
    soon: datetime


class Shelf:
    """All sign-offs there are, those taken back or renewed too."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def counts(self, place: Place) -> Mapping[SignoffStatus, int]:
        """Return how many stand where; all states are named."""
        status = _status(place).label("status")
        found = select(status, func.count()).select_from(schema.Signoff).where(*_wanted(place.field)).group_by(status)
        numbers: dict[str, int] = {row[0]: row[1] for row in self._connection.execute(found)}
        return {one: numbers.get(one.value, 0) for one in SignoffStatus}

    def page(self, place: Place, status: SignoffStatus | None, *, limit: int, skip: int) -> tuple[SignoffId, ...]:
        """Return the ids of those that stand at ``status`` (None: wherever) after the first ``skip``: those that hold by
        when they end, the others with the newest first."""
        signed = schema.Signoff
        found: Select[Any] = select(signed.id).where(*_wanted(place.field))
        if status is not None:
            found = found.where(_status(place) == status.value)
        holds = status in (SignoffStatus.VALID, SignoffStatus.EXPIRING)
        order = (signed.expires, signed.id) if holds else (signed.at.desc(), signed.id.desc())
        rows = self._connection.execute(found.order_by(*order).limit(limit).offset(skip))
        return tuple(SignoffId(row[0]) for row in rows)


def _wanted(field: Field) -> Iterable[ColumnElement[bool]]:
    signed, person = schema.Signoff, schema.Person
    if field.rooms is not None:
        yield signed.room.in_(sorted(field.rooms))
    if field.person is not None:
        yield signed.anchor == field.person
    for wanted in (field.platform, field.kind):
        if wanted is not None:
            yield _holds(signed.scope, wanted.value)
    if field.words:
        yield signed.anchor.in_(select(person.id).where(person.name.contains(field.words, autoescape=True)))


def _status(place: Place) -> ColumnElement[str]:
    signed, person = schema.Signoff, schema.Person
    later = aliased(signed)
    renewed = exists().where(later.anchor == signed.anchor, later.renews == signed.id)
    on_air = or_(_holds(person.roles, Role.ANCHOR.value), _holds(person.roles, Role.SENIOR.value))
    there = exists().where(person.id == signed.anchor, person.active.is_(True), on_air)
    return case(
        (exists().where(schema.Revocation.signoff == signed.id), SignoffStatus.REVOKED.value),
        (renewed, SignoffStatus.RENEWED.value),
        (not_(and_(fresh(place.field), there)), SignoffStatus.STALE.value),
        (signed.expires <= place.soon, SignoffStatus.EXPIRING.value),
        else_=SignoffStatus.VALID.value,
    )


def _holds(column: Any, word: str) -> ColumnElement[bool]:
    """Return whether a list kept as JSON has this word."""
    return type_coerce(column, Text()).contains(f'"{word}"')
