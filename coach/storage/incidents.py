"""Incidents, and which of them are settled: the note written last says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, Connection, and_, or_, select
from sqlalchemy.orm import aliased

from coach.storage import schema
from coach.storage.repositories import Records
from coach.training.model import Incident


class Incidents(Records[Incident]):
    """Incidents; lists take ``settled`` beside the fields of the record."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, Incident, schema.Incident, "事故记录")

    def _same(self, equal: Mapping[str, object]) -> Iterable[ColumnElement[bool]]:
        if "settled" in equal:
            yield _settled() if equal["settled"] else ~_settled()
        yield from super()._same({name: value for name, value in equal.items() if name != "settled"})


def _settled() -> ColumnElement[bool]:
    note, later = schema.IncidentNote, aliased(schema.IncidentNote)
    after = or_(later.at > note.at, and_(later.at == note.at, later.id > note.id))
    newer = select(later.id).where(later.incident == note.incident, after)
    last = select(note.id).where(note.incident == schema.Incident.id, note.settled, ~newer.exists())
    return last.exists()
