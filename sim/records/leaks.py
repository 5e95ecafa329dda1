"""Where money, hours and buyers went missing, by month and cause. Nothing is counted twice.

*Hours and dollars* go by what they were spent on, each under the first cause that holds:

- ``collided``: touches of an account at which the other team was, as far as the two did not coordinate
- ``never_called``: making leads that went back without having been called or chased (a lead costs what the measured
  time paid for leads over the leads passed on in it: wages by the hours planned, and demand's programme money, less
  what collided; a month alone would not do, since its leads come from earlier months' work)
- ``not_fit``, ``not_ready``: a rep's calls that found no buyer, at their hours without those for reporting
- ``prospecting``: other contacts while leads that the rep meant to call lay waiting
- ``collateral_unused``: pieces that no rep used

*Value* goes by why a buyer was lost who, with the same luck, would have been won over: the annual value of deals that
``neglected`` hours or a clumsy touch (``collided``) lost, and the expected annual value of deals that never came
about because the inquiry was scored out (``stuck_at_top``), ``never_called``, called ``too_late`` or ``collided``. One
need is lost once, for the last cause, and not at all if the account was won over later in the same window; what is not
won over by the end of the run counts as lost.

``WASTE`` is what counts as wasted spending: money and hours that served nobody. The rest is the price of finding out.
"""

from typing import TYPE_CHECKING, Protocol

import numpy as np

from sim.spec.experiment import DAYS_PER_WEEK, DAYS_PER_YEAR, HOURS_PER_WEEK, WEEKS_PER_YEAR, ExperimentSpec

if TYPE_CHECKING:
    import pandas as pd


class Records(Protocol):
    """What a finished run has left, as frames (``sim.contract``)."""

    @property
    def spec(self) -> ExperimentSpec:
        """What was run."""

    @property
    def moves(self) -> "pd.DataFrame":
        """A row for each move of a prospect."""

    @property
    def days(self) -> "pd.DataFrame":
        """A row for each day."""

    @property
    def people(self) -> "pd.DataFrame":
        """A row for each person, week and activity."""

    @property
    def books(self) -> "pd.DataFrame":
        """A row for each amount booked or spent."""

    @property
    def missed(self) -> "pd.DataFrame":
        """A row for each need that was lost."""


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


