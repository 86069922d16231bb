"""The team's own words (团队词库): a list is looked over first, then holds at once; words can be taken out again."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from coach.errors import InputError
from coach.rulecache import load_cached
from coach.scoring import Category, Platform
from coach.scoring.lexicon import Pack
from coach.scoring.packs import read_neutral
from coach.services import rooms, team_words
from coach.services.team_files import team_file
from coach.services.wordlist import term_of
from coach.services.wordlist_rows import rows as rows_of
from coach.training.access import Act
from coach.web import clock, sessions
from coach.web.desk import actor, coach, desk
from coach.web.typed import Typed

blueprint = Blueprint("team_words", __name__, url_prefix="/admin/packs/words")
sessions.only_for(blueprint, Act.WORDS_ADD)
Rows = Sequence[tuple[int, Mapping[str, str]]]
PLATFORMS = ((Platform.DOUYIN, "抖音"), (Platform.XIAOHONGSHU, "小红书"))


@blueprint.get("")
def show() -> str:
    """Show the team's packs and their words."""
    settings = coach().settings
    return render_template(
        "team_words/words.html",
        lists=team_words.list_words(actor(), settings.team_packs, coach().rulebook),
        ready=settings.team_packs is not None,
        rooms=_rooms(),
    )


@blueprint.get("/import")
def show_import() -> str:
    """Show where a list is pasted or chosen."""
    return _form(Typed({"team": request.args.get("team", ""), "category": Category.INDUCEMENT.value}))


@blueprint.post("/import")
def preview() -> tuple[str, int]:
    """Try a list out and show what it would flag in innocent speech; nothing is written."""
    typed = Typed.sent()
    with typed.kept():
        team_file(coach().settings.team_packs, typed.get("team").strip())
        rows, name = _sent_rows(typed.get("list"), request.files.get("file"))
        return _preview(typed, rows, name), 200
    return _form(typed), typed.status


@blueprint.post("/add")
def add() -> tuple[str, int] | BaseResponse:
    """Write the ticked words of a preview to the pack."""
    typed = Typed.sent()
    with typed.kept():
        rows, settings = _kept_rows(typed.get("rows")), coach().settings
        category, taken = typed.choice(Category, "category", label="类别"), set(typed.all("take"))
        added = team_words.add_words(
            desk(),
            actor(),
            [term_of(number, cells, category) for number, cells in rows if str(number) in taken],
            folder=settings.team_packs,
            team=typed.get("team").strip(),
            rooms=[typed.get("room")] if typed.get("room") else [],
            platforms=[typed.choice(Platform, "platform", label="平台")] if typed.get("platform") else [],
            source=typed.get("name")[:100] or "团队词表",
            pack=_built_in(),
            at=clock.now(),
        )
        flash(f"加了 {added.count} 个词，从现在起就会标出来。", "ok")
        return redirect(url_for("team_words.show"), 303)
    return _form(typed), typed.status


@blueprint.post("/remove")
def remove() -> BaseResponse:
    """Take one word out."""
    typed = Typed.sent()
    with typed.kept():
        gone = team_words.remove_word(
            desk(),
            actor(),
            folder=coach().settings.team_packs,
            team=typed.get("team"),
            rule=typed.get("rule"),
            pack=_built_in(),
            at=clock.now(),
        )
        flash(f"“{gone.term}”删掉了，以后不再标。", "ok")
    for message in typed.errors.values():
        flash(message, "block")
    return redirect(url_for("team_words.show"), 303)


def _form(typed: Typed) -> str:
    return render_template("team_words/import.html", typed=typed, **_reach())


def _preview(typed: Typed, rows: Rows, name: str) -> str:
    category = typed.choice(Category, "category", label="类别")
    neutral = read_neutral(coach().settings.lexicons)
    intake = team_words.try_words(desk(), actor(), rows, name=name, neutral=neutral, category=category)
    kept = json.dumps([[number, dict(cells)] for number, cells in rows], ensure_ascii=False)
    ordered = sorted(intake.previews, key=lambda one: (not one.warnings, one.term.row))
    return render_template(
        "team_words/preview.html", typed=typed, intake=intake, previews=ordered, kept=kept, name=name, **_reach()
    )


def _reach() -> dict[str, object]:
    """Return where words may hold."""
    return {"rooms": [(name, name) for name in sorted(_rooms())], "platforms": PLATFORMS}


def _rooms() -> frozenset[str]:
    """Return the names of the rooms in use, and of the one that checks about none go by."""
    here = coach().settings.room
    return frozenset(room.name for room in rooms.list_rooms(desk(), actor()) if room.open) | ({here} if here else set())


def _built_in() -> Pack:
    settings = coach().settings
    return load_cached(settings.lexicons, settings.cache).pack


def _sent_rows(pasted: str, upload: FileStorage | None) -> tuple[Rows, str]:
    """Read the list: a file goes before what was pasted."""
    named = upload.filename if upload is not None else ""
    if not named and not pasted.strip():
        raise InputError("还没有词表。请贴上要管的词，一行一个，或选一个文件。", key="list")
    with tempfile.TemporaryDirectory(prefix="coach-words-") as folder:
        path = Path(folder) / f"词表{Path(named or 'x.txt').suffix.lower()[:6]}"
        if upload is not None and named:
            upload.save(path)
        else:
            path.write_text(pasted, encoding="utf-8", errors="replace")
        rows = list(islice(rows_of(path), team_words.MOST_WORDS + 1))
    return rows, Path(named or "贴上的词表").name[:100]


def _kept_rows(text: str) -> Rows:
    """Read the rows that the preview carried along."""
    try:
        rows = [(int(number), {str(k): str(v) for k, v in cells.items()}) for number, cells in json.loads(text)]
    except (ValueError, TypeError, AttributeError) as error:
        raise InputError("预览的内容不完整，请重新选一次词表。", key="list") from error
    return rows[: team_words.MOST_WORDS]
