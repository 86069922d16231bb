"""Who is through with the tour; may be emptied without loss of records."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Mapped

from coach.storage.signing_in import Replaceable
from coach.storage.table import Table, to
from coach.training.model import tours as model


class Tour(Table):
    """The roles a person had when they ended the tour."""

    __tablename__ = "tour"
    person: Mapped[str] = to("person", primary_key=True)
    roles: Mapped[Any]
    at: Mapped[datetime]


def tours(connection: Connection) -> Replaceable[model.Tour]:
    """Return who is through with the tour, by person."""
    return Replaceable(connection, model.Tour, Tour, "导览")
