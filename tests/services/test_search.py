"""Search finds the cards of the team as they are now, and looks through a great many without reading them all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from coach.services import cards
from coach.services.desk import Desk
from coach.services.search import MOST, search
from coach.training.access import CONSOLE
from coach.training.canonical import card_fingerprint
from coach.training.model import Card, CardId, Role, RoomId, User, UserId

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LIBRARY_CARD = "niurou-gan"


def names(desk: Desk, words: str) -> list[str]:
    return [one.name for one in search(desk, CONSOLE, words).cards]


def make(desk: Desk, **more: object) -> None:
    cards.add_card(desk, CONSOLE, replace(desk.library.get_product(LIBRARY_CARD), **more), at=NOW)  # type: ignore[arg-type]


def test_cards_of_the_team_are_found_by_name_id_and_brand_and_not_by_what_else_they_say(desk: Desk) -> None:
    make(desk, id="xin-tang", name="山楂“小”条\\100%", brand="Gebrüder ÄÖ")
    for words in ("山楂", "XIN-tang", "gebrüder 山楂", "“小”", "\\100%"):
        assert names(desk, words) == ["山楂“小”条\\100%"], words
    said = desk.library.get_product(LIBRARY_CARD).points[0].say
    assert names(desk, said) == []


def test_a_card_is_found_as_it_is_now(desk: Desk) -> None:
    product = desk.library.get_product(LIBRARY_CARD)
    assert product.name in names(desk, product.name)
    cards.edit_card(desk, CONSOLE, replace(product, name="风干嚼嚼乐"), seen=0, at=NOW)
    assert names(desk, product.name) == []
    assert names(desk, "嚼嚼乐") == ["风干嚼嚼乐"]
    cards.retire_card(desk, CONSOLE, CardId(product.id), at=NOW)
    assert names(desk, "嚼嚼乐") == []


def test_percent_and_underscore_are_letters(desk: Desk) -> None:
    make(desk, id="a", name="纯棉T恤")
    assert names(desk, "纯%T") == []
    assert names(desk, "纯_T") == []


@pytest.fixture
def crowd(desk: Desk) -> Desk:
    """Return a desk with 300 people and 100 cards."""
    product = desk.library.get_product(LIBRARY_CARD)
    with desk.writing() as uow:
        for number in range(300):
            person = User(
                id=UserId(f"u{number}"),
                name=f"人员{number}",
                login=f"l{number}",
                roles=frozenset({Role.ANCHOR}),
                rooms=frozenset[RoomId](),
            )
            uow.users.add(person)
        for number in range(100):
            one = replace(product, id=f"c{number}", name=f"第{number}号糖")
            print_ = card_fingerprint(one)
            uow.cards.add(Card(id=CardId(one.id), product=one, fingerprint=print_, by=CONSOLE.id, at=NOW, version=1))
        uow.commit()
    return desk


def test_search_shows_no_more_than_a_page_of_many_people_and_cards(crowd: Desk) -> None:
    for words, people, shown in (("糖", 0, MOST), ("人员", MOST, 0), ("没有这个", 0, 0), ("人员 7", MOST, 0)):
        found = search(crowd, CONSOLE, words)
        assert (len(found.people), len(found.cards)) == (people, shown), words
