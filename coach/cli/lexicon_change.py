"""``coach lexicon diff|import|train|alarms|accept|refuse``: change the rule data with a look at what the change does."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.cli.group import Command
from coach.cli.lexicon import FOLDER, categories, load_folder, neutral_lines
from coach.cli.usage import Count, OneOf

if TYPE_CHECKING:
    from coach.scoring import Kind, Platform
    from coach.services.wordlist import Intake


@click.command(
    "diff",
    cls=Command,
    help="比较两份词库：在同一批话上，多标了哪些、少标了哪些。\n有变化时退出码 1。\n\n"
    "例：coach lexicon diff 旧词库 新词库 --corpus 上周话术.txt",
)
@click.argument("old", type=click.Path(path_type=Path), metavar="OLD")
@click.argument("new", type=click.Path(path_type=Path), metavar="NEW")
@click.option(
    "--corpus", type=click.Path(path_type=Path), metavar="FILE", help="每行一句的文本；默认用规则例句和话术库"
)
def diff(*, old: Path, new: Path, corpus: Path | None) -> int:
    """Print the findings that appear (+) and disappear (-); return 1 when there are any."""
    from coach.config import Settings
    from coach.library import load_library
    from coach.services import rule_diff

    before, after = load_folder(old), load_folder(new)
    library = load_library(Settings.from_env().scripts_library)
    texts = _lines(corpus) if corpus else rule_diff.own_corpus(before, after, library)
    count = 0
    for change in rule_diff.diff(before, after, texts):
        count += 1
        sentence = change.text if len(change.text) <= 60 else f"{change.text[:60]}…"
        click.echo(f"{change.sign} {change.rule}（{change.severity}）“{change.words}”  {sentence}")
    click.echo(f"共 {count} 处不同。" if count else "没有不同。", err=True)
    return int(count > 0)


@click.command(
    "import",
    cls=Command,
    help="导入团队自己的词表（.csv .xlsx .txt），先看它会误伤哪些正常话。\n不加 -o 只预览，不写文件。\n\n"
    "例：coach lexicon import 我们的词.xlsx --team 小满直播间 -o 团队词库/xiaoman.toml",
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--category", type=OneOf(categories), default="inducement", help="表里没写类别的词算哪一类")
@click.option("--team", default="团队", metavar="名字", help="团队或直播间的名字")
@click.option("--room", "rooms", multiple=True, metavar="房间", help="只在这些直播间生效，可写多次")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="OUT.toml", help="写成团队词库")
@click.option("--skip-dangerous", is_flag=True, help="写的时候跳过有提醒的词")
@FOLDER
def import_list(
    *,
    file: Path,
    category: str,
    team: str,
    rooms: tuple[str, ...],
    output: Path | None,
    skip_dangerous: bool,
    folder: Path | None,
) -> int:
    """Preview a word list, and write it as a team pack when asked; return 1 when rows were refused."""
    from coach.cli.output import save
    from coach.config import Settings
    from coach.library import load_library
    from coach.scoring import Category
    from coach.services.wordlist import neutral_sentences, take_in, team_pack

    rulebook, library = load_folder(folder), load_library(Settings.from_env().scripts_library)
    neutral = tuple(neutral_sentences(rulebook, library, neutral_lines(folder)))
    intake = take_in(file, rulebook, neutral, category=Category(category))
    click.echo("\n".join(_shown(intake)))
    if output is not None:
        kept = [p.term for p in intake.previews if not (skip_dangerous and p.warnings)]
        save(output, team_pack(team, file.name, kept, rooms=rooms))
        click.echo(f"已写入 {output}：{len(kept)} 个词。把它所在的目录设为 COACH_TEAM_PACKS 即可生效。", err=True)
    return int(bool(intake.refused))


@click.command(
    "train",
    cls=Command,
    help="重新训练第二读者：从规则例句和标注好的话里学。同样的输入得到同样的字节。\n需要 scikit-learn。\n\n"
    "例：coach lexicon train --labelled tests/data/gold/forbidden.jsonl --innocent tests/data/innocent/asr.txt",
)
@click.option(
    "--innocent", multiple=True, type=click.Path(path_type=Path), metavar="FILE", help="每行一句正常话，可写多次"
)
@click.option("--labelled", multiple=True, type=click.Path(path_type=Path), metavar="FILE", help="标注文件，可写多次")
@click.option(
    "--verdicts",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="存误报的目录（COACH_INSTANCE），放行的当正常话、驳回的当违规话来学，可写多次",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="OUT", help="默认写到词库目录的 reader.bin")
@FOLDER
def train(
    *,
    labelled: tuple[Path, ...],
    innocent: tuple[Path, ...],
    verdicts: tuple[Path, ...],
    output: Path | None,
    folder: Path | None,
) -> int:
    """Train the second reader, print how it does by leave-one-author-out, and write its file."""
    from coach.cli.output import save
    from coach.services.reader_training import train_reader

    rulebook = load_folder(folder)
    trained = train_reader(rulebook, labelled, innocent, verdicts)
    for line in trained.summary():
        click.echo(line)
    target = output or (folder or _default_folder()) / "reader.bin"
    save(target, trained.data)
    click.echo(f"已写入 {target}。", err=True)
    return 0


@click.command(
    "alarms",
    cls=Command,
    help="列出网页上报告的误报：编号、是否放行、规则、句子、谁报的。\n\n例：coach lexicon alarms",
)
def alarms() -> int:
    """Print a line for each reported false alarm."""
    from coach.config import Settings
    from coach.services.alarms import list_alarms

    kept = list_alarms(Settings.from_env().instance)
    for each in kept:
        alarm = each.alarm
        state = f"已由{each.accepted_by}放行" if each.accepted_by else "待处理"
        state = f"已由{each.refused_by}驳回：{each.why}" if each.refused_by else state
        cells = [str(each.number), state, alarm.rule, f"“{alarm.words}”", alarm.sentence, alarm.name, alarm.at]
        cells += [alarm.room] if alarm.room else []
        click.echo("\t".join(" ".join(cell.split()) for cell in cells))
    click.echo(f"共 {len(kept)} 条误报。" if kept else "没有误报。", err=True)
    return 0


@click.command(
    "accept",
    cls=Command,
    help="放行一条误报：把这句话写进团队词库，以后不再标。\n\n"
    "例：coach lexicon accept 3 --team-file 团队词库/xiaoman.toml --by 小敏",
)
@click.argument("number", type=Count(1, 1_000_000), metavar="N")
@click.option(
    "--team-file", required=True, type=click.Path(path_type=Path), metavar="FILE", help="团队词库文件，没有就新建"
)
@click.option("--by", required=True, metavar="姓名", help="谁决定放行")
def accept(*, number: int, team_file: Path, by: str) -> int:
    """Write the sentence of one alarm into a team pack."""
    from datetime import UTC, datetime

    from coach.config import Settings
    from coach.rulecache import load_cached
    from coach.services.alarms import accept_alarm

    settings = Settings.from_env()
    pack = load_cached(settings.lexicons, settings.cache).pack
    now = datetime.now(UTC).isoformat(timespec="seconds")
    done = accept_alarm(settings.instance, number, team_file, by, at=now, pack=pack)
    click.echo(f"已放行“{done.alarm.sentence}”，写入 {team_file}。它所在的目录设为 COACH_TEAM_PACKS 才生效。", err=True)
    return 0


@click.command(
    "refuse",
    cls=Command,
    help="驳回一条误报：规则标得对，照旧。报告和理由都留着，训练第二读者时用得上。\n\n"
    "例：coach lexicon refuse 3 --why 说的就是全网最低价 --by 小敏",
)
@click.argument("number", type=Count(1, 1_000_000), metavar="N")
@click.option("--why", required=True, metavar="理由", help="为什么标得对")
@click.option("--by", required=True, metavar="姓名", help="谁决定驳回")
def refuse(*, number: int, why: str, by: str) -> int:
    """Say of one alarm that the rule is right, and why."""
    from datetime import UTC, datetime

    from coach.config import Settings
    from coach.services.alarms import refuse_alarm

    now = datetime.now(UTC).isoformat(timespec="seconds")
    done = refuse_alarm(Settings.from_env().instance, number, by, why, at=now)
    click.echo(f"已驳回“{done.alarm.words}”，规则 {done.alarm.rule} 照旧。", err=True)
    return 0


def _default_folder() -> Path:
    from coach.config import Settings

    return Settings.from_env().lexicons


def _lines(path: Path) -> Iterable[tuple[str, Kind, Platform]]:
    from coach.documents import load_document
    from coach.scoring import Kind, Platform

    document = load_document(path)
    return [(line, Kind.OTHER, Platform.ANY) for line in document.text.splitlines() if line.strip()]


def _shown(intake: Intake) -> Iterable[str]:
    yield f"读到 {len(intake.previews)} 个词，在 {intake.neutral} 句正常话上试过："
    for preview in intake.previews:
        term = preview.term
        yield f"  第 {term.row} 行  {term.term}  {term.category}/{term.severity}  {'；'.join(preview.warnings) or '没有误伤'}"
        yield from (f"      会标出：{example}" for example in preview.examples)
    yield from (f"  第 {row} 行没有用：{reason}" for row, reason in intake.refused)
