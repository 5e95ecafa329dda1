"""Histories of made-up accounts, of which the right answers are known."""

import numpy as np
import pandas as pd

from sim.contract import REP_ACTIVITIES
from sim.nulls.history import MONEY, STAYS, History
from sim.nulls.stock_and_flow import RESTING, STOCKS, StockAndFlow
from sim.nulls.ways import STATES, WAYS
from sim.stages import STAGES
from tests import builders

QUARTERS = 200
"""Of rates that do not change."""


def stays(state, chances, times, number, last=1000, seed=1):
    """Stays of ``number`` accounts that enter ``state`` on any day up to ``last``, on which watching them ends.

    ``chances``: by next state; ``times``: by next state, a law of SciPy for the time until that move.
    """
    rng = np.random.default_rng(seed)
    to = rng.choice(list(chances), p=list(chances.values()), size=number)
    days = np.zeros(number)
    for name, law in times.items():
        days[to == name] = law.rvs(size=int((to == name).sum()), random_state=rng)
    entered = rng.integers(0, last + 1, size=number)
    left = entered + days.astype(int)
    cut = left > last
    rows = pd.DataFrame(
        {"state": state, "then": np.where(cut, STAYS, to), "days": np.where(cut, last - entered, left - entered)}
    )
    return rows.value_counts().reset_index(name="number")


def history(spec, rows):
    """A history of ``spec`` with these stays and nothing else in it."""
    columns = [
        *(f"in_{stage}" for stage in STAGES),
        *(f"to_{state}" for state in (*STATES, "churned")),
        *(f"won_{way}" for way in WAYS),
        *MONEY,
        *(f"hours_{name}" for name in REP_ACTIVITIES),
    ]
    days = pd.DataFrame(0.0, index=range(spec.days), columns=columns)
    return History(spec, days.rename_axis("day").reset_index(), rows, np.array([]))


def stocked(**changes):
    """A stock-and-flow model of a company whose reps call, prospect and close: every rate is stated here."""
    steady = np.full(QUARTERS, 1.0)
    rates = {
        "inquiry": {"marketing_qualified": 1.0},
        "marketing_qualified": {"called": 0.2, "market": 0.05},
        "called": {"opportunity_inbound": 0.1, "disqualified": 0.1},
        "opportunity_inbound": {"won": 0.01, "lost_to_competitor": 0.02},
        "opportunity_prospecting": {"won": 0.01, "lost_to_no_decision": 0.02},
        "opportunity_expansion": {"won": 0.02, "not_renewed": 0.001},
        "contacted": {"opportunity_prospecting": 1.0},
        "customer": {"churned": 0.001},
        **{stock: {"market": 0.02} for stock in (*RESTING, "recycled")},
    }
    values = {
        "typical": builders.policy("sales_led"),
        "rates": {stock: {} for stock in STOCKS} | rates,
        "inquiries": 0.002 * steady,
        "expansions": 0.001 * steady,
        "leads_an_hour": 0.05 * steady,
        "hours": 1000.0 * steady,
        "hours_per_call": 1.5,
        "hours_per_deal": 0.1,
        "new_value": 10_000.0,
        "expansion_value": 3_000.0,
        "churn": 0.0005,
        "recurring": 1e6,
    }
    return StockAndFlow(**values | changes)
