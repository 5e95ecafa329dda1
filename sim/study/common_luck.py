"""What common random numbers save: the variance of a paired difference over that of independent seeds.

Two policies under one seed face the same accounts with the same luck. If their results had nothing else in common, the
variance of their difference would be the sum of both variances; the ratio to that sum is the part of the replications
that pairing still needs for the same interval.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.compiled import Floats
from sim.study.pairs import CONFIDENCE, Pairs

if TYPE_CHECKING:
    import pandas as pd

QUANTITIES: dict[str, tuple[str, ...]] = {
    "bookings": ("new_bookings", "expansions"),
    "expected_bookings": ("expected_bookings",),
    "revenue": ("revenue",),
}
"""What is compared, over all measured years, by the columns of ``Run.monthly`` that it is the sum of."""
RESAMPLES = 2000


def variance_ratio(first: Floats, second: Floats) -> float:
    """Variance of the paired difference over the sum of both variances: 1 for independent worlds, 0 for equal ones.

    Where nothing varies there is nothing to save: 1.
    """
    apart = float(np.var(first, ddof=1) + np.var(second, ddof=1))
    return float(np.var(second - first, ddof=1)) / apart if apart > 0.0 else 1.0


def variance_ratios(runs: "pd.DataFrame", company: str, first: str, second: str) -> list[dict[str, object]]:
    """One row a quantity: ``company, first, second, pairs, quantity, ratio, low, high``.

    ``runs`` are those of ``Comparison.runs``. The 95 % interval is a percentile bootstrap over pairs with a fixed seed,
    so that equal runs give equal rows.
    """
    from scipy import stats

    pairs = Pairs(runs, company, first, second)
    rows: list[dict[str, object]] = []
    for quantity, columns in QUANTITIES.items():
        worlds = [sum(parts) for parts in zip(*(pairs.over(name, slice(None)) for name in columns), strict=True)]
        both: Sequence[Floats] = [np.asarray(world, dtype=np.float64) for world in worlds]
        ends = stats.bootstrap(
            both,
            variance_ratio,
            paired=True,
            vectorized=False,
            n_resamples=RESAMPLES,
            confidence_level=CONFIDENCE,
            method="percentile",
            rng=np.random.default_rng(0),
        ).confidence_interval
        ids = {"company": company, "first": first, "second": second, "pairs": pairs.replications}
        ratio = variance_ratio(*both)
        rows.append({**ids, "quantity": quantity, "ratio": ratio, "low": float(ends.low), "high": float(ends.high)})
    return rows
