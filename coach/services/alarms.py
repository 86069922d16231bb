"""Reported false alarms: kept line by line, never rewritten, until a person accepts one into a team's pack or refuses it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from coach.errors import InputError, NotFoundError, OutputError
from coach.scoring.lexicon import Pack
from coach.scoring.packs import Source, read_source, read_table
from coach.scoring.team import parse_team_pack
from coach.services.team_files import alone, quote, save

FILE = "false_alarms.jsonl"
LONGEST = {"rule": 100, "sentence": 200, "words": 200, "name": 40}
_LABELS = {"rule": "规则", "sentence": "句子", "words": "词", "name": "姓名"}
_MOST_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Who says, at what time (UTC, ISO 8601), that ``rule`` is wrong about ``words`` in ``sentence``.

    ``room`` is the name of the room the text was meant for, empty for none.
    """

    rule: str
    sentence: str
    words: str
    name: str
    at: str
    room: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAlarm:
    """A reported alarm, its number (from 1, in order of arrival) and who accepted it, or refused it and why, if anyone did."""

    number: int
    alarm: Alarm
    accepted_by: str | None = None
    refused_by: str | None = None
    why: str = ""

    @property
    def waits(self) -> bool:
        """Tell whether nobody has decided yet."""
        return self.accepted_by is None and self.refused_by is None


def report_alarm(folder: Path, alarm: Alarm) -> None:
    """Append one alarm to the folder's file; the folder is made when it is missing.

    Raises:
        InputError: a field is empty or too long, or the file is full.
        OutputError: it can't be written.
    """
    for key, most in LONGEST.items():
        value = str(getattr(alarm, key))
        if not value.strip():
            raise InputError(f"报告误报要写“{_LABELS[key]}”。", key=key)
        if len(value) > most:
            raise InputError(f"“{_LABELS[key]}”太长：现在 {len(value)} 字，最多 {most} 字。", key=key, limit=most)
    path = folder / FILE
    if path.exists() and path.stat().st_size > _MOST_BYTES:
        raise InputError("待处理的误报太多，暂时不能再报。请联系管理员。")
    values = asdict(alarm)
    if not alarm.room:
        del values["room"]
    _append(path, {"what": "reported", **values})


def list_alarms(folder: Path) -> tuple[KeptAlarm, ...]:
    """Return the alarms in order of arrival; lines that can't be read (torn by a crash) are passed over.

    Raises:
        InputError: the file is there but can't be read.
    """
    kept: list[KeptAlarm] = []
    for row in _rows(folder / FILE):
        number, by = row.get("number"), row.get("by")
        if row.get("what") == "reported" and (alarm := _alarm(row)) is not None:
            kept.append(KeptAlarm(number=len(kept) + 1, alarm=alarm))
        elif isinstance(number, int) and 0 < number <= len(kept) and isinstance(by, str):
            one = kept[number - 1]
            if row.get("what") == "refused":
                kept[number - 1] = replace(one, refused_by=by, why=str(row.get("why", "")))
            else:
                kept[number - 1] = replace(one, accepted_by=by)
    return tuple(kept)


def accept_alarm(
    folder: Path, number: int, team_file: Path, by: str, *, at: str, pack: Pack | None = None
) -> KeptAlarm:
    """Let the sentence of one alarm stand: append ``[[passed]]`` to the team's pack, then record who accepted it.

    Where the alarm came from a room, the sentence stands in that room only.

    A missing ``team_file`` is made, its team named after the file. With ``pack`` (the built-in rules) the new team pack
    is proved to load before it is written. Who accepts at the same time waits; nothing is lost.

    Raises:
        InputError: no name, or accepted before.
        NotFoundError: there is no alarm of that number.
        LexiconError: the team's pack is wrong, or would be.
        OutputError: something can't be written; the team's pack is whole, old or new.
    """
    if not by.strip():
        raise InputError("要写明是谁放行的。", key="by")
    with alone(folder, Path(os.path.realpath(team_file)).parent):
        return _accept(folder, number, team_file, by.strip(), at=at, pack=pack)


