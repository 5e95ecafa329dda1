"""A rep's desk: hours, what is kept from one week to the next, deals that come and go."""

import pytest

from sim.crowd.desk import Desk
from sim.crowd.prospect import Prospect
from sim.exchange import RepPlan
from sim.model import FunnelModel
from tests import builders

COST = builders.behaviour().handoff.hours_per_lead


def _plan(leads: float = 0.0, opportunities: float = 0.0) -> RepPlan:
    return RepPlan(opportunities, leads, 0.0, follow=1.0, weight_of_data=0.0)


@pytest.fixture
def desk() -> Desk:
    manned = Desk(0)
    manned.staffed = True
    return manned


@pytest.fixture
def deals(toy: FunnelModel) -> list[Prospect]:
    return toy.crowd.prospects[:2]


def test_no_more_than_a_lead_s_worth_is_saved_and_the_rest_goes_to_prospecting(desk: Desk) -> None:
    desk.begin_week(_plan(leads=5 * COST), COST)
    desk.begin_week(_plan(leads=0.0), COST)
    assert desk.lead_hours == pytest.approx(COST)
    assert desk.own_hours == pytest.approx(4 * COST)


def test_hours_go_with_the_rep_who_leaves(desk: Desk) -> None:
    desk.begin_week(_plan(leads=5 * COST), COST)
    desk.own_hours, desk.staffed = 3.0, False
    desk.begin_week(_plan(), COST)
    assert (desk.lead_hours, desk.own_hours) == (0.0, 0.0)


def test_a_deal_gets_its_part_of_the_hours(desk: Desk, deals: list[Prospect]) -> None:
    desk.begin_week(_plan(opportunities=5.0), COST)
    desk.serve_deals()
    assert desk.served == 1.0  # nothing was needed
    desk.take_deal(deals[0], 0.5)
    desk.serve_deals()
    assert desk.served == 2.0  # all that was needed
    desk.take_deal(deals[1], 1.5)
    desk.serve_deals()
    assert desk.served == 2.5  # half of it
    desk.drop_deal(deals[1], 1.5)
    desk.drop_deal(deals[0], 0.5)
    assert (desk.deal_rate, desk.deal_count) == (0.0, 0)
    assert (deals[0].served_before, deals[0].days_before) == (1.5, 2)
    assert (deals[1].served_before, deals[1].days_before) == (0.5, 1)


def test_what_a_deal_got_before_it_changed_hands_is_kept(desk: Desk, deals: list[Prospect]) -> None:
    deal, other = deals[0], Desk(1)
    desk.begin_week(_plan(opportunities=1.0), COST)
    desk.take_deal(deal, 0.4)
    desk.serve_deals()
    desk.drop_deal(deal, 0.4)
    other.take_deal(deal, 0.4)
    other.serve_deals()
    other.drop_deal(deal, 0.4)
    assert deal.rep == 1
    assert deal.served_before / deal.days_before == pytest.approx(0.25)  # half of the need on one of two days


def test_what_is_handed_over_is_counted_anew(toy: FunnelModel) -> None:
    builders.leads(toy, 3)
    desk = toy.crowd.desks[0]
    desk.take_deal(toy.crowd.prospects[0], 0.4)
    seen = desk.hand_over()
    assert (seen.arrived, seen.waiting) == (3, 3)
    assert seen.hours_needed == pytest.approx(2.0)
    again = desk.hand_over()
    assert (again.arrived, again.waiting) == (0, 3)
