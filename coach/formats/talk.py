"""Flow and pace of a report in plain lines: the timeline, speeds, pauses, each speaker's share."""

from __future__ import annotations

from dataclasses import dataclass

from coach.formats.labels import SOURCES, duration
from coach.scoring.model import Report

LONGEST_TIMELINE = 16
"""A longer timeline tells a reader nothing at a glance; the report has it whole."""


def timeline(report: Report) -> str:
    """Return the parts in order with the time each begins: 0:00 留人 → 0:12 卖点; empty where there is little to tell."""
    names = {part.id: part.name for part in report.flow.parts}
    stretches = [stretch for stretch in report.flow.timeline if stretch.part is not None]
    if len(stretches) < 2:
        return ""
    shown = [f"{moment(stretch.from_s)} {names[stretch.part or '']}" for stretch in stretches[:LONGEST_TIMELINE]]
    return " → ".join(shown) + (" …" if len(stretches) > LONGEST_TIMELINE else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One part of the talk and its stretches, each from and to in seconds."""

    name: str
    stretches: tuple[tuple[float, float], ...]


def lanes(report: Report) -> tuple[Lane, ...]:
    """Return the parts in the order they begin, each with its stretches; empty where there is little to draw."""
    names = {part.id: part.name for part in report.flow.parts}
    found: dict[str, list[tuple[float, float]]] = {}
    for stretch in report.flow.timeline:
        if stretch.part is not None:
            found.setdefault(stretch.part, []).append((stretch.from_s, stretch.to_s))
    if len(found) < 2:
        return ()
    return tuple(Lane(name=names[part], stretches=tuple(times)) for part, times in found.items())


def moment(seconds: float) -> str:
    """Return a time from the beginning: 75.2 → 1:15."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def pace_lines(report: Report) -> list[str]:
    """Return what is known of speed, pauses and speakers, each line saying how it is known."""
    pace = report.pace
    lines = []
    if pace.per_minute is not None and pace.band is not None:
        whose = f"团队老主播 {pace.band.samples} 段" if pace.band.source == "learned" else "默认"
        known = SOURCES[pace.seconds_source]
        lines.append(
            f"语速每分钟 {pace.per_minute} 字（{known}），合适的是 {pace.band.slowest}–{pace.band.fastest}（{whose}）"
        )
    if pace.pauses is not None:
        lines.append(f"停顿 {pace.pauses} 次" + (f"，最长 {pace.pause_s:g} 秒" if pace.pause_s else ""))
    if len(pace.speakers) > 1:
        shares = [
            f"{one.name} {one.share:.0%}" + (f"（{duration(one.seconds)}）" if one.seconds is not None else "")
            for one in pace.speakers
        ]
        lines.append("谁说了多少：" + "、".join(shares))
    return lines
