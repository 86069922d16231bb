"""The one place where errors become HTTP: a page for people, JSON for scripts, both in plain words."""

from __future__ import annotations

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from coach.errors import CoachError, InputError, NotFoundError

# status → what happened, what to do now
WORDS = {
    400: ("这个请求读不懂", "请回到自查页再试一次；文字还在输入框里。"),
    403: ("这里不对你开放", "如果你认为应该能看，请联系管理员。"),
    404: ("没有这个页面", "网址可能打错了，或者内容已经移走。"),
    405: ("这个网址不能这样打开", "请从自查页提交，不要直接打开提交用的网址。"),
    413: ("内容太大", "一次最多 {limit} MB。请去掉文件里的图片，或另存为纯文本再上传；刚才输入的文字按“返回”还在。"),
    429: ("查得太快了", "请等几秒再试；文字没有丢。"),
    500: ("我们这边出错了", "已经记下来了，文字没有丢。请稍后再试；一直这样请联系管理员。"),
}
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
    if isinstance(error, NotFoundError):
        return 404
    return 422 if isinstance(error, InputError) else 500


def answer(error: CoachError) -> Response:
    """Answer one of the project's own errors; ours (500) are logged and not shown."""
    status = status_of(error)
    if status == 500:
        current_app.logger.error("%s %s: %s", request.method, request.path, error, exc_info=error)
        return _show(500, "internal", *WORDS[500])
    title = "没有找到" if status == 404 else "需要改一下再提交"
    return _show(status, "not-found" if status == 404 else "input", title, error.message)


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


def _show(status: int, code: str, title: str, remedy: str) -> Response:
    if wants_json():
        message = remedy if code in ("input", "not-found") else f"{title}。{remedy}"
        body = {"error": {"status": status, "code": code, "message": message}}
        return make_response(jsonify(body), status)
    return make_response(render_template("errors/error.html", status=status, title=title, remedy=remedy), status)
