"""Labels and formats for the templates, as Jinja globals and filters."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from flask import Flask

from coach.formats.labels import CATEGORIES, HOWS, KINDS, PLATFORMS, SEVERITIES, VERDICTS, duration
from coach.formats.reading import pieces
from coach.scoring.model import Product


def register(app: Flask) -> None:
    """Make the labels and formats known to the templates."""
    app.jinja_env.filters.update(duration=duration, by_kind=by_kind, pieces=pieces)
    app.jinja_env.globals.update(
        KINDS=KINDS,
        PLATFORMS=PLATFORMS,
        CATEGORIES=CATEGORIES,
        SEVERITIES=SEVERITIES,
        VERDICTS=VERDICTS,
        HOWS=HOWS,
    )


def by_kind(products: Iterable[Product]) -> list[tuple[str, list[Product]]]:
    """Return the products grouped under the labels of their kinds, in the labels' order."""
    order = list(KINDS)
    ordered = sorted(products, key=lambda product: order.index(product.kind))
    return [(KINDS[kind], list(group)) for kind, group in groupby(ordered, key=lambda product: product.kind)]
