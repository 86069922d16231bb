"""``coach serve`` tells its address, answers there, and says so when the port is taken."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pytest

from .conftest import ROOT, Run


@pytest.fixture
def served(own_places: None, request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[str]]:
    """Start the server on a free port; kill it if the test did not end it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "coach.cli", "serve", "--port", "0", *request.param],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


@pytest.mark.parametrize("served", [(), ("--debug",)], indirect=True, ids=["use", "debug"])
def test_the_printed_address_answers_and_ctrl_c_ends_it(served: subprocess.Popen[str]) -> None:
    assert served.stdout is not None
    address = served.stdout.readline().strip()
    assert address.startswith("http://127.0.0.1:")
    assert address.endswith("/")
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:
                assert answer.status == 200
                assert "话术" in answer.read().decode()
            break
        except OSError:  # the reloader opens the port again
            time.sleep(0.1)
    else:
        pytest.fail("no answer")
    os.killpg(served.pid, signal.SIGINT)
    _, said = served.communicate(timeout=20)
    assert served.returncode in (0, 130)
    assert "Traceback" not in said


def test_a_port_in_use_is_told(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("serve", "--port", str(port))
    assert result.exit_code == 2
    assert result.stderr == f"错误：端口 {port} 已被占用。请用 --port 换一个，或停掉占用它的程序。\n"
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--host", "no-such-host.invalid"), "地址 no-such-host.invalid 不存在"),
        (("--host", "192.0.2.1", "--port", "0"), "不能在 192.0.2.1:0 上监听"),
        (("--host", "0.0.0.0", "--debug"), "--debug 会让任何访问者在这台机器上运行代码"),
    ],
)
def test_wrong_addresses_are_told(run: Run, arguments: tuple[str, ...], message: str) -> None:
    result = run("serve", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
