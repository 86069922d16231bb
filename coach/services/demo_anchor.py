"""The eight weeks of one anchor of the demo: courses, three stages, sign-off, and what goes wrong on the way."""

from __future__ import annotations

import random
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from coach.errors import RefusedError
from coach.scoring import Category, Kind
from coach.services import assignments, incidents, signoff, stages
from coach.services.demo_people import ACTIONS, NOTES, Way
from coach.services.demo_practice import answers, good, hand_in, judge
from coach.services.desk import Desk
from coach.training.model import (
    Action,
    Assignment,
    CardId,
    DrillId,
    Figures,
    IncidentSeverity,
    Notes,
    Room,
    Scope,
    Stage,
    StageSession,
    StageVerdict,
    User,
)
from coach.training.programme import Drill, Gate

_HOURS = 12  # a session begins at most so much later than wished
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SPECIAL = "chongdian-bao"  # the card that changes in the last week: only one sign-off rests on it
_REACHED = {
    Way.REHEARSAL: (Stage.REHEARSAL, 1),
    Way.PAIRED: (Stage.PAIRED, 2),
    Way.MONITORED: (Stage.MONITORED, 2),
}
_GOODS = {"douyin": ("niurou-gan", "ganban-mifen", "wogan"), "xiaohongshu": ("kafei-ye", "nailao-bang", "wogan")}
_SAID = {
    "douyin": ("niurou-gan-1", "ganban-mifen-1", "wogan-1"),
    "xiaohongshu": ("kafei-ye-1", "nailao-bang-1", "wogan-2"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """An anchor with the people around them, and the time they have."""

    desk: Desk
    anchor: User
    way: Way | None
    room: Room
    trainers: tuple[User, ...]
    ops: tuple[User, ...]
    seniors: tuple[User, ...]
    begins: datetime
    ends: datetime
    chance: random.Random
    doable: frozenset[DrillId]


def live(stay: Stay) -> Iterator[datetime]:
    """Live through the weeks; each time given is when the next thing happens."""
    yield stay.begins
    if stay.way is Way.NEW:
        _given(stay, [one.id for one in _path(stay)[:3]], stay.begins)
        return
    at = yield from _courses(stay)
    if stay.way in (Way.COURSE, Way.STUCK):
        return
    for gate in stay.desk.programme.gates:
        last, held = _REACHED.get(stay.way or Way.NEW, (None, gate.sessions))
        many = held if gate.stage is last else gate.sessions
        if stay.way is Way.READY:
            many = 0
        for number in range(many):
            at = yield from _session(stay, gate, number, at)
        if gate.stage is last or stay.way is Way.READY:
            _plan(stay, gate, stay.ends - 4 * HOUR, stay.ends + DAY + 2 * HOUR)
            return
    if stay.way is not Way.UNSIGNED:
        yield from _signed(stay, at)


def _path(stay: Stay) -> list[Drill]:
    """Return the drills of all courses, in order, that this anchor takes: as many as are needed."""
    programme, found = stay.desk.programme, []
    for course in programme.courses:
        fit = [programme.get_drill(one) for one in course.drills]
        special = [one for one in fit if one.product == SPECIAL and one.id in stay.doable]
        fit = [one for one in fit if one.product != SPECIAL and one.id in stay.doable]
        here = [
            one for one in fit if str(one.product) in _GOODS[stay.room.platform] and one.platform is stay.room.platform
        ]
        rest = [one for one in fit if one not in here]
        if stay.way is Way.CARD and course.id == "script":
            rest = [*special[:1], *rest]
        found.append([*here, *rest][: course.least + 3])
    return [one for part in found for one in part]


def _courses(stay: Stay) -> Generator[datetime, None, datetime]:
    """Practise course by course, a few drills a day, until each has enough; return when that was."""
    desk, at = stay.desk, stay.begins
    passed: dict[str, int] = {}
    shift = stay.chance.randrange(100)
    for number, drill in enumerate(_path(stay)):
        course = desk.programme.get_course(drill.course)
        if passed.get(course.id, 0) >= course.least and not (stay.way is Way.CARD and drill.product == SPECIAL):
            continue
        if stay.way is Way.COURSE and number >= 9:
            return at
        (assignment,) = _given(stay, [drill.id], at)
        careless = number < 20 and stay.chance.random() < 0.4  # who goes on air has not slipped lately
        rounds = 4 if stay.way is Way.STUCK and number == 8 else 2
        for turn in range(rounds):
            at += stay.chance.randrange(40, 110) * MINUTE
            yield at
            if drill.seconds:
                assignments.open_assignment(desk, stay.anchor, assignment.id, at=at)
            at += stay.chance.randrange(4, 10) * MINUTE
            yield at
            slip = (careless and turn == 0) or rounds == 4
            attempt = hand_in(
                desk, stay.anchor, assignment, drill, careless=slip, greeting=number + turn + shift, at=at
            )
            well = good(attempt, drill)
            waits = stay.way in (Way.COURSE, Way.STUCK) and number >= 7
            if drill.review and not waits:
                at += stay.chance.randrange(60, 200) * MINUTE
                yield at
                reviewer = stay.chance.choice(stay.trainers)
                well = judge(desk, reviewer, attempt, drill, chance=stay.chance, at=at)
            if well and rounds == 2:
                passed[course.id] = passed.get(course.id, 0) + 1
                break
        if rounds == 4:
            return at
        if number % 3 == 2:
            at += 10 * HOUR
    return at + DAY


def _given(stay: Stay, drills: list[DrillId], at: datetime) -> tuple[Assignment, ...]:
    trainer = stay.trainers[0]
    return assignments.assign(
        stay.desk, trainer, drills=drills, anchors=[stay.anchor.id], room=stay.room.id, due=at + 4 * DAY, at=at
    )


def _partner(stay: Stay, gate: Gate) -> User:
    if gate.stage is Stage.MONITORED:
        return stay.chance.choice(stay.ops)
    return stay.chance.choice(stay.seniors if gate.stage is Stage.PAIRED else stay.trainers)


def _plan(stay: Stay, gate: Gate, at: datetime, start: datetime) -> tuple[StageSession, User]:
    partner = _partner(stay, gate)
    length = max(gate.session_minutes, gate.minutes // gate.sessions) + 10
    goods = [CardId(one) for one in _GOODS[stay.room.platform][:2]]
    for hour in range(_HOURS):
        begins = start + hour * HOUR
        try:
            planned = stages.plan(
                stay.desk,
                stay.ops[0],
                stage=gate.stage,
                anchor=stay.anchor.id,
                partner=partner.id,
                room=stay.room.id,
                products=goods,
                start=begins,
                end=begins + length * MINUTE,
                at=at,
            )
        except RefusedError:  # the partner is on air then: an hour later
            if hour == _HOURS - 1:
                raise
        else:
            return planned, partner
    raise AssertionError("the last hour returns or raises")


def _session(stay: Stay, gate: Gate, number: int, at: datetime) -> Generator[datetime, None, datetime]:
    """Plan a session, hold it, write down what was said and judge it."""
    desk, chance = stay.desk, stay.chance
    yield at
    planned, partner = _plan(stay, gate, at, at + 6 * HOUR)
    start = planned.planned_start
    yield start
    stages.start(desk, partner, planned.id, at=start)
    end = planned.planned_end
    yield end
    stages.end(desk, partner, planned.id, at=end)
    said = "\n".join(desk.library.get_script(one).text for one in _SAID[stay.room.platform])
    share = 0.55 + 0.1 * number if gate.stage is Stage.PAIRED else 0.9
    at = end + 20 * MINUTE
    yield at
    session = stages.transcribe(desk, partner, planned.id, said, talk_share=share, seen=planned.version + 2, at=at)
    script, state, recap = NOTES[number % len(NOTES)]
    action = Action(text=chance.choice(ACTIONS), owner=stay.anchor.id, due=end + 3 * DAY)
    session = stages.note(
        desk, partner, session.id, notes=Notes(script=script, state=state, recap=recap), actions=[action],
        seen=session.version, at=at + MINUTE,
    )  # fmt: skip
    if gate.stage is Stage.MONITORED:
        viewers, orders = chance.randrange(3_000, 9_000), chance.randrange(80, 260)
        figures = Figures(gmv=orders * 49.9, orders=orders, viewers=viewers, conversion=round(orders / viewers, 4))
        stages.enter_figures(desk, partner, session.id, figures=figures, seen=session.version, at=at + 2 * MINUTE)
    rubric = desk.programme.get_rubric(gate.rubric)
    checks = answers([(one.id, one.must) for one in rubric.checks], chance=chance, weak=2)
    at += 30 * MINUTE
    yield at
    stages.judge(desk, partner, session.id, verdict=StageVerdict.PASS, checks=checks, at=at)
    if number == 0:
        stages.finish_action(desk, stay.anchor, session.id, 0, at=at + MINUTE)
    return at + DAY


def _signed(stay: Stay, at: datetime) -> Iterator[datetime]:
    """Sign, and let happen what the way says."""
    desk, ops = stay.desk, stay.ops[-1]
    yield at
    scope = Scope(platforms=frozenset({stay.room.platform}), kinds=frozenset({Kind.FOOD}))
    signed = signoff.sign(desk, ops, stay.anchor.id, room=stay.room.id, scope=scope, at=at)
    at += 2 * DAY
    if stay.way in (Way.INCIDENT, Way.REVOKED):
        yield at
        logged = incidents.log(
            desk,
            ops,
            anchor=stay.anchor.id,
            room=stay.room.id,
            happened=at - HOUR,
            said="这个价全网找不到第二家",
            severity=IncidentSeverity.SERIOUS if stay.way is Way.REVOKED else IncidentSeverity.MINOR,
            category=Category.PRICE,
            note="平台弹窗提醒了一次",
            at=at,
        )
        yield at + HOUR
        learnt = "一起看了回放：比价的话一律不说，报价只念卡上的数字。"
        settled = stay.way is Way.INCIDENT
        incidents.add_note(desk, ops, logged.id, learnt=learnt, settled=settled, at=at + HOUR)
    if stay.way is Way.REVOKED:
        yield at + DAY
        signoff.revoke(desk, ops, signed.id, reason="复盘后同一句话又说了一次，先回到盯播", at=at + DAY)
    if stay.way is Way.RENEWED:
        yield at
        signoff.renew(desk, ops, signed.id, at=at)
