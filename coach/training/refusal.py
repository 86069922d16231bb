"""Refuse a move: one sentence that says what is missing, and the same as a list for machines."""

from __future__ import annotations

from collections.abc import Sequence

from coach.errors import RefusedError


def refuse_if(missing: Sequence[str], move: str, **evidence: object) -> None:
    """Return if nothing is missing.

    Raises:
        RefusedError: something is; the message names ``move`` and everything that is missing.
    """
    if not missing:
        return
    reasons = "".join(f"{number}. {reason}" for number, reason in enumerate(missing, 1))
    only = missing[0] if len(missing) == 1 else reasons
    raise RefusedError(f"还不能{move}：{only}", missing=list(missing), **evidence)
