"""``coach token``: tokens by which other programs act for a person, from the machine itself."""

from __future__ import annotations

from collections.abc import Iterable

import click

from coach.cli.group import Command, Group
from coach.cli.records import archive, now
from coach.cli.usage import Count, OneOf


def scopes() -> Iterable[str]:
    """Return the scopes."""
    from coach.training.model.tokens import TokenScope

    return tuple(TokenScope)


@click.group(
    "token",
    cls=Group,
    help="接口令牌：让其他系统用接口读写。\n\n例：coach token add xiaomin --name 排班系统 --scope readiness:read",
)
def token() -> None:
    """Gather the commands on tokens."""


@token.command(
    "add",
    cls=Command,
    help="新建令牌，打印在标准输出上；只打印这一次。\n\n例：coach token add xiaomin --name 排班系统 --scope check --days 90",
)
@click.argument("login", metavar="LOGIN")
@click.option("--name", required=True, metavar="名称", help="给哪个系统用")
@click.option("--scope", "wanted", type=OneOf(scopes), multiple=True, required=True, help="范围，可写多次")
@click.option("--days", type=Count(1, 366), default=90, metavar="天", help="有效期，默认 90 天，最长 366 天")
def add(*, login: str, name: str, wanted: tuple[str, ...], days: int) -> None:
    """Make a token for a person."""
    import secrets
    from datetime import timedelta

    from coach.services.people import get_by_login
    from coach.services.tokens import issue_token
    from coach.training.access import CONSOLE
    from coach.training.model.tokens import TokenScope
    from coach.training.token import PREFIX

    secret, at = PREFIX + secrets.token_urlsafe(32), now()
    with archive() as opened:
        made = issue_token(
            opened,
            CONSOLE,
            person=get_by_login(opened, CONSOLE, login).id,
            name=name,
            scopes=[TokenScope(one) for one in wanted],
            expires=at + timedelta(days=days),
            secret=secret,
            at=at,
        )
    click.echo(secret)
    click.echo(f"令牌“{made.name}”建好了，编号 {made.id[:12]}。上面这一行只显示这一次，请现在就复制。", err=True)


@token.command(
    "list", cls=Command, help="列出令牌：编号、名称、身份、范围、到期、最近用过、状态。\n\n例：coach token list"
)
def list_all() -> None:
    """Print a line for each token."""
    from coach.services.people import list_users
    from coach.services.tokens import list_tokens
    from coach.training.access import CONSOLE
    from coach.training.names import day, moment
    from coach.training.token import counts

    with archive() as opened:
        logins = {one.id: one.login for one in list_users(opened, CONSOLE)}
        found = list_tokens(opened, CONSOLE)
    at = now()
    for one in found:
        cells = (
            one.id[:12],
            one.name,
            logins.get(one.person, one.person),
            ",".join(sorted(one.scopes)),
            day(one.expires),
            moment(one.used_at) if one.used_at is not None else "没用过",
            "可用" if counts(one, at) else "已撤销" if one.revoked_at is not None else "已到期",
        )
        click.echo("\t".join(cells))
    click.echo(f"共 {len(found)} 个。", err=True)


@token.command("revoke", cls=Command, help="撤销令牌，马上生效。\n\n例：coach token revoke 3f2a9c41d0be")
@click.argument("number", metavar="编号")
def revoke(*, number: str) -> None:
    """Take a token back."""
    from coach.errors import NotFoundError
    from coach.services.tokens import list_tokens, revoke_token
    from coach.training.access import CONSOLE

    with archive() as opened:
        found = [one for one in list_tokens(opened, CONSOLE) if len(number) >= 8 and one.id.startswith(number)]
        if len(found) != 1:
            raise NotFoundError(
                f"没有编号以“{number}”开头的令牌（至少写 8 位）。用 coach token list 查看。", token=number
            )
        revoked = revoke_token(opened, CONSOLE, found[0].id, at=now())
    click.echo(f"令牌“{revoked.name}”已撤销。", err=True)
