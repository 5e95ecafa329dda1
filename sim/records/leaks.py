"""Where money, hours and buyers went missing, by month and cause. Nothing is counted twice.

*Hours and dollars* go by what they were spent on, each under the first cause that holds:

- ``never_called``: making leads that no rep called (a lead costs what the measured time paid for leads over the leads
  passed on in it: wages by the hours planned, and demand's programme money; a month alone would not do, since its leads
  come from earlier months' work)
- ``not_fit``, ``not_ready``: a rep's calls that found no buyer, at their hours
- ``collided``: touches of an account at which the other team was, as far as the two did not coordinate
- ``prospecting``: own prospecting while leads that the rep meant to call lay waiting
- ``collateral_unused``: pieces that no rep used

*Value* goes by why a buyer was lost who, with the same luck, would have been won over: the annual value of deals that
``neglected`` hours or a clumsy touch (``collided``) lost, and the expected annual value of deals that never came
about because the inquiry was scored out (``stuck_at_top``), ``never_called``, called ``too_late`` or ``collided``. One
need is lost once, for the last cause, and not at all if the account was won over later in the same window.

``WASTE`` is what counts as wasted spending: money and hours that served nobody. The rest is the price of finding out.
"""

from typing import TYPE_CHECKING

import numpy as np

from sim.spec.experiment import DAYS_PER_WEEK, DAYS_PER_YEAR, HOURS_PER_WEEK, WEEKS_PER_YEAR

if TYPE_CHECKING:
    import pandas as pd

    from sim.records.run import Run

CAUSES = (
    *("stuck_at_top", "never_called", "too_late", "not_ready", "not_fit", "collided", "neglected"),
    *("prospecting", "collateral_unused"),
)
WASTE = ("never_called", "collided", "collateral_unused")
MAKING_LEADS = ("demand", "nurture", "analytics")
"""Marketing hours that go into leads."""


def month_of(days: "pd.Series[int] | np.ndarray", first: int) -> np.ndarray:
    """The month, from 1, in which each day falls; ``first`` is the first measured day. 0 and less is the warm-up."""
    month: np.ndarray = np.floor_divide((np.asarray(days) - first) * 12, DAYS_PER_YEAR) + 1
    return month


def leaks(run: "Run") -> "pd.DataFrame":
    """Rows ``month, year, cause, dollars, hours, value`` for each measured month and each of ``CAUSES``.

    ``dollars`` include the wages of ``hours``; ``value`` is dollars a year.
    """
    import pandas as pd

    month = np.arange(1, 12 * run.spec.years + 1)
    spent, lost = _spent(run), _lost(run)
    nothing = np.zeros(len(month))
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "month": month,
                    "year": (month - 1) // 12 + 1,
                    "cause": cause,
                    "dollars": spent.get(cause, (nothing, nothing))[1],
                    "hours": spent.get(cause, (nothing, nothing))[0],
                    "value": lost.get(cause, nothing),
                }
            )
            for cause in CAUSES
        ],
        ignore_index=True,
    )


def _spent(run: "Run") -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Hours and dollars of each month, by cause."""
    moves, days, behaviour, effort = run.moves, run.days, run.spec.behaviour, run.spec.company.effort
    rep, _ = _wages(run)
    lead = _making_a_lead(run)
    touch = _each(run, "demand", effort.hours_per_touch, effort.dollars_per_touch)
    piece = _each(run, "enablement", behaviour.reach.hours_per_collateral, behaviour.reach.dollars_per_collateral)
    uncalled = _monthly(run, moves.loc[moves["reason"] == "never_called", "day"])
    unused = _monthly(run, days["day"], days["collateral"] - days["collateral_used"])
    misplaced = _monthly(run, days["day"], days["misplaced_hours"])
    contacts = _monthly(run, days["day"], days["sales_clashes"]) * effort.hours_per_contact
    touches = _monthly(run, days["day"], days["marketing_clashes"])
    found = {
        "never_called": (uncalled * lead[0], uncalled * lead[1]),
        "collided": (contacts + touches * touch[0], contacts * rep + touches * touch[1]),
        "prospecting": (misplaced, misplaced * rep),
        "collateral_unused": (unused * piece[0], unused * piece[1]),
    }
    for cause in ("not_ready", "not_fit"):
        calls = _monthly(run, moves.loc[moves["reason"] == cause, "day"]) * behaviour.handoff.hours_per_lead
        found[cause] = (calls, calls * rep)
    return found


def _lost(run: "Run") -> dict[str, np.ndarray]:
    """Annual value lost in each month, in dollars, by cause."""
    missed = run.missed
    return {
        str(cause): _monthly(run, rows["day"], rows["value"] / 100.0)
        for cause, rows in missed.groupby("cause", observed=True)
    }


def _monthly(run: "Run", days: "pd.Series[int]", weights: "pd.Series[float] | None" = None) -> np.ndarray:
    """How much falls into each measured month."""
    months = 12 * run.spec.years
    month = np.maximum(month_of(days, run.spec.warmup_days), 0)
    return np.bincount(month, weights=weights, minlength=months + 1)[1:].astype(float)


def _wages(run: "Run") -> tuple[float, float]:
    """Dollars that an hour of selling and one of marketing cost: the loaded wage over the hours meant for it."""
    team = run.spec.company.team
    week = HOURS_PER_WEEK * WEEKS_PER_YEAR
    selling = team.rep_cost / (week * team.selling_share) if team.selling_share > 0.0 else 0.0
    return selling, team.marketer_cost / (week * team.marketing_share)


def _measured(run: "Run", activities: tuple[str, ...], programme: str) -> tuple[float, float]:
    """Marketing hours planned for ``activities`` and dollars paid for ``programme`` over the measured time."""
    first = run.spec.warmup_days
    planned = run.people.loc[run.people["week"] * DAYS_PER_WEEK >= first, [f"hours_{name}" for name in activities]]
    paid = run.books.loc[run.books["day"] >= first, f"programmes_{programme}"]
    return float(planned.to_numpy().sum()), float(paid.sum()) / 100.0


def _making_a_lead(run: "Run") -> tuple[float, float]:
    """Marketing hours and dollars, wages included, behind one lead passed on in the measured time."""
    hours, dollars = _measured(run, MAKING_LEADS, "demand")
    moves = run.moves
    made = int(((moves["to"] == "marketing_qualified") & (moves["day"] >= run.spec.warmup_days)).sum())
    return (hours / made, (hours * _wages(run)[1] + dollars) / made) if made else (0.0, 0.0)


def _each(run: "Run", activity: str, hours_each: float, dollars_each: float) -> tuple[float, float]:
    """Hours and dollars, wages included, of one touch or piece, of which some are made and others bought."""
    hours, dollars = _measured(run, (activity,), activity)
    if hours_each <= 0.0 or dollars_each <= 0.0:
        return 0.0, 0.0
    number = hours / hours_each + dollars / dollars_each
    return (hours / number, (hours * _wages(run)[1] + dollars) / number) if number > 0.0 else (0.0, 0.0)
