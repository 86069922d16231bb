"""Tokens by which other programs act for a person: made, taken back, listed, recognised."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from coach.services.desk import Archive, use_case
from coach.services.signing_in import token_id
from coach.training import token as rules
from coach.training.access import Act, allow, sight
from coach.training.model import User, UserId
from coach.training.model.tokens import Token, TokenScope

_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Who asks by a token, as they are now."""

    token: Token
    user: User


@use_case(Act.TOKEN_CREATE)
def issue_token(
    archive: Archive,
    actor: User,
    *,
    person: UserId,
    name: str,
    scopes: Collection[TokenScope],
    expires: datetime,
    secret: str,
    at: datetime,
) -> Token:
    """Make a token for a person; only the hash of ``secret`` is kept.

    Raises:
        ForbiddenError: the actor may not.
        NotFoundError: there is no such person.
        RefusedError: name, scope or last day won't do, or the person is switched off.
    """
    allow(actor, Act.TOKEN_CREATE)
    with archive.writing() as uow:
        made, entry = rules.issue(
            uow.users.get(person), id=token_id(secret), name=name, scopes=scopes, expires=expires, by=actor, at=at
        )
        uow.tokens.add(made)
        uow.record(entry)
        uow.commit()
    return made


@use_case(Act.TOKEN_REVOKE)
def revoke_token(archive: Archive, actor: User, id_: str, *, at: datetime) -> Token:
    """Take a token back; the next request with it is turned away.

    Raises:
        ForbiddenError: the actor may not.
        NotFoundError: there is none.
        RefusedError: it is taken back already.
    """
    allow(actor, Act.TOKEN_REVOKE)
    with archive.writing() as uow:
        revoked, entry = rules.revoke(uow.tokens.get(id_), by=actor, at=at)
        uow.tokens.put(revoked)
        uow.record(entry)
        uow.commit()
    return revoked


@use_case(Act.TOKEN_LIST)
def list_tokens(archive: Archive, actor: User) -> tuple[Token, ...]:
    """Return all tokens, the newest first.

    Raises:
        ForbiddenError: the actor may not see them.
    """
    sight(actor, Act.TOKEN_LIST)
    with archive.reading() as uow:
        return tuple(reversed(uow.tokens.list()))


def find_bearer(archive: Archive, secret: str, *, at: datetime) -> Bearer | None:
    """Return who asks by this secret; None when the token is unknown or over, or the person is switched off.

    It asks for no leave: it is how an adapter learns who the actor is.
    """
    with archive.reading() as uow:
        token = uow.tokens.find(token_id(secret))
        user = uow.users.find(token.person) if token is not None and rules.counts(token, at) else None
    if token is None or user is None or not user.active:
        return None
    if token.used_at is None or at - token.used_at > _SEEN_EVERY:
        with archive.writing() as uow:
            now = uow.tokens.find(token.id)
            if now is None or not rules.counts(now, at):  # it may just have been taken back
                return None
            uow.tokens.put(replace(now, used_at=at))
            uow.commit()
    return Bearer(token=token, user=user)
