"""The repositories of signing in: records that are put in place of the one before, and dropped when they are over."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, delete, insert

from coach.storage import access_tables
from coach.storage.records import row_of
from coach.storage.repositories import Records
from coach.training.model.ids import UserId
from coach.training.model.signing_in import FailedTries, Invitation, SecondStep, SignIn

R = TypeVar("R")


class Replaceable(Records[R]):
    """Records of which the newest state is kept, and no more."""

    def put(self, record: R) -> None:
        """Keep a record in place of the one with its key."""
        row = row_of(record)
        self._connection.execute(delete(self._rows).where(self._key == row[self._key.name]))
        self._connection.execute(insert(self._rows).values(**row))

    def drop(self, key: str) -> None:
        """Delete the record with this key, if it is there."""
        self._connection.execute(delete(self._rows).where(self._key == key))

    def drop_older(self, at: datetime) -> None:
        """Delete what was last written before a time."""
        self._connection.execute(delete(self._rows).where(self._rows.columns["at"] < at))


class SignIns(Replaceable[SignIn]):
    """Open sessions."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, SignIn, access_tables.SignIn, "登录")

    def end_all(self, person: UserId, *, but: str | None = None) -> None:
        """End all sessions of a person, ``but`` one if given."""
        rows: Any = self._rows.columns
        self._connection.execute(delete(self._rows).where(rows["person"] == person, rows["id"] != (but or "")))


def invitations(connection: Connection) -> Replaceable[Invitation]:
    """Return the invitations."""
    return Replaceable(connection, Invitation, access_tables.Invitation, "邀请")


def second_steps(connection: Connection) -> Replaceable[SecondStep]:
    """Return the secrets of one-time codes, by person."""
    return Replaceable(connection, SecondStep, access_tables.SecondStep, "二次验证")


def failed_tries(connection: Connection) -> Replaceable[FailedTries]:
    """Return the failed tries, by login and place."""
    return Replaceable(connection, FailedTries, access_tables.FailedTries, "登录失败")
