"""The tables that boards count by: drawn from hand-ins and reviews, they hold nothing that is not in those."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from coach.storage.table import Id, Mark, Name, Table, to


class Outcome(Table):
    """What a hand-in came to; ``judged`` changes with its reviews."""

    __tablename__ = "outcome"
    attempt: Mapped[str] = to("attempt", primary_key=True)
    assignment: Mapped[str] = to("assignment")
    anchor: Mapped[str] = to("person")
    room: Mapped[str] = to("room")
    drill: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime]
    score: Mapped[int]
    over_limit: Mapped[bool]
    blocks: Mapped[int]
    coverage: Mapped[float]
    parts: Mapped[int]
    judged: Mapped[str] = mapped_column(Mark)
    __table_args__ = (
        Index(None, "anchor", "drill"),
        Index(None, "anchor", "at"),
        Index(None, "room", "at"),
        Index(None, "assignment"),
    )


class Miss(Table):
    """One thing that went wrong in a hand-in: a category, a selling point, a fact."""

    __tablename__ = "miss"
    attempt: Mapped[str] = to("attempt", primary_key=True)
    lack: Mapped[str] = mapped_column(Mark, primary_key=True)
    key: Mapped[str] = mapped_column(Name, primary_key=True)
    anchor: Mapped[str] = to("person")
    room: Mapped[str] = to("room")
    at: Mapped[datetime]
    __table_args__ = (Index(None, "room", "lack", "at", "key", "anchor"), Index(None, "lack", "at", "key", "anchor"))


class Gist(Table):
    """A hand-in without its text, and of its report only what gates and lists read: they never touch the long rows."""

    __tablename__ = "gist"
    id: Mapped[str] = to("attempt", primary_key=True)
    assignment: Mapped[str] = to("assignment")
    drill: Mapped[str] = mapped_column(Id)
    anchor: Mapped[str] = to("person")
    room: Mapped[str] = to("room")
    number: Mapped[int]
    score: Mapped[int]
    verdict: Mapped[str] = mapped_column(Mark)
    rulebook: Mapped[str] = mapped_column(Mark)
    platform: Mapped[str] = mapped_column(Mark)
    at: Mapped[datetime]
    product: Mapped[str | None] = mapped_column(Id)
    card_version: Mapped[str] = mapped_column(Mark)
    kind: Mapped[str | None] = mapped_column(Mark)
    seconds: Mapped[int | None]
    late: Mapped[bool]
    over_limit: Mapped[bool]
    quizzed: Mapped[bool]
    report: Mapped[Any]
    __table_args__ = (
        Index(None, "at"),
        Index(None, "assignment"),
        Index(None, "anchor", "at"),
        Index(None, "room", "at"),
    )
