"""The pool from which the tests of coverage draw their studies: 20,000 pairs of runs of a small company.

``python -m tests.study.pool`` makes ``pool.parquet`` anew, in some twenty minutes on two cores; a change of the model
asks for that. The pairs are of the small company at half its size, a year after a year of warm-up, with teams in each
other's lanes and under its cure: money comes in few and uneven deals, as in any study of ours.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from sim.contract import SPENDING
from sim.model import FunnelModel
from sim.spec.load import experiment
from sim.study.workers import run_all

PAIRS = 20_000
POLICIES = ("lane_crossing", "distinct_marketing")
FILE = Path(__file__).parent / "pool.parquet"
COLUMNS = [f"{figure}_{policy}" for policy in POLICIES for figure in ("revenue", "spend")]


def pair(seed: int) -> list[int]:
    """Whole dollars of revenue and spend in the measured year, under each policy: ``COLUMNS``.

    Taken from the books as they are: of 40,000 runs the rest of a run's figures would cost as much again.
    """
    told = []
    for policy in POLICIES:
        run = FunnelModel(experiment("small", policy, years=1, seed=seed, scale=0.5)).run()
        books, first = run.tables["books"], run.spec.warmup_days
        columns = (["revenue"], SPENDING)
        told += [sum(int(books[name].to_numpy()[first:].sum()) for name in names) // 100 for names in columns]
    return told


def pool() -> pd.DataFrame:
    """The stored pairs, with ``COLUMNS``; pair r has seed r."""
    return pd.read_parquet(FILE)


if __name__ == "__main__":
    made = pd.DataFrame(run_all(range(PAIRS), 2, pair, "pairs"), columns=COLUMNS).astype(np.int32)
    made.to_parquet(FILE, compression="zstd", index=False)
    print(f"{len(made)} pairs in {FILE.name}, {FILE.stat().st_size:,} bytes")
