"""``coach library``: look things up in the scripts library."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.cli.group import Command, Group
from coach.cli.output import emit
from coach.cli.usage import Count, OneOf

if TYPE_CHECKING:
    from coach.library import Library
    from coach.scoring.similar import Likeness, Match
    from coach.services.library_search import LibrarySearch, Suggestion
    from coach.wiring import Coach

_FORMATS = ("text", "json")
_HELP = """\
在话术库里找：像这句的话、像这篇的稿子、抄了谁、漏掉的卖点别人怎么讲。

例：coach library search 冷水也化得开
    coach library search --file 我的稿.txt
    coach library search --product kafei-ye --point p3
    coach library search --product kafei-ye --file 我的稿.txt"""


@click.group(
    "library", cls=Group, help="查话术库：相似的话、相似的稿子、卖点的好讲法。\n\n例：coach library search 冷水也化得开"
)
def library() -> None:
    """Gather the commands on the scripts library."""


@library.command("search", cls=Command, help=_HELP)
@click.argument("query", metavar="[要找的话]", required=False)
@click.option("--file", metavar="文件", type=click.Path(path_type=Path), help="一篇稿子：找相似的稿子和抄来的句子")
@click.option("--product", metavar="编号或文件", help="商品卡；配 --file 时给出漏掉的卖点的好讲法")
@click.option("--point", metavar="编号", help="商品卡上的一条卖点：找它最好的讲法")
@click.option("--most", metavar="条", type=Count(1, 100), default=8, help="最多几条，默认 8")
@click.option("--format", "form", type=OneOf(lambda: _FORMATS), default="text", help="text 或 json，默认 text")
@click.pass_context
def search(
    ctx: click.Context,
    *,
    query: str | None,
    file: Path | None,
    product: str | None,
    point: str | None,
    most: int,
    form: str,
) -> int:
    """Search the library; return 1 when nothing is found."""
    if not query and file is None and point is None:
        raise click.UsageError("请给出要找的话，或用 --file 给一篇稿子，或用 --product 和 --point 指一条卖点", ctx)
    if point is not None and product is None:
        raise click.UsageError("--point 要和 --product 一起给", ctx)

    from coach.services.library_search import LibrarySearch
    from coach.wiring import build

    coach = build()
    found = _found(
        coach,
        LibrarySearch(coach.library, coach.rulebook),
        query=query,
        file=file,
        product=product,
        point=point,
        most=most,
    )
    if form == "json":
        emit(json.dumps(found, ensure_ascii=False, default=asdict, indent=1) + "\n", None)
    else:
        emit("\n".join(_told(found, coach.library)) + "\n", None, for_people=True)
    return int(not any(found.values()))


def _found(
    coach: Coach,
    library: LibrarySearch,
    *,
    query: str | None,
    file: Path | None,
    product: str | None,
    point: str | None,
    most: int,
) -> dict[str, Sequence[object]]:
    found: dict[str, Sequence[object]] = {}
    card = coach.product_from(product)
    if card is not None and point is not None:
        best = library.find_best_line(card, point)
        found["points"] = () if best is None else (best,)
    elif query:
        found["lines"] = library.find_lines(query, product=card.id if card else None, most=most)
    if file is not None:
        from coach.documents import load_document

        document = load_document(file, max_chars=coach.settings.max_chars)
        found["copies"] = library.find_copies(document.text)[:most]
        found["scripts"] = library.find_scripts(document.text, most=most)
        if card is not None:
            report = coach.check(document.text, card, cues=document.cues)
            found["points"] = library.for_missing(report, card)[:most]
    return found


def _told(found: Mapping[str, Sequence[object]], library: Library) -> Iterator[str]:
    """Yield the result as lines for people."""
    from coach.scoring.similar import Likeness, Match
    from coach.services.library_search import Suggestion

    titles = {"lines": "相似的话", "copies": "和这些稿子几乎一样", "scripts": "相似的稿子", "points": "卖点的好讲法"}
    empty = {"lines": "没有找到", "copies": "没有抄来的段落", "scripts": "没有找到", "points": "话术库里还没有"}
    for key, items in found.items():
        yield f"{titles[key]}：" + ("" if items else empty[key])
        for item in items:
            if isinstance(item, Match):
                yield from _line(item, library)
            elif isinstance(item, Likeness):
                yield from _likeness(item, library, copied=key == "copies")
            elif isinstance(item, Suggestion):
                yield from _suggestion(item)


def _line(match: Match, library: Library) -> Iterator[str]:
    yield f"  {match.score:.0%}  {_short(match.line.text)}"
    yield f"       {_title(match.line.owner, library)}"


def _likeness(one: Likeness, library: Library, *, copied: bool) -> Iterator[str]:
    yield f"  {one.share:.0%}  {_title(one.owner, library)}"
    for passage in one.passages if copied else one.passages[:1]:
        yield f"       “{_short(passage.text)}” ← “{_short(passage.line.text)}”"


def _suggestion(one: Suggestion) -> Iterator[str]:
    whose = "" if one.own else "（别的商品，学讲法，不要照搬）"
    yield f"  {one.point} {one.say}"
    yield f"       “{_short(one.text)}”"
    yield f"       《{one.title}》{one.script}{whose}"


def _title(script_id: str, library: Library) -> str:
    return f"《{library.get_script(script_id).title}》{script_id}"


def _short(text: str) -> str:
    clean = " ".join(text.split())
    return clean if len(clean) <= 80 else clean[:79] + "…"
