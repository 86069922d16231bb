"""Write a report as one self-contained HTML page for a phone, a browser or a printer."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from coach.datafiles import folder
from coach.formats import labels
from coach.formats.reading import Mark, Places, PointState, pieces, printable, read, state
from coach.formats.talk import pace_lines, timeline
from coach.scoring import names
from coach.scoring.model import Report, Severity


def render_html(report: Report, text: str, title: str) -> str:
    """Return a page that needs nothing else: styles inside, no script, no request. Marks link to their reasons.

    Control characters and lone surrogates are shown as U+FFFD.
    """
    reading = read(report)
    page = _environment().get_template("report/report.html")
    return printable(
        page.render(
            title=title,
            report=report,
            reading=reading,
            pieces=list(pieces(printable(text), reading.marks)),
            marks_of=_places_of(reading.marks),
            places=Places(text),
            severities=[(level, reading.count(level)) for level in Severity if reading.count(level)],
        )
    )


def _places_of(marks: tuple[Mark, ...]) -> dict[int, list[Mark]]:
    """Return for each number the marks that lead to it, so that a reason can lead back."""
    found: dict[int, list[Mark]] = {}
    for mark in marks:
        for number in mark.numbers:
            found.setdefault(number, []).append(mark)
    return found


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder("templates")),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        VERDICTS=labels.VERDICTS,
        SEVERITIES=labels.SEVERITIES,
        HOWS=labels.HOWS,
        KINDS=names.KINDS,
        PLATFORMS=names.PLATFORMS,
        CATEGORIES=names.CATEGORIES,
        STATES={
            PointState.SAID: ("✓", "讲到了"),
            PointState.MAYBE: ("？", "可能讲到，请听一遍"),
            PointState.MISSING: ("✗", "没讲到"),
        },
    )
    environment.filters.update(
        circled=labels.circled, pace_lines=pace_lines, timeline=timeline, length=labels.length, state=state
    )
    return environment
