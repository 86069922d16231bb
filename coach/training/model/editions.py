"""A team's own edition of the programme, kept as one version after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from coach.training.model.ids import ProgrammeId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What the team has changed in a programme, whole, as of this version: ``parts`` by name, only those that differ.

    ``number`` counts from 1; ``fingerprint`` is that of the programme with these changes when they were made.
    """

    number: int
    programme: ProgrammeId
    by: UserId
    at: datetime
    why: str
    fingerprint: str
    parts: Mapping[str, Any]
