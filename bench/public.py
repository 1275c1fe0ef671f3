"""The public page under measurement: switched on, and asked for by several at once."""

import http.client
import sqlite3
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path

PATH = "/cooperation"
CLIENTS, SECONDS = 3, 3.0
NAMED = 60
"""So many partners stand on the page; that of the sample names about as many."""


def switch_on(database: Path) -> None:
    """Let the office of that file have its public page, with some of its partners."""
    moment = "2026-01-01 00:00:00.000000"
    with closing(sqlite3.connect(database)) as file, file:
        file.execute("UPDATE partner SET is_public = 1 WHERE id <= ?", [NAMED])
        file.execute(
            "INSERT INTO public_page (id, is_on, created_at, updated_at, version)"
            " VALUES (1, 1, ?, ?, 1) ON CONFLICT (id) DO UPDATE SET is_on = 1",
            [moment, moment],
        )


def rate_of_several(port: int) -> float:
    """Requests a second, of several clients that ask one after the other without a pause."""
    with ProcessPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(_ask, [port] * CLIENTS))


def _ask(port: int) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    number, begun = 0, time.perf_counter()
    while (passed := time.perf_counter() - begun) < SECONDS:
        connection.request("GET", PATH)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{PATH}: {answer.status}")
        number += 1
    return number / passed
