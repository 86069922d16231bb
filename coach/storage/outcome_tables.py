"""The tables that boards count by: drawn from hand-ins and reviews, they hold nothing that is not in those."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from coach.storage.schema import Id, Mark, Name, Table, _to


class Outcome(Table):
    """What a hand-in came to; ``judged`` changes with its reviews."""

    __tablename__ = "outcome"
    attempt: Mapped[str] = _to("attempt", primary_key=True)
    assignment: Mapped[str] = _to("assignment")
    anchor: Mapped[str] = _to("person")
    room: Mapped[str] = _to("room")
    drill: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime]
    score: Mapped[int]
    over_limit: Mapped[bool]
    blocks: Mapped[int]
    coverage: Mapped[float]
    parts: Mapped[int]
    judged: Mapped[str] = mapped_column(Mark)
    __table_args__ = (Index(None, "anchor", "drill"), Index(None, "room", "at"), Index(None, "assignment"))


class Miss(Table):
    """One thing that went wrong in a hand-in: a category, a selling point, a fact."""

    __tablename__ = "miss"
    attempt: Mapped[str] = _to("attempt", primary_key=True)
    lack: Mapped[str] = mapped_column(Mark, primary_key=True)
    key: Mapped[str] = mapped_column(Name, primary_key=True)
    anchor: Mapped[str] = _to("person")
    room: Mapped[str] = _to("room")
    at: Mapped[datetime]
    __table_args__ = (Index(None, "room", "lack", "at", "key", "anchor"), Index(None, "lack", "at", "key", "anchor"))
