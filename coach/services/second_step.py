"""One-time codes (TOTP, RFC 6238) as a second step of signing in, for those who want it; their secrets are kept sealed.

``key`` is the secret key of this installation, which is not part of the records.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pyotp

from coach.errors import InputError, RefusedError
from coach.services.desk import Archive, use_case
from coach.services.passwords import matches
from coach.services.sealing import is_sealed, seal, unseal
from coach.training.access import CONSOLE, Act, allow
from coach.training.audit import EntryDraft
from coach.training.model import User, UserId
from coach.training.model.signing_in import SecondStep

ISSUER = "主播教练"
_SECONDS = 30
_SLACK = 1  # steps before and after the present one: clocks of phones are not exact


@use_case(Act.USER_SECOND_STEP)
def find_second_step(archive: Archive, actor: User, *, key: str) -> SecondStep | None:
    """Return the actor's own second step; once confirmed, without its secret: nobody needs to see that again.

    One that was only begun, under a key that is gone, is as if it had never been.

    Raises:
        ForbiddenError: the actor is switched off.
    """
    allow(actor, Act.USER_SECOND_STEP, owner=actor.id)
    with archive.reading() as uow:
        kept = uow.second_steps.find(actor.id)
    if kept is None or kept.confirmed:
        return replace(kept, secret="") if kept is not None else None
    try:
        return opened(kept, key=key)
    except RefusedError:
        return None


@use_case(Act.USER_SECOND_STEP)
def begin_second_step(archive: Archive, actor: User, *, secret: str, key: str, at: datetime) -> str:
    """Keep a fresh ``secret`` that does not count yet, and return the address that an authenticator reads.

    Raises:
        ForbiddenError: the actor may not.
        InputError: it is on already.
    """
    allow(actor, Act.USER_SECOND_STEP, owner=actor.id)
    with archive.writing() as uow:
        kept = uow.second_steps.find(actor.id)
        if kept is not None and kept.confirmed:
            raise InputError("二次验证已经打开了。要换手机，请先关闭再打开。", key="code")
        sealed = seal(secret, person=actor.id, key=key)
        uow.second_steps.put(SecondStep(person=actor.id, secret=sealed, at=at))
        uow.commit()
    return address_of(secret, actor)


@use_case(Act.USER_SECOND_STEP)
def confirm_second_step(archive: Archive, actor: User, *, code: str, key: str, at: datetime) -> None:
    """Turn the second step on, now that the actor's authenticator shows the right code.

    Raises:
        ForbiddenError: the actor may not.
        InputError: the code is wrong, nothing was begun, or it is on already.
        RefusedError: it was begun under another key.
    """
    allow(actor, Act.USER_SECOND_STEP, owner=actor.id)
    with archive.writing() as uow:
        kept = uow.second_steps.find(actor.id)
        if kept is not None and kept.confirmed:
            raise InputError("二次验证已经打开了，不用再确认。", key="code")
        step = accepted(opened(kept, key=key), code, at=at) if kept is not None else None
        if kept is None or step is None:
            raise InputError("验证码不对或已经过期。请输入验证器里现在显示的 6 位数字。", key="code")
        uow.second_steps.put(replace(kept, confirmed=True, step=step))
        uow.record(_entry(Act.USER_SECOND_STEP, actor, actor, at))
        uow.commit()


@use_case(Act.USER_SECOND_STEP_OFF)
def end_second_step(archive: Archive, actor: User, user_id: UserId, *, password: str, at: datetime) -> None:
    """Turn the second step of a person off; whoever does it gives their own password again (nobody has one at the machine).

    Raises:
        ForbiddenError: it is somebody else's and the actor may not.
        InputError: the password is wrong.
    """
    allow(actor, Act.USER_SECOND_STEP_OFF, owner=user_id)
    with archive.reading() as uow:
        user, kept = uow.users.get(user_id), uow.passwords.find(actor.id)
    if actor.id != CONSOLE.id and not matches(kept, password):
        raise InputError("密码不对，没有关闭。请再试一次。", key="password")
    with archive.writing() as uow:
        uow.second_steps.drop(user_id)
        uow.record(_entry(Act.USER_SECOND_STEP_OFF, actor, user, at))
        uow.commit()


def seal_plain(archive: Archive, *, key: str) -> None:
    """Seal the secrets that earlier versions kept as they are; nothing is written where there are none."""
    with archive.reading() as uow:
        found = [one for one in uow.second_steps.list() if not is_sealed(one.secret)]
    if not found:
        return
    with archive.writing() as uow:
        for one in uow.second_steps.list():
            if not is_sealed(one.secret):
                uow.second_steps.put(replace(one, secret=seal(one.secret, person=one.person, key=key)))
        uow.commit()


def opened(kept: SecondStep, *, key: str) -> SecondStep:
    """Return a second step with its secret unsealed.

    Raises:
        RefusedError: it was sealed with another key.
    """
    return replace(kept, secret=unseal(kept.secret, person=kept.person, key=key))


def new_secret() -> str:
    """Return a fresh secret of 160 bits."""
    return pyotp.random_base32()


def address_of(secret: str, user: User) -> str:
    """Return the ``otpauth:`` address that an authenticator reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.login, issuer_name=ISSUER)


def accepted(second: SecondStep, code: str, *, at: datetime) -> int | None:
    """Return the time step whose code this is, None when it is wrong, too old or was used before."""
    digits = "".join(code.split())
    now = int(at.timestamp()) // _SECONDS
    totp = pyotp.TOTP(second.secret)
    for step in range(now - _SLACK, now + _SLACK + 1):
        if step > second.step and pyotp.utils.strings_equal(totp.generate_otp(step), digits):
            return step
    return None


def _entry(act: Act, actor: User, user: User, at: datetime) -> EntryDraft:
    return EntryDraft(act=act, actor=actor.id, at=at, subject=user.id, data={"name": user.name})
