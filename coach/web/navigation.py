"""The way through the app for each role: the entries of the bars, the home page, and where a page stands in them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app, request
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from coach.errors import StorageError
from coach.training.model import Role, User
from coach.web.desk import find_actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry: its address, its name and its sign."""

    path: str
    name: str
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """What a person can go to: ``bar`` fits a phone, ``more`` is the rest; ``here`` is where they are."""

    entries: tuple[Entry, ...]
    here: str
    home: str

    @property
    def bar(self) -> tuple[Entry, ...]:
        """Return the entries of the phone's bar: five, or four and the one that opens the rest."""
        return self.entries if len(self.entries) <= _BAR else self.entries[: _BAR - 1]

    @property
    def more(self) -> tuple[Entry, ...]:
        """Return the entries that are not in the phone's bar."""
        return self.entries[len(self.bar) :]


_BAR = 5
_ENTRIES = {
    Role.ANCHOR: (
        ("/today", "今天", "sun"),
        ("/script", "自检", "check"),
        ("/history", "练习", "pen"),
        ("/cards", "商品", "box"),
        ("/readiness/me", "我的上岗", "badge"),
    ),
    Role.TRAINER: (
        ("/cohort", "学员", "people"),
        ("/assign", "布置", "plus"),
        ("/reviews", "批改", "pen"),
        ("/stuck", "卡点", "chart"),
        ("/programme", "课程", "book"),
        ("/exports", "导入导出", "list"),
    ),
    Role.OPS: (
        ("/readiness", "上岗看板", "badge"),
        ("/stages", "场次", "camera"),
        ("/shows", "排班", "calendar"),
        ("/checklists", "清单", "list"),
        ("/admin/cards", "商品", "box"),
        ("/admin/audit", "审计", "list"),
        ("/exports", "导入导出", "list"),
    ),
    Role.ADMIN: (
        ("/admin/users", "人员", "people"),
        ("/admin/rooms", "直播间", "camera"),
        ("/admin/packs", "规则", "book"),
        ("/programme", "课程", "book"),
        ("/admin/cards", "商品", "box"),
        ("/admin/audit", "审计", "list"),
        ("/exports", "导入导出", "list"),
        ("/admin/health", "系统", "gear"),
    ),
}
_VIEWS = {"/signoffs": "/readiness", "/incidents": "/readiness"}  # these stand beside an entry, as its tabs
_SENIOR = (("/reviews", "批改", "pen"), ("/stages", "场次", "camera"))
_ORDER = (Role.ADMIN, Role.OPS, Role.TRAINER, Role.SENIOR, Role.ANCHOR)  # whose home comes first


def register(app: Flask) -> None:
    """Give every template ``me`` (who is signed in, or None), ``menu``, and ``reachable``."""
    app.context_processor(_context)
    app.jinja_env.globals["reachable"] = reachable


def menu(user: User) -> Menu:
    """Return the menu of a person: the entries of all their roles, each address once, those that exist."""
    entries: dict[str, Entry] = {}
    for role in _ORDER:
        for path, name, icon in _of(role) if role in user.roles else ():
            if path not in entries and reachable(path):
                entries[path] = Entry(path=path, name=name, icon=icon)
    found = tuple(entries.values())
    here = max((e.path for e in found if _within(e.path)), key=len, default="")
    beside = _VIEWS.get("/" + request.path.split("/")[1], "")
    here = here or (beside if beside in entries else "")
    return Menu(entries=found, here=here, home=found[0].path if found else "/me")


def home(user: User) -> str:
    """Return the address a person begins at."""
    return menu(user).home


def paths_of(role: Role) -> tuple[str, ...]:
    """Return the addresses in the menu of a role."""
    return tuple(path for path, _, _ in _of(role))


def _of(role: Role) -> tuple[tuple[str, str, str], ...]:
    return _ENTRIES[Role.ANCHOR] + _SENIOR if role is Role.SENIOR else _ENTRIES[role]


def _within(path: str) -> bool:
    return request.path == path or request.path.startswith(f"{path}/")


def reachable(path: str) -> bool:
    """Return whether an address of the app leads to a page."""
    try:
        current_app.url_map.bind("").match(path)
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True


def _context() -> dict[str, object]:
    try:
        user = find_actor() if current_user else None
    except StorageError:  # the page that says so must not fail for the same reason
        user = None
    return {"me": user, "menu": menu(user) if user else None}
