"""The league finds the best of known worlds, says how sure that is, and never crowns what nobody can buy."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.spec.load import names
from sim.study.league import COLUMNS, YARDSTICK, chance_of_best, holm, league, monthly
from sim.study.pairs import Pairs, mean_interval
from tests.study.frames import both, contenders, world

GAINS = {"usual": 0.0, "good": 20.0, YARDSTICK: 60.0, "same": 0.0, "bad": -40.0}


@pytest.fixture(scope="module")
def runs():
    return contenders(GAINS)


@pytest.fixture(scope="module")
def table(runs):
    return league(runs, "mid", "usual", 0.5).set_index("policy")


def test_there_is_a_row_a_policy_best_on_top_and_the_yardstick_last(runs):
    rows = league(runs, "mid", "usual", 0.5)
    assert rows.columns.tolist() == list(COLUMNS)
    assert rows["policy"].tolist()[0] == "good"
    assert rows["policy"].tolist()[-2:] == ["bad", YARDSTICK]
    assert rows["buyable"].tolist() == [True] * 4 + [False]
    assert set(rows["company"]) == {"mid"}
    assert set(rows["scale"]) == {0.5}
    assert set(rows["replications"]) == {12}


def test_the_yardstick_cannot_be_bought_at_equal_budget_either():
    runs = contenders({"usual+reps": 0.0, "good+reps": 20.0, f"{YARDSTICK}+reps": 60.0})
    rows = league(runs, "mid", "usual+reps").set_index("policy")
    assert rows["buyable"].to_dict() == {"good+reps": True, "usual+reps": True, f"{YARDSTICK}+reps": False}
    assert not rows.loc[f"{YARDSTICK}+reps", "may_be_best"]


def test_the_known_gains_are_found(table):
    for policy, gain in GAINS.items():
        row = table.loc[policy]
        assert row["gain"] == pytest.approx(36 * gain, abs=36 * 3)
        assert row["gain_low"] <= row["gain"] <= row["gain_high"]
        assert row["net"] == pytest.approx(row["revenue"] - 36 * 100.0)
        assert row["gain_share"] == pytest.approx(row["gain"] / table.loc["usual", "revenue"])
    assert table["significant"].to_dict() == {
        **{"good": True, "usual": False, "same": False},
        **{"bad": True, YARDSTICK: True},
    }


def test_the_typical_policy_is_held_against_itself_without_a_test(table):
    row = table.loc["usual"]
    assert row["typical"]
    assert table["typical"].sum() == 1
    assert (row[["gain", "gain_low", "gain_high", "gain_share"]] == 0.0).all()
    assert np.isnan(row["p_value"])


def test_p_values_are_the_paired_t_test_s_after_holm(runs, table):
    plain = []
    others = [name for name in GAINS if name != "usual"]
    for policy in others:
        first, second = (
            values.sum(axis=1)
            for values in Pairs(runs.assign(net=runs["revenue"] - runs["spend"]), "mid", "usual", policy).of("net")
        )
        plain.append(stats.ttest_rel(second, first).pvalue)
    assert table.loc[others, "p_value"].tolist() == pytest.approx(holm(np.array(plain)).tolist())


def test_regret_is_none_for_the_best_and_the_paired_difference_for_others(runs, table):
    assert (table.loc["good", ["regret", "regret_low", "regret_high"]] == 0.0).all()
    good, bad = Pairs(runs, "mid", "good", "bad").over("revenue", slice(None))
    expected = mean_interval(good - bad)
    assert table.loc["bad", ["regret", "regret_low", "regret_high"]].tolist() == pytest.approx(expected)


def test_the_yardstick_is_never_best_however_good_it_is(table):
    row = table.loc[YARDSTICK]
    assert row["net"] == table["net"].max()
    assert row["regret"] == pytest.approx(-36 * 40.0, abs=36 * 4)
    assert np.isnan(row["chance_of_best"])
    assert table["chance_of_best"].sum() == pytest.approx(1.0)
    assert table.loc["good", "chance_of_best"] == 1.0


def test_policies_that_do_the_same_share_the_chance_and_the_first_is_on_top():
    runs = contenders({"a": 0.0, "b": 0.0})
    twin = runs[runs["policy"] == "b"].assign(policy="c")
    rows = league(both(runs[runs["policy"] == "b"], twin), "mid", "b")
    assert rows["policy"].tolist() == ["b", "c"]
    assert rows["chance_of_best"].tolist() == [0.5, 0.5]
    assert rows["p_value"].tolist()[1] == 1.0
    assert rows["regret"].tolist() == [0.0, 0.0]


def test_the_chance_of_best_is_that_of_normal_means():
    rng = np.random.default_rng(3)
    first = rng.normal(0.0, 1.0, 200)
    gain = rng.normal(0.0, 1.0, 200)
    gain += 0.05 - gain.mean()
    found = chance_of_best({"first": first, "second": first + gain})
    expected = stats.norm.cdf(0.05 / (gain.std() / np.sqrt(200)))
    assert found["second"] == pytest.approx(expected, abs=0.03)
    assert found["first"] == pytest.approx(1.0 - found["second"])


def test_holm_s_method_gives_a_worked_example():
    # p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") in R
    assert holm(np.array([0.01, 0.04, 0.03, 0.005])).tolist() == pytest.approx([0.03, 0.06, 0.06, 0.02])


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=12))
def test_holm_lies_between_no_correction_and_bonferroni_s_and_keeps_the_order(p_values):
    plain = np.array(p_values)
    corrected = holm(plain)
    assert (corrected >= plain).all()
    assert (corrected <= np.minimum(1.0, len(plain) * plain)).all()
    order = np.argsort(plain, kind="stable")
    assert (np.diff(corrected[order]) >= 0.0).all()


def test_companies_are_kept_apart(runs):
    pd.testing.assert_frame_equal(
        league(both(runs, contenders(GAINS, company="small", seed=2)), "mid", "usual"), league(runs, "mid", "usual")
    )


@pytest.mark.parametrize(
    ("runs", "message"),
    [
        (both(world("usual", 1.0), world("other", 1.0, seed=3)), "not paired"),
        (world("other", 1.0), "no runs of usual"),
    ],
)
def test_what_did_not_share_its_luck_is_refused(runs, message):
    with pytest.raises(ValueError, match=message):
        league(runs, "mid", "usual")


def test_where_nothing_can_be_bought_nothing_is_best():
    with pytest.raises(ValueError, match="no policy that can be bought"):
        league(world(YARDSTICK, 1.0), "mid", YARDSTICK)


def test_the_yardstick_is_a_policy_of_the_catalogue():
    assert YARDSTICK in names("policy")


def test_what_is_kept_of_a_run_is_enough(catalogue_run):
    kept = monthly(catalogue_run("mid", "sales_led"))["months"]
    assert kept.columns.tolist() == ["month", "revenue", "spend"]
    assert len(kept) == 12
