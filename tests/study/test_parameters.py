"""Numbers with a range: where in it a value is, and runs with other values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.spec.errors import SpecError
from sim.study.parameters import Parameter, changed, ranged
from tests import builders

SHARES = st.floats(0.0, 1.0)


def parameter(low, default, high):
    return Parameter("behaviour.some.thing", "What it is", "units", "assumption: made up", low, default, high)


@given(SHARES)
def test_a_positive_number_is_spread_by_ratios_and_any_other_by_differences(share):
    assert parameter(0.2, 0.35, 1.8).at(share) == pytest.approx(0.2 * 9.0**share)
    assert parameter(-2.5, -1.2, 1.5).at(share) == pytest.approx(-2.5 + 4.0 * share)
    assert parameter(0.0, 0.1, 0.5).at(share) == pytest.approx(0.5 * share)


@given(SHARES)
def test_the_share_of_a_value_gives_the_value(share):
    for one in (parameter(0.2, 0.35, 1.0), parameter(-2.5, -1.2, 1.5), parameter(0.0, 0.1, 0.5)):
        assert one.share(one.at(share)) == pytest.approx(share, abs=1e-9)


def test_what_is_counted_stays_whole():
    accounts = parameter(6500, 13000, 26000)
    assert [accounts.at(share) for share in (0.0, 0.5, 1.0)] == [6500, 13000, 26000]
    assert type(accounts.at(0.3)) is int
    assert type(parameter(1.0, 2.0, 3.0).at(0.5)) is float


def test_runs_get_other_values_and_keep_all_else():
    usual = [builders.spec(), builders.spec(rules="fractional_cmo")]
    values = {"company.market.rivals": 3.0, "behaviour.patience.exponent": 0.9}
    for before, after in zip(usual, changed(usual, values), strict=True):
        assert (after.company.market.rivals, after.behaviour.patience.exponent) == (3.0, 0.9)
        back = changed([after], {key: dict_of(before)[key] for key in values})
        assert back == [before]


def dict_of(spec):
    """The two values that are changed, by key."""
    return {
        "company.market.rivals": spec.company.market.rivals,
        "behaviour.patience.exponent": spec.behaviour.patience.exponent,
    }


def test_what_cannot_be_run_is_refused():
    with pytest.raises(SpecError, match="accepted_demand"):
        changed([builders.spec()], {"behaviour.mix.accepted_demand": 0.7, "behaviour.mix.accepted_nurture": 0.5})


def test_ranges_are_those_of_the_catalogue():
    firm, usual = builders.company("mid"), builders.behaviour()
    found = {one.key: one for one in ranged(firm, usual)}
    assert (found["company.market.rivals"].low, found["company.market.rivals"].high) == (0.7, 4.0)
    assert np.all([one.low <= one.default <= one.high for one in found.values()])
