"""Facts under the names people type themselves: 承重, 续航, 座高范围, 显色指数 …; what contradicts them, what does not."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from coach.scoring.facts import FactTable, compare, parse_fact_table
from coach.scoring.model import Kind, Product
from coach.scoring.normalise import fold
from tests.scoring.facts_cases import AGREED, CONTRADICTED, SILENT, Case

LEXICONS = Path(__file__).parents[2] / "lexicons"


@pytest.fixture(scope="module")
def table() -> FactTable:
    facts, places = (
        tomllib.loads((LEXICONS / f"{name}.toml").read_text(encoding="utf-8")) for name in ("facts", "places")
    )
    return parse_fact_table(facts, places)


def _cases(table: dict[str, list[Case]]) -> list[object]:
    return [pytest.param(*case, id=f"{phenomenon}: {case[0]}") for phenomenon, cases in table.items() for case in cases]


def _verdicts(table: FactTable, name: str, value: str, speech: str) -> list[bool | None]:
    card = Product(id="x", name="样品", kind=Kind.HOME, price=69, facts={name: value})
    return [result.agrees for result in compare(fold(speech), card, table) if result.fact in (name, "价格")]


@pytest.mark.parametrize(("name", "value", "speech"), _cases(CONTRADICTED))
def test_another_value_contradicts(table: FactTable, name: str, value: str, speech: str) -> None:
    assert False in _verdicts(table, name, value, speech)


@pytest.mark.parametrize(("name", "value", "speech"), _cases(AGREED))
def test_the_same_value_agrees(table: FactTable, name: str, value: str, speech: str) -> None:
    verdicts = _verdicts(table, name, value, speech)
    assert True in verdicts
    assert False not in verdicts


@pytest.mark.parametrize(("name", "value", "speech"), _cases(SILENT))
def test_talk_of_something_else_contradicts_nothing(table: FactTable, name: str, value: str, speech: str) -> None:
    assert False not in _verdicts(table, name, value, speech)
