"""The answers to a rubric as a form sends them: ``check-<id>`` yes or no, ``evidence-<id>`` the words it rests on."""

from __future__ import annotations

from coach.training.model import CheckAnswer, CheckId
from coach.web.typed import Typed


def answers_of(typed: Typed) -> list[CheckAnswer]:
    """Return the checks that were answered, in the order of the form; a check without an answer is left out."""
    return [
        CheckAnswer(check=CheckId(name[6:]), met=value == "yes", evidence=typed.get(f"evidence-{name[6:]}").strip())
        for name, value in typed.fields.items()
        if name.startswith("check-") and value in ("yes", "no")
    ]
