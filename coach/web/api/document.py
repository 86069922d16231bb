"""The OpenAPI 3.1 document, made from the operations and their types, and a readable page of the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from flask import Response, current_app, json, render_template
from limits import parse
from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode

from coach import __version__
from coach.training.token import SCOPE_NAMES
from coach.web.api.once import HEADER, KEY
from coach.web.api.operation import OPERATIONS, Operation, blueprint
from coach.web.api.values import RecordId
from coach.web.problems import KINDS, MEDIA, Problem
from coach.web.sessions import open_to_visitors

Json = dict[str, Any]
_TEMPLATE = "#/components/schemas/{model}"
_NOUNS = {
    "check": "检查",
    "cards": "商品卡",
    "people": "人员和直播间",
    "assignments": "练习安排",
    "attempts": "练习记录",
    "readiness": "上岗",
    "exports": "导出",
}
_ABOUT = """给其他系统用的接口。请求头带 `Authorization: Bearer 令牌`；令牌由管理员在网页“接口令牌”或用 `coach token add` 新建，
以它的主人的身份做事，只在给它的范围之内。写操作可带 `Idempotency-Key`：同一个键、同样的内容，只做一次，答复一样，
保留 24 小时。名单按页给，把 `next` 作为 `cursor` 带回就是下一页。出错时答复是 RFC 9457 的 problem+json。"""


@blueprint.get("/openapi.json")
@open_to_visitors
def openapi() -> Response:
    """Give the document."""
    return Response(json.dumps(document()), mimetype="application/json")


@blueprint.get("/docs")
@open_to_visitors
def docs() -> str:
    """Show the operations, scopes and problems to people."""
    described = document()
    return render_template(
        "api/docs.html",
        nouns=[(name, [one for one in OPERATIONS if one.noun == noun]) for noun, name in _NOUNS.items()],
        described={one.name: described["paths"][_path(one)][one.method.lower()] for one in OPERATIONS},
        schemas=described["components"]["schemas"],
        scopes=SCOPE_NAMES,
        kinds=KINDS,
        rate=parse(current_app.config["API_RATE"]).amount,
    )


@cache
def document() -> Json:
    """Return the OpenAPI document as plain values."""
    schemas, parts = _schemas()
    paths: Json = {}
    for one in OPERATIONS:
        paths.setdefault(_path(one), {})[one.method.lower()] = _operation(one, schemas, parts)
    return {
        "openapi": "3.1.0",
        "info": {"title": "主播教练接口", "version": __version__, "description": _ABOUT},
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "tags": [{"name": name} for noun, name in _NOUNS.items() if any(one.noun == noun for one in OPERATIONS)],
        "paths": paths,
        "components": {
            "schemas": {name: part for name, part in parts.items() if not name.endswith("Query")},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "管理员发的接口令牌"}},
        },
    }


def _schemas() -> tuple[Mapping[str, Json], Json]:
    """Return the schema of each thing taken or given, and the named parts they are made of."""
    wanted: list[tuple[str, JsonSchemaMode, TypeAdapter[Any]]] = [
        ("problem", "serialization", TypeAdapter(Problem)),
        ("id", "validation", TypeAdapter(RecordId)),
    ]
    for one in OPERATIONS:
        wanted += [(f"{one.name} answer", "serialization", one.answer)] if one.gives_json else []
        wanted += [(f"{one.name} query", "validation", TypeAdapter(one.query))] if one.query else []
        wanted += [(f"{one.name} body", "validation", TypeAdapter(one.body))] if one.body else []
    made, parts = TypeAdapter.json_schemas(wanted, ref_template="#/components/schemas/{model}")
    return {key: schema for (key, _), schema in made.items()}, parts.get("$defs", {})


def _operation(one: Operation, schemas: Mapping[str, Json], parts: Json) -> Json:
    said: Json = {
        "operationId": one.name,
        "summary": one.title,
        "tags": [_NOUNS[one.noun]],
        "parameters": _parameters(one, schemas, parts),
        "responses": _responses(one, schemas),
    }
    if one.scope is not None:
        said["description"] = f"需要范围 `{one.scope.value}`（{SCOPE_NAMES[one.scope]}）。"
    if one.body is not None:
        content = {"application/json": {"schema": schemas[f"{one.name} body"]}}
        said["requestBody"] = {"required": True, "content": content}
    return said


def _parameters(one: Operation, schemas: Mapping[str, Json], parts: Json) -> list[Json]:
    found: list[Json] = [
        {"name": name, "in": "path", "required": True, "schema": schemas["id"]} for name in one.path_names
    ]
    if one.query is not None:
        shape = parts[schemas[f"{one.name} query"]["$ref"].rpartition("/")[2]]
        for name, schema in shape["properties"].items():
            needed = name in shape.get("required", ())
            found.append({"name": name, "in": "query", "required": needed, "schema": _not_null(schema)})
    if one.writes:
        schema = {"type": "string", "pattern": f"^{KEY.pattern}$"}
        about = "同一个键、同样的内容，只做一次，答复一样；同一个键、别的内容，答 409。"
        found.append({"name": HEADER, "in": "header", "required": False, "schema": schema, "description": about})
    return found


def _responses(one: Operation, schemas: Mapping[str, Json]) -> Json:
    problem = {"content": {MEDIA: {"schema": schemas["problem"]}}}
    schema = schemas[f"{one.name} answer"] if one.gives_json else {"type": "string"}
    answers: Json = {str(one.status): {"description": "成功", "content": {one.media: {"schema": schema}}}}
    for status in sorted({KINDS[kind][0] for kind in _kinds(one)}):
        names = "；".join(dict.fromkeys(title for code, title, _ in KINDS.values() if code == status))
        answers[str(status)] = {"description": names, **problem}
    answers["429"]["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "要等的秒数"}}
    return answers


def _kinds(one: Operation) -> set[str]:
    kinds = {"unauthorized", "forbidden", "too-many", "internal"}
    kinds |= {"not-found"} if one.path_names or one.query or one.body else set()
    kinds |= {"input"} if one.query or one.body or one.writes else set()
    kinds |= {"unreadable", "too-large", "media"} if one.body else set()
    return kinds | ({"conflict", "refused"} if one.writes else set())


def _not_null(schema: Json) -> Json:
    """Return the schema of a parameter: one that is left out is simply not there, null can't be written."""
    choices = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    kept = {key: value for key, value in schema.items() if key not in ("anyOf", "default", "title")}
    default = {"default": schema["default"]} if schema.get("default") is not None else {}
    return {**(choices[0] if len(choices) == 1 else {}), **kept, **default}


def _path(one: Operation) -> str:
    return re.sub(r"<(\w+)>", r"{\1}", one.path)
