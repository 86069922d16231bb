"""A token lets a program in as its owner, within its scope, until it is over; only its hash is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

from flask import Flask
from flask.testing import FlaskClient

from coach.services import assignments, people, tokens
from coach.training.access import CONSOLE
from coach.training.model import DrillId
from coach.training.model.tokens import TokenScope
from coach.web import clock
from coach.web.api.operation import OPERATIONS, Operation
from tests.web.api.conftest import ROOT, Ask, refused
from tests.web.world import World

DRILL = DrillId("points-numbers")


def address(one: Operation) -> str:
    return one.path.replace("<", "").replace(">", "")


def test_nothing_is_open_without_a_token(bare: FlaskClient) -> None:
    for one in OPERATIONS:
        for sent in (None, "Bearer coach_wrong", "Bearer wrong", "Basic eDp5", "Bearer "):
            headers = {"Authorization": sent} if sent is not None else {}
            answer = bare.open(ROOT + address(one), method=one.method, headers=headers, json={})
            refused(answer, 401, "unauthorized")
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_without_the_scope_is_turned_away_whatever_its_owner_may(ask: Callable[..., Ask]) -> None:
    for missing in TokenScope:
        program = ask("admin", [scope for scope in TokenScope if scope is not missing])
        for one in OPERATIONS:
            if one.scope is missing:
                told = refused(program(one.method, address(one), json={}), 403, "forbidden")
                assert missing.value in str(told["detail"])
    assert {one.scope for one in OPERATIONS} == {None, *TokenScope}


def test_the_owner_s_leave_is_the_limit_whatever_the_scope(ask: Callable[..., Ask], world: World) -> None:
    trainer, anchor = world.people["trainer"], world.people["anchor"]
    assignments.assign(
        world.desk, trainer, drills=[DRILL], anchors=[anchor.id], room=world.rooms["甲"].id, at=clock.now()
    )
    assert len(ask("anchor")("GET", "/assignments").get_json()["items"]) == 1
    assert ask("anchor2")("GET", "/assignments").get_json()["items"] == []
    assert ask("trainer2")("GET", "/assignments").get_json()["items"] == []
    refused(ask("trainer2")("GET", f"/assignments?anchor={anchor.id}"), 403, "forbidden")
    refused(
        ask("anchor")("POST", "/people", json={"name": "新", "login": "xin", "roles": ["anchor"]}), 403, "forbidden"
    )
    refused(ask("ops")("GET", f"/people/{world.people['anchor2'].id}"), 403, "forbidden")


def test_only_the_hash_of_a_token_is_in_the_database(world: World, secret_of: Callable[..., str]) -> None:
    secret = secret_of("ops")
    with world.desk.reading() as uow:
        kept = "".join(uow.lines())
    assert secret not in kept
    assert hashlib.sha256(secret.encode()).hexdigest() in kept


def test_a_token_ends_when_it_is_revoked_expires_or_its_owner_is_switched_off(
    bare: FlaskClient, world: World, secret_of: Callable[..., str]
) -> None:
    def status(secret: str) -> int:
        return bare.get(f"{ROOT}/me", headers={"Authorization": f"Bearer {secret}"}).status_code

    one, two, three = secret_of("ops"), secret_of("ops"), secret_of("trainer")
    assert [status(each) for each in (one, two, three)] == [200, 200, 200]
    tokens.revoke_token(world.desk, CONSOLE, hashlib.sha256(one.encode()).hexdigest(), at=clock.now())
    assert [status(each) for each in (one, two)] == [401, 200]
    with world.desk.writing() as uow:
        kept = uow.tokens.get(hashlib.sha256(two.encode()).hexdigest())
        uow.tokens.put(replace(kept, expires=clock.now()))
        uow.commit()
    assert status(two) == 401
    people.disable_user(world.desk, CONSOLE, world.people["trainer"].id, reason="离职", at=clock.now())
    assert status(three) == 401


def test_it_is_seen_when_a_token_was_used_last(bare: FlaskClient, world: World, secret_of: Callable[..., str]) -> None:
    secret = secret_of("ops")
    assert [one.used_at for one in tokens.list_tokens(world.desk, CONSOLE)] == [None]
    before = clock.now()
    bare.get(f"{ROOT}/me", headers={"Authorization": f"Bearer {secret}"})
    (used,) = (one.used_at for one in tokens.list_tokens(world.desk, CONSOLE))
    assert used is not None
    assert before <= used <= clock.now()


def test_a_signed_in_browser_is_not_let_in_by_its_cookie(enter: Callable[[str], FlaskClient]) -> None:
    answer = enter("admin").get(f"{ROOT}/people")
    refused(answer, 401, "unauthorized")
    assert "people" not in answer.get_json()


def test_who_asks_too_much_waits_and_others_do_not(app: Flask, ask: Callable[..., Ask], bare: FlaskClient) -> None:
    app.config["API_RATE"] = "3 per minute"
    first, second = ask("ops"), ask("trainer")
    assert [first("GET", "/me").status_code for _ in range(3)] == [200] * 3
    answer = first("GET", "/me")
    refused(answer, 429, "too-many")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert second("GET", "/me").status_code == 200
    wrong = [bare.get(f"{ROOT}/me", headers={"Authorization": f"Bearer coach_{n}"}).status_code for n in range(5)]
    assert wrong == [401, 401, 401, 429, 429]


def test_a_list_of_scripts_counts_for_as_much_as_it_is(app: Flask, ask: Callable[..., Ask]) -> None:
    app.config["API_RATE"] = "4 per minute"
    program = ask("ops")
    many = {"items": [{"id": str(n), "text": "大家好"} for n in range(31)]}
    assert program("POST", "/batch", json=many).status_code == 200
    refused(program("GET", "/me"), 429, "too-many")
