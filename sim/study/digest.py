"""What a study that tells a story keeps of each run: enough for its pictures, small enough for thousands of runs."""

from typing import TYPE_CHECKING

import numpy as np

from sim.records.leaks import month_of
from sim.spec.experiment import DAYS_PER_WEEK

if TYPE_CHECKING:
    import pandas as pd

    from sim.records.run import Run

MONEY = (
    *("month", "year", "revenue", "new_bookings", "expansions", "expected_bookings", "churned", "spend", "wasted"),
)
"""What is kept of ``Run.monthly``: all that a comparison looks at, not every line of the books."""
TRUST = ("sales", "marketing", "blame")
WAITED_IN = ("marketing_qualified", "sales_accepted", "opportunity")
"""Stages in which an account waits for a rep, and of which the times are kept."""
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def digest(run: "Run") -> "dict[str, pd.DataFrame]":
    """The tables ``months``, ``leaks``, ``funnel`` and ``stays`` of the measured time of one run."""
    return {"months": _months(run), "leaks": _leaks(run), "funnel": _funnel(run), "stays": stays(run)}


def _months(run: "Run") -> "pd.DataFrame":
    """``MONEY``, and the month's mean of trust (``TRUST``, 0..1), of leads waiting for a call and of open deals."""
    first = run.spec.warmup_days
    weeks, days = run.trust, run.days
    trust = weeks.groupby(month_of(weeks["week"] * DAYS_PER_WEEK, first))[list(TRUST)].mean()
    stock = days.groupby(month_of(days["day"], first))[["marketing_qualified", "opportunity"]].mean()
    names = {"marketing_qualified": "leads_waiting", "opportunity": "deals_open"}
    more = trust.join(stock.rename(columns=names)).loc[1:].round(3).astype("float32")
    return run.monthly[list(MONEY)].round({"wasted": 2}).join(more, on="month")


def _leaks(run: "Run") -> "pd.DataFrame":
    """A row a cause: ``cause, dollars, hours, value`` over all measured years (``Run.leaks``)."""
    return run.leaks.groupby("cause", sort=False)[["dollars", "hours", "value"]].sum().round(2).reset_index()


def _funnel(run: "Run") -> "pd.DataFrame":
    """A row a way and stage: ``way, stage, entered`` (``Run.conversions``)."""
    return run.conversions[["way", "stage", "entered"]]


def stays(run: "Run") -> "pd.DataFrame":
    """How long accounts stay in a stage: a row a stage of ``WAITED_IN``, ``stage, left`` and a column a quantile.

    ``left`` counts the stays that began and ended in the measured time; those that had not ended are left out, which
    makes long stays look a little shorter. Times are business days; quantiles (``q05`` to ``q95``) are missing (nan)
    where nobody left.
    """
    import pandas as pd

    moves = run.moves[["prospect", "day", "to"]]
    moves = moves.iloc[np.argsort(moves["prospect"].to_numpy(), kind="stable")]
    prospect, day = moves["prospect"].to_numpy(), moves["day"].to_numpy()
    ended = (prospect[1:] == prospect[:-1]) & (day[:-1] >= run.spec.warmup_days)
    stage, stayed = moves["to"].cat.codes.to_numpy()[:-1][ended], np.diff(day)[ended]
    names = list(moves["to"].cat.categories)
    rows = []
    for name in WAITED_IN:
        here = stayed[stage == names.index(name)]
        quantiles = np.quantile(here, QUANTILES) if len(here) else [np.nan] * len(QUANTILES)
        rows.append((name, len(here), *quantiles))
    return pd.DataFrame(rows, columns=["stage", "left", *(f"q{100 * share:02.0f}" for share in QUANTILES)])
