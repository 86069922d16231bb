"""Routes of the shell: the self-check, signing in, one's account, search."""

from __future__ import annotations

from coach.services import invitations, signing_in
from coach.training.access import CONSOLE
from coach.web import clock
from tests.web.routes import EVERYBODY, get, post
from tests.web.world import PASSWORD, World

SAID = {"text": "今天这款五常大米两天之内发货", "product": "", "kind": "food", "platform": "douyin"}
ROUTES = {
    ("script.page", "GET"): get(visitors=True, answer=303, page=False),
    ("script.editor", "GET"): get(visitors=True),
    ("script.check", "POST"): post(visitors=True, form=SAID, answer=200),
    ("script.upload", "POST"): post(visitors=True, form={}, answer=422),
    ("script.sample", "GET"): get(visitors=True, values={"script_id": "niurou-gan-1"}),
    ("script.healthz", "GET"): get(visitors=True, page=False),
    ("rules.rule", "GET"): get(visitors=True, values={"rule_id": "absolute/国家级"}),
    ("alarms.report", "POST"): post(
        visitors=True,
        form=None,
        json={"rule": "absolute/国家级", "sentence": "国家级的", "words": "国家级", "name": "小敏"},
        answer=201,
    ),
    ("auth.show", "GET"): get(visitors=True, answer=303, page=False),
    ("auth.sign_in", "POST"): post(visitors=True, form={"login": "anchor", "password": PASSWORD}),
    ("auth.sign_out", "POST"): post(),
    ("auth.show_setup", "GET"): get(visitors=True, answer=303, page=False),
    ("auth.set_up", "POST"): post(
        visitors=True, form={"name": "甲", "login": "jia", "password": PASSWORD, "again": PASSWORD}, answer=422
    ),
    ("auth.show_join", "GET"): get(visitors=True, values={"token": "@invitation"}),
    ("auth.join", "POST"): post(
        visitors=True, values={"token": "@invitation"}, form={"password": PASSWORD, "again": "other"}, answer=422
    ),
    ("me.show", "GET"): get(),
    ("me.set_password", "POST"): post(
        form={"current": PASSWORD, "password": "another long one 7", "again": "another long one 7"}
    ),
    ("me.end_sessions", "POST"): post(),
    ("me.begin_codes", "POST"): post(answer=200),
    ("me.confirm_codes", "POST"): post(form={"code": "000000"}, answer=422),
    ("me.end_codes", "POST"): post(form={"password": PASSWORD}),
    ("search.show", "GET"): get(query={"q": "米"}),
}
assert all(case.who == EVERYBODY for case in ROUTES.values())


def prepare(world: World) -> dict[str, str]:
    """Invite somebody, and let everybody be signed in on a second device."""
    token = "a link"
    invitations.invite(world.desk, CONSOLE, world.people["anchor2"].id, token=token, at=clock.now())
    for login, user in world.people.items():
        signing_in.renew(world.desk, user, token=f"second {login}", address="", device="", at=clock.now())
    return {"invitation": token}
