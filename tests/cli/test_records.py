"""``coach db|user|room|audit|backup|restore`` do their work on a database of their own and say what they did."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from coach.storage.engine import open_engine
from coach.storage.migrating import upgrade

from .conftest import Run

SECRET = "春天的风很大2026".encode()


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let every command work on one new database."""
    address = f"sqlite:///{tmp_path / 'kept' / 'coach.db'}"
    monkeypatch.setenv("DATABASE_URL", address)
    return address


def ok(run: Run, *arguments: str | Path, stdin: bytes | None = None) -> str:
    """Run a command that must succeed; return what it printed and said."""
    result = run(*arguments, stdin=stdin)
    assert result.exit_code == 0, result.output + result.stderr
    return result.output


@pytest.fixture
def staffed(run: Run) -> None:
    """Make a room and two people."""
    ok(run, "room", "add", "小满零食", "--platform", "douyin", "--kind", "food")
    ok(run, "user", "add", "boss", "--name", "老周", "--role", "admin", stdin=SECRET)
    ok(run, "user", "add", "xiaomin", "--name", "小敏", "--role", "anchor", "--room", "小满零食", stdin=SECRET)


def test_the_database_is_made_upgraded_and_checked(run: Run) -> None:
    result = run("db", "check")
    assert (result.exit_code, "还没有表" in result.output) == (1, True)
    assert "结构从 空 升到" in ok(run, "db", "upgrade")
    assert "已经是最新的" in ok(run, "db", "upgrade")
    assert "没有问题" in ok(run, "db", "check")


@pytest.mark.usefixtures("staffed")
def test_people_are_made_listed_changed_and_switched_off(run: Run) -> None:
    assert "xiaomin\t小敏\t主播\t小满零食\t在用" in ok(run, "user", "list", "--role", "anchor")
    assert "小敏现在是主播、老主播" in ok(run, "user", "role", "xiaomin", "anchor", "senior")
    assert "所属的直播间：无" in ok(run, "user", "rooms", "xiaomin")
    assert "密码已重设" in ok(run, "user", "passwd", "xiaomin", "--password-stdin", stdin=SECRET + b"\r\n")
    assert "小敏的二次验证已关闭" in ok(run, "user", "dropcodes", "xiaomin")
    assert "小敏已停用" in ok(run, "user", "disable", "xiaomin", "--reason", "离职")
    assert "xiaomin\t小敏\t主播、老主播\t-\t已停用" in ok(run, "user", "list")
    assert "小敏已重新启用" in ok(run, "user", "enable", "xiaomin")


@pytest.mark.usefixtures("staffed")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("user", "add", "lin", "--name", "林", "--role", "anchor"), "密码至少 10 位"),
        (("user", "add", "lin", "--name", "林", "--role", "chef"), "“chef”不在可选范围"),
        (
            ("user", "add", "lin", "--name", "林", "--role", "anchor", "--room", "青木"),
            "没有叫“青木”的直播间。现有：小满零食",
        ),
        (("user", "role", "niemand", "ops"), "没有登录名是“niemand”的人"),
        (("user", "disable", "boss", "--reason", "x"), "最后一位管理员"),
        (("room", "add", "小满零食", "--platform", "douyin", "--kind", "food"), "已经有叫“小满零食”的直播间"),
        (("room", "add", "新", "--platform", "any", "--kind", "food"), "写明是哪个平台"),
        (("room", "close", "青木"), "没有叫“青木”的直播间"),
        (("restore", "nothing.gz"), "读不了"),
    ],
)
def test_what_can_not_be_done_is_told_with_exit_code_2(run: Run, arguments: tuple[str, ...], message: str) -> None:
    result = run(*arguments, stdin=b"kurz")
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.usefixtures("staffed")
def test_rooms_are_listed_changed_and_closed(run: Run) -> None:
    assert "小满零食\t抖音\t食品\t在用" in ok(run, "room", "list")
    ok(run, "room", "edit", "小满零食", "--name", "小满", "--kind", "baby")
    ok(run, "room", "close", "小满")
    assert "小满\t抖音\t母婴\t已停用" in ok(run, "room", "list")
    ok(run, "room", "reopen", "小满")
    assert "在用" in ok(run, "room", "list")


