"""The absorbing chain: where nothing limits anybody, an inquiry's way is a Markov chain with chances of the config.

Everybody is always in a window, remembers for ever, and is called as soon as a rep means to; marketers have no part.
An account is out of its window for about 1.6 days in 4,800, which moves no chance by more than 0.0004.
"""

import math

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from sim.records.run import Run
from sim.score import logistic
from sim.spec.experiment import ExperimentSpec
from tests.theory import corner

STATES = ("inquiry", "marketing_qualified", "sales_accepted", "opportunity", "recycled")
ENDS = ("market", "customer", "lost")
"""Where an inquiry's way ends: dropped, won, lost."""
Matrix = npt.NDArray[np.float64]

NO_TIME = {"handoff.hours_per_lead": 1e-6, "handoff.hours_per_report": 0.0}
"""Calls that take next to no time, so that reps still choose whom to call."""
HABITS = (
    corner.ALWAYS_LOOKING
    | corner.LIKE
    | corner.LOYAL
    | NO_TIME
    | {
        "inquiry.search": 1.0,
        "inquiry.hand_raise": 0.02,
        "inquiry.customer_hand_raise": 0.0,
        "patience.readiness": 0.7,
        "patience.cold_readiness": 0.0,
        "patience.unfit_readiness": 1.0,
        "belief.sharpness": 0.0,
        "handoff.raised_hand": 1.5,
        "choice.cycle_sigma": 0.0,
        "rest.recycled": 40.0,
        "rest.lost": 2600.0,
    }
)
LEVERS = {"handoff.tracking": 0.3, "handoff.sla_days": 0.25, "lead.recycling": 0.6}
TEAM = {
    "market.accounts": 70_000,
    "market.customers": 0,
    "market.cycle_days": 300.0,
    "market.rivals": 0.5,
    "effort.hours_per_contact": 20.0,
    "effort.hours_per_opportunity": 0.0,
}
FREE = tuple(name for name in corner.FREE if name != "capacity")


def chain(spec: ExperimentSpec) -> tuple[Matrix, Matrix]:
    """Chances from ``STATES`` to ``STATES``, and from ``STATES`` to ``ENDS``, by the formulas of the description."""
    habits, policy = spec.behaviour, spec.timeline[0].policy
    follow = 1.0 - (1.0 - 0.5) * (1.0 - policy.handoff.tracking)  # without sharpness the appetite is one half
    called = 1.0 - (1.0 - follow) ** habits.handoff.raised_hand
    qualified = habits.patience.readiness
    kept = policy.lead.recycling
    # Interest grows evenly; in the morning on which the rest is over the account is back in the market.
    again = 1.0 - math.exp(-habits.inquiry.hand_raise * (habits.rest.recycled - 1.0))
    decided = 1.0 - logistic(habits.choice.no_decision)
    won = decided / (1.0 + spec.company.market.rivals)
    inner, outer = np.zeros((5, 5)), np.zeros((5, 3))
    inner[0, 1] = 1.0
    inner[1, 2], inner[1, 4], outer[1, 0] = called, (1.0 - called) * kept, (1.0 - called) * (1.0 - kept)
    inner[2, 3], inner[2, 4], outer[2, 0] = qualified, (1.0 - qualified) * kept, (1.0 - qualified) * (1.0 - kept)
    outer[3, 1], outer[3, 2] = won, 1.0 - won
    inner[4, 0], outer[4, 0] = again, 1.0 - again
    return inner, outer


@pytest.fixture(scope="module")
def world() -> Run:
    return corner.run(without=FREE, habits=HABITS, levers=LEVERS, team=TEAM, years=5)


@pytest.fixture(scope="module")
def ways(world: Run) -> pd.DataFrame:
    """Moves of every way from the market's inquiry to its end, of those that began early enough to end."""
    moves = world.moves.astype({"from": str, "to": str})
    begun = moves["from"].eq("market") & moves["to"].eq("inquiry")
    moves = moves.assign(way=begun.groupby(moves["prospect"]).cumsum(), began=moves["day"].where(begun))
    moves["began"] = moves.groupby(["prospect", "way"])["began"].transform("first")
    early = moves["began"] < world.spec.days - 700
    # What follows the end of a way but begins none is not of it: a customer's renewal, a lost account's return.
    over = moves["to"].isin(ENDS).groupby([moves["prospect"], moves["way"]]).cumsum() - moves["to"].isin(ENDS)
    return moves[early & over.eq(0) & moves["way"].ge(1)]


def test_every_step_has_the_chance_that_the_config_gives_it(world: Run, ways: pd.DataFrame) -> None:
    """Shares of moves out of a stage against follow, readiness, recycling, interest and choice (ODD 7.3 to 7.12)."""
    inner, outer = chain(world.spec)
    for origin, row in zip(STATES, np.hstack([inner, outer]), strict=True):
        ends = ways.loc[ways["from"] == origin, "to"]
        assert set(ends) == {stage for stage, chance in zip(STATES + ENDS, row, strict=True) if chance}
        for stage, chance in zip(STATES + ENDS, row, strict=True):
            if 0.0 < chance < 1.0:
                corner.check_share(ends == stage, chance, see=0.05)


def test_an_inquiry_is_won_with_the_product_of_its_chances(world: Run, ways: pd.DataFrame) -> None:
    """Absorption, B = (I - Q)^-1 R (Kemeny and Snell 1960): one Bernoulli trial an inquiry."""
    inner, outer = chain(world.spec)
    ends = ways.groupby(["prospect", "way"])["to"].last()
    assert set(ends) == set(ENDS)
    for stage, chance in zip(ENDS, np.linalg.solve(np.eye(5) - inner, outer)[0], strict=True):
        corner.check_share(ends == stage, float(chance))


def test_an_inquiry_visits_each_stage_as_often_as_the_fundamental_matrix_says(world: Run, ways: pd.DataFrame) -> None:
    """N = (I - Q)^-1; from state 0, visits to j have the mean n0j and the variance n0j (2 njj - 1) - n0j^2."""
    fundamental = np.linalg.inv(np.eye(5) - chain(world.spec)[0])
    number = ways.groupby(["prospect", "way"]).ngroups
    for j, stage in enumerate(STATES):
        mean = float(fundamental[0, j])
        spread = math.sqrt(mean * (2.0 * fundamental[j, j] - 1.0) - mean * mean)
        corner.check(float(ways["to"].eq(stage).sum()) / number, mean, spread / math.sqrt(number))
