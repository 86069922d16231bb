"""Signing in and out: password, one-time code, sessions that end, and a growing wait after wrong tries."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from coach.errors import InputError, RefusedError, TooManyError
from coach.services.desk import Archive, use_case
from coach.services.passwords import hash_password, matches
from coach.services.people import create
from coach.services.second_step import accepted, opened
from coach.storage.unit_of_work import UnitOfWork
from coach.training.access import CONSOLE, Act, allow
from coach.training.audit import EntryDraft
from coach.training.model import Role, User, UserId
from coach.training.model.signing_in import SignIn
from coach.training.people import change_password
from coach.training.signing_in import ABSOLUTE, FREE_TRIES, SEEN_EVERY, count_failure, is_over, wait_until

VISITOR = UserId("visitor")
"""The actor of what is noted about a person who has not signed in."""
_LONGEST_DEVICE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock:
    """Who wants in, and from where: ``place`` is the address, or a browser that this person has used before."""

    login: str
    password: str
    code: str = ""
    address: str
    place: str
    device: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """A session as its owner sees it; ``mine`` is the one at hand."""

    sign_in: SignIn
    mine: bool


def token_id(token: str) -> str:
    """Return what is kept of a token: whoever reads the records can't use it."""
    return hashlib.sha256(token.encode()).hexdigest()


@use_case(Act.USER_SIGN_IN)
def sign_in(archive: Archive, knock: Knock, *, token: str, key: str, at: datetime) -> User:
    """Open a session under a fresh ``token`` for whoever knows login, password and, where it is on, the code.

    ``key`` is the secret key of this installation, under which secrets of codes are sealed.

    Raises:
        TooManyError: too many wrong tries for this login from this place; other places are not held up.
        InputError: they don't fit; it is not told which, but for a missing code (``key`` is "code").
        ForbiddenError: the person is switched off.
        RefusedError: the code can't be checked any more, because the key is another one now.
    """
    door = token_id(f"{knock.place}\n{knock.login.strip().casefold()}")
    with archive.reading() as uow:
        until = wait_until(uow.failed_tries.find(door))
        user = uow.users.find_login(knock.login.strip())
        hashed = uow.passwords.find(user.id) if user is not None else None
        second = uow.second_steps.find(user.id) if user is not None else None
    if until is not None and at < until:
        seconds = max(1, round((until - at).total_seconds()))
        raise TooManyError(f"输错太多次了，请等 {seconds} 秒再试。忘了密码就请管理员发一个新的链接。", seconds=seconds)
    if not matches(hashed, knock.password) or user is None:
        _note_failure(archive, door, user, knock, at)
        raise InputError("登录名或密码不对。请再试一次，忘了就请管理员发一个新的链接。", key="password")
    allow(user, Act.USER_SIGN_IN, owner=user.id)
    step = None
    if second is not None and second.confirmed:
        readable = opened(second, key=key)
        if not knock.code.strip():
            raise InputError("请再输入验证器里的 6 位数字。", key="code")
        step = accepted(readable, knock.code, at=at)
        if step is None:
            _note_failure(archive, door, user, knock, at)
            raise InputError("验证码不对或已经过期。请输入验证器里现在显示的 6 位数字。", key="code")
    with archive.writing() as uow:
        if second is not None and step is not None:
            uow.second_steps.put(replace(second, step=step))
        uow.failed_tries.drop(door)
        _open(uow, user, token=token, address=knock.address, device=knock.device, at=at)
        uow.record(_entry(Act.USER_SIGN_IN, user, user, at, address=knock.address))
        uow.commit()
    return user


def find_actor(archive: Archive, token: str, *, at: datetime) -> User | None:
    """Return the person behind a session as they are now; None when it has ended or they are switched off.

    It asks for no leave: it is how an adapter learns who the actor is.
    """
    with archive.reading() as uow:
        found = uow.sign_ins.find(token_id(token))
        user = uow.users.find(found.person) if found is not None and not is_over(found, at) else None
    if found is None or user is None or not user.active:
        return None
    if at - found.seen_at > SEEN_EVERY:
        with archive.writing() as uow:
            if uow.sign_ins.find(found.id) is not None:  # it may just have been ended elsewhere
                uow.sign_ins.put(replace(found, seen_at=at))
                uow.commit()
    return user


