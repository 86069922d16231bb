"""``coach user``: people and their logins, from the machine itself."""

from __future__ import annotations

import sys

import click

from coach.cli.group import Command, Group
from coach.cli.records import archive, now, roles
from coach.cli.usage import OneOf

PASSWORD = click.option("--password-stdin", "from_stdin", is_flag=True, help="从标准输入读密码（一行），不在屏幕上问")


@click.group(
    "user",
    cls=Group,
    help="管理人员：新建、改身份、设密码、关二次验证、停用。\n\n例：coach user add xiaomin --name 小敏 --role anchor",
)
def user() -> None:
    """Gather the commands on people."""


@user.command(
    "add",
    cls=Command,
    help="新建人员，并给一个密码。\n身份：anchor 主播、senior 老主播、trainer 培训、ops 运营、admin 管理员。\n\n"
    "例：coach user add xiaomin --name 小敏 --role anchor --room 小满零食",
)
@click.argument("login", metavar="LOGIN")
@click.option("--name", required=True, metavar="姓名", help="显示的姓名")
@click.option("--role", "as_", type=OneOf(roles), multiple=True, required=True, help="身份，可写多次")
@click.option("--room", "rooms", multiple=True, metavar="名字", help="所属直播间，可写多次")
@PASSWORD
def add(*, login: str, name: str, as_: tuple[str, ...], rooms: tuple[str, ...], from_stdin: bool) -> None:
    """Make a person."""
    from coach.cli.room import room_ids
    from coach.services.people import add_user
    from coach.training.access import CONSOLE
    from coach.training.model import Role

    password = _password(from_stdin=from_stdin)
    with archive() as opened:
        made = add_user(
            opened,
            CONSOLE,
            name=name,
            login=login,
            roles=[Role(role) for role in as_],
            rooms=room_ids(opened, rooms),
            password=password,
            at=now(),
        )
    click.echo(f"已新建 {made.name}（登录名 {made.login}）。", err=True)


@user.command(
    "list", cls=Command, help="列出人员：登录名、姓名、身份、直播间、状态。\n\n例：coach user list --role anchor"
)
@click.option("--role", type=OneOf(roles), help="只看一种身份")
def list_all(*, role: str | None) -> None:
    """Print a line for each person."""
    from coach.services.people import list_users
    from coach.services.rooms import list_rooms
    from coach.training.access import CONSOLE, ROLE_NAMES
    from coach.training.model import Role

    with archive() as opened:
        names = {room.id: room.name for room in list_rooms(opened, CONSOLE)}
        people = list_users(opened, CONSOLE, role=Role(role) if role else None)
    for one in people:
        cells = (
            one.login,
            one.name,
            "、".join(ROLE_NAMES[each] for each in Role if each in one.roles),
            "、".join(sorted(names[room] for room in one.rooms)) or "-",
            "在用" if one.active else "已停用",
        )
        click.echo("\t".join(cells))
    click.echo(f"共 {len(people)} 人。", err=True)


@user.command("role", cls=Command, help="改身份：写上改好以后的全部身份。\n\n例：coach user role xiaomin anchor senior")
@click.argument("login", metavar="LOGIN")
@click.argument("as_", metavar="ROLE…", type=OneOf(roles), nargs=-1, required=True)
def role(*, login: str, as_: tuple[str, ...]) -> None:
    """Say what a person is in the team."""
    from coach.services.people import get_by_login, set_roles
    from coach.training.access import CONSOLE, ROLE_NAMES
    from coach.training.model import Role

    with archive() as opened:
        one = get_by_login(opened, CONSOLE, login)
        one = set_roles(opened, CONSOLE, one.id, roles=[Role(each) for each in as_], seen=one.version, at=now())
    click.echo(f"{one.name}现在是{'、'.join(ROLE_NAMES[each] for each in Role if each in one.roles)}。", err=True)


@user.command("passwd", cls=Command, help="重设密码。\n\n例：coach user passwd xiaomin")
@click.argument("login", metavar="LOGIN")
@PASSWORD
def passwd(*, login: str, from_stdin: bool) -> None:
    """Give a person a new password."""
    from coach.services.people import get_by_login, set_password
    from coach.training.access import CONSOLE

    with archive() as opened:
        one = get_by_login(opened, CONSOLE, login)
        set_password(opened, CONSOLE, one.id, password=_password(from_stdin=from_stdin), at=now())
    click.echo(f"{one.name}的密码已重设。", err=True)


@user.command(
    "dropcodes",
    cls=Command,
    help="关闭一个人的二次验证：手机丢了，或网页的密钥换过、验证码读不出来时用。\n\n例：coach user dropcodes xiaomin",
)
@click.argument("login", metavar="LOGIN")
def dropcodes(*, login: str) -> None:
    """Turn a person's one-time codes off."""
    from coach.services.people import get_by_login
    from coach.services.second_step import end_second_step
    from coach.training.access import CONSOLE

    with archive() as opened:
        one = get_by_login(opened, CONSOLE, login)
        end_second_step(opened, CONSOLE, one.id, password="", at=now())
    click.echo(f"{one.name}的二次验证已关闭，登录只要密码。", err=True)


@user.command(
    "disable", cls=Command, help="停用人员：不能再登录，记录都留着。\n\n例：coach user disable xiaomin --reason 离职"
)
@click.argument("login", metavar="LOGIN")
@click.option("--reason", required=True, metavar="原因", help="为什么停用，会记在操作记录里")
def disable(*, login: str, reason: str) -> None:
    """Keep a person from signing in."""
    from coach.services.people import disable_user, get_by_login
    from coach.training.access import CONSOLE

    with archive() as opened:
        one = disable_user(opened, CONSOLE, get_by_login(opened, CONSOLE, login).id, reason=reason, at=now())
    click.echo(f"{one.name}已停用。", err=True)


@user.command("enable", cls=Command, help="重新启用人员。\n\n例：coach user enable xiaomin")
@click.argument("login", metavar="LOGIN")
def enable(*, login: str) -> None:
    """Let a person sign in again."""
    from coach.services.people import enable_user, get_by_login
    from coach.training.access import CONSOLE

    with archive() as opened:
        one = enable_user(opened, CONSOLE, get_by_login(opened, CONSOLE, login).id, at=now())
    click.echo(f"{one.name}已重新启用。", err=True)


@user.command(
    "rooms",
    cls=Command,
    help="改所属直播间：写上改好以后的全部直播间，不写就是一个也没有。\n\n例：coach user rooms xiaomin 小满零食",
)
@click.argument("login", metavar="LOGIN")
@click.argument("names", metavar="直播间…", nargs=-1)
def rooms(*, login: str, names: tuple[str, ...]) -> None:
    """Say to which rooms a person belongs."""
    from coach.cli.room import room_ids
    from coach.services.people import get_by_login, set_rooms
    from coach.training.access import CONSOLE

    with archive() as opened:
        one = get_by_login(opened, CONSOLE, login)
        set_rooms(opened, CONSOLE, one.id, rooms=room_ids(opened, names), seen=one.version, at=now())
    click.echo(f"{one.name}所属的直播间：{'、'.join(names) or '无'}。", err=True)


def _password(*, from_stdin: bool) -> str:
    """Ask for a password twice without showing it, or read one line."""
    if from_stdin or not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("密码", hide_input=True, confirmation_prompt="再输一次", err=True))
