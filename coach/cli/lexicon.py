"""``coach lexicon``: look after the rule packs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.cli.group import Command, Group
from coach.cli.usage import OneOf

if TYPE_CHECKING:
    from coach.scoring import Rulebook
    from coach.scoring.rules import Rule


def categories() -> Iterable[str]:
    """Return the categories of forbidden speech."""
    from coach.scoring import Category

    return tuple(Category)


_CHANGING = {
    "diff": "coach.cli.lexicon_change:diff",
    "import": "coach.cli.lexicon_change:import_list",
    "train": "coach.cli.lexicon_change:train",
    "alarms": "coach.cli.lexicon_change:alarms",
    "accept": "coach.cli.lexicon_change:accept",
    "refuse": "coach.cli.lexicon_change:refuse",
}
FOLDER = click.option("--folder", type=click.Path(path_type=Path), metavar="DIR", help="词库目录，默认用随程序的")


@click.group(
    "lexicon",
    cls=Group,
    commands_at=_CHANGING,
    help="校验、查看和改动违禁词规则。\n\n例：coach lexicon check",
)
def lexicon() -> None:
    """Gather the commands on rule packs."""


@lexicon.command(
    "check",
    cls=Command,
    help="校验词库：格式、永远不命中的规则、没抓到的例句、误报的放行例句、\n在正常话里到处出声的规则。\n"
    "有问题时逐条给出文件和行，退出码 1。\n\n"
    "例：coach lexicon check --folder 我的词库",
)
@FOLDER
def check(*, folder: Path | None) -> int:
    """Validate the rule packs; return 1 when a rule has a fault."""
    from itertools import chain

    from coach.scoring.proving import prove, prove_on_neutral, prove_rooms

    rulebook, neutral = load_folder(folder), neutral_lines(folder)
    faults = 0
    tried = chain(prove(rulebook), prove_on_neutral(rulebook, neutral), prove_rooms(rulebook, neutral))
    for faults, fault in enumerate(tried, 1):  # noqa: B007 - the count is used below
        click.echo(str(fault))
    click.echo(f"{len(rulebook.every_rule)} 条规则，{faults or '没有'}{' 处' if faults else ''}问题。", err=True)
    return int(faults > 0)


@lexicon.command(
    "list", cls=Command, help="列出规则：编号、级别、代表说法。\n\n例：coach lexicon list --category price"
)
@click.option("--category", type=OneOf(categories), help="只看一类")
@FOLDER
def list_rules(*, category: str | None, folder: Path | None) -> None:
    """Print a line for each rule."""
    for rule in load_folder(folder).every_rule:
        if category in (None, rule.category):
            where = f"\t只管{'、'.join(sorted(rule.rooms))}" if rule.rooms else ""
            click.echo(f"{rule.id}\t{rule.severity}\t{rule.term}{where}")


@lexicon.command(
    "show", cls=Command, help="解释一条规则：为什么、依据、怎么改、例句。\n\n例：coach lexicon show price/全网最低价"
)
@click.argument("rule_id", metavar="ID")
@FOLDER
def show(*, rule_id: str, folder: Path | None) -> None:
    """Print all that is known about one rule."""
    click.echo("\n".join(_explained(load_folder(folder).get_rule(rule_id))))


def load_folder(folder: Path | None) -> Rulebook:
    """Load the rule packs of a folder, by default those of the settings with the team's over them.

    Raises:
        InputError: there is no such folder.
        LexiconError: a data file is wrong.
    """
    from coach.config import Settings
    from coach.errors import InputError
    from coach.rulecache import load_cached
    from coach.scoring import load_rulebook

    if folder is not None and not folder.is_dir():
        raise InputError(f"词库目录 {folder} 不存在。请检查 --folder。", folder=str(folder))
    if folder is not None:
        return load_rulebook(folder)
    settings = Settings.from_env()
    return load_cached(settings.lexicons, settings.cache, team=settings.team_packs, room=settings.room)


def neutral_lines(folder: Path | None) -> tuple[str, ...]:
    """Read the neutral text of a folder of rule packs, by default of the settings' one.

    Raises:
        LexiconError: there is none.
    """
    from coach.config import Settings
    from coach.scoring.packs import read_neutral

    return read_neutral(folder or Settings.from_env().lexicons)


def _explained(rule: Rule) -> Iterable[str]:
    from coach.formats.labels import SEVERITIES
    from coach.scoring.names import CATEGORIES, KINDS, PLATFORMS

    yield f"{rule.id}  {CATEGORIES[rule.category]} · {SEVERITIES[rule.severity]}（{rule.severity}）"
    yield f"说法：{'；'.join(phrase.source for phrase in rule.phrases)}"
    yield f"原因：{rule.reason}"
    yield from (f"依据：《{basis.law}》{basis.article} {basis.url}".rstrip() for basis in rule.basis)
    yield from (f"改成：{suggestion}" for suggestion in rule.suggest)
    yield f"商品：{'、'.join(name for kind, name in KINDS.items() if kind in rule.kinds)}"
    yield f"平台：{'、'.join(name for platform, name in PLATFORMS.items() if platform in rule.platforms)}"
    if rule.rooms:
        yield f"直播间：{'、'.join(sorted(rule.rooms))}"
    yield from (f"要抓：{sentence}" for sentence in rule.flag)
    yield from (f"放行：{sentence}" for sentence in rule.pass_)
    yield f"位置：{rule.file}:{rule.line}"
