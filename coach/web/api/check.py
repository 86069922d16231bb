"""Check scripts: one at a time, or a bounded list at once."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field, PlainValidator, StringConstraints

from coach.errors import CoachError
from coach.library import parse_product
from coach.scoring import Kind, Platform, Product, Report, check
from coach.services import cards, rooms
from coach.training.model import CardId, RoomId
from coach.training.model.tokens import TokenScope
from coach.web.api.operation import Call, operation
from coach.web.api.values import Given, RecordId, Told

MOST_CHARS = 20_000
MOST_ITEMS = 100
MOST_TOTAL = 400_000
_PER_REQUEST = 10


def _card(value: object) -> Product:
    try:
        return parse_product(value)
    except CoachError as error:
        raise ValueError(error.message) from error


ProductCard = Annotated[Product, PlainValidator(_card, json_schema_input_type=Product)]
Script = Annotated[str, StringConstraints(min_length=1, max_length=MOST_CHARS), Field(description="要检查的话术原文")]


class CheckBody(Given):
    """A script with what it is about; offsets in the report count Unicode code points of ``text``."""

    text: Script
    product: Annotated[RecordId | ProductCard | None, Field(description="商品卡的编号，或一张完整的商品卡")] = None
    kind: Kind | None = None
    platform: Platform | None = None
    room: Annotated[RecordId | None, Field(description="直播间的编号：按它的团队词库检查")] = None


class BatchItem(CheckBody):
    """One script of a list, under an id of the caller's choice."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class BatchBody(Given):
    """A list of scripts."""

    items: Annotated[tuple[BatchItem, ...], Field(min_length=1, max_length=MOST_ITEMS)]


class BatchLine(Told):
    """The report on one script, or why there is none."""

    id: str
    report: Report | None = None
    error: str | None = None


class BatchAnswer(Told):
    """A line for each script, in the order given."""

    items: tuple[BatchLine, ...]


class Me(Told):
    """Whom a token acts as, and what it may be used for."""

    name: str
    person: str
    login: str
    roles: tuple[str, ...]
    rooms: tuple[str, ...]
    scopes: tuple[str, ...]
    expires: AwareDatetime


def _weight(body: BatchBody) -> int:
    return -(-len(body.items) // _PER_REQUEST)


@operation("GET", "/me", "令牌的主人和范围", scope=None)
def who_am_i(call: Call) -> Me:
    """Return whom the token acts as."""
    token, user = call.token, call.user
    return Me(
        name=token.name,
        person=user.id,
        login=user.login,
        roles=tuple(sorted(user.roles)),
        rooms=tuple(sorted(user.rooms)),
        scopes=tuple(sorted(token.scopes)),
        expires=token.expires,
    )


@operation("POST", "/check", "检查一段话术", scope=TokenScope.CHECK)
def check_script(call: Call, body: CheckBody) -> Report:
    """Return the report on one script; nothing is kept."""
    return _check(call, body)


@operation("POST", "/batch", f"检查一批话术，最多 {MOST_ITEMS} 段", scope=TokenScope.CHECK, cost=_weight)
def check_batch(call: Call, body: BatchBody) -> BatchAnswer:
    """Return a report for each script, or why there is none: one that fails does not stop the others."""
    return BatchAnswer(items=tuple(_line(call, item, ahead) for item, ahead in _with_chars(body)))


def _with_chars(body: BatchBody) -> list[tuple[BatchItem, int]]:
    total, found = 0, []
    for item in body.items:
        total += len(item.text)
        found.append((item, total))
    return found


def _line(call: Call, item: BatchItem, chars: int) -> BatchLine:
    if chars > MOST_TOTAL:
        return BatchLine(id=item.id, error=f"这一批超过 {MOST_TOTAL} 字，从这一段起没有检查。请分成几批再发。")
    try:
        return BatchLine(id=item.id, report=_check(call, item))
    except CoachError as error:
        return BatchLine(id=item.id, error=error.message)


def _check(call: Call, body: CheckBody) -> Report:
    product = body.product
    if isinstance(product, str):
        product = cards.get_card(call.desk, call.user, CardId(product)).product
    kind = body.kind if product is None else None
    room = RoomId(body.room) if body.room is not None else None
    book = call.desk.rules_of(rooms.get_room(call.desk, call.user, room)) if room else call.desk.rulebook
    return check(body.text, product, book, kind=kind, platform=body.platform)
