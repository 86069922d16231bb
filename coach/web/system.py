"""The system (系统) for the admin: whether all is well, and a copy of the records to take away."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import Blueprint, Response, render_template, send_file

from coach import __version__
from coach.services import backup
from coach.services.backup_files import Places
from coach.services.database import Health, check_database, glance_at
from coach.training.access import Act
from coach.web import clock, sessions
from coach.web.desk import actor, coach, desk
from coach.web.moments import ZONE

blueprint = Blueprint("system", __name__, url_prefix="/admin")
sessions.only_for(blueprint, Act.BACKUP_CREATE)


@blueprint.get("/health")
def health() -> str:
    """Show what the app runs on, without reading through it."""
    return _health(glance_at(desk()), thorough=False)


@blueprint.get("/health/thorough")
def thorough() -> str:
    """Read the whole database through and show whether it is whole."""
    return _health(check_database(coach().settings.database_url), thorough=True)


def _health(found: Health, *, thorough: bool) -> str:
    return render_template(
        "system/health.html",
        health=found,
        thorough=thorough,
        rulebook=coach().rulebook,
        library=coach().library,
        programme=desk().programme,
        version=__version__,
        team_packs=coach().settings.team_packs,
    )


@blueprint.get("/backup")
def show_backup() -> str:
    """Say what a backup holds and how it is put back."""
    return render_template("system/backup.html")


@blueprint.post("/backup")
def make_backup() -> Response:
    """Send a copy of all records as it is at this moment."""
    at, settings = clock.now(), coach().settings
    places = Places(drills=settings.team_drills, packs=settings.team_packs, instance=settings.instance)
    name = f"coach-{at.astimezone(ZONE):%Y%m%d-%H%M}.backup.gz"
    with tempfile.TemporaryDirectory(prefix="coach-backup-") as folder:
        target = Path(folder) / name
        backup.write_backup(desk(), actor(), target, places=places, at=at)
        return send_file(target.open("rb"), mimetype="application/gzip", as_attachment=True, download_name=name)
