"""Records to test the rules of training with: a small programme, people, and evidence that is just enough."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from coach.scoring import Kind, Platform, Product, Verdict
from coach.scoring.packs import Source
from coach.training.canonical import card_fingerprint
from coach.training.evidence import Current, Evidence
from coach.training.model import (
    AssignmentId,
    Attempt,
    AttemptId,
    Card,
    CardId,
    CheckAnswer,
    CheckId,
    DrillId,
    Incident,
    IncidentId,
    IncidentSeverity,
    Review,
    ReviewId,
    ReviewVerdict,
    Role,
    Room,
    RoomId,
    Scope,
    SessionId,
    Stage,
    StageSession,
    StageVerdict,
    User,
    UserId,
)
from coach.training.parsing import parse_programme
from coach.training.programme import Programme

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
RULES, OLD_RULES = "rules-now", "rules-before"
PROGRAMME = """
id = "small"
version = "1"
title = "小方案"

[[courses]]
id = "rules"
title = "基础规则"
goal = "不说违禁词"
drills = ["rules-quiz"]
least = 1

[[courses]]
id = "script"
title = "话术设计"
goal = "写得出稿子"
drills = ["write-beef", "recall-beef", "open-beef"]
least = 2

[[rubrics]]
id = "script"
title = "稿子"

[[rubrics.checks]]
id = "honest"
ask = "没有夸大吗？"
guidance = "一句夸大都算否。"
aspect = "货"
must = true

[[rubrics.checks]]
id = "scene"
ask = "有具体场景吗？"
guidance = "说得出谁、在哪、做什么。"
aspect = "货"

[[rubrics]]
id = "show"
title = "上播"

[[rubrics.checks]]
id = "calm"
ask = "慌了能接着讲吗？"
guidance = "停顿不超过五秒。"
aspect = "人"
must = true

[[rubrics.checks]]
id = "energy"
ask = "有精神吗？"
guidance = "从第一秒起。"
aspect = "人"

[[rubrics.checks]]
id = "goods"
ask = "演示了商品吗？"
guidance = "手上有样品。"
aspect = "货"

[[rubrics.checks]]
id = "close"
ask = "促单了吗？"
guidance = "报完价就请下单。"
aspect = "流程"

[[gates]]
stage = "rehearsal"
title = "上镜试播"
goal = "敢开口"
partners = ["senior", "trainer"]
rubric = "show"
where = "any"
sessions = 2
minutes = 40
session_minutes = 15
score = 70
clean = 2
in_a_row = 2
checks = 0.5
quiet_days = 7
minor_incidents = 1

[[gates]]
stage = "paired"
title = "老主播一带一上播"
goal = "接得住"
partners = ["senior"]
rubric = "show"
where = "platform"
sessions = 2
minutes = 70
session_minutes = 30
score = 80
clean = 2
in_a_row = 2
checks = 0.75
talk_share = 0.5
quiet_days = 14
minor_incidents = 1

[[gates]]
stage = "monitored"
title = "运营一对一盯播"
goal = "带得动"
partners = ["ops"]
rubric = "show"
where = "scope"
sessions = 2
minutes = 120
session_minutes = 50
score = 80
clean = 2
in_a_row = 2
checks = 0.75
quiet_days = 14
minor_incidents = 0

[scope]
attempts = 2
score = 80
clean = 2
coverage = 0.8

[reviewers]
references = 2
distance = 0.25

[[references]]
id = "ref-good"
title = "好稿"
drill = "write-beef"
script = "niurou-gan-1"
verdict = "pass"
met = ["honest", "scene"]
why = "没有夸大，有场景。"

[[references]]
id = "ref-bad"
title = "差稿"
drill = "write-beef"
script = "niurou-gan-2"
verdict = "again"
met = ["scene"]
why = "说了全网最低价。"

[signoff]
meaning = "我核对过依据，确认可以上岗。"
days = 90
warn_days = 14
signers = ["ops"]
reviewers = 2
fresh_days = 30
"""
DRILLS = """
[[drills]]
id = "rules-quiz"
title = "规则测验"
course = "rules"
type = "quiz"
level = 1
task = "选出不能说的话"
count = 10
score = 80
days = 3

[[drills]]
id = "write-beef"
title = "写牛肉干的稿子"
course = "script"
type = "write"
level = 2
task = "写一轮话术"
platform = "douyin"
product = "niurou-gan"
coverage = 0.5
score = 70
chars_least = 5
chars_most = 40
days = 5
rubric = "script"
review = true

