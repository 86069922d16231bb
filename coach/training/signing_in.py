"""How long sessions and invitations live, and how long a wrong password makes one wait; times are arguments."""

from __future__ import annotations

from datetime import datetime, timedelta

from coach.training.model.signing_in import FailedTries, Invitation, SignIn

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=7)
INVITATION = timedelta(hours=72)
FREE_TRIES = 5
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN = timedelta(hours=24)
SEEN_EVERY = timedelta(minutes=5)  # how exactly the last use of a session is kept


def is_over(sign_in: SignIn, at: datetime) -> bool:
    """Return whether a session has ended: unused for ``IDLE``, or older than ``ABSOLUTE``."""
    return at - sign_in.seen_at > IDLE or at - sign_in.at > ABSOLUTE


def can_be_used(invitation: Invitation, at: datetime) -> bool:
    """Return whether an invitation still opens the door."""
    return invitation.used_at is None and at < invitation.expires


def wait_until(tries: FailedTries | None) -> datetime | None:
    """Return when the next try is allowed: at once for the first five, then after 30 s, doubling up to 15 minutes."""
    if tries is None or tries.count < FREE_TRIES:
        return None
    doublings: int = min(tries.count - FREE_TRIES, 10)
    return tries.at + min(timedelta(seconds=30) * (1 << doublings), LONGEST_WAIT)


def count_failure(tries: FailedTries | None, *, id: str, at: datetime) -> FailedTries:  # noqa: A002 - as everywhere
    """Return the failures with one more; those of yesterday are forgotten."""
    before = tries.count if tries is not None and at - tries.at < FORGOTTEN else 0
    return FailedTries(id=id, count=before + 1, at=at)
