"""How stages and severities are called in sentences, and how times and lists are written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

from coach.training.model import IncidentSeverity, Stage

STAGES = {Stage.REHEARSAL: "上镜试播", Stage.PAIRED: "老主播一带一上播", Stage.MONITORED: "运营一对一盯播"}
SEVERITIES = {
    IncidentSeverity.MINOR: "轻微事故",
    IncidentSeverity.SERIOUS: "严重事故",
    IncidentSeverity.CUT: "断播事故",
}
_CHINA = timezone(timedelta(hours=8))  # Asia/Shanghai: no summer time since 1991


def day(at: datetime) -> str:
    """Return the day in China, as 2026年11月24日."""
    local = at.astimezone(_CHINA)
    return f"{local.year}年{local.month}月{local.day}日"


def moment(at: datetime) -> str:
    """Return day and minute in China, as 2026年11月24日 14:05."""
    return f"{day(at)} {at.astimezone(_CHINA):%H:%M}"


def joined(words: Iterable[str]) -> str:
    """Return words as a Chinese list."""
    return "、".join(words)
