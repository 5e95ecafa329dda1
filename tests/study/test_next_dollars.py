"""The next dollars: every way costs the same, and known gains are found."""

import numpy as np
import pandas as pd
import pytest

from sim.spec.load import load_behaviour, load_company
from sim.spec.prices import annual_cost, marketers
from sim.study.contest import main_contest_of
from sim.study.next_dollars import COLUMNS, KEPT, WAYS, next_dollars, policies

SIZES = ("small", "mid", "large", "enterprise")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dollars", [100_000.0, 400_000.0])
def test_every_way_costs_the_same_and_changes_what_it_says(size, dollars):
    of, behaviour = main_contest_of(load_company(size)), load_behaviour()
    found = policies(of, dollars, behaviour)
    assert set(found) == {KEPT, *WAYS}
    costs = {name: annual_cost(of.company, policy, behaviour) for name, policy in found.items()}
    kept = costs.pop(KEPT)
    assert list(costs.values()) == pytest.approx([kept + dollars] * len(WAYS), abs=0.01)
    assert found[KEPT].same_levers(of.typical)
    assert found["rep"].team.extra_reps > 0.0
    assert marketers(of.company, found["marketer"]) - marketers(of.company, of.typical) == round(dollars / 120_000)
    assert found["fractional CMO"].leader.kind == "fractional_cmo"
    assert found["programmes"].budget.extra == pytest.approx(dollars)
    assert found["coordination"].lanes.coordination == of.cure.lanes.coordination


def test_a_way_that_costs_more_than_there_is_is_left_out():
    of = main_contest_of(load_company("mid"))
    poor = of._replace(company=load_company("mid", {"marketing_budget": 0.045}))
    found = policies(poor, 1000.0, load_behaviour())
    assert "fractional CMO" not in found
    assert "programmes" in found


def made_up(gains, replications=30):
    rng = np.random.default_rng(4)
    luck = rng.integers(-(10**7), 10**7, replications)
    rows = []
    for name, gain in gains.items():
        spend = 0 if name == KEPT else 100_00
        revenue = 10**8 + luck + rng.integers(-100, 100, replications) + 100 * gain + spend
        rows += [
            {
                "company": "mid",
                "policy": name,
                "replication": r,
                "revenue": int(one),
                "spend": spend,
                "net": int(one) - spend,
            }
            for r, one in enumerate(revenue)
        ]
    return pd.DataFrame(rows)


def test_known_gains_are_found_best_on_top():
    gains = {KEPT: 0, "rep": 50, "marketer": -30, "programmes": 0}
    table = next_dollars(made_up(gains), main_contest_of(load_company("mid")), 100.0, 1.0)
    assert table.columns.tolist() == list(COLUMNS)
    assert table["way"].tolist() == ["rep", "programmes", "marketer"]
    assert table["gain"].tolist() == pytest.approx([50.0, 0.0, -30.0], abs=0.6)
    assert table["significant"].tolist() == [True, False, True]
    assert table["per_dollar"].tolist() == pytest.approx([1.5, 1.0, 0.7], abs=0.01)
    assert table["may_be_best"].tolist() == [True, False, False]
    assert table["chance_of_best"].iloc[0] == 1.0
