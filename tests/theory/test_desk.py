"""One rep's desk is a queue that theory knows: bulk service in weeks, whose batch is what was asked for last week.

Leads come by chance, some a day. On Monday the rep plans hours for the leads that wait and for as many as came last
week, at most all hours of the week; a plan's hours serve whoever comes on any of its days, and one call's worth that
was not needed is kept. So on Fridays the signed backlog (leads less calls that there are hours for) and the week's
arrivals are a Markov chain. It is Geo^X / D^B / 1 in weeks with a planned batch B, neither Geo/Geo/1 (a day has no
number of calls of its own) nor Geo^X / D^H / 1 (the batch is full only where the desk is never empty). Of 20,000
accounts about two are on the desk and cannot ask meanwhile, so that arrivals are Poisson but for 0.0001.
"""

import math
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from sim.records.run import Run
from tests.theory import corner

Reals = npt.NDArray[np.float64]

BATCH = 8
"""Calls for which a full week has hours: ten hours, an hour and a quarter each."""
MARKET = 20_000
RATE = 5.8
"""Leads that come in a week."""
SEEDS = range(5)
YEARS = 30
MOST, DEEPEST = 24, 70
"""Arrivals a week and backlog that the solution of the chain allows for; more have a probability below 1e-7."""

HABITS = corner.ALWAYS_LOOKING | {
    "inquiry.search": 1.0,
    "patience.readiness": 0.0,
    "patience.cold_readiness": 0.0,
    "patience.unfit_readiness": 1.0,
    "handoff.hours_per_lead": 1.25,
    "handoff.hours_per_report": 0.0,
    "handoff.notice_hours": 0.0,
    "handoff.queue_days": 260.0,
    "handoff.discovery_days": 0.0,
}
TEAM = {
    "market.customers": 0,
    "team.reps": 1,
    "team.selling_share": 0.25,
    "effort.hours_per_contact": 20.0,
}
LEVERS = {"handoff.tracking": 1.0, "lead.recycling": 0.0}
FREE = tuple(name for name in corner.FREE if name != "capacity")


@cache
def _desk(seed: int, accounts: int = MARKET, years: int = YEARS) -> Run:
    habits = HABITS | {"inquiry.hand_raise": -math.log1p(-RATE / 5.0 / accounts)}
    team = TEAM | {"market.accounts": accounts}
    return corner.run(without=FREE, habits=habits, team=team, levers=LEVERS, years=years, seed=seed)


def _arrivals(run: Run) -> npt.NDArray[np.int64]:
    came = run.moves.loc[run.moves["to"] == "marketing_qualified", "day"]
    return np.bincount(came, minlength=run.spec.days)


def test_every_day_s_calls_follow_from_the_arrivals_exactly() -> None:
    """Lindley's recursion with the planned batch (ODD 7.8, 7.9), and the hours that the plan gives to it."""
    _check_recursion(_desk(7, 300, 5))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_day_s_calls_follow_from_the_arrivals_for_decades(seed: int) -> None:
    _check_recursion(_desk(seed))


def _check_recursion(run: Run) -> None:
    waiting, free, last, calls, hours = 0, 0, 0, [], []
    for week in _arrivals(run).reshape(-1, 5).tolist():
        planned = min(waiting + last, BATCH)
        free, last = min(free, 1) + planned, sum(week)
        hours.append(planned * 1.25)
        for came in week:
            calls.append(min(waiting + came, free))
            waiting, free = waiting + came - calls[-1], free - calls[-1]
    assert run.people["hours_leads"].tolist() == hours
    assert run.people["hours_prospecting"].tolist() == [10.0 - planned for planned in hours]
    assert run.days["calls"].tolist() == calls


@cache
def _chain() -> tuple[Reals, npt.NDArray[np.int64], Reals]:
    """Transitions from Friday to Friday, the backlog of each state, and their stationary law."""
    backlogs, weeks = np.arange(-BATCH - 1, DEEPEST + 1), np.arange(MOST + 1)
    x, last = (grid.ravel() for grid in np.meshgrid(backlogs, weeks, indexing="ij"))
    waiting, kept = np.maximum(0, x), np.minimum(1, np.maximum(0, -x))
    monday = waiting - np.minimum(waiting + last, BATCH) - kept
    chain = np.zeros((len(x), len(x)))
    law = stats.poisson.pmf(weeks, RATE)
    for came, chance in enumerate(law / law.sum()):
        friday = np.minimum(monday + came, DEEPEST)
        chain[np.arange(len(x)), (friday - backlogs[0]) * len(weeks) + came] += chance
    flat = np.eye(len(x)) - chain + 1.0  # every row of I - P sums to 0, so pi (I - P + 1) = 1
    return chain, x, np.linalg.solve(flat.T, np.ones(len(x)))


def _check_long_run(figure: Reals, seen: Reals, see: float) -> None:
    """Whether the weekly mean of a ``figure`` of the chain's state is its stationary mean.

    The error is that of an additive functional of a Markov chain: sqrt(sum(pi (g^2 - (Pg)^2)) / weeks), where g solves
    Poisson's equation (I - P) g = figure - mean.
    """
    chain, _, stationary = _chain()
    mean = float(stationary @ figure)
    solved = np.linalg.solve(np.eye(len(figure)) - chain + stationary, figure - mean)
    variance = float(stationary @ (solved**2 - (chain @ solved) ** 2))
    corner.check(float(seen.mean()), mean, math.sqrt(variance / len(seen)), see)


def _fridays(run: Run) -> npt.NDArray[np.int64]:
    """Leads that wait over the weekend, from the second year on."""
    return run.days["marketing_qualified"].to_numpy()[260 + 4 :: 5]


def test_a_rep_calls_as_many_as_come_and_is_as_busy_as_that_takes() -> None:
    """Utilisation is arrivals over capacity, 5.8 / 8; its error is that of so many weeks of Poisson arrivals."""
    calls = np.concatenate([_desk(seed).days["calls"].to_numpy()[260:] for seed in SEEDS])
    weeks = len(calls) / 5
    corner.check(calls.sum() / weeks / BATCH, RATE / BATCH, math.sqrt(RATE / weeks) / BATCH)


def test_a_desk_is_as_often_clear_on_friday_as_the_chain_says() -> None:
    """Weeks of a queue are much alike: 7,500 of them show a bias of a twentieth, not of a fiftieth."""
    seen = np.concatenate([_fridays(_desk(seed)) for seed in SEEDS])
    _check_long_run((_chain()[1] <= 0).astype(float), seen == 0, 0.05)


def test_as_many_leads_wait_over_the_weekend_as_the_chain_says() -> None:
    """Its length varies more yet: they show a bias of an eighth; the recursion above is exact."""
    seen = np.concatenate([_fridays(_desk(seed)) for seed in SEEDS])
    _check_long_run(np.maximum(0, _chain()[1]).astype(float), seen, 0.12)