[[drills]]
id = "recall-beef"
title = "背牛肉干的卖点"
course = "script"
type = "recall"
level = 1
task = "不看卡说出卖点"
platform = "douyin"
product = "niurou-gan"
score = 60
seconds = 120
days = 2

[[drills]]
id = "open-beef"
title = "牛肉干开场"
course = "script"
type = "open"
level = 1
task = "三秒留人"
platform = "douyin"
kind = "food"
parts = ["hook"]
score = 60
days = 2
"""


def small(programme: str = PROGRAMME, drills: str = DRILLS) -> Programme:
    return parse_programme(Source("small.toml", programme), [Source("drills.toml", drills)])


def person(name: str, *roles: Role, room: str = "room-1", active: bool = True) -> User:
    rooms = frozenset({RoomId(room)}) if room else frozenset()
    return User(id=UserId(name), name=name, login=name, roles=frozenset(roles), rooms=rooms, active=active)


XIAOMEI = person("小美", Role.ANCHOR)
LAOWANG = person("老王", Role.SENIOR)
LISHI = person("李老师", Role.TRAINER)
ZHANG = person("张运营", Role.OPS)
CHEN = person("陈运营", Role.OPS)
GUAN = person("管理员", Role.ADMIN, room="")
ROOM = Room(id=RoomId("room-1"), name="一号间", platform=Platform.DOUYIN, kinds=frozenset({Kind.FOOD, Kind.BABY}))
SCOPE = Scope(platforms=frozenset({Platform.DOUYIN}), kinds=frozenset({Kind.FOOD}))
BEEF = Product(id="niurou-gan", name="牛肉干", kind=Kind.FOOD, price=39.9)
CARD = Card(id=CardId("niurou-gan"), product=BEEF, fingerprint=card_fingerprint(BEEF), by=ZHANG.id, at=NOW)
CURRENT = Current(rulebook=RULES, cards={CARD.id: CARD})
PROGRAM = small()


def report(
    *,
    score: int = 90,
    blocks: tuple[str, ...] = (),
    coverage: float = 1.0,
    parts: tuple[str, ...] = ("hook",),
    rulebook: str = RULES,
    platform: Platform = Platform.DOUYIN,
    kind: Kind = Kind.FOOD,
) -> dict[str, object]:
    findings = [
        {
            "rule": "price/x",
            "severity": "block",
            "start": 0,
            "end": len(word),
            "text": word,
            "term": word,
            "message": "…",
        }
        | {"suppressed": None}
        for word in blocks
    ]
    return {
        "version": 1,
        "rulebook": rulebook,
        "product": BEEF.id,
        "kind": kind.value,
        "platform": platform.value,
        "verdict": "block" if blocks else "pass",
        "score": score,
        "findings": findings,
        "coverage": {"score": coverage, "points": []},
        "facts": [],
        "flow": {"parts": [{"id": part, "name": "留人", "present": True} for part in parts]},
        "pace": {"per_minute": 260},
    }


def attempt(
    drill: str,
    number: int = 1,
    *,
    days_ago: float = 60,
    by: User = XIAOMEI,
    text: str = "大家好，今天讲牛肉干",
    **said: object,
) -> Attempt:
    made = report(**said)  # type: ignore[arg-type]
    quiz = drill == "rules-quiz"
    return Attempt(
        id=AttemptId(f"{drill}-{number}"),
        assignment=AssignmentId(f"as-{drill}"),
        drill=DrillId(drill),
        anchor=by.id,
        room=ROOM.id,
        number=number,
        text="" if quiz else text,
        report={} if quiz else made,
        score=int(str(made["score"])),
        verdict=Verdict(str(made["verdict"])),
        rulebook=str(made["rulebook"]),
        platform=Platform(str(made["platform"])),
        at=NOW - timedelta(days=days_ago),
        quiz={"questions": []} if quiz else None,
        product=None if quiz else CARD.id,
        card_version="" if quiz else CARD.fingerprint,
        kind=None if quiz else Kind(str(made["kind"])),
    )


def verdict_on(
    one: Attempt, by: User = LISHI, verdict: ReviewVerdict = ReviewVerdict.PASS, *, days_later: float = 1
) -> Review:
    return Review(
        id=ReviewId(f"rv-{one.id}-{by.id}-{days_later}"),
        attempt=one.id,
        anchor=one.anchor,
        reviewer=by.id,
        at=one.at + timedelta(days=days_later),
        verdict=verdict,
    )


def answers(*met: str, rubric: str = "show", no: tuple[str, ...] = ()) -> tuple[CheckAnswer, ...]:
    """Return yes for ``met`` (all of the rubric if none is named) and no for ``no``."""
    ids = met or tuple(check.id for check in PROGRAM.get_rubric(rubric).checks if check.id not in no)
    yes = tuple(CheckAnswer(check=CheckId(one), met=True, evidence="听到了") for one in ids)
    return yes + tuple(CheckAnswer(check=CheckId(one), met=False, evidence="没听到") for one in no)


PARTNERS = {Stage.REHEARSAL: LISHI, Stage.PAIRED: LAOWANG, Stage.MONITORED: ZHANG}


def session(
    stage: Stage,
    number: int = 1,
    *,
    days_ago: float,
    minutes: int = 60,
    verdict: StageVerdict | None = StageVerdict.PASS,
    checks: tuple[CheckAnswer, ...] | None = None,
    talk_share: float | None = 0.7,
    platform: Platform = Platform.DOUYIN,
    kinds: frozenset[Kind] = frozenset({Kind.FOOD}),
    **said: object,
) -> StageSession:
    start = NOW - timedelta(days=days_ago)
    end = start + timedelta(minutes=minutes)
    partner = PARTNERS[stage]
    return StageSession(
        id=SessionId(f"{stage}-{number}"),
        stage=stage,
        anchor=XIAOMEI.id,
        partner=partner.id,
        room=ROOM.id,
        platform=platform,
        kinds=kinds,
        products=(CARD.id,),
        planned_start=start,
        planned_end=end,
        by=LISHI.id,
        at=start - timedelta(days=1),
        cards={CARD.id: CARD.fingerprint},
        started_at=start,
        ended_at=end,
        transcript="大家好",
        report=report(**said),  # type: ignore[arg-type]
        checks=answers() if checks is None else checks,
        talk_share=talk_share,
        verdict=verdict,
        verdict_by=partner.id if verdict else None,
        verdict_at=end if verdict else None,
        verdict_why="语速太快" if verdict is StageVerdict.AGAIN else "",
    )


def incident(severity: IncidentSeverity, *, days_ago: float, logged_days_ago: float | None = None) -> Incident:
    at = NOW - timedelta(days=days_ago)
    logged = at if logged_days_ago is None else NOW - timedelta(days=logged_days_ago)
    return Incident(
        id=IncidentId(f"in-{severity}-{days_ago}"),
        anchor=XIAOMEI.id,
        room=ROOM.id,
        at=at,
        logged_at=logged,
        said="全网最低价",
        severity=severity,
        by=ZHANG.id,
    )


def ready() -> Evidence:
    """Return evidence that meets every requirement of the small programme for 抖音·食品, by the least margin that holds."""
    write = attempt("write-beef", days_ago=50)
    attempts = (attempt("rules-quiz", days_ago=60), attempt("recall-beef", days_ago=55), write)
    sessions = (
        session(Stage.REHEARSAL, 1, days_ago=40, minutes=20),
        session(Stage.REHEARSAL, 2, days_ago=38, minutes=20),
        session(Stage.PAIRED, 1, days_ago=30, minutes=35),
        session(Stage.PAIRED, 2, days_ago=28, minutes=35),
        session(Stage.MONITORED, 1, days_ago=20),
        session(Stage.MONITORED, 2, days_ago=18),
    )
    return Evidence(anchor=XIAOMEI, attempts=attempts, reviews=(verdict_on(write),), sessions=sessions)


def without(evidence: Evidence, *ids: str) -> Evidence:
    """Return the evidence less the records with these ids."""
    return replace(
        evidence,
        attempts=tuple(one for one in evidence.attempts if one.id not in ids),
        reviews=tuple(one for one in evidence.reviews if one.id not in ids),
        sessions=tuple(one for one in evidence.sessions if one.id not in ids),
    )


def instead(evidence: Evidence, *changed: StageSession | Attempt | Incident | Review) -> Evidence:
    """Return the evidence with these records in place of those with the same ids, or added."""
    kept = without(evidence, *(one.id for one in changed))
    return replace(
        kept,
        attempts=kept.attempts + tuple(one for one in changed if isinstance(one, Attempt)),
        reviews=kept.reviews + tuple(one for one in changed if isinstance(one, Review)),
        sessions=kept.sessions + tuple(one for one in changed if isinstance(one, StageSession)),
        incidents=kept.incidents + tuple(one for one in changed if isinstance(one, Incident)),
    )
