"""How much may be asked: a moving window for each token, kept in memory."""

from __future__ import annotations

import math

from flask import Flask, current_app
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from coach.errors import TooManyError
from coach.web import clock

RATE = "300 per minute"


def begin(app: Flask) -> None:
    """Count for this app; ``API_RATE`` in its configuration is how much a token may ask."""
    app.config.setdefault("API_RATE", RATE)
    app.extensions["api_pace"] = MovingWindowRateLimiter(MemoryStorage())


def check(key: str, *, cost: int = 1) -> None:
    """Count one more request, or as many as it is worth.

    Raises:
        TooManyError: it was too much; says how many seconds to wait.
    """
    limiter: MovingWindowRateLimiter = current_app.extensions["api_pace"]
    rate = parse(current_app.config["API_RATE"])
    if limiter.hit(rate, key, cost=min(cost, rate.amount)):
        return
    reset = limiter.get_window_stats(rate, key).reset_time
    seconds = max(1, math.ceil(reset - clock.now().timestamp()))
    raise TooManyError(f"这个令牌问得太快了（每分钟最多 {rate.amount} 次）。请等 {seconds} 秒再试。", seconds=seconds)
