"""The forms of a stage session: what stands in them at first, and how each is read."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from coach.errors import InputError
from coach.services.stage_sheets import SessionSheet
from coach.training.model import Action, CheckAnswer, Figures, Notes, SessionState, StageSession, UserId
from coach.training.programme import Rubric
from coach.web import clock, moments
from coach.web.typed import Typed

MOST_CHARS = 200_000
STATES: Mapping[SessionState, tuple[str, str]] = {
    SessionState.PLANNED: ("排好了", "hint"),
    SessionState.RUNNING: ("正在播", "ok"),
    SessionState.ENDED: ("等结论", "warn"),
    SessionState.JUDGED: ("有结论了", "calm"),
    SessionState.CANCELLED: ("取消了", "calm"),
}
_EMPTY_ROWS = 2
_TO_DO = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRow:
    """One line of the actions form."""

    text: str
    owner: str
    due: str


def needed_time(typed: Typed, name: str, label: str) -> datetime:
    """Return a time that must be given.

    Raises:
        InputError: it is missing or none.
    """
    at = moments.read_time(typed.get(name), key=name)
    if at is None:
        raise InputError(f"请填“{label}”。", key=name)
    return at


def share(typed: Typed, name: str, label: str) -> float | None:
    """Return a percentage as a share (0–1), None when it is empty.

    Raises:
        InputError: it is no number from 0 to 100.
    """
    value = _decimal(typed, name, label)
    if value is not None and not 0 <= value <= 100:
        raise InputError(f"“{label}”要在 0 到 100 之间。", key=name)
    return None if value is None else value / 100


def notes(typed: Typed) -> Notes:
    """Return the notes under their three headings."""
    return Notes(script=typed.get("script").strip(), state=typed.get("state").strip(), recap=typed.get("recap").strip())


def actions(typed: Typed, before: StageSession) -> list[Action]:
    """Return what is to be done: the lines with words, behind what was done already.

    Raises:
        InputError: a line has no due time, or an owner that has nothing to do with the session.
    """
    found = [one for one in before.actions if one.done_at is not None]
    rows = zip(typed.all("action-text"), typed.all("action-owner"), typed.all("action-due"), strict=False)
    for text, owner, due in rows:
        if not text.strip():
            continue
        at = moments.read_time(due, key="action-due")
        if at is None:
            raise InputError(f"“{text.strip()[:30]}”还没有写什么时候做完。", key="action-due")
        found.append(Action(text=text.strip(), owner=UserId(owner or before.anchor), due=at))
    return found


def figures(typed: Typed) -> Figures:
    """Return the figures; empty fields stay unknown.

    Raises:
        InputError: a field is no number.
    """
    orders, viewers = (_decimal(typed, name, label) for name, label in (("orders", "订单数"), ("viewers", "观看人数")))
    return Figures(
        gmv=_decimal(typed, "gmv", "成交额"),
        orders=None if orders is None else round(orders),
        viewers=None if viewers is None else round(viewers),
        conversion=share(typed, "conversion", "转化率"),
        roi=_decimal(typed, "roi", "ROI"),
    )


def checks(typed: Typed, rubric: Rubric) -> list[CheckAnswer]:
    """Return the checks that were answered, in the order of the rubric."""
    return [
        CheckAnswer(check=one.id, met=answer == "yes", evidence=typed.get(f"evidence-{one.id}").strip())
        for one in rubric.checks
        if (answer := typed.get(f"check-{one.id}")) in ("yes", "no")
    ]


def filled(sheet: SessionSheet) -> dict[str, Typed]:
    """Return the forms of a session's page with what is kept."""
    session, version = sheet.session, str(sheet.session.version)
    known = session.figures
    percent = {"conversion": known.conversion, "talk_share": session.talk_share}
    shares = {key: "" if value is None else f"{value * 100:g}" for key, value in percent.items()}
    numbers = {"gmv": known.gmv, "orders": known.orders, "viewers": known.viewers, "roi": known.roi}
    said = {"script": session.notes.script, "state": session.notes.state, "recap": session.notes.recap}
    return {
        "cancel": Typed(),
        "transcript": Typed({"version": version, "transcript": session.transcript, "talk_share": shares["talk_share"]}),
        "notes": Typed({"version": version, **said, **_rows(session)}),
        "figures": Typed(
            {
                "version": version,
                "conversion": shares["conversion"],
                **{key: "" if value is None else f"{value:g}" for key, value in numbers.items()},
            }
        ),
        "verdict": Typed(),
    }


def rows_of(typed: Typed, session: StageSession) -> list[ActionRow]:
    """Return the lines of the actions form: those typed, and empty ones to go on with."""
    due = moments.field_time(clock.now() + _TO_DO)
    rows = [
        ActionRow(text=text, owner=owner, due=at)
        for text, owner, at in zip(
            typed.all("action-text"), typed.all("action-owner"), typed.all("action-due"), strict=False
        )
        if text.strip()
    ]
    return rows + [ActionRow(text="", owner=session.anchor, due=due)] * _EMPTY_ROWS


def _rows(session: StageSession) -> dict[str, list[str]]:
    to_do = [one for one in session.actions if one.done_at is None]
    return {
        "action-text": [one.text for one in to_do],
        "action-owner": [one.owner for one in to_do],
        "action-due": [moments.field_time(one.due) for one in to_do],
    }


def _decimal(typed: Typed, name: str, label: str) -> float | None:
    text = typed.get(name).strip().replace(",", "").replace("，", "").removesuffix("%").removesuffix("元")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or abs(value) > 1e12:
        raise InputError(f"“{label}”要填数字，现在是“{text[:20]}”。没有就空着。", key=name)
    return value
