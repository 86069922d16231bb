"""Hash passwords with Argon2id (RFC 9106) and check them in the same time whether the person exists or not."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

_MOST_BYTES = 1024  # what lies behind adds nothing but work
_HASHER = PasswordHasher(memory_cost=19_456, time_cost=2, parallelism=1)  # OWASP's: many may sign in at once
_NOBODY = _HASHER.hash("nobody signs in by this")


def hash_password(password: str) -> str:
    """Return the hash to keep."""
    return _HASHER.hash(_bytes(password))


def matches(hashed: str | None, password: str) -> bool:
    """Return whether the password is the one; None (no such person, no password yet) takes as long and never is."""
    try:
        _HASHER.verify(hashed or _NOBODY, _bytes(password))
    except VerifyMismatchError:
        return False
    return hashed is not None


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")[:_MOST_BYTES]