def refuse_alarm(folder: Path, number: int, by: str, why: str, *, at: str) -> KeptAlarm:
    """Say of one alarm that the rule is right, by whom and why; the report stays, the rule goes on as it was.

    Raises:
        InputError: no name or reason, or it was decided before.
        NotFoundError: there is no alarm of that number.
        OutputError: it can't be written.
    """
    by, why = by.strip(), why.strip()
    for key, value, label in (("by", by, "是谁驳回的"), ("why", why, "为什么驳回")):
        if not value:
            raise InputError(f"要写明{label}。", key=key)
    if len(why) > LONGEST["words"]:
        raise InputError(f"驳回的理由最多 {LONGEST['words']} 字，现在 {len(why)} 字。", key="why")
    with alone(folder):
        found = _waiting(folder, number)
        _append(folder / FILE, {"what": "refused", "number": number, "by": by, "why": why, "at": at})
    return replace(found, refused_by=by, why=why)


def _accept(folder: Path, number: int, team_file: Path, by: str, *, at: str, pack: Pack | None) -> KeptAlarm:
    found = _waiting(folder, number)
    source = (
        read_source(team_file) if team_file.exists() else Source(team_file.name, f"team = {quote(team_file.stem)}\n")
    )
    if not _stands(read_table(source), found.alarm):
        text = source.text + ("" if source.text.endswith("\n") else "\n") + _passed(found.alarm, by, at)
        source = Source(team_file.name, text)
        read_table(source)
    if pack is not None:
        parse_team_pack(source, pack)
    save(team_file, source.text.encode("utf-8"))
    _append(
        folder / FILE,
        {"what": "accepted", "number": number, "by": by, "at": at, "team_file": str(team_file)},
    )
    return replace(found, accepted_by=by)


def _waiting(folder: Path, number: int) -> KeptAlarm:
    """Return the alarm of a number that nobody has decided yet."""
    found = next((kept for kept in list_alarms(folder) if kept.number == number), None)
    if found is None:
        raise NotFoundError(f"没有第 {number} 条误报。用 coach lexicon alarms 查看。", number=number)
    if found.accepted_by is not None:
        raise InputError(f"第 {number} 条误报已由{found.accepted_by}放行。", number=number)
    if found.refused_by is not None:
        raise InputError(f"第 {number} 条误报已由{found.refused_by}驳回：{found.why}。", number=number)
    return found


def _passed(alarm: Alarm, by: str, at: str) -> str:
    values = {"rule": alarm.rule, "sentence": alarm.sentence, "by": by, "at": at}
    lines = [f"{key} = {quote(value)}\n" for key, value in values.items()]
    if alarm.room:
        lines.append(f"rooms = [{quote(alarm.room)}]\n")
    return "\n[[passed]]\n" + "".join(lines)


def _stands(table: Mapping[str, object], alarm: Alarm) -> bool:
    passed = table.get("passed")
    return isinstance(passed, list) and any(
        isinstance(entry, dict)
        and (entry.get("rule"), entry.get("sentence")) == (alarm.rule, alarm.sentence)
        and alarm.room in (entry.get("rooms") or [alarm.room])
        for entry in passed
    )


def _rows(path: Path) -> list[dict[str, object]]:
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise InputError(f"读不了 {path}：{error.strerror or error}。", path=str(path)) from error
    rows: list[dict[str, object]] = []
    for line in lines:
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict):
            rows.append(row)
    return rows


def _alarm(row: Mapping[str, object]) -> Alarm | None:
    values = {"room": "", **{field.name: row.get(field.name) for field in fields(Alarm) if field.name in row}}
    texts = {key: value for key, value in values.items() if isinstance(value, str)}
    return Alarm(**texts) if len(texts) == len(fields(Alarm)) else None


def _append(path: Path, row: Mapping[str, object]) -> None:
    """Add one line in one write and wait until it is on disk; a line torn by an earlier crash is closed first."""
    line = json.dumps(row).encode("ascii") + b"\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab+", buffering=0) as stream:
            if stream.seek(0, os.SEEK_END):
                stream.seek(-1, os.SEEK_END)
                line = line if stream.read(1) == b"\n" else b"\n" + line
            if stream.write(line) != len(line):
                raise OSError("磁盘空间不够")
            os.fsync(stream.fileno())
    except OSError as error:
        raise OutputError(
            f"写不进 {path}：{error.strerror or error}。请检查磁盘空间和权限。", path=str(path)
        ) from error
