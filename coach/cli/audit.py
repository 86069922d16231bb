"""``coach audit``: prove and take out the trail of who did what."""

from __future__ import annotations

from pathlib import Path

import click

from coach.cli.group import Command, Group
from coach.cli.output import emit
from coach.cli.records import archive


@click.group("audit", cls=Group, help="校验和导出操作记录。\n\n例：coach audit verify")
def audit() -> None:
    """Gather the commands on the audit trail."""


@audit.command(
    "verify",
    cls=Command,
    help="校验操作记录：有没有哪一条被改、被删或换了顺序。\n有问题时说出第一处，退出码 1。\n\n例：coach audit verify",
)
def verify() -> int:
    """Walk the chain; return 1 when it does not hold."""
    from coach.services.audit import verify_audit
    from coach.training.access import CONSOLE

    with archive() as opened:
        proof = verify_audit(opened, CONSOLE)
    if proof.fault is not None:
        click.echo(proof.fault.message)
        return 1
    click.echo(f"{proof.entries} 条操作记录，全部对得上。最后一条的校验码 {proof.hash[:16]}。", err=True)
    return 0


@audit.command(
    "export",
    cls=Command,
    help="导出操作记录：每行一条 JSON，从最早的开始。\n\n例：coach audit export -o 操作记录.jsonl",
)
@click.option("-o", "--output", "target", metavar="FILE", type=click.Path(path_type=Path), help="写到文件，不写到屏幕")
def export(*, target: Path | None) -> None:
    """Write every entry as a line of JSON."""
    from coach.services.audit import export_audit
    from coach.training.access import CONSOLE

    with archive() as opened:
        emit("".join(export_audit(opened, CONSOLE)), target)
