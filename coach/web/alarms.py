"""Reports of false alarms (误报) from the self-check page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

from flask import Blueprint, Response, current_app, jsonify, make_response, request

from coach.services.alarms import report_alarm
from coach.web import forms, room_rules
from coach.web.sessions import open_to_visitors
from coach.wiring import Coach

blueprint = Blueprint("alarms", __name__)


@blueprint.post("/alarms")
@open_to_visitors
def report() -> Response:
    """Keep one reported false alarm about a rule that exists."""
    coach = cast("Coach", current_app.extensions["coach"])
    alarm = forms.alarm_from_json(request.get_json(), at=datetime.now(UTC).isoformat(timespec="seconds"))
    coach.rulebook.get_rule(alarm.rule)
    report_alarm(coach.settings.instance, replace(alarm, room=room_rules.room_named(alarm.room) or ""))
    return make_response(jsonify(status="kept"), 201)
