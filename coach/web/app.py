"""The app factory: settings and a coach in, a ready Flask app out."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider
from flask_bootstrap import Bootstrap5
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined

from coach.config import Settings
from coach.web import alarms, assets, delivery, errors, formatters, rules, script
from coach.wiring import Coach, build

MAX_UPLOAD_BYTES = 10 * 1024 * 1024
MAX_FIELD_BYTES = 4 * 1024 * 1024


class _JSON(DefaultJSONProvider):
    """JSON with the keys in the report's own order."""

    sort_keys = False


def create_app(settings: Settings | None = None, coach: Coach | None = None) -> Flask:
    """Make the web app.

    ``settings`` default to the environment, ``coach`` is built from them unless it is given.

    Raises:
        CoachError: settings, rule packs or library are wrong.
    """
    settings = settings or (coach.settings if coach else Settings.from_env())
    coach = coach or build(settings)
    app = Flask(
        "coach.web",
        template_folder=str(settings.templates),
        static_url_path=f"/static/{assets.version()}",
    )
    app.config.update(_config(settings))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.json = _JSON(app)
    app.extensions["coach"] = coach
    CSRFProtect(app)
    Bootstrap5(app)
    for part in (assets, delivery, errors, formatters):
        part.register(app)
    for page in (script, rules, alarms):
        app.register_blueprint(page.blueprint)
    return app


def _config(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key or secrets.token_hex(32),
        "MAX_CONTENT_LENGTH": MAX_UPLOAD_BYTES,
        "MAX_FORM_MEMORY_SIZE": MAX_FIELD_BYTES,
        "MAX_PAGE_CHARS": settings.max_page_chars,
        "SESSION_COOKIE_NAME": "coach",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,  # the token lives as long as the session: a page stays open all evening
        "BOOTSTRAP_SERVE_LOCAL": True,
    }
