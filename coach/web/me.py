"""One's own account: name and roles, password, one-time codes, and the devices that are signed in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from coach.services import people, rooms, second_step, signing_in
from coach.web import clock, sessions
from coach.web.auth import new_password
from coach.web.desk import actor, desk
from coach.web.typed import Typed

blueprint = Blueprint("me", __name__)


@blueprint.get("/me")
def show() -> str:
    """Show the account."""
    return _page(Typed())


@blueprint.post("/me/password")
def set_password() -> tuple[str, int] | BaseResponse:
    """Change the password, which ends all other sessions."""
    typed = Typed.sent()
    with typed.kept():
        at, me = clock.now(), actor()
        people.set_password(desk(), me, me.id, password=new_password(typed), current=typed.get("current"), at=at)
        token = sessions.new_token()
        signing_in.renew(desk(), me, token=token, address=sessions.address(), device=sessions.device(), at=at)
        sessions.enter(me, token)
        flash("密码改好了，其他设备都已退出登录。", "ok")
        return redirect(url_for("me.show"), 303)
    return _page(typed), typed.status


@blueprint.post("/me/sessions/end")
def end_sessions() -> BaseResponse:
    """End all sessions but this one."""
    signing_in.sign_out_all(desk(), actor(), actor().id, but=sessions.token(), at=clock.now())
    flash("其他设备都已退出登录。", "ok")
    return redirect(url_for("me.show"), 303)


@blueprint.post("/me/codes")
def begin_codes() -> tuple[str, int]:
    """Show the secret that an authenticator needs; it counts once a code from it was typed."""
    typed = Typed.sent()
    secret = second_step.new_secret()
    with typed.kept():
        second_step.begin_second_step(desk(), actor(), secret=secret, key=sessions.sealing_key(), at=clock.now())
        return _codes(Typed()), 200
    return _page(typed), typed.status


@blueprint.post("/me/codes/confirm")
def confirm_codes() -> tuple[str, int] | BaseResponse:
    """Turn one-time codes on."""
    typed = Typed.sent()
    with typed.kept():
        second_step.confirm_second_step(
            desk(), actor(), code=typed.get("code"), key=sessions.sealing_key(), at=clock.now()
        )
        flash("二次验证打开了。以后登录要再输一次验证器里的数字。", "ok")
        return redirect(url_for("me.show"), 303)
    return _codes(typed), typed.status


@blueprint.post("/me/codes/end")
def end_codes() -> tuple[str, int] | BaseResponse:
    """Turn one-time codes off, with the password typed again."""
    typed = Typed.sent()
    with typed.kept():
        second_step.end_second_step(desk(), actor(), actor().id, password=typed.get("password"), at=clock.now())
        flash("二次验证已关闭。", "ok")
        return redirect(url_for("me.show"), 303)
    return _page(typed), typed.status


def _codes(typed: Typed) -> str:
    kept = second_step.find_second_step(desk(), actor(), key=sessions.sealing_key())
    if kept is None or kept.confirmed:
        return _page(typed)
    picture = _picture(second_step.address_of(kept.secret, actor()))
    return render_template("me/codes.html", typed=typed, secret=kept.secret, picture=picture)


def _picture(address: str) -> Markup:
    """Return the address as a QR code in SVG."""
    import segno  # noqa: PLC0415 - few people ever open this page

    drawn = segno.make(address, error="m")
    return Markup(drawn.svg_inline(scale=5, border=3, dark="#000", light="#fff", omitsize=True))  # noqa: S704 - squares only


def _page(typed: Typed) -> str:
    me, at = actor(), clock.now()
    kept = second_step.find_second_step(desk(), me, key=sessions.sealing_key())
    return render_template(
        "me/me.html",
        typed=typed,
        rooms=[room for room in rooms.list_rooms(desk(), me) if room.id in me.rooms],
        codes=kept is not None and kept.confirmed,
        open_sessions=signing_in.list_sessions(desk(), me, me.id, token=sessions.token(), at=at),
    )
