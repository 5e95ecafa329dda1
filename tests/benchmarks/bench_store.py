"""What a store costs: beside the bare runs, to go on from, in memory, and to read a million rows of.

``python -m tests.benchmarks.bench_store 10000`` takes that many runs (an hour) in the place of a few.
"""

import gc
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pyarrow as pa

from sim.model import FunnelModel
from sim.spec.load import experiment
from sim.study import load
from sim.study.chunks import Chunk, Part, figure_names, schema, yearly
from sim.study.design import expected_seconds, points, specified
from sim.study.store import Store
from sim.study.sweep import Sweep, local, swept

RUNS, BLOCKS, COLLECTED = 200, 10, 50
ROWS, YEARS, ROWS_A_CHUNK = 1_000_000, 3, 12_000
SIZES = (("small", 1.0), ("small", 0.2), ("mid", 1.0), ("large", 1.0), ("large", 0.2), ("enterprise", 1.0))


def overhead(runs: int, folder: Path) -> tuple[float, float]:
    """CPU time of ``runs`` of a small company through a store, over that of the same runs bare; and bytes of memory.

    Both take the same figures of each run. They take turns, block by block, so that whatever the machine does meanwhile
    meets both. Memory: how much more the process holds at the end than after the first block.
    """
    sweep = Sweep(points([{"company": "small"}], 0, runs), runs)
    (point,) = sweep.points
    spent, held, spec = [0.0, 0.0], 0, specified(point.choices, 0)
    for block in range(BLOCKS):
        first, last = runs * block // BLOCKS, runs * (block + 1) // BLOCKS
        begun = time.process_time()
        swept(sweep._replace(replications=last), folder, local(1))
        spent[0] += time.process_time() - begun
        begun = time.process_time()
        for seed in range(first, last):
            yearly(FunnelModel(spec.model_copy(update={"seed": seed})).run())
            if seed % COLLECTED == COLLECTED - 1:
                gc.collect()  # as often as a store does, lest what bare runs leave lying about be laid to its account
        gc.collect()
        spent[1] += time.process_time() - begun
        held = held or psutil.Process().memory_info().rss
    return spent[0] / spent[1], psutil.Process().memory_info().rss - held


def fill(folder: Path) -> None:
    """A store of ``ROWS`` made-up rows of two companies under five policies."""
    store, rng = Store(folder), np.random.default_rng(0)
    design = [{"company": company, "policy": policy} for company in ("small", "mid") for policy in POLICIES]
    each = ROWS // len(design) // YEARS
    for point in points(design, 0, each):
        for first in range(0, each, ROWS_A_CHUNK // YEARS):
            numbers = np.arange(first, min(each, first + ROWS_A_CHUNK // YEARS))
            rows = np.repeat(numbers, YEARS)
            names = {name: [getattr(point, name)] * len(rows) for name in ("company", "policy", "choices", "config")}
            keys = {"replication": rows, "seed": rows, "year": np.tile(np.arange(1, YEARS + 1), len(numbers))}
            figures = {name: rng.normal(size=len(rows)) for name in figure_names()}
            table = pa.table({**names, **keys, **figures, "error": pa.nulls(len(rows), pa.string())}, schema=schema())
            store.add(Chunk(0, (Part(point, tuple(numbers.tolist())),)), table)


POLICIES = ("silos", "sales_led", "open_feud", "dual_mandate", "frictionless")


def reading(folder: Path) -> float:
    """Seconds to load a million rows and to take their means by company, policy and year."""
    begun = time.perf_counter()
    frame = load(folder)
    means = frame.groupby(["company", "policy", "year"], observed=True)[list(figure_names())].mean()
    took = time.perf_counter() - begun
    assert (len(frame), len(means)) == (ROWS // 10 // YEARS * 10 * YEARS, 30)
    return took


def expectation() -> float:
    """The farthest that ``expected_seconds`` is from what a run takes here, as a ratio, relative to the mean ratio."""
    ratios = []
    for company, scale in SIZES:
        spec = experiment(company, "sales_led", scale=scale)
        yearly(FunnelModel(spec).run())
        begun = time.process_time()
        yearly(FunnelModel(spec).run())
        ratios.append((time.process_time() - begun) / expected_seconds(spec))
    relative = np.array(ratios) / np.exp(np.mean(np.log(ratios)))
    return float(np.max(np.maximum(relative, 1.0 / relative)))


def measure(runs: int = RUNS) -> Iterator[tuple[str, float, str]]:
    """Yield name, value and unit of each cost."""
    with tempfile.TemporaryDirectory() as place:
        ratio, held = overhead(runs, Path(place) / "runs")
        yield f"ratio_cpu_store_to_bare_{runs}_runs", ratio, "times"
        yield f"growth_memory_{runs}_runs", held / 2**20, "MiB"
        begun = time.perf_counter()
        Store(Path(place) / "runs").done()
        yield f"scan_{runs}_runs", time.perf_counter() - begun, "s"
        fill(Path(place) / "rows")
        yield "load_and_group_million_rows", reading(Path(place) / "rows"), "s"
    yield "ratio_farthest_expected_seconds", expectation(), "times"


if __name__ == "__main__":
    for name, value, unit in measure(*map(int, sys.argv[1:2])):
        print(f"{name} {value:.4g} {unit}", flush=True)
