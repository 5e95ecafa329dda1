"""What a calibration may move, and what stands where in a point."""

import numpy as np
import pytest

from experiments.arguments import SIZES
from sim.spec.load import load_behaviour, load_company
from sim.study.parameters import ranged
from sim.study.space import GIVEN, space

WHERE = space(SIZES)


def test_shared_numbers_come_first_then_those_of_each_size():
    names = WHERE.names
    assert len(names) == len(set(names)) == len(WHERE.parameters)
    order = [name.partition(".")[0] for name in names]
    assert list(dict.fromkeys(order)) == ["behaviour", *SIZES]
    assert order == sorted(order, key=["behaviour", *SIZES].index)


@pytest.mark.parametrize("size", SIZES)
def test_everything_that_has_a_range_is_moved_but_what_a_company_can_count(size):
    everything = {one.key for one in ranged(load_company(size), load_behaviour()) if one.low < one.high}
    moved = {WHERE.parameters[place].key for place in WHERE.places(size)}
    assert moved == everything - GIVEN
    assert {one.key for one in ranged(load_company(size), load_behaviour())} >= GIVEN


def test_a_point_gives_each_size_its_own_values():
    point = WHERE.centre.copy()
    point[WHERE.names.index("mid.market.rivals")] = 1.0
    assert WHERE.values(point, "mid")["company.market.rivals"] == pytest.approx(4.0)
    assert WHERE.values(point, "small")["company.market.rivals"] == pytest.approx(load_company("small").market.rivals)


@pytest.mark.parametrize("size", SIZES)
def test_the_centre_is_the_catalogue(size):
    values = WHERE.values(WHERE.centre, size)
    for one in ranged(load_company(size), load_behaviour()):
        if one.key in values:
            assert values[one.key] == pytest.approx(one.default)


def test_a_slot_is_the_same_number_in_every_size():
    slots = WHERE.slots
    assert len(slots) == len(set(slots)) < len(WHERE.names)
    shares = np.arange(len(slots)) / len(slots)
    (point,) = WHERE.spread(shares[None])
    for place, one in enumerate(WHERE.parameters):
        assert point[place] == shares[slots.index(one.key)]


def test_a_quick_look_moves_a_part_of_them():
    few = space(("small", "mid"), 20)
    assert 0 < len(few.shared) <= len(WHERE.shared) // 20 + 1
    assert set(few.names) < set(WHERE.names)


def test_an_unknown_size_has_no_places():
    with pytest.raises(KeyError):
        space(("small",)).places("mid")
