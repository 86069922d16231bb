"""The one place where errors become HTTP: a page for people, JSON for scripts, both in plain words."""

from __future__ import annotations

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from coach.errors import (
    CoachError,
    ConflictError,
    ForbiddenError,
    InputError,
    NotFoundError,
    RefusedError,
    TooManyError,
    UnknownBearerError,
    UnreadableError,
)
from coach.web import problems

# status → what happened, what to do now
WORDS = {
    400: ("这个请求读不懂", "请回到自检页再试一次；文字还在输入框里。"),
    401: ("请先登录", "登录后再打开这个地址。"),
    403: ("这里不对你开放", "如果你认为应该能看，请联系管理员。"),
    404: ("没有这个页面", "网址可能打错了，或者内容已经移走。"),
    405: ("这个网址不能这样打开", "请从自检页提交，不要直接打开提交用的网址。"),
    409: ("别人刚刚改过", "请重新打开再改一次。"),
    413: ("内容太大", "一次最多 {limit} MB。请去掉文件里的图片，或另存为纯文本再上传；刚才输入的文字按“返回”还在。"),
    422: ("需要改一下再提交", "请按提示改好再提交。"),
    429: ("查得太快了", "请等几秒再试；文字没有丢。"),
    500: ("我们这边出错了", "已经记下来了，文字没有丢。请稍后再试；一直这样请联系管理员。"),
}
# error → status, code, what happened; what to do next is in the error's own message
_OURS: dict[type[CoachError], tuple[int, str, str]] = {
    NotFoundError: (404, "not-found", "没有找到"),
    ForbiddenError: (403, "forbidden", "这里不对你开放"),
    ConflictError: (409, "conflict", "别人刚刚改过"),
    RefusedError: (422, "refused", "现在还不能这样做"),
    TooManyError: (429, "too-many", "请稍等一下"),
    UnknownBearerError: (401, "unauthorized", "令牌不对"),
    UnreadableError: (400, "unreadable", "请求读不懂"),
    InputError: (422, "input", "需要改一下再提交"),
}
_OWN_WORDS = frozenset(code for _, code, _ in _OURS.values())
CSRF_WORDS = ("页面放得太久了", "请刷新页面再提交一次；草稿存在这台设备上，不会丢。")


def register(app: Flask) -> None:
    """Answer HTTP errors and the project's own errors."""
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(CoachError, answer)


def wants_json() -> bool:
    """Tell whether the caller is a script that sent or asked for JSON rather than a browser that shows pages."""
    accepted = request.accept_mimetypes
    return request.is_json or accepted["application/json"] > accepted["text/html"]


def status_of(error: CoachError) -> int:
    """Return the HTTP status for an error: the sender's mistake, a missing thing, or ours."""
    return next((status for kind, (status, _, _) in _OURS.items() if isinstance(error, kind)), 500)


def answer(error: CoachError) -> Response:
    """Answer one of the project's own errors; ours (500) are logged and not shown."""
    status = status_of(error)
    if status == 500:
        current_app.logger.error("%s %s: %s", request.method, request.path, error, exc_info=error)
        return _show(500, "internal", *WORDS[500])
    _, code, title = next(words for kind, words in _OURS.items() if isinstance(error, kind))
    missing = error.evidence.get("missing")
    lacks = tuple(str(one) for one in missing) if isinstance(missing, (list, tuple)) else ()
    shown = _show(status, code, title, error.message, lacks)
    if isinstance(error, TooManyError):
        shown.headers["Retry-After"] = str(error.evidence.get("seconds", 60))
    return shown


def http_error(error: HTTPException) -> Response:
    """Answer an error of HTTP itself with the words for its status."""
    status = error.code or 500
    if status < 400:  # a redirect that routing raises
        return make_response(error.get_response())
    title, remedy = WORDS.get(status, WORDS[500 if status >= 500 else 400])
    if isinstance(error, CSRFError):
        title, remedy = CSRF_WORDS
    remedy = remedy.format(limit=current_app.config["MAX_CONTENT_LENGTH"] // 1024 // 1024)
    shown = _show(status, "csrf" if isinstance(error, CSRFError) else "http", title, remedy)
    for header, value in error.get_headers():
        if header.lower() in ("allow", "retry-after"):
            shown.headers[header] = value
    return shown


def _show(status: int, code: str, title: str, remedy: str, missing: tuple[str, ...] = ()) -> Response:
    if problems.concerned():
        return problems.problem(status, code, remedy, missing)
    missing = tuple(one for one in missing if one not in remedy)
    if wants_json():
        message = remedy if code in _OWN_WORDS else f"{title}。{remedy}"
        body = {"error": {"status": status, "code": code, "message": message}}
        if missing:
            body["error"]["missing"] = list(missing)
        return make_response(jsonify(body), status)
    return make_response(
        render_template("errors/error.html", status=status, title=title, remedy=remedy, missing=missing), status
    )
