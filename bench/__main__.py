"""`make bench`: p50, p95 and requests a second of each job, at each size; memory; cold start."""

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import quote

from bench.data import RARE, RARE_LATIN, RARE_ZH, office
from bench.digest import PEOPLE, digest_run
from bench.postgresql import key_of_a_search
from bench.public import PATH, rate_of_several, switch_on
from bench.server import Server, Visitor, free_port
from bench.targets import Figures, closing_table
from bench.timing import keys, timed

SIZES = (1_000, 10_000, 100_000)


def pages(visitor: Visitor, size: int) -> dict[str, Callable[[], None]]:
    """The reading jobs; each checks that the page shows what it should."""
    last = -(-size // 25)
    numbers = [i * 7919 % size + 1 for i in range(16)]
    turn = iter(range(10**9))

    def read(path: str, must: str) -> Callable[[], None]:
        def job() -> None:
            if must not in visitor.get(path):
                raise RuntimeError(f"{path} does not show {must!r}")

        return job

    def partner() -> None:
        visitor.get(f"/partners/{numbers[next(turn) % len(numbers)]}")

    return {
        "home": read("/", "New agreement"),
        "first page": read("/partners", f"{size} rows"),
        "page 200": read(f"/partners?page={min(200, last - 1)}", f"{size} rows"),
        "last page": read(f"/partners?page={last}", f"to {size} of {size}"),
        "filter and sort": read("/partners?category=hospital&country=CN&sort=-name", "Hospital"),
        "search, Latin": read(f"/partners?q={RARE_LATIN}", f"{RARE} rows"),
        "search, Chinese": read(f"/partners?q={quote(RARE_ZH)}", f"{RARE} rows"),
        "key of a search": keys(visitor),
        "partner page": partner,
        "agreements": read("/agreements", "rows"),
        "renewals": read("/renewals", "rows"),
        "timeline of a year": read("/renewals/timeline?year=2026", "Agreements in 2026"),
        "timeline by person": read("/renewals/timeline?year=2026&group=person", "Nobody"),
        "decisions by month": read("/renewals/months", "Date unknown"),
        "tasks": read("/tasks", "rows"),
        "the whole office": read("/office", "Ending by quarter"),
        "year's report": read("/reports/year/2026", "Signed in 2026"),
    }


def creating(visitor: Visitor) -> Callable[[], None]:
    token = visitor.token("/partners/new")
    turn = iter(range(10**9))

    def create() -> None:
        form = {
            "csrf_token": token,
            "name_en": f"Created {next(turn)} {time.time_ns()}",
            "category": "hospital",
            "country": "CN",
            "status": "active",
        }
        answer = visitor.open("/partners/new", form)
        answer.read()
        if answer.status != 302:
            raise RuntimeError(f"create: {answer.status}")

    return create


def export(visitor: Visitor, server: Server, size: int, figures: Figures) -> None:
    """Measure the CSV export: first byte, rows a second, growth of memory."""
    found = []
    for _ in range(3):
        before = server.worker_memory()
        server.forget_peak()
        begun = time.perf_counter()
        answer = visitor.open("/partners/export.csv")
        answer.read(1)
        first = (time.perf_counter() - begun) * 1000
        rows = answer.read().count(b"\r\n") - 1
        rate = rows / (time.perf_counter() - begun)
        if rows < size:
            raise RuntimeError(f"export: {rows} rows of {size}")
        found.append((first, rate, server.worker_memory("VmHWM") - before))
    medians = (statistics.median(f[i] for f in found) for i in range(3))
    figures.first_byte, figures.rows_a_second, figures.growth = medians
    print(
        f"  {'CSV export':18}first byte {figures.first_byte:.1f} ms, "
        f"{figures.rows_a_second:,.0f} rows/s, memory +{figures.growth:.1f} MB"
    )


def measure(size: int, folder: Path) -> Figures:
    """Start the server on an office of that size, do each job, and print what it took."""
    with tempfile.TemporaryDirectory() as instance:
        shutil.copy(office(folder, size), Path(instance) / "crm.sqlite")
        switch_on(Path(instance) / "crm.sqlite")
        # The first start may compile modules; the second one is what people meet.
        with Server(Path(instance), free_port()):
            pass
        with Server(Path(instance), free_port()) as server:
            figures = Figures(cold_start=server.cold_start)
            print(f"\n{size:,} partners; first answer after {figures.cold_start:.2f} s")
            server.settle()
            visitor = Visitor(server.port)
            visitor.log_in()
            visitor.get("/partners")
            figures.idle = server.worker_memory()
            print(f"  idle worker {figures.idle:.1f} MB")
            print(f"  {'':18}{'p50 ms':>8}{'p95 ms':>8}{'req/s':>8}")
            jobs = pages(visitor, size)
            nobody = Visitor(server.port)
            asking = partial(nobody.get, PATH)
            for name, job in [*jobs.items(), ("create", creating(visitor))]:
                if name == "create":
                    export(visitor, server, size, figures)
                p50, p95, rate = timed(job)
                figures.p50[name] = p50
                print(f"  {name:18}{p50:8.2f}{p95:8.2f}{rate:8.0f}", flush=True)
            figures.p50["public page"], p95, _alone = timed(asking)
            figures.public_rate = rate_of_several(server.port)
            print(f"  {'public page':18}{figures.p50['public page']:8.2f}{p95:8.2f}", end="")
            print(f"{figures.public_rate:8.0f}")
            figures.peak = server.worker_memory("VmHWM")
            print(f"  peak memory {figures.peak:.1f} MB")
        figures.digest_run = digest_run(Path(instance))
        print(f"  digest run of {PEOPLE} people {figures.digest_run:.2f} s")
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--data", type=Path, default=Path(__file__).parent / "data")
    parser.add_argument("--without-postgresql", action="store_true")
    arguments = parser.parse_args()
    sizes = [int(size) for size in arguments.sizes.split(",")]
    measured = {size: measure(size, arguments.data) for size in sizes}
    if not arguments.without_postgresql:
        measured[max(sizes)].key_on_postgresql = key_of_a_search(arguments.data, max(sizes))
    print(closing_table(measured))


if __name__ == "__main__":
    main()
