"""Replications until the answer is sure enough: a first batch, then as many more as the spread found asks for."""

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sim.study.replicas import Replica, run_tables

if TYPE_CHECKING:
    import pandas as pd

    from sim.records.run import Run
    from sim.study.replicas import Tables

GROWTH = 1.1
"""Each further round has at least a tenth more replications than all before, so that few rounds do."""


class Goal(NamedTuple):
    """How sure is sure: an interval's half-width of ``widest``, from ``fewest`` to ``most`` replications."""

    widest: float
    fewest: int
    most: int

    def next(self, replications: int, half_width: float) -> int:
        """How many replications it will take in all, seen from ``replications`` with that ``half_width``.

        An interval narrows with the square root of their number; one that is narrow enough, or cannot be narrowed
        any more, needs no more.
        """
        if half_width <= self.widest or replications >= self.most:
            return replications
        wanted = replications * max(GROWTH, (half_width / self.widest) ** 2)
        return min(self.most, math.ceil(wanted))


def until_sure(
    studies: Mapping[str, Callable[[range], Sequence[Replica]]],
    half_width: "Callable[[str, pd.DataFrame], float]",
    goal: Goal,
    workers: int | None,
    keep: "Callable[[Run], Tables]",
) -> "tuple[list[Replica], Tables]":
    """Run each of ``studies``, which gives its runs for a range of replications, until its half-width is small enough.

    Returns all runs chosen and what ``keep`` takes of them, ``months`` among it, as ``run_tables`` does. Which runs are
    made depends on nothing but the runs before them. Stopping when an interval looks narrow makes it cover its value a
    little less often than it says; with a hundred replications before the first look that is small (Chow & Robbins
    1965).
    """
    import pandas as pd

    done = dict.fromkeys(studies, 0)
    wanted = dict.fromkeys(studies, goal.fewest)
    chosen: list[Replica] = []
    found: list[Tables] = []
    while wanted != done:
        # Studies take turns, so that the time left is right from early on.
        new = [replica for name, of in studies.items() for replica in of(range(done[name], wanted[name]))]
        new.sort(key=lambda replica: replica.replication)
        chosen += new
        found.append(run_tables(new, workers, keep=keep))
        runs = {name: pd.concat([tables[name] for tables in found], ignore_index=True) for name in found[0]}
        done = wanted
        widths = {name: half_width(name, runs["months"]) for name in studies}
        wanted = {name: goal.next(done[name], widths[name]) for name in studies}
        for name in studies:
            if wanted[name] > done[name]:
                told = f"{name}: plus or minus {100.0 * widths[name]:.2f} % of revenue after {done[name]} replications"
                print(f"{told}; {wanted[name] - done[name]} more", file=sys.stderr, flush=True)
    return chosen, runs
