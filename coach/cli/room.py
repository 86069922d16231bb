"""``coach room``: livestream rooms, from the machine itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from coach.cli.check import kinds, platforms
from coach.cli.group import Command, Group
from coach.cli.records import archive, now
from coach.cli.usage import OneOf

if TYPE_CHECKING:
    from coach.services.desk import Archive
    from coach.training.model import Room, RoomId


@click.group(
    "room",
    cls=Group,
    help="管理直播间：新建、修改、停用。\n\n例：coach room add 小满零食 --platform douyin --kind food",
)
def room() -> None:
    """Gather the commands on rooms."""


@room.command(
    "add", cls=Command, help="新建直播间。\n\n例：coach room add 小满零食 --platform douyin --kind food --kind baby"
)
@click.argument("name", metavar="名字")
@click.option("--platform", type=OneOf(platforms), required=True, help="在哪个平台")
@click.option("--kind", "of", type=OneOf(kinds), multiple=True, required=True, help="卖哪类商品，可写多次")
def add(*, name: str, platform: str, of: tuple[str, ...]) -> None:
    """Make a room."""
    from coach.scoring import Kind, Platform
    from coach.services.rooms import add_room
    from coach.training.access import CONSOLE

    with archive() as opened:
        made = add_room(
            opened, CONSOLE, name=name, platform=Platform(platform), kinds=[Kind(each) for each in of], at=now()
        )
    click.echo(f"已新建直播间“{made.name}”。", err=True)


@room.command("list", cls=Command, help="列出直播间：名字、平台、品类、状态。\n\n例：coach room list")
def list_all() -> None:
    """Print a line for each room."""
    from coach.scoring.names import KINDS, PLATFORMS
    from coach.services.rooms import list_rooms
    from coach.training.access import CONSOLE

    with archive() as opened:
        found = list_rooms(opened, CONSOLE)
    for each in found:
        goods = "、".join(name for kind, name in KINDS.items() if kind in each.kinds)
        click.echo("\t".join((each.name, PLATFORMS[each.platform], goods, "在用" if each.open else "已停用")))
    click.echo(f"共 {len(found)} 个直播间。", err=True)


@room.command(
    "edit",
    cls=Command,
    help="修改直播间的名字或品类；没写的不变。\n\n例：coach room edit 小满零食 --name 小满 --kind food",
)
@click.argument("name", metavar="名字")
@click.option("--name", "new", metavar="新名字", help="改成什么名字")
@click.option("--kind", "of", type=OneOf(kinds), multiple=True, help="改好以后的全部品类，可写多次")
def edit(*, name: str, new: str | None, of: tuple[str, ...]) -> None:
    """Change a room."""
    from coach.scoring import Kind
    from coach.services.rooms import edit_room
    from coach.training.access import CONSOLE

    with archive() as opened:
        found = _get(opened, name)
        goods = [Kind(each) for each in of] or found.kinds
        saved = edit_room(opened, CONSOLE, found.id, name=new or found.name, kinds=goods, seen=found.version, at=now())
    click.echo(f"已修改直播间“{saved.name}”。", err=True)


@room.command("close", cls=Command, help="停用直播间，记录都留着。\n\n例：coach room close 小满零食")
@click.argument("name", metavar="名字")
def close(*, name: str) -> None:
    """Take a room out of use."""
    from coach.services.rooms import close_room
    from coach.training.access import CONSOLE

    with archive() as opened:
        close_room(opened, CONSOLE, _get(opened, name).id, at=now())
    click.echo(f"直播间“{name}”已停用。", err=True)


@room.command("reopen", cls=Command, help="重新启用直播间。\n\n例：coach room reopen 小满零食")
@click.argument("name", metavar="名字")
def reopen(*, name: str) -> None:
    """Take a room into use again."""
    from coach.services.rooms import reopen_room
    from coach.training.access import CONSOLE

    with archive() as opened:
        reopen_room(opened, CONSOLE, _get(opened, name).id, at=now())
    click.echo(f"直播间“{name}”已重新启用。", err=True)


def room_ids(opened: Archive, names: Iterable[str]) -> list[RoomId]:
    """Return the ids of the rooms with these names.

    Raises:
        NotFoundError: there is no such room.
    """
    return [_get(opened, name).id for name in names]


def _get(opened: Archive, name: str) -> Room:
    from coach.errors import NotFoundError
    from coach.services.rooms import list_rooms
    from coach.training.access import CONSOLE

    found = {each.name: each for each in list_rooms(opened, CONSOLE)}
    if name not in found:
        known = "、".join(found) or "一个也没有"
        raise NotFoundError(f"没有叫“{name}”的直播间。现有：{known}。用 coach room add 新建。", room=name)
    return found[name]
