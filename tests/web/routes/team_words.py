"""Routes of the team's own words."""

from __future__ import annotations

from tests.web.routes import get, post

FORM = {"list": "隔壁老王家", "team": "小满", "category": "disparage"}
ROUTES = {
    ("team_words.show", "GET"): get("admin"),
    ("team_words.show_import", "GET"): get("admin", query={"team": "小满"}),
    ("team_words.preview", "POST"): post("admin", form=FORM, answer=422),  # no folder for team packs is set up here
    ("team_words.add", "POST"): post("admin", form={**FORM, "rows": "[]"}, answer=422),
    ("team_words.remove", "POST"): post("admin", form={"team": "小满", "rule": "x"}),
}
