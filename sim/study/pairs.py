"""Two policies under the same luck: what differs, and how sure that is.

Replication r of every policy has the same seed, so that the same accounts have the same needs at the same time
(common random numbers). Differences are taken within a replication; the intervals are those of their means, over
members of the ensemble where these were run: replications of one member are not independent of each other.
"""

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.compiled import Floats

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

CONFIDENCE = 0.95
"""Of every interval in a study."""


def periods(months: int) -> dict[str, slice]:
    """The periods that a study of ``months`` measured months reports, as slices of months: first, last, all years."""
    years = months // 12
    last = {f"year {year}": slice(12 * year - 12, 12 * year) for year in (1, years)}
    return last if years == 1 else {**last, f"years 1-{years}": slice(0, months)}


class Pairs:
    """Two policies of one company, month by month, replication by replication."""

    def __init__(self, runs: "pd.DataFrame", company: str, first: str, second: str) -> None:
        """Pick both policies from ``runs`` (the columns of ``Comparison.runs``).

        Raises ``ValueError`` if one of them is missing or they do not share seeds and months: what was not run under
        the same luck is not paired.
        """
        self.company, self.names = company, (first, second)
        self._worlds = [_world(runs, company, policy) for policy in self.names]
        if not self._worlds[0].index.equals(self._worlds[1].index):
            raise ValueError(f"{company}: {first} and {second} differ in replications, seeds or months: not paired")
        keys = self._worlds[0].index
        self.replications, self.months = (keys.get_level_values(name).nunique() for name in ("replication", "month"))
        if len(keys) != self.replications * self.months or self.replications < 2:
            raise ValueError(f"{company}: {first} and {second} need two whole replications or more")
        self.over_members = "member" in runs
        own = self._worlds[0]["member"].to_numpy() if self.over_members else keys.get_level_values("replication")
        self.members: NDArray[np.int64] = np.asarray(own, np.int64)[:: self.months]
        """Whose each replication is; where all have the same numbers, its own."""

    def of(self, quantity: str) -> tuple[Floats, Floats]:
        """``quantity`` under the first and the second policy: replications x months."""
        shape = (self.replications, self.months)
        first, second = (world[quantity].to_numpy(dtype=float).reshape(shape) for world in self._worlds)
        return first, second

    def over(self, quantity: str, months: slice) -> tuple[Floats, Floats]:
        """The same, added up over ``months``: one number a replication."""
        first, second = self.of(quantity)
        return first[:, months].sum(axis=1), second[:, months].sum(axis=1)

    def by_member(self, values: Floats) -> Floats:
        """The mean of each member's replications, of ``values`` with one row a replication."""
        whose = np.unique_inverse(self.members).inverse_indices
        means: Floats = np.zeros((whose.max() + 1, *values.shape[1:]))
        np.add.at(means, whose, values)
        return (means.T / np.bincount(whose)).T


def _world(runs: "pd.DataFrame", company: str, policy: str) -> "pd.DataFrame":
    chosen = runs[(runs["company"] == company) & (runs["policy"] == policy)]
    if chosen.empty:
        raise ValueError(f"{company}: no runs of {policy}")
    return chosen.set_index(["replication", "seed", "month"]).sort_index()


def mean_interval(values: Floats, confidence: float = CONFIDENCE) -> tuple[float, float, float]:
    """Mean of one value a replication, with the lower and upper end of its interval (Student's t)."""
    from scipy import stats

    mean, error = float(np.mean(values)), float(stats.sem(values))
    half = float(stats.t.ppf(0.5 + confidence / 2.0, len(values) - 1)) * error
    return mean, mean - half, mean + half


def share_interval(part: Floats, whole: Floats) -> tuple[float, float, float]:
    """Mean of ``part`` over mean of ``whole``, with its 95 % interval: one value of each a replication.

    By the delta method: the ratio R of two means moves like the mean of R + (part - R whole) / mean(whole), and that
    gets Student's t. Part and whole come from the same run and move together, which this counts and dividing by a
    constant would not. A bootstrap would tell the same within the width's own error for 20 replications or more,
    but has draws of its own: the same runs would not give the same bytes. Where the whole is 0 there is no share: nan.
    """
    return mean_interval(linear(part, whole))


def share_change(before: tuple[Floats, Floats], after: tuple[Floats, Floats]) -> tuple[float, float, float]:
    """How much the share of ``after`` exceeds that of ``before``, with its 95 % interval.

    Each is a part and a whole, one value a replication, and replication r of both has the same luck. A share moves like
    the mean of what ``share_interval`` says, so the difference of two moves like the mean of the differences within
    replications: what luck does to both alike drops out. Where a whole is 0 there is no share: nan.
    """
    return mean_interval(linear(*after) - linear(*before))


def linear(part: Floats, whole: Floats) -> Floats:
    """What the share of two means moves like, one value a replication; their mean is the share."""
    if not np.mean(whole):
        return np.full(len(whole), math.nan)
    ratio = float(np.mean(part) / np.mean(whole))
    moved: Floats = ratio + (part - ratio * whole) / np.mean(whole)
    return moved


def named(name: str, interval: tuple[float, float, float]) -> dict[str, float]:
    """An estimate with its interval as ``name``, ``name_low`` and ``name_high``, the way tables have it."""
    return dict(zip((name, f"{name}_low", f"{name}_high"), interval, strict=True))
