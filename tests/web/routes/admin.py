"""Routes of the admin's pages: people, rooms, rules, audit, system."""

from __future__ import annotations

from tests.web.routes import get, post
from tests.web.world import PASSWORD

WHO = {"user_id": "@user:anchor"}
ROOM = {"room_id": "@room:甲"}
ROOM_FORM = {"name": "丙号直播间", "platform": "douyin", "kinds": ["food"]}
ROUTES = {
    ("people.show_all", "GET"): get("admin"),
    ("people.show_new", "GET"): get("admin"),
    ("people.add", "POST"): post("admin", form={"name": "新人", "login": "xinren", "roles": ["anchor"]}),
    ("people.show", "GET"): get("admin", values=WHO),
    ("people.change", "POST"): post(
        "admin", values=WHO, form={"name": "陈敏", "roles": ["anchor", "senior"], "rooms": [], "version": "1"}
    ),
    ("people.invite", "POST"): post("admin", values=WHO),
    ("people.disable", "POST"): post("admin", values=WHO, form={"reason": "离职"}),
    ("people.enable", "POST"): post("admin", values=WHO, answer=422),
    ("people.sign_out", "POST"): post("admin", values=WHO),
    ("people.end_codes", "POST"): post("admin", values=WHO, form={"password": PASSWORD}),
    ("rooms.show_all", "GET"): get("admin"),
    ("rooms.show_new", "GET"): get("admin"),
    ("rooms.add", "POST"): post("admin", form=ROOM_FORM),
    ("rooms.show", "GET"): get("admin", values=ROOM),
    ("rooms.change", "POST"): post("admin", values=ROOM, form={**ROOM_FORM, "version": "1"}),
    ("rooms.close", "POST"): post("admin", values=ROOM),
    ("rooms.reopen", "POST"): post("admin", values=ROOM, answer=422),
    ("packs.show", "GET"): get(query={"q": "第一", "category": "absolute", "severity": "block"}),
    ("packs.show_alarms", "GET"): get("admin"),
    ("packs.refuse", "POST"): post("admin", values={"number": "1"}, form={"why": "标得对"}, answer=404),
    ("packs.accept", "POST"): post("admin", values={"number": "1"}, form={"team": "team"}, answer=422),
    ("audit.show", "GET"): get("ops", "admin"),
    ("audit.prove", "GET"): get("ops", "admin"),
    ("audit.export", "GET"): get("admin", page=False),
    ("system.health", "GET"): get("admin"),
    ("system.thorough", "GET"): get("admin"),
    ("system.show_backup", "GET"): get("admin"),
    ("system.make_backup", "POST"): post("admin", answer=200),
}
