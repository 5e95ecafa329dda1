"""Deals and contracts."""

import pytest

from sim.crowd.calendar import NEVER, Event
from sim.crowd.prospect import Prospect
from sim.exchange import RepPlan
from sim.model import FunnelModel
from sim.stages import Stage
from tests import builders

CERTAIN = {
    "choice.no_decision": -10.0,
    "choice.skill_sigma": 0.0,
    "patience.cold_readiness": 1.0,
    "segment.fit_sigma": 0.0,
}
"""Buyers who always decide, and who talk to strangers."""


def _model(rivals: float = 0.0, **habits: float) -> FunnelModel:
    model = builders.model(team={"market.rivals": rivals}, habits=CERTAIN | habits, years=10)
    builders.seat(model)
    return model


@pytest.fixture
def model() -> FunnelModel:
    return _model()


def _customer(model: FunnelModel) -> Prospect:
    return next(prospect for prospect in model.crowd.prospects if prospect.contract)


def _stranger(model: FunnelModel) -> Prospect:
    return next(prospect for prospect in model.crowd.prospects if not prospect.contract)


def _open(model: FunnelModel, prospect: Prospect) -> int:
    """A deal with ``prospect``; returns the day on which it will be decided, after a day of service."""
    if prospect.contract:
        model.crowd.deals.expand(prospect, 0)
    else:
        prospect.fit, prospect.in_window, prospect.friction = 1.0, True, 0.0
        assert model.crowd.deals.contact(prospect, 1, 0)
    model.crowd.desks[prospect.rep].serve_deals()
    return prospect.due[Event.DECISION]


def test_a_won_deal_begins_a_contract_and_is_booked_to_its_rep(model: FunnelModel) -> None:
    roster, account = model.crowd.roster, _stranger(model)
    before = roster.recurring
    model.crowd.deals.decide(_open(model, account))
    assert (account.stage, account.contract) == (Stage.CUSTOMER, account.value)
    assert roster.bookings.new_bookings == account.value
    assert roster.bookings.signed == {1: account.value}
    assert roster.recurring == before + account.value
    assert not account.in_window
    assert model.crowd.desks[1].deal_count == 0


def test_a_won_expansion_adds_its_share_to_the_contract(model: FunnelModel) -> None:
    customer = _customer(model)
    before, renewal = customer.contract, customer.due[Event.RENEWAL]
    model.crowd.deals.decide(_open(model, customer))
    added = model.crowd.roster.bookings.expansions
    assert added == pytest.approx(0.3 * before, abs=130)
    assert customer.contract == before + added
    assert customer.due[Event.RENEWAL] == renewal  # the contract keeps its date
    assert model.crowd.roster.bookings.new_bookings == 0


def test_a_discount_is_taken_off_what_is_signed_and_makes_it_likelier() -> None:
    model = _model(rivals=1.0)
    account = _stranger(model)
    plain, cheaper = (account.odds_of_deal(0.0, 1.0, discount, 0.0, 0)[0] for discount in (0.0, 0.25))
    assert cheaper > plain
    sure = _model()
    account = _stranger(sure)
    sure.crowd.desks[1].plan = RepPlan(0.0, 0.0, 0.0, 0.0, 0.0, discount=0.25)
    sure.crowd.deals.decide(_open(sure, account))
    assert account.contract == pytest.approx(0.75 * account.value, abs=130)


def test_a_customer_who_leaves_in_the_middle_of_a_deal_ends_both(model: FunnelModel) -> None:
    roster, customer = model.crowd.roster, _customer(model)
    _open(model, customer)
    lost, before = customer.contract, roster.recurring
    customer.renews = lambda day: False  # type: ignore[method-assign]
    roster.calendar.book(Event.RENEWAL, customer, 1)
    model.crowd.renew(1)
    assert (customer.stage, customer.contract, customer.due[Event.DECISION]) == (Stage.CHURNED, 0, NEVER)
    assert roster.bookings.churned == lost
    assert roster.recurring == before - lost
    assert model.crowd.desks[customer.rep].deal_count == 0


def test_a_lost_deal_rests_and_a_lost_expansion_stays_a_customer() -> None:
    model = _model(rivals=20.0)
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
    builders.seat(model)
    looking = [p for p in model.crowd.prospects if p.stage == Stage.MARKET and p.in_window]
    refused = [prospect for prospect in looking if not model.crowd.deals.contact(prospect, 0, 0)]
    assert 0 < len(refused) < len(looking)
    assert not any(model.crowd.deals.contact(prospect, 1, 50) for prospect in refused)


def test_nobody_buys_outside_a_window_and_being_asked_then_is_resented(model: FunnelModel) -> None:
    idle = [p for p in model.crowd.prospects if p.stage == Stage.MARKET and not p.in_window]
    assert not any(model.crowd.deals.contact(prospect, 0, 0) for prospect in idle)
    push = model.spec.behaviour.friction.contact
    assert {p.friction for p in idle if p.stage == Stage.MARKET} == {push}
    assert 0 < sum(p.stage == Stage.COOLING_OFF for p in idle) < 0.1 * len(idle)


def test_a_decision_ends_the_need_of_the_deal_and_no_later_one() -> None:
    model = _model()
    own, later = [p for p in model.crowd.prospects if p.stage == Stage.MARKET and p.in_window][:2]
    days = {prospect: _open(model, prospect) for prospect in (own, later)}
    later.close_window(0)
    later.open_window(0)
    for day in sorted(days.values()):
        model.crowd.deals.decide(day)
    assert own.contract
    assert later.contract
    assert not own.in_window
    assert later.in_window


def test_friction_makes_a_stranger_refuse_and_its_loss_has_a_cause() -> None:
    model = _model()
    account = _stranger(model)
    account.fit, account.in_window, account.friction = 1.0, True, 50.0
    assert not model.crowd.deals.contact(account, 0, 0)
    assert account.missed is not None
    assert account.missed[0] == "collided"


def test_a_deal_lost_by_neglect_says_so() -> None:
    """Without any hours a deal that neglect alone loses is lost; with all hours it would have been won."""
    model = _model(rivals=0.02, **{"choice.neglect": 10.0})
    lost = []
    for prospect in [p for p in model.crowd.prospects if p.stage == Stage.MARKET][:40]:
        day = _open(model, prospect)
        prospect.served_before, prospect.served = 0.0, model.crowd.desks[1].served
        model.crowd.deals.decide(day)
        lost.append(prospect.stage == Stage.LOST)
    assert sum(lost) > 30
    missed = [row["cause"] for row in model.recorder.tables()["missed"].to_pylist()]
    open_ones = [p.missed[0] for p in model.crowd.prospects if p.missed is not None]
    assert missed.count("neglected") + open_ones.count("neglected") >= 0.9 * sum(lost)


def test_a_deal_changes_hands_with_all_that_it_needs(model: FunnelModel) -> None:
    account = _stranger(model)
    _open(model, account)
    rate = model.crowd.desks[1].deal_rate
    model.crowd.deals.hand_over(account, 2)
    assert (account.rep, model.crowd.desks[1].deal_count, model.crowd.desks[2].deal_count) == (2, 0, 1)
    assert model.crowd.desks[2].deal_rate == rate > 0.0
