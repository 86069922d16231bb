"""Labels and formats for the templates, as Jinja globals and filters."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import groupby

from flask import Flask

from coach.formats.labels import HOWS, SEVERITIES, SOURCES, VERDICTS, duration
from coach.formats.reading import pieces
from coach.formats.talk import lanes, pace_lines, timeline
from coach.formats.talk import moment as minute
from coach.scoring.model import Product
from coach.scoring.names import CATEGORIES, KINDS, PLATFORMS
from coach.training.access import ROLE_NAMES
from coach.training.incident import AFTERMATHS, aftermath
from coach.training.model import Role
from coach.training.names import SEVERITIES as INCIDENTS
from coach.training.names import STAGES
from coach.training.sentences import sentence
from coach.web.desk import desk


def register(app: Flask) -> None:
    """Make the labels and formats known to the templates."""
    app.jinja_env.filters.update(
        duration=duration, by_kind=by_kind, pieces=pieces, device_name=device_name, role_names=role_names
    )
    app.jinja_env.filters.update(pace_lines=pace_lines, timeline=timeline, lanes=lanes, minute=minute)
    app.jinja_env.filters["question"] = question
    app.jinja_env.filters.update(sentence=sentence, map_pairs=map_pairs, aftermath=aftermath)
    app.jinja_env.globals.update(
        KINDS=KINDS,
        PLATFORMS=PLATFORMS,
        CATEGORIES=CATEGORIES,
        SEVERITIES=SEVERITIES,
        VERDICTS=VERDICTS,
        HOWS=HOWS,
        SOURCES=SOURCES,
        ROLES=ROLE_NAMES,
        INCIDENTS=INCIDENTS,
        AFTERMATHS=AFTERMATHS,
        STAGES=STAGES,
    )


def by_kind(products: Iterable[Product]) -> list[tuple[str, list[Product]]]:
    """Return the products grouped under the labels of their kinds, in the labels' order."""
    order = list(KINDS)
    ordered = sorted(products, key=lambda product: order.index(product.kind))
    return [(KINDS[kind], list(group)) for kind, group in groupby(ordered, key=lambda product: product.kind)]


def role_names(roles: Collection[Role]) -> str:
    """Return the names of roles in their fixed order: 主播、培训."""
    return "、".join(name for role, name in ROLE_NAMES.items() if role in roles)


def map_pairs(items: Iterable[object], key: str, name: str) -> list[tuple[str, str]]:
    """Return a pair for each item, of its ``key`` and its ``name``: the options of a field."""
    return [(str(getattr(item, key)), str(getattr(item, name))) for item in items]


def question(check_id: str) -> str:
    """Return a question of a rubric by its id, also one that is no longer asked."""
    check = desk().programme.find_check(check_id)
    return check.ask if check is not None else check_id


_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "安卓手机"),
    ("Windows", "Windows 电脑"),
    ("Mac OS", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def device_name(agent: str) -> str:
    """Return what a browser says it is in words a person knows: iPhone · 微信."""
    names = [next((name for sign, name in known if sign in agent), "") for known in (_SYSTEMS, _BROWSERS)]
    return " · ".join(name for name in names if name) or "不认识的设备"
