"""Policies against each other, in the same company and under the same luck."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.compiled import Floats
from sim.study.pairs import Pairs, mean_interval, periods, share_interval
from sim.study.replicas import replicas, run_tables

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

    ``runs`` has one row a policy, replication and measured month: ``company, policy, replication, seed`` and the
    columns of ``Run.monthly``, in dollars.
    """

    policies: tuple[str, ...]
    runs: "pd.DataFrame"

    @cached_property
    def table(self) -> "pd.DataFrame":
        """Differences to the first policy, one row a policy, period and quantity.

        ``mean, low, high``: mean paired difference in dollars over the period, with its 95 % interval; ``share`` and
        its ends: that over the first policy's mean (nan if that is 0); ``won``: share of the replications in which
        the policy did better (more; of ``churned``, ``spend`` and ``wasted`` less).
        """
        import pandas as pd

        runs = self.runs.assign(net=self.runs["revenue"] - self.runs["spend"])
        company = str(runs["company"].iloc[0])
        pairs = [Pairs(runs, company, self.policies[0], policy) for policy in self.policies[1:]]
        return pd.DataFrame([row for pair in pairs for row in _rows(pair)])


def compare(
    company: Any,
    policies: Sequence[Any],
    replications: int = 40,
    seed: int = 0,
    years: int = 3,
    workers: int | None = None,
    people: dict[str, type[Any]] | None = None,
    **options: Any,
) -> Comparison:
    """Run ``company`` under each of two or more ``policies``, ``replications`` (2 or more) times, and pair the runs.

    Replication r of every policy has seed ``seed + r``. ``workers`` processes share the work; None takes all cores.
    The rest is as for ``simulate``. Raises ``SpecError`` before anything runs if something is not as it must be, or
    if two policies have one name and could not be told apart.
    """
    chosen = replicas(company, policies, replications, seed, years=years, **options)
    names = tuple(dict.fromkeys(replica.policy for replica in chosen))
    return Comparison(names, run_tables(chosen, workers, people)["months"])


def _rows(pair: Pairs) -> list[dict[str, Any]]:
    against, policy = pair.names
    ids = {"company": pair.company, "policy": policy, "against": against}
    return [
        {**ids, "period": period, "quantity": quantity, "replications": pair.replications}
        | _difference(*pair.over(quantity, months), sign)
        for period, months in periods(pair.months).items()
        for quantity, sign in QUANTITIES.items()
    ]


def _difference(first: Floats, second: Floats, sign: int) -> dict[str, float]:
    gain = second - first
    mean, low, high = mean_interval(gain)
    share, share_low, share_high = share_interval(gain, first)
    won = float((sign * gain > 0.0).mean())
    ends = {"share": share, "share_low": share_low, "share_high": share_high}
    return {"mean": mean, "low": low, "high": high, **ends, "won": won}