def days_in(months: int) -> np.ndarray:
    """Business days in each of the first ``months`` measured months."""
    days = np.arange(DAYS_PER_YEAR * -(-months // 12))
    return np.bincount(month_of(days, 0))[1 : months + 1]


def leaks(run: Records) -> "pd.DataFrame":
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


def _spent(run: Records) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Hours and dollars of each month, by cause."""
    days, behaviour, effort = run.days, run.spec.behaviour, run.spec.company.effort
    rep, marketer = _wages(run)
    demand = _each(run, "demand", effort.hours_per_touch, effort.dollars_per_touch, marketer)
    booth = _each(run, "enablement", effort.hours_per_touch, effort.dollars_per_touch, marketer)
    piece = _each(
        run, "enablement", behaviour.reach.hours_per_collateral, behaviour.reach.dollars_per_collateral, marketer
    )
    chase = behaviour.handoff.hours_per_chase, behaviour.handoff.hours_per_chase * marketer
    clumsy = {name: _monthly(run, days["day"], days[f"{name}_clashes"]) for name in ("demand", "booth", "chase")}
    lead = _making_a_lead(run, float(clumsy["demand"].sum()), demand, marketer)
    clashes = days["contact_clashes"] * effort.hours_per_contact
    contacts = _monthly(run, days["day"], clashes)
    collided = contacts, contacts * rep
    for touches, each in zip(clumsy.values(), (demand, booth, chase), strict=True):
        collided = collided[0] + touches * each[0], collided[1] + touches * each[1]
    misplaced = _monthly(run, days["day"], np.maximum(0.0, days["misplaced_hours"] - clashes))
    unused = _monthly(run, days["day"], days["collateral"] - days["collateral_used"])
    uncalled = _monthly(run, run.moves.loc[run.moves["reason"] == "never_called", "day"])
    found = {
        "collided": collided,
        "never_called": (uncalled * lead[0], uncalled * lead[1]),
        "prospecting": (misplaced, misplaced * rep),
        "collateral_unused": (unused * piece[0], unused * piece[1]),
    }
    called = run.moves.groupby("prospect")["reason"].shift() == "called"
    for cause in ("not_ready", "not_fit"):
        in_vain = run.moves.loc[called & (run.moves["reason"] == cause), "day"]
        calls = _monthly(run, in_vain) * behaviour.handoff.hours_per_lead
        found[cause] = (calls, calls * rep)
    return found


def _lost(run: Records) -> dict[str, np.ndarray]:
    """Annual value lost in each month, in dollars, by cause."""
    missed = run.missed
    return {
        str(cause): _monthly(run, rows["day"], rows["value"] / 100.0)
        for cause, rows in missed.groupby("cause", observed=True)
    }


def _monthly(
    run: Records, days: "pd.Series[int]", weights: "pd.Series[float] | np.ndarray | None" = None
) -> np.ndarray:
    """How much falls into each measured month."""
    months = 12 * run.spec.years
    month = np.maximum(month_of(days, run.spec.warmup_days), 0)
    return np.bincount(month, weights=weights, minlength=months + 1)[1:].astype(float)


def _wages(run: Records) -> tuple[float, float]:
    """Dollars that an hour of selling and one of marketing cost: loaded wages over the hours meant for it.

    Marketing's are those paid in the measured time, whoever was on the payroll and whoever was bought in.
    """
    team, first = run.spec.company.team, run.spec.warmup_days
    selling = HOURS_PER_WEEK * WEEKS_PER_YEAR * team.selling_share
    rows = run.people["role"].eq("marketer") & run.people["week"].ge(first // DAYS_PER_WEEK)
    hours = HOURS_PER_WEEK * team.marketing_share * int(rows.sum())
    paid = float(run.books.loc[run.books["day"] >= first, "wages_marketing"].sum()) / 100.0
    return team.rep_cost / selling if selling > 0.0 else 0.0, paid / hours if hours > 0.0 else 0.0


def _measured(run: Records, activities: tuple[str, ...], programme: str) -> tuple[float, float]:
    """Marketing hours planned for ``activities`` and dollars paid for ``programme`` over the measured time."""
    first = run.spec.warmup_days
    planned = run.people.loc[run.people["week"] * DAYS_PER_WEEK >= first, [f"hours_{name}" for name in activities]]
    paid = run.books.loc[run.books["day"] >= first, f"programmes_{programme}"]
    return float(planned.to_numpy().sum()), float(paid.sum()) / 100.0


def _making_a_lead(run: Records, clashes: float, touch: tuple[float, float], wage: float) -> tuple[float, float]:
    """Marketing hours and dollars, wages included, behind one lead passed on in the measured time.

    What ``clashes``, at the price of a ``touch``, have cost is left out: it counts as collided.
    """
    hours, dollars = _measured(run, MAKING_LEADS, "demand")
    moves = run.moves
    made = int(((moves["to"] == "marketing_qualified") & (moves["day"] >= run.spec.warmup_days)).sum())
    if not made:
        return 0.0, 0.0
    spent = max(0.0, hours * wage + dollars - clashes * touch[1])
    return max(0.0, hours - clashes * touch[0]) / made, spent / made


def _each(run: Records, activity: str, hours_each: float, dollars_each: float, wage: float) -> tuple[float, float]:
    """Hours and dollars, wages included, of one touch or piece, of which some are made and others bought."""
    hours, dollars = _measured(run, (activity,), activity)
    if hours_each <= 0.0 or dollars_each <= 0.0:
        return 0.0, 0.0
    number = hours / hours_each + dollars / dollars_each
    return (hours / number, (hours * wage + dollars) / number) if number > 0.0 else (0.0, 0.0)
