"""Put a name under an anchor's readiness at a screen: the signer gives their own password again."""

from __future__ import annotations

import hashlib
from datetime import datetime

from coach.errors import InputError, TooManyError
from coach.services import signoff
from coach.services.desk import Desk, use_case
from coach.services.passwords import matches
from coach.training.access import Act, allow
from coach.training.model import RoomId, Scope, Signoff, SignoffId, User, UserId
from coach.training.signing_in import count_failure, wait_until


@use_case(Act.SIGNOFF_SIGN)
def sign_by_password(
    desk: Desk, actor: User, anchor_id: UserId, *, password: str, room: RoomId, scope: Scope, at: datetime
) -> Signoff:
    """Put the actor's name under an anchor's readiness for a scope.

    Raises:
        ForbiddenError: the actor may not in this room.
        InputError: the password is wrong.
        TooManyError: it was wrong too often.
        RefusedError: something is missing; all of it is listed with what to do.
    """
    allow(actor, Act.SIGNOFF_SIGN, room=room)
    _confirm(desk, actor, password, at)
    return signoff.sign(desk, actor, anchor_id, room=room, scope=scope, at=at)


@use_case(Act.SIGNOFF_RENEW)
def renew_by_password(desk: Desk, actor: User, signoff_id: SignoffId, *, password: str, at: datetime) -> Signoff:
    """Sign the same scope again on the evidence of today.

    Raises:
        ForbiddenError: the actor may not in this room.
        InputError: the password is wrong.
        TooManyError: it was wrong too often.
        RefusedError: it is revoked or renewed already, or something is missing.
    """
    with desk.reading() as uow:
        old = uow.signoffs.get(signoff_id)
    allow(actor, Act.SIGNOFF_RENEW, room=old.room, owner=old.anchor)
    _confirm(desk, actor, password, at)
    return signoff.renew(desk, actor, signoff_id, at=at)


def _confirm(desk: Desk, actor: User, password: str, at: datetime) -> None:
    """Return if it is the actor's password; wrong ones are counted, so that nobody guesses at an open screen."""
    key = hashlib.sha256(f"signature\n{actor.id}".encode()).hexdigest()
    with desk.reading() as uow:
        hashed, tries = uow.passwords.find(actor.id), uow.failed_tries.find(key)
    until = wait_until(tries)
    if until is not None and at < until:
        seconds = max(1, round((until - at).total_seconds()))
        raise TooManyError(f"密码输错太多次了，请等 {seconds} 秒再签。", seconds=seconds)
    right = matches(hashed, password)
    if right and tries is None:
        return
    with desk.writing() as uow:
        if right:
            uow.failed_tries.drop(key)
        else:
            uow.failed_tries.put(count_failure(tries, id=key, at=at))
        uow.commit()
    if not right:
        raise InputError("密码不对，没有签。请输入你登录用的密码再签一次。", key="password")
