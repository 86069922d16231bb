"""Invitations in place of shared passwords: a link for one person, good once and for three days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from coach.errors import NotFoundError
from coach.services.desk import Archive, use_case
from coach.services.passwords import hash_password
from coach.services.signing_in import token_id
from coach.training.access import Act, allow
from coach.training.audit import EntryDraft
from coach.training.model import User, UserId
from coach.training.model.signing_in import Invitation
from coach.training.people import change_password
from coach.training.signing_in import INVITATION, can_be_used

_OVER = "这个链接已经用过或过期了。请管理员再发一个新的链接。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """Who is invited, by whom, and until when."""

    user: User
    by: str
    invitation: Invitation


@use_case(Act.USER_INVITE)
def invite(archive: Archive, actor: User, user_id: UserId, *, token: str, at: datetime) -> Invitation:
    """Let a person set their password by a link with this ``token``; earlier links of theirs end.

    Raises:
        ForbiddenError: the actor may not, or the person is switched off.
    """
    allow(actor, Act.USER_INVITE, owner=user_id)
    with archive.writing() as uow:
        user = uow.users.get(user_id)
        allow(user, Act.USER_JOIN, owner=user_id)
        for before in uow.invitations.list(person=user_id, used_at=None):
            uow.invitations.drop(before.id)
        made = Invitation(id=token_id(token), person=user_id, by=actor.id, at=at, expires=at + INVITATION)
        uow.invitations.put(made)
        uow.record(_entry(Act.USER_INVITE, actor, user, at))
        uow.commit()
    return made


def get_welcome(archive: Archive, *, token: str, at: datetime) -> Welcome:
    """Return whom a link is for.

    Raises:
        NotFoundError: there is no such link, it was used, or it is too old.
        ForbiddenError: the person is switched off.
    """
    with archive.reading() as uow:
        found = uow.invitations.find(token_id(token))
        if found is None or not can_be_used(found, at):
            raise NotFoundError(_OVER)
        user, by = uow.users.get(found.person), uow.users.find(found.by)
    allow(user, Act.USER_JOIN, owner=user.id)
    return Welcome(user=user, by=by.name if by else "管理员", invitation=found)


@use_case(Act.USER_JOIN)
def join(archive: Archive, *, token: str, password: str, at: datetime) -> User:
    """Set the password of whom the link is for; the link and all their open sessions end.

    Raises:
        NotFoundError: there is no such link, it was used, or it is too old.
        RefusedError: the password won't do.
        ForbiddenError: the person is switched off.
    """
    welcome = get_welcome(archive, token=token, at=at)
    draft = change_password(welcome.user, password, by=welcome.user, at=at)
    hashed = hash_password(password)
    with archive.writing() as uow:
        found = uow.invitations.find(token_id(token))
        if found is None or not can_be_used(found, at):
            raise NotFoundError(_OVER)
        uow.passwords.put(found.person, hashed, at=at)
        uow.sign_ins.end_all(found.person)
        uow.invitations.put(replace(found, used_at=at))
        uow.record(_entry(Act.USER_JOIN, welcome.user, welcome.user, at))
        uow.record(draft)
        uow.commit()
    return welcome.user


def _entry(act: Act, actor: User, user: User, at: datetime) -> EntryDraft:
    return EntryDraft(act=act, actor=actor.id, at=at, subject=user.id, data={"name": user.name})
