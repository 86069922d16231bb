"""Idempotency keys: a write that comes twice with one key is done once and answered alike."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable

from flask import Response, request

from coach.errors import ConflictError, InputError
from coach.services.desk import Desk
from coach.services.once import do_once, find_answer
from coach.training.canonical import digest
from coach.training.model.tokens import KeptAnswer, Token
from coach.web import clock

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,255}")
_WAIT_SECONDS = 5.0
_LOOK_EVERY = 0.05


def answer(token: Token, desk: Desk, status: int, do: Callable[[Desk], str], *, writes: bool) -> Response:
    """Answer with what ``do`` returns; a write with a key is done by the first request that carries it.

    Raises:
        InputError: the key won't do.
        ConflictError: the key was used for something else, or the first answer is not known.
    """
    key = request.headers.get(HEADER)
    if key is None or not writes:
        return Response(do(desk), status, mimetype="application/json")
    if not KEY.fullmatch(key):
        raise InputError(f"请求头 {HEADER} 要 1 到 255 个可见的英文字符，例如一个 UUID。", key=HEADER)
    mark = KeptAnswer(id=digest(f"{token.id}\n{key}"), request=_request(), at=clock.now())
    found = do_once(desk, mark, lambda records: (status, do(records)))
    if found.request != mark.request:
        raise ConflictError(f"这个 {HEADER} 已经用在另一个内容不同的请求上。请换一个新的再发。")
    found = _settled(desk, found)
    if found.status is None:
        raise ConflictError("这个请求已经做过，但当时的答复没有留下。请先查一下列表，不要换新的 Idempotency-Key 重发。")
    response = Response(found.body, found.status, mimetype="application/json")
    if found.at != mark.at:
        response.headers["Idempotency-Replayed"] = "true"
    return response


def _request() -> str:
    asked = f"{request.method} {request.full_path}\n".encode()
    return hashlib.sha256(asked + request.get_data()).hexdigest()


def _settled(desk: Desk, kept: KeptAnswer) -> KeptAnswer:
    """Wait a little for the request that does the work to be answered."""
    until = time.monotonic() + _WAIT_SECONDS
    while kept.status is None and time.monotonic() < until:
        time.sleep(_LOOK_EVERY)
        kept = find_answer(desk, kept.id) or kept
    return kept
