"""``coach db|backup|restore``: look after the database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.cli.group import Command, Group
from coach.cli.records import archive, now

if TYPE_CHECKING:
    from coach.services.backup_files import Places


@click.group("db", cls=Group, help="升级和检查数据库。\n\n例：coach db upgrade")
def db() -> None:
    """Gather the commands on the database."""


@db.command(
    "upgrade",
    cls=Command,
    help="建好数据库，或升级到这一版要的结构；已有的记录不动。\n"
    "库的地址在环境变量 DATABASE_URL 里，没有就用 instance/coach.db。\n\n例：coach db upgrade",
)
def upgrade() -> None:
    """Run the migrations that are missing."""
    from coach.config import Settings
    from coach.services.database import upgrade_database

    before, after = upgrade_database(Settings.from_env().database_url)
    done = f"结构已经是最新的（{after}）" if before == after else f"结构从 {before or '空'} 升到 {after}"
    click.echo(f"{done}。", err=True)


@db.command(
    "check",
    cls=Command,
    help="检查数据库：结构、文件有没有损坏、只能追加的表、操作记录。\n有问题时逐条列出，退出码 1。\n\n例：coach db check",
)
def check() -> int:
    """Look the database over; return 1 when something is wrong."""
    from coach.config import Settings
    from coach.services.database import check_database

    health = check_database(Settings.from_env().database_url)
    for fault in health.faults:
        click.echo(fault)
    state = f"{len(health.faults)} 处问题" if health.faults else "没有问题"
    click.echo(f"结构 {health.revision or '空'}，操作记录 {health.entries} 条，{state}。", err=True)
    return int(bool(health.faults))


@click.command(
    "backup",
    cls=Command,
    help="把全部记录和团队自己的练习、词库、误报备份成一个文件，备份时别人可以照常用。\n"
    "文件里有密码的校验值，请放在稳妥的地方。网页的密钥不在里面，请另外保管实例目录里的 secret_key。\n\n"
    "例：coach backup 备份/0302.gz",
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
def backup(*, file: Path) -> None:
    """Write all records to one file."""
    from coach.services.backup import write_backup
    from coach.training.access import CONSOLE

    with archive() as opened:
        copy = write_backup(opened, CONSOLE, file, places=_places(), at=now())
    click.echo(f"已备份到 {file}：{copy.lines} 行，其中团队文件 {copy.files} 个，校验码 {copy.sha256[:16]}。", err=True)


@click.command(
    "restore",
    cls=Command,
    help="从备份恢复到一个空的数据库，并放回团队自己的练习、词库、误报。\n"
    "文件有损坏，或库里、目录里已有别的内容，就不动。\n\n例：coach restore 备份/0302.gz",
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
def restore(*, file: Path) -> None:
    """Fill an empty database from a backup."""
    from coach.services.backup import restore_backup
    from coach.training.access import CONSOLE

    with archive() as opened:
        copy = restore_backup(opened.store, CONSOLE, file, places=_places())
    click.echo(f"已从 {file} 恢复：{copy.lines} 行，其中团队文件 {copy.files} 个，操作记录校验通过。", err=True)


def _places() -> Places:
    from coach.config import Settings
    from coach.services.backup_files import Places

    settings = Settings.from_env()
    return Places(drills=settings.team_drills, packs=settings.team_packs, instance=settings.instance)
