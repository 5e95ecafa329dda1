"""Choices keep what they promise, however the policies' luck hangs together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.study.selection import Lead, enough, leads

STUDIES = 1500
SLACK = 0.012
"""Two standard errors of a share of 95 % among so many studies."""


def named(table):
    return {str(number): row for number, row in enumerate(table)}


def world(means, rng, replications):
    """Policies that share most of their luck, and some more than others; spreads differ."""
    number = len(means)
    shared = rng.normal(0.0, 3.0, replications)
    own = rng.normal(0.0, 1.0, (number, replications)) * np.linspace(0.5, 1.5, number)[:, None]
    return np.array(means)[:, None] + shared + own + 0.5 * np.roll(own, 1, axis=0)


@pytest.mark.parametrize("means", [[0.0] * 4, [0.0, 0.1, 0.2, 0.3], [0.0, 0.0, 0.0, 1.0]])
def test_all_intervals_hold_at_once_in_what_is_promised(means):
    rng = np.random.default_rng(5)
    truth = [mean - max(other for place, other in enumerate(means) if place != own) for own, mean in enumerate(means)]
    held = best = 0
    for _ in range(STUDIES):
        found = list(leads(named(world(means, rng, 15))).values())
        held += all(lead.low <= true <= lead.high for lead, true in zip(found, truth, strict=True))
        best += found[int(np.argmax(means))].may_be_best
    assert held / STUDIES >= 0.95 - SLACK
    assert best / STUDIES >= 0.95 - SLACK


@pytest.mark.parametrize("spread", [1.0, 0.3])
def test_the_best_is_chosen_as_often_as_is_promised_where_that_is_hardest(spread):
    """All others are behind by just the indifference: the least favourable case."""
    rng = np.random.default_rng(7)
    ahead, right, ran = 0.5, 0, 0
    means = [0.0, 0.0, 0.0, ahead]
    for _ in range(STUDIES):
        table = spread * world([0.0] * 4, rng, 12)
        number = enough(named(table), ahead)
        more = spread * world([0.0] * 4, rng, number - 12)
        total = np.concatenate([table, more], axis=1).mean(axis=1) + means
        right += int(np.argmax(total)) == 3
        ran += number
    assert right / STUDIES >= 0.95 - SLACK
    assert ran / STUDIES >= 12


def test_who_leads_by_far_is_the_best_and_no_other_may_be():
    rng = np.random.default_rng(1)
    found = leads(named(world([0.0, 1.0, 40.0], rng, 20)))
    assert [lead.may_be_best for lead in found.values()] == [False, False, True]
    assert found["2"].low == 0.0
    assert found["2"].mean == pytest.approx(39.0, abs=3.0)
    assert found["0"].mean == pytest.approx(-40.0, abs=3.0)
    assert found["0"].high == 0.0


def test_policies_that_do_the_same_may_all_be_best():
    luck = np.random.default_rng(2).normal(size=20)
    found = leads({"a": luck, "b": luck.copy(), "c": luck - 5.0})
    assert found["a"] == found["b"] == Lead(0.0, 0.0, 0.0, True)
    assert not found["c"].may_be_best
    assert found["c"].mean == pytest.approx(-5.0)


@given(st.integers(2, 6), st.integers(0, 100))
def test_estimates_lie_in_their_intervals_and_some_policy_may_be_best(number, seed):
    found = leads(named(world([0.0] * number, np.random.default_rng(seed), 8)))
    assert all(lead.low <= max(lead.mean, lead.low) <= max(lead.high, lead.mean) for lead in found.values())
    assert any(lead.may_be_best for lead in found.values())


def test_a_finer_choice_takes_more_runs_and_a_coarse_one_no_more_than_there_are():
    table = named(world([0.0, 0.1], np.random.default_rng(3), 20))
    assert enough(table, 1e9) == 20
    assert enough(table, 0.1) == pytest.approx(4 * enough(table, 0.2), rel=0.05)
