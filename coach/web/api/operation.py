"""Operations of the API: a function with typed parameters becomes a route and, by its types, its part of the document."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar, get_type_hints

from flask import Blueprint, Response
from flask_wtf.csrf import CSRFProtect
from pydantic import BaseModel, TypeAdapter
from werkzeug.exceptions import NotFound

from coach.services.desk import Desk
from coach.training.model import User
from coach.training.model.tokens import Token, TokenScope
from coach.web import clock
from coach.web.api import bearer, once, pace
from coach.web.api.reading import body_of, query_of
from coach.web.api.values import ID_PATTERN
from coach.web.desk import desk
from coach.web.sessions import open_to_visitors

_JSON = "application/json"
_V = TypeVar("_V", bound=Callable[..., Any])
blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
OPERATIONS: list[Operation] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Who asks: the records, the person a token acts as, the token itself, and the moment."""

    desk: Desk
    user: User
    token: Token


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One operation: how it is called, what it takes, what it gives; ``scope`` None asks for any valid token."""

    method: str
    path: str
    title: str
    about: str
    scope: TokenScope | None
    status: int
    media: str
    writes: bool
    cost: Callable[[Any], int]
    view: Callable[..., Any]

    @property
    def name(self) -> str:
        """Return the name of the function."""
        return self.view.__name__

    @property
    def noun(self) -> str:
        """Return the module it stands in."""
        return self.view.__module__.rpartition(".")[2]

    @cached_property
    def hints(self) -> Mapping[str, Any]:
        """Return the types of the function's parameters and of what it returns."""
        return get_type_hints(self.view, include_extras=True)

    @property
    def query(self) -> type[BaseModel] | None:
        """Return what stands behind the ``?``, None for nothing."""
        return self.hints.get("query")

    @property
    def body(self) -> type[BaseModel] | None:
        """Return what is sent, None for nothing."""
        return self.hints.get("body")

    @property
    def path_names(self) -> tuple[str, ...]:
        """Return the parts of the path that are ids, by their names."""
        return tuple(name for name in inspect.signature(self.view).parameters if name not in ("call", "query", "body"))

    @property
    def gives_json(self) -> bool:
        """Tell whether it answers with JSON rather than with a file."""
        return self.media == _JSON

    @cached_property
    def answer(self) -> TypeAdapter[Any]:
        """Return how its answer is written."""
        return TypeAdapter(self.hints["return"])

    def serve(self, **path: str) -> Response:
        """Answer the request at hand."""
        found = bearer.get(desk(), at=clock.now())
        bearer.require(found, self.scope)
        if not all(ID_PATTERN.fullmatch(part) for part in path.values()):
            raise NotFound
        taken: dict[str, Any] = dict(path)
        if self.query is not None:
            taken["query"] = query_of(self.query)
        if self.body is not None:
            taken["body"] = body_of(self.body)
        pace.check(f"token {found.token.id}", cost=self.cost(taken.get("body")))

        def do(records: Desk) -> str:
            given = self.view(Call(desk=records, user=found.user, token=found.token), **taken)
            return self.answer.dump_json(given).decode()

        if self.gives_json:
            return once.answer(found.token, desk(), self.status, do, writes=self.writes)
        given: Response = self.view(Call(desk=desk(), user=found.user, token=found.token), **taken)
        return given


def operation(
    method: str,
    path: str,
    title: str,
    *,
    scope: TokenScope | None,
    status: int = 200,
    media: str = _JSON,
    writes: bool = False,
    cost: Callable[[Any], int] = lambda _: 1,
) -> Callable[[_V], _V]:
    """Make a function an operation. ``cost`` says how many requests a body counts for.

    Its parameters: ``call``, one for each id in the path, ``query`` and ``body`` where it takes them.
    """

    def enter(view: _V) -> _V:
        about = inspect.getdoc(view) or ""
        made = Operation(
            method=method, path=path, title=title, about=about, scope=scope, status=status, media=media,
            writes=writes, cost=cost, view=view,
        )  # fmt: skip
        OPERATIONS.append(made)

        def serve(**parts: str) -> Response:
            return made.serve(**parts)

        blueprint.add_url_rule(path, endpoint=made.name, view_func=open_to_visitors(serve), methods=[method])
        return view

    return enter


@blueprint.record
def _let_in(state: Any) -> None:
    """Ask for no page's token: no cookie lets anybody in here, so no other site can borrow one."""
    guard = state.app.extensions["csrf"]
    assert isinstance(guard, CSRFProtect)
    guard.exempt(blueprint)
    pace.begin(state.app)
