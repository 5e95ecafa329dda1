"""The market on day 0."""

import numpy as np
import pytest
from scipy import stats

from sim.market import territories, whole_value
from sim.model import FunnelModel
from sim.stages import Stage
from tests import builders

ALPHA = 0.001


@pytest.fixture(scope="module")
def large() -> FunnelModel:
    return builders.model("mid", scale=0.5)


@pytest.mark.parametrize(
    ("cents", "whole"), [(0.0, 260), (260.0, 260), (389.0, 260), (390.0, 520), (1e9, 1_000_000_040)]
)
def test_values_are_whole_cents_a_day(cents: float, whole: int) -> None:
    assert whole_value(cents) == whole
    assert whole_value(cents) % 260 == 0


def test_values_are_log_normal_with_the_company_s_median_and_spread(large: FunnelModel) -> None:
    market = large.company.market
    logs = np.log([prospect.value / 100.0 for prospect in large.crowd.prospects])
    z = (logs - np.log(market.value_median)) / market.value_sigma
    assert stats.kstest(z, "norm").pvalue > ALPHA


def test_fit_is_uniform_and_territories_are_equal(large: FunnelModel) -> None:
    prospects = large.crowd.prospects
    assert stats.kstest([prospect.fit for prospect in prospects], "uniform").pvalue > ALPHA
    owners = np.bincount([prospect.owner for prospect in prospects], minlength=len(large.reps))
    assert len(owners) == len(large.reps)
    assert stats.chisquare(owners).pvalue > ALPHA


def test_segments_are_equally_large(large: FunnelModel) -> None:
    segments = np.bincount([prospect.segment for prospect in large.crowd.prospects])
    assert len(segments) == large.spec.behaviour.segment.number
    assert stats.chisquare(segments).pvalue > ALPHA


def test_a_new_seat_takes_its_part_from_all_and_moves_nobody_else() -> None:
    three, four, more = (territories(3, 20_000, 3, further) for further in ((), (1.0,), (1.0, 0.25)))
    for before, after, new, part in ((three, four, 3, 1 / 4), (four, more, 4, 0.25 / 4.25)):
        moved = before != after
        assert set(after[moved]) == {new}
        assert stats.binomtest(int(moved.sum()), 20_000, part).pvalue > ALPHA
        assert stats.chisquare(np.bincount(before[moved])).pvalue > ALPHA


def test_a_rep_s_eye_sees_something_of_fit_and_less_the_noisier_it_is() -> None:
    seen = []
    for noise in (0.0, 1.0, 10.0):
        prospects = builders.model(habits={"handoff.eye_noise": noise}).crowd.prospects
        seen.append(np.corrcoef([p.fit for p in prospects], [p.glance for p in prospects])[0, 1])
    assert seen[0] == pytest.approx(1.0)
    assert seen[1] == pytest.approx(0.5**0.5, abs=0.05)  # as much noise as fit
    assert abs(seen[2]) < 0.2


def test_as_many_pay_as_the_company_has_customers_and_the_fitting_more_often(large: FunnelModel) -> None:
    customers = [prospect for prospect in large.crowd.prospects if prospect.contract]
    assert len(customers) == large.company.market.customers == large.crowd.roster.counts[Stage.CUSTOMER]
    assert all(prospect.stage == Stage.CUSTOMER and prospect.contract == prospect.value for prospect in customers)
    assert large.crowd.roster.recurring == sum(prospect.contract for prospect in customers)
    everybody = np.mean([prospect.fit for prospect in large.crowd.prospects])
    assert np.mean([prospect.fit for prospect in customers]) > everybody + 0.05


def test_first_contracts_end_spread_over_the_year(large: FunnelModel) -> None:
    due = np.array([prospect.due[1] for prospect in large.crowd.prospects if prospect.contract])
    assert (due.min() >= 1, due.max() <= 260) == (True, True)
    assert stats.kstest((due - 0.5) / 260, "uniform").pvalue > ALPHA


@pytest.mark.parametrize("customers", [0, 1500])
def test_nobody_and_everybody_may_be_a_customer(customers: int) -> None:
    model = builders.model(team={"market.customers": customers})
    assert model.crowd.roster.counts[Stage.CUSTOMER] == customers


def test_a_larger_market_has_the_same_accounts_and_more() -> None:
    small, large = builders.model(), builders.model(team={"market.accounts": 2000})
    for one, other in zip(small.crowd.prospects, large.crowd.prospects, strict=False):
        assert (one.fit, one.value, one.owner, one.glance) == (other.fit, other.value, other.owner, other.glance)
        assert one.segment == other.segment


def test_the_market_is_the_same_under_every_policy() -> None:
    one, other = (builders.model(rules=rules) for rules in ("founder_led", "frictionless"))
    for first, second in zip(one.crowd.prospects, other.crowd.prospects, strict=True):
        assert (first.fit, first.value, first.contract, first.due) == (
            second.fit,
            second.value,
            second.contract,
            second.due,
        )
