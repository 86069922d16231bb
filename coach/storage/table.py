"""What all tables share: the kinds of their columns, the names of their constraints, keys and references."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Double, ForeignKey, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from coach.storage.columns import Time, Values, Words

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
Id = String(64)
Name = String(200)
Mark = String(64)  # a fingerprint, a hash, or a word of a fixed list


class Table(DeclarativeBase):
    """What all tables share: names of constraints, and which Python type is which column."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {  # noqa: RUF012 - read once, by SQLAlchemy
        str: Words(),
        int: Integer(),
        float: Double(),
        bool: Boolean(),
        datetime: Time(),
        Any: Values(),
    }


def key() -> Mapped[str]:
    """Return the column that names a row."""
    return mapped_column(Id, primary_key=True)


def to(table: str, *, primary_key: bool = False) -> Mapped[Any]:
    """Return a column that names a row of another table."""
    return mapped_column(Id, ForeignKey(f"{table}.id"), primary_key=primary_key)
