"""The audit trail: read it, prove it whole, take it out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from coach.services.desk import Archive, use_case
from coach.storage.columns import iso
from coach.training.access import Act, allow, sight
from coach.training.audit import Entry, Fault, verify
from coach.training.model import RoomId, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a walk over the trail showed: how many entries, the last hash, and the first fault if there is one."""

    entries: int
    hash: str
    fault: Fault | None


@use_case(Act.AUDIT_LIST)
def list_entries(
    archive: Archive,
    actor: User,
    *,
    subject: str | None = None,
    by: str | None = None,
    room: RoomId | None = None,
    acts: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    limit: int = 100,
) -> tuple[Entry, ...]:
    """Return entries this person may see, the newest first, numbered below ``before``: about a subject, by a person, of
    a room, of one act (or, as ``user.``, of all with that beginning), from ``since`` on and before ``until``.

    Raises:
        ForbiddenError: the actor may see none, or none of that room.
    """
    seen = sight(actor, Act.AUDIT_LIST)
    rooms = None if seen.everything else frozenset(str(one) for one in seen.rooms)
    if room is not None:
        allow(actor, Act.AUDIT_LIST, room=room)
        rooms = frozenset({str(room)})
    with archive.reading() as uow:
        return uow.audit.newest(
            limit=limit,
            before=before,
            subject=subject,
            actor=by,
            rooms=rooms,
            acts=acts,
            since=since,
            until=until,
        )


@use_case(Act.AUDIT_VERIFY)
def verify_audit(archive: Archive, actor: User) -> Proof:
    """Walk the whole trail and return whether it holds, with the first entry at which it does not.

    Raises:
        ForbiddenError: the actor may not.
    """
    allow(actor, Act.AUDIT_VERIFY)
    with archive.reading() as uow:
        head = uow.audit.head()
        return Proof(entries=head.seq, hash=head.hash, fault=verify(uow.audit.walk(), head=head))


@use_case(Act.AUDIT_EXPORT)
def export_audit(archive: Archive, actor: User) -> Iterator[str]:
    """Return the whole trail as lines of JSON, one entry a line, oldest first.

    Raises:
        ForbiddenError: the actor may not.
    """
    allow(actor, Act.AUDIT_EXPORT)
    return _lines(archive)


def _lines(archive: Archive) -> Iterator[str]:
    with archive.reading() as uow:
        for entry in uow.audit.walk():
            values = {
                "seq": entry.seq,
                "at": iso(entry.at),
                "actor": entry.actor,
                "act": entry.act,
                "subject": entry.subject,
                "room": entry.room,
                "data": entry.data,
                "before": entry.before,
                "hash": entry.hash,
            }
            yield json.dumps(values, ensure_ascii=False) + "\n"
