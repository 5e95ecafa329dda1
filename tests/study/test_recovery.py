"""Synthetic companies are found again, and facts that are moved move the numbers that they hang on."""

import numpy as np
import pytest

from sim.study.emulator import Emulator
from sim.study.recovery import RECOVERY, SHIFTED, ends, recovery, shifted
from sim.study.search import Chains, Search, believable, drawn
from tests.study.made_up_runs import LUCK, TARGETS, WHERE, expected

LOW, HIGH = np.clip(believable(TARGETS), -50.0, 50.0)
WIDTH = HIGH - LOW
RNG = np.random.default_rng(9)
CHAINS = Chains(RNG.random((60, len(WHERE.names))), 40, 1)


@pytest.fixture(scope="module")
def search():
    """Emulators that know the truth but for a little."""
    points = RNG.random((80, len(WHERE.names)))
    readings = np.array([expected(point) for point in points]) + 0.02 * WIDTH * RNG.normal(size=(80, len(TARGETS)))
    told = {}
    for size in WHERE.own:
        which = [number for number, target in enumerate(TARGETS) if target.size == size]
        told[size] = Emulator.fitted(points[:, WHERE.places(size)], readings[:, which], np.ones(80, bool))
    return Search(WHERE, told, TARGETS, believable(TARGETS))


def test_ranges_cover_the_truth_about_as_often_as_they_say(search):
    truths = RNG.random((12, len(WHERE.names)))
    noise = LUCK * WIDTH * RNG.normal(size=(12, 4, len(TARGETS)))
    readings = np.array([expected(point) for point in truths])[:, None] + noise
    found = recovery(search, truths, readings, LUCK * WIDTH, CHAINS, 1)
    assert tuple(found.columns) == RECOVERY
    assert len(found) == 12 * len(WHERE.names)
    known = found[found["parameter"].isin(WHERE.names[:2])]
    assert (known["high"] - known["low"]).mean() < 0.15
    assert 0.7 <= known["covered"].mean() < 1.0
    other = found[~found["parameter"].isin(WHERE.names[:2])]
    assert (other["high"] - other["low"]).mean() > 0.7


def test_a_fact_that_a_run_does_not_tell_is_not_known(search):
    truth = RNG.random((1, len(WHERE.names)))
    readings = np.tile(expected(truth[0]), (1, 2, 1))
    readings[:, :, ::3] = np.nan  # all that answers to the first number
    found = recovery(search, truth, readings, LUCK * WIDTH, CHAINS, 1).set_index("parameter")
    width = found["high"] - found["low"]
    assert width[WHERE.names[0]] > 0.7
    assert width[WHERE.names[1]] < 0.2


def test_a_moved_fact_moves_most_what_it_hangs_on(search):
    found = shifted(search, CHAINS, 1)
    assert tuple(found.columns) == SHIFTED
    facts = list(dict.fromkeys(target.fact.id for target in TARGETS))
    assert found["fact"].drop_duplicates().tolist() == facts
    assert found["moved"].to_numpy() == pytest.approx((found["after"] - found["before"]).to_numpy())
    clear = found[(found["moved_low"] > 0.0) | (found["moved_high"] < 0.0)]
    right = []
    for fact, rows in clear.groupby("fact"):
        most = rows.loc[rows["moved"].abs().idxmax(), "parameter"]
        right.append(most in {WHERE.names[place % 3] for place, one in enumerate(TARGETS) if one.fact.id == fact})
    # All facts hang on two numbers, so that one which is moved far from the others may bend what does next to nothing.
    assert len(right) > 5
    assert np.mean(right) > 0.7


def test_equal_draws_come_from_any_number_of_processes(search):
    args = ([search], Chains(RNG.random((70, len(WHERE.names))), 2, 4))
    assert np.array_equal(drawn(*args, 1, "one"), drawn(*args, 2, "two"))


def test_a_range_holds_nine_in_ten_draws():
    draws = np.arange(101.0)[:, None]
    assert ends(draws)[:, 0] == pytest.approx([5.0, 95.0])


@pytest.mark.parametrize(
    ("fact", "expected_ends"),
    [
        ("T6", (0.216, 0.36)),  # a fifth higher
        ("T12_feedback", (0.6, 0.696)),  # a fifth lower: higher would be more than 1
        ("T0_growth", (0.0, 0.25)),  # a fifth of its width
    ],
)
def test_targets_move_by_a_fifth(search, fact, expected_ends):
    from sim.study.recovery import _moved

    number = next(place for place, one in enumerate(TARGETS) if (one.fact.id, one.size) == (fact, "mid"))
    moved = _moved(search, fact)
    assert TARGETS[number].shown(moved[:, number]) == pytest.approx(expected_ends)
    others = [place for place, one in enumerate(TARGETS) if one.fact.id != fact]
    assert np.array_equal(moved[:, others], search.ends[:, others])
