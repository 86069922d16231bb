"""Webhooks: make, switch, remove, try out and list them, with how their messages went."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from coach.services.desk import Archive, use_case
from coach.training import webhook as rules
from coach.training.access import Act, allow, sight
from coach.training.model import RoomId, User
from coach.training.model.ids import WebhookId
from coach.training.model.webhooks import Delivery, Event, Form, Webhook

_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookStanding:
    """A webhook and its newest messages."""

    webhook: Webhook
    deliveries: tuple[Delivery, ...]


@use_case(Act.WEBHOOK_CREATE)
def add_webhook(
    archive: Archive,
    actor: User,
    *,
    name: str,
    url: str,
    form: Form,
    secret: str,
    events: Collection[Event],
    room: RoomId | None = None,
    at: datetime,
) -> Webhook:
    """Make a webhook, for one room if given.

    Raises:
        ForbiddenError: the actor may not.
        NotFoundError: there is no such room.
        RefusedError: name, address, events or secret won't do.
    """
    allow(actor, Act.WEBHOOK_CREATE)
    with archive.writing() as uow:
        made, entry = rules.create(
            id=WebhookId(archive.new_id()),
            name=name,
            url=url,
            form=form,
            secret=secret,
            events=events,
            room=uow.rooms.get(room) if room is not None else None,
            by=actor,
            at=at,
        )
        uow.webhooks.add(made)
        uow.record(entry)
        uow.commit()
    return made


@use_case(Act.WEBHOOK_SWITCH)
def switch_webhook(archive: Archive, actor: User, id_: WebhookId, *, active: bool, at: datetime) -> Webhook:
    """Let a webhook rest, or work again; what happens while it rests is not told later.

    Raises:
        ForbiddenError: the actor may not.
        RefusedError: it does already.
    """
    allow(actor, Act.WEBHOOK_SWITCH)
    with archive.writing() as uow:
        changed, entry = rules.switch(uow.webhooks.get(id_), active=active, by=actor, at=at)
        saved = uow.webhooks.save(changed)
        uow.record(entry)
        uow.commit()
    return saved


@use_case(Act.WEBHOOK_REMOVE)
def remove_webhook(archive: Archive, actor: User, id_: WebhookId, *, at: datetime) -> None:
    """Drop a webhook with its messages.

    Raises:
        ForbiddenError: the actor may not.
        NotFoundError: there is none.
    """
    allow(actor, Act.WEBHOOK_REMOVE)
    with archive.writing() as uow:
        entry = rules.remove(uow.webhooks.get(id_), by=actor, at=at)
        uow.webhooks.remove(id_)
        uow.record(entry)
        uow.commit()


@use_case(Act.WEBHOOK_TEST)
def try_webhook(archive: Archive, actor: User, id_: WebhookId, *, at: datetime) -> Delivery:
    """Put a message for a webhook into the outbox that shows whether it works.

    Raises:
        ForbiddenError: the actor may not.
        NotFoundError: there is none.
    """
    allow(actor, Act.WEBHOOK_TEST)
    with archive.writing() as uow:
        made, entry = rules.try_out(uow.webhooks.get(id_), id=archive.new_id(), by=actor, at=at)
        uow.outbox.add(made)
        uow.record(entry)
        uow.commit()
    return made


@use_case(Act.WEBHOOK_LIST)
def list_webhooks(archive: Archive, actor: User) -> tuple[WebhookStanding, ...]:
    """Return all webhooks and how their newest messages went, the newest webhook first.

    Raises:
        ForbiddenError: the actor may not see them.
    """
    sight(actor, Act.WEBHOOK_LIST)
    with archive.reading() as uow:
        found = tuple(reversed(uow.webhooks.list()))
        last = uow.outbox.last_of([one.id for one in found], limit=_SHOWN)
    return tuple(WebhookStanding(webhook=one, deliveries=last[one.id]) for one in found)
