"""The parts of a cure: every lever is in one group, every coalition a policy, and known parts are found."""

import numpy as np
import pandas as pd
import pytest

from sim.spec.keys import values
from sim.spec.load import load_company
from sim.spec.policy import PolicySpec
from sim.study.contest import main_contest_of
from sim.study.lever_parts import COLUMNS, GROUPS, QUANTITIES, WHOLE, apart, coalitions, lever_parts, levers, plan
from sim.study.totals import totals
from tests import builders


def test_every_lever_is_in_one_group():
    assert sorted(key for group in GROUPS for key in levers(group)) == sorted(values(PolicySpec))


@pytest.mark.parametrize("size", ["small", "mid", "large", "enterprise"])
def test_coalitions_lead_from_the_typical_policy_to_the_cure(size):
    of = main_contest_of(load_company(size))
    policies = coalitions(of)
    assert len(policies) == 1 << len(apart(of))
    assert policies[0].same_levers(of.typical)
    assert policies[-1].same_levers(of.cure)
    for place, keys in enumerate(apart(of).values()):
        changed = [key for key in values(PolicySpec) if value(policies[1 << place], key) != value(of.typical, key)]
        assert changed == keys


def value(policy, key):
    group, _, name = key.partition(".")
    return getattr(getattr(policy, group), name)


def test_replications_of_all_coalitions_share_their_luck():
    of = main_contest_of(load_company("mid"))
    chosen = plan(of, 2, 5, 1, 0.05)
    assert len(chosen) == 2 << len(apart(of))
    assert {(run.replication, run.spec.seed) for run in chosen} == {(0, 5), (1, 6)}


def made_up(of, brings, replications=20):
    """Net of each coalition: what its groups bring each, and the first two together less than both."""
    rng = np.random.default_rng(3)
    luck, rows = rng.integers(-1000, 1000, replications), []
    for number in range(1 << len(apart(of))):
        worth = sum(gain for place, gain in enumerate(brings) if number >> place & 1) - 600 * (number & 3 == 3)
        noise = rng.integers(-10, 10, replications)
        rows += [
            {"company": of.company.name, "policy": f"coalition {number}", "replication": r, "net": n, "revenue": 2 * n}
            for r, n in enumerate((100_000 + luck + worth + noise).tolist())
        ]
    return pd.DataFrame(rows)


def test_known_parts_are_found_and_sum_to_the_whole():
    of = main_contest_of(load_company("mid"))
    brings = [1000, 800, -500, 0, 0, 300][: len(apart(of))]
    table = lever_parts(made_up(of, brings), of, 0.5)
    assert table.columns.tolist() == list(COLUMNS)
    assert len(table) == 2 * (len(brings) + 1)
    net = table[table["quantity"] == QUANTITIES[0]].set_index("group")
    groups = net.drop(index=WHOLE)
    expected = [gain / 100 - 3.0 * (place < 2) for place, gain in enumerate(brings)]
    assert groups["part"].tolist() == pytest.approx(expected, abs=0.05)
    assert groups["alone"].iloc[0] == pytest.approx(10.0, abs=0.1)
    assert groups["last"].iloc[0] == pytest.approx(4.0, abs=0.1)
    assert groups["part"].sum() == pytest.approx(net.loc[WHOLE, "part"], abs=1e-9)
    assert groups["significant"].tolist() == [gain != 0 for gain in brings]
    assert (groups["part_low"] < groups["part"]).all()
    assert net["share"].iloc[0] == pytest.approx(net["part"].iloc[0] / (2 * 1000.0), rel=0.02)


def test_totals_are_those_of_the_books_in_cents():
    run = builders.run("mid", "sales_led")
    (row,) = totals(run)["totals"].to_dict("records")
    assert row["revenue"] / 100 == pytest.approx(run.annual["revenue"].sum())
    assert row["spend"] / 100 == pytest.approx(run.annual["spend"].sum())
    assert row["net"] == row["revenue"] - row["spend"]
