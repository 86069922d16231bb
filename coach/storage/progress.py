"""How far the anchors of some rooms have come, counted and listed by the database: no record is read whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased

from coach.scoring import Kind, Platform
from coach.storage import schema
from coach.training.model import Role, RoomId, Stage, StageVerdict, UserId


class Milestone(StrEnum):
    """How far an anchor has come: a stage with a passed session, then a sign-off that no longer holds, or holds."""

    START = "start"
    REHEARSAL = "rehearsal"
    PAIRED = "paired"
    MONITORED = "monitored"
    STALE = "stale"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Whom to look at, and what counts: sessions and sign-offs of a platform or kind of goods only, or (None) of any.

    ``rooms`` None: all. ``programme`` and ``rulebook`` are the fingerprints of today, ``room_rules`` those of the rules
    of rooms that have some of their own; ``at`` is now.
    """

    rooms: frozenset[RoomId] | None
    person: UserId | None
    platform: Platform | None
    kind: Kind | None
    words: str
    programme: str
    rulebook: str
    room_rules: Mapping[RoomId, str]
    at: datetime


class Progress:
    """The anchors by how far they have come."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def counts(self, field: Field) -> Mapping[Milestone, int]:
        """Return how many anchors stand where; all places are named."""
        reach = _reach(field).label("reach")
        found = select(reach, func.count()).where(*_people(field)).group_by(reach)
        numbers: dict[str, int] = {row[0]: row[1] for row in self._connection.execute(found)}
        return {one: numbers.get(one.value, 0) for one in Milestone}

    def page(self, field: Field, reach: Milestone | None, *, limit: int, skip: int) -> tuple[UserId, ...]:
        """Return the ids of the anchors that stand at ``reach`` (None: wherever), by name, after the first ``skip``."""
        person = schema.Person
        found: Select[Any] = select(person.id).where(*_people(field)).order_by(person.name, person.id)
        if reach is not None:
            found = found.where(_reach(field) == reach.value)
        return tuple(UserId(row[0]) for row in self._connection.execute(found.limit(limit).offset(skip)))


def _people(field: Field) -> Iterable[ColumnElement[bool]]:
    person = schema.Person
    yield person.active.is_(True)
    yield _holds(person.roles, Role.ANCHOR.value)
    if field.person is not None:
        yield person.id == field.person
    if field.rooms is not None:
        member = schema.PersonRoom
        yield person.id.in_(select(member.person).where(member.room.in_(sorted(field.rooms))))
    if field.words:
        yield person.name.contains(field.words, autoescape=True)


def _reach(field: Field) -> ColumnElement[str]:
    signed = schema.Signoff
    last = select(signed.id).where(signed.anchor == schema.Person.id, *_standing(field))
    return case(
        (last.where(fresh(field)).exists(), Milestone.SIGNED.value),
        (last.exists(), Milestone.STALE.value),
        *((_passed(field, stage).exists(), stage.value) for stage in reversed(Stage)),
        else_=Milestone.START.value,
    )


def _passed(field: Field, stage: Stage) -> Select[Any]:
    """Return the sessions of a stage that a person passed; only the monitored stage is bound to the kind of goods."""
    session = schema.StageSession
    mine = session.anchor == schema.Person.id
    found = select(session.id).where(mine, session.stage == stage.value, session.verdict == StageVerdict.PASS.value)
    if field.platform is not None and stage is not Stage.REHEARSAL:
        found = found.where(session.platform == field.platform.value)
    if field.kind is not None and stage is Stage.MONITORED:
        found = found.where(_holds(session.kinds, field.kind.value))
    return found


def _standing(field: Field) -> Iterable[ColumnElement[bool]]:
    """Return what makes a sign-off the one to look at: neither taken back nor renewed, for the wanted scope."""
    signed = schema.Signoff
    later = aliased(signed)
    yield ~exists().where(schema.Revocation.signoff == signed.id)
    yield ~exists().where(later.anchor == signed.anchor, later.renews == signed.id)
    for wanted in (field.platform, field.kind):
        if wanted is not None:
            yield _holds(signed.scope, wanted.value)


def fresh(field: Field) -> ColumnElement[bool]:
    """Return whether a sign-off holds, as far as time, programme, rules, cards of the records and incidents tell."""
    signed, incident, card = schema.Signoff, schema.Incident, schema.Card
    prints = type_coerce(signed.fingerprints, Text())
    accident = exists().where(
        incident.anchor == signed.anchor,
        or_(incident.at > signed.at, incident.logged_at > signed.at),
        incident.logged_at <= field.at,
    )
    newer = exists().where(card.at > signed.at, prints.contains(literal('"').concat(card.id).concat('":"')))
    return and_(
        signed.expires > field.at,
        prints.contains(f'"programme":"{field.programme}"'),
        _by_newest_rules(field, prints),
        ~accident,
        ~newer,
    )


def _by_newest_rules(field: Field, prints: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return whether a sign-off rests on the rules that hold in its room today."""
    room, own = schema.Signoff.room, field.room_rules
    return or_(
        and_(room.not_in(sorted(own)), prints.contains(f'"rulebook":"{field.rulebook}"')),
        *(and_(room == one, prints.contains(f'"rulebook":"{own[one]}"')) for one in sorted(own)),
    )


def _holds(column: Any, word: str) -> ColumnElement[bool]:
    """Return whether a list kept as JSON has this word."""
    return type_coerce(column, Text()).contains(f'"{word}"')
