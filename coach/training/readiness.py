"""Readiness, computed from evidence: requirement → met or not → the records that prove it → what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from coach.scoring import Kind, Platform
from coach.scoring.names import KINDS, PLATFORMS
from coach.training.drill import lacks
from coach.training.evidence import Current, Evidence, Requirement, passing, requirement, suits
from coach.training.gates import counted_sessions, gate_requirements
from coach.training.model import Attempt, DrillId, ReviewVerdict, Stage, StageVerdict, UserId
from coach.training.names import day
from coach.training.programme import Course, Programme
from coach.training.reports import blocks_of, coverage_of
from coach.training.review import joined_words, standing_verdicts

__all__ = [
    "Current",
    "Evidence",
    "Readiness",
    "Requirement",
    "opening",
    "readiness",
    "readiness_grid",
    "unmet_sentences",
]
_Passed = Mapping[DrillId, tuple[Attempt, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Whether an anchor is ready for one platform and one kind of goods. ``judges`` gave the verdicts it rests on."""

    anchor: UserId
    platform: Platform
    kind: Kind
    at: datetime
    requirements: tuple[Requirement, ...]
    judges: tuple[UserId, ...]

    @property
    def ready(self) -> bool:
        """Return whether every requirement is met."""
        return all(one.met for one in self.requirements)

    @property
    def unmet(self) -> tuple[Requirement, ...]:
        """Return the requirements still open, in the order of the path."""
        return tuple(one for one in self.requirements if not one.met)

    @property
    def step(self) -> str:
        """Return the part of the path the anchor works at: course, a stage, scope, signoff; "ready" at its end."""
        return self.unmet[0].part if self.unmet else "ready"

    @property
    def evidence(self) -> tuple[str, ...]:
        """Return the ids of all records that prove something, each once."""
        return tuple(dict.fromkeys(id_ for one in self.requirements for id_ in one.evidence))


def readiness(
    programme: Programme, evidence: Evidence, current: Current, *, platform: Platform, kind: Kind, at: datetime
) -> Readiness:
    """Compute the whole path for one platform and one kind of goods."""
    return _readiness(programme, evidence, current, passing(programme, evidence), platform, kind, at)


def readiness_grid(
    programme: Programme,
    evidence: Evidence,
    current: Current,
    *,
    platforms: Iterable[Platform],
    kinds: Iterable[Kind],
    at: datetime,
) -> tuple[Readiness, ...]:
    """Compute the path for every pair, platforms first; the attempts are judged only once."""
    passed = passing(programme, evidence)
    wanted = sorted(kinds)
    return tuple(
        _readiness(programme, evidence, current, passed, platform, kind, at)
        for platform in sorted(platforms)
        for kind in wanted
    )


def opening(
    programme: Programme,
    evidence: Evidence,
    current: Current,
    stage: Stage,
    *,
    platform: Platform,
    kind: Kind,
    at: datetime,
) -> tuple[Requirement, ...]:
    """Return what must hold before a session of ``stage`` may be planned: all that stands before it on the path."""
    passed = passing(programme, evidence)
    needs = list(_courses(programme, evidence, passed))
    for earlier in Stage:
        if earlier is stage:
            break
        needs += gate_requirements(
            programme, evidence, earlier, platform=platform, kind=kind, at=at, before=_first_open(needs)
        )
    if stage is Stage.MONITORED:
        needs += _scope(programme, evidence, current, passed, platform, kind)
    return tuple(needs)


def _first_open(needs: Iterable[Requirement]) -> str:
    """Return the title of the first requirement not met, "" if all are."""
    return next((one.title for one in needs if not one.met), "")


def _readiness(
    programme: Programme,
    evidence: Evidence,
    current: Current,
    passed: _Passed,
    platform: Platform,
    kind: Kind,
    at: datetime,
) -> Readiness:
    needs = list(_courses(programme, evidence, passed))
    for stage in Stage:
        if stage is Stage.MONITORED:
            needs += _scope(programme, evidence, current, passed, platform, kind)
        needs += gate_requirements(
            programme, evidence, stage, platform=platform, kind=kind, at=at, before=_first_open(needs)
        )
    judges = _judges(evidence, {id_ for one in needs for id_ in one.evidence})
    needs.append(_rules(programme, evidence, current, platform, kind))
    needs.append(_four_eyes(programme, judges))
    needs.append(_fresh(programme, evidence, platform, kind, at))
    return Readiness(
        anchor=evidence.anchor.id,
        platform=platform,
        kind=kind,
        at=at,
        requirements=tuple(needs),
        judges=tuple(sorted(judges)),
    )


