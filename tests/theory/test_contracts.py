"""Contracts: renewals, lifetimes and the revenue that follows from them by arithmetic."""

import math

import numpy as np
import pandas as pd
import pytest

from sim.draws import Purpose, uniform
from sim.records.run import Run
from sim.score import logistic
from sim.spec.experiment import DAYS_PER_YEAR
from tests.theory import corner

YEARS = 12
CUSTOMERS = 15_000
ALIKE = {"contract.renewal": 1.4, "contract.fit": 0.0, "contract.understanding": 0.0}
RENEWS = logistic(1.4)


@pytest.fixture(scope="module")
def base() -> Run:
    """A customer base that is left alone for twelve years: nobody sells, nobody wants more."""
    team = {"market.accounts": CUSTOMERS, "market.customers": CUSTOMERS, "team.selling_share": 0.0}
    return corner.run(habits=ALIKE | corner.SILENT, team=team, years=YEARS)


@pytest.fixture(scope="module")
def lives(base: Run) -> pd.DataFrame:
    """Of each first customer: when the first contract ends, and the day on which it left (or none)."""
    first = corner.first_customers(base.spec)
    left = base.moves[base.moves["reason"] == "not_renewed"].set_index("prospect")["day"]
    return first.assign(left=left.reindex(first.index))


def test_first_contracts_end_evenly_over_the_first_year(lives: pd.DataFrame) -> None:
    """Uniform over 260 days (ODD 5), and nobody leaves but on the day on which a year is over."""
    corner.check_whole(lives["ends"], np.minimum(np.arange(2 * DAYS_PER_YEAR) / DAYS_PER_YEAR, 1.0))
    gone = lives.dropna()
    assert ((gone["left"] - gone["ends"]) % DAYS_PER_YEAR == 0).all()


def test_a_customer_stays_a_geometric_number_of_terms(lives: pd.DataFrame) -> None:
    """P(left at the n-th renewal) = (1 - q) q^(n - 1), q = logistic(contract.renewal); mean life 1 / (1 - q) years."""
    terms = 1 + (lives["left"] - lives["ends"]) // DAYS_PER_YEAR
    decided = YEARS - 1  # renewals that fall into the run for everybody
    law = corner.geometric(1.0 - RENEWS, decided + 1)
    corner.check_whole(terms[terms <= decided], law / law[-1])
    within = terms.where(terms <= decided, decided)  # E[min(terms, m)] = (1 - q^m) / (1 - q)
    chances = np.diff(law, prepend=0.0)
    chances[-1] += 1.0 - law[-1]
    mean, spread = corner.moments(np.cumsum(chances))
    assert mean == pytest.approx((1.0 - RENEWS**decided) / (1.0 - RENEWS))
    corner.check_mean(within.fillna(decided), mean, spread)


def test_the_base_shrinks_by_the_renewal_rate_a_year(lives: pd.DataFrame) -> None:
    """After k years every contract ended k times, and q^k of the customers are left."""
    for k in range(1, 6):
        corner.check_share(~(lives["left"] < k * DAYS_PER_YEAR), RENEWS**k, see=0.05)


def test_revenue_is_what_each_customer_paid_until_the_day_it_left(base: Run, lives: pd.DataFrame) -> None:
    """Sum of daily earnings = sum over customers of days under contract x value / 260; renewals likewise."""
    value = np.array([corner.value_of(base.spec, i) for i in lives.index])
    days = lives["left"].fillna(base.spec.days).to_numpy(dtype=np.int64)
    assert base.books["revenue"].sum() * DAYS_PER_YEAR == (days * value).sum()
    renewals = np.ceil((days - lives["ends"].to_numpy()) / DAYS_PER_YEAR).astype(np.int64)
    assert base.books["renewals"].sum() == (renewals * value).sum()


