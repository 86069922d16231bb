"""On several processes the result is the same, byte for byte, and a worker that dies loses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coach.errors import CoachError, InputError
from coach.services import batch_cluster
from coach.services.batch import run_batch
from coach.services.batch_cluster import check_blocks
from coach.services.batch_lines import Block, make_order
from coach.services.batch_part import part_of

from .conftest import Start, line, sources_in

pytestmark = pytest.mark.filterwarnings("default")  # Dask's own


def _run(source: Path, target: Path, data: Path, **more: Any) -> bytes:
    run_batch(source, target, sources_in(data), max_chars=2_000_000, **more)
    return target.read_bytes()


def _wait_for(what: Any, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


@pytest.fixture
def scheduler(start: Start, tmp_path: Path) -> str:
    """Return the address of a real scheduler on the loopback."""
    file = tmp_path / "scheduler.json"
    start(
        "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show",
        "--scheduler-file", file,
    )  # fmt: skip
    _wait_for(lambda: file.exists() and file.read_text())
    import json

    address: str = json.loads(file.read_text())["address"]
    return address


def _worker(start: Start, address: str, **more: object) -> subprocess.Popen[str]:
    return start(
        "distributed.cli.dask_worker", address, "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny",
        "--no-dashboard", **more,
    )  # fmt: skip


@pytest.fixture
def bad_and_good(tmp_path: Path) -> Path:
    """Return an input of 1,100 lines with bad and blank ones among them."""
    path = tmp_path / "mixed.jsonl"
    lines = [("" if n % 97 == 0 else "{" if n % 101 == 0 else line(n)) for n in range(1100)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_two_processes_give_the_same_bytes_as_one(bad_and_good: Path, data: Path, tmp_path: Path) -> None:
    one = _run(bad_and_good, tmp_path / "one.jsonl", data)
    two = _run(bad_and_good, tmp_path / "two.jsonl", data, jobs=2)
    assert one == two
    assert one.count(b"\n") == 1100 - 12


def test_interrupted_processes_stop_quietly_and_can_be_resumed(
    many: Path, data: Path, tmp_path: Path, start: Start
) -> None:
    target = tmp_path / "out.jsonl"
    process = start("coach.cli", "batch", many, "-o", target, "--jobs", "2", start_new_session=True)
    _wait_for(lambda: part_of(target).exists() and part_of(target).stat().st_size)
    os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to workers too
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said.strip().startswith("已中断。做完的结果保留在")
    assert "Traceback" not in said
    assert _run(many, target, data) == _run(many, tmp_path / "whole.jsonl", data)


def test_a_cluster_gives_the_same_and_a_killed_worker_loses_nothing(
    many: Path, data: Path, tmp_path: Path, start: Start, scheduler: str
) -> None:
    workers = [_worker(start, scheduler), _worker(start, scheduler)]
    target = tmp_path / "out.jsonl"
    killed: list[int] = []

    def kill_one(done: int, total: int) -> None:
        if done and not killed:
            workers[0].kill()
            killed.append(done)

    got = _run(many, target, data, cluster=scheduler, progress=kill_one)
    workers[0].wait()
    assert killed == [250]
    assert got == _run(many, tmp_path / "one.jsonl", data)


def test_a_worker_whose_rules_differ_is_refused_by_address(data: Path, start: Start, scheduler: str) -> None:
    _worker(start, scheduler)
    order = replace(make_order(sources_in(data), 1000), stamp="other")
    blocks = iter([Block(first=1, lines=(line(1).encode(),))])
    with pytest.raises(InputError, match=r"工作进程 tcp://127\.0\.0\.1:\d+ 不能用：规则或商品卡和发起的机器不同"):
        list(check_blocks(blocks, order, jobs=1, address=scheduler))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Wait one second where people get fifteen."""
    monkeypatch.setattr(batch_cluster, "CONNECT_S", 1)
    monkeypatch.setattr(batch_cluster, "WITHOUT_WORKERS_S", 1)
    monkeypatch.setattr(batch_cluster, "_POLL_S", 0.5)
    return iter(())


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense", "tcp://no-such-host.invalid:8786", "ftp://x:1"])
def test_a_cluster_that_is_not_there_is_told(address: str, many: Path, data: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"连不上集群 .*请检查地址"):
        _run(many, tmp_path / "out.jsonl", data, cluster=address)


@pytest.mark.usefixtures("impatient")
def test_a_cluster_without_workers_is_told(many: Path, data: Path, tmp_path: Path, scheduler: str) -> None:
    with pytest.raises(InputError, match=r"没有可用的工作进程。请先运行 dask worker tcp://"):
        _run(many, tmp_path / "out.jsonl", data, cluster=scheduler)


@pytest.mark.usefixtures("impatient")
def test_when_all_workers_are_gone_it_stops_and_can_be_resumed(
    many: Path, data: Path, tmp_path: Path, start: Start, scheduler: str
) -> None:
    worker = _worker(start, scheduler)
    target = tmp_path / "out.jsonl"

    def kill(done: int, total: int) -> None:
        if done == 250:
            worker.kill()

    with pytest.raises(CoachError, match=r"没有工作进程。请启动工作进程后重新运行，会接着做"):
        _run(many, target, data, cluster=scheduler, progress=kill)
    kept = part_of(target).read_bytes().count(b"\n")
    assert 250 <= kept < 1200
    _worker(start, scheduler)
    assert _run(many, target, data, cluster=scheduler) == _run(many, tmp_path / "one.jsonl", data)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("raise ImportError('not here')", r"没有装 coach（not here）"),
        ("__version__ = '0.0.0'", r"装的是 coach 0\.0\.0"),
    ],
)
def test_a_worker_without_the_program_is_told_and_lives_on(
    body: str, message: str, many: Path, data: Path, tmp_path: Path, start: Start, scheduler: str
) -> None:
    other = tmp_path / "other"
    (other / "coach").mkdir(parents=True)
    (other / "coach" / "__init__.py").write_text(body)
    worker = _worker(start, scheduler, cwd=other)
    with pytest.raises(InputError, match=r"工作进程 tcp://127\.0\.0\.1:\d+ " + message + r"。请在每台机器上装 coach"):
        _run(many, tmp_path / "out.jsonl", data, cluster=scheduler)
    assert worker.poll() is None
