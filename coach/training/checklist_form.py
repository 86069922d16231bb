"""A checklist as data: its lines, who may sign each, and its fingerprint."""

from __future__ import annotations

from dataclasses import dataclass

from coach.training.canonical import fingerprint
from coach.training.model import ChecklistId, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem:
    """One line of a checklist, signed by a person."""

    id: str
    ask: str
    group: str
    phase: str
    guidance: str
    signers: frozenset[Role]
    note: bool
    must: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """A checklist for a room, a show or a new account."""

    id: ChecklistId
    version: str
    title: str
    goal: str
    about: str
    items: tuple[ChecklistItem, ...]

    @property
    def fingerprint(self) -> str:
        """Return the fingerprint that a run of this list names."""
        return fingerprint(self)
