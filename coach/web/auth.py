"""The way in and out: first setup, sign in, sign out, and the link by which an invited person sets a password."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from coach.errors import InputError, TooManyError
from coach.services import invitations, signing_in
from coach.training.model import User
from coach.web import clock, navigation, sessions
from coach.web.desk import actor, desk
from coach.web.pace import Pace
from coach.web.typed import Typed

blueprint = Blueprint("auth", __name__)
TRIES = Pace(times=30, seconds=60)


@blueprint.get("/login")
@sessions.open_to_visitors
def show() -> str | BaseResponse:
    """Show the form to sign in; where nobody is on the records yet, the way leads to the first setup."""
    if current_user.is_authenticated:
        return redirect(sessions.safe_next(request.args.get("next", "")) or navigation.home(actor()), 303)
    if not signing_in.has_people(desk()):
        return redirect(url_for("auth.show_setup"), 303)
    return render_template("auth/login.html", typed=Typed({"next": request.args.get("next", "")}))


@blueprint.post("/login")
@sessions.open_to_visitors
def sign_in() -> Response | BaseResponse:
    """Open a session and go on to where the person wanted to go."""
    typed, wait = Typed.sent(), ""
    try:
        with typed.kept():
            TRIES.check(sessions.place(typed.get("login")))
            token = sessions.new_token()
            user = signing_in.sign_in(desk(), _knock(typed), token=token, key=sessions.sealing_key(), at=clock.now())
            return _entered(user, token, sessions.safe_next(typed.get("next")))
    except TooManyError as error:
        typed.note(error)
        typed.status, wait = 429, str(error.evidence["seconds"])
    answer = make_response(render_template("auth/login.html", typed=typed), typed.status)
    if wait:
        answer.headers["Retry-After"] = wait
    return answer


@blueprint.post("/logout")
def sign_out() -> BaseResponse:
    """End the session at hand, and let the browser forget the pages it kept."""
    signing_in.sign_out(desk(), actor(), token=sessions.token(), at=clock.now())
    sessions.leave()
    flash("已退出登录。", "ok")
    answer = redirect(url_for("auth.show"), 303)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@blueprint.get("/setup")
@sessions.open_to_visitors
def show_setup() -> str | BaseResponse:
    """Show the form that makes the first admin, as long as there is nobody."""
    if signing_in.has_people(desk()):
        return redirect(url_for("auth.show"), 303)
    return render_template("auth/setup.html", typed=Typed())


@blueprint.post("/setup")
@sessions.open_to_visitors
def set_up() -> tuple[str, int] | BaseResponse:
    """Make the first admin and let them in."""
    typed = Typed.sent()
    with typed.kept():
        signing_in.set_up(
            desk(), name=typed.get("name"), login=typed.get("login"), password=new_password(typed), at=clock.now()
        )
        token = sessions.new_token()
        user = signing_in.sign_in(desk(), _knock(typed), token=token, key=sessions.sealing_key(), at=clock.now())
        flash("设置好了。接下来建直播间，再把人请进来。", "ok")
        return _entered(user, token, "")
    return render_template("auth/setup.html", typed=typed), typed.status


@blueprint.get("/join/<token>")
@sessions.open_to_visitors
def show_join(token: str) -> str:
    """Greet an invited person and ask for a password."""
    welcome = invitations.get_welcome(desk(), token=token, at=clock.now())
    return render_template("auth/join.html", welcome=welcome, token=token, typed=Typed())


@blueprint.post("/join/<token>")
@sessions.open_to_visitors
def join(token: str) -> tuple[str, int] | BaseResponse:
    """Set the invited person's password and let them in; the link is used up."""
    welcome = invitations.get_welcome(desk(), token=token, at=clock.now())
    typed = Typed.sent()
    with typed.kept():
        user = invitations.join(desk(), token=token, password=new_password(typed), at=clock.now())
        flash(f"{user.name}，密码设好了。请用登录名“{user.login}”登录。", "ok")
        sessions.leave()
        return redirect(url_for("auth.show"), 303)
    return render_template("auth/join.html", welcome=welcome, token=token, typed=typed), typed.status


def new_password(typed: Typed) -> str:
    """Return the new password, typed twice alike.

    Raises:
        InputError: the two differ.
    """
    if typed.get("password") != typed.get("again"):
        raise InputError("两次输入的密码不一样。请再输一遍。", key="again")
    return typed.get("password")


def _knock(typed: Typed) -> signing_in.Knock:
    return signing_in.Knock(
        login=typed.get("login"),
        password=typed.get("password"),
        code=typed.get("code"),
        address=sessions.address(),
        place=sessions.place(typed.get("login")),
        device=sessions.device(),
    )


def _entered(user: User, token: str, onward: str) -> BaseResponse:
    sessions.enter(user, token)
    answer = redirect(onward or navigation.home(user), 303)
    sessions.remember_browser(answer, user.login)
    return answer
