"""The team's own words as an admin keeps them: tried on innocent speech, written to a pack, listed, taken out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from coach.errors import InputError, LexiconError, NotFoundError, OutputError, RefusedError
from coach.scoring import Category, Platform, Rulebook
from coach.scoring.lexicon import Pack
from coach.scoring.packs import Source, read_source, read_table
from coach.scoring.team import parse_team_pack
from coach.services.desk import Archive, Desk, use_case
from coach.services.team_files import alone, quote, save, team_file
from coach.services.team_pack_text import without
from coach.services.wordlist import Intake, Term, groups_text, key_of, neutral_sentences, take_in_rows
from coach.training.access import Act, allow
from coach.training.audit import EntryDraft
from coach.training.model import User

MOST_WORDS = 2000
_TOLD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamWord:
    """One rule of a team pack: its id among all rules, what it looks for, and whether it holds at this moment."""

    rule: str
    term: str
    category: str
    severity: str
    suggest: tuple[str, ...]
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamList:
    """One team pack: its words, how many sentences it lets stand, where it holds; ``fault`` if it can't be read."""

    team: str
    rooms: tuple[str, ...]
    platforms: tuple[str, ...]
    words: tuple[TeamWord, ...]
    passed: int
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of the words: how many went in, and which stood there before."""

    count: int
    known: tuple[str, ...]


@use_case(Act.WORDS_LIST)
def list_words(actor: User, folder: Path | None, rulebook: Rulebook) -> tuple[TeamList, ...]:
    """Return the team packs of the folder by name; what ``rulebook`` knows holds now.

    Raises:
        ForbiddenError: the actor may not.
    """
    allow(actor, Act.WORDS_LIST)
    return tuple(_listed(path, rulebook) for path in sorted(folder.glob("*.toml"))) if folder else ()


@use_case(Act.WORDS_TRY)
def try_words(
    desk: Desk,
    actor: User,
    rows: Sequence[tuple[int, Mapping[str, str]]],
    *,
    name: str,
    neutral: Iterable[str],
    category: Category,
) -> Intake:
    """Try every word on innocent speech (``neutral`` and the good scripts); nothing is written.

    Raises:
        ForbiddenError: the actor may not.
        InputError: there are too many rows, or no usable one.
    """
    allow(actor, Act.WORDS_TRY)
    if len(rows) > MOST_WORDS:
        raise InputError(f"一次最多 {MOST_WORDS} 行，这份有 {len(rows)} 行。请分成几份。", key="list", limit=MOST_WORDS)
    innocent = tuple(neutral_sentences(desk.rulebook, desk.library, neutral))
    return take_in_rows(rows, desk.rulebook, innocent, category=category, name=name)


@use_case(Act.WORDS_ADD)
def add_words(
    archive: Archive,
    actor: User,
    terms: Sequence[Term],
    *,
    folder: Path | None,
    team: str,
    rooms: Sequence[str],
    platforms: Sequence[Platform],
    source: str,
    pack: Pack,
    at: datetime,
) -> Added:
    """Put words into the pack ``team``, made when it is missing; those it has already stay as they are.

    ``pack`` are the built-in rules: the new team pack is proved to load over them before it is written. Who changes
    packs at the same time waits; nothing is lost.

    Raises:
        ForbiddenError: the actor may not.
        InputError: the name won't do, there is no word, or the pack holds for other rooms or platforms.
        RefusedError: there is no folder for team packs, or the pack is wrong or would be.
        OutputError: it can't be written; the pack is whole as it was.
    """
    allow(actor, Act.WORDS_ADD)
    path = team_file(folder, team)
    with alone(path.parent):
        before, table = _read(path)
        _refuse_other_reach(table, team, rooms, platforms)
        known = {str(rule.get("id")) for group in _tables(table, "group") for rule in _tables(group, "rule")}
        fresh = [term for term in terms if key_of(term) not in known]
        if not fresh:
            raise InputError("没有要加的词：要么一个也没选，要么词库里都有了。", key="take")
        head = before or _head(team, rooms, platforms)
        text = head.rstrip("\n") + "\n" + groups_text(team, source, fresh)
        _prove(path, text, pack)
        data = {
            "team": team,
            "count": len(fresh),
            "first": [term.term for term in fresh[:_TOLD]],
            "words": [term.term for term in fresh],
            "rooms": list(rooms),
            "platforms": list(platforms),
        }
        with archive.writing() as uow:
            uow.record(EntryDraft(act=Act.WORDS_ADD, actor=actor.id, at=at, subject=team, data=data))
            save(path, text.encode("utf-8"))
            uow.commit()
    return Added(count=len(fresh), known=tuple(term.term for term in terms if key_of(term) in known))


@use_case(Act.WORDS_REMOVE)
def remove_word(
    archive: Archive, actor: User, *, folder: Path | None, team: str, rule: str, pack: Pack, at: datetime
) -> TeamWord:
    """Take one word out of a pack, with the sentences it let stand for it; a pack with nothing left goes away.

    Raises:
        ForbiddenError: the actor may not.
        InputError, RefusedError: there is no such pack or folder, or it is written so that only a person can change it.
        NotFoundError: the word is not in it (any more).
        OutputError: it can't be written; the pack is whole as it was.
    """
    allow(actor, Act.WORDS_REMOVE)
    path = team_file(folder, team)
    with alone(path.parent):
        before, table = _read(path)
        found = next((word for word in _words(path.stem, table, None) if word.rule == rule), None)
        if found is None:
            raise NotFoundError(f"词库“{team}”里没有这个词了，可能刚被别人删掉。请回到列表看看。", rule=rule)
        text = without(before, path.stem, rule)
        left = read_table(Source(path.name, text))
        if left.get("group") or left.get("passed"):
            _prove(path, text, pack)
        data = {"team": team, "term": found.term, "rule": rule, "severity": found.severity}
        with archive.writing() as uow:
            uow.record(EntryDraft(act=Act.WORDS_REMOVE, actor=actor.id, at=at, subject=team, data=data))
            if left.get("group") or left.get("passed"):
                save(path, text.encode("utf-8"))
            else:
                _drop(path)
            uow.commit()
    return found


def _listed(path: Path, rulebook: Rulebook) -> TeamList:
    try:
        table = read_table(read_source(path))
    except LexiconError as error:
        return TeamList(team=path.stem, rooms=(), platforms=(), words=(), passed=0, fault=error.message)
    return TeamList(
        team=path.stem,
        rooms=_strings(table, "rooms"),
        platforms=_strings(table, "platforms"),
        words=tuple(_words(path.stem, table, rulebook)),
        passed=len(_tables(table, "passed")),
    )


def _words(stem: str, table: Mapping[str, object], rulebook: Rulebook | None) -> Iterable[TeamWord]:
    for group in _tables(table, "group"):
        for rule in _tables(group, "rule"):
            id_ = f"{group.get('category')}/{stem}·{rule.get('id')}"
            yield TeamWord(
                rule=id_,
                term=str(rule.get("term") or rule.get("say") or rule.get("id")),
                category=str(group.get("category")),
                severity=str(rule.get("severity") or group.get("severity") or "warn"),
                suggest=_strings({**group, **rule}, "suggest"),
                holds=rulebook is not None and rulebook.find_rule(id_) is not None,
            )


def _read(path: Path) -> tuple[str, Mapping[str, object]]:
    """Return the text of a pack and what it says, "" and nothing where there is none."""
    if not path.exists():
        return "", {}
    try:
        source = read_source(path)
        return source.text, read_table(source)
    except LexiconError as error:
        raise RefusedError(f"词库“{path.stem}”现在就有错，先改好它再来：{error.message}", missing=[]) from error


def _refuse_other_reach(
    table: Mapping[str, object], team: str, rooms: Sequence[str], platforms: Sequence[Platform]
) -> None:
    there = (set(_strings(table, "rooms")), set(_strings(table, "platforms")))
    if table and there != (set(rooms), set(platforms)):
        where = "、".join(sorted(there[0] | there[1])) or "所有直播间、所有平台"
        raise InputError(f"词库“{team}”已经有了，管的范围是：{where}。请选同样的范围，或另起一个名字。", key="team")


def _prove(path: Path, text: str, pack: Pack) -> None:
    try:
        parse_team_pack(Source(path.name, text), pack)
    except LexiconError as error:
        raise RefusedError(f"这样写词库会有错，没有写：{error.message}", missing=[]) from error


def _head(team: str, rooms: Sequence[str], platforms: Sequence[Platform]) -> str:
    lines = [f"team = {quote(team)}"]
    for key, values in (("rooms", rooms), ("platforms", platforms)):
        if values:
            lines.append(f"{key} = [{', '.join(quote(str(value)) for value in values)}]")
    return "\n".join(lines) + "\n"


def _drop(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise OutputError(f"删不掉 {path}：{error.strerror or error}。请检查权限。", target=str(path)) from error


def _tables(table: Mapping[str, object], key: str) -> Sequence[Mapping[str, object]]:
    found = table.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _strings(table: Mapping[str, object], key: str) -> tuple[str, ...]:
    found = table.get(key)
    return tuple(str(one) for one in found) if isinstance(found, list) else ()
