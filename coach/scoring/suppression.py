"""A person's written decision in the script itself: a comment line lets one rule stand in the line after it.

``# 放行 price/全网最低价 小敏：平台活动已备案`` (also ``//`` and ``<!-- … -->``), before the line it is about;
``# 全文放行 …`` for the whole text. A rule id, a category, or ``*`` may be named. The comment is no speech.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from coach.scoring.model import Finding, Suppression

_COMMENT = re.compile(
    r"^[ \t\u3000]*(?:#+|//|<!--)[ \t\u3000]*(?P<all>全文)?放行[ \t\u3000]+(?P<rule>\S+)[ \t\u3000]+(?P<by>[^：:\n]{1,40})[：:]"
    r"[ \t\u3000]*(?P<reason>[^\n]*?)[ \t\u3000]*(?:-->)?[ \t\u3000]*\r?$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Who lets which rule stand in ``start:end`` of the raw text, and why."""

    rule: str
    by: str
    reason: str
    start: int
    end: int

    def covers(self, finding: Finding) -> bool:
        """Tell whether the decision is about this finding."""
        named = self.rule in ("*", finding.rule, finding.category)
        return named and self.start <= finding.start < self.end


def decisions(raw: str) -> tuple[tuple[Decision, ...], str]:
    """Return the decisions written in ``raw`` and the text without their lines: same length, blanks in their place."""
    if "放行" not in raw:
        return (), raw
    found, spoken, at = [], [], 0
    for match in _COMMENT.finditer(raw):
        if not match["reason"].strip():
            continue
        start, end = (0, len(raw)) if match["all"] else _next_line(raw, match.end())
        found.append(
            Decision(rule=match["rule"], by=match["by"].strip(), reason=match["reason"].strip(), start=start, end=end)
        )
        spoken += [raw[at : match.start()], " " * (match.end() - match.start())]
        at = match.end()
    spoken.append(raw[at:])
    return tuple(found), "".join(spoken)


def suppress(findings: Iterable[Finding], written: tuple[Decision, ...]) -> tuple[Finding, ...]:
    """Return the findings, those that a decision covers marked with who and why; none is dropped."""
    return tuple(
        replace(finding, suppressed=Suppression(by=decision.by, reason=decision.reason))
        if (decision := next((d for d in written if d.covers(finding)), None))
        else finding
        for finding in findings
    )


def _next_line(raw: str, at: int) -> tuple[int, int]:
    """Return the span of the next line that holds speech."""
    while at < len(raw):
        end = raw.find("\n", at + 1)
        end = len(raw) if end < 0 else end
        line = raw[at:end]
        if line.strip() and not _COMMENT.match(line.lstrip("\r\n")):
            return at, end
        at = end
    return len(raw), len(raw)
