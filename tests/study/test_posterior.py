"""Chances to lie in a range, and chains that come to a point as often as it is plausible."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.study.posterior import draws, log_chance


@given(st.floats(-8.0, 8.0), st.floats(0.05, 3.0), st.floats(-4.0, 4.0), st.floats(0.01, 5.0))
def test_the_chance_is_that_of_the_normal_distribution(mean, error, low, width):
    expected = stats.norm(mean, error).cdf(low + width) - stats.norm(mean, error).cdf(low)
    if expected > 1e-9:
        found = log_chance(np.array(mean), np.array(error), np.array(low), np.array(low + width))
        assert float(found) == pytest.approx(np.log(expected), rel=1e-5, abs=1e-6)


def test_far_off_it_is_small_finite_and_falls_on_both_sides_alike():
    means = np.array([-1e3, -100.0, -10.0, 0.5, 11.0, 101.0, 1001.0])
    found = log_chance(means, np.ones(7), np.zeros(7), np.ones(7))
    assert np.isfinite(found).all()
    assert found[:3] == pytest.approx(found[:3:-1])
    assert (np.diff(found[:4]) > 0.0).all()


def test_an_open_range_has_one_tail():
    ends = (np.array([-np.inf]), np.array([0.0]))
    assert np.exp(log_chance(np.zeros(1), np.ones(1), *ends)) == pytest.approx(0.5)
    assert log_chance(np.array([-50.0]), np.ones(1), *ends) == pytest.approx(0.0, abs=1e-9)


def anywhere(chains, places):
    """Where chains begin."""
    return np.random.default_rng(7).random((chains, places))


def test_chains_find_a_narrow_place_and_its_width():
    def plausible(points):
        return stats.norm(0.3, 0.05).logpdf(points[:, 0]) + stats.norm(0.6, 0.1).logpdf(points[:, 2])

    found = draws(plausible, anywhere(400, 12), 80, 1)
    assert found.mean(axis=0)[[0, 1, 2]] == pytest.approx([0.3, 0.5, 0.6], abs=0.05)
    assert found.std(axis=0)[[0, 1, 2]] == pytest.approx([0.05, 12.0**-0.5, 0.1], rel=0.15)


def test_where_all_is_alike_the_prior_comes_back_from_any_start():
    found = draws(lambda points: np.zeros(len(points)), np.full((2000, 2), 0.1), 2, 3)
    assert stats.kstest(found[:, 1], "uniform").pvalue > 0.001


def test_equal_seeds_give_equal_draws_and_the_start_stays_as_it_is():
    start = anywhere(10, 5)
    args = (lambda points: -points[:, 0], start, 3)
    assert np.array_equal(draws(*args, 5), draws(*args, 5))
    assert not np.array_equal(draws(*args, 5), draws(*args, 6))
    assert np.array_equal(start, anywhere(10, 5))


def test_a_start_that_nothing_can_be_said_of_is_refused():
    with pytest.raises(ValueError, match="plausibility is no number"):
        draws(lambda points: np.full(len(points), np.nan), anywhere(3, 2), 1, 0)


def test_chains_cross_a_space_of_many_places_that_hang_together():
    """Forty places, of which sums are known: spreads are those of the exact answer, from starts far off."""
    weights = np.random.default_rng(3).normal(size=(10, 40))

    def plausible(points):
        return stats.norm(0.0, 0.3).logpdf((points - 0.5) @ weights.T).sum(axis=1)

    far, near = (draws(plausible, start, 150, 2) for start in (anywhere(200, 40), np.full((200, 40), 0.5)))
    assert far.std(axis=0).mean() == pytest.approx(near.std(axis=0).mean(), rel=0.05)
    assert plausible(far).mean() == pytest.approx(plausible(near).mean(), abs=1.5)
