"""Synthetic companies are found again, and facts that are moved move the numbers that they hang on."""

import numpy as np
import pytest

from sim.study.emulator import Emulator
from sim.study.recovery import RECOVERY, SHIFTED, ends, recovery, shifted
from sim.study.search import Chains, Search, believable
from tests.study.made_up_runs import LUCK, TARGETS, WHERE, expected

LOW, HIGH = np.clip(believable(TARGETS), -50.0, 50.0)
WIDTH = HIGH - LOW
RNG = np.random.default_rng(9)
CHAINS = Chains(RNG.random((60, len(WHERE.names))), 20, 1)


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
    assert (known["high"] - known["low"]).mean() < 0.2
    assert 0.75 <= known["covered"].mean() <= 1.0
    other = found[~found["parameter"].isin(WHERE.names[:2])]
    assert (other["high"] - other["low"]).mean() > 0.6


def test_a_moved_fact_moves_what_it_hangs_on(search):
    before = RNG.random((60, len(WHERE.names)))
    found = shifted(search, before, CHAINS, 1)
    assert tuple(found.columns) == SHIFTED
    facts = list(dict.fromkeys(target.fact.id for target in TARGETS))
    assert found["fact"].drop_duplicates().tolist() == facts
    assert (found["moved_low"] <= found["moved"]).all()
    assert found["moved"].to_numpy() == pytest.approx((found["after"] - found["before"]).to_numpy())


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
