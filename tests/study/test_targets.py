"""Facts as numbers of one run: the working scale, and back."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.arguments import SIZES
from sim.spec.facts import load_facts
from sim.study.measures import MEASURES
from sim.study.targets import EDGE, IDENTITIES, Target, targets

FACTS = {fact.id: fact for fact in load_facts()}


def of(name, size="mid"):
    return Target(FACTS[name], size)


def test_what_may_be_tuned_for_is_aimed_at_and_nothing_else():
    found = targets(SIZES)
    expected = {
        (fact.id, size)
        for fact in FACTS.values()
        for size in SIZES
        if fact.role == "calibrate" and fact.range_for(size) and fact.id not in IDENTITIES
    }
    assert {(target.fact.id, target.size) for target in found} == expected
    assert {target.fact.id for target in found} < set(MEASURES)
    assert [target.size for target in found] == sorted((target.size for target in found), key=SIZES.index)
    assert not {target.fact.id for target in found} & {"T10_typical", "T15_growth", "C4"}


@given(st.floats(0.01, 0.99))
def test_shares_are_log_odds_and_come_back(share):
    target = of("T6")
    assert target.read(np.array([share])) == pytest.approx(math.log(share / (1.0 - share)))
    assert float(target.shown(np.array(target.read(np.array([share]))))) == pytest.approx(share)


def test_none_and_all_stay_finite():
    assert of("T6").read(np.array([0.0])) == pytest.approx(math.log(EDGE / (1.0 - EDGE)))
    assert of("T6").read(np.array([1.0])) == pytest.approx(-math.log(EDGE / (1.0 - EDGE)))


def test_amounts_are_logarithms_and_growth_is_as_it_is():
    assert of("T0_revenue").read(np.array([2.5e7])) == pytest.approx(math.log(2.5e7))
    assert of("T0_growth").read(np.array([-0.03])) == -0.03
    assert of("T4_median").read(np.array([50.0, 70.0, 90.0])) == pytest.approx(math.log(70.0))
    assert float(of("T4_median").shown(np.array(math.log(70.0)))) == pytest.approx(70.0)


def test_bursts_are_squares_that_runs_can_be_averaged_in():
    target = of("T9")
    assert target.read(np.array([0.01, 0.03])) == pytest.approx(0.02)
    assert target.ends == pytest.approx([0.0064, 0.09])
    assert float(target.shown(np.array(0.04))) == pytest.approx(0.2)
    assert float(target.shown(np.array(-0.01))) == 0.0


@pytest.mark.parametrize(
    ("name", "contribution"),
    [
        ("T6", [math.nan]),
        ("T4_median", []),
        ("T4_median", [5.0]),
        ("T9", []),
        ("T8", [[3.0, 4.0, 0.0, 9.0]]),
        ("T8", [[0.0, 4.0, 3.0, 9.0]]),
    ],
)
def test_where_a_run_has_nothing_to_say_it_says_nothing(name, contribution):
    assert math.isnan(of(name).read(np.array(contribution)))


def test_an_open_end_is_infinite():
    assert of("T0_revenue", "enterprise").ends[1] == math.inf
    assert of("T0_revenue", "small").ends[0] == -math.inf


def test_beyond_none_and_all_there_is_nothing():
    assert of("T11_never_cure").ends[0] == -math.inf
    assert of("T11_never_cure").ends[1] == pytest.approx(math.log(0.1 / 0.9))


def test_ends_are_where_a_fact_on_them_is_read():
    for target in targets(SIZES):
        limits = target.fact.range_for(target.size)
        for end, value in zip(target.ends, (limits.low, limits.high), strict=True):
            if math.isfinite(end) and EDGE < value < 1.0 - EDGE:
                assert float(target.shown(np.array(end))) == pytest.approx(value)


def test_what_is_not_judged_has_no_ends():
    with pytest.raises(ValueError, match="T1 large: not judged"):
        _ = of("T1", "large").ends
