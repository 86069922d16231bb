"""Which drill comes next and why: what keeps going wrong first, then what is about to be forgotten, then what is new.

Forgetting is estimated by FSRS, the published spaced-repetition scheduler, with its chance part switched off: the same
attempts at the same time give the same answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from fsrs import Card, Rating, Scheduler

from coach.scoring import Category, Platform, Verdict
from coach.scoring.names import CATEGORIES
from coach.training.model import Attempt, DrillId, Stage
from coach.training.names import STAGES
from coach.training.programme import Drill, DrillType, Programme
from coach.training.quiz import missed_categories
from coach.training.reports import findings_of, points_of

RETENTION = 0.8  # practise again when the chance of still knowing it has fallen to this: about a week after a good try
RECENT = 5  # attempts looked at for what keeps going wrong
REPEATED = 2  # from so many of them on, it keeps going wrong
_EASY = 95  # a score from which the first try counts as easy
_SCHEDULER = Scheduler(desired_retention=RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


class Why(StrEnum):
    """Why a drill comes next."""

    AGAIN = "again"
    CATEGORY = "category"
    POINT = "point"
    FADING = "fading"
    NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """How well a drill is still known: practised when, due again when, and the chance of knowing it now (0–1)."""

    drill: DrillId
    practised: datetime
    due: datetime
    recall: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A drill to do next and the reason, as a sentence for the anchor."""

    drill: DrillId
    why: Why
    reason: str


