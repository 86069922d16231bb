"""The queue of reported false alarms, as an admin works it off in the records."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from coach.errors import LexiconError, RefusedError
from coach.scoring.lexicon import Pack
from coach.services.alarms import KeptAlarm, accept_alarm, list_alarms, refuse_alarm
from coach.services.desk import Archive, use_case
from coach.training.access import Act, allow
from coach.training.audit import EntryDraft
from coach.training.model import User


@use_case(Act.ALARM_LIST)
def list_queue(actor: User, folder: Path) -> tuple[KeptAlarm, ...]:
    """Return the reported alarms, those that wait first, the newest before the older.

    Raises:
        ForbiddenError: the actor may not.
        InputError: the file can't be read.
    """
    allow(actor, Act.ALARM_LIST)
    return tuple(sorted(list_alarms(folder), key=lambda kept: (not kept.waits, -kept.number)))


@use_case(Act.ALARM_ACCEPT)
def accept(
    archive: Archive, actor: User, number: int, *, folder: Path, team_file: Path, pack: Pack, at: datetime
) -> KeptAlarm:
    """Let the sentence of an alarm stand from now on, in the room it came from, under the actor's name.

    Raises:
        ForbiddenError: the actor may not.
        InputError, NotFoundError, OutputError: see ``accept_alarm``.
        RefusedError: the team's pack is wrong, or would be.
    """
    allow(actor, Act.ALARM_ACCEPT)
    when = at.astimezone(UTC).isoformat(timespec="seconds")
    try:
        kept = accept_alarm(folder, number, team_file, actor.name, at=when, pack=pack)
    except LexiconError as error:
        raise RefusedError(f"这样写词库会有错，没有写：{error.message}", missing=[]) from error
    data = {"rule": kept.alarm.rule, "words": kept.alarm.words, "sentence": kept.alarm.sentence}
    if kept.alarm.room:
        data["where"] = kept.alarm.room
    with archive.writing() as uow:
        uow.record(EntryDraft(act=Act.ALARM_ACCEPT, actor=actor.id, at=at, subject=f"alarm {number}", data=data))
        uow.commit()
    return kept


@use_case(Act.ALARM_REFUSE)
def refuse(archive: Archive, actor: User, number: int, why: str, *, folder: Path, at: datetime) -> KeptAlarm:
    """Say under the actor's name that the rule was right, and why; the rule goes on as it was.

    Raises:
        ForbiddenError: the actor may not.
        InputError, NotFoundError, OutputError: see ``refuse_alarm``.
    """
    allow(actor, Act.ALARM_REFUSE)
    when = at.astimezone(UTC).isoformat(timespec="seconds")
    kept = refuse_alarm(folder, number, actor.name, why, at=when)
    data = {"rule": kept.alarm.rule, "words": kept.alarm.words, "sentence": kept.alarm.sentence, "why": kept.why}
    with archive.writing() as uow:
        uow.record(EntryDraft(act=Act.ALARM_REFUSE, actor=actor.id, at=at, subject=f"alarm {number}", data=data))
        uow.commit()
    return kept
