"""Take messages out of the outbox and send them; notice sign-offs that went stale. Done by the machine, for nobody.

A message is sent at least once: whoever sends it claims it first, and writes down what came of it afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from coach.formats.robots import parcel_of, refusal_in
from coach.services.desk import Archive, Desk
from coach.services.evidence import current_of
from coach.storage.columns import iso
from coach.storage.unit_of_work import UnitOfWork
from coach.training import webhook as rules
from coach.training.audit import Entry
from coach.training.canonical import canonical
from coach.training.evidence import Current, Evidence
from coach.training.model import Signoff, UserId
from coach.training.model.webhooks import Delivery, Event, Notice, Outcome, Parcel, StaleNotice, Webhook
from coach.training.sentences import sentence
from coach.training.staleness import stale_reasons

Send = Callable[[Parcel], Outcome]
_NOBODY = UserId("clock")
_LINES = 20
_AT_ONCE = 50


def deliver_next(archive: Archive, send: Send, *, at: datetime) -> Delivery | None:
    """Send the message that has been due longest and write down what came of it; None when nothing is due."""
    with archive.reading() as uow:  # looked at every few seconds: a reader holds nobody up
        due = uow.outbox.find_due(at)
    return deliver_one(archive, send, due.id, at=at) if due is not None else None


def deliver_one(archive: Archive, send: Send, id_: str, *, at: datetime) -> Delivery | None:
    """Send one message and write down what came of it; None when it is over or somebody else sends it."""
    with archive.writing() as uow:
        found = uow.outbox.find(id_)
        if found is None or found.next_at is None or found.next_at > at:
            return None
        webhook, names = uow.webhooks.get(found.webhook), _names(uow, found)
        taken = rules.take(found, at=at)
        uow.outbox.put(taken)
        uow.commit()
    settled = rules.settle(taken, _send(webhook, taken, names, send, at), at=at)
    with archive.writing() as uow:
        if uow.outbox.find(settled.id) is not None:  # the webhook may have been removed meanwhile
            uow.outbox.put(settled)
        uow.outbox.drop_over(at - rules.KEEP_DELIVERIES)
        uow.commit()
    return settled


def notice_stale(desk: Desk, *, at: datetime) -> int:
    """Put a message into the outbox for each sign-off that went stale since the last look; return how many did."""
    with desk.reading() as uow:
        told = {one.id for one in uow.stale_notices.list()}
        live = _live(uow)
        current = current_of(desk, uow)
    stale: list[Notice] = []
    for start in range(0, len(live), _AT_ONCE):  # short readers: a long one keeps the journal from being tidied
        with desk.reading() as uow:
            stale += _stale(desk, uow, live[start : start + _AT_ONCE], current, at)
    fresh = [one for one in stale if one.subject not in told]
    over = told - {one.subject for one in stale}
    if fresh or over:
        _tell(desk, fresh, over, at)
    return len(fresh)


def _tell(desk: Desk, fresh: Sequence[Notice], over: Iterable[str], at: datetime) -> None:
    with desk.writing() as uow:
        for id_ in over:  # it holds again, was renewed or taken back: the next time is worth telling
            uow.stale_notices.drop(id_)
        fresh = [one for one in fresh if uow.stale_notices.find(one.subject) is None]
        for one in fresh:
            uow.stale_notices.add(StaleNotice(id=one.subject, at=at))
        for webhook in uow.webhooks.list(active=True):
            if Event.STALE in webhook.events:
                mine = [one for one in fresh if webhook.room in (None, one.room)]
                uow.outbox.post(webhook, Event.STALE, mine, key=f"s{desk.new_id()[:20]}")
        uow.commit()


def _live(uow: UnitOfWork) -> Sequence[Signoff]:
    """Return the sign-offs that were neither taken back nor renewed."""
    found = uow.signoffs.list()
    renewed = {one.renews for one in found}
    return [one for one in found if one.revoked is None and one.id not in renewed]


def _stale(
    desk: Desk, uow: UnitOfWork, signoffs: Sequence[Signoff], current: Current, at: datetime
) -> Iterator[Notice]:
    """Yield those that do not hold. Hand-ins can't change (the database refuses it), so they are not read again here."""
    people = uow.users.get_many(one.anchor for one in signoffs)
    sessions = uow.sessions.get_many(id_ for one in signoffs for id_ in one.fingerprints.sessions)
    incidents = uow.incidents.list_for("anchor", people)
    for one in signoffs:
        evidence = Evidence(
            anchor=people[one.anchor],
            attempts=(),
            reviews=(),
            sessions=tuple(each for id_, each in sessions.items() if id_ in one.fingerprints.sessions),
            incidents=tuple(each for each in incidents if each.anchor == one.anchor),
        )
        signed = replace(one, fingerprints=replace(one.fingerprints, attempts={}))
        reasons = stale_reasons(signed, desk.programme, evidence, current, at=at)
        if reasons:
            yield _told(one, at, {"anchor": one.anchor, "reasons": [reason.message for reason in reasons]})


def _told(signoff: Signoff, at: datetime, data: Mapping[str, object]) -> Notice:
    return Notice(seq=0, at=at, actor=_NOBODY, act=Event.STALE, subject=signoff.id, room=signoff.room, data=data)


def _send(webhook: Webhook, delivery: Delivery, names: Mapping[str, str], send: Send, at: datetime) -> Outcome:
    lines = [_line(one, names) for one in delivery.notices]
    more = [f"……共 {len(lines)} 条"] if len(lines) > _LINES else []
    values = {
        "id": delivery.id,
        "event": delivery.event.value,
        "at": iso(delivery.at),
        "items": [_values(one, line) for one, line in zip(delivery.notices, lines, strict=True)],
    }
    text = "\n".join([f"【主播教练】{rules.EVENT_NAMES[delivery.event]}", *lines[:_LINES], *more])
    url, secret = webhook.url, webhook.secret
    outcome = send(parcel_of(webhook.form, url=url, secret=secret, id=delivery.id, text=text, values=values, at=at))
    refusal = refusal_in(webhook.form, outcome.said) if outcome.ok else ""
    return Outcome(status=outcome.status, said=refusal, ok=False) if refusal else outcome


def _values(notice: Notice, line: str) -> Mapping[str, object]:
    return {
        "subject": notice.subject,
        "room": notice.room,
        "actor": notice.actor,
        "at": iso(notice.at),
        "text": line,
        "data": notice.data,
    }


def _line(notice: Notice, names: Mapping[str, str]) -> str:
    if notice.act == Event.STALE:
        reasons = notice.data["reasons"]
        who = names.get(str(notice.data["anchor"]), "主播")
        return f"{who}的上岗确认失效了：{''.join(map(str, reasons)) if isinstance(reasons, list) else ''}"
    entry = Entry(
        seq=notice.seq, at=notice.at, actor=notice.actor, act=notice.act, subject=notice.subject, room=notice.room,
        data=canonical(notice.data), before="", hash="",
    )  # fmt: skip
    return sentence(entry, names)


def _names(uow: UnitOfWork, delivery: Delivery) -> Mapping[str, str]:
    """Return the names of everybody the notices speak of."""
    ids = {one.actor for one in delivery.notices}
    ids |= {UserId(str(value)) for one in delivery.notices for value in one.data.values() if isinstance(value, str)}
    return {id_: user.name for id_, user in uow.users.get_many(ids).items()}
