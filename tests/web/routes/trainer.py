"""The trainer's pages: the cohort, assigning, reviewing, where people are stuck, the programme, calibration."""

from __future__ import annotations

from coach.services import drill_writing
from tests.web import practice
from tests.web.routes import get, post
from tests.web.world import World

STAFF = ("senior", "trainer", "ops", "admin", "trainer2")
NEAR = ("anchor", "senior", "trainer", "ops", "admin")  # who may see an anchor of room 甲
WRITERS = ("trainer", "trainer2")
EDITORS = (*WRITERS, "admin")
REFERENCE = "ref-beef-good"
DRILL = {"title": "练开口", "course": "script", "type": "write", "level": "1", "task": "写一段。", "platform": "any"}
DRILL |= {"score": "60", "days": "2"}
REVIEW = {"verdict": "comment", "span": "0-6", "comment": "这句好"}


def prepare(world: World) -> dict[str, str]:
    """Give, hand in, and write a drill of the team's own."""
    assignment = practice.give(world, practice.REVIEWED)
    waiting = practice.hand_in(world, assignment, practice.ANSWER)
    own = drill_writing.new_drill_id(world.desk, world.people["trainer"])
    return {"waiting": waiting.id, "fresh_drill": own}


PART = {"part": "gate.rehearsal"}
GATE = {"sessions": "3", "minutes": "40", "session_minutes": "15", "in_a_row": "2", "score": "70", "checks": "60"}
GATE |= {"clean": "2", "talk_share": "0", "quiet_days": "0", "minor_incidents": "4"}
ATTEMPT = {"attempt_id": "@waiting"}
GIVEN = {"drills": "rules-rewrite-beef", "names": "anchor", "room": "@room:甲"}
ROUTES = {
    ("cohort.show", "GET"): get(*STAFF, query={"show": "overdue", "sort": "progress", "q": "陈"}),
    ("cohort.person", "GET"): get(*NEAR, values={"user_id": "@user:anchor"}),
    ("stuck.show", "GET"): get(*STAFF, query={"lack": "category", "key": "price"}),
    ("assign.show", "GET"): get("trainer", "ops", "trainer2", query={"drill": "rules-rewrite-beef"}),
    ("assign.preview", "POST"): post("trainer", "ops", form=GIVEN, answer=200, page=True),
    ("assign.give", "POST"): post("trainer", "ops", form=GIVEN),
    ("reviews.show_all", "GET"): get(*STAFF, query={"course": "rules"}),
    ("reviews.show", "GET"): get(*NEAR, values=ATTEMPT),
    ("reviews.judge", "POST"): post("trainer", "ops", "senior", values=ATTEMPT, form=REVIEW),
    ("programme.show", "GET"): get(*STAFF),
    ("programme.show_new", "GET"): get(*WRITERS),
    ("programme.show_edit", "GET"): get(*WRITERS, values={"drill_id": "script-douyin-round"}),
    ("programme.preview", "POST"): post(
        *WRITERS, values={"drill_id": "@fresh_drill"}, form=DRILL, answer=200, page=True
    ),
    ("programme.write", "POST"): post(*WRITERS, values={"drill_id": "@fresh_drill"}, form=DRILL),
    ("editions.show", "GET"): get(*EDITORS, values=PART),
    ("editions.preview", "POST"): post(*EDITORS, values=PART, form=GATE, answer=200, page=True),
    ("editions.write", "POST"): post(*EDITORS, values=PART, form={**GATE, "seen": "0", "why": "试播要三场"}),
    ("editions.show_all", "GET"): get(*STAFF),
    ("editions.show_return", "GET"): get(*EDITORS, values={"number": "0"}),
    ("editions.go_back", "POST"): post(
        *EDITORS, values={"number": "0"}, form={"seen": "0", "why": "改回去"}, answer=422
    ),
    ("calibration.show_all", "GET"): get(*STAFF),
    ("calibration.show", "GET"): get(*STAFF, values={"reference_id": REFERENCE}),
    ("calibration.score", "POST"): post(
        "senior", "trainer", "ops", "trainer2", values={"reference_id": REFERENCE}, form={"verdict": "pass"}, answer=422
    ),
    ("calibration.result", "GET"): get(*STAFF, values={"reference_id": REFERENCE}, answer=302, page=False),
}
