"""Check a script: text + product card + platform → report. Pure: no Flask, no database, no clock, no environment.

What may live here: rules about speech, values they give, and the reading of rule data. Callers use only the names below.
"""

from coach.scoring.model import (
    Basis,
    Category,
    Cue,
    Finding,
    How,
    Kind,
    Platform,
    Point,
    Product,
    Report,
    Role,
    Severity,
    Verdict,
)
from coach.scoring.pipeline import check
from coach.scoring.rulebook import Rulebook, load_rulebook

__all__ = [
    "Basis",
    "Category",
    "Cue",
    "Finding",
    "How",
    "Kind",
    "Platform",
    "Point",
    "Product",
    "Report",
    "Role",
    "Rulebook",
    "Severity",
    "Verdict",
    "check",
    "load_rulebook",
]
