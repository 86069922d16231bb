"""Check a script: text + product card + platform → report. Pure: no Flask, no database, no clock, no environment.

What may live here: rules about speech, values they give, and the reading of rule data. Callers use only the names below.
"""

from coach.scoring.model import (
    Band,
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
from coach.scoring.proving import scope as example_scope
from coach.scoring.rulebook import Rulebook, load_rulebook
from coach.scoring.rules import Rule

__all__ = [
    "Band",
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
    "Rule",
    "Rulebook",
    "Severity",
    "Verdict",
    "check",
    "example_scope",
    "load_rulebook",
]
