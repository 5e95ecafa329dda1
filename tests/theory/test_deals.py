"""Deals whose reps have too little time: what each gets of its rep's hours, and what that does to the buyer's choice.

Fit, awareness and understanding are worth nothing here, so that chances follow from hours, skill, price and contract.
"""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.draws import Purpose, normal, uniform
from sim.records.run import Run
from sim.score import logistic
from tests.theory import corner

TEAM = {
    "market.accounts": 300,
    "market.customers": 40,
    "market.cycle_days": 25.0,
    "team.selling_share": 0.15,
    "effort.hours_per_opportunity": 14.0,
}
HABITS = corner.LIKE | {
    "window.years_between": 0.7,
    "inquiry.hand_raise": 0.04,
    "quota.discount": 0.3,
    "contract.renewal": 0.0,
    "rest.churned": 20.0,
    "rest.lost": 20.0,
}


@pytest.fixture(scope="module")
def busy() -> Run:
    return corner.lived("founder_led", ("friction", "turnover", "ramp"), team=TEAM, habits=HABITS, years=2)[1]


@pytest.fixture(scope="module")
def deals(busy: Run) -> pd.DataFrame:
    """Every deal in the order of its end, with the cycle that was drawn and the part of its need that it got.

    Each deal gets min(1, hours / need) of what it needs a day: processor sharing (ODD 7.9). Its rep serves it before
    the day's contacts and discoveries, and after the morning's expansions.
    """
    spec = busy.spec
    found = corner.stays(busy.moves, "opportunity", spec.days)
    begins = busy.moves[busy.moves["to"] == "opportunity"].set_index(["prospect", "day"])["rep"]
    found["number"] = found.groupby("prospect").cumcount() + 1
    found["rep"] = begins.loc[list(zip(found["prospect"], found["entered"], strict=True))].to_numpy()
    luck = [normal(spec.seed, Purpose.CYCLE, i, n) for i, n in zip(found["prospect"], found["number"], strict=True)]
    median = spec.company.market.cycle_days * 5.0 / 7.0
    found["cycle"] = 1 + (median * np.exp(spec.behaviour.choice.cycle_sigma * np.array(luck))).astype(int)
    found["first"] = found["entered"] + found["came"].ne("hand_raised")
    found["last"] = found["left"] - found["why"].eq("not_renewed")
    need = np.zeros((spec.company.team.reps, spec.days))
    for rep, first, last, days in found[["rep", "first", "last", "cycle"]].itertuples(index=False):
        need[rep, first : last + 1] += spec.company.effort.hours_per_opportunity / days
    hours = busy.people.pivot(index="week", columns="person", values="hours_opportunities").to_numpy() / 5.0
    part = np.where(need > 0.0, np.minimum(1.0, hours.repeat(5, axis=0).T / np.maximum(need, 1e-12)), 1.0)
    spans = found[["rep", "first", "last"]].itertuples(index=False)
    found["served"] = [part[rep, first : last + 1].mean() for rep, first, last in spans]
    ended = found[(found["left"] < spec.days) & found["why"].ne("not_renewed")]
    return ended.sort_values(["left", "prospect"], kind="stable")


def _odds(run: Run, deal: Any, served: float, discount: float) -> tuple[float, float]:
    """Chances (win, any decision) of ODD 7.12."""
    choice, rivals = run.spec.behaviour.choice, run.spec.company.market.rivals
    skill = choice.skill_sigma * normal(run.spec.seed, Purpose.SKILL, deal.rep, 0)
    paying = choice.incumbent if deal.source == "expansion" else 0.0
    neglect = choice.neglect * (1.0 - served)
    pull = math.exp(skill + paying + choice.price * discount - neglect)
    decided = 1.0 - logistic(choice.no_decision - paying + neglect)
    return decided * pull / (pull + rivals), decided


def test_every_deal_ends_as_hours_skill_price_and_luck_have_it_exactly(busy: Run, deals: pd.DataFrame) -> None:
    """Day, value, chance times value and outcome of each; and who was lost for want of hours alone."""
    pressure = busy.people.pivot(index="week", columns="person", values="pressure").to_numpy()
    ends, choice = busy.moves[busy.moves["from"] == "opportunity"], busy.spec.behaviour.choice
    ends = ends.set_index(["prospect", "day"])
    contracts = {i: corner.value_of(busy.spec, i) for i in range(300)}  # of first customers, and then of all who sign
    wanting = set()
    for deal in deals.itertuples():
        row = ends.loc[(deal.prospect, deal.left)]
        assert deal.left - deal.entered == deal.cycle
        discount = busy.spec.behaviour.quota.discount * pressure[deal.left // 5, deal.rep]
        win, decided = _odds(busy, deal, deal.served, discount)
        more = deal.source == "expansion"
        before = contracts[deal.prospect] if more else 0
        full = before * choice.expansion_share if more else corner.value_of(busy.spec, deal.prospect)
        value = corner.whole(full * (1.0 - discount))
        assert row["value"] == value
        assert row["expected"] == pytest.approx(win * value, abs=0.51)
        luck = uniform(busy.spec.seed, Purpose.CHOICE, deal.prospect, deal.number)
        lost = "expansion_lost" if more else "lost_to_competitor" if luck < decided else "lost_to_no_decision"
        assert row["reason"] == ("won" if luck < win else lost)
        if luck < win:
            contracts[deal.prospect] = before + value
        elif luck < _odds(busy, deal, 1.0, discount)[0]:
            wanting.add((deal.left, deal.prospect, value))
    neglected = busy.missed[busy.missed["cause"] == "neglected"]
    rows = set(zip(neglected["day"], neglected["prospect"], neglected["value"], strict=True))
    assert rows <= wanting
    assert len(rows) > 0.5 * len(wanting) > 5  # the others came to another deal in the same need, or were lost again
    assert (deals["served"] < 0.9).sum() > 100
    assert (deals["source"] == "expansion").sum() > 20
    assert pressure.max() > 0.2
