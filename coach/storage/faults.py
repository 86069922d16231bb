"""Turn what the database refuses into an error a person can act on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from coach.errors import StorageError


@contextmanager
def explained(engine: Engine) -> Iterator[None]:
    """Let the errors of the database through as StorageError: what failed, and what to do.

    Raises:
        StorageError: the database can't be reached, read or written.
    """
    try:
        yield
    except (DBAPIError, PoolTimeoutError) as error:
        raise StorageError(_message(engine, error), database=shown(engine)) from error


def shown(engine: Engine) -> str:
    """Return where the database is, as it may be shown: without the password."""
    return engine.url.database or "" if engine.dialect.name == "sqlite" else engine.url.render_as_string()


def _message(engine: Engine, error: SQLAlchemyError) -> str:
    place, why = shown(engine), str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    if isinstance(error, PoolTimeoutError) or "database is locked" in why:
        return f"数据库太忙，等了半分钟还轮不到。请稍后再试；刚才的操作没有生效。（{place}）"
    if "append-only" in why:
        return f"这类记录只能追加，不能改也不能删：{why}。（{place}）"
    if "not a database" in why or "malformed" in why:
        return f"{place} 不是完好的数据库文件。请从备份恢复（coach restore），原文件先留着。"
    if isinstance(error, OperationalError):
        return f"数据库用不了：{why}。请检查 {place} 在不在、有没有权限、磁盘有没有空间、服务有没有启动。"
    return f"数据库拒绝了这次操作：{why}。（{place}）"
