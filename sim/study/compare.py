"""Policies against each other, in the same company and under the same luck."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.compiled import Floats
from sim.study.pairs import Pairs, mean_interval, periods, share_interval
from sim.study.replicas import replicas, run_tables
from sim.study.variance import parts

if TYPE_CHECKING:
    import pandas as pd

QUANTITIES: dict[str, int] = {
    "revenue": 1,
    "new_bookings": 1,
    "expansions": 1,
    "expected_bookings": 1,
    "churned": -1,
    "spend": -1,
    "wasted": -1,
    "net": 1,
}
"""What is compared (``net`` is revenue less spend), and whether more of it (1) or less (-1) wins."""


@dataclass(frozen=True)
class Comparison:
    """Runs of one company under several ``policies``, paired by seed; the others are held against the first.

    ``runs`` has one row a policy, replication and measured month: ``company, policy, replication, seed``, ``member``
    where members of the ensemble were run, and the columns of ``Run.monthly``, in dollars.
    """

    policies: tuple[str, ...]
    runs: "pd.DataFrame"

    @cached_property
    def table(self) -> "pd.DataFrame":
        """Differences to the first policy, one row a policy, period and quantity.

        ``mean, low, high``: mean paired difference in dollars over the period, with its 95 % interval, over members
        where these were run: replications of one member are not independent of each other; ``share`` and
        its ends: that over the first policy's mean (nan if that is 0); ``won``: share of the replications in which
        the policy did better (more; of ``churned``, ``spend`` and ``wasted`` less).
        """
        import pandas as pd

        return pd.DataFrame([row for pair in self._pairs for row in _rows(pair)])

    @cached_property
    def uncertainty(self) -> "pd.DataFrame":
        """Where the differences in ``table`` are from, in the same rows: luck, or numbers that nobody knows.

        The columns are those of ``sim.study.variance.Parts``, in dollars over the period. Raises ``ValueError`` for
        runs of the catalogue's numbers alone: compare with ``uncertainty="parameters"``.
        """
        import pandas as pd

        if "member" not in self.runs:
            raise ValueError('all runs have the same numbers; compare with uncertainty="parameters"')
        return pd.DataFrame([row for pair in self._pairs for row in _from_where(pair)])

    @cached_property
    def _pairs(self) -> list[Pairs]:
        runs = self.runs.assign(net=self.runs["revenue"] - self.runs["spend"])
        company = str(runs["company"].iloc[0])
        return [Pairs(runs, company, self.policies[0], policy) for policy in self.policies[1:]]


def compare(
    company: Any,
    policies: Sequence[Any],
    replications: int = 40,
    seed: int = 0,
    years: int = 3,
    workers: int | None = None,
    people: dict[str, type[Any]] | None = None,
    uncertainty: str = "luck",
    **options: Any,
) -> Comparison:
    """Run ``company`` under each of two or more ``policies``, ``replications`` (2 or more) times, and pair the runs.

    Replication r of every policy has seed ``seed + r``. With ``uncertainty="parameters"`` replications also differ in
    the numbers of the model: members of the ensemble take turns, each for two replications, and
    ``Comparison.uncertainty`` tells their part from that of luck. ``workers`` processes share the work; None takes all
    cores. The rest is as for ``simulate``. Raises ``SpecError`` before anything runs if something is not as it must
    be, or if two policies have one name and could not be told apart.
    """
    chosen = replicas(company, policies, replications, seed, uncertainty, years=years, **options)
    names = tuple(dict.fromkeys(replica.policy for replica in chosen))
    return Comparison(names, run_tables(chosen, workers, people)["months"])


def _from_where(pair: Pairs) -> list[dict[str, Any]]:
    return [
        {**_ids(pair), "period": period, "quantity": quantity, "replications": pair.replications}
        | parts(np.subtract(*reversed(pair.over(quantity, months))), pair.members)._asdict()
        for period, months in periods(pair.months).items()
        for quantity in QUANTITIES
    ]


def _rows(pair: Pairs) -> list[dict[str, Any]]:
    return [
        {**_ids(pair), "period": period, "quantity": quantity, "replications": pair.replications}
        | _difference(pair, *pair.over(quantity, months), sign)
        for period, months in periods(pair.months).items()
        for quantity, sign in QUANTITIES.items()
    ]


def _ids(pair: Pairs) -> dict[str, str]:
    against, policy = pair.names
    return {"company": pair.company, "policy": policy, "against": against}


def _difference(pair: Pairs, first: Floats, second: Floats, sign: int) -> dict[str, float]:
    won = float((sign * (second - first) > 0.0).mean())
    first, second = pair.by_member(first), pair.by_member(second)
    mean, low, high = mean_interval(second - first)
    share, share_low, share_high = share_interval(second - first, first)
    ends = {"share": share, "share_low": share_low, "share_high": share_high}
    return {"mean": mean, "low": low, "high": high, **ends, "won": won}
