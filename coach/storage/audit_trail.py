"""The audit chain in its table: sealed onto the locked head, read in order, never held whole in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, and_, insert, or_, select, update

from coach.storage.columns import storable
from coach.storage.records import record_of, row_of
from coach.storage.schema import AuditEntry, AuditHead
from coach.training.audit import Entry, EntryDraft, Head, seal_at
from coach.training.canonical import canonical

_ROWS = AuditEntry.__table__
_AT_ONCE = 1000


class Trail:
    """The chain as one unit of work sees it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._locked: Head | None = None

    def lock(self) -> None:
        """Wait until no other writer is at work, and keep others waiting until this one ends."""
        row = self._connection.execute(select(AuditHead.__table__).with_for_update()).mappings().one()
        self._locked = record_of(Head, row)

    def head(self) -> Head:
        """Return where the chain ends."""
        if self._locked is not None:  # nobody else moves it
            return self._locked
        return record_of(Head, self._connection.execute(select(AuditHead.__table__)).mappings().one())

    def seal(self, draft: EntryDraft) -> Entry:
        """Put an entry at the end of the chain."""
        kept = json.loads(storable(canonical(draft.data)))  # the hash covers what the table gives back
        entry = seal_at(self.head(), replace(draft, data=kept, subject=storable(draft.subject)))
        self._connection.execute(insert(AuditEntry).values(**row_of(entry)))
        self._connection.execute(update(AuditHead).values(seq=entry.seq, hash=entry.hash))
        self._locked = Head(seq=entry.seq, hash=entry.hash)
        return entry

    def walk(self) -> Iterator[Entry]:
        """Yield every entry in the order of its number."""
        statement = select(_ROWS).order_by(AuditEntry.seq).execution_options(yield_per=_AT_ONCE)
        with self._connection.execute(statement) as result:  # closed too where the reader stops early
            for row in result.mappings():
                yield record_of(Entry, row)

    def newest(
        self,
        *,
        limit: int,
        before: int | None = None,
        subject: str | None = None,
        actor: str | None = None,
        rooms: frozenset[str] | None = None,
        acts: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> tuple[Entry, ...]:
        """Return entries, the newest first, behind the one numbered ``before``; None filters nothing.

        ``acts`` is one act or, with a dot at its end, all that begin so; ``until`` itself is left out. A stretch of time
        is given in the order of the times, all else in that of the numbers.
        """
        timed = since is not None or until is not None
        order = (AuditEntry.at.desc(), AuditEntry.seq.desc()) if timed else (AuditEntry.seq.desc(),)
        statement = select(_ROWS).order_by(*order).limit(limit)
        if before is not None:
            statement = statement.where(self._behind(before) if timed else AuditEntry.seq < before)
        if subject is not None:
            statement = statement.where(AuditEntry.subject == subject)
        if actor is not None:
            statement = statement.where(AuditEntry.actor == actor)
        if rooms is not None:
            statement = statement.where(AuditEntry.room.in_(sorted(rooms)))
        if acts is not None:
            narrow = subject is not None or actor is not None or rooms is not None
            act = (
                AuditEntry.act + "" if narrow else AuditEntry.act
            )  # then another index than that of the acts is the one
            same = act.startswith(acts, autoescape=True) if acts.endswith(".") else act == acts
            statement = statement.where(same)
        if since is not None:
            statement = statement.where(AuditEntry.at >= since)
        if until is not None:
            statement = statement.where(AuditEntry.at < until)
        return self._entries(statement)

    def first_about(self, subject: str) -> Entry:
        """Return the first entry about a record: the one made together with it."""
        statement = select(_ROWS).where(AuditEntry.subject == subject).order_by(AuditEntry.seq).limit(1)
        return self._entries(statement)[0]

    def _behind(self, seq: int) -> ColumnElement[bool]:
        """Return what lies behind an entry in the order of the times, by its number where there is none such."""
        at = self._connection.execute(select(AuditEntry.at).where(AuditEntry.seq == seq)).scalar_one_or_none()
        below = AuditEntry.seq < seq
        return below if at is None else and_(AuditEntry.at <= at, or_(AuditEntry.at < at, below))

    def _entries(self, statement: Select[tuple[object, ...]]) -> tuple[Entry, ...]:
        return tuple(record_of(Entry, row) for row in self._connection.execute(statement).mappings())
