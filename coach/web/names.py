"""The names behind the ids on the audit trail, as far as the acting person may know them."""

from __future__ import annotations

from collections.abc import Mapping

from coach.services import people, rooms
from coach.web.desk import actor, desk


def names() -> Mapping[str, str]:
    """Return the name of each person, room, card and drill by id."""
    opened, me = desk(), actor()
    return {
        **{str(drill.id): drill.title for drill in opened.programme.list_drills()},
        **{product.id: product.name for product in opened.library.list_products()},
        **{str(room.id): room.name for room in rooms.list_rooms(opened, me)},
        **{str(key): name for key, name in people.list_names(opened, me).items()},
    }