@use_case(Act.USER_SIGN_IN)
def renew(archive: Archive, actor: User, *, token: str, address: str, device: str, at: datetime) -> None:
    """Open a session for a person whose sessions were just ended by their own new password.

    Raises:
        ForbiddenError: they were switched off meanwhile.
        NotFoundError: there is no such person.
    """
    with archive.writing() as uow:
        user = uow.users.get(actor.id)
        allow(user, Act.USER_SIGN_IN, owner=user.id)
        _open(uow, user, token=token, address=address, device=device, at=at)
        uow.commit()


@use_case(Act.USER_SIGN_OUT)
def sign_out(archive: Archive, actor: User, *, token: str, at: datetime) -> None:
    """End the session at hand.

    Raises:
        ForbiddenError: the person is switched off.
    """
    allow(actor, Act.USER_SIGN_OUT, owner=actor.id)
    with archive.writing() as uow:
        uow.sign_ins.drop(token_id(token))
        uow.record(_entry(Act.USER_SIGN_OUT, actor, actor, at))
        uow.commit()


@use_case(Act.USER_SIGN_OUT_ALL)
def sign_out_all(archive: Archive, actor: User, user_id: UserId, *, but: str | None = None, at: datetime) -> None:
    """End all sessions of a person, the one with the token ``but`` excepted.

    Raises:
        ForbiddenError: they are somebody else's and the actor may not.
    """
    allow(actor, Act.USER_SIGN_OUT_ALL, owner=user_id)
    with archive.writing() as uow:
        user = uow.users.get(user_id)
        uow.sign_ins.end_all(user_id, but=token_id(but) if but else None)
        uow.record(_entry(Act.USER_SIGN_OUT_ALL, actor, user, at))
        uow.commit()


@use_case(Act.USER_SESSIONS)
def list_sessions(
    archive: Archive, actor: User, user_id: UserId, *, token: str = "", at: datetime
) -> tuple[OpenSession, ...]:
    """Return the open sessions of a person, the last used first.

    Raises:
        ForbiddenError: they are somebody else's and the actor may not.
    """
    allow(actor, Act.USER_SESSIONS, owner=user_id)
    with archive.reading() as uow:
        found = [one for one in uow.sign_ins.list(person=user_id) if not is_over(one, at)]
    found.sort(key=lambda one: one.seen_at, reverse=True)
    return tuple(OpenSession(sign_in=one, mine=one.id == token_id(token)) for one in found)


def has_people(archive: Archive) -> bool:
    """Return whether anybody is on the records; while nobody is, the first admin may be made."""
    with archive.reading() as uow:
        return uow.users.exists()


def set_up(archive: Archive, *, name: str, login: str, password: str, at: datetime) -> User:
    """Make the first admin, as long as there is nobody.

    Raises:
        RefusedError: somebody is there already, or name, login or password won't do.
    """
    hashed = hash_password(password)
    with archive.writing() as uow:
        if uow.users.exists():
            raise RefusedError("已经有人员了，不能再做首次设置。请用自己的账号登录。", missing=[])
        user = create(
            uow,
            CONSOLE,
            id_=UserId(archive.new_id()),
            name=name,
            login=login.strip(),
            roles=[Role.ADMIN],
            rooms=(),
            at=at,
        )
        uow.record(change_password(user, password, by=user, at=at))
        uow.passwords.put(user.id, hashed, at=at)
        uow.commit()
    return user


def _open(uow: UnitOfWork, user: User, *, token: str, address: str, device: str, at: datetime) -> None:
    uow.sign_ins.drop_older(at - ABSOLUTE - timedelta(days=1))
    uow.sign_ins.put(
        SignIn(id=token_id(token), person=user.id, at=at, seen_at=at, address=address, device=device[:_LONGEST_DEVICE])
    )


def _note_failure(archive: Archive, key: str, user: User | None, knock: Knock, at: datetime) -> None:
    with archive.writing() as uow:
        tries = count_failure(uow.failed_tries.find(key), id=key, at=at)
        uow.failed_tries.put(tries)
        if user is not None and tries.count % FREE_TRIES == 0:
            data = {"name": user.name, "failed": tries.count, "address": knock.address}
            uow.record(EntryDraft(act=Act.USER_SIGN_IN, actor=VISITOR, at=at, subject=user.id, data=data))
        uow.commit()


def _entry(act: Act, actor: User, user: User, at: datetime, **data: object) -> EntryDraft:
    return EntryDraft(act=act, actor=actor.id, at=at, subject=user.id, data={"name": user.name, **data})
