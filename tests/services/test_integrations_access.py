"""Tokens and webhooks are the admin's alone: every use case against every role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from coach.errors import ForbiddenError, RefusedError
from coach.services import tokens, webhooks
from coach.services.desk import USE_CASES, Desk
from coach.training.access import CONSOLE
from coach.training.model import Role, User
from coach.training.model.tokens import TokenScope
from coach.training.model.webhooks import Event, Form
from coach.training.token import LONGEST
from tests.services import cohort
from tests.services.cohort import ANCHOR, NOW, A

DAY = timedelta(days=1)
URL = "https://example.com/hook"


def issue(desk: Desk, user: User, secret: str = "coach_1", **more: object) -> object:
    wanted = {"person": ANCHOR.id, "name": "看板", "scopes": [TokenScope.CHECK], "expires": NOW + DAY, "at": NOW}
    return tokens.issue_token(desk, user, secret=secret, **{**wanted, **more})  # type: ignore[arg-type]


def add(desk: Desk, user: User) -> object:
    return webhooks.add_webhook(
        desk, user, name="群", url=URL, form=Form.WECOM, secret="", events=[Event.INCIDENT], at=NOW
    )


CASES: dict[Callable[..., object], Callable[[Desk, User, str, str], object]] = {
    tokens.issue_token: lambda d, u, _t, _w: issue(d, u, "coach_2"),
    tokens.list_tokens: lambda d, u, _t, _w: tokens.list_tokens(d, u),
    tokens.revoke_token: lambda d, u, t, _w: tokens.revoke_token(d, u, t, at=NOW),
    webhooks.add_webhook: lambda d, u, _t, _w: add(d, u),
    webhooks.list_webhooks: lambda d, u, _t, _w: webhooks.list_webhooks(d, u),
    webhooks.try_webhook: lambda d, u, _t, w: webhooks.try_webhook(d, u, w, at=NOW),  # type: ignore[arg-type]
    webhooks.switch_webhook: lambda d, u, _t, w: webhooks.switch_webhook(d, u, w, active=False, at=NOW),  # type: ignore[arg-type]
    webhooks.remove_webhook: lambda d, u, _t, w: webhooks.remove_webhook(d, u, w, at=NOW),  # type: ignore[arg-type]
}


def test_every_use_case_of_tokens_and_webhooks_is_here() -> None:
    modules = ("coach.services.tokens", "coach.services.webhooks")
    assert {one for one in USE_CASES if one.__module__ in modules} == set(CASES)


@pytest.mark.parametrize("function", CASES, ids=lambda one: one.__name__)
def test_only_an_admin_may(desk: Desk, function: Callable[..., object]) -> None:
    cohort.fill(desk)
    token, hook = issue(desk, CONSOLE), add(desk, CONSOLE)
    for role in Role:
        user = cohort.person(role, A)
        if role is not Role.ADMIN:
            with pytest.raises(ForbiddenError, match="由管理员来做"):
                CASES[function](desk, user, token.id, hook.id)  # type: ignore[attr-defined]
    CASES[function](desk, cohort.person(Role.ADMIN, A), token.id, hook.id)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "名称要 1 到"),
        ({"scopes": []}, "至少选一个范围"),
        ({"expires": NOW}, "到期日"),
        ({"expires": NOW + LONGEST + DAY}, "到期日"),
    ],
)
def test_what_a_token_must_have(desk: Desk, wrong: dict[str, object], said: str) -> None:
    cohort.fill(desk)
    with pytest.raises(RefusedError, match=said):
        issue(desk, CONSOLE, **wrong)
    assert tokens.list_tokens(desk, CONSOLE) == ()


def test_a_token_is_taken_back_once(desk: Desk) -> None:
    cohort.fill(desk)
    token = issue(desk, CONSOLE)
    tokens.revoke_token(desk, CONSOLE, token.id, at=NOW)  # type: ignore[attr-defined]
    with pytest.raises(RefusedError, match="已经撤销过了"):
        tokens.revoke_token(desk, CONSOLE, token.id, at=NOW)  # type: ignore[attr-defined]
    assert tokens.find_bearer(desk, "coach_1", at=NOW) is None
