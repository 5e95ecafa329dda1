"""One pair of worlds to look at, day by day: what the sums of a study are made of."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.contract import SPENDING
from sim.spec.experiment import DAYS_PER_WEEK, DAYS_PER_YEAR
from sim.study.contest import Contest
from sim.study.feud import net_gains
from sim.study.pairs import Pairs
from sim.study.replicas import Replica, run_tables

if TYPE_CHECKING:
    import pandas as pd

    from sim.records.run import Run

SHOWN = ("marketing_qualified", "sales_accepted", "opportunity", "customer", "recycled", "cooling_off")
"""Stages that a replay shows; the others are out of the funnel, or left within the day."""


def most_usual(months: "pd.DataFrame", contest: Contest) -> int:
    """The replication nearest to the mean of all, in net gain and in the typical world's revenue over all years.

    Both distances are in standard deviations; the earliest if several are as near.
    """
    pairs = Pairs(months, contest.company.name, contest.typical.name, contest.cure.name)
    revenue, _ = pairs.over("revenue", slice(None))
    far = np.zeros(pairs.replications)
    for values in (net_gains(pairs).sum(axis=1), revenue):
        if (spread := values.std()) > 0.0:
            far += ((values - values.mean()) / spread) ** 2
    return int(far.argmin())


def replays(
    months: "pd.DataFrame", shown: Mapping[str, Contest], chosen: Sequence[Replica], workers: int | None
) -> "pd.DataFrame":
    """The days of one replication of every policy of each company: that which is most usual in the contest ``shown``.

    A row a company, policy and measured day (``day``, from 0): ``replication, seed``, accounts in the stages ``SHOWN``
    at the day's end, ``revenue`` (dollars a year, at the day's rate), ``spent`` (dollars so far) and trust of ``sales``
    and ``marketing`` (0..1, of the week).
    """
    numbers = {company: most_usual(months, contest) for company, contest in shown.items()}
    wanted = [run for run in chosen if run.replication == numbers[run.spec.company.name]]
    return run_tables(wanted, workers, keep=_days)["days"]


def _days(run: "Run") -> "dict[str, pd.DataFrame]":
    first = run.spec.warmup_days
    days = run.days.loc[first:, list(SHOWN)].astype("int32")
    trust = run.trust.set_index("week")[["sales", "marketing"]].round(4).astype("float32")
    weeks = trust.loc[days.index.to_numpy() // DAYS_PER_WEEK].to_numpy()
    days.insert(0, "day", (days.index - first).astype("int32"))
    yearly = run.books["revenue"].to_numpy()[first:] * (DAYS_PER_YEAR / 100.0)  # from cents a day
    days["revenue"] = yearly.round().astype("int64")
    spent = run.books[list(SPENDING)].sum(axis=1).to_numpy()[first:] / 100.0
    days["spent"] = spent.cumsum().round().astype("int64")
    days[["sales", "marketing"]] = weeks
    return {"days": days.reset_index(drop=True)}