def _courses(programme: Programme, evidence: Evidence, passed: _Passed) -> Iterable[Requirement]:
    for course in programme.courses:
        done = [drill for drill in course.drills if drill in passed]
        first = tuple(passed[drill][0].id for drill in done)
        yield requirement(
            f"course.{course.id}",
            f"{course.title}课程",
            need=f"通过 {course.least} 个练习",
            have=f"通过 {len(done)} 个",
            met=len(done) >= course.least,
            evidence=first + _passes_of(evidence, first),
            next=f"还差 {course.least - len(done)} 个。{_next_drill(programme, course, evidence, passed)}",
        )


def _next_drill(programme: Programme, course: Course, evidence: Evidence, passed: _Passed) -> str:
    """Return what to do about the first drill of the course not passed: one handed in already comes first."""
    open_drills = [drill for drill in course.drills if drill not in passed]
    tried = {attempt.drill for attempt in evidence.attempts}
    if not open_drills:
        return ""
    drill = programme.get_drill(next((one for one in open_drills if one in tried), open_drills[0]))
    if drill.id not in tried:
        return f"下一个做“{drill.title}”。"
    last = max((one for one in evidence.attempts if one.drill == drill.id), key=lambda one: (one.at, one.id))
    missing = lacks(last, drill, evidence.reviews_of().get(last.id, ()))
    return f"“{drill.title}”第 {last.number} 次还差：{''.join(missing)}"


def _scope(
    programme: Programme, evidence: Evidence, current: Current, passed: _Passed, platform: Platform, kind: Kind
) -> tuple[Requirement, ...]:
    terms, where = programme.scope, f"{PLATFORMS[platform]}·{KINDS[kind]}"
    here = _attempts_here(evidence, platform, kind)
    there = {one.id for one in here}
    done = [one for attempts in passed.values() for one in attempts if one.id in there]
    drills = {one.drill: one.id for one in reversed(done)}
    ids = tuple(drills.values())
    fresh = _fresh_drill(programme, current, set(passed), platform, kind)
    last = here[-terms.clean :]
    best = max((one.score for one in last), default=0)
    dirty = [mark.text for one in last for mark in blocks_of(one.report)]
    told = [one for one in done if _on_current_card(one, current)]
    most = max((coverage_of(one.report) or 0.0 for one in told), default=0.0)
    top = tuple(one.id for one in told if (coverage_of(one.report) or 0.0) == most)[-1:]
    outdated = bool(done) and not told
    return (
        requirement(
            "scope.attempts",
            f"{where}：通过的练习",
            need=f"{terms.attempts} 个不同的练习",
            have=f"{len(drills)} 个",
            met=len(drills) >= terms.attempts,
            evidence=ids + _passes_of(evidence, ids),
            next=f"还差 {terms.attempts - len(drills)} 个。{fresh}",
        ),
        requirement(
            "scope.score",
            f"{where}：最近的得分",
            need=f"最近 {terms.clean} 次里最好的一次不低于 {terms.score} 分",
            have=f"{best} 分" if last else "还没有练习",
            met=bool(last) and best >= terms.score,
            evidence=tuple(one.id for one in last),
            next=f"请照最近一次的报告改好再交，争取 {terms.score} 分。" if last else fresh,
        ),
        requirement(
            "scope.clean",
            f"{where}：没有不能播的话",
            need=f"最近 {terms.clean} 次练习都没有",
            have=f"最近 {len(last)} 次里有 {len(dirty)} 处" if last else "还没有练习",
            met=len(last) >= terms.clean and not dirty,
            evidence=tuple(one.id for one in last),
            next=f"请改掉{joined_words(dirty)}，再交 {terms.clean} 次都不说。"
            if dirty
            else f"还差 {terms.clean - len(last)} 次练习。{fresh}",
        ),
        requirement(
            "scope.coverage",
            f"{where}：说全卖点",
            need=f"有一次通过的练习，按现在的商品卡说到 {terms.coverage:.0%} 的卖点",
            have=f"{most:.0%}" if told else "还没有",
            met=bool(told) and most >= terms.coverage,
            evidence=top,
            next="商品卡改过了，请按新卡再交一次。"
            if outdated
            else f"请挑一张{KINDS[kind]}的商品卡，把卖点说全再交一次。",
        ),
    )


def _attempts_here(evidence: Evidence, platform: Platform, kind: Kind) -> list[Attempt]:
    """Return the texts handed in for this platform and kind of goods, oldest first; quizzes are no speech."""
    here = [one for one in evidence.attempts if one.quiz is None and one.platform is platform and one.kind is kind]
    return sorted(here, key=lambda one: (one.at, one.id))


def _on_current_card(attempt: Attempt, current: Current) -> bool:
    card = current.cards.get(attempt.product) if attempt.product is not None else None
    return card is not None and not card.retired and card.fingerprint == attempt.card_version


