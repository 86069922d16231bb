"""Webhooks: where messages go, which entries of the trail become messages, and when a failed one is tried again."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from coach.training.access import Act
from coach.training.audit import Entry, EntryDraft
from coach.training.model import Room, User
from coach.training.model.ids import WebhookId
from coach.training.model.webhooks import Delivery, Event, Form, Notice, Outcome, Webhook
from coach.training.refusal import refuse_if

EVENT_NAMES = {
    Event.ASSIGNED: "布置了练习",
    Event.REVIEWED: "批改好了",
    Event.STALE: "上岗确认失效",
    Event.INCIDENT: "登记了事故",
    Event.TEST: "试发",
}
FORM_NAMES = {
    Form.JSON: "签名 JSON（自己的系统）",
    Form.FEISHU: "飞书群机器人",
    Form.WECOM: "企业微信群机器人",
    Form.DINGTALK: "钉钉群机器人",
}
DELAYS = tuple(timedelta(seconds=each) for each in (30, 120, 600, 3600, 4 * 3600, 12 * 3600, 24 * 3600))
"""How long after each failed try the next one comes; after the last of them the message is given up."""
LEASE = timedelta(minutes=2)
"""How long a message that is being sent is nobody else's to send."""
KEEP_DELIVERIES = timedelta(days=60)
_EVENTS = {Act.ASSIGNMENT_CREATE: Event.ASSIGNED, Act.REVIEW_CREATE: Event.REVIEWED, Act.INCIDENT_LOG: Event.INCIDENT}
_SIGNED = frozenset({Form.JSON})
_LONGEST_NAME, _LONGEST_URL, _SHORTEST_SECRET = 60, 1000, 16


def event_of(entry: Entry) -> Event | None:
    """Return which event an entry of the trail is, or None."""
    return {act.value: event for act, event in _EVENTS.items()}.get(entry.act)


def notice_of(entry: Entry) -> Notice:
    """Return an entry of the trail as a message carries it."""
    return Notice(
        seq=entry.seq,
        at=entry.at,
        actor=entry.actor,
        act=entry.act,
        subject=entry.subject,
        room=entry.room,
        data=entry.values(),
    )


def create(
    *,
    id: WebhookId,  # noqa: A002 - the id of the record, as everywhere
    name: str,
    url: str,
    form: Form,
    secret: str,
    events: Collection[Event],
    room: Room | None,
    by: User,
    at: datetime,
) -> tuple[Webhook, EntryDraft]:
    """Make a webhook.

    Raises:
        RefusedError: name, address, events or secret are missing or won't do.
    """
    missing: list[str] = []
    if not 0 < len(name.strip()) <= _LONGEST_NAME:
        missing.append(f"名称要 1 到 {_LONGEST_NAME} 个字，例如“运营群机器人”。")
    missing += _url_lacks(url.strip())
    if not set(events) - {Event.TEST}:
        missing.append("至少选一种要推送的事。")
    if form in _SIGNED and not _is_key(secret):
        missing.append("签名 JSON 要有密钥：whsec_ 加 Base64，或 16 位以上的任意文字。")
    refuse_if(missing, "新建推送地址")
    hook = Webhook(
        id=id, name=name.strip(), url=url.strip(), form=form, secret=secret.strip(),
        events=frozenset(events) - {Event.TEST}, room=room.id if room else None, by=by.id, at=at,
    )  # fmt: skip
    names = [EVENT_NAMES[one] for one in Event if one in hook.events]
    return hook, _draft(Act.WEBHOOK_CREATE, hook, by, at, events=names, host=urlsplit(hook.url).hostname)


def switch(hook: Webhook, *, active: bool, by: User, at: datetime) -> tuple[Webhook, EntryDraft]:
    """Let a webhook rest, or work again.

    Raises:
        RefusedError: it does already.
    """
    state = "启用" if active else "停用"
    refuse_if([f"“{hook.name}”已经{state}了。"] if hook.active is active else [], f"{state}推送地址", webhook=hook.id)
    return replace(hook, active=active), _draft(Act.WEBHOOK_SWITCH, hook, by, at, state=f"{state}了")


def remove(hook: Webhook, *, by: User, at: datetime) -> EntryDraft:
    """Drop a webhook and what waits for it."""
    return _draft(Act.WEBHOOK_REMOVE, hook, by, at)


def try_out(hook: Webhook, *, id: str, by: User, at: datetime) -> tuple[Delivery, EntryDraft]:  # noqa: A002
    """Make a message that shows whether a webhook works."""
    entry = _draft(Act.WEBHOOK_TEST, hook, by, at)
    notice = Notice(
        seq=0, at=at, actor=by.id, act=Act.WEBHOOK_TEST, subject=hook.id, room=hook.room, data=dict(entry.data)
    )
    return Delivery(id=id, webhook=hook.id, event=Event.TEST, at=at, notices=(notice,), next_at=at), entry


def take(delivery: Delivery, *, at: datetime) -> Delivery:
    """Count one more try and keep the message for whoever makes it."""
    return replace(delivery, tries=delivery.tries + 1, next_at=at + LEASE)


def settle(delivery: Delivery, outcome: Outcome, *, at: datetime) -> Delivery:
    """Write down what came of a try, and when the next one comes, if one does."""
    after = replace(delivery, status=outcome.status, said=outcome.said)
    if outcome.ok:
        return replace(after, done_at=at, next_at=None)
    waits = DELAYS[: 0 if delivery.event is Event.TEST else len(DELAYS)]
    return replace(after, next_at=at + waits[delivery.tries - 1] if delivery.tries <= len(waits) else None)


def _url_lacks(url: str) -> list[str]:
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return ["网址看不懂。请从机器人设置页整段复制，以 https:// 开头。"]
    if not known or not url.isascii() or not url.isprintable() or " " in url or len(url) > _LONGEST_URL:
        return ["网址要以 https:// 开头，不含空格和中文。请从机器人设置页整段复制。"]
    return ["网址里不能带用户名和密码（@ 前面的部分）。"] if parts.username or parts.password else []


def _is_key(secret: str) -> bool:
    if not secret.startswith("whsec_"):
        return len(secret) >= _SHORTEST_SECRET
    try:
        return len(b64decode(secret.removeprefix("whsec_"), validate=True)) >= _SHORTEST_SECRET
    except ValueError:
        return False


def _draft(act: Act, hook: Webhook, by: User, at: datetime, **data: object) -> EntryDraft:
    return EntryDraft(act=act, actor=by.id, at=at, subject=hook.id, room=hook.room, data={"name": hook.name, **data})
