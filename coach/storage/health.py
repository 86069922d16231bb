"""Ask a database whether it is whole, and whether it still protects what must not change."""

from __future__ import annotations

from sqlalchemy import Engine, text

from coach.storage.engine import connect
from coach.storage.faults import explained
from coach.storage.schema import APPEND_ONLY


def faults_of(engine: Engine) -> tuple[str, ...]:
    """Return what is wrong, as sentences; empty when all is well.

    Raises:
        StorageError: the database can't be reached.
    """
    with explained(engine), connect(engine, writing=False) as connection:
        if engine.dialect.name == "sqlite":
            said = [row[0] for row in connection.execute(text("PRAGMA integrity_check(5)"))]
            faults = [f"数据库文件有损坏：{line}。请从备份恢复。" for line in said if line != "ok"]
            lost = len(connection.execute(text("PRAGMA foreign_key_check")).all())
            faults += [f"有 {lost} 条记录指向不存在的记录。请从备份恢复。"] if lost else []
            guards = "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'"
        else:
            faults = []
            guards = (
                "SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
                " WHERE tgname LIKE '%append_only%' AND tgenabled IN ('O', 'A')"
                " AND relnamespace = current_schema()::regnamespace"
            )
        guarded = {row[0] for row in connection.execute(text(guards))}
    bare = sorted(APPEND_ONLY - guarded)
    return (*faults, *(f"表 {name} 失去了“只能追加”的保护。请从备份恢复到一个新库。" for name in bare))
