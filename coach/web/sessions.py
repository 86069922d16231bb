"""Who is signed in: sessions that the records keep, pages closed to visitors unless they say otherwise."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, current_app, flash, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response as BaseResponse

from coach.errors import OutputError
from coach.services import signing_in
from coach.training.access import Act, allow
from coach.training.model import User
from coach.training.signing_in import ABSOLUTE
from coach.web import clock
from coach.web.assets import STATIC_ENDPOINTS
from coach.web.desk import actor, desk

_V = TypeVar("_V", bound=Callable[..., Any])
KNOWN_COOKIE = "coach_known"
_KNOWN_SECONDS = 180 * 24 * 3600


class SignedIn(UserMixin):  # type: ignore[misc]
    """A person at one browser, by the token of their session."""

    def __init__(self, user: User, token: str) -> None:
        self.user = user
        self.token = token

    def get_id(self) -> str:
        """Return what the cookie carries."""
        return self.token


class _Cookies(SecureCookieSessionInterface):
    """Session cookies that travel by https only, wherever the page came by https."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def register(app: Flask) -> None:
    """Load the person of each request, and close every page to visitors that is not marked as open."""
    app.session_interface = _Cookies()
    app.config.update(
        PERMANENT_SESSION_LIFETIME=ABSOLUTE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_PROTECTION=None,  # phones change their address; the records say which sessions are open
    )
    manager = LoginManager(app)
    manager.user_loader(_load)
    app.before_request(_close_to_visitors)


def open_to_visitors(view: _V) -> _V:
    """Mark a view as one that needs nobody signed in; all others do."""
    cast("Any", view).open_to_visitors = True
    return view


def only_for(blueprint: Blueprint, act: Act) -> None:
    """Close a whole blueprint to those who may not do this act: its pages are only of use to them."""
    blueprint.before_request(lambda: allow(actor(), act))


def enter(user: User, token: str) -> None:
    """Make the browser at hand the one of this session; whatever it carried before is dropped."""
    session.clear()
    session.permanent = True
    login_user(SignedIn(user, token))


def leave() -> None:
    """Forget the session at this browser."""
    logout_user()
    session.clear()


def new_token() -> str:
    """Return a fresh token that can't be guessed."""
    return secrets.token_urlsafe(32)


def token() -> str:
    """Return the token of the session at hand."""
    return str(current_user.get_id())


def address() -> str:
    """Return the address the request comes from."""
    return request.remote_addr or ""


def device() -> str:
    """Return what the browser says it is."""
    return request.user_agent.string


def place(login: str) -> str:
    """Return what wrong tries are counted by: this browser if the login was used on it before, else the address."""
    kept = request.cookies.get(KNOWN_COOKIE, "")
    try:
        known = _signer().loads(kept)
    except BadSignature:
        return f"address {address()}"
    mine = isinstance(known, dict) and login.strip().casefold() in known.get("logins", ())
    return f"browser {known['id']}" if mine else f"address {address()}"


def remember_browser(response: BaseResponse, login: str) -> None:
    """Let the browser prove later that this login was used on it: others can't then hold it up with wrong tries."""
    try:
        known = _signer().loads(request.cookies.get(KNOWN_COOKIE, ""))
    except BadSignature:
        known = {"id": secrets.token_hex(8), "logins": []}
    logins = [login.casefold(), *(one for one in known["logins"] if one != login.casefold())][:5]
    response.set_cookie(
        KNOWN_COOKIE,
        _signer().dumps({"id": known["id"], "logins": logins}),
        max_age=_KNOWN_SECONDS,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def safe_next(target: str) -> str:
    """Return the address to go on to, if it is a path of this app; else "".

    Two slashes at the start, a backslash or a control character may lead to another host in browsers: none passes.
    """
    parts = urlsplit(target) if target.isprintable() else None
    if parts is None or parts.scheme or parts.netloc or not target.startswith("/"):
        return ""
    return "" if target.startswith(("//", "/\\")) or "\\" in target else target


def secret_key(folder: Path) -> str:
    """Return the key that signs cookies, made once and kept in ``folder``: sessions then live through a restart.

    Raises:
        OutputError: it can't be read or kept.
    """
    path = folder / "secret_key"
    try:
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            scratch = folder / f".secret_key.{secrets.token_hex(4)}"
            scratch.touch(mode=0o600)
            scratch.write_text(secrets.token_hex(32), encoding="ascii")
            scratch.rename(path)
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise OutputError(
            f"读写不了 {path}：{error.strerror or error}。请检查目录权限，或设置 COACH_SECRET_KEY。", path=str(path)
        ) from error


def sealing_key() -> str:
    """Return the key under which the records' secrets are sealed: the one that signs cookies, from which it is derived."""
    return str(current_app.secret_key)


def _load(kept: str) -> SignedIn | None:
    user = signing_in.find_actor(desk(), kept, at=clock.now())
    return SignedIn(user, kept) if user is not None else None


def _close_to_visitors() -> Response | BaseResponse | None:
    if request.endpoint is None or request.endpoint in STATIC_ENDPOINTS:
        return None
    view = current_app.view_functions[request.endpoint]
    if getattr(view, "open_to_visitors", False) or current_user.is_authenticated:
        return None
    if request.is_json or request.accept_mimetypes["application/json"] > request.accept_mimetypes["text/html"]:
        raise Unauthorized
    if "HX-Request" in request.headers:  # a part of a page: the whole page has to go to the door
        return Response(status=204, headers={"HX-Redirect": url_for("auth.show")})
    if "_user_id" in session:
        session.clear()
        flash("登录已过期，请重新登录。", "warn")
    here = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("auth.show", next=here or None), 303)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="known browser")
