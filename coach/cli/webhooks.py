"""``coach webhooks``: send what waits in the outbox, once by hand or again and again while the web app runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from coach.cli.group import Command, Group
from coach.cli.records import now

if TYPE_CHECKING:
    from coach.services.delivering import Send
    from coach.services.desk import Desk
    from coach.training.model.webhooks import Delivery

_LOG = logging.getLogger(__name__)
_PAUSE_SECONDS = 5.0
_LOOK_EVERY = timedelta(minutes=10)


@click.group("webhooks", cls=Group, help="推送：把等着发的消息发出去。\n\n例：coach webhooks deliver")
def webhooks() -> None:
    """Gather the commands on webhooks."""


@webhooks.command(
    "deliver",
    cls=Command,
    help="查一遍上岗确认有没有失效的，再把到时间的消息都发出去。coach serve 会自己做这件事；"
    "网页用别的方式运行时，请用定时任务每分钟运行一次。\n\n例：coach webhooks deliver",
)
def deliver() -> int:
    """Send all messages that are due."""
    from coach.config import Settings
    from coach.courier import Courier
    from coach.services.delivering import notice_stale
    from coach.wiring import build, open_desk

    settings = Settings.from_env()
    desk = open_desk(build(settings))
    try:
        notice_stale(desk, at=now())
        sent = deliver_all(desk, Courier(private=settings.private_webhooks), now)
    finally:
        desk.store.close()
    lost = [one for one in sent if one.done_at is None]
    click.echo(f"发出 {len(sent) - len(lost)} 条，没有成功 {len(lost)} 条。", err=True)
    return 1 if lost else 0


def deliver_all(desk: Desk, send: Send, clock: Callable[[], datetime]) -> list[Delivery]:
    """Send all messages that are due and return how each went."""
    from coach.services.delivering import deliver_next

    sent: list[Delivery] = []
    while (one := deliver_next(desk, send, at=clock())) is not None:
        sent.append(one)
    return sent


class Postman:
    """Sends messages as they come due, in a thread of its own, until it is told to stop."""

    def __init__(self, desk: Callable[[], Desk], send: Send, pause: float = _PAUSE_SECONDS) -> None:
        """Take ``desk``, which gives the records with the rules of the moment."""
        self._desk, self._send, self._pause = desk, send, pause
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="postman", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the message at hand."""
        self._stopped.set()
        self._thread.join()

    def _work(self) -> None:
        from coach.services.delivering import notice_stale

        looked: datetime | None = None
        while not self._stopped.is_set():
            at = now()
            try:
                if looked is None or at - looked >= _LOOK_EVERY:
                    looked = at
                    notice_stale(self._desk(), at=at)
                deliver_all(self._desk(), self._send, now)
            except Exception:  # noqa: BLE001 - whatever happens to one message, the next ones must go out
                _LOG.exception("messages could not be sent")
            self._stopped.wait(self._pause)
