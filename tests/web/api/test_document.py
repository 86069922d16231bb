"""The document says what the routes do, by its own rules and in full, and people can read it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import validate

from coach.scoring import check
from coach.training.token import SCOPE_NAMES
from coach.web.api.document import document
from coach.web.api.operation import OPERATIONS
from coach.web.problems import KINDS
from tests.web.api.conftest import Ask
from tests.web.conftest import Page
from tests.web.world import World


def test_it_is_valid_openapi_3_1(bare: FlaskClient) -> None:
    served = bare.get("/api/v1/openapi.json").get_json()
    assert served["openapi"] == "3.1.0"
    assert served == document()
    validate(served)


def test_every_route_of_the_api_is_in_it_and_nothing_else(app: Flask) -> None:
    routes = {
        (method, rule.rule.removeprefix("/api/v1").replace("<", "{").replace(">", "}"))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(method.upper(), path) for path, item in document()["paths"].items() for method in item}
    assert described == routes - {("GET", "/openapi.json"), ("GET", "/docs")}
    assert len(described) == len(OPERATIONS)


def test_every_operation_says_its_scope_its_problems_and_what_it_takes() -> None:
    for path, item in document()["paths"].items():
        for method, said in item.items():
            assert said["summary"], path
            assert {"401", "403", "429", "500"} <= set(said["responses"]), path
            assert ("requestBody" in said) == (method in ("post", "put") and not path.endswith(("retire", "cancel")))
            assert all("description" in one or "schema" in one for one in said["parameters"]), path


def test_everything_that_changes_records_takes_an_idempotency_key() -> None:
    for one in OPERATIONS:
        names = {
            each["name"]
            for each in document()["paths"][one.path.replace("<", "{").replace(">", "}")][one.method.lower()][
                "parameters"
            ]
        }
        assert ("Idempotency-Key" in names) == one.writes
        assert one.writes == (one.method != "GET" and one.scope is not None and one.scope.value.endswith(":write"))


def test_the_report_is_the_report_of_every_other_face(ask: Callable[..., Ask], world: World) -> None:
    text = "全网最低价，家人们，这款五常大米两天之内发货。"
    answer = ask("anchor")("POST", "/check", json={"text": text, "product": "wuchang-dami"})
    product = world.desk.library.find_product("wuchang-dami")
    body = {"text": text, "product": "wuchang-dami"} if product else {"text": text}
    answer = ask("anchor")("POST", "/check", json=body)
    assert answer.get_json() == check(text, product, world.desk.rulebook).to_dict()


def test_the_page_is_sound_and_names_every_scope_problem_and_operation(bare: FlaskClient) -> None:
    page = Page(bare.get("/api/v1/docs"))
    page.assert_sound()
    words = page.text()
    assert all(scope.value in words for scope in SCOPE_NAMES)
    assert all(page.one("dt", id=f"problem-{kind}") is not None for kind in KINDS)
    assert all(f"{one.method} /api/v1{one.path.replace('<', '{').replace('>', '}')}" in words for one in OPERATIONS)
    assert "http" not in {(e.get("src") or e.get("href") or "")[:4] for e in page.root.iter()}
