"""How long a job takes, and what is typed into the search letter by letter."""

import statistics
import time
from collections.abc import Callable
from itertools import cycle
from urllib.parse import quote

from bench.server import Visitor

ROUNDS, SECONDS = 3, 1.0
TYPED = ("beijing hospital", "bjyy", "羽蛇研究", "quetzal", "wang wei", "memorandum 0123")


def timed(job: Callable[[], None]) -> tuple[float, float, float]:
    """p50 and p95 in ms and the requests a second, each the median of the rounds."""
    for _ in range(3):
        job()
    rounds = [_round(job) for _ in range(ROUNDS)]
    p50, p95, rate = (statistics.median(r[i] for r in rounds) for i in range(3))
    return p50, p95, rate


def _round(job: Callable[[], None]) -> tuple[float, float, float]:
    times: list[float] = []
    begun = time.perf_counter()
    while time.perf_counter() - begun < SECONDS:
        start = time.perf_counter()
        job()
        times.append((time.perf_counter() - start) * 1000)
    rate = len(times) / (time.perf_counter() - begun)
    times.sort()
    return times[len(times) // 2], times[int(len(times) * 0.95)], rate


def keys(visitor: Visitor) -> Callable[[], None]:
    """One more letter of what is typed, each time."""
    typed = cycle(quote(whole[:end]) for whole in TYPED for end in range(1, len(whole) + 1))

    def key() -> None:
        visitor.get(f"/search/lookup?q={next(typed)}")

    return key
