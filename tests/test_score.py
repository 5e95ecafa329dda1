"""The lead score: it learns what it is told, and nothing else."""

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.score import Score, Signals, logistic

FINITE = st.floats(-50.0, 50.0)


@dataclass
class Visits:
    """Inquiries whose chance to qualify goes with the profile alone."""

    signals: list[Signals]
    qualified: list[bool]


@pytest.fixture(scope="module")
def visits() -> Visits:
    luck = np.random.default_rng(1)
    profiles, activities = luck.normal(size=4000), luck.normal(size=4000)
    qualified = luck.uniform(size=4000) < 1.0 / (1.0 + np.exp(1.0 - 2.0 * profiles))
    signals = [(float(x), float(y), 0.0) for x, y in zip(profiles, activities, strict=True)]
    return Visits(signals, qualified.tolist())


def _auc(score: Score, visits: Visits) -> float:
    """Chance that a random good lead scores above a random bad one."""
    values = np.array([score.logit(signals) for signals in visits.signals])
    good = np.array(visits.qualified)
    statistic = stats.mannwhitneyu(values[good], values[~good]).statistic
    return float(statistic / (good.sum() * (~good).sum()))


@given(st.floats(-1e6, 1e6))
def test_logistic_is_a_share_and_symmetric(x: float) -> None:
    assert 0.0 <= logistic(x) <= 1.0
    assert logistic(x) + logistic(-x) == pytest.approx(1.0, abs=1e-15)


def test_logistic_has_its_known_values() -> None:
    assert logistic(0.0) == 0.5
    assert logistic(math.log(3.0)) == pytest.approx(0.75)


def test_first_weights_know_clicks_alone_so_they_go_for_activity() -> None:
    weights = np.mean([Score(seed, 0.05, 400).weights for seed in range(50)], axis=0)
    assert weights[1] > 0.5
    assert abs(weights[0]) < 0.1
    assert weights[2] == 0.0


def test_without_clicks_everything_is_even() -> None:
    assert Score(1, 0.05, 0).predict((3.0, -2.0, 1.0)) == 0.5


def test_another_seed_saw_other_clicks() -> None:
    assert Score(1, 0.05, 100).weights == Score(1, 0.05, 100).weights != Score(2, 0.05, 100).weights


@given(FINITE, FINITE, st.sampled_from([0.0, 1.0]), st.booleans())
def test_a_report_moves_the_prediction_towards_itself(x: float, y: float, raised: float, qualified: bool) -> None:
    score = Score(3, 0.01, 50)
    before = score.predict((x, y, raised))
    score.learn((x, y, raised), qualified)
    after = score.predict((x, y, raised))
    assert after >= before if qualified else after <= before


def test_one_step_is_that_of_the_stochastic_gradient() -> None:
    score = Score(1, 0.1, 0)
    score.learn((2.0, -1.0, 1.0), True)
    assert score.intercept == pytest.approx(0.05)
    assert score.weights == pytest.approx([0.1, -0.05, 0.05])


def test_without_a_learning_rate_nothing_is_learned() -> None:
    score = Score(1, 0.0, 10)
    before = list(score.weights)
    score.learn((1.0, 1.0, 1.0), True)
    assert score.weights == before != [0.0, 0.0, 0.0]
    assert Score(1, 0.0, 10).weights == Score(1, 0.5, 10).weights  # clicks are fitted all the same


def test_reports_turn_a_score_for_clicks_into_one_for_leads(visits: Visits) -> None:
    score = Score(1, 0.05, 400)
    assert 0.4 < _auc(score, visits) < 0.65  # clicks say nothing about who qualifies here
    for signals, qualified in zip(visits.signals, visits.qualified, strict=True):
        score.learn(signals, qualified)
    assert _auc(score, visits) > 0.8
    assert score.weights[0] == pytest.approx(2.0, abs=0.5)
    predicted = [score.predict(signals) for signals in visits.signals]
    assert np.mean(predicted) == pytest.approx(np.mean(visits.qualified), abs=0.05)
