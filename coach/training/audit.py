"""The audit trail: each entry's hash covers all of it and the hash before, so no entry changes unseen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from coach.training.access import Act
from coach.training.canonical import canonical, digest
from coach.training.model import RoomId, UserId

START = "0" * 64  # the hash "before" the first entry


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDraft:
    """An entry as an act function gives it: not yet numbered, not yet on the chain."""

    act: Act
    actor: UserId
    at: datetime
    subject: str
    room: RoomId | None = None
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry on the chain: ``seq`` counts from 1 without gaps, ``data`` is canonical JSON text."""

    seq: int
    at: datetime
    actor: UserId
    act: str
    subject: str
    room: RoomId | None
    data: str
    before: str
    hash: str

    def values(self) -> Mapping[str, object]:
        """Return ``data`` as plain values."""
        values = json.loads(self.data)
        assert isinstance(values, dict)
        return values


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where the chain ends, kept apart from it: without it nobody could see that the last entries were cut off."""

    seq: int
    hash: str


class FaultKind(StrEnum):
    """What is wrong with the trail."""

    CHANGED = "changed"
    REMOVED = "removed"
    REORDERED = "reordered"
    ADDED = "added"
    REWRITTEN = "rewritten"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The first entry at which the trail breaks: its number, what is wrong, and a sentence for a reader."""

    seq: int
    kind: FaultKind
    message: str


def seal(previous: Entry | None, draft: EntryDraft) -> Entry:
    """Put a draft on the chain after ``previous`` (None: it is the first).

    Raises:
        TypeError, ValueError: its data has no canonical form.
    """
    seq = 1 if previous is None else previous.seq + 1
    before = START if previous is None else previous.hash
    return seal_at(Head(seq=seq - 1, hash=before), draft)


def seal_at(head: Head, draft: EntryDraft) -> Entry:
    """Put a draft on the chain that ends at ``head``; an empty chain ends at ``Head(seq=0, hash=START)``.

    Raises:
        TypeError, ValueError: its data has no canonical form, or its time knows no zone.
    """
    at, data = draft.at.astimezone(UTC), canonical(draft.data)
    if draft.at.tzinfo is None:
        raise TypeError("an audit entry needs a time with a zone")
    body = _body(head.seq + 1, at, draft.actor, draft.act.value, draft.subject, draft.room, data, head.hash)
    return Entry(
        seq=head.seq + 1,
        at=at,
        actor=draft.actor,
        act=draft.act.value,
        subject=draft.subject,
        room=draft.room,
        data=data,
        before=head.hash,
        hash=digest(body),
    )


def hash_of(entry: Entry) -> str:
    """Return the hash this entry ought to carry."""
    return digest(
        _body(entry.seq, entry.at, entry.actor, entry.act, entry.subject, entry.room, entry.data, entry.before)
    )


def verify(entries: Iterable[Entry], *, head: Head | None = None) -> Fault | None:
    """Walk the trail in the order given and return the first entry changed, removed, out of order or put in; else None.

    ``head``, kept apart from the entries, shows that none is missing at the end and that the end was not written anew.
    Two entries are held at a time.
    """
    last = Head(seq=0, hash=START)
    trail = iter(entries)
    entry = next(trail, None)
    while entry is not None:
        after = next(trail, None)
        fault = _check(last, entry, witness=after.before if after else head.hash if head else None)
        if fault is not None:
            return fault
        last, entry = Head(seq=entry.seq, hash=entry.hash), after
    if head is None or head == last:
        return None
    if head.seq > last.seq:
        return _fault(last.seq + 1, FaultKind.REMOVED)
    if head.seq < last.seq:
        return _fault(head.seq + 1, FaultKind.ADDED)
    return _fault(last.seq, FaultKind.REWRITTEN)


def _check(last: Head, entry: Entry, *, witness: str | None) -> Fault | None:
    """Compare an entry with itself and with the one before; ``witness`` is what the next one says its hash was."""
    if hash_of(entry) != entry.hash:
        return _fault(last.seq + 1, FaultKind.CHANGED)
    if entry.seq <= last.seq:
        return _fault(entry.seq, FaultKind.REORDERED)
    if entry.seq > last.seq + 1:
        return _fault(last.seq + 1, FaultKind.REMOVED)
    if entry.before != last.hash:  # one of the two was changed and hashed anew: the next one remembers this one's hash
        intact = witness in (None, entry.hash) and last.seq > 0
        return _fault(last.seq if intact else entry.seq, FaultKind.CHANGED)
    return None


_MESSAGES = {
    FaultKind.CHANGED: "第 {seq} 条记录被改动过：内容和它的校验码对不上。请用最近的备份核对这一条。",
    FaultKind.REMOVED: "第 {seq} 条记录不在它的位置上：被删掉，或被挪到了后面。请用最近的备份核对这一条。",
    FaultKind.REORDERED: "第 {seq} 条记录出现的位置不对：顺序被调换，或同一条出现了两次。请用最近的备份核对这一条。",
    FaultKind.ADDED: "第 {seq} 条记录是后来加进去的：链尾登记的条数比它少。请用最近的备份核对这一条。",
    FaultKind.REWRITTEN: "到第 {seq} 条为止被整段重写过：链尾登记的校验码对不上。请用最近的备份逐条核对。",
}


def _fault(seq: int, kind: FaultKind) -> Fault:
    return Fault(seq=seq, kind=kind, message=_MESSAGES[kind].format(seq=seq))


def _body(seq: int, at: datetime, actor: str, act: str, subject: str, room: str | None, data: str, before: str) -> str:
    return canonical([seq, at.astimezone(UTC), actor, act, subject, room, data, before])
