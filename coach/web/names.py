"""The names behind the ids on the audit trail, as far as the acting person may know them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coach.services import people, rooms
from coach.training.audit import Entry
from coach.web.desk import actor, desk


def names(entries: Iterable[Entry], *others: str) -> Mapping[str, str]:
    """Return the name of each room, card and drill, and of each person that ``entries`` or ``others`` speak of, by id."""
    opened, me = desk(), actor()
    return {
        **{str(drill.id): drill.title for drill in opened.programme.list_drills()},
        **{product.id: product.name for product in opened.library.list_products()},
        **{str(room.id): room.name for room in rooms.list_rooms(opened, me)},
        **{str(key): name for key, name in people.list_names(opened, me, {*_ids(entries), *others}).items()},
    }


def _ids(entries: Iterable[Entry]) -> Iterable[str]:
    """Yield what may be the id of a person: who did it, about whom, and every text among the values."""
    for entry in entries:
        yield from (entry.actor, entry.subject)
        for value in entry.values().values():
            yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str))
