"""``coach batch``: many scripts in, as many reports out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from coach.cli.group import INTERRUPTED, Command
from coach.cli.usage import Count

_HELP = """\
成批检查话术：输入每行一个 JSON 对象，输出每行一份报告，次序不变。

输入：{"id": "1", "text": "…", "product": 编号或商品卡或 null,
      "kind": "food", "platform": "douyin"}
      可加 "type"（话术类型）、"slot"（这一段该讲的秒数）和
      "room"（直播间，按它的团队词库检查）
输出：{"id": "1", "report": {…}}，坏行是 {"id": …, "error": {"message", "line"}}

坏行不会让整批停下，也不影响退出码。没做完的结果写在 OUT.jsonl.part 里，
重新运行同一命令会接着做；输入、词库或商品卡变了就从头开始。

例：coach batch 话术.jsonl -o 报告.jsonl --jobs 4
    dask scheduler ；dask worker tcp://主机:8786 ；
    coach batch 话术.jsonl -o 报告.jsonl --cluster tcp://主机:8786"""


@click.command("batch", cls=Command, help=_HELP)
@click.argument("source", metavar="IN.jsonl", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", "target", metavar="FILE", type=click.Path(path_type=Path), help="结果文件，默认写到屏幕"
)
@click.option("--jobs", type=Count(1, 256), metavar="N", help="本机用几个进程，默认 1")
@click.option("--cluster", metavar="ADDRESS", help="Dask 调度进程的地址，如 tcp://主机:8786")
@click.option("--progress/--no-progress", default=None, help="进度条，默认只在终端里显示")
@click.pass_context
def batch(
    ctx: click.Context,
    *,
    source: Path,
    target: Path | None,
    jobs: int | None,
    cluster: str | None,
    progress: bool | None,
) -> int:
    """Check every line of a file."""
    if jobs is not None and cluster is not None:
        raise click.UsageError("--jobs 和 --cluster 只能给一个：集群有多少工作进程就用多少", ctx)

    from coach.config import Settings
    from coach.services.batch import run_batch
    from coach.services.batch_lines import Sources
    from coach.services.batch_part import part_of

    settings = Settings.from_env()
    sources = Sources(
        lexicons=settings.lexicons,
        scripts_library=settings.scripts_library,
        team_packs=settings.team_packs,
        room=settings.room,
        cache=settings.cache,
    )
    try:
        with _progress(sys.stderr.isatty() if progress is None else progress) as advance:
            summary = run_batch(
                source,
                target,
                sources,
                max_chars=settings.max_chars,
                jobs=jobs or 1,
                cluster=cluster,
                progress=advance,
            )
    except KeyboardInterrupt:
        if target is not None and part_of(target).exists():
            click.echo(f"已中断。做完的结果保留在 {part_of(target)}，重新运行同一命令会接着做。", err=True)
        else:
            click.echo("已中断。", err=True)
        return INTERRUPTED
    kept = f"，其中 {summary.kept} 行是上次做好的" if summary.kept else ""
    bad = f"；{summary.errors} 行有错，原因见输出里的 error" if summary.errors else ""
    click.echo(f"做完 {summary.lines} 行{kept}{bad}。", err=True)
    return 0


@contextmanager
def _progress(wanted: bool) -> Iterator[Callable[[int, int], None]]:
    if not wanted:
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("检查"), BarColumn(), MofNCompleteColumn(), TextColumn("行，还要"), TimeRemainingColumn())
    console = Console(stderr=True, force_terminal=True)
    with Progress(*columns, console=console, refresh_per_second=4) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
