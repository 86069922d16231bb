"""The world on a short programme of the same rules, and what makes an anchor ready for air, through the services."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from coach.scoring import Cue, Kind, Platform
from coach.services import assignments, attempts, reviews, signoff, stages
from coach.services.desk import Desk
from coach.training.canonical import fingerprint
from coach.training.model import (
    Action,
    CardId,
    CheckAnswer,
    Notes,
    ReviewVerdict,
    Scope,
    SessionId,
    Signoff,
    Stage,
    StageVerdict,
)
from coach.training.programme import Programme
from coach.web import clock
from tests.web.world import World

BEEF = CardId("niurou-gan")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SCOPE = Scope(platforms=frozenset({Platform.DOUYIN}), kinds=frozenset({Kind.FOOD}))


def on_short_programme(desk: Desk) -> Desk:
    """Return the desk on a programme of one drill and one hour for each stage."""
    return replace(desk, programme=_short(desk.programme))


def said(world: World) -> str:
    """Return what says the card's points and nothing that may not be said."""
    points = world.desk.library.get_product(BEEF).points
    return "大家好，今天说说这款牛肉干。" + "".join(f"{one.say}。" for one in points) + "喜欢的可以点小黄车看看。"


def practise(world: World, *, at: datetime) -> None:
    """Give the anchor the drill, hand in, and let the trainer pass it."""
    desk, who, drill = world.desk, world.people, world.desk.programme.list_drills()[0]
    (given,) = assignments.assign(
        desk, who["trainer"], drills=[drill.id], anchors=[who["anchor"].id], room=world.rooms["甲"].id, at=at
    )
    handed = attempts.submit(desk, who["anchor"], given.id, said(world), at=at + HOUR)
    assert drill.rubric is not None
    rubric, reference = desk.programme.get_rubric(drill.rubric), desk.programme.references[0]
    scored = [CheckAnswer(check=one.id, met=one.id in reference.met, evidence="见稿子") for one in rubric.checks]
    reviews.calibrate(desk, who["trainer"], reference.id, verdict=reference.verdict, checks=scored, at=at + HOUR)
    yes = [CheckAnswer(check=one.id, met=True, evidence="见稿子") for one in rubric.checks]
    reviews.review(desk, who["trainer"], handed.id, verdict=ReviewVerdict.PASS, checks=yes, at=at + 2 * HOUR)


def plan(world: World, stage: Stage, *, start: datetime, at: datetime | None = None) -> SessionId:
    """Plan a session of two hours: the senior leads the paired one, ops the others."""
    partner = world.people["senior" if stage is Stage.PAIRED else "ops"]
    return stages.plan(
        world.desk, world.people["trainer"], stage=stage, anchor=world.people["anchor"].id, partner=partner.id,
        room=world.rooms["甲"].id, products=[BEEF], start=start, end=start + 2 * HOUR, at=at or start - HOUR,
    ).id  # fmt: skip


def broadcast(world: World, stage: Stage, *, start: datetime, judge: bool = True) -> SessionId:
    """Plan, start, end, write down and (unless told not to) pass a session."""
    desk, partner = world.desk, world.people["senior" if stage is Stage.PAIRED else "ops"]
    id_, text = plan(world, stage, start=start), said(world)
    stages.start(desk, partner, id_, at=start)
    ended = stages.end(desk, partner, id_, at=start + 2 * HOUR)
    if not judge:
        return id_
    cues = [Cue(start=0, end=len(text), start_s=0.0, end_s=60.0, speaker=world.people["anchor"].name)]
    kept = stages.transcribe(desk, partner, id_, text, cues=cues, seen=ended.version, at=start + 3 * HOUR)
    action = Action(text="开头慢一点", owner=world.people["anchor"].id, due=start + 5 * DAY)
    stages.note(desk, partner, id_, notes=Notes(recap="稳"), actions=[action], seen=kept.version, at=start + 3 * HOUR)
    rubric = desk.programme.get_rubric(desk.programme.get_gate(stage).rubric)
    yes = [CheckAnswer(check=one.id, met=True, evidence="听到了") for one in rubric.checks]
    stages.judge(desk, partner, id_, verdict=StageVerdict.PASS, checks=yes, at=start + 4 * HOUR)
    return id_


def ready(world: World) -> None:
    """Take the anchor of room 甲 through everything."""
    now = clock.now()
    practise(world, at=now - 9 * DAY)
    for days, stage in enumerate(Stage):
        broadcast(world, stage, start=now - (7 - days) * DAY)


def signed(world: World) -> Signoff:
    """Take the anchor through everything, and let ops sign."""
    ready(world)
    return signoff.sign(
        world.desk, world.people["ops"], world.people["anchor"].id, room=world.rooms["甲"].id, scope=SCOPE,
        at=clock.now() - HOUR,
    )  # fmt: skip


def _short(full: Programme) -> Programme:
    drill = replace(full.get_drill("script-douyin-round"), score=0, coverage=0.0, parts=(), chars_least=20, review=True)
    gates = tuple(
        replace(
            gate, sessions=1, minutes=60, session_minutes=60, score=0, clean=1, in_a_row=1, talk_share=0.0, checks=0.5,
            minor_incidents=9,
        )
        for gate in full.gates
    )  # fmt: skip
    values = {
        "courses": (replace(full.courses[0], drills=(drill.id,), least=1),),
        "drills": {drill.id: drill},
        "gates": gates,
        "scope": replace(full.scope, attempts=1, score=0, clean=1, coverage=0.0),
        "reviewers": replace(full.reviewers, references=1),
    }
    return replace(full, fingerprint=fingerprint(values), **values)  # type: ignore[arg-type]
