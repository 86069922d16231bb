"""The fingerprint of a programme: the same for the same content, however it came about."""

from __future__ import annotations

from dataclasses import fields

from coach.training.canonical import fingerprint
from coach.training.programme import Programme


def print_of(programme: Programme) -> str:
    """Return the fingerprint of a programme: everything in it but checklists, and drills of the team no course lists."""
    listed = {drill for course in programme.courses for drill in course.drills}
    drills = {key: one for key, one in programme.drills.items() if key not in programme.own or key in listed}
    emptied = {"drills": drills, "checklists": {}, "own": (), "fingerprint": ""}
    names = {one.name for one in fields(programme)} - {"edition", "base", "retired"}
    return fingerprint({name: emptied.get(name, getattr(programme, name)) for name in sorted(names)})
