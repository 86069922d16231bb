"""``coach token`` and ``coach webhooks`` work on the records, and ``coach serve`` sends what waits by itself."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from coach.cli.webhooks import Postman
from coach.courier import Courier
from coach.services import webhooks
from coach.services.desk import Archive
from coach.storage.engine import open_engine
from coach.storage.unit_of_work import Store
from coach.training.access import CONSOLE
from coach.training.model.webhooks import Event, Form, Outcome, Parcel
from tests.receiver import Receiver, receiving

from .conftest import ROOT, Run

SECRET = "春天的风很大2026".encode()


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'kept' / 'coach.db'}"


@pytest.fixture(autouse=True)
def database(address: str, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    """Let every command work on one new database with one person."""
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setenv("COACH_PRIVATE_WEBHOOKS", "1")
    made = run("user", "add", "boss", "--name", "老周", "--role", "admin", stdin=SECRET)
    assert made.exit_code == 0, made.output


@pytest.fixture
def archive(address: str) -> Iterator[Archive]:
    store = Store(open_engine(address))
    ids = iter(range(1, 1000))
    yield Archive(store=store, new_id=lambda: f"{next(ids):08x}")
    store.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


def queue(archive: Archive, url: str) -> str:
    at = datetime.now(UTC)
    made = webhooks.add_webhook(
        archive, CONSOLE, name="群", url=url, form=Form.WECOM, secret="", events=[Event.INCIDENT], at=at
    )
    webhooks.switch_webhook(archive, CONSOLE, made.id, active=False, at=at)
    webhooks.switch_webhook(archive, CONSOLE, made.id, active=True, at=at)
    return webhooks.try_webhook(archive, CONSOLE, made.id, at=at).id


def test_a_token_is_printed_once_listed_without_its_secret_and_taken_back(run: Run, archive: Archive) -> None:
    made = run("token", "add", "boss", "--name", "看板", "--scope", "check", "--scope", "readiness:read", "--days", "9")
    assert made.exit_code == 0, made.output
    secret = made.stdout.strip()
    number = hashlib.sha256(secret.encode()).hexdigest()[:12]
    assert secret.startswith("coach_")
    assert number in made.stderr
    listed = run("token", "list").stdout
    assert f"{number}\t看板\tboss\tcheck,readiness:read\t" in listed
    assert "没用过\t可用" in listed
    assert secret not in listed
    assert "没有编号以" in run("token", "revoke", number[:4]).stderr
    assert "“看板”已撤销" in run("token", "revoke", number).stderr
    assert "已撤销" in run("token", "list").stdout
    assert run("token", "revoke", number).exit_code == 2
    with archive.reading() as uow:
        acts = [one.act for one in uow.audit.walk()]
    assert acts[-2:] == ["token.create", "token.revoke"]


def test_an_unknown_person_or_scope_is_told(run: Run) -> None:
    assert "没有登录名是“nobody”的人" in run("token", "add", "nobody", "--name", "x", "--scope", "check").stderr
    assert "不在可选范围" in run("token", "add", "boss", "--name", "x", "--scope", "all").stderr


def test_deliver_sends_what_is_due_and_says_what_became_of_it(run: Run, archive: Archive, receiver: Receiver) -> None:
    receiver.answers = [(200, '{"errcode":0,"errmsg":"ok"}'), (500, "")]
    queue(archive, receiver.url)
    result = run("webhooks", "deliver")
    assert (result.exit_code, "发出 1 条，没有成功 0 条" in result.stderr) == (0, True), result.output
    assert "【主播教练】试发" in json.loads(receiver.got[0][2])["text"]["content"]
    assert "发出 0 条" in run("webhooks", "deliver").stderr
    queue(archive, receiver.url)
    result = run("webhooks", "deliver")
    assert (result.exit_code, "没有成功 1 条" in result.stderr) == (1, True)


def test_the_server_sends_what_waits_by_itself(address: str, archive: Archive, receiver: Receiver) -> None:
    receiver.answers = [(200, '{"errcode":0}')]
    key = queue(archive, receiver.url)
    process = subprocess.Popen(
        [sys.executable, "-m", "coach.cli", "serve", "--port", "0"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "DATABASE_URL": address, "COACH_PRIVATE_WEBHOOKS": "1", "COACH_SECRET_KEY": "x"},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        root = process.stdout.readline().strip()
        until = time.monotonic() + 40
        while not receiver.got and time.monotonic() < until:
            time.sleep(0.1)
        assert len(receiver.got) == 1
        with urllib.request.urlopen(f"{root}api/v1/openapi.json", timeout=20) as answer:
            assert json.load(answer)["openapi"] == "3.1.0"
    finally:
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=20)
    assert "Traceback" not in said
    with archive.reading() as uow:
        assert uow.outbox.get(key).done_at is not None


def test_the_postman_goes_on_after_a_message_that_breaks(
    archive: Archive, receiver: Receiver, caplog: pytest.LogCaptureFixture, run: Run
) -> None:
    assert run("token", "list").exit_code == 0
    first, second = queue(archive, receiver.url), queue(archive, receiver.url)
    receiver.answers = [(200, '{"errcode":0}')]
    send, broken = Courier(private=True), [True]

    def sometimes(parcel: Parcel) -> Outcome:
        if broken and broken.pop():
            raise RuntimeError("out of memory")
        return send(parcel)

    from coach.config import Settings
    from coach.wiring import build, open_desk

    desk = open_desk(build(Settings.from_env()))
    postman = Postman(lambda: desk, sometimes, pause=0.01)
    postman.start()
    until = time.monotonic() + 20
    while not receiver.got and time.monotonic() < until:
        time.sleep(0.02)
    postman.stop()
    desk.store.close()
    assert "messages could not be sent" in caplog.text
    with archive.reading() as uow:
        done = {key: uow.outbox.get(key).done_at is not None for key in (first, second)}
    assert sorted(done.values()) == [False, True], "the broken one waits for its lease to end"
