"""Tokens for programs: made for a person with limited scope and a last day, taken back, and when one still counts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from coach.errors import ForbiddenError
from coach.training.access import Act
from coach.training.audit import EntryDraft
from coach.training.model import User
from coach.training.model.tokens import Token, TokenScope
from coach.training.refusal import refuse_if

SCOPE_NAMES = {
    TokenScope.CHECK: "检查话术",
    TokenScope.CARDS_READ: "读商品卡",
    TokenScope.CARDS_WRITE: "改商品卡",
    TokenScope.PEOPLE_READ: "读人员和直播间",
    TokenScope.PEOPLE_WRITE: "新建人员",
    TokenScope.ASSIGNMENTS_READ: "读练习安排",
    TokenScope.ASSIGNMENTS_WRITE: "布置练习",
    TokenScope.ATTEMPTS_READ: "读练习记录",
    TokenScope.ATTEMPTS_WRITE: "交练习",
    TokenScope.READINESS_READ: "读上岗条件",
    TokenScope.EXPORT: "导出表格",
}
PREFIX = "coach_"
"""How a token begins: whoever finds one lying about can tell what it is."""
LONGEST = timedelta(days=366)
KEEP_ANSWERS = timedelta(days=1)
"""How long a repeated write gets the answer of the first."""
_LONGEST_NAME = 60


def issue(
    person: User,
    *,
    id: str,  # noqa: A002 - the id of the record, as everywhere
    name: str,
    scopes: Collection[TokenScope],
    expires: datetime,
    by: User,
    at: datetime,
) -> tuple[Token, EntryDraft]:
    """Make a token for a person.

    Raises:
        RefusedError: name or scope is missing, the person is switched off, or the last day is past or too far away.
    """
    missing: list[str] = []
    if not 0 < len(name.strip()) <= _LONGEST_NAME:
        missing.append(f"名称要 1 到 {_LONGEST_NAME} 个字，写清给哪个系统用。")
    if not scopes:
        missing.append("至少选一个范围，只选对方系统用得到的。")
    if not person.active:
        missing.append(f"{person.name}的账号已停用，请换一个在用的人。")
    if not timedelta(0) < expires - at <= LONGEST:
        missing.append(f"到期日要在今天之后、{LONGEST.days} 天之内。")
    refuse_if(missing, "新建接口令牌", person=person.id)
    token = Token(
        id=id, name=name.strip(), person=person.id, scopes=frozenset(scopes), by=by.id, at=at, expires=expires
    )
    data = {
        "name": token.name,
        "person": person.id,
        "scopes": [SCOPE_NAMES[one] for one in TokenScope if one in token.scopes],
        "expires": expires,
    }
    return token, EntryDraft(act=Act.TOKEN_CREATE, actor=by.id, at=at, subject=id[:12], data=data)


def revoke(token: Token, *, by: User, at: datetime) -> tuple[Token, EntryDraft]:
    """Take a token back; it ends at once.

    Raises:
        RefusedError: it is taken back already.
    """
    refuse_if(["它已经撤销过了。"] if token.revoked_at is not None else [], "撤销这个令牌", token=token.id[:12])
    data = {"name": token.name, "person": token.person}
    entry = EntryDraft(act=Act.TOKEN_REVOKE, actor=by.id, at=at, subject=token.id[:12], data=data)
    return replace(token, revoked_at=at), entry


def counts(token: Token, at: datetime) -> bool:
    """Return whether a token may still be used."""
    return token.revoked_at is None and at < token.expires


def require(token: Token, scope: TokenScope) -> None:
    """Return if the token may be used for this.

    Raises:
        ForbiddenError: its scope does not reach that far.
    """
    if scope in token.scopes:
        return
    raise ForbiddenError(
        f"这个令牌不能用来“{SCOPE_NAMES[scope]}”（要有范围 {scope.value}）。请管理员新建一个带这个范围的令牌。",
        scope=scope.value,
    )
