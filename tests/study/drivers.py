"""A small sweep in cheap chunks, and processes that drive it: to be killed, or to work side by side."""

import multiprocessing
from pathlib import Path

from sim.study import chunks
from sim.study.design import grid, points
from sim.study.sweep import Shard, Sweep, local, swept

DESIGN = {"company": ["small"], "policy": ["silos", "open_feud"], "scale": [0.02], "years": [1], "warmup_years": [0]}
REPLICATIONS = 10
SMALL_CHUNKS = 0.25
"""Seconds: of some three runs each."""

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["sim.columns.crowd", "sim.model", "tests.study.drivers"])


def small_sweep(**changes) -> Sweep:
    """Twenty runs of a fiftieth of a small company."""
    return Sweep(points(grid(DESIGN), 0, REPLICATIONS), REPLICATIONS)._replace(**changes)


def drive(folder: str, workers: int, shard: str) -> None:
    """Drive the small sweep."""
    chunks.SECONDS = SMALL_CHUNKS
    swept(small_sweep(shard=Shard.parse(shard)), Path(folder), local(workers))


def started(folder: Path, workers: int = 1, shard: str = "1/1") -> multiprocessing.Process:
    """A process that drives it into ``folder``."""
    process = PROCESSES.Process(target=drive, args=(str(folder), workers, shard))
    process.start()
    return process
