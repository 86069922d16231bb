"""Routes of the anchor's pages: the day, drills, hand-ins, history, cards, one's own readiness."""

from __future__ import annotations

from datetime import timedelta

from coach.scoring import Kind, Platform
from coach.services import assignments, attempts
from coach.training.model import Action, AssignmentId, CardId, DrillId, SessionId, Stage, StageSession
from coach.web import clock
from tests.web.routes import get, post
from tests.web.world import World

ROOM = ("anchor", "senior", "trainer", "ops", "admin")
TEXT = "这款洗衣液一份两瓶，每瓶两公斤，合起来八斤，一份二十九块九，一斤三块七毛多，一盖三十毫升，洗八件衣服，两天之内发货。"
TASK = {"assignment_id": "@assignment"}
ROUTES = {
    ("today.show", "GET"): get(),
    ("today.finish_action", "POST"): post(
        "anchor", "senior", "trainer", "ops", values={"session_id": "@session", "number": "0"}
    ),
    ("assignments.show", "GET"): get(*ROOM, values=TASK),
    ("assignments.begin", "POST"): post("anchor", values={"assignment_id": "@sealed"}),
    ("assignments.check", "POST"): post("anchor", values=TASK, form={"text": TEXT}, answer=200),
    ("assignments.save", "POST"): post("anchor", values=TASK, form={"text": TEXT, "seen": "0"}),
    ("assignments.hand_in", "POST"): post("anchor", values=TASK, form={"text": TEXT * 3}),
    ("assignments.answer", "POST"): post(
        "anchor",
        values={"assignment_id": "@quiz"},
        form={"shown": "@shown", "questions": "@questions", "answer-1": "0"},
    ),
    ("attempts.show", "GET"): get(*ROOM, values={"attempt_id": "@attempt"}),
    ("history.show", "GET"): get(),
    ("drills.show_all", "GET"): get(),
    ("drills.show", "GET"): get(values={"drill_id": "rules-rewrite-beef"}),
    ("drills.practise", "POST"): post("anchor", "senior", "anchor2", values={"drill_id": "rules-rewrite-beef"}),
    ("cards.show_all", "GET"): get(query={"q": "牛肉", "kind": "food"}),
    ("cards.show", "GET"): get(values={"card_id": "niurou-gan"}),
    ("cards.study", "GET"): get(values={"card_id": "niurou-gan"}),
    ("cards.recall", "POST"): post(
        values={"card_id": "niurou-gan"}, form={"text": "保质期十八个月", "known": ["p1"]}, answer=200
    ),
    ("readiness_me.show", "GET"): get(),
}


def prepare(world: World) -> dict[str, str]:
    """Give the anchor four drills, one handed in, one a quiz that is open; and a show that left something to do."""
    desk, at = world.desk, clock.now()
    anchor, trainer, room = world.people["anchor"], world.people["trainer"], world.rooms["甲"]

    def give(drill: str) -> AssignmentId:
        made = assignments.assign(desk, trainer, drills=[DrillId(drill)], anchors=[anchor.id], room=room.id, at=at)
        return made[0].id

    done, quiz = give("points-numbers"), give("rules-absolute")
    handed = attempts.submit(desk, anchor, done, TEXT * 3, at=at + timedelta(seconds=1))
    assignments.open_assignment(desk, anchor, quiz, at=at)
    shown = attempts.get_quiz(desk, anchor, quiz)
    session = StageSession(
        id=SessionId("anchor-session"),
        stage=Stage.REHEARSAL,
        anchor=anchor.id,
        partner=trainer.id,
        room=room.id,
        platform=Platform.DOUYIN,
        kinds=frozenset({Kind.FOOD}),
        products=(CardId("niurou-gan"),),
        planned_start=at - timedelta(hours=3),
        planned_end=at - timedelta(hours=2),
        started_at=at - timedelta(hours=3),
        ended_at=at - timedelta(hours=2),
        actions=(Action(text="把发货时间背熟", owner=anchor.id, due=at + timedelta(days=1)),),
        by=trainer.id,
        at=at - timedelta(days=1),
    )
    with desk.writing() as uow:
        uow.sessions.add(session)
        uow.commit()
    return {
        "assignment": give("points-numbers"),
        "sealed": give("logic-three-seconds"),
        "quiz": quiz,
        "shown": shown.fingerprint,
        "questions": str(len(shown.questions)),
        "attempt": handed.id,
        "session": session.id,
    }
