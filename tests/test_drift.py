"""Segments: the same drift whatever anybody does, need that passes on its own clock, and what can be known of it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.drift import LAST_YEAR, Drift
from sim.spec.buyers import SegmentSpec

DAYS = 65 * 400


def _drift(seed: int = 5, days: int = DAYS, **changes: float) -> Drift:
    values = {"number": 4, "need_sigma": 0.4, "fit_sigma": 0.1, "persistence": 0.75} | changes
    return Drift(seed, SegmentSpec(**values), days)  # type: ignore[arg-type]


def _needs(drift: Drift) -> np.ndarray:
    return np.array([[drift.need(segment, 65 * quarter) for quarter in range(400)] for segment in range(4)])


def test_need_and_fit_spread_and_persist_as_specified() -> None:
    drift = _drift()
    needs = _needs(drift)
    assert needs.std() == pytest.approx(0.4, rel=0.1)
    assert np.corrcoef(needs[:, 1:].ravel(), needs[:, :-1].ravel())[0, 1] == pytest.approx(0.75, abs=0.05)
    fits = np.array([[drift.fit(segment, 65 * quarter) for quarter in range(400)] for segment in range(4)])
    assert fits.std() == pytest.approx(0.1, rel=0.1)
    assert abs(np.corrcoef(needs.ravel(), fits.ravel())[0, 1]) < 0.15  # need says nothing of fit


def test_segments_move_apart_from_each_other_and_with_the_quarter() -> None:
    drift = _drift()
    assert drift.need(0, 0) == drift.need(0, 64) != drift.need(0, 65)
    assert drift.need(0, 0) != drift.need(1, 0)


def test_a_longer_run_has_the_same_drift_and_more() -> None:
    short, long = _drift(days=520), _drift(days=1040)
    assert [short.need(2, day) for day in range(0, 520, 65)] == [long.need(2, day) for day in range(0, 520, 65)]
    assert short.need(2, 100) != _drift(seed=6).need(2, 100)


def test_habit_is_the_need_of_a_year_ago() -> None:
    drift = _drift()
    day = 65 * (LAST_YEAR + 3)
    assert drift.habit(day) == [drift.need(segment, 65 * 3) for segment in range(4)]
    assert len(drift.habit(0)) == 4  # also before there was a year


@pytest.mark.parametrize("known", [0.0, 0.3, 0.7, 1.0])
def test_evidence_is_the_best_estimate_from_what_is_known(known: float) -> None:
    """Its variance is the known part of need's, and what it leaves unexplained is the rest: slope 1 on need."""
    drift = _drift()
    needs = _needs(drift)
    told = np.array([drift.evidence(65 * quarter, known) for quarter in range(400)]).T
    assert told.var() == pytest.approx(known * 0.16, rel=0.15, abs=1e-12)
    assert (needs - told).var() == pytest.approx((1.0 - known) * 0.16, rel=0.15, abs=1e-12)


def test_without_drift_all_segments_are_alike_and_days_are_days() -> None:
    drift = _drift(need_sigma=0.0, fit_sigma=0.0)
    assert {drift.need(segment, day) for segment in range(4) for day in (0, 500)} == {0.0}
    assert drift.habit(300) == drift.evidence(300, 0.5) == [0.0] * 4
    assert drift.opening(1, 10, 7.2) == 18
    assert drift.opening(1, 10, 0.0) == 11


@given(st.integers(0, 2000), st.floats(0.0, 3000.0), st.floats(0.0, 500.0), st.integers(0, 3))
def test_who_waits_longer_opens_later_and_never_before_the_next_day(
    day: int, wait: float, more: float, segment: int
) -> None:
    drift = _drift()
    first, second = drift.opening(segment, day, wait), drift.opening(segment, day, wait + more)
    assert first is not None
    assert second is not None
    assert day < first <= second


def test_a_window_that_opens_behind_the_end_does_not_open() -> None:
    assert _drift(days=260).opening(0, 250, 1e4) is None


def test_need_passes_by_the_clock_of_the_segment() -> None:
    """Waiting w days of ordinary need takes as long as the segment's need, added up day by day, takes to reach w."""
    drift = _drift()
    for segment, start, wait in ((0, 10, 300.0), (3, 777, 150.0)):
        off, passed, day = 0.5 * 0.16, 0.0, start
        while passed < wait:
            passed += math.exp(drift.need(segment, day) - off)
            day += 1
        assert drift.opening(segment, start, wait) == day


def test_drift_adds_no_need_on_average() -> None:
    rates = np.exp(_needs(_drift()) - 0.5 * 0.16)
    assert rates.mean() == pytest.approx(1.0, abs=0.05)
