"""The tables of other systems: tokens, kept answers, webhooks, the outbox, and what was told about sign-offs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from coach.storage.table import Id, Mark, Table, key, to


class Token(Table):
    """A token, by the hash of its secret."""

    __tablename__ = "token"
    id: Mapped[str] = key()
    name: Mapped[str]
    person: Mapped[str] = to("person")
    scopes: Mapped[Any]
    by: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime]
    expires: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    __table_args__ = (Index(None, "person"),)


class KeptAnswer(Table):
    """The answer to a write, by the hash of token and idempotency key."""

    __tablename__ = "kept_answer"
    id: Mapped[str] = key()
    request: Mapped[str] = mapped_column(Mark)
    at: Mapped[datetime]
    status: Mapped[int | None]
    body: Mapped[str]
    __table_args__ = (Index(None, "at"),)


class Webhook(Table):
    """Where events go. The secret is kept as it is: it signs each message."""

    __tablename__ = "webhook"
    id: Mapped[str] = key()
    name: Mapped[str]
    url: Mapped[str]
    form: Mapped[str] = mapped_column(Mark)
    secret: Mapped[str]
    events: Mapped[Any]
    by: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime]
    room: Mapped[str | None] = to("room")
    active: Mapped[bool]
    version: Mapped[int]


class Delivery(Table):
    """The outbox: a message written by the commit that it tells of."""

    __tablename__ = "delivery"
    id: Mapped[str] = key()
    webhook: Mapped[str] = to("webhook")
    event: Mapped[str] = mapped_column(Mark)
    at: Mapped[datetime]
    notices: Mapped[Any]
    next_at: Mapped[datetime | None]
    tries: Mapped[int]
    done_at: Mapped[datetime | None]
    status: Mapped[int | None]
    said: Mapped[str]
    __table_args__ = (Index(None, "next_at"), Index(None, "webhook", "at"))


class StaleNotice(Table):
    """That it was told that a sign-off no longer holds."""

    __tablename__ = "stale_notice"
    id: Mapped[str] = to("signoff", primary_key=True)
    at: Mapped[datetime]
