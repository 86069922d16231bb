"""The programme (课程): courses, gates and rubrics to browse, and drills of the team's own to write with a preview."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from coach.errors import InputError
from coach.scoring import Category, Kind, Platform
from coach.scoring.names import CATEGORIES
from coach.services import drill_writing, drills
from coach.services.drill_writing import Value
from coach.training.access import Act, may
from coach.training.drill import PART_NAMES
from coach.training.model import DrillId, Stage
from coach.training.names import STAGES
from coach.training.programme import Drill, DrillType
from coach.web import clock, sessions
from coach.web.desk import actor, coach, desk
from coach.web.goals import goals_of
from coach.web.typed import Typed

blueprint = Blueprint("programme", __name__, url_prefix="/programme")
sessions.only_for(blueprint, Act.COHORT_LIST)

TYPES = {
    DrillType.WRITE: "写一段话术",
    DrillType.REWRITE: "改一篇有毛病的稿",
    DrillType.MOVE: "换平台重写",
    DrillType.ANSWER: "回答观众的问题",
    DrillType.HECKLER: "应对刁难",
    DrillType.RECALL: "凭记忆讲商品",
    DrillType.OPEN: "写开场",
    DrillType.PRICE: "讲价格",
    DrillType.CLOSE: "促单",
    DrillType.QUIZ: "规则测验",
}
_TEXTS = ("title", "course", "type", "task", "platform", "product", "kind", "script", "text", "example", "rubric")
_LINES = ("guidance", "questions")
_TICKS = ("parts", "categories")
_NUMBERS = {
    "level": "难度",
    "count": "题目数",
    "score": "及格分",
    "chars_least": "最少字数",
    "chars_most": "最多字数",
    "days": "几天内交",
}
_START = {"type": "write", "level": "1", "platform": "any", "score": "80", "days": "3", "coverage": "0", "minutes": "0"}


@blueprint.get("")
def show() -> str:
    """Show courses with their drills, the gates of the stages, and the rubrics."""
    programme = desk().programme
    return render_template(
        "programme/programme.html",
        programme=programme,
        drills={one.id: one for one in drills.list_drills(desk(), actor())},
        rubrics={one.id: one for one in programme.rubrics},
        stages=STAGES,
        types=TYPES,
        can_write=may(actor(), Act.DRILL_WRITE),
        can_edit=may(actor(), Act.PROGRAMME_WRITE),
    )


@blueprint.get("/drills/new")
def show_new() -> str:
    """Show the form for a drill of the team's own."""
    return _page(drill_writing.new_drill_id(desk(), actor()), Typed(_START))


@blueprint.get("/drills/<drill_id>/edit")
def show_edit(drill_id: str) -> str:
    """Show the form with a drill the team wrote, or with a copy of one of the programme's."""
    key, drill = drill_writing.find_pattern(desk(), actor(), DrillId(drill_id))
    seen = drill_writing.last_written(desk(), actor(), key)
    return _page(key, Typed({**_fields(drill), "seen": str(seen)}))


@blueprint.post("/drills/<drill_id>/preview")
def preview(drill_id: str) -> tuple[str, int] | str:
    """Show the drill as the anchor will see it, and keep nothing."""
    typed = Typed.sent()
    with typed.kept():
        drill = drill_writing.preview_drill(desk(), actor(), _values(drill_id, typed))
        return _page(DrillId(drill_id), typed, drill)
    return _page(DrillId(drill_id), typed), typed.status


@blueprint.post("/drills/<drill_id>")
def write(drill_id: str) -> tuple[str, int] | BaseResponse:
    """Keep the drill."""
    typed = Typed.sent()
    with typed.kept():
        folder = coach().settings.team_drills
        seen = typed.number("seen", label="版本") if typed.get("seen") else 0
        drill = drill_writing.write_drill(
            desk(), actor(), _values(drill_id, typed), folder=folder, seen=seen, at=clock.now()
        )
        flash(f"“{drill.title}”存好了，可以布置了。", "ok")
        return redirect(url_for("drills.show", drill_id=drill.id), 303)
    return _page(DrillId(drill_id), typed), typed.status


def _values(drill_id: str, typed: Typed) -> dict[str, Value]:
    """Return the fields under the keys of a drills file; what was left empty is left out."""
    values: dict[str, Value] = {"id": drill_id}
    values |= {key: text for key in _TEXTS if (text := typed.get(key).strip())}
    values |= {
        key: lines for key in _LINES if (lines := [one.strip() for one in typed.get(key).split("\n") if one.strip()])
    }
    values |= {key: ticked for key in _TICKS if (ticked := typed.all(key))}
    values |= {key: typed.number(key, label=label) for key, label in _NUMBERS.items() if typed.get(key).strip()}
    if typed.get("coverage").strip():
        values["coverage"] = _share(typed)
    if typed.get("minutes").strip():
        values["seconds"] = typed.number("minutes", label="限时") * 60
    values["review"] = bool(typed.get("review"))
    return values


def _share(typed: Typed) -> float:
    percent = typed.number("coverage", label="卖点至少讲到")
    if not 0 <= percent <= 100:
        raise InputError(f"“卖点至少讲到”要在 0 到 100 之间，现在是 {percent}。", key="coverage")
    return percent / 100


def _fields(drill: Drill) -> dict[str, str | list[str]]:
    return {
        **{key: str(getattr(drill, key) or "") for key in (*_TEXTS, *_NUMBERS)},
        **{key: "\n".join(getattr(drill, key)) for key in _LINES},
        "parts": list(drill.parts),
        "categories": [one.value for one in drill.categories],
        "coverage": str(round(drill.coverage * 100)),
        "minutes": str(drill.seconds // 60),
        "review": "yes" if drill.review else "",
    }


def _page(drill_id: DrillId, typed: Typed, drill: Drill | None = None) -> str:
    library, programme = desk().library, desk().programme
    return render_template(
        "programme/write.html",
        drill_id=drill_id,
        fresh=programme.find_drill(drill_id) is None,
        counted=[one.title for one in programme.courses if drill_id in one.drills],
        typed=typed,
        drill=drill,
        product=library.find_product(drill.product) if drill is not None and drill.product else None,
        goals=goals_of(drill, None) if drill is not None and drill.type is not DrillType.QUIZ else (),
        courses=programme.courses,
        rubrics=programme.rubrics,
        products=library.list_products(),
        scripts=sorted(library.scripts.values(), key=lambda one: one.title),
        types=[(one.value, name) for one, name in TYPES.items()],
        platforms=[(one.value, {"any": "不限平台"}.get(one.value, "")) for one in Platform],
        kinds=[one.value for one in Kind],
        parts=list(PART_NAMES.items()),
        categories=[(one.value, CATEGORIES[one]) for one in Category],
        stages=[(one.value, STAGES[one]) for one in Stage],
    )
