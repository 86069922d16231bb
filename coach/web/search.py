"""Search (搜索) over people, product cards, scripts and drills: what the person may see and can open."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from coach.services.search import search
from coach.web.desk import actor, desk

blueprint = Blueprint("search", __name__)
LONGEST = 60


@blueprint.get("/search")
def show() -> str:
    """Show what was found."""
    words = request.args.get("q", "").strip()[:LONGEST]
    return render_template("search/search.html", words=words, found=search(desk(), actor(), words) if words else None)
