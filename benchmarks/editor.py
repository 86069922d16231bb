"""How long the editor waits for its marks: the check of what is being typed, asked over HTTP of a server as in use."""

from __future__ import annotations

import gzip
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import urlsplit

from benchmarks.speech import of_length
from benchmarks.speed import Row

CHARS, TIMES, MOST_MS = 1_500, 200, 150
_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


def round_trip() -> list[Row]:
    """Type the last characters of a text one by one, and wait for each answer on one connection, as the page does."""
    with server() as address:
        line = HTTPConnection(address)
        headers = _headers(line)
        took = [_check(line, headers, of_length(CHARS - TIMES + number)) for number in range(TIMES + 1)][1:]
        line.close()
    p95 = statistics.quantiles(took, n=20)[-1]
    value = f"{p95:.1f} ms (median {statistics.median(took):.1f})"
    return [(f"editor's check over HTTP, {CHARS:,} characters, p95", value, f"≤ {MOST_MS} ms", p95 <= MOST_MS)]


@contextmanager
def server() -> Iterator[str]:
    """Give host and port of ``coach serve`` with records of its own."""
    with tempfile.TemporaryDirectory() as place:
        command = [sys.executable, "-m", "coach.cli", "serve", "--port", "0"]
        environ = {**os.environ, "COACH_INSTANCE": place, "DATABASE_URL": ""}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as process:
            assert process.stdout is not None
            try:
                yield urlsplit(process.stdout.readline().strip()).netloc
            finally:
                process.terminate()


def _headers(line: HTTPConnection) -> dict[str, str]:
    """Open the page and return what its script sends with each question."""
    line.request("GET", "/script")
    page = line.getresponse()
    found = _TOKEN.search(page.read().decode("utf-8"))
    assert found is not None
    return {
        "Cookie": (page.headers["Set-Cookie"] or "").partition(";")[0],
        "X-CSRFToken": found[1],
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Accept-Encoding": "gzip",
    }


def _check(line: HTTPConnection, headers: dict[str, str], text: str) -> float:
    """Return how many milliseconds one answer took, read and unpacked."""
    body = json.dumps({"text": text, "product": "niurou-gan", "kind": "", "platform": "douyin", "slot": ""})
    start = time.perf_counter()
    line.request("POST", "/check", body.encode("utf-8"), headers)
    answer = line.getresponse()
    packed = answer.read()
    values = json.loads(gzip.decompress(packed) if answer.headers["Content-Encoding"] == "gzip" else packed)
    took = (time.perf_counter() - start) * 1000
    assert answer.status == 200, values
    assert values["report"]["chars"] > 0
    return took
