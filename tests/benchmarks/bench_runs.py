"""What a run costs: crowd, people, growth with the market, memory, both engines, compiling and loading.

Each size runs under its typical policy, a year of warm-up and three measured ones, everything included: people, books,
records. A cost per prospect-day is over all four years; the best of a few seeds counts, after one that nobody counts.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from os import environ
from typing import Any, NamedTuple

import pyarrow as pa  # noqa: F401 - read before the clock starts

from sim.columns.state import ACCOUNT
from sim.model import FunnelModel
from sim.spec.experiment import DAYS_PER_WEEK
from sim.spec.load import experiment, load_company

SIZES = ("small", "mid", "large", "enterprise")
SEEDS = (1, 2, 3)
MARKET, LARGE_MARKET = 100_000, 1_000_000

LOAD = """
import time, sim.model, numba
start = time.perf_counter()
import sim.columns.crowd
print(time.perf_counter() - start)
"""
PEAK = """
import re, sys
from pathlib import Path
from tests.benchmarks.bench_runs import cost
took = cost("enterprise", int(sys.argv[1]), seeds=(1,)).total
# The kernel's own high-water mark; what getrusage tells may be the parent's.
print(took, int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024)
"""


class Cost(NamedTuple):
    """Seconds of one run in all and of its crowd, and how much there was to do."""

    total: float
    crowd: float
    prospect_days: int
    person_weeks: int

    @property
    def ns_total(self) -> float:
        """Nanoseconds a prospect-day."""
        return self.total / self.prospect_days * 1e9

    @property
    def ns_crowd(self) -> float:
        """The same of the crowd alone."""
        return self.crowd / self.prospect_days * 1e9

    @property
    def us_person_week(self) -> float:
        """Microseconds a person-week of all but the crowd."""
        return (self.total - self.crowd) / self.person_weeks * 1e6


def cost(size: str, accounts: int | None = None, engine: str = "columns", seeds: tuple[int, ...] = SEEDS) -> Cost:
    """The cheapest of the runs with ``seeds`` of a company of that ``size``, with another market if ``accounts``."""
    company = load_company(size, {"market.accounts": accounts} if accounts else None)
    specs = [experiment(company, company.typical, seed=seed, engine=engine) for seed in seeds]
    return min(map(_one, specs))


def _one(spec: Any) -> Cost:
    start = time.perf_counter()
    model = FunnelModel(spec)
    live, crowd = model.crowd.live, 0.0

    def timed(first: int, last: int) -> Iterator[Any]:
        nonlocal crowd
        begun = time.perf_counter()
        days = list(live(first, last))
        crowd += time.perf_counter() - begun
        yield from days

    model.crowd.live = timed
    run = model.run()
    total = time.perf_counter() - start
    accounts, days = model.company.market.accounts, spec.days
    assert days % DAYS_PER_WEEK == 0
    return Cost(total, crowd, accounts * days, run.tables["people"].num_rows)


def measure() -> Iterator[tuple[str, float, str]]:
    """Yield name, value and unit of each cost."""
    with tempfile.TemporaryDirectory() as cold:
        yield "compile_seconds_cold", _fresh(LOAD, XDG_CACHE_HOME=cold)[0], "s"
        yield "load_seconds_warm", min(_fresh(LOAD, XDG_CACHE_HOME=cold)[0] for _ in range(3)), "s"
    cost("small", seeds=(1,))
    on_market = {size: cost(size, MARKET) for size in SIZES}
    yield "ns_crowd_100k", on_market["enterprise"].ns_crowd, "ns a prospect-day"
    for size, spent in on_market.items():
        yield f"ns_total_{size}", spent.ns_total, "ns a prospect-day, 100,000 accounts"
    yield "us_person_week", on_market["enterprise"].us_person_week, "us"
    for size, spent in on_market.items():
        growth = cost(size, LARGE_MARKET, seeds=SEEDS[:1]).ns_total / spent.ns_total
        yield f"growth_100k_to_1m_{size}", growth, "times a prospect-day"
    small, large = (_fresh(PEAK, str(accounts)) for accounts in (MARKET, LARGE_MARKET))
    yield "seconds_1m_4y", large[0], "s"
    yield "gigabytes_1m", large[1] / 1e9, "GB at the most"
    yield "bytes_per_prospect", float(ACCOUNT.itemsize), "bytes"
    yield "bytes_per_prospect_peak", (large[1] - small[1]) / (LARGE_MARKET - MARKET), "bytes with leads, records, day 0"
    own = {size: cost(size) for size in SIZES}
    for size, spent in own.items():
        yield f"runs_per_second_{size}", 1.0 / spent.total, "a second and core"
    for size in ("mid", "large"):
        agents = cost(size, engine="agents", seeds=SEEDS[:1])
        yield f"speedup_vs_agents_{size}", agents.total / own[size].total, "times"
        yield f"speedup_of_crowd_{size}", agents.crowd / own[size].crowd, "times"
        yield f"us_agents_prospect_day_{size}", agents.ns_total / 1e3, "us"
    yield "headline_seconds", _headline(), "s"


def _fresh(code: str, *words: str, **places: str) -> list[float]:
    """The numbers that ``code`` prints in a process of its own."""
    command = [sys.executable, "-c", code, *words]
    done = subprocess.run(command, env=environ | places, capture_output=True, text=True, check=True)
    return [float(number) for number in done.stdout.split()]


def _headline() -> float:
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        command = [sys.executable, "-m", "experiments.cost_of_feud", f"out={folder}"]
        subprocess.run(command, capture_output=True, check=True)
        return time.perf_counter() - start
