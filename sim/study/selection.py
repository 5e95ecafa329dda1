"""Choosing the best of several policies: which may be best, what a choice may miss, and how many runs a choice takes.

Replications are paired: r of every policy has the same luck. sim-tools (1.3) has a selection procedure for such runs,
but reads the variance of another pair of policies than the one that it compares: of a thousand selections that it
promises to be right in 95 %, 56 % were; statsmodels has none. The quantiles are SciPy's.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sim.compiled import Floats
from sim.study.pairs import CONFIDENCE


class Lead(NamedTuple):
    """What a policy has more than the best of all others: estimate, and the ends of its interval.

    The intervals of all policies hold at once. Where nothing rules out that a policy is the best, alone or with others,
    it ``may_be_best``; a lower end of 0 says of one of these that it is.
    """

    mean: float
    low: float
    high: float
    may_be_best: bool


def leads(values: Mapping[str, Floats], confidence: float = CONFIDENCE) -> dict[str, Lead]:
    """Multiple comparisons with the best (Hsu 1984), by policy; more of ``values``, one a replication, is better.

    Two policies or more, and two replications or more. The widths are Student's t of the paired differences, with
    Bonferroni's correction over the comparisons of one policy with all others (Nelson & Matejcik 1995): of all studies
    at least ``confidence`` have every interval right, however the policies hang together.
    """
    names, table = list(values), np.array(list(values.values()))
    difference = table.mean(axis=1)[:, None] - table.mean(axis=1)[None, :]
    width = _widths(table, confidence)
    reach = _without_self(difference + width, math.inf).min(axis=1)
    candidates = reach >= 0.0
    told = {}
    for place, name in enumerate(names):
        rivals = candidates.copy()
        rivals[place] = False
        low = float(np.min(difference[place, rivals] - width[place, rivals])) if rivals.any() else 0.0
        mean = float(_without_self(difference, math.inf)[place].min())
        told[name] = Lead(mean, min(0.0, low), max(0.0, float(reach[place])), bool(candidates[place]))
    return told


def enough(values: Mapping[str, Floats], indifference: float, confidence: float = CONFIDENCE) -> int:
    """How many replications it takes in all to choose the policy with the highest mean of them.

    By Clark & Yang (1986): ``values`` are those of a first stage, ten replications a policy or more. With so many, the
    policy with the highest mean is the best in ``confidence`` of all studies, if the best is ahead of the others by
    ``indifference`` or more; if it is ahead by less, what is chosen is as good within ``indifference``. That holds of
    normal values. Of runs, whose gains have heavy tails, a first stage tells too little of the spread: two stages
    choose right in 93 to 94 % where they promise 95. So ask again with all that there are, until no more are wanted:
    that chooses right in 95 to 96 % (``tests/study/test_coverage.py``).
    """
    table = np.array(list(values.values()))
    first = table.shape[1]
    # A width narrows with the square root of the replications; the degrees of freedom stay those of the first stage.
    widest = float(_widths(table, confidence).max())
    return int(max(first, math.ceil(first * (widest / indifference) ** 2)))


def _widths(table: Floats, confidence: float) -> Floats:
    """One-sided, of each paired difference of two rows, corrected for the comparisons of one row with all others."""
    from scipy import stats

    policies, replications = table.shape
    spread = np.array([np.std(table - row, axis=1, ddof=1) for row in table])
    quantile = stats.t.ppf(1.0 - (1.0 - confidence) / (policies - 1), replications - 1)
    widths: Floats = quantile * spread / math.sqrt(replications)
    return widths


def _without_self(table: Floats, value: float) -> Floats:
    other = table.copy()
    np.fill_diagonal(other, value)
    return other
