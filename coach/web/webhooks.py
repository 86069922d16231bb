"""Webhooks (推送) to chat groups and other systems: an admin makes them, tries them out, sees how each message went."""

from __future__ import annotations

import base64
import secrets

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from coach.courier import Courier
from coach.services import delivering, rooms, webhooks
from coach.training.access import Act
from coach.training.model import RoomId
from coach.training.model.ids import WebhookId
from coach.training.model.webhooks import Event, Form
from coach.training.webhook import EVENT_NAMES, FORM_NAMES
from coach.web import clock, sessions
from coach.web.desk import actor, coach, desk
from coach.web.typed import Typed

blueprint = Blueprint("webhooks", __name__, url_prefix="/admin/webhooks")
sessions.only_for(blueprint, Act.WEBHOOK_CREATE)


@blueprint.get("")
def show_all() -> str:
    """Show all webhooks, how their messages went, and the form for a new one."""
    return _page(Typed({"form": Form.FEISHU.value}))


@blueprint.post("")
def add() -> tuple[str, int] | BaseResponse:
    """Make a webhook."""
    typed = Typed.sent()
    with typed.kept():
        form = typed.choice(Form, "form", label="发到哪里")
        made = webhooks.add_webhook(
            desk(),
            actor(),
            name=typed.get("name"),
            url=typed.get("url"),
            form=form,
            secret=typed.get("secret").strip() or (_new_secret() if form is Form.JSON else ""),
            events=typed.choices(Event, "events", label="推送哪些事"),
            room=RoomId(typed.get("room")) if typed.get("room") else None,
            at=clock.now(),
        )
        flash(f"推送地址“{made.name}”建好了。点“试发一条”看看通不通。", "ok")
        return redirect(url_for("webhooks.show_all"), 303)
    return _page(typed), typed.status


@blueprint.post("/<id_>/test")
def test(id_: str) -> BaseResponse:
    """Send a message that shows whether a webhook works, at once."""
    made = webhooks.try_webhook(desk(), actor(), WebhookId(id_), at=clock.now())
    settled = delivering.deliver_one(
        desk(), Courier(private=coach().settings.private_webhooks), made.id, at=clock.now()
    )
    if settled is not None and settled.done_at is not None:
        flash("试发成功，请到群里或对方系统里看一眼。", "ok")
    else:
        flash(f"试发没有成功：{settled.said or settled.status if settled is not None else '另一个进程正在发'}", "warn")
    return redirect(url_for("webhooks.show_all"), 303)


@blueprint.post("/<id_>/switch")
def switch(id_: str) -> BaseResponse:
    """Let a webhook rest, or work again."""
    active = Typed.sent().get("active") == "1"
    changed = webhooks.switch_webhook(desk(), actor(), WebhookId(id_), active=active, at=clock.now())
    flash(f"推送地址“{changed.name}”已{'启用' if changed.active else '停用'}。", "ok")
    return redirect(url_for("webhooks.show_all"), 303)


@blueprint.post("/<id_>/remove")
def remove(id_: str) -> BaseResponse:
    """Drop a webhook with its messages."""
    webhooks.remove_webhook(desk(), actor(), WebhookId(id_), at=clock.now())
    flash("推送地址已删除。", "ok")
    return redirect(url_for("webhooks.show_all"), 303)


def _page(typed: Typed) -> str:
    found = rooms.list_rooms(desk(), actor())
    return render_template(
        "webhooks/webhooks.html",
        typed=typed,
        standings=webhooks.list_webhooks(desk(), actor()),
        rooms=found,
        room_names={room.id: room.name for room in found},
        events={event: name for event, name in EVENT_NAMES.items() if event is not Event.TEST},
        event_names=EVENT_NAMES,
        forms=FORM_NAMES,
        private=coach().settings.private_webhooks,
    )


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode("ascii")
