"""Programs that ask: a token for each person of the world, and a client that speaks JSON."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coach.services import tokens
from coach.training.access import CONSOLE
from coach.training.model.tokens import TokenScope
from coach.web import clock
from tests.web.world import World

Ask = Callable[..., TestResponse]
ROOT = "/api/v1"


@pytest.fixture
def secret_of(world: World) -> Callable[..., str]:
    """Return a function that makes a token for a person, by login, and returns its secret."""
    numbers = itertools.count()

    def make(login: str, scopes: Iterable[TokenScope] = tuple(TokenScope), days: float = 30) -> str:
        secret = f"coach_{login}_{next(numbers)}"
        tokens.issue_token(
            world.desk, CONSOLE, person=world.people[login].id, name="测试", scopes=tuple(scopes),
            expires=clock.now() + timedelta(days=days), secret=secret, at=clock.now(),
        )  # fmt: skip
        return secret

    return make


@pytest.fixture
def ask(app: Flask, secret_of: Callable[..., str]) -> Callable[..., Ask]:
    """Return a function that gives a person's program, by login: call it with method, path and what goes along."""

    def program(login: str, scopes: Iterable[TokenScope] = tuple(TokenScope)) -> Ask:
        client, secret = app.test_client(), secret_of(login, scopes)

        def send(method: str, path: str, **more: object) -> TestResponse:
            headers = {"Authorization": f"Bearer {secret}", **more.pop("headers", {})}  # type: ignore[dict-item]
            return client.open(ROOT + path, method=method, headers=headers, **more)  # type: ignore[arg-type]

        return send

    return program


@pytest.fixture
def bare(app: Flask) -> FlaskClient:
    """Return a client without a token."""
    return app.test_client()


def refused(answer: TestResponse, status: int, kind: str) -> dict[str, object]:
    """Return the problem in an answer, after a look at whether it is one."""
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    told = answer.get_json()
    assert (told["status"], told["type"]) == (status, f"/api/v1/docs#problem-{kind}")
    assert told["title"]
    assert told["detail"].endswith(("。", "！"))
    return dict(told)
