"""A write that comes twice with one idempotency key is done once and answered alike, also when both come together."""

from __future__ import annotations

import threading
from collections.abc import Callable

from werkzeug.test import TestResponse

from coach.services.once import do_once
from coach.training.model.tokens import KeptAnswer
from coach.web import clock
from tests.web.api.conftest import Ask, refused
from tests.web.world import World

PERSON = {"name": "新人", "login": "xinren", "roles": ["anchor"]}


def key(value: str) -> dict[str, str]:
    return {"Idempotency-Key": value}


def given(world: World) -> dict[str, object]:
    return {
        "drills": ["points-numbers"],
        "anchors": [world.people["anchor"].id],
        "room": world.rooms["甲"].id,
        "note": "今晚之前",
    }


def count(world: World) -> int:
    with world.desk.reading() as uow:
        return len(uow.assignments.list())


def test_the_same_key_and_body_give_the_same_answer_and_nothing_is_done_again(
    ask: Callable[..., Ask], world: World
) -> None:
    program = ask("trainer")
    first = program("POST", "/assignments", json=given(world), headers=key("k1"))
    again = program("POST", "/assignments", json=given(world), headers=key("k1"))
    assert (first.status_code, again.status_code, count(world)) == (201, 201, 1)
    assert first.data == again.data
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"


def test_the_same_key_with_another_body_or_address_is_refused(ask: Callable[..., Ask], world: World) -> None:
    program = ask("admin")
    assert program("POST", "/people", json=PERSON, headers=key("k")).status_code == 201
    refused(program("POST", "/people", json={**PERSON, "login": "other"}, headers=key("k")), 409, "conflict")
    retire = program("POST", "/cards/wuchang-dami/retire", headers=key("k"))
    refused(retire, 409, "conflict")
    refused(program("POST", "/people", json=PERSON, headers=key("bad key")), 422, "input")


def test_another_program_s_key_is_another_key(ask: Callable[..., Ask], world: World) -> None:
    assert ask("trainer")("POST", "/assignments", json=given(world), headers=key("k")).status_code == 201
    assert ask("ops")("POST", "/assignments", json=given(world), headers=key("k")).status_code == 201
    assert count(world) == 2


def test_without_a_key_every_request_is_a_new_one(ask: Callable[..., Ask], world: World) -> None:
    program = ask("trainer")
    for _ in range(2):
        assert program("POST", "/assignments", json=given(world)).status_code == 201
    assert count(world) == 2


def test_what_was_refused_may_be_tried_again_with_its_key(ask: Callable[..., Ask], world: World) -> None:
    program = ask("admin")
    body = {**PERSON, "login": "ops"}
    refused(program("POST", "/people", json=body, headers=key("k")), 422, "refused")
    assert program("POST", "/people", json=PERSON, headers=key("k")).status_code == 201


def test_of_two_requests_at_one_time_one_does_it_and_both_get_its_answer(ask: Callable[..., Ask], world: World) -> None:
    program, answers, gate = ask("trainer"), list[TestResponse](), threading.Barrier(6)

    def send() -> None:
        gate.wait()
        answers.append(program("POST", "/assignments", json=given(world), headers=key("race")))

    threads = [threading.Thread(target=send) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.data for answer in answers}) == 1
    assert count(world) == 1


def test_work_whose_answer_was_lost_is_not_done_again(world: World) -> None:
    mark = KeptAnswer(id="a" * 64, request="b" * 64, at=clock.now())

    def breaks_after_the_commit(desk: object) -> tuple[int, str]:
        with desk.writing() as uow:  # type: ignore[attr-defined]
            uow.commit()
        raise OSError("the cable was pulled")

    for _ in range(2):
        try:
            found = do_once(world.desk, mark, breaks_after_the_commit)
        except OSError:
            continue
        assert found.status is None
        break
    else:
        raise AssertionError("it was done twice")
