"""What the figures have to be, as far as this project's own figures can say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass
class Figures:
    """What one run measured at one size: p50 in ms a job, and the server's own figures."""

    cold_start: float
    idle: float = 0.0
    peak: float = 0.0
    p50: dict[str, float] = field(default_factory=dict)
    first_byte: float = 0.0
    rows_a_second: float = 0.0
    growth: float = 0.0
    digest_run: float = 0.0
    public_rate: float = 0.0
    key_on_postgresql: float | None = None


@dataclass(frozen=True)
class Target:
    """A figure with the most that it may be."""

    name: str
    value: Callable[[Figures, Figures], float | None]
    most: float
    unit: str = ""

    def line(self, figures: Figures, smallest: Figures) -> str:
        value = self.value(figures, smallest)
        if value is None:
            return f"  {self.name:36}not measured"
        verdict = "reached" if value <= self.most else "MISSED"
        return f"  {self.name:36}{value:8.2f}{self.most:8.2f} {self.unit:4}{verdict}"


def _to_first(job: str) -> Callable[[Figures, Figures], float]:
    return lambda figures, _: figures.p50[job] / figures.p50["first page"]


def _to_smallest(job: str) -> Callable[[Figures, Figures], float]:
    return lambda figures, smallest: figures.p50[job] / smallest.p50[job]


TARGETS = (
    Target("page 200 to the first page", _to_first("page 200"), 1.25),
    Target("last page to the first page", _to_first("last page"), 1.25),
    Target("filter and sort to its smallest", _to_smallest("filter and sort"), 1.5),
    Target("search, Latin, to its smallest", _to_smallest("search, Latin"), 1.5),
    Target("search, Chinese, to its smallest", _to_smallest("search, Chinese"), 1.5),
    Target("key of a search", lambda figures, _: figures.p50["key of a search"], 8, "ms"),
    Target("key of a search, PostgreSQL", lambda figures, _: figures.key_on_postgresql, 12, "ms"),
    Target("renewals desk", lambda figures, _: figures.p50["renewals"], 50, "ms"),
    Target("timeline of a year", lambda figures, _: figures.p50["timeline of a year"], 50, "ms"),
    Target("timeline by person", lambda figures, _: figures.p50["timeline by person"], 50, "ms"),
    Target("decisions by month", lambda figures, _: figures.p50["decisions by month"], 50, "ms"),
    Target("home", lambda figures, _: figures.p50["home"], 15, "ms"),
    Target("year's report", lambda figures, _: figures.p50["year's report"] / 1000, 1.5, "s"),
    Target("public page", lambda figures, _: figures.p50["public page"], 2, "ms"),
    Target("public page, 800 requests", lambda figures, _: 800 / figures.public_rate, 1, "s"),
    Target("digest run", lambda figures, _: figures.digest_run, 5, "s"),
    Target("CSV, first byte", lambda figures, _: figures.first_byte, 20, "ms"),
    Target("CSV, growth of memory", lambda figures, _: figures.growth, 8, "MB"),
    Target("start to first answer", lambda figures, _: figures.cold_start, 0.8, "s"),
    Target("idle worker", lambda figures, _: figures.idle, 75, "MB"),
)


def closing_table(measured: Mapping[int, Figures]) -> str:
    """Each target with what was measured at the largest size; ratios are to the smallest."""
    smallest, largest = min(measured), max(measured)
    head = f"\nAt {largest:,} partners (smallest: {smallest:,})"
    lines = [t.line(measured[largest], measured[smallest]) for t in TARGETS]
    return "\n".join([f"{head:40}{'found':>7}{'at most':>8}", *lines])
