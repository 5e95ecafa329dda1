"""The calibration from the first wave to those who pass, on made-up runs whose truth is known."""

import numpy as np
import pytest

from sim.study import trials
from sim.study.calibrate import (
    Candidates,
    candidates,
    explored,
    luck,
    members,
    passes,
    plausible,
    prior,
    proposed,
    searched,
)
from sim.study.search import believable
from sim.study.trials import Trials, can_be_run
from tests.study.made_up_runs import LUCK, PLAN, TARGETS, WHERE, expected, read

LOW, HIGH = believable(TARGETS)


@pytest.fixture(scope="module")
def done():
    """Everything run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trials, "_read", read)
        *_, ran = explored(PLAN, Trials.none(WHERE), 1)
        *_, ran = proposed(PLAN, searched(PLAN, ran, PLAN.waves + 1, 1), ran, 1)
    return ran


@pytest.fixture(scope="module")
def search(done):
    """What all waves tell."""
    return searched(PLAN, done, 2, 1)


def test_the_prior_is_all_over_the_space_and_the_same_each_time():
    points = prior(PLAN)
    assert points.shape == (PLAN.prior, len(WHERE.names))
    assert points.mean(axis=0) == pytest.approx(0.5, abs=0.05)
    assert np.array_equal(points, prior(PLAN))


def test_no_two_runs_share_a_seed(done):
    assert len(set(done.seeds)) == len(done.seeds)
    assert min(done.seeds) >= PLAN.seed


def test_luck_is_what_runs_of_one_point_differ_by(done):
    widths = np.clip(HIGH, -50.0, 50.0) - np.clip(LOW, -50.0, 50.0)
    for wave in (0, 1):
        assert np.mean(luck(done, wave + 1) / widths) == pytest.approx(LUCK, rel=0.15)
        again, once = done.of(f"again {wave}"), done.of(f"wave {wave}")
        assert np.array_equal(again.points, once.points[: PLAN.again])
    assert np.mean(candidates(PLAN, done).luck / widths) == pytest.approx(LUCK, rel=0.15)


def test_later_waves_are_where_the_facts_are_met(done):
    missed = [_outside(done.of(f"wave {wave}").readings) for wave in (0, 1)]
    assert missed[1] < 0.6 * missed[0]


def _outside(readings):
    return np.mean((readings < LOW) | (readings > HIGH))


def test_emulators_know_the_straight_line(search):
    points = np.random.default_rng(2).random((50, len(WHERE.names)))
    for number, size in enumerate(WHERE.own):
        told = search.told[size].mean(points[:, WHERE.places(size)])
        which = [place for place, target in enumerate(TARGETS) if target.size == size]
        true = np.array([expected(point) for point in points])[:, which]
        finite = np.isfinite(LOW[which]) & np.isfinite(HIGH[which])
        off = np.abs(told - true)[:, finite] / (HIGH - LOW)[which][finite]
        assert off.mean() < 0.15, number


def test_plausible_points_meet_the_facts_can_be_run_and_differ_by_batch(search, done):
    points, others = (plausible(PLAN, search, done, 30, 2, batch, 1) for batch in (0, 1))
    assert points.shape == (30, len(WHERE.names))
    assert not (points == others).all(axis=1).any()
    assert all(can_be_run(WHERE, point) for point in points)
    readings = np.array([expected(point) for point in points])
    assert _outside(readings) < 0.1


def test_candidates_are_run_as_often_as_is_asked_and_batches_end_when_enough_have_passed(done):
    ran = candidates(PLAN, done)
    assert ran.readings.shape[1:] == (PLAN.replications, len(TARGETS))
    assert len(ran.points) % PLAN.batch == 0
    passed = passes(PLAN, ran)
    assert passed.sum() >= PLAN.members or len(ran.points) == PLAN.batch * PLAN.batches
    assert passed[: -PLAN.batch].sum() < PLAN.members


def test_small_companies_are_judged_by_more_runs_than_they_are_explored_by(monkeypatch):
    seen = {}
    monkeypatch.setattr(trials, "_read", lambda trial: seen.update({trial.seed: dict(trial.runs)}) or read(trial))
    *_, found = explored(PLAN, Trials.none(WHERE), 1)
    assert set(map(str, seen.values())) == {"{}"}
    seen.clear()
    *_, found = proposed(PLAN, searched(PLAN, found, PLAN.waves + 1, 1), found, 1)
    assert set(map(str, seen.values())) == {"{'small': 4, 'mid': 2}"}


def test_members_are_run_again_under_other_luck(done):
    proposals = candidates(PLAN, done)
    found = members(PLAN, done)
    assert np.array_equal(found.points, proposals.points[passes(PLAN, proposals)])
    assert found.readings.shape == (len(found.points), *proposals.readings.shape[1:])
    assert not np.isin(found.readings, proposals.readings).any()


@pytest.mark.parametrize("kept", [0.2, 0.55, 0.7, 0.8, 0.9, 1.0])
def test_wherever_a_calibration_is_interrupted_it_ends_the_same(done, kept, monkeypatch):
    monkeypatch.setattr(trials, "_read", read)
    number = round(kept * len(done.seeds))
    found = Trials(*(part[:number] for part in done))
    *_, found = [found, *explored(PLAN, found, 1)]
    *_, found = [found, *proposed(PLAN, searched(PLAN, found, PLAN.waves + 1, 1), found, 1)]
    assert all(np.array_equal(one, other) for one, other in zip(found, done, strict=True))


# ---------------------------------------------------------------------- what passes


def judged(**off):
    """A candidate in the middle of every range, but for the facts named; those are so many widths beyond the end.

    Luck has a standard deviation of a tenth of a width.
    """
    ends = np.clip(np.array([LOW, HIGH]), -50.0, 50.0)
    readings = ends.mean(axis=0)
    for number, target in enumerate(TARGETS):
        if (beyond := off.get(f"{target.fact.id}_{target.size}")) is not None:
            readings[number] = ends[1, number] + beyond * (ends[1, number] - ends[0, number])
    spread = 0.1 * (ends[1] - ends[0]) / np.sqrt(2.0)
    whole = readings + np.array([-1.0, 1.0])[:, None] * spread
    return bool(passes(PLAN, Candidates(np.zeros((1, 3)), whole[None]))[0])


def test_who_meets_every_fact_passes_and_a_few_near_misses_are_forgiven():
    assert judged()
    assert judged(T6_mid=0.05, T1_mid=0.05)


def test_one_clear_miss_is_enough_to_fail():
    limit = PLAN.outside * 0.1 / np.sqrt(PLAN.replications)
    assert judged(T6_mid=0.95 * limit)
    assert not judged(T6_mid=1.05 * limit)


def test_too_many_near_misses_in_one_size_fail():
    assert judged(T6_mid=0.05, T1_mid=0.05, T6_small=0.05, T1_small=0.05)
    assert not judged(T6_mid=0.05, T1_mid=0.05, T2_mid=0.05)


def test_a_fact_that_a_run_does_not_tell_is_not_met():
    assert judged(T6_mid=np.nan, T1_mid=np.nan)
    assert not judged(T6_mid=np.nan, T1_mid=np.nan, T2_mid=np.nan)
