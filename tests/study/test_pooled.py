"""What is made of pooled samples, on samples whose answer is known."""

import math

import numpy as np
import pytest

from sim.study.pooled import POOLED


def test_statistics_of_known_samples():
    assert POOLED["T4_cv"](np.array([1.0, 3.0])) == pytest.approx(math.sqrt(2.0) / 2.0)
    assert POOLED["T4_median"](np.array([5.0, 1.0, 2.0])) == 2.0
    assert POOLED["T5_sigma"](np.exp([1.0, 3.0])) == pytest.approx(math.sqrt(2.0))
    assert POOLED["T9"](np.array([0.06, 0.02])) == pytest.approx(0.2)
    assert POOLED["T9"](np.array([-0.06, 0.02])) == 0.0
    assert POOLED["T8"](np.array([[3.0, 4.0, 1.0, 5.0], [3.0, 4.0, 1.0, 5.0]])) == pytest.approx(0.75 / 0.2)


def test_ages_prefer_the_law_that_they_come_from():
    rng = np.random.default_rng(4)
    assert POOLED["T3_shape"](rng.lognormal(3.0, 1.0, 2000)) > 0.1
    assert POOLED["T3_shape"](rng.exponential(30.0, 2000)) < -0.02
    ages = np.exp([1.0, 3.0])
    steady = 2.0 + 2.0 * 2.0 * (math.log(ages.mean()) + 1.0)
    skewed = 4.0 + 2.0 * 2.0 * (2.0 + 0.5 * math.log(2.0 * math.pi) + 0.5)
    assert POOLED["T3_shape"](ages) == pytest.approx((steady - skewed) / 2.0)
    assert POOLED["T3_skew"](np.array([1.0, 2.0, 9.0])) == pytest.approx(2.0)


@pytest.mark.parametrize("spread", [0.3, 0.75, 1.2])
def test_the_spread_of_skill_is_found_beneath_luck(spread):
    rng = np.random.default_rng(6)
    mean, number = 0.25, 20_000
    strength = 1.0 / (spread**2 * mean * (1.0 - mean)) - 1.0
    chance = rng.beta(mean * strength, (1.0 - mean) * strength, number)
    closed = rng.integers(1, 30, number)
    counts = np.column_stack([rng.binomial(closed, chance), closed]).astype(float)
    assert POOLED["T7_skill"](counts) == pytest.approx(spread, rel=0.05)


def test_elasticities_compare_sums_at_much_and_at_little_effort():
    step = math.log(1.25 / 0.8)
    for name in ("T13_selling_revenue", "T13_selling_bookings", "T13_marketing_bookings"):
        assert POOLED[name](np.array([[30.0, 20.0], [10.0, 5.0]])) == pytest.approx(math.log(40.0 / 25.0) / step)
    rows = np.array([[11.0, 13.0, 10.0, 10.0], [11.0, 13.0, 10.0, 10.0]])
    assert POOLED["T13_marketing_lasting"](rows) == pytest.approx(math.log(1.3) / math.log(1.1))


@pytest.mark.parametrize("first", [9.0, 10.0])
def test_what_does_nothing_at_once_cannot_last(first):
    assert POOLED["T13_marketing_lasting"](np.array([[first, 5.0, 10.0, 10.0]] * 2)) == 0.0


def test_a_flood_flattens_where_added_leads_bring_less_and_drowns_where_all_bring_less():
    rows = np.array([[100.0, 10.0, 108.0, 20.0], [100.0, 10.0, 108.0, 20.0]])
    assert POOLED["T14_flattens"](rows) == pytest.approx(0.8 - 10.0)
    assert np.isnan(POOLED["T14_flattens"](np.array([[100.0, 10.0, 90.0, 10.0]] * 2)))
    assert POOLED["T14_lowers"](rows[:, [0, 2]]) == pytest.approx(0.08)


def test_the_largest_tenth_is_rounded_up():
    assert POOLED["T5_top"](np.array([6.0, *[1.0] * 9])) == pytest.approx(6 / 15)
    assert POOLED["T5_top"](np.array([6.0, 5.0, *[1.0] * 9])) == pytest.approx(11 / 20)


@pytest.mark.parametrize(
    ("days", "business"),
    [([0], 0.5), ([0, 0, 0, 0], 0.5), ([1, 1, 5, 5], 2.0), ([0, 1, 1], 1.25), ([0, 1, 1, 1, 7], 1.5)],
)
def test_the_median_wait_spreads_each_day_evenly(days, business):
    assert POOLED["T11_median"](np.array(days, dtype=float)) == pytest.approx(1.4 * business)
