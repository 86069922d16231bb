"""The tour of the pages: whether a person still needs it. It is no record of training, so nothing is asked and nothing noted."""

from __future__ import annotations

from datetime import datetime

from coach.services.desk import Archive
from coach.training.model import User
from coach.training.model.tours import Tour


def needs_tour(archive: Archive, user: User) -> bool:
    """Return whether this person has a role whose pages they were never shown."""
    with archive.reading() as uow:
        ended = uow.tours.find(user.id)
    return not user.roles <= (ended.roles if ended is not None else frozenset())


def end_tour(archive: Archive, user: User, *, at: datetime) -> None:
    """Remember that this person is through with the tour for the roles they have."""
    with archive.writing() as uow:
        uow.tours.put(Tour(person=user.id, roles=user.roles, at=at))
        uow.commit()
