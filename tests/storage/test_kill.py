"""A writer may be killed at any moment: what it acknowledged is there, the chain verifies, the next one goes on."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from coach.storage.engine import open_engine
from coach.storage.migrating import require_newest
from coach.storage.unit_of_work import Store
from coach.training.audit import verify

from . import world

WRITES = 500
KILLS = 3
ROOT = Path(__file__).parents[2]
WRITER = """
import sys
from dataclasses import replace
from coach.storage.engine import open_engine
from coach.storage.unit_of_work import Store
from tests.storage import world

store = Store(open_engine(sys.argv[1]))
first = int(sys.stdin.readline())
for number in range(first, int(sys.argv[2]) + 1):
    with store.writing() as uow:
        room = uow.rooms.get("r1")
        uow.rooms.save(replace(room, name=str(number)))
        uow.record(world.entry(number=number))
        uow.commit()
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()
"""


def test_killed_at_random_during_500_writes_nothing_acknowledged_is_lost(address: str) -> None:
    store = Store(open_engine(address))
    with store.writing() as uow:
        uow.rooms.add(world.ROOM)
        uow.commit()
    chance = random.Random(20261124)
    stops = sorted(chance.sample(range(20, WRITES), KILLS))
    done = 0
    writers = [_start(address) for _ in range(KILLS + 1)]
    for writer, stop in zip(writers, [*stops, None], strict=True):
        done = _write(writer, done + 1, stop)
        with store.reading() as uow:
            require_newest(store.engine)
            numbers = [entry.values()["number"] for entry in uow.audit.walk()]
            assert verify(uow.audit.walk(), head=uow.audit.head()) is None
            assert uow.rooms.get("r1").version == len(numbers) + 1
        assert numbers == list(range(1, len(numbers) + 1))
        assert done <= len(numbers) <= done + 1, "at most the one being written was kept without a word"
        done = len(numbers)
    assert done == WRITES
    store.close()


def _start(address: str) -> subprocess.Popen[str]:
    """Start a process that waits to be told the first number."""
    command = [sys.executable, "-c", WRITER, address, str(WRITES)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _write(process: subprocess.Popen[str], first: int, stop: int | None) -> int:
    """Let it write from ``first`` on, kill it about when it acknowledged ``stop``; return the last number heard."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{first}\n")
    process.stdin.flush()
    last = first - 1
    for line in process.stdout:
        if not line.endswith("\n"):
            break
        last = int(line)
        if stop is not None and last >= stop:
            os.kill(process.pid, signal.SIGKILL)
    process.stdout.close()
    with suppress(BrokenPipeError):
        process.stdin.close()
    process.wait()
    return last
