"""The tables of signing in: sessions, invitations, second steps, failed tries; all may be emptied without loss of records."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from coach.storage.table import Id, Table, key, to


class SignIn(Table):
    """An open session, by the hash of its token."""

    __tablename__ = "sign_in"
    id: Mapped[str] = key()
    person: Mapped[str] = to("person")
    at: Mapped[datetime]
    seen_at: Mapped[datetime]
    address: Mapped[str]
    device: Mapped[str]
    __table_args__ = (Index(None, "person"),)


class Invitation(Table):
    """A link that sets a password once, by the hash of its token."""

    __tablename__ = "invitation"
    id: Mapped[str] = key()
    person: Mapped[str] = to("person")
    by: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime]
    expires: Mapped[datetime]
    used_at: Mapped[datetime | None]
    __table_args__ = (Index(None, "person"),)


class SecondStep(Table):
    """The secret of a person's one-time codes, sealed with a key that is not in the database."""

    __tablename__ = "second_step"
    person: Mapped[str] = to("person", primary_key=True)
    secret: Mapped[str]
    at: Mapped[datetime]
    confirmed: Mapped[bool]
    step: Mapped[int]


class FailedTries(Table):
    """Failed tries to sign in, by the hash of login and place."""

    __tablename__ = "failed_tries"
    id: Mapped[str] = key()
    count: Mapped[int]
    at: Mapped[datetime]
