"""What a view needs to call a service: the desk, the acting person, and this moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import current_app
from flask_login import current_user

from coach.training.model import User

if TYPE_CHECKING:
    from coach.services.desk import Desk
    from coach.wiring import Coach


def desk() -> Desk:
    """Return the records with the rules and the library of this moment."""
    return cast("Desk", current_app.extensions["desk"])


def coach() -> Coach:
    """Return the Coach of this moment."""
    return cast("Coach", current_app.extensions["coach"])


def actor() -> User:
    """Return who is signed in; views that are not open to visitors always have somebody."""
    return cast("User", current_user.user)


def find_actor() -> User | None:
    """Return who is signed in, None for a visitor."""
    return cast("User", current_user.user) if current_user.is_authenticated else None
