"""The rules (规则): every one with its examples and source, and the queue of reported false alarms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from coach.rulecache import load_cached
from coach.scoring.model import Category, Severity
from coach.scoring.rules import Rule
from coach.services import alarm_queue, team_words
from coach.services.alarms import Alarm
from coach.services.team_files import is_name, team_file
from coach.services.team_words import TeamList
from coach.web import clock
from coach.web.desk import actor, coach, desk
from coach.web.room_rules import readable
from coach.web.typed import Typed

blueprint = Blueprint("packs", __name__, url_prefix="/admin/packs")
AT_ONCE = 20


@blueprint.get("")
def show() -> str:
    """Show the rules of a category, a severity, or those in whose words a text occurs, page by page."""
    category, severity, words = (request.args.get(key, "").strip() for key in ("category", "severity", "q"))
    page = max(1, int(request.args["page"])) if request.args.get("page", "").isdecimal() else 1
    rules = readable(coach().rulebook.every_rule)
    found = [rule for rule in rules if _fits(rule, category, severity, words.casefold())]
    return render_template(
        "packs/packs.html",
        found=found[(page - 1) * AT_ONCE : page * AT_ONCE],
        count=len(found),
        page=page,
        last=max(1, -(-len(found) // AT_ONCE)),
        counts=Counter(rule.category for rule in rules),
        typed=Typed({"category": category, "severity": severity, "q": words}),
    )


@blueprint.get("/alarms")
def show_alarms() -> str:
    """Show the reported false alarms."""
    return _alarms(Typed())


@blueprint.post("/alarms/<int:number>")
def accept(number: int) -> tuple[str, int] | BaseResponse:
    """Let the sentence of an alarm stand from now on."""
    typed = Typed.sent()
    with typed.kept():
        settings = coach().settings
        built_in = load_cached(settings.lexicons, settings.cache).pack
        file = team_file(settings.team_packs, typed.get("team"))
        kept = alarm_queue.accept(
            desk(), actor(), number, folder=settings.instance, team_file=file, pack=built_in, at=clock.now()
        )
        flash(f"已放行“{kept.alarm.words}”，这句话以后不再标出。", "ok")
        return redirect(url_for("packs.show_alarms"), 303)
    return _alarms(typed), typed.status


@blueprint.post("/alarms/<int:number>/refusal")
def refuse(number: int) -> tuple[str, int] | BaseResponse:
    """Say that the rule was right about an alarm, and why."""
    typed = Typed.sent()
    with typed.kept():
        kept = alarm_queue.refuse(
            desk(), actor(), number, typed.get("why"), folder=coach().settings.instance, at=clock.now()
        )
        flash(f"已驳回“{kept.alarm.words}”：规则照旧。", "ok")
        return redirect(url_for("packs.show_alarms"), 303)
    return _alarms(typed), typed.status


def _alarms(typed: Typed) -> str:
    settings = coach().settings
    alarms = alarm_queue.list_queue(actor(), settings.instance)
    packs = team_words.list_words(actor(), settings.team_packs, coach().rulebook)
    return render_template(
        "packs/alarms.html",
        alarms=alarms,
        teams={kept.number: _team_for(kept.alarm, packs) for kept in alarms},
        can_accept=settings.team_packs is not None,
        typed=typed,
    )


def _team_for(alarm: Alarm, packs: Sequence[TeamList]) -> str:
    """Return which pack to offer for an alarm: that of the rule, else the first that holds where the alarm came from."""
    own = alarm.rule.partition("/")[2].partition("·")[0] if "·" in alarm.rule else ""
    here = [pack.team for pack in packs if not pack.rooms or alarm.room in pack.rooms]
    found = [pack.team for pack in packs if pack.team == own] + here
    return found[0] if found else alarm.room if is_name(alarm.room) else "team"


def _fits(rule: Rule, category: str, severity: str, words: str) -> bool:
    if category in set(Category) and rule.category != category:
        return False
    if severity in set(Severity) and rule.severity != severity:
        return False
    return not words or any(words in text.casefold() for text in (rule.term, rule.id, rule.reason, *rule.flag))
