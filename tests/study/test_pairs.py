"""Pairs share their luck or are refused; intervals hold what they promise."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from sim.study.pairs import Pairs, mean_interval, named, periods, share_change, share_interval
from tests.study.frames import both, noisy, world

MONEY = hnp.arrays(float, st.integers(2, 30), elements=st.floats(1.0, 1e6))


@pytest.mark.parametrize(
    ("months", "names"),
    [(36, ["year 1", "year 3", "years 1-3"]), (24, ["year 1", "year 2", "years 1-2"]), (12, ["year 1"])],
)
def test_periods_are_the_first_year_the_last_and_all(months, names):
    assert list(periods(months)) == names
    assert list(range(months))[periods(months)[names[-1]]][-1] == months - 1


def test_pairs_align_by_replication_whatever_the_order_of_rows():
    runs = noisy()
    shuffled = Pairs(runs.sample(frac=1.0, random_state=0), "mid", "typical", "cure")
    for one, other in zip(Pairs(runs, "mid", "typical", "cure").of("revenue"), shuffled.of("revenue"), strict=True):
        np.testing.assert_array_equal(one, other)


def test_over_adds_up_the_months_of_a_period():
    pairs = Pairs(both(world("a", np.arange(36.0)), world("b", 1.0)), "mid", "a", "b")
    first, second = pairs.over("revenue", periods(36)["year 3"])
    assert first.tolist() == [sum(range(24, 36))] * 4
    assert second.tolist() == [12.0] * 4


@pytest.mark.parametrize(
    ("runs", "message"),
    [
        (both(world("a", 1.0), world("b", 1.0, seed=1)), "not paired"),
        (both(world("a", 1.0), world("b", 1.0, replications=3)), "not paired"),
        (both(world("a", 1.0), world("b", 1.0, months=24)), "not paired"),
        (both(world("a", 1.0), world("c", 1.0)), "no runs of b"),
        (both(world("a", 1.0, replications=1), world("b", 1.0, replications=1)), "two whole replications"),
        (both(world("a", 1.0).iloc[1:], world("b", 1.0).iloc[1:]), "two whole replications"),
    ],
    ids=["other seeds", "fewer replications", "fewer months", "missing policy", "one replication", "a month lost"],
)
def test_what_did_not_share_its_luck_is_refused(runs, message):
    with pytest.raises(ValueError, match=message):
        Pairs(runs, "mid", "a", "b")


@given(MONEY)
def test_the_interval_of_a_mean_is_scipys(values):
    values = values + np.arange(len(values))  # SciPy warns where all are equal
    expected = stats.ttest_1samp(values, 0.0).confidence_interval(0.95)
    assert mean_interval(values) == pytest.approx((values.mean(), expected.low, expected.high), rel=1e-6, abs=1e-6)


@given(MONEY, st.floats(0.1, 100.0))
def test_a_share_does_not_depend_on_the_currency(whole, rate):
    part = whole[::-1] / 10.0
    assert share_interval(rate * part, rate * whole) == pytest.approx(share_interval(part, whole), rel=1e-6, abs=1e-9)


@given(MONEY, st.floats(-1.0, 1.0))
def test_a_share_that_is_the_same_in_every_replication_is_certain(whole, share):
    assert share_interval(share * whole, whole) == pytest.approx((share, share, share), abs=1e-9)


def test_a_share_of_nothing_is_no_number():
    assert all(math.isnan(value) for value in share_interval(np.ones(3), np.zeros(3)))


def test_nineteen_of_twenty_intervals_hold_the_true_share():
    rng, truth, held = np.random.default_rng(5), 0.03, 0
    for _ in range(400):
        whole = rng.normal(100.0, 10.0, 20)
        part = truth * whole + rng.normal(0.0, 4.0, 20)
        _, low, high = share_interval(part, whole)
        held += low <= truth <= high
    assert 367 <= held <= 393  # 380, give or take three standard errors


def test_the_interval_of_a_share_agrees_with_a_paired_bootstrap():
    rng = np.random.default_rng(6)
    whole = rng.lognormal(4.0, 0.3, 60)
    part = 0.05 * whole + rng.normal(0.0, 2.0, 60)
    resampled = stats.bootstrap(
        (part, whole), lambda p, w, axis: p.mean(axis) / w.mean(axis), paired=True, n_resamples=4000, rng=7
    ).confidence_interval
    _, low, high = share_interval(part, whole)
    assert high - low == pytest.approx(resampled.high - resampled.low, rel=0.15)


def worlds(rng, replications, before, after):
    """Two worlds under the same luck, whose shares are ``before`` and ``after``: a part and a whole each."""
    luck, shared = rng.normal(100.0, 10.0, replications), rng.normal(0.0, 4.0, replications)
    parts = []
    for share in (before, after):
        whole = luck + rng.normal(0.0, 2.0, replications)
        parts.append((share * whole + shared + rng.normal(0.0, 1.0, replications), whole))
    return parts


def test_the_change_of_a_share_is_the_difference_of_the_shares():
    before, after = worlds(np.random.default_rng(1), 12, 0.02, 0.05)
    change, low, high = share_change(before, after)
    assert change == pytest.approx(share_interval(*after)[0] - share_interval(*before)[0])
    assert low < change < high


@given(MONEY)
def test_a_world_does_not_differ_from_itself(whole):
    world = (whole[::-1] / 10.0, whole)
    assert share_change(world, world) == (0.0, 0.0, 0.0)


def test_luck_that_two_worlds_share_does_not_widen_the_interval_of_a_change():
    before, after = worlds(np.random.default_rng(2), 40, 0.02, 0.05)
    _, low, high = share_change(before, after)
    _, alone_low, alone_high = share_interval(*after)
    assert high - low < 0.6 * (alone_high - alone_low)


def test_nineteen_of_twenty_intervals_hold_the_true_change():
    rng, held = np.random.default_rng(8), 0
    for _ in range(400):
        _, low, high = share_change(*worlds(rng, 20, 0.02, 0.05))
        held += low <= 0.03 <= high
    assert 367 <= held <= 393  # 380, give or take three standard errors


def test_the_interval_of_a_change_agrees_with_a_paired_bootstrap():
    def change(first_part, first, second_part, second, axis):
        return second_part.mean(axis) / second.mean(axis) - first_part.mean(axis) / first.mean(axis)

    before, after = worlds(np.random.default_rng(9), 60, 0.02, 0.05)
    resampled = stats.bootstrap((*before, *after), change, paired=True, n_resamples=4000, rng=7).confidence_interval
    _, low, high = share_change(before, after)
    assert high - low == pytest.approx(resampled.high - resampled.low, rel=0.15)


def test_a_change_from_a_share_of_nothing_is_no_number():
    assert all(math.isnan(value) for value in share_change((np.ones(3), np.zeros(3)), (np.ones(3), np.ones(3))))


def test_an_estimate_stands_in_three_columns():
    assert named("cost", (2.0, 1.0, 3.0)) == {"cost": 2.0, "cost_low": 1.0, "cost_high": 3.0}
