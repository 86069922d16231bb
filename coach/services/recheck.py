"""Check what was handed in once more by the rules and cards of today, and say whose work would be judged differently."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coach.scoring import Report, Severity, Verdict, check
from coach.services.desk import Desk, use_case
from coach.services.evidence import cards_of
from coach.services.view import view_of
from coach.storage.nouns import AttemptLine
from coach.storage.repositories import Window
from coach.training.access import Act
from coach.training.model import Attempt, RoomId, User
from coach.training.reports import blocks_of

_ALL = Window(limit=10_000_000)
_RANK = {Verdict.PASS: 0, Verdict.REVISE: 1, Verdict.BLOCK: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rechecked:
    """A hand-in beside what today's rules say of it; ``blocks`` are the words that may not be said by now."""

    attempt: Attempt
    anchor: str
    drill: str
    score: int
    verdict: Verdict
    blocks: tuple[str, ...]

    @property
    def worse(self) -> bool:
        """Return whether it would fare worse: a stricter verdict, or words that were not blocked then."""
        return _RANK[self.verdict] > _RANK[self.attempt.verdict] or bool(self.blocks)


@use_case(Act.ATTEMPT_LIST)
def recheck(desk: Desk, actor: User, *, room: RoomId | None = None) -> Iterator[Rechecked]:
    """Return the newest hand-in of each anchor at each drill this person may see, checked anew; nothing is changed.

    Raises:
        ForbiddenError: the actor may not see that room.
    """
    with desk.reading() as uow:
        view = view_of(uow, actor, Act.ATTEMPT_LIST, room=room)
        lines = uow.attempts.lines.newest(_ALL, rooms=view.rooms, **view.person_filter("anchor"))
    newest: dict[tuple[str, str], AttemptLine] = {}
    for line in lines:
        newest.setdefault((line.anchor, line.drill), line)
    return _checked(desk, list(newest.values()))


def _checked(desk: Desk, lines: list[AttemptLine]) -> Iterator[Rechecked]:
    with desk.reading() as uow:
        cards, names = cards_of(desk, uow), {user.id: user.name for user in uow.users.list()}
        for line in lines:
            attempt = uow.attempts.get(line.id)
            if attempt.quiz is not None:
                continue
            card = cards.get(attempt.product) if attempt.product is not None else None
            report = check(
                attempt.text,
                card.product if card else None,
                desk.rules_in(uow, attempt.room),
                kind=attempt.kind,
                platform=attempt.platform,
                cues=attempt.cues,
            )
            drill = desk.programme.find_drill(attempt.drill)
            yield Rechecked(
                attempt=attempt,
                anchor=names[attempt.anchor],
                drill=drill.title if drill else attempt.drill,
                score=report.score,
                verdict=report.verdict,
                blocks=_new_blocks(attempt, report),
            )


def _new_blocks(attempt: Attempt, report: Report) -> tuple[str, ...]:
    """Return the words that are blocked now and were not when it was handed in."""
    before = {(mark.start, mark.end) for mark in blocks_of(attempt.report)}
    return tuple(
        finding.text
        for finding in report.findings
        if finding.severity is Severity.BLOCK
        and finding.suppressed is None
        and (finding.start, finding.end) not in before
    )
