"""``coach recheck``: check what was handed in once more, by the rules and cards of today."""

from __future__ import annotations

import click

from coach.cli.group import Command
from coach.cli.records import desk


@click.command(
    "recheck",
    cls=Command,
    help="词库或商品卡改过以后，把每个人每个练习最近交的一次重新检查一遍。\n"
    "列出现在会判得更严的，退出码 1。交过的记录和当时的报告不会改。\n\n例：coach recheck --room 小满零食",
)
@click.option("--room", "name", metavar="名字", help="只看一个直播间")
def recheck(*, name: str | None) -> int:
    """Print a line for each hand-in that would fare worse; return 1 when there is any."""
    from coach.cli.room import room_ids
    from coach.services.recheck import recheck as check_anew
    from coach.training.access import CONSOLE

    verdicts = {"pass": "通过", "revise": "需修改", "block": "不能播"}
    count = worse = 0
    with desk() as opened:
        room = next(iter(room_ids(opened, [name] if name else [])), None)
        for one in check_anew(opened, CONSOLE, room=room):
            count += 1
            if not one.worse:
                continue
            worse += 1
            words = "".join(f"“{word}”" for word in dict.fromkeys(one.blocks))
            before, after = verdicts[one.attempt.verdict], verdicts[one.verdict]
            change = f"{before} {one.attempt.score} 分 → {after} {one.score} 分"
            click.echo("\t".join((one.anchor, one.drill, f"第 {one.attempt.number} 次", change, words or "-")))
    click.echo(f"重新检查了 {count} 份，{worse} 份现在判得更严。", err=True)
    return int(bool(worse))
