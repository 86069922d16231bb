"""Take messages out of the outbox and send them; notice sign-offs that went stale. Done by the machine, for nobody.

A message is sent at least once: whoever sends it claims it first, and writes down what came of it afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from coach.formats.robots import parcel_of, refusal_in
from coach.services.desk import Archive, Desk
from coach.services.evidence import current_of, evidence_of_all
from coach.storage.columns import iso
from coach.storage.unit_of_work import UnitOfWork
from coach.training import webhook as rules
from coach.training.audit import Entry
from coach.training.canonical import canonical
from coach.training.model import Signoff, UserId
from coach.training.model.webhooks import Delivery, Event, Notice, Outcome, Parcel, StaleNotice, Webhook
from coach.training.sentences import sentence
from coach.training.staleness import SignoffStatus, stale_reasons, status_of

Send = Callable[[Parcel], Outcome]
_NOBODY = UserId("clock")
_LINES = 20


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
        stale, told = _stale(desk, uow, at), {one.id for one in uow.stale_notices.list()}
    fresh = [one for one in stale if one.subject not in told]
    over = told - {one.subject for one in stale}
    if not fresh and not over:
        return 0
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
    return len(fresh)


def _stale(desk: Desk, uow: UnitOfWork, at: datetime) -> list[Notice]:
    all_of: dict[UserId, list[Signoff]] = {}
    for one in uow.signoffs.list():
        all_of.setdefault(one.anchor, []).append(one)
    people = uow.users.get_many(all_of)
    evidence, current = evidence_of_all(uow, people.values()), current_of(desk, uow)
    found: list[Notice] = []
    for anchor, signoffs in all_of.items():
        for one in signoffs:
            status = status_of(one, desk.programme, evidence[anchor], current, at=at, later=signoffs)
            if status is SignoffStatus.STALE:
                reasons = stale_reasons(one, desk.programme, evidence[anchor], current, at=at)
                data = {"anchor": anchor, "reasons": [reason.message for reason in reasons]}
                found.append(_told(one, at, data))
    return found


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
