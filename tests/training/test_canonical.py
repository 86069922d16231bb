"""Equal values have equal bytes, different values have not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.scoring import Kind
from coach.training.canonical import canonical, card_fingerprint, fingerprint
from coach.training.prints import attempt_fingerprint, session_fingerprint
from tests.training.cases import BEEF, attempt, ready

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@given(values)
def test_what_was_written_reads_back_as_the_same_value_and_the_same_bytes(value: object) -> None:
    text = canonical(value)
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ((1, 2), [1, 2]),
        ({Kind.FOOD, Kind.BABY}, ["baby", "food"]),
        (1.0, 1),
        (
            datetime(2026, 6, 1, 10, tzinfo=timezone(timedelta(hours=8))),
            datetime(2026, 6, 1, 2, tzinfo=UTC),
        ),
    ],
    ids=["order_of_keys", "tuple_or_list", "a_set_is_sorted", "a_whole_float", "the_same_moment"],
)
def test_the_same_value_in_another_form_has_the_same_bytes(one: object, other: object) -> None:
    assert canonical(one) == canonical(other)


def test_what_has_no_one_form_is_refused() -> None:
    for value in (datetime(2026, 6, 1), object(), {"a": object()}):
        with pytest.raises(TypeError):
            canonical(value)
    with pytest.raises(ValueError, match="JSON"):
        canonical(float("nan"))


def test_a_card_has_another_fingerprint_after_any_change() -> None:
    marks = {card_fingerprint(one) for one in (BEEF, replace(BEEF, price=40), replace(BEEF, name="牛肉粒"))}
    assert len(marks) == 3
    assert card_fingerprint(replace(BEEF)) == card_fingerprint(BEEF)


def test_an_attempt_is_covered_whole() -> None:
    one = attempt("write-beef")
    assert len({attempt_fingerprint(other) for other in (one, replace(one, text="x"), replace(one, late=True))}) == 3


def test_a_session_is_covered_in_what_it_proves() -> None:
    one = ready().sessions[0]
    proofs = (replace(one, talk_share=0.1), replace(one, transcript="x"), replace(one, verdict=None))
    assert session_fingerprint(one) not in {session_fingerprint(other) for other in proofs}
    assert session_fingerprint(replace(one, version=9)) == session_fingerprint(one)
    assert fingerprint("a") != fingerprint("b")
