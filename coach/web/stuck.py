"""Where the cohort is stuck (卡点): categories week by week, selling points left out, drills that do not get passed."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from coach.scoring import Category
from coach.scoring.names import CATEGORIES
from coach.services import cohort, rooms
from coach.storage.boards import Missed
from coach.training.model import RoomId
from coach.training.names import STAGES
from coach.training.outcome import Lack
from coach.web import clock
from coach.web.desk import actor, desk
from coach.web.room_choice import asked_room, together
from coach.web.typed import Typed

blueprint = Blueprint("stuck", __name__)


@blueprint.get("/stuck")
def show() -> str:
    """Show what most anchors get wrong; of one thing, who they are."""
    places, at = rooms.list_rooms(desk(), actor()), clock.now()
    room = asked_room(places)
    place = RoomId(room) if room else None
    stuck = cohort.get_stuck(desk(), actor(), room=place, at=at)
    lack, key = request.args.get("lack", ""), request.args.get("key", "")
    chosen = Lack(lack) if lack in list(Lack) and key else None
    return render_template(
        "stuck/stuck.html",
        stuck=stuck,
        lack=chosen,
        key=key,
        name=_name(chosen, key) if chosen else "",
        who=cohort.list_missed(desk(), actor(), chosen, key, room=place, at=at) if chosen else (),
        categories={one.value: CATEGORIES[one] for one in Category},
        names={(kind, one.key): _name(kind, one.key) for kind, found in _both(stuck) for one in found},
        drills=desk().programme.drills,
        stages=STAGES,
        rooms=places,
        together=together(places),
        typed=Typed({**request.args, "room": room}),
        room=room,
    )


def _both(stuck: cohort.Stuck) -> tuple[tuple[Lack, tuple[Missed, ...]], ...]:
    return (Lack.POINT, stuck.points), (Lack.FACT, stuck.facts)


def _name(lack: Lack, key: str) -> str:
    """Return what a key stands for: a category, or a point or fact of a card with the card's name."""
    if lack is Lack.CATEGORY:
        return CATEGORIES[Category(key)] if key in list(Category) else key
    card, _, part = key.partition("/")
    product = desk().library.find_product(card)
    if product is None:
        return f"{card}：{part}"
    says = {point.id: point.say for point in product.points}
    return f"{product.name}：{says.get(part, part) if lack is Lack.POINT else part}"
