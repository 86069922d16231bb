"""The outbox: what a commit tells other systems, written by that same commit, and taken out one message at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select

from coach.storage import integration_tables
from coach.storage.repositories import Editable
from coach.storage.signing_in import Replaceable
from coach.training.audit import Entry
from coach.training.model.ids import WebhookId
from coach.training.model.tokens import KeptAnswer, Token
from coach.training.model.webhooks import Delivery, Event, Notice, StaleNotice, Webhook
from coach.training.webhook import event_of, notice_of

_MOST_NOTICES = 500  # of one message; whoever does more at once is told by several


class Webhooks(Editable[Webhook]):
    """Where events go."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, Webhook, integration_tables.Webhook, "推送地址")

    def remove(self, key: str) -> None:
        """Delete a webhook and its messages."""
        rows = integration_tables.Delivery
        self._connection.execute(delete(rows).where(rows.webhook == key))
        super().remove(key)


class Outbox(Replaceable[Delivery]):
    """The messages, and what the unit of work at hand will add to them when it commits."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, Delivery, integration_tables.Delivery, "推送")
        self._webhooks = Webhooks(connection)
        self._noted: dict[Event, list[Notice]] = {}

    def note(self, entry: Entry) -> None:
        """Remember an entry that webhooks may want to tell."""
        event = event_of(entry)
        if event is not None:
            self._noted.setdefault(event, []).append(notice_of(entry))

    def fill(self) -> None:
        """Write what was noted, one message for each webhook and event: the commit that follows keeps it."""
        noted, self._noted = self._noted, {}
        if noted:
            for webhook in self._webhooks.list(active=True):
                for event, notices in noted.items():
                    if event in webhook.events:
                        self.post(webhook, event, [one for one in notices if webhook.room in (None, one.room)])

    def post(self, webhook: Webhook, event: Event, notices: Sequence[Notice], *, key: str = "") -> None:
        """Write messages for one webhook; nothing when there is nothing to tell. ``key`` names what has no entry."""
        for start in range(0, len(notices), _MOST_NOTICES):
            part = tuple(notices[start : start + _MOST_NOTICES])
            at = part[0].at
            id_ = f"{key or part[0].seq}-{start // _MOST_NOTICES + 1}-{webhook.id}"
            self.add(Delivery(id=id_[:64], webhook=webhook.id, event=event, at=at, notices=part, next_at=at))

    def find_due(self, at: datetime) -> Delivery | None:
        """Return the message that has been due longest, of those for webhooks at work, or None."""
        due, webhook = self._rows.columns["next_at"], integration_tables.Webhook
        working = self._rows.columns["webhook"].in_(select(webhook.id).where(webhook.active))
        found = self._select().where(due.is_not(None), due <= at, working).order_by(due, self._key).limit(1)
        return next(iter(self._read(found)), None)

    def last_of(self, webhooks: Iterable[WebhookId], *, limit: int) -> dict[WebhookId, tuple[Delivery, ...]]:
        """Return the newest messages of each of these webhooks."""
        rows = self._rows.columns
        found: dict[WebhookId, tuple[Delivery, ...]] = {}
        for webhook in webhooks:
            mine = self._select().where(rows["webhook"] == webhook)
            found[webhook] = self._read(mine.order_by(rows["at"].desc(), self._key.desc()).limit(limit))
        return found

    def drop_over(self, at: datetime) -> None:
        """Delete messages that are over and were made before a time."""
        rows = self._rows.columns
        self._connection.execute(delete(self._rows).where(rows["next_at"].is_(None), rows["at"] < at))


def tokens(connection: Connection) -> Replaceable[Token]:
    """Return the tokens."""
    return Replaceable(connection, Token, integration_tables.Token, "接口令牌")


def kept_answers(connection: Connection) -> Replaceable[KeptAnswer]:
    """Return the answers kept for repeated writes."""
    return Replaceable(connection, KeptAnswer, integration_tables.KeptAnswer, "接口答复")


def stale_notices(connection: Connection) -> Replaceable[StaleNotice]:
    """Return which sign-offs were told to be stale."""
    return Replaceable(connection, StaleNotice, integration_tables.StaleNotice, "失效通知")
