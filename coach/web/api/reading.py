"""What a request carries, checked against its type; what is wrong is said in Chinese, part by part."""

from __future__ import annotations

from typing import TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from werkzeug.exceptions import UnsupportedMediaType

from coach.errors import InputError, UnreadableError

_M = TypeVar("_M", bound=BaseModel)
_MOST = 20
_WORDS = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项，请去掉",
    "string_type": "应是文字",
    "string_pattern_mismatch": "写法不对，应符合 {pattern}",
    "string_too_short": "太短，至少 {min_length} 个字",
    "string_too_long": "太长，最多 {max_length} 个字",
    "too_short": "太少，至少 {min_length} 个",
    "too_long": "太多，最多 {max_length} 个",
    "int_type": "应是整数",
    "int_parsing": "应是整数",
    "int_from_float": "应是整数",
    "float_type": "应是数字",
    "bool_type": "应是 true 或 false",
    "bool_parsing": "应是 true 或 false",
    "enum": "只能是 {expected}",
    "literal_error": "只能是 {expected}",
    "list_type": "应是一个列表",
    "tuple_type": "应是一个列表",
    "dict_type": "应是一个对象",
    "model_type": "应是一个对象",
    "dataclass_type": "应是一个对象",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "less_than": "要小于 {lt}",
    "timezone_aware": "要写明时区，例如 2026-11-24T18:00:00+08:00",
}


def body_of(kind: type[_M]) -> _M:
    """Return the JSON that was sent.

    Raises:
        UnsupportedMediaType: it is not sent as JSON.
        UnreadableError: it is no JSON.
        InputError: it is not what the operation takes; says where and why.
    """
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    try:
        return kind.model_validate_json(request.get_data())
    except ValidationError as error:
        raise _told(error.errors(include_url=False, include_input=False)) from error


def query_of(kind: type[_M]) -> _M:
    """Return what stands behind the ``?``.

    Raises:
        InputError: it is not what the operation takes; says where and why.
    """
    values = request.args.to_dict(flat=False)
    twice = [name for name, found in values.items() if len(found) > 1]
    if twice:
        raise InputError(f"参数 {twice[0]} 出现了不止一次，只写一次。", key=twice[0])
    try:
        return kind.model_validate_strings({name: found[0] for name, found in values.items()})
    except ValidationError as error:
        raise _told(error.errors(include_url=False, include_input=False)) from error


def _told(errors: list[ErrorDetails]) -> InputError:
    if any(one["type"] == "json_invalid" for one in errors):
        return UnreadableError("请求内容不是完好的 JSON。请检查引号、逗号和编码（UTF-8）。")
    said = list(dict.fromkeys(_sentence(one) for one in errors))[:_MOST]
    return InputError(f"请求内容有 {len(said)} 处不对：{said[0]}", missing=said, key=_place(errors[0]["loc"]))


def _sentence(error: ErrorDetails) -> str:
    context = dict(error.get("ctx") or {})
    context["expected"] = str(context.get("expected", "")).replace(" or ", ", ").replace("'", "").replace(", ", "、")
    cause = context.get("error")
    words = str(cause) if error["type"] == "value_error" and cause else _WORDS.get(error["type"], "格式不对")
    try:
        words = words.format_map(context) if error["type"] != "value_error" else words
    except KeyError:
        words = "格式不对"
    return f"{_place(error['loc']) or '（整个内容）'}：{words}。".replace("。。", "。")


def _place(loc: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in loc if not str(part).startswith("function-"))
