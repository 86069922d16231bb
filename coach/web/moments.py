"""Times as people read them, in Asia/Shanghai: relative, exact, as a day, and as a form field writes and reads them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from flask import Flask
from markupsafe import Markup

from coach.errors import InputError
from coach.web import clock

ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")  # no summer time since 1991
_WEEKDAYS = "一二三四五六日"


def register(app: Flask) -> None:
    """Make the filters known to the templates."""
    app.jinja_env.filters.update(moment=moment, exact=exact, day=day, relative=relative, field_time=field_time)
    app.jinja_env.filters.update(until=until, short_day=short_day)


def moment(at: datetime | None) -> Markup:
    """Return ``<time>`` with the relative words and the exact time as its title; a dash for None."""
    if at is None:
        return Markup("—")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        at.astimezone(UTC).isoformat(timespec="seconds"), exact(at), relative(at)
    )


def exact(at: datetime | None) -> str:
    """Return ``2026年11月24日 周二 22:31``."""
    if at is None:
        return "—"
    here = at.astimezone(ZONE)
    return f"{here.year}年{here.month}月{here.day}日 周{_WEEKDAYS[here.weekday()]} {here:%H:%M}"


def until(start: datetime, end: datetime) -> str:
    """Return a stretch of time, the day once: ``2026年11月24日 周二 20:00 – 22:00``."""
    last = end.astimezone(ZONE)
    same = start.astimezone(ZONE).date() == last.date()
    return f"{exact(start)} – {f'{last:%H:%M}' if same else exact(end)}"


def day(at: datetime | None) -> str:
    """Return ``11月24日 周二``, with the year when it is another one."""
    return "—" if at is None else f"{short_day(at)} 周{_WEEKDAYS[at.astimezone(ZONE).weekday()]}"


def short_day(at: datetime) -> str:
    """Return ``11月24日``, with the year when it is another one: for cells of a table."""
    here = at.astimezone(ZONE)
    year = "" if here.year == clock.now().astimezone(ZONE).year else f"{here.year}年"
    return f"{year}{here.month}月{here.day}日"


def relative(at: datetime | None, now: datetime | None = None) -> str:
    """Return how far a time is from now, in words: 刚刚, 5 分钟前, 2 小时后, 昨天 21:00, 11月3日 09:30."""
    if at is None:
        return "—"
    now = now or clock.now()
    seconds = (now - at).total_seconds()
    minutes, after = round(seconds / 60), "前" if seconds >= 0 else "后"
    if abs(minutes) < 1:
        return "刚刚" if seconds >= 0 else "马上"
    if abs(minutes) < 60:
        return f"{abs(minutes)} 分钟{after}"
    here, today = at.astimezone(ZONE), now.astimezone(ZONE).date()
    days = (here.date() - today).days
    if days == 0:
        return f"{abs(minutes) // 60} 小时{after}" if abs(minutes) < 360 else f"今天 {here:%H:%M}"
    named = {-2: "前天", -1: "昨天", 1: "明天", 2: "后天"}.get(days)
    if named:
        return f"{named} {here:%H:%M}"
    year = "" if here.year == today.year else f"{here.year}年"
    return f"{year}{here.month}月{here.day}日 {here:%H:%M}"


def field_time(at: datetime | None) -> str:
    """Return a time as the value of ``<input type="datetime-local">``."""
    return "" if at is None else at.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")


def read_time(text: str, *, key: str) -> datetime | None:
    """Read what ``<input type="datetime-local">`` sends, as a time in Shanghai; None when it is empty.

    Raises:
        InputError: it is no time.
    """
    if not text.strip():
        return None
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=ZONE).astimezone(UTC)
    except ValueError as error:
        raise InputError(f"“{text[:40]}”不是一个时间。请写成 2026-11-24 20:00 这样。", key=key) from error


def read_day(text: str, *, key: str) -> date | None:
    """Read what ``<input type="date">`` sends; None when it is empty.

    Raises:
        InputError: it is no date.
    """
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError(f"“{text[:40]}”不是一个日期。请写成 2026-11-24 这样。", key=key) from error


def read_exact(text: str) -> datetime | None:
    """Read a time that an address of ours carries (to page on from it); None when it is none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
