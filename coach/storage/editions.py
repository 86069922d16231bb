"""The team's editions of a programme: the newest one holds, all are kept."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from coach.storage.repositories import Records
from coach.storage.schema import ProgrammeEdition
from coach.training.model import ProgrammeId
from coach.training.model.editions import Edition


class Editions(Records[Edition]):
    """The editions of each programme, numbered from 1."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, Edition, ProgrammeEdition, "培养方案修改")

    def newest_number(self, programme: ProgrammeId) -> int:
        """Return the number of a programme's newest edition, 0 where there is none: a cheap look."""
        newest = select(func.max(ProgrammeEdition.number)).where(ProgrammeEdition.programme == programme)
        return self._connection.execute(newest).scalar() or 0

    def of(self, programme: ProgrammeId) -> tuple[Edition, ...]:
        """Return the editions of a programme, the oldest first."""
        return self.list(programme=programme)