def test_every_renewal_follows_from_fit_understanding_and_luck_exactly() -> None:
    """logistic(renewal + fit x worth + what was understood x worth) against the n-th luck (ODD 7.13), to the day."""
    habits = corner.SILENT | {"contract.renewal": -0.5, "contract.fit": 2.0, "contract.understanding": 1.5}
    team = {"market.accounts": 300, "market.customers": 280, "team.selling_share": 0.0}
    run = corner.run(habits=habits, team=team, years=4)
    terms, foretold = run.spec.behaviour.contract, []
    for i, understood, end in corner.first_customers(run.spec).itertuples():
        fit = uniform(run.spec.seed, Purpose.MARKET_FIT, i, 0)
        chance = logistic(terms.renewal + terms.fit * fit + terms.understanding * understood)
        renewals = range(4)
        left = [n for n in renewals if uniform(run.spec.seed, Purpose.RENEWAL, i, n) >= chance]
        if left and end + left[0] * DAYS_PER_YEAR < run.spec.days:
            foretold.append((end + left[0] * DAYS_PER_YEAR, i))
    gone = run.moves[run.moves["reason"] == "not_renewed"]
    assert list(zip(gone["day"], gone["prospect"], strict=True)) == sorted(foretold)


# ---------------------------------------------------------------------- buying more

EAGER = corner.ALWAYS_LOOKING | corner.LIKE | corner.LOYAL | {"inquiry.hand_raise": 0.0, "choice.no_decision": -1.0}


def _growing(customers: int) -> Run:
    """Customers who always want more, of reps without time limits."""
    market = {"market.accounts": customers, "market.customers": customers, "market.cycle_days": 40.0}
    return corner.run(habits=EAGER, team=market | {"team.selling_share": 0.0}, years=4)


def test_an_expansion_is_won_with_the_incumbent_s_odds() -> None:
    """(1 - logistic(none - i)) e^i / (e^i + rivals), i the worth of being the supplier already (ODD 7.12)."""
    growing = _growing(6000)
    ends = growing.moves[growing.moves["from"] == "opportunity"]
    choice, rivals = growing.spec.behaviour.choice, growing.spec.company.market.rivals
    pull = math.exp(choice.incumbent)
    win = (1.0 - logistic(choice.no_decision - choice.incumbent)) * pull / (pull + rivals)
    assert set(ends["reason"]) == {"won", "expansion_lost"}
    corner.check_share(ends["reason"] == "won", win)
    assert (ends["expected"] - win * ends["value"]).abs().max() <= 0.5 + 1e-6


def test_a_contract_grows_by_its_share_with_every_expansion_exactly() -> None:
    """From v to v + round(share v), whole multiples of 260 cents, account by account; revenue earns a 260th a day."""
    growing = _growing(300)
    share, market = growing.spec.behaviour.choice.expansion_share, growing.spec.company.market
    contracts = {i: corner.value_of(growing.spec, i) for i in range(market.customers)}
    signed = np.zeros(growing.spec.days, dtype=np.int64)
    won = growing.moves[growing.moves["reason"] == "won"]
    first = sum(contracts.values())
    for day, i, value in zip(won["day"], won["prospect"], won["value"], strict=True):
        assert value == corner.whole(contracts[i] * share)
        contracts[i] += value
        signed[day] += value
    recurring = first + signed.cumsum()
    churned = growing.books["churned"].cumsum()
    assert growing.books["recurring"].tolist() == (recurring - churned).tolist()
    assert (growing.books["revenue"] * DAYS_PER_YEAR).tolist() == growing.books["recurring"].tolist()


def test_new_customers_share_of_bookings_is_that_of_their_wins() -> None:
    """With equal values v, new wins n and expansions e: n v over n v + e share v, where no contract grows twice."""
    habits = EAGER | corner.SURE | {"inquiry.hand_raise": 0.02, "inquiry.search": 1.0, "choice.expansion_share": 0.25}
    team = {"market.customers": 3000, "market.accounts": 12_000, "market.value_sigma": 0.0, "market.cycle_days": 40.0}
    run = corner.run(habits=habits, team=team | {"team.selling_share": 0.0})
    won = run.moves[run.moves["reason"] == "won"]
    value = corner.whole(run.spec.company.market.value_median * 100.0)
    times = won.loc[won["source"] == "expansion"].groupby("prospect").cumcount()
    new = int((won["source"] != "expansion").sum())
    grown = [_grown(value, n) for n in times]
    assert run.books["new_bookings"].sum() == new * value
    assert run.books["expansions"].sum() == sum(grown)


def _grown(value: int, before: int) -> int:
    """The expansion of a contract that began at ``value`` and was expanded by a quarter ``before`` times."""
    for _ in range(before):
        value += corner.whole(value * 0.25)
    return corner.whole(value * 0.25)
