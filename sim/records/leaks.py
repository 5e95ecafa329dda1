"""Where money and hours went missing. A dollar or an hour is counted once, under the first cause that holds.

Here so far: leads that marketing passed on and that were neither called nor chased (what it cost to make them),
collateral that no rep used, and marketing hours that had no money, list or deal to work on. A lead costs what the
measured time paid for leads over the leads passed on in it: wages by the hours planned, and demand's programme money.
A month alone would not do, since its leads come from earlier months' work.
"""

from typing import TYPE_CHECKING

import numpy as np

from sim.spec.experiment import DAYS_PER_WEEK, DAYS_PER_YEAR, HOURS_PER_WEEK, WEEKS_PER_YEAR

if TYPE_CHECKING:
    import pandas as pd

    from sim.records.run import Run

CAUSES = ("never_called", "collateral_unused", "idle")
MAKING_LEADS = ("hours_demand", "hours_nurture", "hours_analytics")
"""Marketing hours that go into leads."""


def month_of(days: "pd.Series[int] | np.ndarray", first: int) -> np.ndarray:
    """The month, from 1, in which each day falls; ``first`` is the first measured day. 0 and less is the warm-up."""
    month: np.ndarray = np.floor_divide((np.asarray(days) - first) * 12, DAYS_PER_YEAR) + 1
    return month


def leaks(run: "Run") -> "pd.DataFrame":
    """Rows ``month, year, cause, dollars, hours`` for each measured month and each of ``CAUSES``.

    ``hours`` are marketing hours, and ``dollars`` include their wages.
    """
    import pandas as pd

    moves, days = run.moves, run.days
    hours, wages, programmes = _lead_making(run)
    first, months = run.spec.warmup_days, 12 * run.spec.years
    made = int(((moves["to"] == "marketing_qualified") & (moves["day"] >= first)).sum())
    lost = moves.loc[moves["reason"] == "never_called", "day"]
    per_lead = (hours / made, (wages + programmes) / made) if made else (0.0, 0.0)
    piece_hours, piece_dollars = _per_piece(run)
    unused = days["collateral"] - days["collateral_used"]
    lost_by = np.bincount(np.maximum(month_of(lost, first), 0), minlength=months + 1)[1:]
    unused_by = np.bincount(np.maximum(month_of(days["day"], first), 0), weights=unused, minlength=months + 1)[1:]
    idle_by = np.bincount(
        np.maximum(month_of(days["day"], first), 0), weights=days["idle_hours"], minlength=months + 1
    )[1:]
    parts = [
        ("never_called", lost_by, *per_lead),
        ("collateral_unused", unused_by, piece_hours, piece_dollars),
        ("idle", idle_by, 1.0, _wage(run)),
    ]
    month = np.arange(1, months + 1)
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "month": month,
                    "year": (month - 1) // 12 + 1,
                    "cause": cause,
                    "dollars": count * dollars_each,
                    "hours": count * hours_each,
                }
            )
            for cause, count, hours_each, dollars_each in parts
        ],
        ignore_index=True,
    )


def _wage(run: "Run") -> float:
    """Dollars that a planned marketing hour costs: the loaded wage over the hours meant for marketing."""
    team = run.spec.company.team
    return team.marketer_cost / (HOURS_PER_WEEK * team.marketing_share * WEEKS_PER_YEAR)


def _lead_making(run: "Run") -> tuple[float, float, float]:
    """Hours, wages and programme dollars that went into leads over the measured time."""
    first = run.spec.warmup_days
    planned = run.people.loc[run.people["week"] * DAYS_PER_WEEK >= first, list(MAKING_LEADS)]
    hours = float(planned.to_numpy().sum())
    programmes = run.books.loc[run.books["day"] >= first, "programmes_demand"]
    return hours, hours * _wage(run), float(programmes.sum()) / 100.0


def _per_piece(run: "Run") -> tuple[float, float]:
    """Marketing hours and dollars, wages included, behind one piece of collateral."""
    reach = run.spec.behaviour.reach
    return reach.hours_per_collateral, reach.dollars_per_collateral + reach.hours_per_collateral * _wage(run)