def _fresh_drill(programme: Programme, current: Current, passed: set[DrillId], platform: Platform, kind: Kind) -> str:
    """Return which drill to do next for this platform and kind: one made for this platform comes first."""
    fit = [
        drill
        for drill in programme.list_drills()
        if drill.id not in passed and suits(drill, current, platform=platform, kind=kind)
    ]
    fit.sort(key=lambda drill: drill.platform is not platform)
    if fit:
        return f"下一个做“{fit[0].title}”。"
    return f"请培训布置一个{PLATFORMS[platform]}·{KINDS[kind]}的练习。"


def _passes_of(evidence: Evidence, attempts: Sequence[str]) -> tuple[str, ...]:
    """Return the reviews whose standing verdict passes one of these attempts."""
    reviews, wanted = evidence.reviews_of(), set(attempts)
    return tuple(
        one.id
        for attempt in sorted(evidence.attempts, key=lambda one: (one.at, one.id))
        if attempt.id in wanted
        for one in standing_verdicts(reviews.get(attempt.id, ())).values()
        if one.verdict is ReviewVerdict.PASS
    )


def _judges(evidence: Evidence, ids: set[str]) -> Mapping[UserId, str]:
    """Return who gave the verdicts among these records, each with one record that shows it; the anchor never counts."""
    found: dict[UserId, str] = {}
    for review in sorted(evidence.reviews, key=lambda one: (one.at, one.id)):
        if review.id in ids:
            found.setdefault(review.reviewer, review.id)
    for session in sorted(evidence.sessions, key=lambda one: (one.planned_start, one.id)):
        if session.id in ids and session.verdict is StageVerdict.PASS and session.verdict_by is not None:
            found.setdefault(session.verdict_by, session.id)
    found.pop(evidence.anchor.id, None)
    return found


def _rules(programme: Programme, evidence: Evidence, current: Current, platform: Platform, kind: Kind) -> Requirement:
    here = _attempts_here(evidence, platform, kind)
    shows = counted_sessions(programme, evidence, Stage.MONITORED, platform=platform, kind=kind)
    checked: list[tuple[str, bool, Mapping[str, object]]] = [
        (one.id, one.rulebook == current.rules_of(one.room), one.report) for one in here
    ]
    checked += [
        (one.id, one.report["rulebook"] == current.rules_of(one.room), one.report)
        for one in shows
        if one.report is not None
    ]
    proof = [id_ for id_, newest, report in checked if newest and not blocks_of(report)]
    outdated = any(not newest for _, newest, _ in checked)
    todo = f"交一次{PLATFORMS[platform]}·{KINDS[kind]}的练习，按现在的规则库检查，改到没有不能播的话。"
    return requirement(
        "signoff.rules",
        "按现行规则库检查过",
        need="至少一次没有不能播的话的练习或盯播，是按现在的规则库检查的",
        have="有" if proof else "没有",
        met=bool(proof),
        evidence=tuple(proof[-1:]),
        next=f"规则库更新过，请{todo}" if outdated else f"请{todo}",
    )


def _four_eyes(programme: Programme, judges: Mapping[UserId, str]) -> Requirement:
    need = programme.signoff.reviewers
    return requirement(
        "signoff.reviewers",
        "不同的人看过",
        need=f"至少 {need} 个人给过通过的结论",
        have=f"{len(judges)} 个人",
        met=len(judges) >= need,
        evidence=tuple(judges[judge] for judge in sorted(judges)),
        next=f"还差 {need - len(judges)} 个人，请另一位培训或运营批改一次练习，或带一场上播。",
    )


def _fresh(programme: Programme, evidence: Evidence, platform: Platform, kind: Kind, at: datetime) -> Requirement:
    days = programme.signoff.fresh_days
    sessions = counted_sessions(programme, evidence, Stage.MONITORED, platform=platform, kind=kind)
    last = sessions[-1] if sessions else None
    ended = last.ended_at if last else None
    return requirement(
        "signoff.fresh",
        "最近一次盯播",
        need=f"{days} 天以内通过的一场",
        have=day(ended) if ended else "还没有",
        met=ended is not None and at - ended <= timedelta(days=days),
        evidence=(last.id,) if last else (),
        next=f"请运营再盯一场{PLATFORMS[platform]}·{KINDS[kind]}的上播并给结论。" if last else "先做到上面盯播的各项。",
    )


def unmet_sentences(parts: Iterable[Readiness]) -> tuple[str, ...]:
    """Return what is still open over several pairs, each sentence once, in the order of the path."""
    return tuple(dict.fromkeys(f"{one.title}：{one.next}" for part in parts for one in part.unmet))
