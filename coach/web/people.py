"""People (人员) as an admin manages them: list, invite, roles, rooms, names, switch off and on."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from coach.services import audit, invitations, people, rooms, second_step, signing_in
from coach.training.access import Act
from coach.training.model import Role, RoomId, User, UserId
from coach.web import clock, sessions
from coach.web.desk import actor, desk
from coach.web.names import names
from coach.web.typed import Typed

AT_ONCE = 100
blueprint = Blueprint("people", __name__, url_prefix="/admin/users")
sessions.only_for(blueprint, Act.USER_CREATE)


@blueprint.get("")
def show_all() -> str:
    """Show everybody, those of a room, a role or a name if asked."""
    room, role = request.args.get("room", ""), request.args.get("role", "")
    start = min(max(request.args.get("from", 0, type=int), 0), 10_000_000)
    found, count = people.list_page(
        desk(),
        actor(),
        room=RoomId(room) if room else None,
        role=Role(role) if role in list(Role) else None,
        words=request.args.get("q", "").strip()[:40],
        limit=AT_ONCE,
        skip=start,
    )
    return render_template(
        "people/people.html",
        people=found,
        count=count,
        older=start + AT_ONCE if start + AT_ONCE < count else 0,
        rooms=rooms.list_rooms(desk(), actor()),
        typed=Typed(request.args),
    )


@blueprint.get("/new")
def show_new() -> str:
    """Show the form for a new person."""
    return render_template("people/new.html", typed=Typed(), rooms=rooms.list_rooms(desk(), actor()))


@blueprint.post("/new")
def add() -> tuple[str, int] | BaseResponse:
    """Make a person and a link by which they set their own password."""
    typed = Typed.sent()
    with typed.kept():
        user = people.add_user(
            desk(),
            actor(),
            name=typed.get("name"),
            login=typed.get("login").strip(),
            roles=typed.choices(Role, "roles", label="身份"),
            rooms=[RoomId(room) for room in typed.all("rooms")],
            at=clock.now(),
        )
        return _invited(user)
    return render_template("people/new.html", typed=typed, rooms=rooms.list_rooms(desk(), actor())), typed.status


@blueprint.get("/<user_id>")
def show(user_id: str) -> str:
    """Show one person, with a link that was just made."""
    user = people.get_user(desk(), actor(), UserId(user_id))
    return _page(user, _filled(user))


@blueprint.post("/<user_id>")
def change(user_id: str) -> tuple[str, int] | BaseResponse:
    """Change name, roles and rooms; what stayed the same is not written."""
    user = people.get_user(desk(), actor(), UserId(user_id))
    typed = Typed.sent()
    with typed.kept():
        _save(user, typed)
        flash("改好了。", "ok")
        return redirect(url_for("people.show", user_id=user_id), 303)
    return _page(user, typed), typed.status


@blueprint.post("/<user_id>/invite")
def invite(user_id: str) -> BaseResponse:
    """Make a fresh link for a person; the one before ends."""
    return _invited(people.get_user(desk(), actor(), UserId(user_id)))


@blueprint.post("/<user_id>/disable")
def disable(user_id: str) -> tuple[str, int] | BaseResponse:
    """Switch a person off and end their sessions."""
    user, typed = people.get_user(desk(), actor(), UserId(user_id)), Typed.sent()
    with typed.kept():
        people.disable_user(desk(), actor(), user.id, reason=typed.get("reason"), at=clock.now())
        flash(f"{user.name}的账号已停用。", "ok")
        return redirect(url_for("people.show", user_id=user_id), 303)
    return _page(user, _noted(_filled(user), typed)), typed.status


@blueprint.post("/<user_id>/enable")
def enable(user_id: str) -> BaseResponse:
    """Switch a person on again."""
    user = people.enable_user(desk(), actor(), UserId(user_id), at=clock.now())
    flash(f"{user.name}的账号重新启用了。", "ok")
    return redirect(url_for("people.show", user_id=user_id), 303)


@blueprint.post("/<user_id>/sign-out")
def sign_out(user_id: str) -> BaseResponse:
    """End all sessions of a person."""
    signing_in.sign_out_all(desk(), actor(), UserId(user_id), at=clock.now())
    flash("所有设备都已退出登录。", "ok")
    return redirect(url_for("people.show", user_id=user_id), 303)


@blueprint.post("/<user_id>/codes/end")
def end_codes(user_id: str) -> tuple[str, int] | BaseResponse:
    """Turn a person's one-time codes off (a lost phone), with the admin's own password typed again."""
    user, typed = people.get_user(desk(), actor(), UserId(user_id)), Typed.sent()
    with typed.kept():
        second_step.end_second_step(desk(), actor(), user.id, password=typed.get("password"), at=clock.now())
        flash(f"{user.name}的二次验证已关闭。", "ok")
        return redirect(url_for("people.show", user_id=user_id), 303)
    return _page(user, _noted(_filled(user), typed)), typed.status


def _invited(user: User) -> BaseResponse:
    """Make the link and show it once: it goes to the next page by the admin's own session."""
    token = sessions.new_token()
    invitations.invite(desk(), actor(), user.id, token=token, at=clock.now())
    session["invited"] = [user.id, token]
    return redirect(url_for("people.show", user_id=user.id), 303)


def _save(user: User, typed: Typed) -> None:
    seen, at = typed.number("version", label="版本"), clock.now()
    roles, wanted = typed.choices(Role, "roles", label="身份"), frozenset(RoomId(room) for room in typed.all("rooms"))
    if typed.get("name").strip() != user.name:
        user = people.rename_user(desk(), actor(), user.id, name=typed.get("name"), seen=seen, at=at)
        seen = user.version
    if roles != user.roles:
        user = people.set_roles(desk(), actor(), user.id, roles=roles, seen=seen, at=at)
        seen = user.version
    if wanted != user.rooms:
        people.set_rooms(desk(), actor(), user.id, rooms=wanted, seen=seen, at=at)


def _filled(user: User) -> Typed:
    return Typed(
        {"name": user.name, "roles": sorted(user.roles), "rooms": sorted(user.rooms), "version": str(user.version)}
    )


def _noted(filled: Typed, other: Typed) -> Typed:
    filled.errors, filled.missing = other.errors, other.missing
    return filled


def _page(user: User, typed: Typed) -> str:
    at = clock.now()
    invited = session.pop("invited", None) if request.method == "GET" else None
    token = invited[1] if invited is not None and invited[0] == user.id else ""
    entries = audit.list_entries(desk(), actor(), subject=user.id, limit=10)
    return render_template(
        "people/person.html",
        person=user,
        typed=typed,
        rooms=rooms.list_rooms(desk(), actor()),
        open_sessions=signing_in.list_sessions(desk(), actor(), user.id, at=at),
        link=url_for("auth.show_join", token=token, _external=True) if token else "",
        entries=entries,
        names=names(entries),
    )
