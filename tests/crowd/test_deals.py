"""Deals and contracts."""

import pytest

from sim.crowd.calendar import NEVER, Event
from sim.crowd.prospect import Prospect
from sim.model import FunnelModel
from sim.stages import Stage
from tests import builders

CERTAIN = {"choice.no_decision": -10.0, "choice.skill_sigma": 0.0}
"""Buyers who always decide."""


@pytest.fixture
def model() -> FunnelModel:
    model = builders.model(team={"market.rivals": 0.0}, habits=CERTAIN | {"handoff.cold_readiness": 1.0})
    model.firm.open_books(model.crowd.campaigns)
    return model


def _customer(model: FunnelModel) -> Prospect:
    return next(prospect for prospect in model.crowd.prospects if prospect.contract)


def _open(model: FunnelModel, prospect: Prospect) -> int:
    """A deal with ``prospect``; returns the day on which it will be decided, after a day of service."""
    if prospect.contract:
        model.crowd.deals.expand(prospect, 0)
    else:
        prospect.fit, prospect.in_window = 1.0, True
        assert model.crowd.deals.contact(prospect, 1, 0)
    model.crowd.desks[prospect.rep].work(0)
    return prospect.due[Event.DECISION]


def _stranger(model: FunnelModel) -> Prospect:
    return next(prospect for prospect in model.crowd.prospects if not prospect.contract)


def test_a_won_deal_begins_a_contract_and_is_booked_to_its_rep(model: FunnelModel) -> None:
    account, before = _stranger(model), model.crowd.recurring
    model.crowd.deals.decide(_open(model, account))
    assert (account.stage, account.contract) == (Stage.CUSTOMER, account.value)
    assert model.firm.books["new_bookings"] == model.reps[1].signed == account.value
    assert model.crowd.recurring == before + account.value
    assert not account.in_window
    assert model.crowd.desks[1].deal_count == 0


def test_a_won_expansion_adds_its_share_to_the_contract(model: FunnelModel) -> None:
    customer = _customer(model)
    before, renewal = customer.contract, customer.due[Event.RENEWAL]
    model.crowd.deals.decide(_open(model, customer))
    added = model.firm.books["expansions"]
    assert added == pytest.approx(0.3 * before, abs=130)
    assert customer.contract == before + added
    assert customer.due[Event.RENEWAL] == renewal  # the contract keeps its date
    assert model.firm.books["new_bookings"] == 0


def test_a_customer_who_leaves_in_the_middle_of_a_deal_ends_both(model: FunnelModel) -> None:
    customer = _customer(model)
    _open(model, customer)
    customer.fit = customer.bought_understanding = 0.0
    lost, before = customer.contract, model.crowd.recurring
    customer.renews = lambda: False  # type: ignore[method-assign]
    model.crowd.calendar.book(Event.RENEWAL, customer, 1)
    model.crowd.deals.renew(1)
    assert (customer.stage, customer.contract, customer.due[Event.DECISION]) == (Stage.CHURNED, 0, NEVER)
    assert model.firm.books["churned"] == lost
    assert model.crowd.recurring == before - lost
    assert model.crowd.desks[customer.rep].deal_count == 0


def test_a_lost_deal_rests_and_a_lost_expansion_stays_a_customer() -> None:
    model = builders.model(team={"market.rivals": 20.0}, habits=CERTAIN | {"handoff.cold_readiness": 1.0})
    model.firm.open_books(model.crowd.campaigns)
    ends = set()
    for prospect in list(model.crowd.prospects):
        if prospect.stage in {Stage.MARKET, Stage.CUSTOMER}:
            paid = prospect.contract
            model.crowd.deals.decide(_open(model, prospect))
            ends.add((bool(paid), prospect.stage))
            if paid:
                assert prospect.contract >= paid
    assert ends == {(True, Stage.CUSTOMER), (False, Stage.CUSTOMER), (False, Stage.LOST)}


def test_who_would_not_talk_to_a_stranger_does_not_the_second_time_either() -> None:
    model = builders.model()
    model.firm.open_books(model.crowd.campaigns)
    looking = [p for p in model.crowd.prospects if p.stage == Stage.MARKET and p.in_window]
    refused = [prospect for prospect in looking if not model.crowd.deals.contact(prospect, 0, 0)]
    assert 0 < len(refused) < len(looking)
    assert not any(model.crowd.deals.contact(prospect, 1, 5) for prospect in refused)


def test_nobody_buys_outside_a_window(model: FunnelModel) -> None:
    idle = [p for p in model.crowd.prospects if p.stage == Stage.MARKET and not p.in_window]
    assert not any(model.crowd.deals.contact(prospect, 0, 0) for prospect in idle)
