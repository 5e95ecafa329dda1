"""Boxes in which a cure loses or pays: known ones are found and hold, and noise has none that does."""

import numpy as np
import pytest

from sim.spec.load import load_company
from sim.study.contest import main_contest_of
from sim.study.design import Range
from sim.study.sensitivity import Outcomes, Sample
from sim.study.space import GIVEN
from sim.study.when_it_fails import COLUMNS, LOSES, PAYS, Box, boxes, found, numbers, sweep, worlds

MID = main_contest_of(load_company("mid"))


def made_up(chance, number=600, seed=0, width=12):
    """Worlds of the mid company that lose with the chance that ``chance`` gives their shares."""
    rng = np.random.default_rng(seed)
    ones = numbers(MID)[:width]
    shares = rng.random((number, len(ones)))
    loses = rng.random(number) < chance(shares)
    return Sample({one.key: one for one in ones}, shares), Outcomes(np.where(loses, -1.0, 1.0), np.zeros(number))


def in_a_corner(shares):
    return np.where((shares[:, 3] > 0.6) & (shares[:, 7] < 0.5), 0.9, 0.15)


def test_a_known_box_is_found_and_holds_in_other_worlds():
    sample, outcomes = made_up(in_a_corner)
    looked = found(sample, outcomes)
    assert looked[0].outcome == LOSES
    first = looked[0].limits
    assert set(first) >= {3, 7}
    assert first[3] == (pytest.approx(0.6, abs=0.08), 1.0)
    assert first[7] == (0.0, pytest.approx(0.5, abs=0.08))
    table = boxes(MID, sample, outcomes, looked)
    assert table.columns.tolist() == list(COLUMNS)
    rows = table[table["box"] == 1].set_index("parameter")
    assert rows["holds"].all()
    assert rows["density"].iloc[0] > 2.0 * rows["base"].iloc[0]
    assert rows["density_low"].iloc[0] < rows["density"].iloc[0] < rows["density_high"].iloc[0]
    ones = list(sample.ranges.values())
    assert rows.loc[ones[3].key, "p_limit"] < 0.01
    assert rows.loc[ones[3].key, "low"] == pytest.approx(ones[3].at(first[3][0]))
    assert rows.loc[ones[7].key, "low"] == ones[7].low


def test_where_a_cure_pays_is_found_among_many_numbers_where_most_worlds_lose():
    sample, outcomes = made_up(lambda shares: np.where(shares[:, 20] < 0.3, 0.15, 0.8), number=800, width=60)
    looked = found(sample, outcomes)
    table = boxes(MID, sample, outcomes, looked)
    paying = table[table["outcome"] == PAYS]
    assert {looked[number - 1].outcome for number in paying["box"]} == {PAYS}
    first = paying[paying["box"] == paying["box"].min()]
    key = list(sample.ranges)[20]
    assert first["holds"].all()
    assert key in set(first["parameter"])
    (limit,) = first[first["parameter"] == key].itertuples()
    assert (limit.low, limit.p_limit < 0.01) == (limit.plausible_low, True)
    assert limit.such / limit.worlds == limit.density > 0.55 > 0.5 > limit.base
    losing = table[table["outcome"] == LOSES]
    assert losing["base"].iloc[0] == pytest.approx(1.0 - limit.base)


def test_what_noise_seems_to_show_does_not_hold():
    held = 0
    for seed in range(8):
        sample, outcomes = made_up(lambda shares: np.full(len(shares), 0.4), 300, seed)
        table = boxes(MID, sample, outcomes, found(sample, outcomes))
        held += bool(table["holds"].any())
    assert held <= 2  # one in twenty by chance


def test_where_all_or_none_lose_there_is_no_box():
    for chance in (0.0, 1.0):
        sample, outcomes = made_up(lambda shares, chance=chance: np.full(len(shares), chance), 100)
        assert found(sample, outcomes) == []
        assert boxes(MID, sample, outcomes, []).empty


def test_a_limit_can_be_lifted_alone():
    box = Box(LOSES, {0: (0.5, 1.0), 1: (0.0, 0.5)})
    shares = np.array([[0.7, 0.2], [0.7, 0.9], [0.2, 0.2]])
    assert box.holds(shares).tolist() == [True, False, False]
    assert box.holds(shares, without=1).tolist() == [True, True, False]


@pytest.mark.parametrize("size", ["small", "enterprise"])
def test_every_world_is_run_under_both_policies(size):
    of = main_contest_of(load_company(size))
    sample = worlds(of, 20, 1)
    assert 15 <= len(sample.shares) <= 20
    assert not GIVEN & set(sample.ranges)
    assert all(isinstance(one, Range) or one.low < one.high for one in sample.ranges.values())
    planned = sweep(of, sample, 2, 0, {"years": 1, "scale": 0.1})
    assert len(planned.points) == 2 * len(sample.shares)
    policies = [point.policy for point in planned.points]
    assert policies.count(of.cure.name) == len(sample.shares)
