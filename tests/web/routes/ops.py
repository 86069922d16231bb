"""Routes of the operations pages: readiness, stages, incidents, sign-offs, checklists, shows, product cards."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from coach.scoring import Kind, Platform
from coach.services import checklists, incidents, roster
from coach.training.access import Act
from coach.training.audit import EntryDraft
from coach.training.model import (
    Action,
    CardId,
    ChecklistId,
    Fingerprints,
    IncidentSeverity,
    Scope,
    SessionId,
    Shift,
    ShiftId,
    Signoff,
    SignoffId,
    Stage,
    StageSession,
)
from coach.web import clock, moments
from tests.web.routes import get, post
from tests.web.world import PASSWORD, World

HOUR = timedelta(hours=1)
LOOKERS = ("anchor", "senior", "trainer", "ops", "admin")  # who may see what belongs to room 甲 or to its anchor
LEADERS = ("ops", "senior", "trainer")
KEEPERS = ("ops", "trainer", "admin", "trainer2")
OWN = {"user_id": "@user:anchor"}
SHOW, RUN, SIGNOFF = {"show_id": "@show"}, {"run_id": "@run"}, {"signoff_id": "@signoff"}
CARD = {"card_id": "niurou-gan"}


def at(hours: float) -> str:
    return moments.field_time(clock.now() + timedelta(hours=hours))


def of(key: str) -> dict[str, str]:
    return {"session_id": f"@{key}"}


SHOW_FORM = {"room": "@room:甲", "name": "夜场", "products": ["niurou-gan"], "version": "1"}
CARD_FORM = {
    "id": "xin",
    "name": "新商品",
    "kind": "food",
    "point-id": [""],
    "point-say": ["很香"],
    "point-aliases": [""],
}
ROUTES = {
    ("readiness.show_board", "GET"): get(query={"q": "敏", "platform": "douyin", "kind": "food", "at": "start"}),
    ("readiness.show", "GET"): get(*LOOKERS, values=OWN),
    ("stages.show_all", "GET"): get(),
    ("stages.show_new", "GET"): get("trainer", "ops", "trainer2"),
    ("stages.plan", "POST"): post("ops", "trainer", form={"stage": "rehearsal", "anchor": "@user:anchor",
        "partner": "@user:ops", "room": "@room:甲", "products": ["niurou-gan"], "start": at(5), "end": at(7)}, answer=422),
    ("stages.show", "GET"): get(*LOOKERS, values=of("ended")),
    ("stages.start", "POST"): post(*LEADERS, values=of("planned"), answer=422),  # the gate before it is not open
    ("stages.end", "POST"): post(*LEADERS, values=of("running")),
    ("stages.cancel", "POST"): post("ops", "trainer", values=of("planned"), form={"reason": "停电"}),
    ("stages.transcribe", "POST"): post(
        *LEADERS, values=of("ended"), form={"transcript": "今天这款两天之内发货", "talk_share": "60", "version": "1"}
    ),
    ("stages.note", "POST"): post(*LEADERS, values=of("ended"), form={"recap": "稳", "version": "1"}),
    ("stages.enter_figures", "POST"): post("ops", "trainer", values=of("ended"), form={"gmv": "12.5", "version": "1"}),
    ("stages.judge", "POST"): post(*LEADERS, values=of("ended"), form={"verdict": "again", "why": "再稳一点"}),
    ("stages.finish_action", "POST"): post(
        "anchor", "senior", "trainer", "ops", values={**of("ended"), "of_session": "@noted", "number": "0"}
    ),
    ("incidents.show_all", "GET"): get(),
    ("incidents.show_new", "GET"): get(*LEADERS, "trainer2"),
    ("incidents.log", "POST"): post(
        *LEADERS, form={"anchor": "@user:anchor", "room": "@room:甲", "quick": "价格说错了", "severity": "minor"}
    ),
    ("incidents.add_note", "POST"): post(
        "ops", "senior", "trainer", "anchor", values={"incident_id": "@incident"},
        form={"learnt": "只说卡上的价", "settled": "no"},
    ),
    ("incidents.show", "GET"): get(*LOOKERS, values={"incident_id": "@incident"}),
    ("signoffs.show_all", "GET"): get(query={"q": "敏", "platform": "douyin", "kind": "food"}),
    ("signoffs.show_new", "GET"): get("ops", values=OWN),
    ("signoffs.sign", "POST"): post(
        "ops", values=OWN, answer=422,
        form={"platform": ["douyin"], "kind": ["food"], "room": "@room:甲", "password": PASSWORD},
    ),
    ("signoffs.show", "GET"): get(*LOOKERS, values=SIGNOFF),
    ("signoffs.renew", "POST"): post("ops", values=SIGNOFF, form={"password": PASSWORD}, answer=422),
    ("signoffs.revoke", "POST"): post("ops", values=SIGNOFF, form={"reason": "断播"}),
    ("checklists.show_all", "GET"): get(),
    ("checklists.start", "POST"): post(*LEADERS, form={"checklist": "room", "about": "@about"}),
    ("checklists.show", "GET"): get(*LOOKERS, values=RUN),
    ("checklists.mark", "POST"): post(
        *LEADERS, values={**RUN, "item": "goods-roles"}, form={"met": "yes", "note": "看过"}
    ),
    ("checklists.close", "POST"): post("ops", "trainer", values=RUN, answer=422),
    ("shows.show_all", "GET"): get(),
    ("shows.show_new", "GET"): get("ops"),
    ("shows.plan", "POST"): post("ops", form={**SHOW_FORM, "start": at(100), "end": at(102)}),
    ("shows.show", "GET"): get(*LOOKERS, values=SHOW),
    ("shows.show_edit", "GET"): get("ops", values=SHOW),
    ("shows.change", "POST"): post("ops", values=SHOW, form={**SHOW_FORM, "start": at(48), "end": at(55)}),
    ("shows.cancel", "POST"): post("ops", values=SHOW, form={"reason": "缺货"}),
    ("shows.accept", "POST"): post("ops", values=SHOW, answer=422),
    ("shows.give_shift", "POST"): post(
        "ops", values=SHOW, form={"anchor": "@user:anchor", "start": at(49), "end": at(50)}, answer=422
    ),
    ("shows.clear_shift", "POST"): post("ops", values={**SHOW, "shift_id": "@shift"}),
    ("cards_admin.show_all", "GET"): get(*KEEPERS),
    ("cards_admin.show_new", "GET"): get(*KEEPERS),
    ("cards_admin.add", "POST"): post(*KEEPERS, form=CARD_FORM),
    ("cards_admin.show", "GET"): get(*KEEPERS, values=CARD),
    ("cards_admin.change", "POST"): post(*KEEPERS, values=CARD, form={**CARD_FORM, "version": "0"}),
    ("cards_admin.retire", "POST"): post(*KEEPERS, values=CARD),
    ("cards_admin.show_import", "GET"): get(*KEEPERS),
    ("cards_admin.take_in", "POST"): post(*KEEPERS, form={"table": "编号,名称,类别\nxin,新,食品"}, answer=200),
}  # fmt: skip


def prepare(world: World) -> dict[str, str]:
    """Make a session in each state, an incident, a sign-off, a checklist and a show, all of the anchor of room 甲."""
    desk, who, room = world.desk, world.people, world.rooms["甲"]
    now, anchor, ops = clock.now(), who["anchor"].id, who["ops"]
    session = StageSession(
        id=SessionId("s-planned"),
        stage=Stage.REHEARSAL,
        anchor=anchor,
        partner=ops.id,
        room=room.id,
        platform=Platform.DOUYIN,
        kinds=frozenset({Kind.FOOD}),
        products=(CardId("niurou-gan"),),
        planned_start=now + HOUR,
        planned_end=now + 2 * HOUR,
        by=ops.id,
        at=now - 9 * HOUR,
    )
    over = {"planned_start": now - 3 * HOUR, "started_at": now - 3 * HOUR, "ended_at": now - HOUR}
    action = Action(text="背熟卖点", owner=anchor, due=now + HOUR)
    signed = Signoff(
        id=SignoffId("g1"),
        anchor=anchor,
        room=room.id,
        by=ops.id,
        at=now - HOUR,
        scope=Scope(platforms=frozenset({Platform.DOUYIN}), kinds=frozenset({Kind.FOOD})),
        meaning="可以上岗",
        expires=now + 99 * HOUR,
        fingerprints=Fingerprints(programme="p", rulebook="r"),
    )
    show = roster.plan_show(
        desk, ops, room=room.id, name="年货节", products=[CardId("niurou-gan")], start=now + 48 * HOUR,
        end=now + 54 * HOUR, at=now,
    )  # fmt: skip
    run = checklists.start(desk, ops, ChecklistId("room"), room=room.id, at=now)
    incident = incidents.log(
        desk, ops, anchor=anchor, room=room.id, happened=now - 2 * HOUR, said="全网最低价",
        severity=IncidentSeverity.MINOR, at=now - HOUR,
    )  # fmt: skip
    with desk.writing() as uow:
        for each in (
            session,
            replace(session, id=SessionId("s-running"), started_at=now - HOUR),
            replace(session, id=SessionId("s-ended"), **over),
            replace(session, id=SessionId("s-noted"), actions=(action,), **over),
        ):
            uow.sessions.add(each)
        uow.signoffs.add(signed)
        uow.record(
            EntryDraft(act=Act.SIGNOFF_SIGN, actor=ops.id, at=now, subject="g1", room=room.id, data={"anchor": anchor})
        )
        uow.shifts.add(
            Shift(
                id=ShiftId("h1"),
                show=show.id,
                anchor=anchor,
                start=show.start,
                end=show.start + HOUR,
                by=ops.id,
                at=now,
            )
        )
        uow.commit()
    return {
        "planned": "s-planned", "running": "s-running", "ended": "s-ended", "noted": "s-noted", "signoff": "g1",
        "shift": "h1", "show": str(show.id), "run": str(run.id), "incident": str(incident.id), "about": f"room:{room.id}",
    }  # fmt: skip
