"""Who asks: the token in the Authorization header, and what it may be used for."""

from __future__ import annotations

from datetime import datetime

from flask import request

from coach.errors import UnknownBearerError
from coach.services.desk import Desk
from coach.services.tokens import Bearer, find_bearer
from coach.training.model.tokens import TokenScope
from coach.training.token import PREFIX
from coach.training.token import require as require_scope
from coach.web.api import pace
from coach.web.sessions import address

_LONGEST = 200


def get(desk: Desk, *, at: datetime) -> Bearer:
    """Return who asks.

    Raises:
        UnknownBearerError: there is no token, or it does not count.
        TooManyError: too many wrong tokens came from this address.
    """
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret.strip():
        raise UnknownBearerError(
            "请求没有带令牌。请在请求头写 Authorization: Bearer 令牌；令牌由管理员在“接口令牌”里新建。"
        )
    secret = secret.strip()
    well_formed = secret.startswith(PREFIX) and len(secret) <= _LONGEST
    found = find_bearer(desk, secret, at=at) if well_formed else None
    if found is None:
        pace.check(f"address {address()}")
        raise UnknownBearerError("令牌不对、已到期或已撤销，或它的主人已停用。请管理员新建一个。")
    return found


def require(found: Bearer, scope: TokenScope | None) -> None:
    """Return if the token may be used for this.

    Raises:
        ForbiddenError: its scope does not reach that far.
    """
    if scope is not None:
        require_scope(found.token, scope)
