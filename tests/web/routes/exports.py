"""Routes of tables out and in."""

from __future__ import annotations

from tests.web.routes import get, post

PEOPLE = "登录名,姓名,身份\nxinren2,新人,主播"
ROUTES = {
    ("exports.show", "GET"): get("trainer", "ops", "admin", "trainer2"),
    ("exports.download", "GET"): get(
        "trainer", "ops", "admin", "trainer2", values={"what": "results", "form": "csv"}, page=False
    ),
    ("exports.show_import", "GET"): get("admin", values={"what": "people"}),
    ("exports.take_in", "POST"): post("admin", values={"what": "people"}, form={"table": PEOPLE}, answer=200),
}
