"""The queue of reported false alarms, as an admin works it off in the records."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from coach.scoring.lexicon import Pack
from coach.services.alarms import KeptAlarm, accept_alarm, list_alarms
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
    return tuple(sorted(list_alarms(folder), key=lambda kept: (kept.accepted_by is not None, -kept.number)))


@use_case(Act.ALARM_ACCEPT)
def accept(
    archive: Archive, actor: User, number: int, *, folder: Path, team_file: Path, pack: Pack, at: datetime
) -> KeptAlarm:
    """Let the sentence of an alarm stand from now on, under the actor's name.

    Raises:
        ForbiddenError: the actor may not.
        InputError, NotFoundError, LexiconError, OutputError: see ``accept_alarm``.
    """
    allow(actor, Act.ALARM_ACCEPT)
    when = at.astimezone(UTC).isoformat(timespec="seconds")
    kept = accept_alarm(folder, number, team_file, actor.name, at=when, pack=pack)
    data = {"rule": kept.alarm.rule, "words": kept.alarm.words, "sentence": kept.alarm.sentence}
    with archive.writing() as uow:
        uow.record(EntryDraft(act=Act.ALARM_ACCEPT, actor=actor.id, at=at, subject=f"alarm {number}", data=data))
        uow.commit()
    return kept