@pytest.mark.usefixtures("staffed")
def test_the_trail_is_proved_and_taken_out(run: Run, tmp_path: Path, database: str) -> None:
    assert "5 条操作记录，全部对得上" in ok(run, "audit", "verify")
    ok(run, "audit", "export", "-o", tmp_path / "trail.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "trail.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["act"] for row in rows] == [
        "room.create",
        "user.create",
        "user.password",
        "user.create",
        "user.password",
    ]
    assert all(row["actor"] == "console" for row in rows)
    engine = open_engine(database)
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_entry_append_only_delete"))
        connection.execute(text("DELETE FROM audit_entry WHERE seq = 2"))
    engine.dispose()
    result = run("audit", "verify")
    assert (result.exit_code, "第 2 条记录不在它的位置上" in result.output) == (1, True)
    assert "第 2 条记录" in run("db", "check").output


@pytest.mark.usefixtures("staffed")
def test_a_backup_is_restored_into_an_empty_database(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "已备份到" in ok(run, "backup", tmp_path / "b.gz")
    people = ok(run, "user", "list")
    result = run("restore", tmp_path / "b.gz")
    assert (result.exit_code, "已经有记录" in result.stderr) == (2, True)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    assert "操作记录校验通过" in ok(run, "restore", tmp_path / "b.gz")
    assert ok(run, "user", "list") == people
    assert "6 条操作记录" in ok(run, "audit", "verify")


@pytest.mark.usefixtures("staffed")
def test_lists_go_in_with_a_dry_run_first_and_come_out_again(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text("登录名,姓名,身份,直播间\nlin,林,培训,小满零食\nxiaomin,重名,主播,\n", encoding="utf-8")
    result = run("import", "people", table, "--dry-run")
    assert result.exit_code == 1
    assert "第 3 行：还不能新建这个人员：登录名“xiaomin”已经有人用了" in result.stdout
    assert "1 行可以导入，这次只检查，没有写入" in result.stderr
    assert "一行也没有导入" in run("import", "people", table).stderr
    assert "共 2 人" in ok(run, "user", "list")
    table.write_text("登录名,姓名,身份,直播间\nlin,林,培训,小满零食\n", encoding="utf-8")
    assert "导入了 1 行" in ok(run, "import", "people", table)
    work = tmp_path / "work.csv"
    work.write_text("登录名,练习,直播间,备注\nxiaomin,points-numbers,小满零食,慢一点\n", encoding="utf-8")
    assert run("import", "assignments", work).exit_code == 2
    assert "导入了 1 行" in ok(run, "import", "assignments", work, "--as", "lin")
    records = ("reviews", "sessions", "incidents", "signoffs", "checklists", "shows")
    for what in ("people", "cards", "assignments", "results", *records):
        assert "已写入" in ok(run, "export", what, "-o", tmp_path / f"{what}.xlsx")
    ok(run, "export", "people", "--as", "lin", "-o", tmp_path / "mine.csv")
    assert (tmp_path / "mine.csv").read_text(encoding="utf-8-sig").splitlines()[1:] == [
        "xiaomin,小敏,主播,小满零食,在用", "lin,林,培训,小满零食,在用",
    ]  # fmt: skip
    assert "没有变化" in ok(run, "import", "cards", tmp_path / "cards.xlsx")
    assert "重新检查了 0 份" in ok(run, "recheck")
    assert run("export", "people", "-o", tmp_path / "a.pdf").exit_code == 2


def test_a_database_of_an_older_shape_is_refused_until_it_is_upgraded(run: Run, database: str, tmp_path: Path) -> None:
    engine = open_engine(database)
    upgrade(engine, "0001")
    engine.dispose()
    result = run("user", "list")
    assert (result.exit_code, "coach db upgrade" in result.stderr) == (2, True)
    ok(run, "db", "upgrade")
    assert "共 0 人" in ok(run, "user", "list")


def test_a_wrong_address_is_explained(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://root@localhost/coach")
    result = run("user", "list")
    assert result.exit_code == 2
    assert "不是 SQLite 文件，也不是 PostgreSQL" in result.stderr
