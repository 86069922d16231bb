"""Seal a person's secret with the key of this installation: whoever has the records alone, or a backup, can't read it."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from coach.errors import RefusedError
from coach.training.model import UserId

_SEALED = "sealed:"
_PURPOSE = b"coach one-time codes, version 1"  # other uses of the same key get other keys


def is_sealed(kept: str) -> bool:
    """Return whether what is kept was sealed; earlier versions kept secrets as they are."""
    return kept.startswith(_SEALED)


def seal(secret: str, *, person: UserId, key: str) -> str:
    """Return what to keep of a secret (Fernet under a key derived by HKDF-SHA256, RFC 5869); only ``person`` can use it."""
    return _SEALED + _lock(key).encrypt(f"{person}\n{secret}".encode()).decode()


def unseal(kept: str, *, person: UserId, key: str) -> str:
    """Return the secret again.

    Raises:
        RefusedError: it was sealed with another key, or for somebody else; says how to get in again.
    """
    if not is_sealed(kept):
        return kept
    try:
        owner, _, secret = _lock(key).decrypt(kept.removeprefix(_SEALED)).decode().partition("\n")
    except InvalidToken as error:
        raise _unreadable() from error
    if owner != person:
        raise _unreadable()
    return secret


def _lock(key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def _unreadable() -> RefusedError:
    return RefusedError(
        "二次验证读不出来，不能用它登录：这台服务器的密钥换过了。请找管理员放回原来的密钥"
        "（COACH_SECRET_KEY，或实例目录里的 secret_key 文件）再重启；找不回来的，就请管理员关闭这个人的二次验证，"
        "登录后再打开。管理员自己也进不来时，在服务器上运行 coach user dropcodes 登录名。",
        missing=[],
    )
