"""What happens is told: written by the same commit, sent signed to a real server, tried again, and given up in the end."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from coach.courier import Courier
from coach.errors import RefusedError
from coach.formats.robots import webhook_sign
from coach.services import assignments, incidents, webhooks
from coach.services.delivering import deliver_next, deliver_one, notice_stale
from coach.services.desk import Desk
from coach.training.access import CONSOLE
from coach.training.drill import assign as rule
from coach.training.model import AssignmentId, IncidentSeverity, Role, Signoff, SignoffId
from coach.training.model.ids import WebhookId
from coach.training.model.webhooks import Delivery, Event, Form, Outcome, Parcel, Webhook
from coach.training.webhook import DELAYS, KEEP_DELIVERIES, LEASE
from tests.receiver import Receiver, receiving
from tests.services import cohort
from tests.services.cohort import ANCHOR, HOUR, NOW, A, B

SECRET = "whsec_" + base64.b64encode(b"twenty-four bytes long!!").decode()
SEND = Courier(private=True)
TRAINER, OPS = cohort.person(Role.TRAINER, A), cohort.person(Role.OPS, A)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


def hook(desk: Desk, url: str, **more: object) -> Webhook:
    wanted: dict[str, object] = {
        "name": "看板", "url": url, "form": Form.JSON, "secret": SECRET, "events": set(Event) - {Event.TEST}, "at": NOW
    }  # fmt: skip
    return webhooks.add_webhook(desk, CONSOLE, **{**wanted, **more})  # type: ignore[arg-type]


def assign(desk: Desk, at: datetime = NOW) -> None:
    others = cohort.person(Role.ANCHOR, A)
    assignments.assign(desk, TRAINER, drills=[cohort.TEXT], anchors=[ANCHOR.id, others.id], room=A.id, at=at)


def waiting(desk: Desk) -> tuple[Delivery, ...]:
    with desk.reading() as uow:
        return uow.outbox.list()


def test_a_drill_given_to_many_is_told_once_in_one_signed_message(desk: Desk, receiver: Receiver) -> None:
    cohort.fill(desk)
    hook(desk, receiver.url)
    assign(desk)
    settled = deliver_next(desk, SEND, at=NOW)
    assert settled is not None
    assert (settled.done_at, settled.status, settled.tries) == (NOW, 200, 1)
    assert deliver_next(desk, SEND, at=NOW) is None
    (_, headers, body) = receiver.got[0]
    stamp = int(headers["webhook-timestamp"])
    assert stamp == int(NOW.timestamp())
    assert headers["webhook-signature"] == webhook_sign(SECRET, headers["webhook-id"], stamp, body)
    told = json.loads(body)
    assert (told["id"], told["event"]) == (headers["webhook-id"], "assignment.created")
    assert [one["data"]["anchor"] for one in told["items"]] == ["target", "anchor-a"]
    assert "trainer-a给小敏布置了练习" in told["items"][0]["text"]


def test_event_and_message_are_one_commit_both_or_neither(desk: Desk) -> None:
    cohort.fill(desk)
    hook(desk, "https://example.com/hook")
    with desk.writing() as uow:
        before = uow.audit.head()
        room, drill = uow.rooms.get(A.id), desk.programme.get_drill(cohort.TEXT)
        record, entry = rule(drill, ANCHOR, room, id=AssignmentId("lost"), by=TRAINER, at=NOW)
        uow.assignments.add(record)
        uow.record(entry)
        uow.outbox.fill()
        assert len(uow.outbox.list()) == 1
    assert waiting(desk) == ()
    with desk.reading() as uow:
        assert uow.audit.head() == before
        assert uow.assignments.find("lost") is None
    assign(desk)
    (message,) = waiting(desk)
    with desk.reading() as uow:
        entries = {one.seq: one for one in uow.audit.walk()}
    assert all(entries[one.seq].act == "assignment.create" == one.act for one in message.notices)


def test_a_commit_that_fails_leaves_no_message(desk: Desk) -> None:
    cohort.fill(desk)
    hook(desk, "https://example.com/hook")
    with pytest.raises(RefusedError):
        assignments.assign(desk, TRAINER, drills=[cohort.TEXT], anchors=[ANCHOR.id, TRAINER.id], room=A.id, at=NOW)
    assert waiting(desk) == ()


def test_a_webhook_is_told_what_it_asked_for_of_its_room_while_it_works(desk: Desk) -> None:
    cohort.fill(desk)
    wanted = hook(desk, "https://example.com/1")
    hook(desk, "https://example.com/2", room=B.id)
    hook(desk, "https://example.com/3", events={Event.INCIDENT})
    resting = hook(desk, "https://example.com/4")
    webhooks.switch_webhook(desk, CONSOLE, resting.id, active=False, at=NOW)
    assign(desk)
    assert [one.webhook for one in waiting(desk)] == [wanted.id]


def test_a_failed_message_is_tried_again_later_and_later_and_then_given_up(desk: Desk, receiver: Receiver) -> None:
    cohort.fill(desk)
    hook(desk, receiver.url)
    assign(desk)
    receiver.answers = [(503, "busy")]
    at, waits, bodies = NOW, [], []
    for _ in range(len(DELAYS) + 1):
        settled = deliver_next(desk, SEND, at=at)
        assert settled is not None
        assert (settled.status, settled.said, settled.done_at) == (503, "busy", None)
        if settled.next_at is not None:
            waits.append(settled.next_at - at)
            assert deliver_next(desk, SEND, at=settled.next_at - timedelta(seconds=1)) is None
            at = settled.next_at
    assert tuple(waits) == DELAYS == tuple(sorted(DELAYS))
    assert settled.failed
    assert deliver_next(desk, SEND, at=at + timedelta(days=9)) is None
    bodies = {body for _, _, body in receiver.got}
    assert len(receiver.got) == len(DELAYS) + 1
    assert len(bodies) == 1, "the message stays the same, only the time of the signature moves"


def test_a_message_that_gets_through_at_the_second_try_is_done(desk: Desk, receiver: Receiver) -> None:
    cohort.fill(desk)
    hook(desk, receiver.url)
    assign(desk)
    receiver.answers = [(500, ""), (200, "ok")]
    first = deliver_next(desk, SEND, at=NOW)
    assert first is not None
    assert first.next_at == NOW + DELAYS[0]
    second = deliver_next(desk, SEND, at=NOW + DELAYS[0])
    assert second is not None
    assert (second.tries, second.done_at) == (2, NOW + DELAYS[0])
    assert len({headers["webhook-id"] for _, headers, _ in receiver.got}) == 1


def test_while_one_sends_a_message_nobody_else_does(desk: Desk) -> None:
    cohort.fill(desk)
    hook(desk, "https://example.com/hook")
    assign(desk)
    inner: list[object] = []

    def send(_: Parcel) -> Outcome:
        inner.append(deliver_next(desk, SEND, at=NOW))
        inner.append(deliver_one(desk, SEND, waiting(desk)[0].id, at=NOW + LEASE - timedelta(seconds=1)))
        return Outcome(status=200, said="", ok=True)

    settled = deliver_next(desk, send, at=NOW)
    assert settled is not None
    assert settled.done_at == NOW
    assert inner == [None, None]


def test_a_sender_that_died_leaves_the_message_to_the_next(desk: Desk, receiver: Receiver) -> None:
    cohort.fill(desk)
    hook(desk, receiver.url)
    assign(desk)

    def dies(_: Parcel) -> Outcome:
        raise SystemExit

    with pytest.raises(SystemExit):
        deliver_next(desk, dies, at=NOW)
    assert deliver_next(desk, SEND, at=NOW) is None
    settled = deliver_next(desk, SEND, at=NOW + LEASE)
    assert settled is not None
    assert (settled.tries, settled.done_at) == (2, NOW + LEASE)


def test_a_robot_s_refusal_counts_as_a_failure(desk: Desk, receiver: Receiver) -> None:
    cohort.fill(desk)
    hook(desk, receiver.url, form=Form.FEISHU, secret="")
    incidents.log(
        desk, OPS, anchor=ANCHOR.id, room=A.id, happened=NOW, said="全网最低", severity=IncidentSeverity.SERIOUS, at=NOW
    )
    receiver.answers = [(200, '{"code":19024,"msg":"Key Words Not Found"}'), (200, '{"code":0}')]
    first = deliver_next(desk, SEND, at=NOW)
    assert first is not None
    assert "Key Words Not Found" in first.said
    assert deliver_next(desk, SEND, at=NOW + DELAYS[0]).done_at is not None  # type: ignore[union-attr]
    text = json.loads(receiver.got[1][2])["content"]["text"]
    assert text.startswith("【主播教练】登记了事故\n")
    assert "ops-a登记了小敏的严重事故" in text
    assert "全网最低" in text


def test_a_sign_off_that_goes_stale_is_told_once_and_again_when_it_goes_stale_anew(
    desk: Desk, receiver: Receiver
) -> None:
    cohort.fill(desk)
    hook(desk, receiver.url, events={Event.STALE})
    assert notice_stale(desk, at=NOW) == 1
    assert notice_stale(desk, at=NOW + HOUR) == 0
    assert deliver_next(desk, SEND, at=NOW) is not None
    told = json.loads(receiver.got[0][2])
    assert (told["event"], told["items"][0]["subject"]) == ("signoff.stale", "g1")
    assert told["items"][0]["text"].startswith("小敏的上岗确认失效了：")
    with desk.reading() as uow:
        old = uow.signoffs.get("g1")
    with desk.writing() as uow:  # renewed: the old one is no longer stale, the new one is
        newer: Signoff = replace(old, id=SignoffId("g2"), at=NOW + HOUR, renews=old.id)
        uow.signoffs.add(newer)
        uow.commit()
    assert notice_stale(desk, at=NOW + 2 * HOUR) == 1
    with desk.reading() as uow:
        assert [one.id for one in uow.stale_notices.list()] == ["g2"]


def test_a_test_message_is_sent_once_and_removing_a_webhook_removes_its_messages(
    desk: Desk, receiver: Receiver
) -> None:
    cohort.fill(desk)
    made = hook(desk, receiver.url)
    receiver.answers = [(404, "")]
    test = webhooks.try_webhook(desk, CONSOLE, made.id, at=NOW)
    settled = deliver_one(desk, SEND, test.id, at=NOW)
    assert settled is not None
    assert settled.failed
    assign(desk)
    (standing,) = webhooks.list_webhooks(desk, CONSOLE)
    assert {one.event for one in standing.deliveries} == {Event.TEST, Event.ASSIGNED}
    webhooks.remove_webhook(desk, CONSOLE, made.id, at=NOW)
    assert waiting(desk) == ()
    assert webhooks.list_webhooks(desk, CONSOLE) == ()


def test_old_messages_are_dropped_when_the_next_one_goes_out(desk: Desk, receiver: Receiver) -> None:
    cohort.fill(desk)
    hook(desk, receiver.url)
    assign(desk)
    deliver_next(desk, SEND, at=NOW)
    later = NOW + KEEP_DELIVERIES + HOUR
    assign(desk, at=later)
    deliver_next(desk, SEND, at=later)
    assert [one.at for one in waiting(desk)] == [later]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "名称要 1 到"),
        ({"url": "ftp://example.com"}, "https://"),
        ({"url": "https://me:secret@example.com/x"}, "用户名和密码"),
        ({"url": "https://example.com:x/"}, "看不懂"),
        ({"url": "https://例子.com/"}, "不含空格和中文"),
        ({"url": "https://example.com/a b"}, "不含空格和中文"),
        ({"events": set()}, "至少选一种"),
        ({"secret": "short"}, "密钥"),
        ({"secret": "whsec_!!"}, "密钥"),
    ],
)
def test_what_a_webhook_must_have(desk: Desk, wrong: dict[str, object], said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        hook(desk, **{"url": "https://example.com", **wrong})  # type: ignore[arg-type]
    with desk.reading() as uow:
        assert uow.webhooks.find(WebhookId("00000001")) is None
