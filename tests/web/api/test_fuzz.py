"""Whatever fits the document, and much that does not, gets an answer that fits the document: no 5xx, no other schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from coach.services import assignments, attempts, people
from coach.training.access import CONSOLE
from coach.training.model import DrillId, Role
from coach.web import clock
from coach.web.api.document import document
from coach.web.api.values import ID_PATTERN
from tests.web.world import World

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    ignored_auth,
    unsupported_method,
]
TEXT = "大家好，今天给大家介绍这款洗衣液，一桶三公斤，一共三十九块九，两天之内发货，洗得干净也好漂。" * 3


@pytest.fixture
def known(world: World) -> Mapping[str, str]:
    """Return ids of records that are there, by the name of the part of the path."""
    made = people.add_user(
        world.desk, CONSOLE, name="全能", login="all", roles=list(Role), rooms=[world.rooms["甲"].id], at=clock.now()
    )
    world.people["all"] = made  # type: ignore[index]
    (given,) = assignments.assign(
        world.desk,
        made,
        drills=[DrillId("points-numbers")],
        anchors=[made.id],
        room=world.rooms["甲"].id,
        at=clock.now(),
    )
    attempt = attempts.submit(world.desk, made, given.id, TEXT, at=clock.now())
    return {
        "person": made.id,
        "assignment": given.id,
        "attempt": attempt.id,
        "card": "wuchang-dami",
        "anchor": made.id,
        "room": world.rooms["甲"].id,
    }


class Current:
    """The app of the test at hand, as the document's own app: its operations are known before any app is made."""

    app: Flask
    known: Mapping[str, str]

    def __call__(self, environ: dict[str, object], start: Callable[..., object]) -> object:
        return self.app(environ, start)  # type: ignore[arg-type]


CURRENT = Current()
schema = schemathesis.openapi.from_dict(document())
schema.app = CURRENT


@schema.hook("map_path_parameters")
def ask_for_what_is_there(_context: object, path_parameters: dict[str, str] | None) -> dict[str, str] | None:
    """Put the ids of records that are there in place of every second made-up one."""
    if not isinstance(path_parameters, dict):
        return path_parameters
    return {key: CURRENT.known.get(key, value) if _may_be(value) else value for key, value in path_parameters.items()}


def _may_be(value: object) -> bool:
    return isinstance(value, str) and bool(ID_PATTERN.fullmatch(value)) and len(value) % 2 == 1


@schema.parametrize()
@settings(max_examples=12, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
def test_every_answer_fits_the_document(
    case: schemathesis.Case, app: Flask, secret_of: Callable[..., str], known: Mapping[str, str]
) -> None:
    app.config["API_RATE"] = "1000000 per minute"
    CURRENT.app, CURRENT.known = app, known
    headers = {"Authorization": f"Bearer {secret_of('all')}", "Accept-Encoding": "identity"}
    assert case.call_and_validate(headers=headers, checks=CHECKS).status_code < 500
