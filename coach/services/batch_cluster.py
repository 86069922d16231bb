"""Check blocks on Dask workers, on this machine or a cluster: results in order, dead workers' blocks done again."""

from __future__ import annotations

import logging
import signal
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pkgutil import resolve_name
from typing import Any

import dask.config
import distributed
from distributed import KilledWorker

import coach
from coach.errors import CoachError, InputError
from coach.services.batch_lines import Block, Checked, Order, check_block

_dask: Any = distributed  # its own types are partial
CONNECT_S = 15
WITHOUT_WORKERS_S = 60
_POLL_S = 5
_AHEAD = 3  # blocks in flight for each thread: enough that none waits, few enough to keep memory small
_RECOUNT_S = 10
_QUIET = {"distributed.worker.profile.enabled": False, "distributed.admin.system-monitor.interval": "10s"}
"""What a cluster of our own need not do: stop its workers a hundred times a second to see where they are."""


def check_blocks(blocks: Iterator[Block], order: Order, *, jobs: int, address: str | None) -> Iterator[Checked]:
    """Yield the result of each block in order, from ``jobs`` local processes or the cluster at ``address``.

    Raises:
        InputError: the cluster can't be reached, or a worker's rules are not ours.
        CoachError: no workers are left, or the same block keeps killing them.
    """
    if address is not None:  # another machine keeps no cache in our place
        order = replace(order, sources=replace(order.sources, cache=None))
    with _client(jobs, address) as client:
        flying: deque[tuple[Block, Any]] = deque()
        most, counted = _most(client), time.monotonic()
        for block in blocks:
            flying.append((block, client.submit(_check_here, order, block, pure=False)))
            if time.monotonic() - counted > _RECOUNT_S:
                most, counted = _most(client), time.monotonic()
            while len(flying) >= most:
                yield _wait(client, *flying.popleft())
        while flying:
            yield _wait(client, *flying.popleft())


def _check_here(order: Order, block: Block) -> Checked:
    """Check a block on a worker; a refusal says which worker it was."""
    try:
        return check_block(order, block)
    except CoachError as error:
        raise InputError(f"工作进程 {_dask.get_worker().address} 不能用：{error.message}", **error.evidence) from error


@contextmanager
def _client(jobs: int, address: str | None) -> Iterator[Any]:
    with ExitStack() as stack:
        if address is None:
            stack.enter_context(dask.config.set(_QUIET))
            client = stack.enter_context(_dask.Client(stack.enter_context(_local(jobs)), direct_to_workers=True))
            client.register_plugin(_LeaveKeyboard())
        else:
            client = stack.enter_context(_connect(address))
            _refuse_strangers(client, address)
        yield client


def _connect(address: str) -> Any:
    try:
        return _dask.Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError(f"连不上集群 {address}（{error}）。请检查地址，应形如 tcp://主机:8786。") from error


def _refuse_strangers(client: Any, address: str) -> None:
    """Ask every worker for its version first: one without the program would die of the first block."""
    try:
        client.wait_for_workers(1, timeout=CONNECT_S)
    except TimeoutError as error:
        raise InputError(
            f"集群 {address} 在 {CONNECT_S} 秒里没有可用的工作进程。请先运行 dask worker {address}。"
        ) from error
    for worker, version in client.run(resolve_name, "coach:__version__", on_error="return").items():
        if version != coach.__version__:
            has = f"没有装 coach（{version}）" if isinstance(version, Exception) else f"装的是 coach {version}"
            raise InputError(f"工作进程 {worker} {has}。请在每台机器上装 coach {coach.__version__}。", worker=worker)


def _local(jobs: int) -> Any:
    return _dask.LocalCluster(
        n_workers=jobs,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address=None,
        memory_limit=0,
        silence_logs=logging.CRITICAL,
    )


class _LeaveKeyboard(_dask.WorkerPlugin):  # type: ignore[misc]  # Dask's types are partial
    """A terminal sends Ctrl+C to every process; the one that gave the order stops the others in good order."""

    def setup(self, worker: Any) -> None:
        """Ignore SIGINT in this worker, now or when it was started anew."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _most(client: Any) -> int:
    threads: int = sum(client.nthreads().values())
    return max(4, _AHEAD * threads)


def _wait(client: Any, block: Block, future: Any) -> Checked:
    idle_since: float | None = None
    while True:
        try:
            checked: Checked = future.result(timeout=_POLL_S)
            return checked
        except TimeoutError:
            if client.nthreads():
                idle_since = None
                continue
            idle_since = idle_since or time.monotonic()
            if time.monotonic() - idle_since > WITHOUT_WORKERS_S:
                raise CoachError(
                    f"集群里已经 {WITHOUT_WORKERS_S} 秒没有工作进程。请启动工作进程后重新运行，会接着做。"
                ) from None
        except KilledWorker as error:
            raise CoachError(
                f"从第 {block.first} 行起的一批反复弄垮工作进程，已停下。请看那几行是否特别大，或减少 --jobs。"
            ) from error
        except CancelledError as error:
            raise CoachError("和集群的连接断了。请检查网络和调度进程后重新运行，会接着做。") from error
