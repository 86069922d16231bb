"""Readiness and sign-offs: read only; signing asks for a person with the evidence in front of them."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from coach.scoring import Kind, Platform
from coach.services import people, readiness, signoff
from coach.services.signoff import Standing
from coach.training.model import Role, RoomId, UserId
from coach.training.model.tokens import TokenScope
from coach.training.staleness import SignoffStatus
from coach.web import clock
from coach.web.api.assignments import AnchorQuery
from coach.web.api.operation import Call, operation
from coach.web.api.values import Cursor, Given, Page, RecordId, Told, behind, page_behind, page_by_time, window


class Need(Told):
    """One thing that must hold: what is needed, what there is, the records that prove it, what to do next."""

    id: str
    part: str
    title: str
    need: str
    have: str
    met: bool
    evidence: tuple[str, ...]
    next: str


class ReadinessTold(Told):
    """Whether an anchor is ready for one platform and one kind of goods."""

    platform: Platform
    kind: Kind
    ready: bool
    step: str
    requirements: tuple[Need, ...]


class BoardLine(Told):
    """An anchor and how ready they are."""

    anchor: str
    name: str
    parts: tuple[ReadinessTold, ...]


class SignoffTold(Told):
    """A sign-off, whether it holds now, and why not."""

    id: str
    anchor: str
    room: str
    by: str
    at: AwareDatetime
    expires: AwareDatetime
    platforms: frozenset[Platform]
    kinds: frozenset[Kind]
    status: SignoffStatus
    reasons: tuple[str, ...]


class BoardQuery(Given):
    """Which part of the list, and of which room; short pages, since all evidence of each anchor is looked at."""

    limit: Annotated[int, Field(ge=1, le=50, description="一页多少人，最多 50")] = 20
    cursor: Cursor | None = None
    room: RecordId | None = None


@operation("GET", "/readiness", "上岗总览", scope=TokenScope.READINESS_READ)
def list_readiness(call: Call, query: BoardQuery) -> Page[BoardLine]:
    """Return the anchors the token's owner may see and how ready they are, by id."""
    room = RoomId(query.room) if query.room is not None else None
    found = people.list_after(
        call.desk, call.user, room=room, role=Role.ANCHOR, active=True, after=behind(query), limit=query.limit + 1
    )
    shown, onward = page_behind(found, query, lambda one: one.id)
    told = (BoardLine(anchor=one.id, name=one.name, parts=_of(call, one.id)) for one in shown)
    return Page(items=tuple(told), next=onward)


@operation("GET", "/people/<person>/readiness", "一个人的上岗条件", scope=TokenScope.READINESS_READ)
def get_readiness(call: Call, person: str) -> tuple[ReadinessTold, ...]:
    """Return how ready one anchor is, for each platform and kind of goods of their rooms."""
    return _of(call, UserId(person))


@operation("GET", "/signoffs", "上岗确认", scope=TokenScope.READINESS_READ)
def list_signoffs(call: Call, query: AnchorQuery) -> Page[SignoffTold]:
    """Return sign-offs the token's owner may see and whether each holds, the newest first."""
    found = signoff.list_signoffs(
        call.desk,
        call.user,
        anchor=UserId(query.anchor) if query.anchor is not None else None,
        room=RoomId(query.room) if query.room is not None else None,
        window=window(query),
        at=clock.now(),
    )
    shown, onward = page_by_time(found, query, lambda one: (one.signoff.at, one.signoff.id))
    return Page(items=tuple(map(_signoff, shown)), next=onward)


def _of(call: Call, anchor: UserId) -> tuple[ReadinessTold, ...]:
    parts = readiness.get_readiness(call.desk, call.user, anchor, at=clock.now())
    return tuple(map(ReadinessTold.model_validate, parts))


def _signoff(one: Standing) -> SignoffTold:
    it = one.signoff
    return SignoffTold(
        id=it.id,
        anchor=it.anchor,
        room=it.room,
        by=it.by,
        at=it.at,
        expires=it.expires,
        platforms=it.scope.platforms,
        kinds=it.scope.kinds,
        status=one.status,
        reasons=tuple(reason.message for reason in one.reasons),
    )
