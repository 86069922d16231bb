"""``coach import|export``: lists of people, cards, assignments and results in .csv and .xlsx."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.cli.group import Command
from coach.cli.output import save
from coach.cli.records import desk, now
from coach.cli.usage import OneOf

if TYPE_CHECKING:
    from coach.services.desk import Desk
    from coach.services.exchange import Intake
    from coach.services.exchange_out import Outgoing
    from coach.training.model import User

_IN = ("people", "cards", "assignments")
_OUT = (*_IN, "results", "reviews", "sessions", "incidents", "signoffs", "checklists", "shows")


@click.command(
    "import",
    cls=Command,
    help="导入名单：people 人员、cards 商品卡、assignments 练习安排。\n"
    "第一行是列名（可先用 coach export 导出一份照着填）。\n有一行不行就一行也不导入，逐行说明原因，退出码 1。\n\n"
    "例：coach import people 名单.xlsx --dry-run\n"
    "    coach import assignments 本周练习.csv --as trainer1",
)
@click.argument("what", metavar="种类", type=OneOf(lambda: _IN))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="只检查，不写入")
@click.option("--as", "login", metavar="LOGIN", help="以谁的名义；练习安排要由培训或运营来导")
def import_table(*, what: str, file: Path, dry_run: bool, login: str | None) -> int:
    """Take a table in; return 1 when rows are bad."""
    from coach.services import exchange, exchange_columns
    from coach.services.sheets import read_sheet

    columns: Mapping[str, tuple[dict[str, str], tuple[str, ...], Callable[..., Intake]]] = {
        "people": (exchange_columns.PEOPLE, ("login", "name", "roles"), exchange.import_people),
        "cards": (exchange_columns.CARDS, ("id", "name", "kind", "points"), exchange.import_cards),
        "assignments": (exchange_columns.ASSIGNMENTS, ("login", "drill", "room"), exchange.import_assignments),
    }
    headings, needed, take = columns[what]
    rows = read_sheet(file, headings, needed=needed)
    with desk() as opened:
        intake = take(opened, _actor(opened, login), rows, dry_run=dry_run, at=now())
    for bad in intake.bad:
        click.echo(f"第 {bad.number} 行：{bad.reason}")
    click.echo(_summary(intake, dry_run=dry_run), err=True)
    return int(bool(intake.bad))


@click.command(
    "export",
    cls=Command,
    help="导出名单和记录：people 人员、cards 商品卡、assignments 练习安排、results 练习结果、reviews 批改、\n"
    "sessions 上播、incidents 事故、signoffs 签字、checklists 检查表、shows 专场和排班。\n"
    "按文件名写成 .csv 或 .xlsx。\n\n例：coach export results -o 练习结果.xlsx",
)
@click.argument("what", metavar="种类", type=OneOf(lambda: _OUT))
@click.option(
    "-o", "--output", "target", required=True, metavar="FILE", type=click.Path(path_type=Path), help="写到哪个文件"
)
@click.option("--as", "login", metavar="LOGIN", help="以谁的名义，只导出这个人看得到的")
def export_table(*, what: str, target: Path, login: str | None) -> None:
    """Write a table."""
    from coach.errors import InputError
    from coach.services import exchange_out, exchange_records
    from coach.services.sheets import write_csv, write_xlsx

    kinds = {".csv": write_csv, ".xlsx": write_xlsx}
    if target.suffix.lower() not in kinds:
        raise InputError(f"不认识的文件类型“{target.suffix}”。请写成 .csv 或 .xlsx。", target=str(target))
    gives: Mapping[str, Callable[[Desk, User], Outgoing]] = {
        "people": exchange_out.export_people,
        "cards": exchange_out.export_cards,
        "assignments": lambda opened, actor: exchange_out.export_assignments(opened, actor, at=now()),
        "results": exchange_out.export_results,
        "reviews": exchange_records.export_reviews,
        "sessions": exchange_records.export_sessions,
        "incidents": exchange_records.export_incidents,
        "signoffs": lambda opened, actor: exchange_records.export_signoffs(opened, actor, at=now()),
        "checklists": exchange_records.export_checklists,
        "shows": exchange_records.export_shows,
    }
    with desk() as opened:
        table = gives[what](opened, _actor(opened, login))
    save(target, kinds[target.suffix.lower()](table.headings, table.rows))
    click.echo(f"已写入 {target}：{len(table.rows)} 行。", err=True)


def _actor(opened: Desk, login: str | None) -> User:
    from coach.services.people import get_by_login
    from coach.training.access import CONSOLE

    return CONSOLE if login is None else get_by_login(opened, CONSOLE, login)


def _summary(intake: Intake, *, dry_run: bool) -> str:
    changed = intake.rows - intake.unchanged - len(intake.bad)
    parts: Iterable[str] = [
        f"共 {intake.rows} 行",
        f"{len(intake.bad)} 行有错，一行也没有导入" if intake.bad and not dry_run else "",
        f"{len(intake.bad)} 行有错" if intake.bad and dry_run else "",
        f"{intake.unchanged} 行没有变化" if intake.unchanged else "",
        f"导入了 {changed} 行" if intake.kept else "",
        f"{changed} 行可以导入，这次只检查，没有写入" if dry_run else "",
    ]
    return "，".join(part for part in parts if part) + "。"
