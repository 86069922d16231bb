"""The app factory: settings and a coach in, a ready Flask app out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import Flask, request
from flask.json.provider import DefaultJSONProvider
from flask_bootstrap import Bootstrap5
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from coach.config import Settings
from coach.renewal import ProgrammeRenewal, Renewal
from coach.services import second_step
from coach.web import (
    alarms,
    api,
    assets,
    assign,
    assignments,
    attempts,
    audit,
    auth,
    calibration,
    cards,
    cards_admin,
    checklists,
    cohort,
    delivery,
    drills,
    editions,
    errors,
    exports,
    formatters,
    help_page,
    history,
    incidents,
    me,
    moments,
    navigation,
    packs,
    people,
    programme,
    readiness,
    readiness_me,
    reviews,
    rooms,
    rules,
    script,
    search,
    sessions,
    shows,
    signoffs,
    stages,
    stuck,
    system,
    team_words,
    today,
    tokens,
    tours,
    webhooks,
)
from coach.wiring import Coach, build, open_desk

if TYPE_CHECKING:
    from coach.services.desk import Desk

# One blueprint a noun; each lives in a module of its name.
PAGES = (
    script,
    rules,
    alarms,
    auth,
    me,
    search,
    today,
    assignments,
    attempts,
    history,
    drills,
    cards,
    readiness_me,
    audit,
    people,
    rooms,
    packs,
    team_words,
    exports,
    system,
    api,
    tokens,
    webhooks,
    cohort,
    assign,
    reviews,
    stuck,
    programme,
    editions,
    calibration,
    cards_admin,
    checklists,
    incidents,
    readiness,
    shows,
    signoffs,
    stages,
    help_page,
    tours,
)
WITHOUT_PROGRAMME = (None, "script", "rules")  # files and pages of the check itself: they ask nothing of the records
PARTS = (assets, delivery, errors, formatters, moments, sessions, navigation, tours)

MAX_UPLOAD_BYTES = 10 * 1024 * 1024
MAX_FIELD_BYTES = 4 * 1024 * 1024


class _JSON(DefaultJSONProvider):
    """JSON with the keys in the report's own order."""

    sort_keys = False


def create_app(settings: Settings | None = None, coach: Coach | None = None, desk: Desk | None = None) -> Flask:
    """Make the web app.

    ``settings`` default to the environment; ``coach`` and ``desk`` are built from them unless they are given.

    Raises:
        CoachError: settings, rule packs or library are wrong, or the records can't be opened.
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
    app.extensions["desk"] = desk or open_desk(coach)
    second_step.seal_plain(app.extensions["desk"], key=app.config["SECRET_KEY"])
    CSRFProtect(app)
    Bootstrap5(app)
    for part in PARTS:
        part.register(app)
    renewal = Renewal(coach, app.logger.warning)
    programme_renewal = ProgrammeRenewal(coach, app.extensions["desk"], app.logger.warning)

    @app.before_request
    def take_up_changed_packs() -> None:
        now = renewal.current()
        if now is not app.extensions["coach"]:
            app.extensions["coach"] = now
            app.extensions["desk"] = replace(app.extensions["desk"], rulebook=now.rulebook, library=now.library)
        if request.blueprint in WITHOUT_PROGRAMME:
            return
        taught = programme_renewal.current()
        if taught is not app.extensions["desk"].programme:
            app.extensions["desk"] = replace(app.extensions["desk"], programme=taught)

    for page in PAGES:
        app.register_blueprint(page.blueprint)
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    return app


def _config(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key or sessions.secret_key(settings.instance),
        "MAX_CONTENT_LENGTH": MAX_UPLOAD_BYTES,
        "MAX_FORM_MEMORY_SIZE": MAX_FIELD_BYTES,
        "MAX_PAGE_CHARS": settings.max_page_chars,
        "SESSION_COOKIE_NAME": "coach",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,  # the token lives as long as the session: a page stays open all evening
        "BOOTSTRAP_SERVE_LOCAL": True,
    }
