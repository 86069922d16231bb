"""Routes of help: the page anybody may read, and the end of the tour."""

from __future__ import annotations

from tests.web.routes import get, post

ROUTES = {
    ("help.show", "GET"): get(visitors=True),
    ("tours.end", "POST"): post(),
}
