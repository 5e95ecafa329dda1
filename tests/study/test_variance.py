"""Luck told from numbers that nobody knows, on values of which both are known."""

import numpy as np
import pytest
from scipy import stats

from sim.study.variance import parts

RNG = np.random.default_rng(8)


def drawn(members, each, between, within):
    """Values of members with a spread of their own, each of them ``each`` times, and whose each is."""
    who = np.repeat(np.arange(members), each)
    expected = RNG.normal(5.0, between, members)
    return expected[who] + RNG.normal(0.0, within, len(who)), who


def test_both_parts_are_found():
    found = parts(*drawn(3000, 2, 3.0, 4.0))
    assert (found.mean, found.members, found.luck) == pytest.approx((5.0, 3.0, 4.0), rel=0.1)
    assert found.share == pytest.approx(9.0 / 25.0, abs=0.05)
    assert found.share_low < found.share < found.share_high
    assert [found.low, found.high] == pytest.approx([5.0 - 1.645 * 3.0, 5.0 + 1.645 * 3.0], abs=0.5)


def test_members_with_unequally_many_replications_are_weighed():
    values, who = drawn(2000, 3, 2.0, 1.0)
    kept = (who % 2 == 0) | (np.arange(len(who)) % 3 != 0)
    found = parts(values[kept], who[kept])
    assert (found.members, found.luck) == pytest.approx((2.0, 1.0), rel=0.1)


def test_where_members_are_alike_all_is_luck():
    found = parts(*drawn(400, 2, 0.0, 1.0))
    assert found.share_low == 0.0
    assert found.share < 0.15
    assert found.high - found.low < 1.5


def test_the_interval_of_the_share_covers_it_as_often_as_it_says():
    shares = [parts(*drawn(40, 3, 1.0, 1.0)) for _ in range(400)]
    covered = sum(found.share_low <= 0.5 <= found.share_high for found in shares)
    assert stats.binomtest(covered, len(shares), 0.95).pvalue > 0.001


def test_it_is_the_analysis_of_variance_of_scipy():
    values, who = drawn(20, 4, 1.0, 1.0)
    ratio = stats.f_oneway(*(values[who == member] for member in range(20))).statistic
    found = parts(values, who)
    assert 1.0 + 4.0 * found.members**2 / found.luck**2 == pytest.approx(ratio)


def test_without_luck_all_is_between_members_and_without_anything_there_is_no_share():
    who = np.repeat(np.arange(5), 2)
    found = parts(1.0 * who, who)
    assert (found.share, found.share_low, found.luck) == (1.0, 1.0, 0.0)
    assert np.isnan(parts(np.zeros(10), who).share)
