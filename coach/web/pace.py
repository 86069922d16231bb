"""A limit on how often something may be asked from one place, kept in memory: it slows guessing and flooding down."""

from __future__ import annotations

import threading
import time

from coach.errors import TooManyError


class Pace:
    """At most ``times`` in ``seconds`` for each place; share it between threads."""

    def __init__(self, *, times: int, seconds: float) -> None:
        self._times, self._seconds = times, seconds
        self._asked: dict[str, list[float]] = {}
        self._lock = threading.Lock()

    def check(self, place: str) -> None:
        """Count one more.

        Raises:
            TooManyError: it was asked too often; says how long to wait.
        """
        now = time.monotonic()
        with self._lock:
            if len(self._asked) > 10_000:  # places that are quiet now are forgotten
                self._asked = {key: times for key, times in self._asked.items() if times[-1] > now - self._seconds}
            recent = [at for at in self._asked.get(place, ()) if at > now - self._seconds]
            if len(recent) >= self._times:
                wait = max(1, round(recent[0] + self._seconds - now))
                self._asked[place] = recent
                raise TooManyError(f"试得太快了，请等 {wait} 秒再试。", seconds=wait)
            self._asked[place] = [*recent, now]
