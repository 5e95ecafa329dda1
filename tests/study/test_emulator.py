"""Emulators foretell runs: what is in these comes back, and they know how far they are off."""

import numpy as np
import pytest

from sim.study.emulator import Emulator

RNG = np.random.default_rng(4)
POINTS = RNG.random((240, 6))
NOISE = 0.1


def truth(points):
    """Two targets: one has a product and a square in it, the other a straight line; four numbers do nothing."""
    x = 2.0 * points - 1.0
    return np.column_stack([1.0 + x[:, 0] * x[:, 1] + 0.5 * x[:, 0] ** 2 + x[:, 0] + x[:, 1], 3.0 - 2.0 * x[:, 4]])


READINGS = truth(POINTS) + RNG.normal(0.0, NOISE, (240, 2))
EVERYWHERE = np.ones(240, bool)
FITTED = Emulator.fitted(POINTS, READINGS, EVERYWHERE)


def test_it_foretells_what_it_has_not_seen():
    others = RNG.random((500, 6))
    off = FITTED.mean(others) - truth(others)
    assert np.sqrt(np.mean(off**2, axis=0)) == pytest.approx([0.0, 0.0], abs=0.08)


def test_its_error_is_that_of_runs_which_had_no_part_in_it():
    assert pytest.approx([NOISE, NOISE], rel=0.25) == FITTED.error


def test_its_error_is_told_where_it_matters():
    near = POINTS[:, 5] > 0.5
    loud = READINGS + np.where(near, 0.0, RNG.normal(0.0, 2.0, 240))[:, None]
    assert (Emulator.fitted(POINTS, loud, near).error < Emulator.fitted(POINTS, loud, EVERYWHERE).error).all()


def test_runs_that_say_nothing_are_left_out():
    some = READINGS.copy()
    some[::7, 0] = np.nan
    found = Emulator.fitted(POINTS, some, EVERYWHERE)
    assert np.isfinite(found.mean(POINTS)).all()
    assert np.array_equal(found.mean(POINTS)[:, 1], FITTED.mean(POINTS)[:, 1])


def test_numbers_that_do_not_count_are_left_out_of_distances():
    (_, straight) = FITTED.processes
    stretch = np.zeros(6)
    stretch[straight.places] = straight.stretch
    assert stretch[4] > 3.0 * np.delete(stretch, 4).max()


def test_where_nothing_counts_the_mean_is_foretold():
    noise = RNG.normal(5.0, 1.0, (240, 1))
    told = Emulator.fitted(POINTS, noise, EVERYWHERE).mean(POINTS)
    assert np.abs(told - noise.mean()).max() < 0.5


def test_equal_runs_give_equal_emulators():
    again = Emulator.fitted(POINTS, READINGS, EVERYWHERE)
    assert np.array_equal(again.mean(POINTS), FITTED.mean(POINTS))
    assert np.array_equal(again.error, FITTED.error)


@pytest.mark.parametrize("told", [0, 1, 6])
def test_a_target_of_which_too_few_runs_say_anything_is_foretold_by_their_mean(told):
    few = np.full((240, 1), np.nan)
    few[:told, 0] = np.arange(told)
    found = Emulator.fitted(POINTS, few, EVERYWHERE)
    assert found.mean(POINTS) == pytest.approx((told - 1) / 2.0 if told else 0.0)
    assert found.error[0] == (np.std(np.arange(told)) if told else np.inf)


def test_a_target_that_never_differs_is_foretold_as_it_is():
    found = Emulator.fitted(POINTS, np.full((240, 1), 3.0), EVERYWHERE)
    assert found.mean(POINTS) == pytest.approx(3.0)
    assert found.error[0] == 0.0


def test_where_no_run_that_matters_says_anything_the_others_tell_the_error():
    some = READINGS.copy()
    some[200:] = np.nan
    assert np.isfinite(Emulator.fitted(POINTS, some, np.arange(240) >= 200).error).all()
