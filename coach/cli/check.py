"""``coach check``: one script in, one report out."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.cli.group import Command
from coach.cli.output import emit, is_terminal, terminal_width
from coach.cli.usage import Count, OneOf, Present

if TYPE_CHECKING:
    from coach.documents import Document
    from coach.scoring import Report

_HELP = """\
检查一篇话术，指出不能说的话、漏掉的卖点和说错的事实。

文件可以是 .txt .md .srt .vtt .docx 或飞书妙记导出的文字；- 表示从标准输入读。
开头用 +++ 包住的 product、platform、kind、type 会被采用，命令行上给的优先。

例：coach check 话术.docx --product 商品卡.toml --platform douyin
    coach check 直播.srt --product 商品卡.toml --format html -o 报告.html
    cat 话术.txt | coach check - --kind food --fail-on block"""
_FORMATS = ("text", "json", "sarif", "html")
_LEVELS = ("block", "warn", "hint", "never")


def kinds() -> Iterable[str]:
    """Return the kinds of goods."""
    from coach.scoring import Kind

    return tuple(Kind)


def platforms() -> Iterable[str]:
    """Return the platforms."""
    from coach.scoring import Platform

    return tuple(Platform)


@click.command("check", cls=Command, help=_HELP)
@click.argument("file", metavar="[文件或 -]", required=False)
@click.option("--product", metavar="编号或文件", help="商品卡：话术库里的编号，或 .toml/.json 文件")
@click.option("--kind", type=OneOf(kinds), help="商品类别（默认取商品卡）")
@click.option("--platform", type=OneOf(platforms), help="平台（默认取商品卡）")
@click.option("--type", "script_type", metavar="类型", help="话术类型：live round opening note answers（默认自动认）")
@click.option("--slot", metavar="秒", type=Count(10, 86_400), help="这一段该讲多少秒，前后差两成以内算合适")
@click.option("--room", metavar="直播间", help="按这个直播间的团队词库检查（默认取 COACH_ROOM）")
@click.option("--format", "form", type=OneOf(lambda: _FORMATS), default="text", help="报告格式，默认 text")
@click.option("-o", "--output", "target", metavar="文件", type=click.Path(path_type=Path), help="写到文件，不写到屏幕")
@click.option("--fail-on", type=OneOf(lambda: _LEVELS), default="warn", help="到这一级退出码为 1，默认 warn")
@click.option("--no-color", type=Present(), is_flag=True, envvar="NO_COLOR", help="终端里也不用颜色（同 NO_COLOR）")
@click.pass_context
def check(
    ctx: click.Context,
    *,
    file: str | None,
    product: str | None,
    kind: str | None,
    platform: str | None,
    script_type: str | None,
    slot: int | None,
    room: str | None,
    form: str,
    target: Path | None,
    fail_on: str,
    no_color: bool,
) -> int:
    """Check one script and write its report; return 1 when something reaches the level."""
    if file is None and sys.stdin.isatty():
        raise click.UsageError("请给出要检查的文件，或用 - 从标准输入读", ctx)

    from coach.config import Settings
    from coach.scoring import Kind, Platform
    from coach.wiring import build

    settings = Settings.from_env()
    document = _read(file, settings.max_chars)
    chosen = _choices(document, file, product=product, kind=kind, platform=platform, type=script_type)
    coach = build(settings)
    report = coach.check(
        document.text,
        coach.product_from(chosen["product"]),
        kind=Kind(chosen["kind"]) if chosen["kind"] else None,
        platform=Platform(chosen["platform"]) if chosen["platform"] else None,
        cues=document.cues,
        script_type=chosen["type"] or None,
        slot_s=(round(slot * 0.8), round(slot * 1.2)) if slot else None,
        room=room or None,
    )
    if room and room not in coach.rulebook.rooms:
        click.echo(f"没有哪份团队词库专管“{room}”，按所有直播间通用的规则检查了。请核对名字。", err=True)
    color = target is None and is_terminal() and not no_color
    emit(_render(form, report, document, file, color=color), target, for_people=form == "text")
    return int(_fails(report, fail_on))


def _read(file: str | None, max_chars: int) -> Document:
    from coach.documents import STDIN, load_document, read_document

    if file is None or file == STDIN:
        data = sys.stdin.buffer.read(4 * max_chars + 64 * 1024 * 1024)
        return read_document(STDIN, data, max_chars=max_chars)
    return load_document(Path(file), max_chars=max_chars)


def _choices(document: Document, file: str | None, **given: str | None) -> dict[str, str]:
    """Return product, kind and platform: as given, else as the text's front matter has them, else empty."""
    from coach.errors import InputError

    allowed = {"kind": tuple(kinds()), "platform": tuple(platforms())}
    chosen: dict[str, str] = {}
    for key, value in given.items():
        if value is not None:
            chosen[key] = value
            continue
        found = document.meta.get(key, "")
        if not isinstance(found, str) or (found and found not in allowed.get(key, (found,))):
            expected = (
                f"应是 {'、'.join(allowed[key])} 之一" if key in allowed else "应是文字：商品卡的编号或文件，或话术类型"
            )
            raise InputError(f"{document.name} 开头的 {key}“{found}”不对：{expected}。", name=document.name, key=key)
        chosen[key] = found
    if given["product"] is None and file and chosen["product"].lower().endswith((".toml", ".json")):
        chosen["product"] = str(Path(file).parent / chosen["product"])
    return chosen


def _render(form: str, report: Report, document: Document, file: str | None, *, color: bool) -> str:
    if form == "json":
        return report.to_json() + "\n"
    if form == "sarif":
        from urllib.parse import quote

        from coach.formats.sarif import render_sarif

        uri = quote(Path(file or "stdin").as_posix() if file != "-" else "stdin")
        return render_sarif(report, document.text, uri, source=document.source, locate=document.locate)
    if form == "html":
        from coach.formats.html import render_html

        return render_html(report, document.text, title=str(document.meta.get("title") or document.name))
    from coach.formats.text import render_text

    return render_text(report, document.text, width=terminal_width(), color=color, cues=document.cues)


def _fails(report: Report, level: str) -> bool:
    """Tell whether something unsuppressed reaches the level; a fact told wrong counts as ``warn``."""
    from coach.scoring import Severity

    if level == "never":
        return False
    least = Severity(level).rank
    standing = [finding.severity.rank for finding in report.findings if finding.suppressed is None]
    standing += [Severity.WARN.rank for fact in report.facts if fact.agrees is False]
    return max(standing, default=0) >= least
