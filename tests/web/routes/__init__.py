"""Who may open which route: one module a noun, all of them together checked against the app's own list of routes.

Each module has ``ROUTES`` (endpoint and method → Case) and may have ``prepare(world)``, which makes the records that the
addresses name and returns their ids by a name: ``{"assignment": "…"}``; a Case names them as ``"@assignment"``.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.web.world import World

EVERYBODY = ("anchor", "senior", "trainer", "ops", "admin", "anchor2", "trainer2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One route, with one method.

    ``who`` are the logins (see ``world.WHO``) that are let in; all other people get ``others``. ``visitors``: it is open.
    ``values`` fill the address, ``query`` follows it; ``form`` or ``json`` is what a POST sends (files as tuples).
    ``answer`` is the status of the first one let in; the next may meet a 409 or 422, for the first has changed things.
    ``page``: the answer is a page of the app (a download or JSON is not).
    """

    who: tuple[str, ...]
    visitors: bool = False
    others: int = 403
    values: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, object] | None = None
    json: Mapping[str, object] | None = None
    answer: int = 200
    page: bool = True


def get(*who: str, **more: object) -> Case:
    """Return the case of a page that these people may open (nobody named: everybody who is signed in)."""
    return Case(who=who or EVERYBODY, **more)  # type: ignore[arg-type]


def post(*who: str, **more: object) -> Case:
    """Return the case of a form that these people may send; it answers with a redirect."""
    return Case(who=who or EVERYBODY, **{"form": {}, "answer": 303, "page": False, **more})  # type: ignore[arg-type]


def all_routes() -> dict[tuple[str, str], Case]:
    """Return the cases of all modules: (endpoint, method) → case."""
    found: dict[tuple[str, str], Case] = {}
    for module in _modules():
        for key, case in module.ROUTES.items():
            assert key not in found, key
            found[key] = case
    return found


def prepare_all(world: World) -> dict[str, str]:
    """Make the records that the addresses name; return their ids by name."""
    ids = {f"user:{login}": str(user.id) for login, user in world.people.items()}
    ids |= {f"room:{name}": str(room.id) for name, room in world.rooms.items()}
    for module in _modules():
        if hasattr(module, "prepare"):
            ids |= module.prepare(world)
    return ids


def _modules() -> list[Any]:
    return [importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