def next_drills(
    programme: Programme,
    attempts: Sequence[Attempt],
    *,
    at: datetime,
    platforms: frozenset[Platform],
    passed: Iterable[DrillId] = (),
    busy: Iterable[DrillId] = (),
    stage: Stage = Stage.REHEARSAL,
    most: int = 3,
) -> tuple[Suggestion, ...]:
    """Return up to ``most`` drills for an anchor with their reasons, the most pressing first.

    ``attempts`` are all of the anchor's; ``passed`` the drills passed so far; ``busy`` those already given and open,
    which are left out; ``platforms`` where the anchor works; ``stage`` the one they are at: drills of later stages wait.
    """
    taken = set(busy)
    mine = sorted(attempts, key=lambda one: (one.at, one.number))
    open_drills = [
        drill
        for drill in programme.list_drills()
        if drill.id not in taken
        and (drill.platform is Platform.ANY or drill.platform in platforms)
        and (drill.stage is None or _rank(drill.stage) <= _rank(stage))
    ]
    found: dict[DrillId, Suggestion] = {}
    fading = _fading(open_drills, mine, at)
    for suggestions in (
        _again(open_drills, mine, set(passed)),
        _repeated(open_drills, mine),
        _missed_points(programme, open_drills, mine),
        fading[: most // 2],  # practising again must not crowd out what is new
        _new(programme, open_drills, mine),
        fading[most // 2 :],
    ):
        for one in suggestions:
            found.setdefault(one.drill, one)
            if len(found) == most:
                return tuple(found.values())
    return tuple(found.values())


def memory(drill: Drill, attempts: Iterable[Attempt], *, at: datetime) -> Memory | None:
    """Return how well a drill is still known at ``at`` after these attempts, None if there are none at it."""
    mine = sorted((one for one in attempts if one.drill == drill.id), key=lambda one: (one.at, one.number))
    if not mine:
        return None
    card = Card(card_id=0, due=mine[0].at.astimezone(UTC))
    for place, attempt in enumerate(mine):
        rating = _rating(drill, attempt, first=place == 0)
        card, _ = _SCHEDULER.review_card(card, rating, attempt.at.astimezone(UTC))
    now = max(at, mine[-1].at).astimezone(UTC)
    return Memory(
        drill=drill.id,
        practised=mine[-1].at,
        due=card.due,
        recall=_SCHEDULER.get_card_retrievability(card, now),
    )


def _rating(drill: Drill, attempt: Attempt, *, first: bool) -> Rating:
    """Translate an attempt into what the scheduler asks: was it recalled, and how hard was it."""
    if attempt.score < drill.score or attempt.verdict is Verdict.BLOCK:
        return Rating.Again
    if attempt.late or attempt.over_limit:
        return Rating.Hard
    return Rating.Easy if first and attempt.score >= _EASY else Rating.Good


def _again(drills: list[Drill], mine: list[Attempt], passed: set[DrillId]) -> list[Suggestion]:
    """Drills whose last attempt fell short and that were never passed, the latest first."""
    last = {one.drill: one for one in mine}
    short = [
        (last[drill.id], drill)
        for drill in drills
        if drill.id in last and drill.id not in passed and _rating(drill, last[drill.id], first=False) is Rating.Again
    ]
    short.sort(key=lambda pair: pair[0].at, reverse=True)
    return [
        Suggestion(
            drill=drill.id,
            why=Why.AGAIN,
            reason=f"上次交的得 {one.score} 分，还没有过（要 {drill.score} 分"
            + ("，而且有不能播的话）。" if one.verdict is Verdict.BLOCK else "）。")
            + "趁还记得，改好再交一次。",
        )
        for one, drill in short
    ]


def _repeated(drills: list[Drill], mine: list[Attempt]) -> list[Suggestion]:
    """The quiz for each category of forbidden speech that keeps coming back, the most frequent first."""
    recent = mine[-RECENT:]
    counts: Counter[str] = Counter()
    words: dict[str, str] = {}
    for one in recent:
        categories = {str(finding["category"]) for finding in _heavy(one.report)}
        counts.update(categories | set(missed_categories(one.quiz or {})))
        for finding in _heavy(one.report):
            words[str(finding["category"])] = str(finding["text"])
    found: list[Suggestion] = []
    for name, times in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        quiz = _quiz_for(Category(name), drills, done_after=_last_seen(name, recent), mine=mine)
        if times >= REPEATED and quiz is not None:
            said = f"，比如“{words[name]}”" if name in words else ""
            reason = f"最近 {len(recent)} 次里有 {times} 次出了“{CATEGORIES[Category(name)]}”{said}。先把这一类的测验做一遍。"
            found.append(Suggestion(drill=quiz.id, why=Why.CATEGORY, reason=reason))
    return found


def _quiz_for(category: Category, drills: list[Drill], *, done_after: datetime, mine: list[Attempt]) -> Drill | None:
    """Return the quiz that asks most closely about a category, None if it was done since the last such mistake."""
    quizzes = [drill for drill in drills if drill.type is DrillType.QUIZ and category in drill.categories]
    if not quizzes:
        return None
    quiz = min(quizzes, key=lambda drill: (len(drill.categories), drill.kind is not None))
    done = any(one.drill == quiz.id and one.at > done_after for one in mine)
    return None if done else quiz


def _last_seen(category: str, recent: list[Attempt]) -> datetime:
    return max(
        one.at
        for one in recent
        if category in missed_categories(one.quiz or {})
        or any(finding["category"] == category for finding in _heavy(one.report))
    )


def _missed_points(programme: Programme, drills: list[Drill], mine: list[Attempt]) -> list[Suggestion]:
    """A drill on each card whose must-say point was missed the last two times it was asked for; recall first."""
    by_card: dict[str, list[Attempt]] = {}
    for one in mine:
        drill = programme.find_drill(one.drill)
        if one.product is not None and drill is not None and drill.coverage > 0:
            by_card.setdefault(one.product, []).append(one)
    found: list[Suggestion] = []
    for card, tries in sorted(by_card.items(), key=lambda pair: pair[1][-1].at, reverse=True):
        if len(tries) < REPEATED:
            continue
        missed = [_missed(one.report) for one in tries[-REPEATED:]]
        both = [say for point, say in missed[-1].items() if all(point in one for one in missed)]
        fitting = [drill for drill in drills if drill.product == card and drill.coverage > 0]
        if both and fitting:
            drill = min(fitting, key=lambda drill: (drill.type is not DrillType.RECALL, drill.level))
            reason = f"“{both[0]}”是必讲的，最近 {REPEATED} 次都没讲到" + (
                f"（另外还有 {len(both) - 1} 条）。" if len(both) > 1 else "。"
            )
            found.append(Suggestion(drill=drill.id, why=Why.POINT, reason=reason + "用这份练习把它补上。"))
    return found


def _fading(drills: list[Drill], mine: list[Attempt], at: datetime) -> list[Suggestion]:
    """Drills that are due again, those least surely known first; what belongs to one moment of a stage is done once."""
    lasting = [drill for drill in drills if drill.stage is None]
    known = [one for drill in lasting if (one := memory(drill, mine, at=at)) is not None and one.due <= at]
    known.sort(key=lambda one: (one.recall, one.drill))
    return [
        Suggestion(
            drill=one.drill,
            why=Why.FADING,
            reason=f"上次练是 {(at - one.practised).days} 天前，估计还记得 {one.recall:.0%}，现在再练一次记得牢。",
        )
        for one in known
    ]


def _new(programme: Programme, drills: list[Drill], mine: list[Attempt]) -> list[Suggestion]:
    """Drills never tried, a course at a time in turn so that no course is left behind; those of the stage name it."""
    tried = {one.drill for one in mine}
    free = {drill.id: drill for drill in drills if drill.id not in tried}
    queues = [
        (course, [free[drill] for drill in course.drills if drill in free], sum(d in tried for d in course.drills))
        for course in programme.courses
    ]
    order = sorted(
        (done + place, number, drill, course)
        for number, (course, queue, done) in enumerate(queues)
        for place, drill in _numbered(queue)
    )
    return [
        Suggestion(
            drill=drill_id,
            why=Why.NEW,
            reason=f"“{course.title}”里轮到这一个，还没练过"
            + (f"，是为{STAGES[stage]}准备的。" if (stage := free[drill_id].stage) is not None else "。"),
        )
        for _, _, drill_id, course in order
    ]


def _numbered(queue: list[Drill]) -> list[tuple[int, DrillId]]:
    return [(place, drill.id) for place, drill in enumerate(queue)]


def _heavy(report: Mapping[str, object]) -> list[Mapping[str, object]]:
    return [finding for finding in findings_of(report) if finding["severity"] != "hint"]


def _missed(report: Mapping[str, object]) -> dict[str, str]:
    """Return the must-say points a text did not convey: id → what was to be said."""
    points = points_of(report)
    return {
        point: str(value["say"])
        for point, value in points.items()
        if value.get("must") is True and value.get("covered") is False
    }


def _rank(stage: Stage) -> int:
    return tuple(Stage).index(stage)
