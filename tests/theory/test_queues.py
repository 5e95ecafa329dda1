"""Little's law, L = lambda W, in every stage, with the edges of the observed time handled exactly.

Whatever the policy, the mean stock is arrivals a day times the mean time that they stay within the observed days. Where
the law of a stay is known, the expected part of it before the last day is known too, arrival by arrival.
"""

import math

import numpy as np
import numpy.typing as npt
import pytest

from sim.records.run import Run
from sim.spec.experiment import CALENDAR
from sim.stages import STAGES
from tests.theory import corner

Reals = npt.NDArray[np.float64]

BUSY = {"market.accounts": 50_000, "market.cycle_days": 20.0, "revenue": 1.2e8, "team.reps": 60, "team.marketers": 10}
HABITS = corner.LOYAL | {"window.years_between": 0.5}
TRACKED = {"handoff.tracking": 1.0}
RESTS = ("disqualified", "lost", "churned", "cooling_off")


@pytest.fixture(scope="module")
def feud() -> Run:
    """Four years of the whole model: reps with too little time, marketers who chase, accounts that are pushed away."""
    return corner.run("lane_crossing", without=(), levers=TRACKED, habits=HABITS, team=BUSY, years=4)


@pytest.fixture(scope="module")
def leaving() -> Run:
    """A year in which most customers leave, and rests are short."""
    habits = {"contract.renewal": -3.0} | {f"rest.{stage}": 40.0 for stage in (*RESTS, "recycled")}
    team = {"market.customers": 700, "revenue": 2e7}
    return corner.run("lane_crossing", without=(), habits=habits, team=team, years=3)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("world", ["feud", "leaving"])
def test_stock_is_arrivals_times_stay(world: str, stage: str, request: pytest.FixtureRequest) -> None:
    """Account-days in a stage, of whoever came in or was there on the first day, are the sum of its evening counts."""
    run: Run = request.getfixturevalue(world)
    days = run.spec.days
    stays = corner.stays(run.moves, stage, days)
    first = run.moves.drop_duplicates("prospect").set_index("prospect")["from"].astype(str)
    ends = run.moves.drop_duplicates("prospect").set_index("prospect")["day"]
    at_once = run.spec.company.market.customers if stage == "customer" else 0
    if stage == "market":
        at_once = run.spec.company.market.accounts - run.spec.company.market.customers
    there = ends[first == stage].sum() + (at_once - (first == stage).sum()) * days  # who never moves stays throughout
    arrivals = len(stays) + at_once
    mean_stay = ((stays["left"] - stays["entered"]).sum() + there) / max(1, arrivals)
    assert run.days[stage].mean() == pytest.approx(arrivals / days * mean_stay, rel=1e-12)
    assert stage == "inquiry" or run.days[stage].sum() > 0  # an inquiry is passed on or dropped at once


def _within(law: Reals, days: npt.NDArray[np.int64]) -> tuple[float, float]:
    """Sum of the means of min(stay, days), and its standard deviation, for stays with the cdf ``law``."""
    later, k = 1.0 - law, np.arange(len(law))  # P(stay > k)
    mean = np.concatenate([[0.0], np.cumsum(later)])
    square = np.concatenate([[0.0], np.cumsum((2.0 * k + 1.0) * later)])
    return float(mean[days].sum()), math.sqrt(float((square[days] - mean[days] ** 2).sum()))


def _check_stock(run: Run, stage: str, law: Reals, stock: float, entered: npt.NDArray[np.int64]) -> None:
    mean, spread = _within(law, run.spec.days - entered)
    corner.check(stock, mean, spread)


def test_open_deals_are_as_many_as_the_buyers_cycles_make_them(feud: Run) -> None:
    """The stay is 1 + int(log-normal), whatever hours a deal gets; nearly nobody leaves out of an open deal."""
    law = corner.whole_log_normal(20.0 * CALENDAR, feud.spec.behaviour.choice.cycle_sigma)
    entered = feud.moves.loc[feud.moves["to"] == "opportunity", "day"].to_numpy()
    _check_stock(feud, "opportunity", law, float(feud.days["opportunity"].sum()), entered)


def test_leads_in_talks_are_as_many_as_discovery_takes(feud: Run) -> None:
    """The stay is geometric for whom somebody called or chased, and nothing for whom a rep found."""
    law = corner.geometric(1.0 - math.exp(-1.0 / feud.spec.behaviour.handoff.discovery_days))
    talks = feud.moves["to"].eq("sales_accepted") & feud.moves["reason"].isin(["called", "chased"])
    entered = feud.moves.loc[talks, "day"].to_numpy()
    _check_stock(feud, "sales_accepted", law, float(feud.days["sales_accepted"].sum()), entered)


@pytest.mark.parametrize("stage", RESTS)
def test_as_many_rest_as_came_within_the_rest(leaving: Run, stage: str) -> None:
    """A stay of fixed length has no spread: the evening's count is the arrivals of the last days."""
    came = np.bincount(leaving.moves.loc[leaving.moves["to"] == stage, "day"], minlength=leaving.spec.days)
    rest = int(getattr(leaving.spec.behaviour.rest, stage))
    total = np.cumsum(came)
    within = total - np.concatenate([np.zeros(rest, dtype=np.int64), total[:-rest]])
    assert leaving.days[stage].tolist() == within.tolist()
    assert came.sum() > 20
