"""One rule explained (规则): why, on what ground, with what it catches and what it lets pass."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, current_app, make_response, render_template, request

from coach.web.sessions import open_to_visitors
from coach.wiring import Coach

blueprint = Blueprint("rules", __name__)


@blueprint.get("/rules/<path:rule_id>")
@open_to_visitors
def rule(rule_id: str) -> Response:
    """Explain one rule: a fragment for htmx, a page otherwise."""
    found = cast("Coach", current_app.extensions["coach"]).rulebook.get_rule(rule_id)
    template = "rules/_rule.html" if "HX-Request" in request.headers else "rules/rule.html"
    answer = make_response(render_template(template, rule=found))
    answer.vary.add("HX-Request")
    return answer
