"""Routes of the admin's pages for other systems: tokens and webhooks."""

from __future__ import annotations

from datetime import timedelta

from coach.services import tokens, webhooks
from coach.training.access import CONSOLE
from coach.training.model.tokens import TokenScope
from coach.training.model.webhooks import Event, Form
from coach.web import clock
from tests.web.routes import get, post
from tests.web.world import World

INSIDE = "https://127.0.0.1:9/hook"  # refused before anything is sent
HOOK = {"id_": "@webhook"}
ROUTES = {
    ("tokens.show_all", "GET"): get("admin"),
    ("tokens.add", "POST"): post(
        "admin", form={"name": "排班系统", "person": "@user:ops", "scopes": ["check"], "days": "90"}, answer=201
    ),
    ("tokens.revoke", "POST"): post("admin", values={"id_": "@token"}),
    ("webhooks.show_all", "GET"): get("admin"),
    ("webhooks.add", "POST"): post(
        "admin", form={"name": "群", "form": "feishu", "url": INSIDE, "events": ["review.created"], "room": ""}
    ),
    ("webhooks.test", "POST"): post("admin", values=HOOK),
    ("webhooks.switch", "POST"): post("admin", values=HOOK, form={"active": "0"}),
    ("webhooks.remove", "POST"): post("admin", values=HOOK),
}


def prepare(world: World) -> dict[str, str]:
    """Make a token and a webhook."""
    at, ops = clock.now(), world.people["ops"]
    token = tokens.issue_token(
        world.desk, CONSOLE, person=ops.id, name="看板", scopes=[TokenScope.CHECK], expires=at + timedelta(days=9),
        secret="coach_matrix", at=at,
    )  # fmt: skip
    hook = webhooks.add_webhook(
        world.desk, CONSOLE, name="运营群", url=INSIDE, form=Form.FEISHU, secret="", events=[Event.INCIDENT], at=at
    )
    return {"token": token.id, "webhook": hook.id}
