"""Errors of the API as RFC 9457 problems, in plain Chinese."""

from __future__ import annotations

from flask import Response, current_app, request
from pydantic import BaseModel, ConfigDict, Field

PREFIX = "/api/v1/"
MEDIA = "application/problem+json"
KINDS = {
    "unreadable": (400, "请求读不懂", "内容不是完好的 JSON，或请求本身不完整。"),
    "unauthorized": (401, "令牌不对", "没有带令牌，或令牌不对、到期、被撤销。"),
    "forbidden": (403, "不能这样做", "令牌没有这个范围，或它的主人没有这个权限。"),
    "not-found": (404, "没有找到", "没有这个地址，或没有这个编号的记录。"),
    "method": (405, "不能用这种方法", "这个地址不支持这种请求方法，Allow 头里是支持的。"),
    "conflict": (409, "有冲突", "别人刚改过这条记录，或同一个 Idempotency-Key 用在了不同的请求上。"),
    "too-large": (413, "内容太大", "一次发来的内容超过上限。"),
    "media": (415, "不是 JSON", "请求头 Content-Type 要是 application/json。"),
    "input": (422, "内容不对", "某一项缺少、写错或超出范围，errors 里逐条说明。"),
    "refused": (422, "现在还不能这样做", "规则不允许，errors 里是还缺什么。"),
    "too-many": (429, "太快了", "请求太频繁，Retry-After 头里是要等的秒数。"),
    "internal": (500, "服务器出错", "是我们这边的问题，已经记下来。请稍后再试。"),
}
"""Every kind of problem: its status, what it is called, and when it comes."""
_HTTP = {400: "unreadable", 401: "unauthorized", 403: "forbidden", 404: "not-found", 405: "method", 413: "too-large",
         415: "media", 422: "input", 429: "too-many"}  # fmt: skip


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    model_config = ConfigDict(frozen=True)

    type: str = Field(description="种类，同时是说明的地址")
    title: str = Field(description="出了什么问题")
    status: int = Field(description="HTTP 状态")
    detail: str = Field(description="具体原因和下一步")
    errors: tuple[str, ...] = Field(default=(), description="逐条说明，没有就是空的")


def problem(status: int, code: str, detail: str, errors: tuple[str, ...] = ()) -> Response:
    """Return an error as a problem; ``code`` "http" is one of HTTP itself."""
    kind = code if code in KINDS else _HTTP.get(status, "internal" if status >= 500 else "unreadable")
    _, title, meaning = KINDS[kind]
    limit = current_app.config["MAX_CONTENT_LENGTH"] // 1024 // 1024
    words = {"http": f"{meaning}上限是 {limit} MB。" if kind == "too-large" else meaning, "internal": meaning}
    told = Problem(
        type=f"{PREFIX}docs#problem-{kind}", title=title, status=status, detail=words.get(code, detail), errors=errors
    )
    response = Response(told.model_dump_json(), status, content_type=MEDIA)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="coach"'
    return response


def concerned() -> bool:
    """Tell whether the request at hand is one of the API: its errors are problems."""
    return request.path.startswith(PREFIX)
