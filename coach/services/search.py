"""Find people, cards, sample scripts and drills by words in their names, as far as a person may see them."""

from __future__ import annotations

from dataclasses import dataclass

from coach.library import Script
from coach.scoring import Product
from coach.services.desk import Desk
from coach.services.people import list_page
from coach.training.access import Act, may
from coach.training.model import User
from coach.training.programme import Drill

MOST = 20  # of each kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What has all the words in its name; each kind holds at most ``MOST``."""

    people: tuple[User, ...]
    cards: tuple[Product, ...]
    scripts: tuple[Script, ...]
    drills: tuple[Drill, ...]

    @property
    def count(self) -> int:
        """Return how much was found."""
        return len(self.people) + len(self.cards) + len(self.scripts) + len(self.drills)


def search(desk: Desk, actor: User, words: str) -> Found:
    """Return what has all ``words`` (split at blanks, letters of either case alike) in its name.

    Raises:
        ForbiddenError: the actor is switched off.
    """
    wanted = words.casefold().split()
    drills = desk.programme.list_drills() if may(actor, Act.DRILL_LIST) else ()
    return Found(
        people=list_page(desk, actor, words=words, limit=MOST)[0],
        cards=_cards(desk, wanted) if may(actor, Act.CARD_LIST) else (),
        scripts=tuple(one for one in desk.library.list_scripts() if _has(wanted, one.title, one.id))[:MOST],
        drills=tuple(one for one in drills if _has(wanted, one.title, one.id))[:MOST],
    )


def _cards(desk: Desk, wanted: list[str]) -> tuple[Product, ...]:
    """Return the cards in use, those of the team and those of the library that the team has not changed, by name."""
    shelf = [one for one in desk.library.list_products() if _has(wanted, one.name, one.id, one.brand or "")]
    with desk.reading() as uow:
        own = uow.cards.named(wanted, limit=MOST)
        changed = uow.cards.get_many(one.id for one in shelf)
    found = [card.product for card in own] + [one for one in shelf if one.id not in changed]
    return tuple(sorted(found, key=lambda one: (one.name, one.id)))[:MOST]


def _has(wanted: list[str], *names: str) -> bool:
    text = "\n".join(names).casefold()
    return all(word in text for word in wanted)
