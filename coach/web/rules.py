"""One rule explained (规则): why, on what ground, with what it catches and what it lets pass."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from coach.errors import NotFoundError
from coach.web.desk import coach
from coach.web.room_rules import readable
from coach.web.sessions import open_to_visitors

blueprint = Blueprint("rules", __name__)


@blueprint.get("/rules/<path:rule_id>")
@open_to_visitors
def rule(rule_id: str) -> Response:
    """Explain one rule: a fragment for htmx, a page otherwise."""
    found = coach().rulebook.find_rule(rule_id)
    if found is None or not readable([found]):
        raise NotFoundError(f"没有规则“{rule_id}”，或者它只管别的直播间。请回到报告再点一次。", rule=rule_id)
    template = "rules/_rule.html" if "HX-Request" in request.headers else "rules/rule.html"
    answer = make_response(render_template(template, rule=found))
    answer.vary.add("HX-Request")
    return answer
