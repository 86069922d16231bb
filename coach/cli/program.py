"""The ``coach`` program: its commands by name, loaded when they are asked for."""

from __future__ import annotations

import click

from coach import __version__
from coach.cli.group import Group

_HELP = """\
检查和打磨直播带货话术。

例：coach check 话术.txt --product 商品卡.toml --platform douyin"""
_COMMANDS = {
    "check": "coach.cli.check:check",
    "batch": "coach.cli.batch:batch",
    "lexicon": "coach.cli.lexicon:lexicon",
    "serve": "coach.cli.serve:serve",
    "library": "coach.cli.library:library",
    "user": "coach.cli.user:user",
    "room": "coach.cli.room:room",
    "token": "coach.cli.token:token",
    "webhooks": "coach.cli.webhooks:webhooks",
    "audit": "coach.cli.audit:audit",
    "db": "coach.cli.database:db",
    "backup": "coach.cli.database:backup",
    "restore": "coach.cli.database:restore",
    "recheck": "coach.cli.recheck:recheck",
    "import": "coach.cli.exchange:import_table",
    "export": "coach.cli.exchange:export_table",
}


@click.group(
    "coach",
    cls=Group,
    help=_HELP,
    commands_at=_COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="退出码：0 没有问题 · 1 有达到级别的问题 · 2 没能运行",
)
@click.version_option(
    __version__, "--version", prog_name="coach", message="%(prog)s %(version)s", help="显示版本后退出"
)
def main() -> None:
    """Run a command of ``coach``."""
