"""What a person has been shown: the tour of the app's pages, for the roles they had then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from coach.training.model.ids import UserId
from coach.training.model.people import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """That a person is through with the tour; another role makes it worth another look."""

    person: UserId
    roles: frozenset[Role]
    at: datetime
