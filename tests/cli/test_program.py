"""The program explains itself in Chinese, starts fast, and ends with 0, 1 or 2."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from coach import __version__
from coach.cli import main

from .conftest import ROOT, Run, RunReal

COMMANDS = [
    ("check",),
    ("batch",),
    ("lexicon",),
    ("lexicon", "check"),
    ("lexicon", "list"),
    ("lexicon", "show"),
    ("lexicon", "diff"),
    ("lexicon", "import"),
    ("lexicon", "train"),
    ("lexicon", "alarms"),
    ("lexicon", "accept"),
    ("serve",),
    ("user",),
    ("user", "add"),
    ("user", "list"),
    ("user", "role"),
    ("user", "passwd"),
    ("user", "disable"),
    ("user", "enable"),
    ("user", "rooms"),
    ("room",),
    ("room", "add"),
    ("room", "list"),
    ("room", "edit"),
    ("room", "close"),
    ("room", "reopen"),
    ("audit",),
    ("audit", "verify"),
    ("audit", "export"),
    ("db",),
    ("db", "upgrade"),
    ("db", "check"),
    ("backup",),
    ("restore",),
    ("recheck",),
    ("import",),
    ("export",),
]


def test_version(run: Run) -> None:
    result = run("--version")
    assert (result.exit_code, result.output) == (0, f"coach {__version__}\n")


def test_help_lists_every_command_with_what_it_does(run: Run) -> None:
    result = run("--help")
    assert result.exit_code == 0
    for name, words in (
        ("check", "检查一篇话术"),
        ("batch", "成批检查话术"),
        ("lexicon", "违禁词规则"),
        ("serve", "网页版"),
    ):
        assert any(line.split()[:1] == [name] and words in line for line in result.output.splitlines())
    assert "退出码：0 没有问题" in result.output


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_an_example_and_explained_options(run: Run, command: tuple[str, ...]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert result.output.startswith(f"用法：coach {' '.join(command)} ")
    assert f"例：coach {' '.join(command)}" in result.output
    found: click.Command = main
    with click.Context(main) as context:
        for name in command:
            assert isinstance(found, click.Group)
            found = found.get_command(context, name)  # type: ignore[assignment]
    for param in found.params:
        if isinstance(param, click.Option):
            assert param.help
            assert any("\u4e00" <= char <= "\u9fff" for char in param.help)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("chek",), "没有命令“chek”。是不是想用：check"),
        (("xyz",), "没有命令“xyz”。可用的命令：check、batch、lexicon、serve"),
        (("check", "a.txt", "--fromat", "json"), "没有选项 --fromat。是不是想用：--format？"),
        (("check", "a.txt", "--kind", "foods"), "--kind 的值不对：“foods”不在可选范围：food、health-food"),
        (("check", "a.txt", "--format", "pdf"), "--format 的值不对：“pdf”不在可选范围：text、json、sarif、html"),
        (("check", "a.txt", "--fail-on", "error"), "--fail-on 的值不对：“error”不在可选范围：block、warn、hint、never"),
        (("check", "a.txt", "b.txt"), "多出了参数：b.txt"),
        (("check", "a.txt", "--kind"), "选项 --kind 的用法不对：后面要跟一个值"),
        (("batch",), "缺少参数 IN.jsonl"),
        (("batch", "a", "--jobs", "0"), "--jobs 的值不对：应是 1 到 256 之间的整数，现在是“0”"),
        (("batch", "a", "--jobs", "²"), "--jobs 的值不对"),
        (("batch", "a", "--jobs", "2", "--cluster", "tcp://x:1"), "--jobs 和 --cluster 只能给一个"),
        (("lexicon", "chekc"), "没有命令“chekc”。是不是想用：check？"),
        (("serve", "--port", "99999"), "--port 的值不对：应是 0 到 65535 之间的整数"),
    ],
)
def test_wrong_usage_says_what_and_where_to_read_on(run: Run, arguments: tuple[str, ...], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "--help 查看说明" in result.stderr
    assert result.stdout == ""


def test_without_a_command_it_shows_the_help(run: Run) -> None:
    result = run()
    assert result.exit_code == 2
    assert "例：coach check" in result.stderr


def test_help_and_version_load_nothing_heavy() -> None:
    heavy = [
        "jieba",
        "rjieba",
        "opencc",
        "flask",
        "distributed",
        "dask",
        "rich",
        "jinja2",
        "wcwidth",
        "gunicorn",
        "coach.scoring",
        "sqlalchemy",
        "alembic",
    ]
    program = (
        "import sys\nfrom coach.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert out.splitlines()[-1] == "[]"


def test_a_check_loads_no_web_no_cluster_no_progress_bar(tmp_path: Path) -> None:
    script = tmp_path / "a.txt"
    script.write_text("今天这款大米两天之内发货。", encoding="utf-8")
    heavy = ["flask", "distributed", "dask", "rich", "jinja2", "gunicorn", "jieba", "sklearn", "sqlalchemy"]
    program = (
        "import sys\nfrom coach.cli import main\n"
        f"try: main(['check', {str(script)!r}])\nexcept SystemExit: pass\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert out.splitlines()[-1] == "[]"


def test_a_small_check_is_done_in_a_second_of_work(tmp_path: Path) -> None:
    script = tmp_path / "a.txt"
    script.write_text("今天这款大米两天之内发货。", encoding="utf-8")
    best = 99.0
    for _ in range(3):
        before = os.times()
        subprocess.run([sys.executable, "-m", "coach.cli", "check", script], cwd=ROOT, capture_output=True, check=False)
        after = os.times()
        best = min(best, after.children_user + after.children_system - before.children_user - before.children_system)
    assert best < 1.5  # wall time depends on who else is at work; work done does not


def test_a_reader_that_goes_away_is_no_error(run_real: RunReal, tmp_path: Path) -> None:
    script = tmp_path / "a.txt"
    script.write_text("今天这款大米两天之内发货。\n" * 20_000, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "coach.cli", "check", script], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), said) == (141, b"")


def test_a_full_disk_behind_standard_output_is_told(run_real: RunReal, tmp_path: Path) -> None:
    script = tmp_path / "a.txt"
    script.write_text("今天这款大米两天之内发货。", encoding="utf-8")
    with Path("/dev/full").open("wb") as full:
        for arguments in (("check", script), ("--help",), ("lexicon", "list")):
            result = run_real(*arguments, stdout=full)
            assert result.returncode == 2
            assert "标准输出写不进去" in result.stderr.decode()
            assert "Traceback" not in result.stderr.decode()
            assert "Exception ignored" not in result.stderr.decode()


def test_a_keyboard_interrupt_ends_it_quietly(tmp_path: Path) -> None:
    fifo = tmp_path / "slow.txt"
    os.mkfifo(fifo)
    process = subprocess.Popen(
        [sys.executable, "-m", "coach.cli", "check", fifo], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    with fifo.open("wb"):  # opens when the program reads
        time.sleep(0.2)
        process.send_signal(2)
        out, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert said.decode().strip() == "已中断。"
    assert out == b""


def test_it_works_in_any_locale(run_real: RunReal, tmp_path: Path) -> None:
    script = tmp_path / "话术.txt"
    script.write_text("今天这款大米两天之内发货。", encoding="utf-8")
    result = run_real("check", script, env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"})
    assert result.returncode == 0
    assert result.stderr == b""
    as_json = run_real("check", script, "--format", "json", env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"})
    assert b"douyin" not in as_json.stdout
    as_json.stdout.decode("utf-8")
